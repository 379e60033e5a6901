/** The shake of a source's camera at the moments that a shot shows. Runs in a worker process. */
import { z } from "zod";
import { type CameraMove, cameraMove } from "../media/camera-motion.js";
import { FilterChain } from "../media/filter-chain.js";
import { FrameReader, type TimedFrame } from "../media/frame-reader.js";
import { type Plane, planesOf } from "../media/plane.js";
import { CameraPath, type PathPoint } from "./camera-path.js";
import { keptLook } from "./kept-looks.js";
import type { SceneSource, Size, Steadying } from "./scene.js";

/** Version of how motion is found. */
const MOTION_VERSION = 1;
/** The longer side of the pictures that are compared. */
const SMALL_SIDE = 320;

/** Pixels of the small picture: time, x, y, turn, growth; without a motion where a scene begins. */
const motionSchema = z.array(
  z.union([z.tuple([z.number()]), z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])]),
);
type Motion = z.infer<typeof motionSchema>;

/** Tells the shake of a source's camera at any time of the stretches that a shot names. */
export async function cameraShake(
  source: SceneSource,
  steady: Steadying,
  threads: number,
  gate: () => Promise<void>,
): Promise<(pts: number) => CameraMove> {
  const { sha256, streamIndex } = source;
  const small = smallSize(source.chain, steady.pixelAspect);
  const points: PathPoint[] = [];
  const unitSeconds = source.timeBase.num / source.timeBase.den;
  for (const stretch of steady.stretches) {
    const question = { motion: MOTION_VERSION, sha256, streamIndex, stretch, turning: steady.turning, small };
    const motion = await keptLook(question, motionSchema, () =>
      motionOf(source, steady, { stretch, small, threads, gate }),
    );
    for (const [pts, x, y, turn, growth] of motion) {
      const move =
        x === undefined || y === undefined || turn === undefined || growth === undefined
          ? undefined
          : { x: x / small.width, y: y / small.width, turn, growth };
      points.push({ seconds: pts * unitSeconds, move });
    }
  }
  const path = new CameraPath(points);
  return (pts) => path.shakeAt(pts * unitSeconds, steady.strength);
}

function smallSize({ width, height }: Size, aspect: number): Size {
  const shown = { width: width * aspect, height };
  const factor = SMALL_SIDE / Math.max(shown.width, shown.height);
  return {
    width: Math.max(8, Math.round(shown.width * factor)),
    height: Math.max(8, Math.round(shown.height * factor)),
  };
}

/** The motion of every frame of a stretch since the frame before it. */
async function motionOf(
  { path, streamIndex, timeBase }: SceneSource,
  { keyframes, turning, isTurned }: Steadying,
  how: { stretch: Steadying["stretches"][number]; small: Size; threads: number; gate(): Promise<void> },
): Promise<Motion> {
  const { stretch, small, threads, gate } = how;
  const [beforePts, fromPts, toPts] = stretch;
  using reader = await FrameReader.open({ path, streamIndex, keyframes, threads });
  await reader.start(beforePts, keyframes);
  const stored = isTurned ? `${small.height}:${small.width}` : `${small.width}:${small.height}`;
  using filters = new FilterChain([`scale=${stored}:flags=area`, "format=gray", ...turning].join(","), timeBase);
  const motion: Motion = [];
  let before: Plane | undefined;
  const see = ({ frame, pts }: TimedFrame): void => {
    using owned = frame;
    const after = greyOf(owned);
    if (pts >= fromPts) {
      const move = before && cameraMove(before, after);
      motion.push(move === undefined ? [pts] : [pts, ...rounded(move)]);
    }
    before = after;
  };
  for (;;) {
    await gate();
    const next = await reader.next();
    if (next === undefined) break;
    if (next.pts < beforePts || next.pts >= toPts) {
      next.frame.free();
      if (next.pts >= toPts) break;
      continue;
    }
    for (const each of await filters.push(next)) see(each);
  }
  for (const each of await filters.flush()) see(each);
  return motion;
}

/** Far finer than can be seen, and short to write. */
function rounded({ x, y, turn, growth }: CameraMove): [number, number, number, number] {
  return [Number(x.toFixed(4)), Number(y.toFixed(4)), Number(turn.toFixed(7)), Number(growth.toFixed(7))];
}

/** A copy, for the frame does not live on. */
function greyOf(frame: TimedFrame["frame"]): Plane {
  const [plane] = planesOf(frame, { shiftX: 0, shiftY: 0 });
  if (plane === undefined) throw new Error("a frame has no luma");
  return { ...plane, data: Buffer.from(plane.data) };
}
