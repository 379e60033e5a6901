/** The timeline in one line. */
import { stem } from "./asset-names.js";
import type { ClipSegment, Draft, OverlaySegment, Role, SoundSegment, TextSegment, Track } from "./draft.js";
import { secondsText } from "./words.js";

const LABELS: Record<Role, string> = {
  clips: "Video",
  overlay: "Overlay",
  sound: "Audio",
  music: "BGM",
  title: "Title",
  captions: "Captions",
};

const STYLE_NAMES: Partial<Record<string, string>> = { lofi: "Lo-fi", hiphop: "Hip-hop" };

/** More entries of one track than this are counted, not listed. */
const MOST_ENTRIES = 12;

/** `Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)` */
export function summarize(draft: Draft): string {
  const tracks = draft.t.map(
    (track, place) => `${place + 1}. ${track.m?.n ?? LABELS[track.r]}: ${entries(draft, track)}`,
  );
  return [`Timeline (${draft.t.length} track${draft.t.length === 1 ? "" : "s"}):`, ...tracks].join(" ");
}

function entries(draft: Draft, track: Track): string {
  const all =
    track.r === "clips" ? clipEntries(draft, track.sg) : track.sg.map((segment) => entry(draft, track, segment));
  if (track.r === "captions" && all.length > 1) return counted(track.sg, "lines");
  const listed = all.slice(0, MOST_ENTRIES).join(", ");
  return all.length > MOST_ENTRIES ? `${listed} and ${all.length - MOST_ENTRIES} more` : listed;
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
function clipEntries(draft: Draft, segments: readonly ClipSegment[]): string[] {
  const made: { c: number; look: string[]; name: string; fromMs: number; toMs: number }[] = [];
  for (const segment of segments) {
    const look = [
      segment.sp !== undefined && `${segment.sp}x`,
      segment.rv === true && "reversed",
      segment.mu === true && "muted",
    ].filter((word) => typeof word === "string");
    const last = made.at(-1);
    const toMs = segment.st + segment.d;
    if (last !== undefined && last.c === segment.c && String(last.look) === String(look)) last.toMs = toMs;
    else made.push({ c: segment.c, look, name: nameOf(draft, segment), fromMs: segment.st, toMs });
  }
  return made.map(({ name, fromMs, toMs, look }) => `${name} ${span(fromMs, toMs, ...look)}`);
}

function entry(draft: Draft, track: Track, segment: Track["sg"][number]): string {
  const [fromMs, toMs] = [segment.st, segment.st + segment.d];
  if ("tx" in segment) return `${JSON.stringify(segment.tx.replace(/\s+/g, " "))} ${span(fromMs, toMs)}`;
  if (track.r !== "music" && track.r !== "sound") return `${nameOf(draft, segment)} ${span(fromMs, toMs)}`;
  const { vl, mu } = segment as SoundSegment;
  return `${nameOf(draft, segment)} ${span(fromMs, toMs, mu === true ? "muted" : `${vl ?? 100}%`)}`;
}

/** What a segment is called: by the person, else by its file, else by its style. */
export function nameOf(draft: Draft, segment: ClipSegment | OverlaySegment | SoundSegment | TextSegment): string {
  if (segment.m?.n !== undefined) return segment.m.n;
  if ("tx" in segment) return `"${segment.tx}"`;
  const asset = draft.as.find(({ i }) => i === segment.a);
  if (asset !== undefined) return stem(asset.n);
  const style = "gn" in segment ? (segment.gn?.ms ?? "") : "";
  return STYLE_NAMES[style] ?? style.charAt(0).toUpperCase() + style.slice(1);
}
