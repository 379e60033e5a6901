/** Things to say that fit the clips at hand: what is wrong with them first, then what people do most. */
import type { ClipSegment, Draft } from "../../../src/timeline/draft";
import type { Language } from "../language";

interface Situation {
  problems: string[];
  durationMs: number;
  /** Width by height of the canvas. */
  aspect: number;
  clips: number;
  hasMusic: boolean;
  hasTitle: boolean;
  /** What was made of the clips already. */
  done: ReadonlySet<Done>;
  /** What the person has said. */
  said: readonly string[];
}

type Done = "enhanced" | "steady" | "bright" | "unblocked" | "faded" | "trimmed";

/** What is done to the clips, so that it is not proposed again. */
export function doneTo(draft: Draft): ReadonlySet<Done> {
  const clips = draft.t.flatMap((track) => (track.r === "clips" ? track.sg : []));
  const isEnhanced = ({ en }: ClipSegment): boolean => en !== undefined && en !== "none";
  const done: [Done, boolean][] = [
    ["enhanced", draft.cv.tg !== undefined || draft.cv.fa !== undefined || clips.some(isEnhanced)],
    ["steady", clips.some(({ fx }) => fx?.sb !== undefined)],
    ["bright", clips.some(({ co }) => (co?.br ?? 0) > 0 || co?.au === true)],
    ["unblocked", clips.some(({ fx }) => fx?.db !== undefined)],
    ["faded", clips.some(({ tr }) => tr !== undefined)],
    ["trimmed", (clips[0]?.si ?? 0) > 0],
  ];
  return new Set(done.flatMap(([what, is]) => (is ? [what] : [])));
}

const MOST_SHOWN = 5;

interface Suggestion {
  fits(situation: Situation): boolean;
  words: Record<Language, string>;
}

const ails = (problem: string, cure: Done) => (now: Situation) => now.problems.includes(problem) && !now.done.has(cure);

const SUGGESTIONS: Suggestion[] = [
  { fits: (now) => now.clips > 0 && !now.done.has("enhanced"), words: { en: "Enhance it to HD", zh: "提升到高清" } },
  { fits: ails("shaky", "steady"), words: { en: "It's shaky, make it steady", zh: "画面很抖，稳定一下" } },
  { fits: ails("dark", "bright"), words: { en: "It's too dark, brighten it", zh: "太暗了，调亮一点" } },
  { fits: ails("low-bit-rate", "unblocked"), words: { en: "Remove the compression blocks", zh: "去掉压缩痕迹" } },
  {
    fits: (now) => now.clips > 1 && !now.done.has("faded"),
    words: { en: "Crossfade between the clips", zh: "片段之间加交叉淡化" },
  },
  {
    fits: (now) => now.durationMs > 10_000 && !now.done.has("trimmed"),
    words: { en: "Trim the first 2 seconds", zh: "剪掉前2秒" },
  },
  { fits: (now) => now.clips > 0 && now.aspect > 1, words: { en: "Make it vertical for Reels", zh: "改成竖屏" } },
  {
    fits: (now) => now.clips > 0 && !now.hasMusic,
    words: { en: "Add lo-fi music at 30%", zh: "加上30%音量的lofi音乐" },
  },
  {
    fits: (now) => now.clips > 0 && !now.hasTitle,
    words: { en: "Add the title “Day 1” at the top", zh: "在顶部加标题“第一天”" },
  },
  { fits: (now) => now.hasMusic, words: { en: "Turn the music down", zh: "音乐小声一点" } },
  { fits: (now) => now.durationMs > 20_000, words: { en: "Cut the silent parts", zh: "剪掉静音部分" } },
];

export function suggestionsFor(situation: Situation, language: Language): string[] {
  const isSaid = ({ words }: Suggestion): boolean => situation.said.includes(words[language]);
  return SUGGESTIONS.filter((each) => each.fits(situation) && !isSaid(each))
    .slice(0, MOST_SHOWN)
    .map(({ words }) => words[language]);
}
