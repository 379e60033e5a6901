/** One clip made HD: checked and planned by {@link EnhanceJob.init}, done by {@link EnhanceJob.execute}. */
import { dirname } from "node:path";
import type { DeviceChoice } from "../enhance/device-trial.js";
import type { Network } from "../enhance/network.js";
import type { NetworkChoice } from "../enhance/registry.js";
import type { Device } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { fileLabel } from "../media/source.js";
import type { Analysis } from "./analysis.js";
import { ChunkCache } from "./chunk-cache.js";
import { type ChunkTask, fullDisk, runChunks } from "./chunk-run.js";
import type { FilmResult } from "./film-result.js";
import { chooseMeans, type Means, rememberFailure } from "./means.js";
import { OutputFile } from "./output-file.js";
import { type EnhanceOptions, outputGeometry, type PlannedChunk, planRender, type RenderPlan } from "./plan.js";
import { type JobProgress, ProgressMeter } from "./progress-meter.js";
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

export class EnhanceJob {
  readonly request: EnhanceRequest;
  readonly analysis: Analysis;
  readonly plan: RenderPlan;
  /** The same on the processor, for a graphics card that fails; undefined where the processor works anyway. */
  readonly #onProcessor: RenderPlan | undefined;
  /** Undefined where no network has anything to do. */
  readonly network: Network | undefined;
  readonly device: DeviceChoice | undefined;
  readonly #pool: WorkerPool;

  private constructor(
    pool: WorkerPool,
    request: EnhanceRequest,
    analysis: Analysis,
    plan: RenderPlan,
    onProcessor: RenderPlan | undefined,
    { network, device }: Partial<Means>,
  ) {
    this.#pool = pool;
    this.request = request;
    this.analysis = analysis;
    this.plan = plan;
    this.#onProcessor = onProcessor;
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
    const chosen: Partial<Means> = (await chooseMeans(pool, request, ratio)) ?? {};
    const { network } = chosen;
    const device = chosen.device?.device ?? "cpu";
    const { threads } = machineShare();
    const means = { network, threads, sourceSha256: sha256 };
    const plan = planRender(analysis, request, { ...means, device });
    const onProcessor = device === "cpu" ? undefined : planRender(analysis, request, { ...means, device: "cpu" });
    return new EnhanceJob(pool, request, analysis, plan, onProcessor, chosen);
  }

  /**
   * Makes the missing chunks, joins all of them with the sound, checks the file and moves it to its place.
   * Finished chunks stay in the cache whatever happens.
   * @throws Fault
   */
  async execute(onProgress: (progress: JobProgress) => void): Promise<FilmResult> {
    const startedMs = performance.now();
    const { plan, request } = this;
    await using output = await OutputFile.prepare(request.outputPath, [request.inputPath], request.mayReplace);
    const chunks = [...plan.chunks, ...(this.#onProcessor?.chunks ?? [])];
    await using cache = await ChunkCache.open(chunks.map((chunk) => chunk.key));
    const whole = { frames: plan.expectedFrames, chunks: plan.chunks.length };
    const meter = new ProgressMeter(whole, startedMs, onProgress, () => this.#pool.workedMs());
    const tasks = plan.chunks.map((chunk, i) => this.#task(chunk, i));
    const run = await runChunks(this.#pool, cache, tasks, meter, {
      path: request.outputPath,
      bytes: plan.estimatedBytes / 2,
    });
    if (run.hasFallenBack) await rememberFailure(this.network);
    meter.assembling();
    const assembled = this.#pool.call("assemble", {
      sourcePath: request.inputPath,
      outputPath: output.partPath,
      encoder: plan.setting.encoder,
      chunks: run.keys.map((key) => ({ path: cache.pathOf(key), shift: 0 })),
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
      framesPerSecond: run.framesPerSecond,
      chunks: plan.chunks.length,
      cachedChunks: plan.chunks.length - run.madeChunks,
      shortfalls: plan.shortfalls,
      hasFallenBack: run.hasFallenBack,
    };
  }

  #task(chunk: PlannedChunk, place: number): ChunkTask {
    const other = this.#onProcessor?.chunks[place];
    return {
      ...this.#taskOf(this.plan, chunk),
      onProcessor: this.#onProcessor && other && this.#taskOf(this.#onProcessor, other),
    };
  }

  #taskOf({ setting }: RenderPlan, chunk: PlannedChunk): ChunkTask {
    const { key, ...span } = chunk;
    return {
      key,
      expectedFrames: chunk.expectedFrames,
      make: (path, onFrames) => this.#pool.call("renderChunk", { setting, span, path }, onFrames),
      explained: (error) => this.#explained(error, chunk),
    };
  }

  /** A chunk that kills every worker is told by its place in the clip. */
  #explained(error: unknown, chunk: PlannedChunk): unknown {
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
}
