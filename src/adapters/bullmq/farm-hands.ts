/** One render on a farm: planned here, ordered, held still and ordered again, until it is made or given up. */
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Fault } from "../../faults.js";
import type { DraftJob } from "../../render/draft-job.js";
import { finishingOf } from "../../render/film.js";
import { ProgressMeter } from "../../render/progress-meter.js";
import { isOfProgram, portable } from "../../render/relocation.js";
import type { WorkerPool } from "../../render/worker-pool.js";
import type { FileShelf } from "../../studio/file-store.js";
import { renderPool } from "../../studio/local-maker.js";
import type { KeptRender, RenderHands, RenderOrder } from "../../studio/render-maker.js";
import {
  formatOf,
  madeRender,
  plannedFilm,
  type RenderProgress,
  type RenderTask,
  renderProgress,
} from "../../studio/render-making.js";
import type { Farm } from "./farm.js";
import { FarmFlow, type OrderedFilm } from "./farm-flow.js";
import { bestDevice, checkDevice } from "./farm-workers.js";

/** A film whose order was lost is ordered again after a moment, as often as it takes. */
const AGAIN_MS = 500;

export class FarmHands implements RenderHands {
  readonly #farm: Farm;
  readonly #order: RenderOrder;
  #pool: WorkerPool | undefined;
  #here: RenderHands | undefined;
  #flow: FarmFlow | undefined;
  #isCancelled = false;
  #pause: { ended: Promise<void>; end: () => void } | undefined;

  constructor(farm: Farm, order: RenderOrder) {
    this.#farm = farm;
    this.#order = order;
  }

  async make(task: RenderTask, shelf: FileShelf, onProgress: (progress: RenderProgress) => void): Promise<KeptRender> {
    const startedMs = performance.now();
    const job = await this.#plan(task);
    if (job === undefined || hasOwnNetwork(job)) return await this.#makeHere(task, shelf, onProgress);
    if (task.device !== "auto" && job.plan.network !== undefined) checkDevice(await this.#farm.workers(), task.device);
    const format = formatOf(task);
    const planned = portable(job.film(), (path) => this.#farm.files.copies.keyOf(path));
    const { scenes, sound } = planned;
    const film: OrderedFilm = {
      ...(sound && { sound }),
      finishing: finishingOf(planned),
      order: this.#order,
      scenes: scenes.map(({ key, scene }) => ({ key, scene })),
      network: job.plan.network?.name ?? "none",
      fingerprint: createHash("sha256")
        .update(scenes.map(({ key }) => key).join())
        .digest("hex")
        .slice(0, 16),
      // Named for its render: however often it is ordered, one file comes of it.
      fileKey: `${shelf}/${this.#order.uid}.${format}`,
    };
    const whole = { frames: job.plan.totalFrames, chunks: scenes.length };
    const meter = new ProgressMeter(whole, startedMs, renderProgress(task, onProgress));
    meter.picturing();
    const counted = new Set<string>();
    let madeFrames = 0;
    let foundParts = 0;
    let makingMs = 0;
    for (;;) {
      await this.#pause?.ended;
      if (this.#isCancelled) throw new Fault("cancelled", "Cancelled.");
      const begunMs = performance.now();
      await using flow = new FarmFlow(this.#farm, film, meter, counted);
      this.#flow = flow;
      const end = await flow.run();
      this.#flow = undefined;
      madeFrames += flow.madeFrames;
      foundParts += flow.foundParts;
      makingMs += performance.now() - begunMs;
      if (end.kind === "made" && (await this.#farm.files.find(film.fileKey)) !== undefined) {
        const elapsedSeconds = (performance.now() - startedMs) / 1000;
        const { network } = job.plan;
        const plan = { frames: whole.frames, ...(network === undefined ? {} : { network: network.name }) };
        const framesPerSecond = madeFrames === 0 ? {} : { framesPerSecond: (madeFrames * 1000) / makingMs };
        const made = madeRender(
          { plan },
          {
            ...end.film.movie,
            ...end.film.size,
            elapsedSeconds,
            ...framesPerSecond,
            chunks: scenes.length,
            cachedChunks: foundParts,
            shortfalls: job.shortfallsWith(end.film.shortfalls),
          },
        );
        return { made: { ...made, format }, key: film.fileKey };
      }
      if (end.kind === "failed") throw end.fault;
      await delay(AGAIN_MS);
    }
  }

  async #plan(task: RenderTask): Promise<DraftJob | undefined> {
    await using pool = renderPool(1);
    this.#pool = pool;
    if (this.#isCancelled) throw new Fault("cancelled", "Cancelled.");
    const deviceElsewhere = task.device === "auto" ? bestDevice(await this.#farm.workers()) : task.device;
    try {
      return await plannedFilm(pool, { ...task, deviceElsewhere });
    } finally {
      this.#pool = undefined;
    }
  }

  /** Sound alone, a picture, and what needs a file that only this machine has, are made by it. */
  async #makeHere(
    task: RenderTask,
    shelf: FileShelf,
    onProgress: (progress: RenderProgress) => void,
  ): Promise<KeptRender> {
    await using hands = this.#farm.here.begin();
    this.#here = hands;
    if (this.#isCancelled) throw new Fault("cancelled", "Cancelled.");
    if (this.#pause !== undefined) await hands.pause();
    try {
      return await hands.make(task, shelf, onProgress);
    } finally {
      this.#here = undefined;
    }
  }

  async pause(): Promise<void> {
    await this.#here?.pause();
    if (this.#pause !== undefined) return;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#pause = { ended, end };
    await this.#flow?.stop();
  }

  resume(): void {
    this.#here?.resume();
    this.#pause?.end();
    this.#pause = undefined;
  }

  async cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#pause?.end();
    await this.#here?.cancel();
    await this.#pool?.cancel();
    await this.#flow?.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** True where a network runs that is a person's own file. */
function hasOwnNetwork({ plan }: DraftJob): boolean {
  const shots = plan.scenes.flatMap(({ scene }) => scene.shots);
  return shots.some((shot) => shot.kind === "clip" && shot.look.network && !isOfProgram(shot.look.network.path));
}
