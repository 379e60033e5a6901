/**
 * Where one edit is made: a copy of the draft that may be changed, its clips as a line of pieces, and, at the end,
 * everything laid again so that titles, sound and overlays follow the clips.
 */
import {
  type ClipSegment,
  type Draft,
  type OverlaySegment,
  type Role,
  type Segment,
  type SoundSegment,
  type TextSegment,
  TRACK_TYPES,
  type Track,
  type TrackOf,
} from "./draft.js";
import type { Facts } from "./facts.js";
import { LIMITS } from "./limits.js";
import { type Clip, carriedOver, clipsOf, cutAt, fold, type Piece, unfold } from "./line.js";
import { tracksOf } from "./span.js";
import { clockText, counted, type Refusal, refusal, secondsText } from "./words.js";

export interface Workbench {
  /** May be changed, all but its track of clips: that is made from `line` at the end. */
  draft: Draft;
  line: Piece[];
  facts: Facts;
  /** Length of the timeline before the edit. */
  readonly lengthMs: number;
}

/** A stretch of the timeline before the edit. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

export function openWorkbench(before: Draft, facts: Facts): Workbench {
  const draft = structuredClone(before);
  return { draft, line: unfold(draft), facts, lengthMs: before.d };
}

/** A number that no other segment or clip has. */
export function nextIdentity(draft: Draft): number {
  const identity = draft.m.nx;
  draft.m.nx = identity + 1;
  return identity;
}

/** The clip that an ordinal means. */
export function clipAt(bench: Workbench, ordinal: number): Clip | Refusal {
  const clips = clipsOf(bench.line);
  const clip = clips.at(ordinal > 0 ? ordinal - 1 : ordinal);
  if (clips.length === 0) return noClip();
  return (
    clip ??
    refusal(
      "no-such-clip",
      clips.length === 1
        ? `There is one clip on the timeline, so there is no clip ${Math.abs(ordinal)}.`
        : `There are ${clips.length} clips on the timeline, so there is no clip ${Math.abs(ordinal)}.`,
      `时间线上只有 ${clips.length} 个片段，没有第 ${Math.abs(ordinal)} 个。`,
    )
  );
}

export function noClip(): Refusal {
  return refusal(
    "no-clip",
    "There is no clip on the timeline yet: hand me a video or a picture first.",
    "时间线上还没有片段，请先给我视频或图片。",
  );
}

export function isRefusal(value: object): value is Refusal {
  return "code" in value;
}

/** The stretch that `clip` and `range` mean; the whole timeline where neither is said. */
export function scopeOf(
  bench: Workbench,
  { clip, range }: { clip?: number | undefined; range?: readonly [number | null, number | null] | undefined },
): Stretch | Refusal {
  if (bench.lengthMs === 0) return noClip();
  let whole: Stretch = { fromMs: 0, toMs: bench.lengthMs };
  if (clip !== undefined) {
    const found = clipAt(bench, clip);
    if (isRefusal(found)) return found;
    whole = { fromMs: found.fromMs, toMs: found.toMs };
  }
  return range === undefined ? whole : within(whole, range, clip !== undefined);
}

/** A stretch as it was said, inside of another; what reaches outside is cut off, what lies outside is refused. */
export function within(
  whole: Stretch,
  [start, end]: readonly [number | null, number | null],
  isClip = false,
): Stretch | Refusal {
  const lengthMs = whole.toMs - whole.fromMs;
  const absolute = (moment: number): number => (moment < 0 ? Math.max(0, lengthMs + moment) : moment);
  const [from, to] = [absolute(start ?? 0), end === null ? lengthMs : absolute(end)];
  if (from >= lengthMs) return beyondEnd(from, lengthMs, isClip);
  if (from >= to)
    return refusal(
      "empty-range",
      `From ${clockText(from)} to ${clockText(to)} there is nothing: the end has to come after the start.`,
      `从 ${clockText(from)} 到 ${clockText(to)} 没有内容：结束时间要晚于开始时间。`,
    );
  return { fromMs: whole.fromMs + from, toMs: whole.fromMs + Math.min(to, lengthMs) };
}

export function beyondEnd(atMs: number, lengthMs: number, isClip = false): Refusal {
  return refusal(
    "beyond-end",
    `The ${isClip ? "clip" : "video"} is ${secondsText(lengthMs)} s long, so there is nothing at ${clockText(atMs)}.`,
    `${isClip ? "这个片段" : "视频"}只有 ${secondsText(lengthMs)} 秒，${clockText(atMs)} 处没有内容。`,
  );
}

