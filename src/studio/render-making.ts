/** What makes a render: from a draft and its files to a finished film. */
import { EnhanceJob } from "../render/enhance-job.js";
import { parseTarget } from "../render/geometry.js";
import { DEFAULT_OPTIONS } from "../render/plan.js";
import type { WorkerPool } from "../render/worker-pool.js";
import { clipSegments } from "../timeline/span.js";
import type { Draft } from "./drafting.js";
import type { RenderRecord } from "./records.js";
import { malformed } from "./refusal.js";

/** `high`, and none, is the default network. */
export const QUALITIES = ["low", "high", "best"] as const;
const NETWORKS = { low: "fast", high: "balanced", best: "best" } as const;

export interface RenderSettings {
  quality?: (typeof QUALITIES)[number];
  /** `1080p`, `1280x720`; absent: as the draft says. */
  resolution?: string;
  fps?: number;
}

export interface RenderProgress {
  /** 0 to 100; 100 is not yet finished. */
  percent: number;
  framesPerSecond: number | undefined;
  remainingSeconds: number | undefined;
}

export interface MadeRender {
  durationMs: number;
  sizeBytes: number;
  width: number;
  height: number;
  frames: number;
  elapsedSeconds: number;
  /** What could not be kept, and why. */
  notes: string[];
}

export interface RenderTask {
  kind: RenderRecord["kind"];
  draft: Draft;
  settings: RenderSettings;
  outputPath: string;
  /** The file of an asset. */
  pathOf: (assetId: string) => Promise<string>;
  signal: AbortSignal;
  onProgress: (progress: RenderProgress) => void;
}

/** Making the picture is all but this much of a render. */
const ASSEMBLY_PERCENT = 3;

/** @throws Fault, Refusal. */
export async function makeRender(pool: WorkerPool, task: RenderTask): Promise<MadeRender> {
  const { draft, settings, outputPath, pathOf, signal, onProgress } = task;
  const [clip] = clipSegments(draft);
  if (clip === undefined) throw malformed("There is no clip on the timeline.", "draft");
  const target = parseTarget(settings.resolution ?? "1080p") ?? DEFAULT_OPTIONS.target;
  const job = await EnhanceJob.init(
    pool,
    {
      ...DEFAULT_OPTIONS,
      inputPath: await pathOf(clip.a),
      outputPath,
      mayReplace: true,
      target,
      network: NETWORKS[settings.quality ?? "high"],
      device: "auto",
    },
    signal,
  );
  const result = await job.execute(({ stage, frames, totalFrames, fps, remainingSeconds }) => {
    const share = stage === "assembly" ? 1 : frames / Math.max(1, totalFrames);
    onProgress({
      percent: share * (100 - ASSEMBLY_PERCENT),
      framesPerSecond: fps > 0 ? fps : undefined,
      remainingSeconds,
    });
  });
  const { durationMs, sizeBytes, width, height, frames, elapsedSeconds, shortfalls } = result;
  const notes = shortfalls.map(({ what, why }) => `${what}: ${why}`);
  return { durationMs, sizeBytes, width, height, frames, elapsedSeconds, notes };
}
