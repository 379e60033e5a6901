/** One clip made HD: checked and planned by {@link EnhanceJob.init}, done by {@link EnhanceJob.execute}. */
import { mkdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Network, NetworkChoice } from "../enhance/registry.js";
import type { Device, DeviceChoice } from "../enhance/session.js";
import { Fault, type Shortfall } from "../faults.js";
import { fileLabel } from "../media/source.js";
import type { Analysis } from "./analysis.js";
import type { AssembledMovie } from "./assembly.js";
import { ChunkCache, cacheFolder } from "./chunk-cache.js";
import { chooseMeans } from "./means.js";
import { OutputFile } from "./output-file.js";
import { type EnhanceOptions, outputGeometry, type PlannedChunk, planRender, type RenderPlan } from "./plan.js";
import { lookAt, type SourceLook } from "./source-look.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

/** A request for one clip. */
export interface EnhanceRequest extends EnhanceOptions, NetworkChoice {
  inputPath: string;
  outputPath: string;
  /** Replace an existing output. */
  mayReplace: boolean;
  device: Device | "auto";
}

/** How far a job is. `frames` of `totalFrames` are done, of which `cachedFrames` were there before. */
export interface JobProgress {
  stage: "picture" | "assembly";
  frames: number;
  totalFrames: number;
  cachedFrames: number;
  chunks: number;
  finishedChunks: number;
  cachedChunks: number;
  /** Frames a second of this run; 0 until there is something to measure. */
  fps: number;
  elapsedSeconds: number;
  /** Undefined until there is something to measure. */
  remainingSeconds: number | undefined;
}

/** What was made. */
export interface EnhanceResult extends AssembledMovie {
  outputPath: string;
  width: number;
  height: number;
  elapsedSeconds: number;
  /** Of the picture alone, with all workers busy; undefined where every chunk was there before. */
  framesPerSecond: number | undefined;
  chunks: number;
  cachedChunks: number;
  shortfalls: Shortfall[];
}

/** Progress is told at most this often. */
const TELL_INTERVAL_MS = 200;
/** The speed shown is that of the last seconds, so that it follows what the machine does. */
const SPEED_WINDOW_MS = 10_000;

/** Done less, a disk that has less than this part of the estimate free is taken for too small. */
const LEAST_FREE_SHARE = 0.5;

export class EnhanceJob {
  readonly request: EnhanceRequest;
  readonly analysis: Analysis;
  readonly plan: RenderPlan;
  /** Undefined where no network has anything to do. */
  readonly network: Network | undefined;
  readonly device: DeviceChoice | undefined;
  readonly #pool: WorkerPool;

  private constructor(
    pool: WorkerPool,
    request: EnhanceRequest,
    analysis: Analysis,
    plan: RenderPlan,
    network: Network | undefined,
    device: DeviceChoice | undefined,
  ) {
    this.#pool = pool;
    this.request = request;
    this.analysis = analysis;
    this.plan = plan;
    this.network = network;
    this.device = device;
  }

  /**
   * Looks at the clip, chooses network and device, and plans. Nothing is written.
   * @param look what was seen of the clip, where somebody has looked at it already.
   * @throws Fault `input-…`, `network-invalid`, `device-unavailable`, `usage`, `cancelled`.
   */
  static async init(
    pool: WorkerPool,
    request: EnhanceRequest,
    signal?: AbortSignal,
    look?: SourceLook,
  ): Promise<EnhanceJob> {
    const { analysis, sha256 } = look ?? (await lookAt(pool, request.inputPath, signal));
    const { ratio } = outputGeometry(analysis, request.target);
    const { network, device } = (await chooseMeans(pool, request, ratio)) ?? {};
    const { threads } = machineShare();
    const means = { network, device: device?.device ?? "cpu", threads, sourceSha256: sha256 } as const;
    const plan = planRender(analysis, request, means);
    return new EnhanceJob(pool, request, analysis, plan, network, device);
  }

