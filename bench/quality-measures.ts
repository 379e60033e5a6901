/** How near a picture is to the true one: PSNR, SSIM and XPSNR by FFmpeg's filters, VMAF where its program is found. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "node-av/lib";
import { decibels, EQUAL_FRAME_DB } from "../src/media/comparison.js";
import { buildGraph, receiveFrames } from "../src/media/filter-chain.js";
import { planesOf } from "../src/media/plane.js";

export interface Measures {
  psnr: number;
  ssim: number;
  xpsnr: number;
  vmaf?: number;
  vmafNeg?: number;
}

const GRAPH = [
  "[in0]format=yuv444p,split[candidate1][candidate2]",
  "[in1]format=yuv444p,split=3[reference1][reference2][reference3]",
  "[candidate1][reference1]psnr[measured]",
  "[measured][reference2]ssim[twice]",
  // This one notes its figures on what comes out of it, and keeps those that were there.
  "[twice][reference3]xpsnr[out]",
  "[candidate2]nullsink",
].join(";");
const COUNTING = { num: 1, den: 30 };

/** Luma of candidates against that of true frames, pair by pair. */
export async function measureFrames(truth: readonly Frame[], candidates: readonly Frame[]): Promise<Measures> {
  const [first, other] = [candidates[0], truth[0]];
  if (first === undefined || other === undefined) throw new Error("there is nothing to measure");
  const { graph, inputs, output } = buildGraph(GRAPH, [first, other], COUNTING, true);
  const measured: { error: number; ssim: number; xpsnr: number }[] = [];
  try {
    for (const [i, candidate] of candidates.entries()) {
      for (const [input, frame] of [candidate, truth[i]].entries()) {
        const copy = frame?.clone();
        if (copy === null || copy === undefined) throw new Error("a frame could not be copied");
        using owned = copy;
        owned.pts = BigInt(i);
        const added = await inputs[input]?.buffersrcAddFrame(owned);
        if (added === undefined || added < 0) throw new Error("a frame could not be measured");
      }
    }
    for (const input of inputs) await input.buffersrcAddFrame(null);
    for (const { frame } of await receiveFrames(output, COUNTING)) {
      using owned = frame;
      const notes = owned.getMetadata().getAll();
      measured.push({
        error: Number(notes["lavfi.psnr.mse.y"]),
        ssim: Number(notes["lavfi.ssim.Y"]),
        xpsnr: Math.min(EQUAL_FRAME_DB, Number(notes["lavfi.xpsnr.xpsnr.y"])),
      });
    }
  } finally {
    graph.free();
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    psnr: Math.min(EQUAL_FRAME_DB, decibels(mean(measured.map(({ error }) => error)))),
    ssim: mean(measured.map(({ ssim }) => ssim)),
    xpsnr: mean(measured.map(({ xpsnr }) => xpsnr)),
  };
}

const MODELS = { vmaf: "vmaf_v0.6.1", vmafNeg: "vmaf_v0.6.1neg" } as const;

/** VMAF by its own program; nothing where there is none. */
export function measureVmaf(
  truth: readonly Frame[],
  candidates: readonly Frame[],
  folder: string,
): Pick<Measures, "vmaf" | "vmafNeg"> {
  if (spawnSync("vmaf", ["--version"]).status !== 0) return {};
  const [reference, distorted, report] = ["reference.y4m", "distorted.y4m", "vmaf.json"].map((name) =>
    join(folder, name),
  );
  if (reference === undefined || distorted === undefined || report === undefined) return {};
  writeY4m(reference, truth);
  writeY4m(distorted, candidates);
  const models = Object.entries(MODELS).flatMap(([name, version]) => ["--model", `version=${version}:name=${name}`]);
  const run = spawnSync("vmaf", ["-r", reference, "-d", distorted, ...models, "--json", "-o", report, "-q"]);
  if (run.status !== 0) throw new Error(`vmaf failed: ${run.stderr}`);
  const pooled: unknown = JSON.parse(readFileSync(report, "utf8"));
  return { vmaf: pooledMean(pooled, "vmaf"), vmafNeg: pooledMean(pooled, "vmafNeg") };
}

function pooledMean(report: unknown, name: string): number {
  const { pooled_metrics: metrics } = report as { pooled_metrics?: Record<string, { mean?: number }> };
  const mean = metrics?.[name]?.mean;
  if (mean === undefined) throw new Error(`vmaf gave no ${name}`);
  return mean;
}

/** Luma with chroma of no colour, which the program wants too. */
function writeY4m(path: string, frames: readonly Frame[]): void {
  const file = openSync(path, "w");
  try {
    for (const [i, frame] of frames.entries()) {
      const { width, height } = frame;
      if (i === 0) writeSync(file, `YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`);
      writeSync(file, "FRAME\n");
      const [luma] = planesOf(frame, { shiftX: 0, shiftY: 0 });
      if (luma === undefined) throw new Error("a frame has no luma");
      for (let y = 0; y < height; y++) writeSync(file, luma.data, y * luma.stride, width);
      writeSync(file, Buffer.alloc(2 * Math.ceil(width / 2) * Math.ceil(height / 2), 128));
    }
  } finally {
    closeSync(file);
  }
}