/** Cuts the line at both ends of a stretch and gives the pieces between. */
export function piecesWithin(bench: Workbench, { fromMs, toMs }: Stretch): Piece[] {
  const identity = (): number => nextIdentity(bench.draft);
  const from = cutAt(bench.line, fromMs, identity);
  const to = cutAt(bench.line, toMs, identity);
  return bench.line.filter(({ origin }) => origin !== undefined && origin.st >= from && origin.st + origin.d <= to);
}

/** Puts a segment onto a track of a role; where it would overlap is settled at the end. */
export function addSegment(draft: Draft, role: "overlay", segment: OverlaySegment): void;
export function addSegment(draft: Draft, role: "sound" | "music", segment: SoundSegment): void;
export function addSegment(draft: Draft, role: "title" | "captions", segment: TextSegment): void;
export function addSegment(draft: Draft, role: Exclude<Role, "clips">, segment: Segment): void {
  const track = tracksOf(draft, role)[0];
  if (track === undefined) draft.t.push({ tt: typeOf(role), r: role, sg: [segment] } as Track);
  else (track.sg as Segment[]).push(segment);
}

function typeOf(role: Role): Track["tt"] {
  if (role === "clips" || role === "overlay") return TRACK_TYPES.video;
  return role === "sound" || role === "music" ? TRACK_TYPES.audio : TRACK_TYPES.text;
}

/** The draft after the edit, or why it cannot be. */
export function closeWorkbench(bench: Workbench): Draft | Refusal {
  const { draft, line } = bench;
  renumberTorn(bench);
  const clips = fold(line);
  const hadClips = tracksOf(draft, "clips").some(({ sg }) => sg.length > 0);
  const lengthMs = clips.reduce((sum, { d }) => sum + d, 0);
  const refused = unfit(clips, lengthMs, hadClips);
  if (refused !== undefined) return refused;
  if (clips.length > 0) {
    for (const track of draft.t)
      if (track.r !== "clips")
        track.sg = follow(bench, track.sg as FollowingSegment[], clips, lengthMs, hadClips) as typeof track.sg;
  } else if (hadClips) draft.t = draft.t.filter(({ r }) => r === "music" || r === "sound");
  const own = tracksOf(draft, "clips")[0];
  draft.t = [
    ...(clips.length === 0 ? [] : [{ tt: TRACK_TYPES.video, r: "clips" as const, ...own, sg: clips }]),
    ...ROLES_BESIDE_CLIPS.flatMap((role) => layOut(draft, role)),
  ];
  draft.d = lengthMs || Math.max(0, ...draft.t.flatMap(({ sg }) => sg.map(({ st, d }) => st + d)));
  if (draft.o.po !== undefined) draft.o.po = Math.min(draft.o.po, Math.max(0, draft.d - 1));
  if (draft.m.lt !== undefined && !draft.t.some(({ sg }) => sg.some(({ i }) => i === draft.m.lt))) delete draft.m.lt;
  return draft;
}

/** A clip whose parts are neighbours no more is several clips for the person. */
function renumberTorn({ draft, line }: Workbench): void {
  const seen = new Set<number>();
  let [old, current] = [0, 0];
  for (const piece of line) {
    const { c } = piece.segment;
    if (c !== old) {
      old = c;
      current = seen.has(c) ? nextIdentity(draft) : c;
      seen.add(c);
    }
    if (c !== current) piece.segment = { ...piece.segment, c: current };
  }
}

function unfit(clips: readonly ClipSegment[], lengthMs: number, hadClips: boolean): Refusal | undefined {
  if (hadClips && clips.length > 0 && lengthMs < LIMITS.minTimelineMs)
    return refusal("nothing-left", "That would leave nothing of the video.", "这样视频就什么都不剩了。");
  if (lengthMs > LIMITS.durationMs)
    return refusal("too-long", "That would make the video longer than 12 hours.", "这样视频会超过 12 小时。");
  if (clips.length > LIMITS.segmentsPerTrack)
    return refusal(
      "too-much",
      `That would cut the video into more than ${counted(LIMITS.segmentsPerTrack, "piece")}.`,
      `这样视频会被切成超过 ${LIMITS.segmentsPerTrack} 段。`,
    );
  return undefined;
}