  /**
   * Makes the missing chunks, joins all of them with the sound, checks the file and moves it to its place.
   * Finished chunks stay in the cache whatever happens.
   * @throws Fault
   */
  async execute(onProgress: (progress: JobProgress) => void): Promise<EnhanceResult> {
    const startedMs = performance.now();
    const { plan, request } = this;
    await using output = await OutputFile.prepare(request.outputPath, [request.inputPath], request.mayReplace);
    await using cache = await ChunkCache.open(plan.chunks.map((chunk) => chunk.key));
    const missing: PlannedChunk[] = [];
    const meter = new ProgressMeter(plan, startedMs, onProgress);
    for (const chunk of plan.chunks) {
      const found = await cache.find(chunk.key);
      if (found === undefined) missing.push(chunk);
      else meter.cached(chunk, found.packets.length);
    }
    await this.#checkSpace(missing);
    const renderStartedMs = performance.now();
    await this.#renderChunks(missing, cache, meter);
    const renderSeconds = (performance.now() - renderStartedMs) / 1000;
    meter.assembling();
    const assembled = this.#pool.call("assemble", {
      sourcePath: request.inputPath,
      outputPath: output.partPath,
      encoder: plan.setting.encoder,
      chunkPaths: plan.chunks.map((chunk) => cache.pathOf(chunk.key)),
      span: plan.span,
      lastDuration: plan.lastDuration,
      maxSeconds: plan.maxSeconds,
      audio: plan.audio,
      subtitles: plan.subtitles,
      chapters: plan.chapters,
      title: plan.title,
      location: plan.location,
    });
    const movie = await assembled.catch((error: unknown) => {
      throw Fault.isInstance(error) && error.code === "disk-full"
        ? fullDisk(dirname(request.outputPath), error)
        : error;
    });
    await output.commit();
    return {
      ...movie,
      outputPath: request.outputPath,
      width: plan.geometry.width,
      height: plan.geometry.height,
      elapsedSeconds: (performance.now() - startedMs) / 1000,
      framesPerSecond: this.#speed(missing.length, meter.madeFrames, renderSeconds),
      chunks: plan.chunks.length,
      cachedChunks: plan.chunks.length - missing.length,
      shortfalls: plan.shortfalls,
    };
  }

  /** With fewer chunks than workers some had nothing to do; a longer render keeps all of them busy. */
  #speed(chunks: number, frames: number, seconds: number): number | undefined {
    if (chunks === 0 || frames === 0) return undefined;
    return (frames / seconds) * (this.#pool.size / Math.min(this.#pool.size, chunks));
  }

  async #renderChunks(missing: readonly PlannedChunk[], cache: ChunkCache, meter: ProgressMeter): Promise<void> {
    const queue = [...missing];
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let chunk = queue.shift(); chunk !== undefined && failures.length === 0; chunk = queue.shift()) {
        const { key, ...span } = chunk;
        try {
          const { frames } = await this.#pool.call(
            "renderChunk",
            { setting: this.plan.setting, span, path: cache.partPathOf(key) },
            (done) => meter.working(key, done),
          );
          await cache.commit(key);
          meter.finished(key, frames);
        } catch (error) {
          failures.push(this.#explained(error, chunk));
          await cache.discardPart(key);
        }
      }
    };
    await Promise.all(Array.from({ length: this.#pool.size }, work));
    if (failures.length > 0)
      throw failures.find((error) => !(Fault.isInstance(error) && error.code === "cancelled")) ?? failures[0];
  }

  /** A chunk that kills every worker is told by its place in the clip. */
  #explained(error: unknown, chunk: PlannedChunk): unknown {
    if (Fault.isInstance(error) && error.code === "disk-full") return fullDisk(cacheFolder(), error);
    if (!(Fault.isInstance(error) && error.code === "worker-lost")) return error;
    const { timeBase } = this.analysis.video;
    const seconds = Math.max(
      0,
      (Math.max(chunk.startPts, this.analysis.index.framePts[0] ?? 0) * timeBase.num) / timeBase.den,
    );
    return new Fault(
      "worker-lost",
      `${fileLabel(this.request.inputPath)} could not be processed near ${seconds.toFixed(0)} s: ${error.message} What was finished is kept.`,
      { cause: error },
    );
  }

  async #checkSpace(missing: readonly PlannedChunk[]): Promise<void> {
    const share = missing.reduce((sum, chunk) => sum + chunk.expectedFrames, 0) / Math.max(1, this.plan.expectedFrames);
    const neededBytes = { cache: (this.plan.estimatedBytes / 2) * share, output: this.plan.estimatedBytes / 2 };
    for (const [folder, bytes] of [
      [cacheFolder(), neededBytes.cache],
      [dirname(this.request.outputPath), neededBytes.output],
    ] as const) {
      await mkdir(folder, { recursive: true });
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < bytes * LEAST_FREE_SHARE) {
        throw new Fault(
          "disk-full",
          `About ${megabytes(bytes)} MB are needed on the disk of ${folder}, and ${megabytes(bavail * bsize)} MB are free. Finished parts are kept: make room and run the command again.`,
        );
      }
    }
  }
}

