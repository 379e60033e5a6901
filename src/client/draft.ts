/** Reading a draft as it comes over the wire: is there something to export, what is on it, what has changed. */
import type { Language } from "./language.js";
import { isRecord } from "./wire.js";

type Fields = Readonly<Record<string, unknown>>;

const TRACK_VIDEO = 0;
const TRACK_AUDIO = 1;
const TRACK_TEXT = 7;

/** What a track is called: by the part it plays, where a server says that, else by its type. */
const LABELS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    [TRACK_VIDEO]: "Video",
    [TRACK_AUDIO]: "BGM",
    [TRACK_TEXT]: "Title",
    overlay: "Overlay",
    sound: "Sound",
    captions: "Captions",
    other: "Track",
  },
  zh: {
    [TRACK_VIDEO]: "视频",
    [TRACK_AUDIO]: "配乐",
    [TRACK_TEXT]: "标题",
    overlay: "叠加",
    sound: "声音",
    captions: "字幕",
    other: "轨道",
  },
};

/** More pieces than this of one track are counted, not listed. */
const LISTED_SEGMENTS = 6;

interface Segment {
  name: string | undefined;
  text: string | undefined;
  startMs: number;
  durationMs: number;
  volumePercent: number | undefined;
  /** Neighbours with the same number are one clip. */
  clip: unknown;
}

interface Track {
  type: number;
  role: string | undefined;
  segments: Segment[];
}

/** True where a track has something on it. */
export function isReadyForExport(draft: Fields | undefined): boolean {
  return tracksOf(draft).some(({ segments }) => segments.length > 0);
}

/**
 * A draft in one line: `Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban
 * Dreams" (0-3s)`.
 */
export function draftSummary(draft: Fields | undefined, language: Language): string {
  const tracks = tracksOf(draft).filter(({ segments }) => segments.length > 0);
  if (tracks.length === 0) return language === "zh" ? "时间线是空的。" : "The timeline is empty.";
  const counted =
    language === "zh"
      ? `时间线（${tracks.length} 条轨道）：`
      : `Timeline (${tracks.length} track${tracks.length === 1 ? "" : "s"}):`;
  return [counted, ...tracks.map((track, index) => `${index + 1}. ${trackInWords(track, language)}`)].join(" ");
}

/** A track as programs are told of it; times in seconds on the timeline. */
export interface TrackOutline {
  label: string;
  items: { name: string | undefined; startSeconds: number; endSeconds: number; volumePercent: number | undefined }[];
}

/** What is on a draft, for programs. */
export function draftOutline(draft: Fields | undefined): TrackOutline[] {
  return tracksOf(draft)
    .filter(({ segments }) => segments.length > 0)
    .map((track) => ({
      label: labelOf(track, "en"),
      items: track.segments.map(({ name, text, startMs, durationMs, volumePercent }) => ({
        name: text ?? name,
        startSeconds: startMs / 1000,
        endSeconds: (startMs + durationMs) / 1000,
        volumePercent,
      })),
    }));
}

/** A draft as text that is equal where drafts are: keys in order, and without what changes by itself. */
export function draftFingerprint(draft: Fields | undefined): string {
  return JSON.stringify(draft ?? null, (key, value: unknown) => {
    if (/^(?:updated?_?at|modified_?at|timestamp|ts)$/i.test(key)) return undefined;
    return isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  });
}

function tracksOf(draft: Fields | undefined): Track[] {
  const names = assetNames(draft);
  return listOf(draft?.t ?? draft?.tracks).map((track) => ({
    type: numberOf(track.tt ?? track.type) ?? -1,
    role: typeof track.r === "string" ? track.r : undefined,
    segments: joined(listOf(track.sg ?? track.segments).map((segment) => readSegment(segment, names))),
  }));
}

/** Names of the files that a draft uses, by their ids. */
function assetNames(draft: Fields | undefined): ReadonlyMap<unknown, string> {
  const named = listOf(draft?.as ?? draft?.assets).flatMap((asset) => {
    const name = asset.n ?? asset.name;
    return typeof name === "string" ? [[asset.i ?? asset.id, name] as const] : [];
  });
  return new Map(named);
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Names are looked for where drafts of this API have been seen to have them: at the segment, and in its metadata. */
function readSegment(segment: Fields, names: ReadonlyMap<unknown, string>): Segment {
  const meta = isRecord(segment.m) ? segment.m : {};
  const first = (...keys: readonly string[]): unknown =>
    keys.map((key) => segment[key] ?? meta[key]).find((value) => value !== undefined && value !== "");
  const made = isRecord(segment.gn) ? segment.gn.ms : undefined;
  const name = first("n", "name", "title", "label", "fn", "filename", "file_name") ?? names.get(segment.a) ?? made;
  const text = first("tx", "text", "content");
  return {
    name: typeof name === "string" ? name : undefined,
    text: typeof text === "string" ? text : undefined,
    startMs: numberOf(first("st", "s", "start", "at")) ?? 0,
    durationMs: numberOf(first("d", "duration")) ?? 0,
    volumePercent: volumeOf(segment, first("vol", "volume", "v")),
    clip: segment.c,
  };
}

/** `vl` is in percent, and absent where it is 100; other servers say a part of one. */
function volumeOf(segment: Fields, other: unknown): number | undefined {
  if (segment.mu === true) return 0;
  const percent = numberOf(segment.vl);
  if (percent !== undefined) return Math.round(percent);
  const part = numberOf(other);
  return part === undefined ? undefined : Math.round(part <= 2 ? part * 100 : part);
}

/** A clip that was made of several pieces is one for the person. */
function joined(segments: readonly Segment[]): Segment[] {
  const clips: Segment[] = [];
  for (const segment of segments) {
    const last = clips.at(-1);
    if (last === undefined || segment.clip === undefined || last.clip !== segment.clip) clips.push({ ...segment });
    else last.durationMs = segment.startMs + segment.durationMs - last.startMs;
  }
  return clips;
}

function labelOf({ type, role }: Track, language: Language): string {
  const labels = LABELS[language];
  return labels[role ?? ""] ?? labels[type] ?? labels.other ?? "";
}

function trackInWords(track: Track, language: Language): string {
  const { type, segments } = track;
  const label = labelOf(track, language);
  const inWords = segments.slice(0, LISTED_SEGMENTS).map((segment) => {
    const name = segment.text !== undefined ? `"${segment.text}"` : segment.name;
    const span = `${seconds(segment.startMs)}-${seconds(segment.startMs + segment.durationMs)}s`;
    const volume = type === TRACK_AUDIO && segment.volumePercent !== undefined ? `, ${segment.volumePercent}%` : "";
    return `${name === undefined ? "" : `${name} `}(${span}${volume})`;
  });
  const more = segments.length - inWords.length;
  const rest = more === 0 ? "" : language === "zh" ? `，另有 ${more} 段` : `, and ${more} more`;
  return `${label}: ${inWords.join(", ")}${rest}`;
}

function seconds(milliseconds: number): string {
  return String(Math.round(milliseconds / 100) / 10);
}
