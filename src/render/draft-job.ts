/** An edited film made from its draft: checked and planned by {@link DraftJob.init}, done by {@link DraftJob.execute}. */
import { dirname } from "node:path";
import type { NetworkChoice } from "../enhance/registry.js";
import type { Device } from "../enhance/session.js";
import { Fault, type Shortfall } from "../faults.js";
import { fileLabel } from "../media/source.js";
import type { EncoderSettings } from "../media/video-encoder.js";
import type { Draft } from "../timeline/draft.js";
import { ChunkCache } from "./chunk-cache.js";
import { type ChunkTask, fullDisk, runChunks } from "./chunk-run.js";
import { lookAtFiles } from "./draft-files.js";
import { type DraftPlan, type PlannedScene, planDraft } from "./draft-plan.js";
import { draftShortfalls } from "./draft-shortfalls.js";
import { lookAtSounds } from "./draft-sound-files.js";
import { type Film, type FilmOutput, finishingOf, PLAIN_FILM } from "./film.js";
import { finishFilm, soundEncodingOf } from "./film-finish.js";
import type { FilmResult } from "./film-result.js";
import { chosenDevice, rememberFailure } from "./means.js";
import { OutputFile } from "./output-file.js";
import { estimatedPictureBytes } from "./plan.js";
import { type JobProgress, ProgressMeter } from "./progress-meter.js";
import type { Size } from "./scene.js";
import { planSound, type SoundPlan, soundKey } from "./sound-plan.js";
import { lookAt } from "./source-look.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

/** A request for one film. */
export interface DraftRequest extends NetworkChoice {
  draft: Draft;
  /** Where the files of the draft's assets lie, by their ids. */
  paths: ReadonlyMap<string, string>;
  outputPath: string;
  /** Replace an existing output. */
  mayReplace: boolean;
  device: Device | "auto";
  /** What other machines run it on, where they make it; nothing is tried here then. */
  deviceElsewhere?: Device;
  encoder: Pick<EncoderSettings, "codec" | "family" | "crf" | "preset">;
  /** Another size than the draft's own. */
  size?: Size | undefined;
  /** Absent: MP4 as large as it comes. */
  output?: FilmOutput;
}

const SILENT: Shortfall = { what: "the sound", why: "a GIF has none", zh: "没有声音：GIF 不能带声音" };

export class DraftJob {
  readonly request: DraftRequest;
  readonly plan: DraftPlan;
  /** The same on the processor, for a graphics card that fails; undefined where the processor works anyway. */
  readonly #onProcessor: DraftPlan | undefined;
  /** Undefined where nothing is to be heard. */
  readonly sound: SoundPlan | undefined;
  readonly #pool: WorkerPool;

  private constructor(
    pool: WorkerPool,
    request: DraftRequest,
    plan: DraftPlan,
    sound: SoundPlan | undefined,
    onProcessor?: DraftPlan,
  ) {
    this.#pool = pool;
    this.request = request;
    this.plan = plan;
    this.#onProcessor = onProcessor;
    this.sound = sound;
  }

  /**
   * Looks at the files that the picture needs, chooses networks and device, and plans. Nothing is written.
   * @throws Fault `input-…`, `network-invalid`, `device-unavailable`, `usage`, `cancelled`.
   */
  static async init(pool: WorkerPool, request: DraftRequest, signal?: AbortSignal): Promise<DraftJob> {
    const files = await lookAtFiles(request, (path) => lookAt(pool, path, signal));
    const sound = planSound(request.draft, await lookAtSounds(pool, request, files, signal));
    const { network, strength, encoder, size, draft } = request;
    const settings = { network, strength, encoder, threads: machineShare().threads, ...(size && { size }) };
    const first = await planDraft(draft, files, { ...settings, device: "cpu" });
    if (first.network === undefined) return new DraftJob(pool, request, first, sound);
    const device =
      request.deviceElsewhere ?? (await chosenDevice(pool, first.network, request.device, settings.threads)).device;
    if (device === "cpu") return new DraftJob(pool, request, first, sound);
    return new DraftJob(pool, request, await planDraft(draft, files, { ...settings, device }), sound, first);
  }

