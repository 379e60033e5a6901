/** Two clips side by side: their frames in the one form, at one size, paired by their order. */
import type { Frame } from "node-av/lib";
import { FilterChain } from "./filter-chain.js";
import { FrameReader, type TimedFrame } from "./frame-reader.js";
import type { Scan } from "./interlacing.js";
import type { PacketIndex } from "./packet-index.js";
import { pictureChain } from "./picture-chain.js";
import type { VideoStream } from "./probe.js";

/** A clip, or a part of it, whose frames are paired with those of another. */
export interface PairedClip {
  path: string;
  stream: VideoStream;
  scan: Scan;
  /** Needed for a part; empty for reading from the start. */
  keyframes: PacketIndex["keyframes"];
  /** Only frames with `startPts <= pts < endPts`; absent: all. */
  part?: { startPts: number; endPts: number } | undefined;
}

/** The n-th frames of two clips: upright, BT.709, limited range, of one size. Dispose it to free both. */
export class FramePair implements Disposable {
  readonly first: Frame;
  readonly second: Frame;
  /** Counted from 0. */
  readonly order: number;
  /** Time of the first clip's frame, in units of its stream. */
  readonly firstPts: number;

  constructor(first: TimedFrame, second: TimedFrame, order: number) {
    this.first = first.frame;
    this.second = second.frame;
    this.order = order;
    this.firstPts = first.pts;
  }

  [Symbol.dispose](): void {
    this.first.free();
    this.second.free();
  }
}

/** Pairs as far as both clips go, both brought to `size` by Lanczos. Whoever receives a pair disposes it. */
export async function* framePairs(
  first: PairedClip,
  second: PairedClip,
  size: { width: number; height: number },
  threads: number,
): AsyncGenerator<FramePair, undefined> {
  const firsts = formedFrames(first, size, threads);
  const seconds = formedFrames(second, size, threads);
  try {
    for (let order = 0; ; order++) {
      const { value: one } = await firsts.next();
      if (one === undefined) return;
      const { value: other } = await partner(seconds, one);
      if (other === undefined) {
        one.frame.free();
        return;
      }
      yield new FramePair(one, other, order);
    }
  } finally {
    await firsts.return(undefined);
    await seconds.return(undefined);
  }
}

/** The next frame of the second clip; where reading it fails, the frame of the first is not left behind. */
async function partner(
  frames: AsyncGenerator<TimedFrame, undefined>,
  held: TimedFrame,
): Promise<IteratorResult<TimedFrame, undefined>> {
  try {
    return await frames.next();
  } catch (error) {
    held.frame.free();
    throw error;
  }
}

async function* formedFrames(
  { path, stream, scan, keyframes, part }: PairedClip,
  { width, height }: { width: number; height: number },
  threads: number,
): AsyncGenerator<TimedFrame, undefined> {
  const chain = pictureChain(stream, scan);
  const resize = `scale=${width}:${height}:flags=lanczos+accurate_rnd+full_chroma_int`;
  const description = [chain.description, resize].filter(Boolean).join(",");
  using reader = await FrameReader.open({ path, streamIndex: stream.index, keyframes, threads });
  using filters = new FilterChain(description, stream.timeBase);
  if (part !== undefined) await reader.start(part.startPts);
  for (;;) {
    const decoded = await reader.next();
    const isEarly = decoded !== undefined && chain.prerollFrames === 0 && decoded.pts < (part?.startPts ?? decoded.pts);
    if (isEarly) {
      decoded.frame.free();
      continue;
    }
    const ready = decoded === undefined ? await filters.flush() : await filters.push(decoded);
    try {
      for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
        if (next.pts >= (part?.endPts ?? Number.POSITIVE_INFINITY)) {
          next.frame.free();
          return;
        }
        if (next.pts < (part?.startPts ?? Number.NEGATIVE_INFINITY)) next.frame.free();
        else yield next;
      }
    } finally {
      for (const { frame } of ready) frame.free();
    }
    if (decoded === undefined) return;
  }
}
