/** From words to what they ask for, before lengths are filled in and sentences are made. */
import type { Context } from "./context.js";
import { withoutAsides } from "./grammar/asides.js";
import { Composition, isRemark } from "./grammar/composition.js";
import { withoutCorrections } from "./grammar/corrections.js";
import { withTopics, withVerbs } from "./grammar/ellipsis.js";
import { withNouns, withParticles } from "./grammar/phrasal-verbs.js";
import { withoutRefusals } from "./grammar/refusals.js";
import { joined } from "./grammar/row.js";
import type { Intent, Question, Reading, RoughEdit } from "./grammar/rule.js";
import { looseReading, type Part, partsOf } from "./grammar/sentence.js";
import { SPAN_READERS } from "./grammar/spans.js";
import { isUnknownOrder } from "./grammar/unknown.js";
import { ROLE_READERS, VALUE_READERS } from "./grammar/values.js";
import { normalForm } from "./language/normal-form.js";
import { type Token, textOf, tokensOf } from "./language/tokens.js";
import { TOO_LONG } from "./replies.js";
import { RULES } from "./rules/rules.js";
import type { Choice, Impossible, Meaning } from "./vocabulary/vocabulary.js";

/** What was heard in a request. */
export interface Heard {
  edits: RoughEdit[];
  /** What was asked of the session, in the order said. */
  intents: Exclude<Intent, "edit" | "clarify" | "unsupported">[];
  impossible: Impossible[];
  questions: Question[];
  /** What asks for something that nobody understood, as it was typed. */
  unread: string[];
  hasRefusal: boolean;
  /** Whether the edits take the place of those of the request before. */
  replaces?: true;
  tokens: readonly Token[];
}

/** What nobody says in one breath: to weigh every way of cutting it would take too long. */
const MOST_TOKENS = 600;
const NOTHING: Heard = {
  edits: [],
  intents: [],
  impossible: [],
  questions: [],
  unread: [],
  hasRefusal: false,
  tokens: [],
};

/** The tokens of a request, with its values joined. */
export function tokensFor(words: string): Token[] {
  const plain = withVerbs(withNouns(withParticles(withoutCorrections(tokensOf(words, normalForm(words))))));
  return withTopics(joined(joined(joined(plain, VALUE_READERS), SPAN_READERS), ROLE_READERS));
}

export function hear(words: string, context: Context): Heard {
  return hearTokens(tokensFor(words), words, context);
}

/** The same for tokens that are there already; `words` is what was typed. */
export function hearTokens(said: readonly Token[], words: string, context: Context): Heard {
  if (said.length > MOST_TOKENS) return { ...NOTHING, questions: [TOO_LONG], tokens: said.slice(0, 1) };
  const { tokens, hasRefusal } = withoutRefusals(said);
  const told = withoutAsides(tokens);
  if (told.aside.length > 0) {
    const heard = hearPlain({ tokens: told.tokens, said, hasRefusal }, words, context);
    const isRequest = heard.edits.length > 0 || heard.intents.some((intent) => intent !== "chat" && intent !== "help");
    if (isRequest) return { ...heard, edits: heard.edits.map((edit) => withAside(edit, told.aside)), tokens };
  }
  return hearPlain({ tokens, said, hasRefusal }, words, context);
}

/** «the speaker talks in Italian», «it's going on TikTok»: what was told besides of what was asked for. */
function withAside(edit: RoughEdit, aside: readonly Token[]): RoughEdit {
  const told = (choice: Choice) => aside.find((token) => token.choices.has(choice))?.choices.get(choice);
  if (edit.op === "captions" && edit.language === undefined) {
    const language = told("language");
    return language === undefined ? edit : { ...edit, language };
  }
  if (edit.op !== "reframe" || edit.platform !== undefined) return edit;
  const platform = aside
    .find((token) => token.choices.has("platform") && !/^(?:short|story|snap)$/.test(token.text))
    ?.choices.get("platform");
  return platform === undefined ? edit : { ...edit, platform };
}