function fullDisk(folder: string, cause: Fault): Fault {
  return new Fault(
    "disk-full",
    `The disk of ${folder} is full. What is finished is kept: make room there and run the command again.`,
    { cause },
  );
}

function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1_000_000));
}

/** Counts frames over all chunks, measures speed, and tells it now and then. */
class ProgressMeter {
  readonly #plan: RenderPlan;
  readonly #startedMs: number;
  readonly #tell: (progress: JobProgress) => void;
  readonly #working = new Map<string, number>();
  readonly #samples: { atMs: number; made: number }[] = [];
  #cachedFrames = 0;
  #cachedChunks = 0;
  #finishedFrames = 0;
  #finishedChunks = 0;
  #toldMs = Number.NEGATIVE_INFINITY;
  #stage: JobProgress["stage"] = "picture";

  constructor(plan: RenderPlan, startedMs: number, tell: (progress: JobProgress) => void) {
    this.#plan = plan;
    this.#startedMs = startedMs;
    this.#tell = tell;
  }

  cached(chunk: PlannedChunk, frames: number): void {
    this.#cachedFrames += chunk.expectedFrames || frames;
    this.#cachedChunks++;
  }

  working(key: string, frames: number): void {
    this.#working.set(key, frames);
    this.#maybeTell();
  }

  finished(key: string, frames: number): void {
    this.#working.delete(key);
    this.#finishedFrames += frames;
    this.#finishedChunks++;
    this.#toldMs = Number.NEGATIVE_INFINITY;
    this.#maybeTell();
  }

  /** Frames made in this run, of finished chunks. */
  get madeFrames(): number {
    return this.#finishedFrames;
  }

  assembling(): void {
    this.#stage = "assembly";
    this.#toldMs = Number.NEGATIVE_INFINITY;
    this.#maybeTell();
  }

  #maybeTell(): void {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TELL_INTERVAL_MS) return;
    this.#toldMs = nowMs;
    const made = this.#finishedFrames + [...this.#working.values()].reduce((sum, frames) => sum + frames, 0);
    this.#samples.push({ atMs: nowMs, made });
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? nowMs) < nowMs - SPEED_WINDOW_MS)
      this.#samples.shift();
    const oldest = this.#samples[0] ?? { atMs: this.#startedMs, made: 0 };
    const windowSeconds = (nowMs - oldest.atMs) / 1000;
    const fps = windowSeconds > 0.5 ? Math.max(0, made - oldest.made) / windowSeconds : 0;
    const totalFrames = this.#plan.expectedFrames;
    const frames = Math.min(totalFrames, this.#cachedFrames + made);
    this.#tell({
      stage: this.#stage,
      frames,
      totalFrames,
      cachedFrames: this.#cachedFrames,
      chunks: this.#plan.chunks.length,
      finishedChunks: this.#cachedChunks + this.#finishedChunks,
      cachedChunks: this.#cachedChunks,
      fps,
      elapsedSeconds: (nowMs - this.#startedMs) / 1000,
      remainingSeconds: fps > 0 ? (totalFrames - frames) / fps : undefined,
    });
  }
}
