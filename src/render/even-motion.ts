/** Frames between those of a source, so that motion is even at a higher rate. Runs in a worker process. */
import { FilterChain } from "../media/filter-chain.js";
import type { TimedFrame } from "../media/frame-reader.js";
import type { EvenMotion, SceneSource } from "./scene.js";

/** Frames behind one that the filter must have seen. */
const FRAMES_BEHIND = 3;

/**
 * A frame at every tick of the shot's clock, with the number of the tick as its time: where the source has none, it is
 * made from those around it, each part of the picture moved along its way.
 */
export async function* evenFrames(
  frames: AsyncGenerator<TimedFrame, undefined>,
  { zeroPts, ticksPerSecond }: EvenMotion,
  { timeBase, gapPts }: Pick<SceneSource, "timeBase" | "gapPts">,
): AsyncGenerator<TimedFrame, undefined> {
  const { num, den } = ticksPerSecond;
  using filter = new FilterChain(`minterpolate=fps=${num}/${den}`, timeBase, { num: den, den: num });
  let last: TimedFrame | undefined;
  try {
    for await (const { frame, pts } of frames) {
      last?.frame.free();
      const copy = frame.clone();
      last = copy === null ? undefined : { frame: copy, pts: pts - zeroPts };
      yield* await filter.push({ frame, pts: pts - zeroPts });
    }
    // At the end nothing moves any more: else the last frames would be missing, for want of those behind them.
    for (let i = 1; last !== undefined && i <= FRAMES_BEHIND; i++) {
      const copy = last.frame.clone();
      if (copy !== null) yield* await filter.push({ frame: copy, pts: last.pts + i * gapPts });
    }
  } finally {
    last?.frame.free();
    await frames.return(undefined);
  }
}
