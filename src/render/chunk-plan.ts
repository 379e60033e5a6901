/** Where a clip is cut into chunks: fixed places in the source's own time, whatever is asked of it. */

import type { TimeBase } from "../media/ffmpeg.js";
import type { PacketIndex } from "../media/packet-index.js";

/** A stretch of the source: frames with `startPts <= pts < endPts`. */
export interface ChunkSpan {
  startPts: number;
  endPts: number;
  /** Frames to expect, from the index; damage can make them fewer. */
  expectedFrames: number;
  /** Where reading has to begin so that filters with a memory are warm. */
  readFromPts: number;
}

/** Chunks are about this long… */
const CHUNK_SECONDS = 4;
/** …and up to this long where that saves decoding from an earlier keyframe. */
const MAX_CHUNK_SECONDS = 8;

/** Cuts may not lie outside of what a double holds exactly. */
const EARLIEST = Number.MIN_SAFE_INTEGER;
const LATEST = Number.MAX_SAFE_INTEGER;

/**
 * Cuts a source at keyframes where they are near enough, else by the clock. The cuts depend on the source alone, so a
 * later render of a part of it finds the same chunks.
 * @param range only frames from `startPts` until before `endPts`; chunks that lie outside are left out.
 * @param chunkSeconds the length aimed at; infinite for one chunk.
 */
export function cutChunks(
  index: Pick<PacketIndex, "framePts" | "keyframes">,
  timeBase: TimeBase,
  options: {
    prerollFrames: number;
    range?: { startPts: number; endPts: number } | undefined;
    chunkSeconds?: number | undefined;
  },
): ChunkSpan[] {
  const chunkSeconds = options.chunkSeconds ?? CHUNK_SECONDS;
  const cuts = Number.isFinite(chunkSeconds) ? cutsOf(index, timeBase, chunkSeconds) : [];
  const bounds = [EARLIEST, ...cuts, LATEST];
  const range = options.range ?? { startPts: EARLIEST, endPts: LATEST };
  const spans: ChunkSpan[] = [];
  for (const [i, bound] of bounds.slice(0, -1).entries()) {
    const startPts = Math.max(bound, range.startPts);
    const endPts = Math.min(bounds[i + 1] ?? LATEST, range.endPts);
    if (startPts >= endPts) continue;
    const first = firstAtOrAfter(index.framePts, startPts);
    const expectedFrames = firstAtOrAfter(index.framePts, endPts) - first;
    if (expectedFrames === 0 && index.framePts.length > 0) continue;
    const readFromPts =
      options.prerollFrames === 0 ? startPts : (index.framePts[Math.max(0, first - options.prerollFrames)] ?? startPts);
    spans.push({ startPts, endPts, expectedFrames, readFromPts });
  }
  return spans;
}

/** The places at which a source is cut, in its own time: at keyframes where they are near enough, else by the clock. */
export function cutsOf(
  index: Pick<PacketIndex, "framePts" | "keyframes">,
  timeBase: TimeBase,
  chunkSeconds = CHUNK_SECONDS,
): number[] {
  const units = (seconds: number): number => Math.round((seconds * timeBase.den) / timeBase.num);
  const cuts: number[] = [];
  const last = index.framePts[index.framePts.length - 1] ?? 0;
  const least = units(chunkSeconds);
  const most = units(Math.max(chunkSeconds, MAX_CHUNK_SECONDS));
  let start = index.framePts[0] ?? 0;
  let k = 0;
  for (;;) {
    while ((index.keyframes[k]?.pts ?? LATEST) < start + least) k++;
    const keyframe = index.keyframes[k]?.pts ?? LATEST;
    const byClock = start + least;
    const cut = keyframe <= start + most ? keyframe : byClock;
    // A cut in a hole of the source moves to the next frame.
    const next = index.framePts[firstAtOrAfter(index.framePts, cut)];
    if (next === undefined || next > last) return cuts;
    start = Math.max(cut, next);
    cuts.push(start);
  }
}

/** Index of the first value not below `value` in an ascending list. */
export function firstAtOrAfter(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? LATEST) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