  /**
   * Makes the missing chunks of the picture, joins all of them with the sound, checks the file and moves it to its place.
   * Finished chunks stay in the cache whatever happens.
   * @throws Fault
   */
  async execute(onProgress: (progress: JobProgress) => void): Promise<FilmResult> {
    const startedMs = performance.now();
    const { plan, request } = this;
    const inputs = [...request.paths.values()];
    await using output = await OutputFile.prepare(request.outputPath, inputs, request.mayReplace);
    const film = this.film();
    const { sound } = film;
    const scenes = [...plan.scenes, ...(this.#onProcessor?.scenes ?? [])];
    await using cache = await ChunkCache.open([...scenes.map(({ key }) => key), ...(sound ? [sound.key] : [])]);
    const meter = new ProgressMeter(
      { frames: plan.totalFrames, chunks: plan.scenes.length },
      startedMs,
      onProgress,
      () => this.#pool.workedMs(),
    );
    // First: it takes little time, and a film without it would be made in vain.
    if (sound !== undefined) await this.#makeSound(sound, cache, (share) => meter.sounding(share));
    meter.picturing();
    const run = await runChunks(
      this.#pool,
      cache,
      plan.scenes.map((scene, i) => ({ ...this.#task(scene), onProcessor: this.#taskOnProcessor(i) })),
      meter,
      {
        path: request.outputPath,
        bytes: estimatedPictureBytes(plan.totalFrames, plan.encoder),
      },
    );
    if (run.hasFallenBack) await rememberFailure(plan.network);
    const task = { ...finishingOf(this.#madeOf(film, run.keys)), cache, partPath: output.partPath };
    const finishing = finishFilm(this.#pool, task, meter);
    const { movie, size, shortfalls } = await finishing.catch((error: unknown) => {
      const isFull = Fault.isInstance(error) && error.code === "disk-full";
      throw isFull ? fullDisk(dirname(request.outputPath), error) : error;
    });
    await output.commit();
    return {
      ...movie,
      ...size,
      outputPath: request.outputPath,
      elapsedSeconds: (performance.now() - startedMs) / 1000,
      framesPerSecond: run.framesPerSecond,
      chunks: plan.scenes.length,
      cachedChunks: plan.scenes.length - run.madeChunks,
      shortfalls: this.shortfallsWith(shortfalls),
      hasFallenBack: run.hasFallenBack,
    };
  }

  /** What the file cannot have: what the draft asks for in vain, and what its finishing left out. */
  shortfallsWith(ofFinishing: readonly Shortfall[]): Shortfall[] {
    const { draft, output } = this.request;
    const isSilenced = this.sound !== undefined && output?.format === "gif";
    return [...draftShortfalls(draft), ...ofFinishing, ...(isSilenced ? [SILENT] : [])];
  }

  /** The film as data, for whoever makes its parts elsewhere. */
  film(): Film {
    const { plan, request } = this;
    const { output = PLAIN_FILM } = request;
    const encoding = soundEncodingOf(output, request.draft.d / 1000);
    const sound = this.sound && encoding && { key: soundKey(this.sound, encoding), plan: this.sound, encoding };
    return {
      scenes: plan.scenes,
      canvas: plan.canvas,
      totalFrames: plan.totalFrames,
      output,
      ...(sound && { sound }),
      joining: {
        sourcePath: [...request.paths.values()][0] ?? request.outputPath,
        encoder: plan.encoder,
        chunks: plan.scenes.map(({ key, startFrame }) => ({ key, shift: startFrame })),
        span: { startSeconds: 0, endSeconds: undefined },
        lastDuration: 1,
        maxSeconds: request.draft.d / 1000 + 1,
        audio: [],
        ...(sound && { sound: { key: sound.key, encoding, samples: sound.plan.samples } }),
        subtitles: [],
        chapters: [],
        title: request.draft.m.n,
        location: undefined,
      },
    };
  }

  async #makeSound(
    { key, plan, encoding }: NonNullable<Film["sound"]>,
    cache: ChunkCache,
    onShare: (share: number) => void,
  ): Promise<void> {
    if ((await cache.find(key)) !== undefined) return;
    try {
      const task = { plan, encoding, path: cache.partPathOf(key) };
      await this.#pool.call("renderSound", task, (thousandths) => onShare(thousandths / 1000));
      await cache.commit(key);
    } catch (error) {
      await cache.discardPart(key);
      throw error;
    }
  }

  /** The film with the parts that were made in truth, some of which can be the processor's. */
  #madeOf(film: Film, keys: readonly string[]): Film {
    const scenes = this.plan.scenes.map((scene, i) =>
      scene.key === keys[i] ? scene : (this.#onProcessor?.scenes[i] ?? scene),
    );
    const chunks = film.joining.chunks.map((chunk, i) => ({ ...chunk, key: keys[i] ?? chunk.key }));
    return { ...film, scenes, joining: { ...film.joining, chunks } };
  }

  #taskOnProcessor(place: number): ChunkTask | undefined {
    const scene = this.#onProcessor?.scenes[place];
    return scene && this.#task(scene);
  }

  #task(planned: PlannedScene): ChunkTask {
    const { key, scene } = planned;
    return {
      key,
      expectedFrames: scene.frames,
      make: (path, onFrames) => this.#pool.call("renderScene", { scene, path }, onFrames),
      explained: (error) => this.#explained(error, planned),
    };
  }

  /** A scene that kills every worker is told by its place on the timeline. */
  #explained(error: unknown, { startFrame, scene }: PlannedScene): unknown {
    if (!(Fault.isInstance(error) && error.code === "worker-lost")) return error;
    const names = scene.shots.flatMap((shot) => (shot.kind === "clip" ? [fileLabel(shot.source.path)] : []));
    const seconds = startFrame / this.plan.encoder.fps;
    return new Fault(
      "worker-lost",
      `The part near ${seconds.toFixed(0)} s, made from ${names.join(" and ")}, could not be processed: ${error.message} What was finished is kept.`,
      { cause: error },
    );
  }
}
