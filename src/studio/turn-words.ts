/** What a turn says: what changed in one or two sentences, and two things that could come next. English and Chinese. */
import type { ModelShortfall } from "../agent/interpreter.js";
import { isChinese } from "../agent/language/normal-form.js";
import type { Refusal as EditRefusal, Language, Words } from "../timeline/words.js";
import type { Draft } from "./drafting.js";

export type { Language } from "../timeline/words.js";

/**
 * The language of an answer: that of the words, where they have one. A file name, a number or «asdf» has none: then it is
 * what was asked for, when the session was opened or with the words themselves.
 */
export function languageFor(asked: string | null, words: string): Language {
  const spoken = unquoted(words).trim() || words;
  if (isChinese(spoken)) return "zh";
  const english = spoken.split(/\s+/u).filter((word) => /^[a-z']+[.,;:!?]*$/iu.test(word));
  if (english.length > 1) return "en";
  return /^(?:zh|cn|chinese|中)/.test(asked?.toLowerCase() ?? "") ? "zh" : "en";
}

/** What stands in quotation marks is to be written into the film: it says nothing of who speaks. */
function unquoted(words: string): string {
  return words.replace(/«[^»]*»|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|"[^"]*"/gu, "");
}

/** The answer to edits: what changed, what could not be made and why, and what could come next. */
export function answerToEdits(
  {
    draft,
    changes,
    refusals,
    also = "",
  }: {
    draft: Draft;
    changes: readonly Words[];
    refusals: readonly EditRefusal[];
    /** What was asked for besides and is not done. */
    also?: string | undefined;
  },
  language: Language,
): string {
  const made = inFewSentences(
    changes.map((change) => change[language]),
    language,
  );
  const refused = refusals.map((refusal) => refusal[language]);
  return withNextSteps(
    [made, ...refused, also].filter((part) => part !== "").join(language === "zh" ? "" : " "),
    draft,
    language,
  );
}

/** Two sentences as they are; more become one, so that an answer stays short. */
function inFewSentences(sentences: readonly string[], language: Language): string {
  const distinct = [...new Set(sentences)];
  if (distinct.length <= 2) return distinct.join(language === "zh" ? "" : " ");
  const parts = distinct.map((sentence) => sentence.replace(/[.。]$/u, ""));
  return language === "zh" ? `${parts.join("；")}。` : `${parts.join("; ")}.`;
}

/** Words with two things that could be asked for next. */
export function withNextSteps(words: string, draft: Draft, language: Language): string {
  const [first, second] = nextSteps(draft).map((step) => step[language]);
  if (first === undefined || second === undefined) return words;
  return language === "zh"
    ? `${words}\n接下来可以说：“${first}”，或者“${second}”。`
    : `${words}\nNext you could say: “${first}” or “${second}”.`;
}

/** Words with the reason why a language model that was set up had no part in them. */
export function withShortfall(words: string, shortfall: ModelShortfall | undefined, language: Language): string {
  if (shortfall === undefined) return words;
  const { en, zh } = WITHOUT_MODEL[shortfall.code];
  return language === "zh"
    ? `${words}\n（${zh}，这次没有用它来理解。）`
    : `${words}\n(${en}, so I understood this without it.)`;
}

const WITHOUT_MODEL: Readonly<Record<ModelShortfall["code"], Words>> = {
  "timed-out": { en: "The language model took too long", zh: "语言模型用时过长" },
  unreachable: { en: "The language model could not be reached", zh: "无法连接语言模型" },
  refused: { en: "The language model's server refused to answer", zh: "语言模型的服务器拒绝回答" },
  "answer-unusable": { en: "The language model's answer could not be used", zh: "语言模型的回答无法使用" },
};

/** What a person has not asked for yet comes first; taking the film home is always one of the two. */
function nextSteps(draft: Draft): Words[] {
  const clips = draft.t.flatMap((track) => (track.r === "clips" ? track.sg : []));
  const has = (role: string): boolean => draft.t.some(({ r, sg }) => r === role && sg.length > 0);
  if (clips.length === 0) return [];
  const isEnhanced = draft.cv.tg !== undefined || draft.cv.fa !== undefined || clips.some(({ en }) => en !== undefined);
  const candidates: (Words | false)[] = [
    !isEnhanced && { en: "enhance it to 1080p", zh: "提升到1080p" },
    clips.length > 1 &&
      clips.every(({ tr }) => tr === undefined) && { en: "crossfade between the clips", zh: "片段之间加上淡入淡出" },
    !has("title") && { en: "add the title “My video”", zh: "加标题“我的视频”" },
    !has("music") && { en: "add lo-fi music at 35%", zh: "加上lofi背景音乐，音量35%" },
    { en: "undo that", zh: "撤销" },
  ];
  const best = candidates.find((candidate): candidate is Words => candidate !== false);
  const home = { en: "export", zh: "导出" };
  return best === undefined ? [home] : [best, home];
}

export function answerToStep(step: "undo" | "redo", draft: Draft | undefined, language: Language): string {
  const nothing = {
    undo: { en: "There is nothing to undo.", zh: "没有可以撤销的操作。" },
    redo: { en: "There is nothing to redo.", zh: "没有可以重做的操作。" },
  };
  const done = {
    undo: { en: "I took the last change back.", zh: "已撤销上一步。" },
    redo: { en: "I made the change again.", zh: "已重做。" },
  };
  return draft === undefined ? nothing[step][language] : withNextSteps(done[step][language], draft, language);
}

export function answerToCredits(
  { available, frozen }: { available: number; frozen: number },
  language: Language,
): string {
  if (language === "zh")
    return frozen === 0 ? `还有 ${available} 积分。` : `还有 ${available} 积分，另有 ${frozen} 积分已预留。`;
  const reserved = frozen === 0 ? "" : `, and ${frozen} reserved for what is under way`;
  return `There ${available === 1 ? "is 1 credit" : `are ${available} credits`} left${reserved}.`;
}

export function answerToExport(language: Language): string {
  return language === "zh"
    ? "导出已开始，完成后即可下载。"
    : "The export has begun. It can be downloaded when it is finished.";
}
