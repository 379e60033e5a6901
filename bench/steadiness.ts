/**
 * How much a still scene changes from frame to frame once it is enlarged: by Lanczos, by our networks, and by the program,
 * which keeps what did not change; and what keeping costs on clips that move.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Frame } from "node-av/lib";
import { FilterChain } from "../src/media/filter-chain.js";
import { planesOf } from "../src/media/plane.js";
import { Scratch, table } from "./measured-process.js";
import {
  encode,
  framesOf,
  lumaOf,
  originalOf,
  QUALITY_CLIPS,
  type QualityClip,
  type QualityPairs,
  qualityPairs,
} from "./quality-clips.js";
import { measureFrames } from "./quality-measures.js";
import { LANCZOS, type Peer, peersFor } from "./quality-peers.js";

const SCALE = 2;
/** Which frame of a clip stands still. */
const STILL_FRAME = 9;
const CAMERA_NOISE = "noise=c0s=4:c0f=t";
const NO_SHIFT = { shiftX: 0, shiftY: 0 };
const TIME_BASE = { num: 1, den: 30 };
/** Frames in a row, at each of two places of a clip, on which the loss is measured. */
const MOVING_FRAMES = 16;

/** `steadiness [--clips bbb] [--frames 30]` */
export async function measureSteadiness(words: string[]): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: {
      clips: { type: "string", default: Object.keys(QUALITY_CLIPS).join(",") },
      frames: { type: "string", default: "30" },
    },
  });
  using scratch = new Scratch();
  const clips = (Object.keys(QUALITY_CLIPS) as QualityClip[]).filter((clip) => values.clips.split(",").includes(clip));
  const means = { onnx: [], shaders: undefined, ownRestorer: undefined, threads: availableParallelism() };
  const peers = (await peersFor(SCALE, means)).filter(({ name, kind }) => name === LANCZOS || kind === "ours");
  const [base, ...ours] = peers;
  if (base === undefined) throw new Error("FFmpeg has no Lanczos here");
  const rows: string[][] = [];
  const losses: string[][] = [];
  for (const clip of clips) {
    process.stderr.write(`${clip}\n`);
    const coded = scratch.file(`${clip}-still.mp4`);
    await encode(stillScene(clip, Number(values.frames)), coded, 30);
    const poor = await lumaOf(framesOf(coded, ["format=yuv420p"]), () => true);
    try {
      const own = await changeOf(base, poor, false);
      const cells: string[] = [];
      for (const peer of ours)
        for (const remembers of [false, true])
          cells.push(`${Math.round((100 * (await changeOf(peer, poor, remembers))) / own)} %`);
      rows.push([clip, own.toFixed(3), ...cells]);
    } finally {
      for (const frame of poor) frame.free();
    }
    for (const damage of ["clean", "crf30"] as const) {
      using pairs = await qualityPairs(clip, damage, SCALE, MOVING_FRAMES, scratch.path);
      const cells: string[] = [];
      for (const peer of ours)
        cells.push(((await psnrOf(peer, pairs, false)) - (await psnrOf(peer, pairs, true))).toFixed(4));
      losses.push([`${clip}, ${damage}`, ...cells]);
    }
  }
  const heads = ours.flatMap(({ name }) => [`${name}, alone`, "in the program"]);
  process.stdout.write(`${table(["clip", "Lanczos: steps of luma a frame", ...heads], rows)}\n\n`);
  process.stdout.write(`${table(["loss in dB by keeping", ...ours.map(({ name }) => name)], losses)}\n`);
}

/** One frame over and over, made smaller, each time under other noise. */
async function* stillScene(clip: QualityClip, count: number): AsyncGenerator<Frame, undefined> {
  const { path, filters } = originalOf(clip, SCALE);
  const reduced = [...filters, `scale=iw/${SCALE}:ih/${SCALE}:flags=bicubic+accurate_rnd`];
  let still: Frame | undefined;
  for await (const frame of framesOf(path, reduced, STILL_FRAME + 1)) {
    still?.free();
    still = frame;
  }
  if (still === undefined) throw new Error(`${clip} is too short`);
  using owned = still;
  using noise = new FilterChain(CAMERA_NOISE, TIME_BASE);
  for (let i = 0; i < count; i++) {
    const copy = owned.clone();
    if (copy === null) throw new Error("a frame could not be copied");
    for (const { frame } of await noise.push({ frame: copy, pts: i })) yield frame;
  }
}

/** Mean change of a pixel from an enlarged frame to the next. @param remembers whether what did not change is kept. */
async function changeOf(peer: Peer, poor: readonly Frame[], remembers: boolean): Promise<number> {
  const [first] = poor;
  if (first === undefined) throw new Error("a clip is too short");
  await using enlarging = await peer.open({ width: first.width * SCALE, height: first.height * SCALE });
  let before: Frame | undefined;
  let sum = 0;
  for (const luma of poor) {
    if (!remembers) enlarging.forget();
    const frame = await enlarging.enlarge(luma);
    if (before !== undefined) sum += changeBetween(before, frame);
    before?.free();
    before = frame;
  }
  before?.free();
  return sum / (poor.length - 1);
}

/** Mean luma PSNR of a clip. @param remembers whether what did not change is kept. */
async function psnrOf(peer: Peer, { truth, poor }: QualityPairs, remembers: boolean): Promise<number> {
  const [first] = truth;
  if (first === undefined) throw new Error("a clip is too short");
  await using enlarging = await peer.open({ width: first.width, height: first.height });
  const results: Frame[] = [];
  try {
    for (const [i, luma] of poor.entries()) {
      // The second place of the clip is not the next frame of the first.
      if (!remembers || i === poor.length / 2) enlarging.forget();
      results.push(await enlarging.enlarge(luma));
    }
    return (await measureFrames(truth, results)).psnr;
  } finally {
    for (const frame of results) frame.free();
  }
}

function changeBetween(before: Frame, after: Frame): number {
  const [a] = planesOf(before, NO_SHIFT);
  const [b] = planesOf(after, NO_SHIFT);
  if (a === undefined || b === undefined) throw new Error("a frame has no luma");
  let sum = 0;
  for (let y = 0; y < a.height; y++)
    for (let x = 0; x < a.width; x++)
      sum += Math.abs((a.data[y * a.stride + x] ?? 0) - (b.data[y * b.stride + x] ?? 0));
  return sum / (a.width * a.height);
}
