/** What changed between two drafts, in plain sentences. */

import { describeSettingsDifference } from "./difference-of-settings.js";
import { describeSegmentDifference } from "./difference-of-tracks.js";
import type { ClipSegment, ColourSettings, Draft, FilterSettings } from "./draft.js";
import { clipSegments } from "./span.js";
import { nameOf } from "./summary.js";
import { type Language, percentText, roundedText, secondsText, type Words } from "./words.js";

/** The sentences in one language. */
export function difference(before: Draft, after: Draft, language: Language): string[] {
  return describeDifference(before, after).map((words) => words[language]);
}

/** The sentences in both languages; none where the drafts make the same video. */
export function describeDifference(before: Draft, after: Draft): Words[] {
  if (contentOf(before) === contentOf(after)) return [];
  const sentences = [
    ...lineDifference(before, after),
    ...clipDifference(before, after),
    ...transitionDifference(before, after),
    ...describeSegmentDifference(before, after),
    ...describeSettingsDifference(before, after),
  ];
  if (sentences.length > 0) return sentences;
  return [{ en: "The timeline changed.", zh: "时间线有改动。" }];
}

/** All that decides the result: not the numbers that are only for bookkeeping. */
function contentOf({ m: _, ...draft }: Draft): string {
  return JSON.stringify(draft, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

interface WholeClip {
  c: number;
  name: string;
  segments: ClipSegment[];
}

function wholeClips(draft: Draft): WholeClip[] {
  const clips: WholeClip[] = [];
  for (const segment of clipSegments(draft)) {
    const last = clips.at(-1);
    if (last !== undefined && last.c === segment.c) last.segments.push(segment);
    else clips.push({ c: segment.c, name: nameOf(draft, segment), segments: [segment] });
  }
  return clips;
}

/** Which clips there are, in which order, and how long it all is. */
function* lineDifference(before: Draft, after: Draft): Generator<Words> {
  const [old, now] = [wholeClips(before), wholeClips(after)];
  const [oldNumbers, newNumbers] = [old.map(({ c }) => c), now.map(({ c }) => c)];
  const oldAssets = new Set(clipSegments(before).map(({ a }) => a));
  for (const [place, { c, name, segments }] of now.entries())
    if (!oldNumbers.includes(c) && segments.every(({ a }) => !oldAssets.has(a)))
      yield { en: `“${name}” was added as clip ${place + 1}.`, zh: `已添加“${name}”，是第 ${place + 1} 个片段。` };
  for (const [place, { c, name }] of old.entries())
    if (!newNumbers.includes(c))
      yield { en: `Clip ${place + 1} (${name}) was removed.`, zh: `已删除第 ${place + 1} 个片段（${name}）。` };
  const isLonger = now.filter(({ segments }) => segments.some(({ a }) => oldAssets.has(a))).length > old.length;
  if (isLonger && old.length > 0)
    yield { en: `The video is in ${now.length} clips now.`, zh: `视频现在分为 ${now.length} 个片段。` };
  const kept = newNumbers.filter((c) => oldNumbers.includes(c));
  if (String(kept) !== String(oldNumbers.filter((c) => newNumbers.includes(c)))) {
    const names = now.map(({ name }) => name).join(", ");
    yield { en: `The clips are in this order now: ${names}.`, zh: `片段顺序现在是：${names}。` };
  }
  if (before.d !== after.d && after.d > 0 && before.d > 0)
    yield {
      en: `The video is ${secondsText(after.d)} s long now (it was ${secondsText(before.d)} s).`,
      zh: `视频现在长 ${secondsText(after.d)} 秒（原来 ${secondsText(before.d)} 秒）。`,
    };
  if (after.d === 0 && before.d > 0) yield { en: "The timeline is empty now.", zh: "时间线现在是空的。" };
}

/** A property of clips, and its sentence for a value; the value `undefined` is «not set». */
interface Property {
  value: (segment: ClipSegment) => unknown;
  words: (segment: ClipSegment) => Words;
}

const STRENGTH_ZH = { light: "轻", medium: "中", strong: "强" } as const;
const FILTER_WORDS: Record<keyof FilterSettings, Words> = {
  dn: { en: "noise reduction", zh: "降噪" },
  db: { en: "removal of compression blocks", zh: "去除压缩块" },
  sh: { en: "sharpening", zh: "锐化" },
  sb: { en: "stabilizing", zh: "防抖" },
  di: { en: "deinterlacing", zh: "去隔行" },
};
const COLOUR_WORDS: Record<"br" | "cn" | "sa" | "te", Words> = {
  br: { en: "brightness", zh: "亮度" },
  cn: { en: "contrast", zh: "对比度" },
  sa: { en: "saturation", zh: "饱和度" },
  te: { en: "warmth", zh: "色温" },
};
const LOOK_ZH = { warm: "暖色", cool: "冷色", cinematic: "电影感", vintage: "复古", bw: "黑白" } as const;
const LOOK_EN = {
  warm: "warm",
  cool: "cool",
  cinematic: "cinematic",
  vintage: "vintage",
  bw: "black and white",
} as const;

function filterWords(filters: FilterSettings | undefined): Words {
  const set = (Object.keys(FILTER_WORDS) as (keyof FilterSettings)[]).filter((key) => filters?.[key] !== undefined);
  if (set.length === 0) return { en: "no picture filters", zh: "没有画面处理" };
  return {
    en: set.map((key) => `${FILTER_WORDS[key].en} (${filters?.[key]})`).join(", "),
    zh: set.map((key) => `${FILTER_WORDS[key].zh}（${STRENGTH_ZH[filters?.[key] ?? "medium"]}）`).join("、"),
  };
}

function colourWords(colour: ColourSettings | undefined): Words {
  const en: string[] = [];
  const zh: string[] = [];
  if (colour?.au === true) {
    en.push("colours corrected");
    zh.push("自动校色");
  }
  if (colour?.lk !== undefined) {
    en.push(`${LOOK_EN[colour.lk]} look`);
    zh.push(`${LOOK_ZH[colour.lk]}风格`);
  }
  for (const key of Object.keys(COLOUR_WORDS) as (keyof typeof COLOUR_WORDS)[]) {
    const value = colour?.[key];
    if (value === undefined) continue;
    en.push(`${COLOUR_WORDS[key].en} ${signed(value)}`);
    zh.push(`${COLOUR_WORDS[key].zh} ${signed(value)}`);
  }
  return en.length === 0
    ? { en: "the colours as recorded", zh: "原来的颜色" }
    : { en: en.join(", "), zh: zh.join("、") };
}

function signed(value: number): string {
  return value > 0 ? `+${roundedText(value)}` : roundedText(value);
}

const PROPERTIES: readonly Property[] = [
  {
    value: ({ sp }) => sp,
    words: ({ sp }) => ({ en: `speed ${roundedText(sp ?? 1)}x`, zh: `速度 ${roundedText(sp ?? 1)} 倍` }),
  },
  {
    value: ({ rv }) => rv,
    words: ({ rv }) => (rv === true ? { en: "played backwards", zh: "倒放" } : { en: "played forwards", zh: "正放" }),
  },
  {
    value: ({ fl, ro }) => [fl, ro],
    words: ({ fl, ro }) => {
      if (fl !== true && ro === undefined) return { en: "upright again", zh: "恢复原来的方向" };
      const turn = { en: `turned ${ro ?? 0}° clockwise`, zh: `顺时针旋转 ${ro ?? 0}°` };
      if (fl !== true) return turn;
      return ro === undefined
        ? { en: "mirrored", zh: "左右翻转" }
        : { en: `mirrored and ${turn.en}`, zh: `左右翻转并${turn.zh}` };
    },
  },
  {
    value: ({ cr }) => cr,
    words: ({ cr }) =>
      cr === undefined
        ? { en: "not cropped", zh: "不裁剪" }
        : { en: `cropped to ${cr[2]}×${cr[3]}`, zh: `裁剪为 ${cr[2]}×${cr[3]}` },
  },
  {
    value: ({ ft }) => ft,
    words: ({ ft }) => ({ en: `fills the frame by ${ft ?? "the general rule"}`, zh: `填充方式 ${ft ?? "默认"}` }),
  },
  { value: ({ fx }) => fx, words: ({ fx }) => filterWords(fx) },
  { value: ({ co }) => co, words: ({ co }) => colourWords(co) },
  {
    value: ({ en }) => en,
    words: ({ en }) => (en === "none" ? { en: "not enhanced", zh: "不增强画质" } : { en: "enhanced", zh: "增强画质" }),
  },
  {
    value: ({ mu }) => mu,
    words: ({ mu }) =>
      mu === true
        ? { en: "the clip's sound is off", zh: "视频原声已静音" }
        : { en: "with the clip's sound", zh: "恢复视频原声" },
  },
  {
    value: ({ vl }) => vl,
    words: ({ vl }) => ({
      en: `volume of the clip's sound ${percentText(vl ?? 100)}`,
      zh: `视频原声音量 ${percentText(vl ?? 100)}`,
    }),
  },
  {
    value: ({ ad }) => ad,
    words: ({ ad }) =>
      ad === undefined
        ? { en: "sound as recorded", zh: "原来的声音" }
        : { en: `background noise reduced (${ad})`, zh: `降低背景噪音（${STRENGTH_ZH[ad]}）` },
  },
  {
    value: ({ fd }) => (fd === undefined || Object.keys(fd).length === 0 ? undefined : fd),
    words: ({ fd }) =>
      fd === undefined || Object.keys(fd).length === 0
        ? { en: "no fades", zh: "没有淡入淡出" }
        : { en: "fades set", zh: "已设置淡入淡出" },
  },
];

/** What is done to the clips that were there and still are. */
function* clipDifference(before: Draft, after: Draft): Generator<Words> {
  const old = new Map(wholeClips(before).map((clip) => [clip.c, clip]));
  const now = wholeClips(after);
  for (const { value, words } of PROPERTIES) {
    const found = new Map<string, { words: Words; whole: number[]; parts: number[] }>();
    for (const [place, { c, segments }] of now.entries()) {
      const was = old.get(c);
      if (was === undefined) continue;
      const earlier = coverageOf(was.segments, value);
      for (const [key, coverage] of coverageOf(segments, value)) {
        if (!isMore(earlier.get(key), coverage)) continue;
        const entry = found.get(key) ?? { words: words(coverage.segment), whole: [], parts: [] };
        found.set(key, entry);
        (coverage.share > 1 - 1e-9 ? entry.whole : entry.parts).push(place + 1);
      }
    }
    // Where something new was set in a part, the rest is not news.
    for (const [key, entry] of found) if (found.size === 1 || !isNothing(key)) yield sentence(entry, now.length);
  }
}

function isNothing(key: string): boolean {
  return key === "null" || key === "[null,null]";
}

/** How much of a clip has a value: as a part of the clip, and in ms of its source. */
interface Coverage {
  share: number;
  sourceMs: number;
  /** One segment that has it. */
  segment: ClipSegment;
}

function coverageOf(segments: readonly ClipSegment[], value: Property["value"]): Map<string, Coverage> {
  const coverages = new Map<string, Coverage>();
  let totalMs = 0;
  for (const segment of segments) {
    const key = JSON.stringify(value(segment) ?? null);
    const sourceMs = segment.d * (segment.sp ?? 1);
    totalMs += sourceMs;
    const coverage = coverages.get(key);
    if (coverage === undefined) coverages.set(key, { share: 0, sourceMs, segment });
    else coverage.sourceMs += sourceMs;
  }
  for (const coverage of coverages.values()) coverage.share = coverage.sourceMs / totalMs;
  return coverages;
}

/** What only weighs more because something else was cut away is no news. */
function isMore(before: Coverage | undefined, after: Coverage): boolean {
  if (before === undefined) return true;
  return after.share > before.share + 1e-6 && after.sourceMs > before.sourceMs + 50;
}

/** A transition belongs to its place between two clips, whichever they are. Where their number changes, it is no news. */
function* transitionDifference(before: Draft, after: Draft): Generator<Words> {
  const [old, now] = [wholeClips(before), wholeClips(after)];
  if (old.length !== now.length) return;
  const found = new Map<string, { words: Words; whole: number[]; parts: number[] }>();
  for (const [place, { segments }] of now.entries()) {
    const tr = segments[0]?.tr;
    const key = JSON.stringify(tr ?? null);
    if (key === JSON.stringify(old[place]?.segments[0]?.tr ?? null)) continue;
    const entry = found.get(key) ?? { words: transitionWords(tr), whole: [], parts: [] };
    found.set(key, entry);
    entry.whole.push(place + 1);
  }
  for (const entry of found.values()) yield sentence(entry, now.length);
}

function transitionWords(tr: ClipSegment["tr"]): Words {
  if (tr === undefined) return { en: "a plain cut at the start", zh: "直接切入" };
  const kind = TRANSITION_WORDS[tr.k];
  return {
    en: `${kind.en} of ${secondsText(tr.d)} s at the start`,
    zh: `开头有 ${secondsText(tr.d)} 秒${kind.zh}转场`,
  };
}

const TRANSITION_WORDS: Record<NonNullable<ClipSegment["tr"]>["k"], Words> = {
  crossfade: { en: "crossfade", zh: "叠化" },
  fade_black: { en: "fade through black", zh: "黑场过渡" },
  fade_white: { en: "fade through white", zh: "白场过渡" },
  wipe: { en: "wipe", zh: "擦除" },
  slide: { en: "slide", zh: "滑动" },
  zoom: { en: "zoom", zh: "缩放" },
  circle: { en: "opening circle", zh: "圆形" },
  blur: { en: "blur", zh: "模糊" },
  pixelize: { en: "mosaic", zh: "马赛克" },
};

function sentence({ words, whole, parts }: { words: Words; whole: number[]; parts: number[] }, clips: number): Words {
  if (whole.length === clips || (clips === 1 && whole.length === 1))
    return { en: `${capital(words.en)}.`, zh: `${words.zh}。` };
  const places = [...whole, ...parts].sort((a, b) => a - b);
  const isPart = whole.length === 0;
  const list = places.join(", ");
  const en =
    clips === 1
      ? "A part of the video"
      : `${isPart ? "A part of clip" : "Clip"}${places.length > 1 ? "s" : ""} ${list}`;
  const zh = clips === 1 ? "部分画面" : `第 ${list} 个片段${isPart ? "的一部分" : ""}`;
  return { en: `${en}: ${words.en}.`, zh: `${zh}：${words.zh}。` };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
