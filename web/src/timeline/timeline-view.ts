/** The timeline as it is drawn: places in pixels for moments in milliseconds, and where a dragged edge may go. */

export type TrackKind = "video" | "overlay" | "sound" | "music" | "title" | "captions";

/** A stretch of a file on the timeline. */
export interface PartView {
  startMs: number;
  endMs: number;
  assetId: string;
  /** Lowest time of the file that it shows or plays. */
  sourceMs: number;
  speed: number;
  isReversed: boolean;
}

/** A piece of music as it is made: it has no file. */
export interface GeneratedMusic {
  style: string;
  durationMs: number;
  seed: number;
  /** Beats a minute; undefined: what suits the style. */
  tempo: number | undefined;
}

/** One thing on a track, from `startMs` until before `endMs` of the timeline. */
export interface ClipView {
  id: string;
  /** 1-based place among the clips of the video track; undefined elsewhere. */
  clipNumber: number | undefined;
  label: string;
  startMs: number;
  endMs: number;
  /** What it shows or plays of files, in order; none for titles and for generated music. */
  parts: PartView[];
  /** What is made for it instead of a file. */
  generated: GeneratedMusic | undefined;
  isSilent: boolean;
  /** How far its edges can be drawn out; undefined where they cannot be moved at all. */
  room: { beforeMs: number; afterMs: number } | undefined;
}

export interface TrackView {
  id: string;
  kind: TrackKind;
  clips: ClipView[];
}

export interface TimelineView {
  durationMs: number;
  tracks: TrackView[];
}

/** Moments that a dragged edge is drawn to: edges of all other clips, the ends, and the playhead. */
export function snapMoments(view: TimelineView, withoutClipId: string, playheadMs: number): number[] {
  const edges = view.tracks
    .flatMap(({ clips }) => clips)
    .filter(({ id }) => id !== withoutClipId)
    .flatMap(({ startMs, endMs }) => [startMs, endMs]);
  return [...new Set([0, view.durationMs, playheadMs, ...edges])].sort((a, b) => a - b);
}

/** The nearest of the moments within reach, else the moment itself. */
export function snapped(ms: number, moments: readonly number[], reachMs: number): number {
  let nearest = ms;
  let least = reachMs;
  for (const moment of moments) {
    const distance = Math.abs(moment - ms);
    if (distance <= least) {
      nearest = moment;
      least = distance;
    }
  }
  return nearest;
}

/** Round steps of a ruler, in ms, of which the smallest that leaves room for its label is taken. */
const RULER_STEPS_MS = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
];

/** Where the ruler's marks stand. */
export function rulerMarks(durationMs: number, pixelsPerMs: number, leastPixels = 64): number[] {
  const step = RULER_STEPS_MS.find((candidate) => candidate * pixelsPerMs >= leastPixels) ?? 3_600_000;
  return Array.from({ length: Math.floor(durationMs / step) + 1 }, (_, i) => i * step);
}

/** The time of a file that a part shows at a moment of the timeline. */
export function sourceTimeAt({ startMs, endMs, sourceMs, speed, isReversed }: PartView, ms: number): number {
  const within = Math.min(endMs - startMs, Math.max(0, ms - startMs)) * speed;
  return isReversed ? sourceMs + (endMs - startMs) * speed - within : sourceMs + within;
}

/** Steps in which moments of a file are asked for: the same pictures serve again after a cut or at another zoom. */
const PICTURE_STEPS_MS = [100, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000];

/** The moment on the grid of a step near `tileMs` that is nearest to a time of a file. */
export function pictureMoment(sourceMs: number, tileMs: number): number {
  const step = PICTURE_STEPS_MS.findLast((candidate) => candidate <= tileMs) ?? 100;
  return Math.floor(sourceMs / step) * step;
}

/** To which place of the video track (1-based) a clip goes whose middle was dragged to a moment. */
export function placeAt(clips: readonly ClipView[], movedId: string, middleMs: number): number {
  const others = clips.filter(({ id }) => id !== movedId);
  return others.filter(({ startMs, endMs }) => (startMs + endMs) / 2 < middleMs).length + 1;
}
