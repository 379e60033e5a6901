/** Whatever comes out of a draft, a film, its sound or one picture: planned by {@link ExportJob.init}, done by {@link ExportJob.execute}. */
import type { NetworkChoice } from "../enhance/registry.js";
import { Fault, type Shortfall } from "../faults.js";
import type { Draft } from "../timeline/draft.js";
import type { AudioOutput, Output, PictureOutput, VideoOutput } from "../timeline/output.js";
import { renderFrame } from "./draft-frame.js";
import { DraftJob, type DraftRequest } from "./draft-job.js";
import { OutputFile } from "./output-file.js";
import type { JobProgress } from "./progress-meter.js";
import { SoundJob } from "./sound-job.js";
import { lookAt } from "./source-look.js";
import type { WorkerPool } from "./worker-pool.js";

/** A request for one file. */
export interface ExportRequest extends NetworkChoice {
  draft: Draft;
  output: Output;
  /** Where the files of the draft's assets lie, by their ids. */
  paths: ReadonlyMap<string, string>;
  outputPath: string;
  /** Replace an existing output. */
  mayReplace: boolean;
  device: DraftRequest["device"];
  encoder: DraftRequest["encoder"];
}

/** What was made. Sound has no size, a picture no length. */
export interface ExportResult {
  outputPath: string;
  sizeBytes: number;
  durationMs: number;
  width?: number;
  height?: number;
  frames: number;
  elapsedSeconds: number;
  /** Of the picture alone, with all workers busy; absent where every chunk was there before. */
  framesPerSecond?: number;
  chunks: number;
  cachedChunks: number;
  shortfalls: Shortfall[];
  /** True where the graphics card failed midway, and the processor made the rest. */
  hasFallenBack?: boolean;
}

/** What a job would make. */
export interface ExportPlan {
  width?: number;
  height?: number;
  frames: number;
  /** One of the networks that run; absent where none does. */
  network?: string;
}

interface Job {
  readonly plan: ExportPlan;
  make(onProgress: (progress: JobProgress) => void): Promise<Omit<ExportResult, "outputPath" | "elapsedSeconds">>;
}

export class ExportJob {
  readonly #job: Job;
  readonly #outputPath: string;

  private constructor(job: Job, outputPath: string) {
    this.#job = job;
    this.#outputPath = outputPath;
  }

  /**
   * Looks at the files that are needed and plans. Nothing is written.
   * @throws Fault `input-…`, `network-invalid`, `device-unavailable`, `usage`, `cancelled`.
   */
  static async init(pool: WorkerPool, request: ExportRequest, signal?: AbortSignal): Promise<ExportJob> {
    const { output, outputPath } = request;
    switch (output.kind) {
      case "video":
        return new ExportJob(await filmJob(pool, request, output, signal), outputPath);
      case "audio":
        return new ExportJob(await soundJob(pool, request, output, signal), outputPath);
      case "picture":
        return new ExportJob(pictureJob(pool, request, output, signal), outputPath);
    }
  }

  get plan(): ExportPlan {
    return this.#job.plan;
  }

  /**
   * Makes the file, checks it and moves it to its place.
   * @throws Fault
   */
  async execute(onProgress: (progress: JobProgress) => void): Promise<ExportResult> {
    const startedMs = performance.now();
    const made = await this.#job.make(onProgress);
    return { ...made, outputPath: this.#outputPath, elapsedSeconds: (performance.now() - startedMs) / 1000 };
  }
}

async function filmJob(
  pool: WorkerPool,
  request: ExportRequest,
  { size, ...output }: VideoOutput,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const job = await DraftJob.init(pool, { ...request, output, size }, signal);
  const { canvas, totalFrames, network } = job.plan;
  return {
    plan: { ...canvas, frames: totalFrames, ...(network === undefined ? {} : { network: network.name }) },
    make: async (onProgress) => {
      const { framesPerSecond, ...made } = await job.execute(onProgress);
      return { ...made, ...(framesPerSecond === undefined ? {} : { framesPerSecond }) };
    },
  };
}

async function soundJob(
  pool: WorkerPool,
  request: ExportRequest,
  { format, maxBytes }: AudioOutput,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const job = await SoundJob.init(pool, { ...request, format, maxBytes }, signal);
  return {
    plan: { frames: 0 },
    make: async (onProgress) => {
      const startedMs = performance.now();
      const made = await job.execute((share) => onProgress(soundProgress(share, startedMs)));
      return { ...made, frames: 0, chunks: 0, cachedChunks: 0, shortfalls: [] };
    },
  };
}

function soundProgress(share: number, startedMs: number): JobProgress {
  const elapsedSeconds = (performance.now() - startedMs) / 1000;
  return {
    stage: "sound",
    stageShare: share,
    frames: 0,
    totalFrames: 0,
    cachedFrames: 0,
    chunks: 0,
    finishedChunks: 0,
    cachedChunks: 0,
    fps: 0,
    elapsedSeconds,
    remainingSeconds: share > 0 ? (elapsedSeconds / share) * (1 - share) : undefined,
  };
}

function pictureJob(
  pool: WorkerPool,
  request: ExportRequest,
  { atMs, size }: PictureOutput,
  signal: AbortSignal | undefined,
): Job {
  const { draft, paths, outputPath, mayReplace, network } = request;
  return {
    plan: { frames: 1 },
    make: async () => {
      await using output = await OutputFile.prepare(outputPath, [...paths.values()], mayReplace);
      const frame = { draft, paths, atMs, outputPath: output.partPath, network, ...(size && { size }) };
      await renderFrame(pool, frame, (path) => lookAt(pool, path, signal));
      const { video, sizeBytes } = await pool.call("describe", { path: output.partPath });
      const [picture] = video;
      if (picture === undefined)
        throw new Fault("output-wrong", "The finished picture failed its check and was not kept: it does not open.");
      await output.commit();
      const { width, height } = picture;
      return { sizeBytes, durationMs: 0, width, height, frames: 1, chunks: 0, cachedChunks: 0, shortfalls: [] };
    },
  };
}
