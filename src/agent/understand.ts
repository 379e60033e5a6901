/**
 * Words in, an understanding out. The same words give the same answer: no input or output, no model.
 * `docs/understanding.md` says how to teach it more.
 */
import { type Edit, editSchema, type Understanding } from "../timeline/edit.js";
import { LIMITS } from "../timeline/limits.js";
import type { Context, Language } from "./context.js";
import { followUp } from "./follow-up.js";
import { asksHowItStands, isPlainQuestion, questionAbout } from "./grammar/questions.js";
import type { Intent, RoughEdit } from "./grammar/rule.js";
import { wishOf } from "./grammar/unknown.js";
import { isChinese, normalForm } from "./language/normal-form.js";
import { type Heard, hear } from "./read.js";
import {
  LENGTH_NEEDED,
  OUT_OF_RANGE,
  sayBeyond,
  sayChat,
  sayImpossible,
  sayIntent,
  sayUnread,
  TOO_LONG,
} from "./replies.js";
import { sayEdits } from "./say.js";

/** An understanding; `export` says that the result is wanted right after the edits. */
export type Understood = Understanding & {
  export?: true;
  /** What was asked for besides and is not done: what cannot be, what was not understood, what is missing. */
  also?: string;
};

/** An understanding whose times may be shares of a length that is not known: `"50%"`. */
export interface RoughUnderstanding {
  intent: Intent;
  edits: Record<string, unknown>[];
  say: string;
  export?: true;
  also?: string;
}

/** Characters of one request. */
const LONGEST_WORDS = 2000;

/** What a request means, ready to be applied. */
export function understand(words: string, context: Context = {}): Understood {
  const { language, answer } = answerTo(words, context);
  if (answer.edits.some(hasShare)) return { intent: "clarify", edits: [], say: LENGTH_NEEDED[language] };
  const edits: Edit[] = [];
  for (const rough of answer.edits) {
    const parsed = editSchema.safeParse(rough);
    if (!parsed.success) return { intent: "clarify", edits: [], say: OUT_OF_RANGE[language] };
    edits.push(parsed.data);
  }
  return { ...answer, edits };
}

/** The same where no video is at hand: what depends on its length is told as a share of it. */
export function understandWithoutVideo(words: string, context: Context = {}): RoughUnderstanding {
  const { answer } = answerTo(words, context);
  if (!answer.edits.some(hasShare)) return understand(words, context);
  return {
    ...answer,
    edits: answer.edits.map((edit) => withShares(edit, (share) => `${Math.round(share * 1e4) / 100}%`) as RoughEdit),
  };
}

interface Answer {
  intent: Intent;
  edits: RoughEdit[];
  say: string;
  export?: true;
  also?: string;
}

function answerTo(words: string, context: Context): { language: Language; answer: Answer } {
  const language = context.language ?? (isChinese(words.slice(0, LONGEST_WORDS)) ? "zh" : "en");
  // A part of it would be understood as if it were all.
  if (words.length > LONGEST_WORDS)
    return { language, answer: { intent: "clarify", edits: [], say: TOO_LONG[language] } };
  const following = followUp(words, context);
  if (following !== undefined) return { language, answer: answerOf(following, words, language, context) };
  let heard = hear(words, context);
  // An answer to a question completes the words that were asked about.
  if (context.asked !== undefined && isIncomplete(heard)) {
    const whole = hear(`${context.asked} ${words}`, context);
    if (whole.edits.length > 0) heard = whole;
  }
  return { language, answer: answerOf(heard, words, language, context) };
}

function isIncomplete(heard: Heard): boolean {
  return (
    heard.edits.length === 0 && heard.impossible.length === 0 && heard.intents.every((intent) => intent === "chat")
  );
}

