/** Renders made by child processes of this one. */
import { Fault } from "../faults.js";
import type { CallName, WorkerCalls } from "../render/worker-calls.js";
import { WorkerPool } from "../render/worker-pool.js";
import type { FileShelf, FileStore } from "./file-store.js";
import type { KeptRender, RenderHands, RenderMaker } from "./render-maker.js";
import { formatOf, makeRender, type RenderProgress, type RenderTask } from "./render-making.js";
import type { RenderObserver } from "./render-observer.js";

/** Renders stand back behind the server and whatever else the person does. */
const NICENESS = 10;
const MEMORY_LIMIT_BYTES = 6 * 1024 ** 3;

const LIMITS = { niceness: NICENESS, memoryBytes: MEMORY_LIMIT_BYTES };

/** Child processes for renders, with the limits that all of them have. */
export function renderPool(workers: number): WorkerPool {
  return new WorkerPool(workers, LIMITS);
}

/** A pool whose chunks are counted. */
class CountedPool extends WorkerPool {
  readonly #observer: RenderObserver | undefined;

  constructor(workers: number, observer: RenderObserver | undefined) {
    super(workers, LIMITS);
    this.#observer = observer;
  }

  override async call<Name extends CallName>(
    name: Name,
    input: WorkerCalls[Name]["input"],
    onFrames?: (frames: number) => void,
  ): Promise<WorkerCalls[Name]["output"]> {
    if (!("scene" in input) || name !== "renderScene") return await super.call(name, input, onFrames);
    const startedMs = performance.now();
    const { device, shots } = input.scene;
    const networks = shots.flatMap((shot) => (shot.kind === "clip" ? (shot.look.network?.name ?? []) : []));
    try {
      const output = await super.call(name, input, onFrames);
      const seconds = (performance.now() - startedMs) / 1000;
      this.#observer?.chunkMade({ seconds, device, network: networks[0] ?? "none" });
      return output;
    } catch (error) {
      if (!(Fault.isInstance(error) && error.code === "cancelled")) this.#observer?.partFailed();
      throw error;
    }
  }
}

export class LocalMaker implements RenderMaker {
  readonly #files: FileStore;
  readonly #workers: number;
  readonly #observer: RenderObserver | undefined;

  /** @param workers processes of one render. */
  constructor(files: FileStore, workers: number, observer?: RenderObserver) {
    this.#files = files;
    this.#workers = workers;
    this.#observer = observer;
  }

  begin(): RenderHands {
    return new LocalHands(this.#files, new CountedPool(this.#workers, this.#observer), this.#observer);
  }
}

class LocalHands implements RenderHands {
  readonly #files: FileStore;
  readonly #pool: WorkerPool;
  readonly #observer: RenderObserver | undefined;

  constructor(files: FileStore, pool: WorkerPool, observer: RenderObserver | undefined) {
    this.#observer = observer;
    this.#files = files;
    this.#pool = pool;
  }

  async make(task: RenderTask, shelf: FileShelf, onProgress: (progress: RenderProgress) => void): Promise<KeptRender> {
    const format = formatOf(task);
    const outputPath = await this.#files.newPart(format);
    try {
      const made = await makeRender(this.#pool, { ...task, outputPath }, onProgress);
      const { key } = await this.#files.keep(outputPath, shelf, format);
      this.#observer?.chunksFound(made.foundParts ?? 0);
      return { made, key };
    } finally {
      await this.#files.drop(outputPath);
    }
  }

  pause(): Promise<void> {
    return this.#pool.pause();
  }

  resume(): void {
    this.#pool.resume();
  }

  cancel(): Promise<void> {
    return this.#pool.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