function hearPlain(
  { tokens, said, hasRefusal }: { tokens: readonly Token[]; said: readonly Token[]; hasRefusal: boolean },
  words: string,
  context: Context,
): Heard {
  const parts = partsOf({ tokens, said }, words, RULES, context);
  const heard: Heard = { edits: [], intents: [], impossible: [], questions: [], unread: [], hasRefusal, tokens };
  const composition = new Composition();
  const open: { reading: Extract<Reading, { ask: unknown }>; at: number }[] = [];
  for (const [index, part] of parts.entries()) {
    const { reading } = part;
    if (reading === undefined) {
      if (composition.addWords(part.tokens)) continue;
      const loose = isRemark(part.tokens) ? undefined : looseReading(part.tokens, words, RULES, context)?.reading;
      if (loose !== undefined && "edits" in loose) for (const edit of loose.edits) composition.add(edit, part.tokens);
      else if (isRequest(part.tokens) || isUnknownOrder(part.tokens, parts[index - 1]?.tokens ?? []))
        heard.unread.push(typed(part.tokens, words));
    } else if ("edits" in reading) for (const edit of reading.edits) composition.add(edit, part.tokens);
    else if ("ask" in reading) {
      const last = composition.edits.at(-1)?.op;
      const plain = last === undefined ? undefined : reading.otherwise?.(last);
      if (plain !== undefined) composition.add(plain, part.tokens);
      else if (!composition.addWords(part.tokens)) open.push({ reading, at: composition.edits.length });
    } else if ("impossible" in reading) {
      // 第三段全是废话，不要了; 剪掉开头5秒废话: what cannot be done was not asked for.
      if (parts.length === 1 || !(isRemark(part.tokens) || tellsMore(part, parts[index - 1])))
        heard.impossible.push(reading.impossible);
    } else {
      heard.intents.push(reading.intent);
      // 去噪，输出1080p: a size that is said of the result is one of the edits.
      const target = reading.intent === "export" && composition.edits.length > 0 ? outputSize(part.tokens) : undefined;
      if (target !== undefined) composition.add({ op: "enhance", target }, part.tokens);
    }
  }
  const edits = composition.edits;
  // «remove the noise and the silences»: what is asked about is plain from what follows.
  for (const { reading, at } of open.reverse()) {
    const plain = edits
      .slice(at)
      .map(({ op }) => reading.otherwise?.(op))
      .find((edit) => edit !== undefined);
    if (plain === undefined) heard.questions.unshift(reading.ask);
    else if (!edits.some(({ op }) => op === plain.op)) edits.splice(at, 0, plain);
  }
  return { ...heard, edits };
}

/** Whether a Chinese part goes on right behind the one before it and has no verb: it tells more of what that was done to. */
function tellsMore(part: Part, before: Part | undefined): boolean {
  const [last, first] = [before?.tokens.at(-1), part.tokens[0]];
  if (last === undefined || first === undefined || last.isStop === true || first.isSpaced === true) return false;
  if (before?.reading === undefined || !("edits" in before.reading) || !/^\p{Script=Han}/u.test(first.text))
    return false;
  return !part.tokens.some(
    (token) => VERBS_ASKED.some((verb) => token.meanings.has(verb)) || /^[把将]$/.test(token.text),
  );
}

function outputSize(tokens: readonly Token[]): string | undefined {
  const size = tokens.find((token) => token.value?.kind === "size")?.value;
  if (size?.kind !== "size" || size.width !== undefined) return undefined;
  // «…, and export it at 1440p»: another size than the usual one.
  const isAsked =
    tokens.some((token) => token.text.startsWith("输出")) ||
    (size.height !== 1080 && tokens.some((token) => /^(?:export|render|output)/.test(token.text)));
  if (!isAsked) return undefined;
  return [720, 1080, 1440, 2160].includes(size.height) ? `${size.height}p` : undefined;
}

/** What was typed for these tokens. */
function typed(tokens: readonly Token[], words: string): string {
  const [first, last] = [tokens[0], tokens.at(-1)];
  return first === undefined || last === undefined ? "" : words.slice(first.start, last.end).trim();
}

/** Whether words that no rule could read ask for something: then they are named, not passed over. */
function isRequest(tokens: readonly Token[]): boolean {
  const said = tokens.filter(
    (token) => token.isStop !== true && !token.meanings.has("next") && /[\p{L}\p{N}]/u.test(token.text),
  );
  // «fix everything», «can you sort that out»: it has been said what.
  if (FIX_IT.test(textOf(said))) return false;
  // «take a …» and «put the …»: what they ask for is another part.
  if (said.filter((token) => !token.meanings.has("tie:filler")).length < 2) return false;
  const isVerb = (token: Token | undefined) =>
    token !== undefined && VERBS_ASKED.some((verb) => token.meanings.has(verb));
  return (
    isVerb(said.find((token) => !token.meanings.has("please"))) || said.some((token) => /^[把将]$/.test(token.text))
  );
}

const FIX_IT =
  /^(?:(?:please|can you|could you|would you|so|and|just|try to|help me) )*(?:fix|sort|clean|handle|take care of|deal with|improve|correct|repair|do|help with|change|make|edit|adjust) (?:it|that|this|them|both|everything|all|those|these|the lot|things)(?: (?:up|out|all|both|please|for me|of it|of them|of that|of this|better|nicer|right|too|as well|together))*$/;

/** Verbs that ask for something wherever a part begins with one. */
const VERBS_ASKED: readonly Meaning[] = [
  "add",
  "remove",
  "cut",
  "trim",
  "split",
  "move",
  "change",
  "make",
  "convert",
  "compress",
  "increase",
  "decrease",
  "mute",
  "replace",
];
