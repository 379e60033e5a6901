/** How good each way to enlarge is, and what it costs: our networks and every peer that is here, interleaved in one run. */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Frame } from "node-av/lib";
import { Scratch } from "./measured-process.js";
import {
  type Damage,
  QUALITY_CLIPS,
  type QualityClip,
  type QualityPairs,
  qualityPairs,
  TUNING_CLIPS,
  type TuningClip,
} from "./quality-clips.js";
import { type Measures, measureFrames, measureVmaf } from "./quality-measures.js";
import { type Enlarging, type Peer, peersFor, restorers } from "./quality-peers.js";
import { qualityPage, qualityPlot, qualityTables } from "./quality-report.js";

/** One peer on one clip. */
export interface QualityRow extends PeerRow {
  scale: number;
  clip: QualityClip;
  damage: Damage;
}

interface PeerRow extends Measures {
  peer: string;
  kind: Peer["kind"];
  /** For a million pixels that come out. */
  wallMs: number;
  processorMs: number;
}

const SCALES = [1, 1.5, 2, 3];

/** `quality [--scales 2,3] [--clips bbb] [--frames 4] [--onnx file]… [--shaders folder] [--write]` */
export async function measureQuality(words: string[]): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: {
      scales: { type: "string", default: SCALES.join(",") },
      clips: { type: "string", default: Object.keys(QUALITY_CLIPS).join(",") },
      /** In a row, at each of two places of a clip. */
      frames: { type: "string", default: "4" },
      onnx: { type: "string", multiple: true, default: [] },
      shaders: { type: "string" },
      /** Writes docs/quality.md and its plot. */
      write: { type: "boolean", default: false },
    },
  });
  using scratch = new Scratch();
  const clips = (Object.keys(QUALITY_CLIPS) as QualityClip[]).filter((clip) => values.clips.split(",").includes(clip));
  const others = { onnx: values.onnx, shaders: values.shaders, threads: availableParallelism() };
  const rows: QualityRow[] = [];
  for (const scale of values.scales.split(",").map(Number)) {
    const ownRestorer = scale === 1 ? await tunedRestorer(Number(values.frames), scratch.path) : undefined;
    const peers = await peersFor(scale, { ...others, ownRestorer });
    for (const clip of clips) {
      for (const damage of scale === 1 ? (["crf30"] as const) : (["clean", "crf30"] as const)) {
        process.stderr.write(`×${scale} ${clip} ${damage}\n`);
        using pairs = await qualityPairs(clip, damage, scale, Number(values.frames), scratch.path);
        const measured = await measurePairs(pairs, peers, scratch.path);
        rows.push(...measured.map((row) => ({ ...row, scale, clip, damage })));
      }
    }
  }
  process.stdout.write(`${qualityTables(rows)}\n`);
  if (!values.write) return;
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}`;
  writeFileSync(new URL("../docs/quality.md", import.meta.url), qualityPage(rows, machine));
  writeFileSync(new URL("../docs/quality.svg", import.meta.url), qualityPlot(rows));
}

/** Of FFmpeg's own against compression damage the setting that helps most on clips that are not measured afterwards. */
async function tunedRestorer(framesEach: number, folder: string): Promise<Peer | undefined> {
  const peers = restorers();
  const gains = new Map(peers.map(({ name }) => [name, 0]));
  for (const clip of Object.keys(TUNING_CLIPS) as TuningClip[]) {
    process.stderr.write(`settings for ×1: ${clip}\n`);
    using pairs = await qualityPairs(clip, "crf30", 1, framesEach, folder);
    for (const { peer, psnr } of await measurePairs(pairs, peers, folder))
      gains.set(peer, (gains.get(peer) ?? 0) + psnr);
  }
  return peers.sort((a, b) => (gains.get(b.name) ?? 0) - (gains.get(a.name) ?? 0))[0];
}

/** Frame by frame all peers take their turns, so that what else the machine does meets all of them alike. */
async function measurePairs(pairs: QualityPairs, peers: readonly Peer[], folder: string): Promise<PeerRow[]> {
  const [first] = pairs.truth;
  if (first === undefined || pairs.truth.length !== pairs.poor.length) throw new Error("a clip is too short");
  const { width, height } = first;
  const runs: Turn[] = [];
  try {
    for (const peer of peers) runs.push(new Turn(peer, await peer.open({ width, height })));
    for (const [i, poor] of pairs.poor.entries()) {
      // The second place of the clip is not the next frame of the first.
      if (i === pairs.poor.length / 2) for (const run of runs) run.enlarging.forget();
      for (const run of runs) await run.take(poor);
    }
    const rows: PeerRow[] = [];
    for (const { peer, results, wallMs, processorMs } of runs) {
      const perMegapixel = 1e6 / (width * height * results.length);
      rows.push({
        peer: peer.name,
        kind: peer.kind,
        ...(await measureFrames(pairs.truth, results)),
        ...measureVmaf(pairs.truth, results, folder),
        wallMs: wallMs * perMegapixel,
        processorMs: processorMs * perMegapixel,
      });
    }
    return rows;
  } finally {
    for (const run of runs) await run[Symbol.asyncDispose]();
  }
}

/** A peer at work on one clip. */
class Turn implements AsyncDisposable {
  readonly peer: Peer;
  readonly enlarging: Enlarging;
  readonly results: Frame[] = [];
  wallMs = 0;
  processorMs = 0;
  #isWarm = false;

  constructor(peer: Peer, enlarging: Enlarging) {
    this.peer = peer;
    this.enlarging = enlarging;
  }

  async take(poor: Frame): Promise<void> {
    if (!this.#isWarm) {
      // The first run reserves memory.
      (await this.enlarging.enlarge(poor)).free();
      this.enlarging.forget();
      this.#isWarm = true;
    }
    const before = process.cpuUsage();
    const startedMs = performance.now();
    this.results.push(await this.enlarging.enlarge(poor));
    this.wallMs += performance.now() - startedMs;
    const { user, system } = process.cpuUsage(before);
    this.processorMs += (user + system) / 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const frame of this.results) frame.free();
    await this.enlarging[Symbol.asyncDispose]();
  }
}
