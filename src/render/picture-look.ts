/**
 * What ails a film's picture that its file does not tell: too dark, or shaken by the hand that held the camera. Seen in
 * a second of it, in up to three places. Runs in a worker process.
 */
import { z } from "zod";
import { cameraMove } from "../media/camera-motion.js";
import { dynamicRangeOf } from "../media/colour.js";
import { FilterChain } from "../media/filter-chain.js";
import { FrameReader, type TimedFrame } from "../media/frame-reader.js";
import { frameRateOf, indexPackets } from "../media/packet-index.js";
import { type Plane, planesOf } from "../media/plane.js";
import { describe, isPicture, type VideoStream } from "../media/probe.js";
import { Source } from "../media/source.js";
import { CameraPath, type PathPoint } from "./camera-path.js";
import { keptLook } from "./kept-looks.js";

const problemSchema = z.enum(["dark", "shaky"]);
/** What is found by looking at pictures. */
export type PictureProblem = z.infer<typeof problemSchema>;

/** Version of how problems are found. */
const LOOK_VERSION = 1;
/** Where in a film it is looked at, as parts of it: not at its ends, which fade. */
const PLACES = [0.1, 0.45, 0.8];
/** A hand shakes a few times in this. */
const STRETCH_SECONDS = 1.2;
/** Of more frames than this in a stretch every second one is seen, or third. */
const MOST_FRAMES = 36;
/** The longer side of the pictures that are seen. */
const SMALL_SIDE = 192;

/** A picture this dark in the mean, with so little of it above mid grey, shows little. Black alone is no picture. */
const DARK = { mean: 52, least: 3, aboveGrey: 0.06 };
/** How far a picture lies from where a steady hand would hold it, in parts of its width, in the mean. */
const SHAKY = 0.004;
/** Turns in a second, across or along: a camera that is carried somewhere leaves the even way too, but does not tremble. */
const LEAST_TURNS = 2;

/** @throws Fault `input-…`, `cancelled`. */
export async function lookAtPicture(
  { path, sha256, threads }: { path: string; sha256: string; threads: number },
  gate: () => Promise<void>,
  signal?: AbortSignal,
): Promise<PictureProblem[]> {
  return await keptLook({ pictures: LOOK_VERSION, sha256 }, z.array(problemSchema), async () => {
    const stretches = await seenStretches(path, threads, gate, signal);
    // One place that is otherwise, a cut or a tunnel, does not make it so.
    const mostly = (is: (stretch: Stretch) => boolean): boolean => stretches.filter(is).length * 2 > stretches.length;
    return problemSchema.options.filter((problem) => mostly(problem === "dark" ? isDark : isShaky));
  });
}

interface Stretch {
  pictures: { seconds: number; plane: Plane }[];
}

async function seenStretches(
  path: string,
  threads: number,
  gate: () => Promise<void>,
  signal?: AbortSignal,
): Promise<Stretch[]> {
  using source = await Source.open(path);
  const description = await describe(source);
  const video = description.video.find(({ decodable }) => decodable);
  // What is bright in HDR is told by other numbers.
  if (video === undefined || isPicture(description) || dynamicRangeOf(video.colour) !== "sdr") return [];
  const index = await indexPackets(source, video.index, signal);
  const { framePts, keyframes } = index;
  const { fps } = frameRateOf(index, video.timeBase);
  const starts = PLACES.map((place) => {
    const pts = framePts[Math.floor(place * framePts.length)] ?? 0;
    return keyframes.findLast((keyframe) => keyframe.pts <= pts)?.pts ?? pts;
  });
  using reader = await FrameReader.open({ path, streamIndex: video.index, keyframes, threads });
  const every = Math.max(1, Math.round((STRETCH_SECONDS * fps) / MOST_FRAMES));
  const stretches: Stretch[] = [];
  for (const start of new Set(starts)) {
    await reader.start(start);
    stretches.push(await seen(reader, video, every, gate));
  }
  return stretches;
}

async function seen(
  reader: FrameReader,
  { timeBase, width, height }: VideoStream,
  every: number,
  gate: () => Promise<void>,
): Promise<Stretch> {
  const factor = SMALL_SIDE / Math.max(width, height);
  const side = (length: number): number => Math.max(8, Math.round(length * factor));
  using filters = new FilterChain(`scale=${side(width)}:${side(height)}:flags=area,format=gray`, timeBase);
  const pictures: Stretch["pictures"] = [];
  let firstPts: number | undefined;
  const keep = (frames: readonly TimedFrame[]): void => {
    for (const { frame, pts } of frames) {
      using owned = frame;
      const [plane] = planesOf(owned, { shiftX: 0, shiftY: 0 });
      // A copy, for the frame does not live on.
      if (plane !== undefined)
        pictures.push({
          seconds: (pts * timeBase.num) / timeBase.den,
          plane: { ...plane, data: Buffer.from(plane.data) },
        });
    }
  };
  for (let count = 0; ; count++) {
    await gate();
    const next = await reader.next();
    if (next === undefined) break;
    firstPts ??= next.pts;
    const isOver = ((next.pts - firstPts) * timeBase.num) / timeBase.den > STRETCH_SECONDS;
    if (isOver || count % every !== 0) next.frame.free();
    else keep(await filters.push(next));
    if (isOver) break;
  }
  keep(await filters.flush());
  return { pictures };
}

/** By the picture in the middle of the stretch. */
function isDark({ pictures }: Stretch): boolean {
  const plane = pictures[Math.floor(pictures.length / 2)]?.plane;
  if (plane === undefined) return false;
  let [sum, above] = [0, 0];
  for (let y = 0; y < plane.height; y++)
    for (let x = 0; x < plane.width; x++) {
      const level = plane.data[y * plane.stride + x] ?? 0;
      sum += level;
      if (level > 128) above++;
    }
  const count = plane.width * plane.height;
  const mean = sum / count;
  return mean >= DARK.least && mean < DARK.mean && above / count < DARK.aboveGrey;
}

function isShaky({ pictures }: Stretch): boolean {
  const [first, last] = [pictures[0], pictures.at(-1)];
  if (first === undefined || last === undefined || last.seconds - first.seconds < STRETCH_SECONDS / 3) return false;
  const { width } = first.plane;
  const points = pictures.map(({ seconds, plane }, i): PathPoint => {
    const before = pictures[i - 1];
    const move = before && cameraMove(before.plane, plane);
    return { seconds, move: move && { ...move, x: move.x / width, y: move.y / width } };
  });
  const path = new CameraPath(points);
  const shakes = points.map(({ seconds }) => path.shakeAt(seconds, "light"));
  const square = shakes.reduce((sum, { x, y, turn }) => sum + x ** 2 + y ** 2 + (turn / 2) ** 2, 0);
  const shake = Math.sqrt(square / shakes.length);
  const turns = [shakes.map(({ x }) => x), shakes.map(({ y }) => y)].map((values) => turnsOf(values, shake / 3));
  const most = Math.max(...turns) / (last.seconds - first.seconds);
  return shake > SHAKY && most > LEAST_TURNS;
}

/** How often values go from one side of zero to the other, each time so far that it is no accident. */
function turnsOf(values: readonly number[], least: number): number {
  let [side, turns] = [0, 0];
  for (const value of values) {
    if (Math.abs(value) < least || Math.sign(value) === side) continue;
    if (side !== 0) turns++;
    side = Math.sign(value);
  }
  return turns;
}
