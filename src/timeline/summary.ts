/** The timeline in one line. */
import { stem } from "./asset-names.js";
import type { ClipSegment, Draft, OverlaySegment, Role, SoundSegment, TextSegment, Track } from "./draft.js";
import { musicName } from "./music-names.js";
import { type Language, percentText, roundedText, secondsText } from "./words.js";

const LABELS: Record<Language, Record<Role, string>> = {
  en: { clips: "Video", overlay: "Overlay", sound: "Audio", music: "BGM", title: "Title", captions: "Captions" },
  zh: { clips: "视频", overlay: "贴图", sound: "音频", music: "背景音乐", title: "标题", captions: "字幕" },
};

/** More entries of one track than this are counted, not listed. */
const MOST_ENTRIES = 12;

/**
 * `Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)`:
 * the published form. In Chinese for who asked in Chinese.
 */
export function summarize(draft: Draft, language: Language = "en"): string {
  const tracks = draft.t.map(
    (track, place) => `${place + 1}. ${track.m?.n ?? LABELS[language][track.r]}: ${entries(draft, track, language)}`,
  );
  const head =
    language === "zh"
      ? `时间线（${draft.t.length} 条轨道）：`
      : `Timeline (${draft.t.length} track${draft.t.length === 1 ? "" : "s"}):`;
  return [head, ...tracks].join(" ");
}

function entries(draft: Draft, track: Track, language: Language): string {
  const all =
    track.r === "clips"
      ? clipEntries(draft, track.sg, language)
      : track.sg.map((segment) => entry(draft, track, segment, language));
  if (track.r === "captions" && all.length > 1) return counted(track.sg, language === "zh" ? "句" : "lines");
  const listed = all.slice(0, MOST_ENTRIES).join(", ");
  const more = all.length - MOST_ENTRIES;
  if (more <= 0) return listed;
  return language === "zh" ? `${listed} 等，另有 ${more} 个` : `${listed} and ${more} more`;
}

function counted(segments: readonly TextSegment[], noun: string): string {
  const [first, last] = [segments[0], segments.at(-1)];
  return `${segments.length} ${noun} ${span(first?.st ?? 0, (last?.st ?? 0) + (last?.d ?? 0))}`;
}

function span(fromMs: number, toMs: number, ...more: (string | false | undefined)[]): string {
  const words = [`${secondsText(fromMs)}-${secondsText(toMs)}s`, ...more.filter((word) => typeof word === "string")];
  return `(${words.join(", ")})`;
}

/** Neighbours of the same clip that look alike are one entry. */
function clipEntries(draft: Draft, segments: readonly ClipSegment[], language: Language): string[] {
  const isChinese = language === "zh";
  const made: { c: number; look: string[]; name: string; fromMs: number; toMs: number }[] = [];
  for (const segment of segments) {
    const look = [
      segment.sp !== undefined && (isChinese ? `${roundedText(segment.sp)} 倍速` : `${roundedText(segment.sp)}x`),
      segment.rv === true && (isChinese ? "倒放" : "reversed"),
      segment.mu === true && (isChinese ? "静音" : "muted"),
    ].filter((word) => typeof word === "string");
    const last = made.at(-1);
    const toMs = segment.st + segment.d;
    if (last !== undefined && last.c === segment.c && String(last.look) === String(look)) last.toMs = toMs;
    else made.push({ c: segment.c, look, name: nameOf(draft, segment, language), fromMs: segment.st, toMs });
  }
  return made.map(({ name, fromMs, toMs, look }) => `${name} ${span(fromMs, toMs, ...look)}`);
}

function entry(draft: Draft, track: Track, segment: Track["sg"][number], language: Language): string {
  const [fromMs, toMs] = [segment.st, segment.st + segment.d];
  if ("tx" in segment) return `${JSON.stringify(segment.tx.replace(/\s+/g, " "))} ${span(fromMs, toMs)}`;
  if (track.r !== "music" && track.r !== "sound") return `${nameOf(draft, segment, language)} ${span(fromMs, toMs)}`;
  const { vl, mu } = segment as SoundSegment;
  const level = mu === true ? (language === "zh" ? "静音" : "muted") : percentText(vl ?? 100);
  return `${nameOf(draft, segment, language)} ${span(fromMs, toMs, level)}`;
}

/** What a segment is called: by the person, else by its file, else by its style. */
export function nameOf(
  draft: Draft,
  segment: ClipSegment | OverlaySegment | SoundSegment | TextSegment,
  language: Language = "en",
): string {
  if (segment.m?.n !== undefined) return segment.m.n;
  if ("tx" in segment) return `"${segment.tx}"`;
  const asset = draft.as.find(({ i }) => i === segment.a);
  if (asset !== undefined) return stem(asset.n);
  const style = "gn" in segment ? (segment.gn?.ms ?? "") : "";
  return musicName(style, language);
}