function answerOf(heard: Heard, words: string, language: Language, context: Context): Answer {
  const edits = heard.edits.map((edit) => settled(edit, context.durationMs));
  if (edits.length > LIMITS.editsPerRequest) return { intent: "clarify", edits: [], say: TOO_LONG[language] };
  const { intents } = heard;
  if (intents[0] === "help" && intents.includes("credits")) return plain("credits", language, context);
  // A question is answered, whatever could be done about its subject.
  // «can you help me, I need to cut it at 0:12» asks for the cut.
  if (intents[0] === "help" && !(edits.length > 0 && isCallForHelp(heard))) return plain("help", language, context);
  const isForStatus = language === "en" && asksHowItStands(heard.tokens);
  const about = isForStatus
    ? "status"
    : language === "en" && isPlainQuestion(heard.tokens)
      ? questionAbout(heard.tokens)
      : undefined;
  if (about === "status" && !intents.some((one) => one === "credits" || one === "upload"))
    return plain(about, language, context);
  if (heard.replaces === true) return { intent: "undo", edits, say: sayEdits(edits, language, false) };
  if (edits.length > 0) {
    const isExported = intents.includes("export");
    const reset = intents.find((intent) => intent === "undo" || intent === "reset");
    const gap = language === "zh" ? "" : " ";
    const also = [
      ...(heard.impossible.length > 0 ? [sayImpossible(heard.impossible, language)] : []),
      ...(heard.unread.length > 0 ? [sayUnread(heard.unread, language)] : []),
      ...heard.questions.slice(0, 1).map((question) => question[language]),
    ].join(gap);
    const said = sayEdits(edits, language, isExported);
    return {
      intent: reset ?? "edit",
      edits,
      say: also === "" ? said : `${said}${gap}${also}`,
      ...(also === "" ? {} : { also }),
      ...(isExported ? { export: true as const } : {}),
    };
  }
  const back = intents.find((one) => one === "undo" || one === "redo" || one === "reset");
  if (back !== undefined) return plain(back, language, context);
  if (heard.impossible.length > 0)
    return { intent: "unsupported", edits, say: sayImpossible(heard.impossible, language) };
  const [asked] = heard.questions;
  const isSettled = intents.some((one) => one === "undo" || one === "redo" || one === "reset");
  if (asked !== undefined && !isSettled) return { intent: "clarify", edits, say: asked[language] };
  // 刚那个4K的渲染完成没: an export is asked about.
  const isAskedFor = intents.includes("export") && intents.includes("status");
  const intent = isAskedFor ? "status" : (intents.find((one) => one !== "chat") ?? intents[0]);
  if (intent === "chat") return { intent, edits, say: sayChat(isThanks(heard) ? "thanks" : "greeting", language) };
  if (intent !== undefined) return plain(intent, language, context);
  const question = language === "en" ? questionAbout(heard.tokens) : undefined;
  if (question === "picture")
    return { intent: "unsupported", edits, say: sayImpossible(["understandContent"], language) };
  if (question !== undefined) return plain(question, language, context);
  const wish = wishOf(heard.tokens, words);
  if (wish !== undefined) return { intent: "unsupported", edits, say: sayBeyond(wish, language) };
  if (heard.hasRefusal) return { intent: "chat", edits, say: sayChat("left", language) };
  return plain(isSmallTalk(words) ? "chat" : "clarify", language, context);
}

function plain(intent: Exclude<Intent, "edit" | "unsupported">, language: Language, context: Context): Answer {
  return { intent, edits: [], say: sayIntent(intent, language, context) };
}

function isCallForHelp(heard: Heard): boolean {
  const help = heard.tokens.filter((token) => token.meanings.has("help"));
  return help.length > 0 && help.every((token) => /^help(?: me)?$/.test(token.text));
}

function isThanks(heard: Heard): boolean {
  return heard.tokens.some((token) => token.meanings.has("thanks"));
}

/** Nothing but marks or signs: «👍», «…». */
function isSmallTalk(words: string): boolean {
  const normal = normalForm(words).trim();
  return normal !== "" && !/[\p{L}\p{N}]/u.test(normal);
}

/** Shares of the length become times, where the length is known. */
function settled(edit: RoughEdit, durationMs: number | undefined): RoughEdit {
  return durationMs === undefined ? edit : (withShares(edit, (share) => Math.round(share * durationMs)) as RoughEdit);
}

function withShares(value: unknown, told: (share: number) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withShares(item, told));
  if (typeof value !== "object" || value === null) return value;
  if ("share" in value && typeof value.share === "number") return told(value.share);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withShares(item, told)]));
}

function hasShare(edit: RoughEdit): boolean {
  let found = false;
  withShares(edit, (share) => {
    found = true;
    return share;
  });
  return found;
}