/** Everything in the order of the tracks: pictures below, then sound, then text. */
const ROLES_BESIDE_CLIPS = ["overlay", "sound", "music", "title", "captions"] as const;

type FollowingSegment = OverlaySegment | SoundSegment | TextSegment;

/** Where the segments of a track beside the clips are, now that the clips have changed. */
function follow(
  bench: Workbench,
  segments: readonly FollowingSegment[],
  clips: readonly ClipSegment[],
  lengthMs: number,
  hadClips: boolean,
): FollowingSegment[] {
  return segments.flatMap((segment): FollowingSegment[] => {
    const naturalMs = naturalLength(bench.draft, segment);
    if (segment.an === "all") return [{ ...segment, st: 0, d: Math.min(lengthMs, naturalMs) }];
    if (segment.an === "start" || !hadClips) return cutOff(segment, lengthMs);
    if (segment.an === "end") {
      const d = Math.min(segment.d, lengthMs);
      return [{ ...segment, d, st: Math.max(0, lengthMs - (bench.lengthMs - segment.st)) }].flatMap((moved) =>
        cutOff(moved, lengthMs),
      );
    }
    const parts = carriedOver(bench.line, clips, segment.st, segment.st + segment.d);
    const longest = Math.max(...parts.map(([from, to]) => to - from));
    return parts
      .filter(([from, to]) => to - from >= CRUMB_MS || to - from === longest)
      .map(([from, to], place) => ({
        ...segment,
        i: place === 0 ? segment.i : nextIdentity(bench.draft),
        st: from,
        d: Math.min(to - from, naturalMs),
      }));
  });
}

/** A shorter part of a title or sound that was torn apart is only a flicker. */
const CRUMB_MS = 200;

function cutOff<S extends FollowingSegment>(segment: S, lengthMs: number): S[] {
  const d = Math.min(segment.d, lengthMs - segment.st);
  return d < LIMITS.minSegmentMs ? [] : [{ ...segment, d }];
}

/** How long it can go on: a file that does not begin again ends. */
function naturalLength(draft: Draft, segment: FollowingSegment): number {
  if (!("a" in segment) || segment.a === undefined || segment.lp === true || "ps" in segment) return LIMITS.durationMs;
  const asset = draft.as.find(({ i }) => i === segment.a);
  return Math.max(LIMITS.minSegmentMs, (asset?.d ?? LIMITS.durationMs) - Math.round(segment.si ?? 0));
}

const MOST_TRACKS = {
  overlay: LIMITS.overlayTracks,
  sound: LIMITS.audioTracks / 2,
  music: LIMITS.audioTracks / 2,
  title: LIMITS.titleTracks,
  captions: 1,
};

/**
 * The tracks of a role such that nothing overlaps: a segment stays on its track where it can, goes to another one
 * where it cannot, and where there is none left, the one before it ends earlier.
 */
function layOut<R extends Exclude<Role, "clips">>(draft: Draft, role: R): TrackOf<R>[] {
  const tracks: Track[] = tracksOf(draft, role);
  const lanes: FollowingSegment[][] = tracks.map(() => []);
  const all = tracks.flatMap((track, home) => (track.sg as FollowingSegment[]).map((segment) => ({ segment, home })));
  all.sort((a, b) => a.segment.st - b.segment.st || a.segment.i - b.segment.i);
  const isFree = (lane: readonly FollowingSegment[] | undefined, st: number): boolean => {
    const last = lane?.at(-1);
    return lane !== undefined && (last === undefined || last.st + last.d <= st);
  };
  for (const { segment, home } of all) {
    const lane = isFree(lanes[home], segment.st) ? lanes[home] : lanes.find((other) => isFree(other, segment.st));
    if (lane !== undefined) lane.push(segment);
    else if (lanes.length < MOST_TRACKS[role]) lanes.push([segment]);
    else {
      const own = lanes[home] ?? lanes[0] ?? [];
      const last = own.pop();
      if (last !== undefined && segment.st > last.st) own.push({ ...last, d: segment.st - last.st });
      own.push(segment);
    }
  }
  const made = lanes.map((sg, place) => ({ ...(tracks[place] ?? { tt: typeOf(role), r: role }), sg }));
  return made.filter(({ sg }) => sg.length > 0) as TrackOf<R>[];
}
