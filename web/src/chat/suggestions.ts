/** Things to say that fit the clips at hand: what is wrong with them first, then what people do most. */
import type { Language } from "../language";

interface Situation {
  problems: string[];
  durationMs: number;
  /** Width by height of the canvas. */
  aspect: number;
  clips: number;
  hasMusic: boolean;
  hasTitle: boolean;
}

const MOST_SHOWN = 5;

interface Suggestion {
  fits(situation: Situation): boolean;
  words: Record<Language, string>;
}

const has = (problem: string) => (situation: Situation) => situation.problems.includes(problem);

const SUGGESTIONS: Suggestion[] = [
  { fits: (now) => now.clips > 0, words: { en: "Enhance it to HD", zh: "提升到高清" } },
  { fits: has("shaky"), words: { en: "It's shaky, make it steady", zh: "画面很抖，稳定一下" } },
  { fits: has("dark"), words: { en: "It's too dark, brighten it", zh: "太暗了，调亮一点" } },
  { fits: has("low-bit-rate"), words: { en: "Remove the compression blocks", zh: "去掉压缩痕迹" } },
  { fits: (now) => now.clips > 1, words: { en: "Crossfade between the clips", zh: "片段之间加交叉淡化" } },
  { fits: (now) => now.durationMs > 10_000, words: { en: "Trim the first 2 seconds", zh: "剪掉前2秒" } },
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
  return SUGGESTIONS.filter(({ fits }) => fits(situation))
    .slice(0, MOST_SHOWN)
    .map(({ words }) => words[language]);
}
