/** Renders made by child processes of this one. */
import { WorkerPool } from "../render/worker-pool.js";
import type { FileShelf, FileStore } from "./file-store.js";
import type { KeptRender, RenderHands, RenderMaker } from "./render-maker.js";
import { formatOf, makeRender, type RenderProgress, type RenderTask } from "./render-making.js";

/** Renders stand back behind the server and whatever else the person does. */
const NICENESS = 10;
const MEMORY_LIMIT_BYTES = 6 * 1024 ** 3;

/** Child processes for renders, with the limits that all of them have. */
export function renderPool(workers: number): WorkerPool {
  return new WorkerPool(workers, { niceness: NICENESS, memoryBytes: MEMORY_LIMIT_BYTES });
}

export class LocalMaker implements RenderMaker {
  readonly #files: FileStore;
  readonly #workers: number;

  /** @param workers processes of one render. */
  constructor(files: FileStore, workers: number) {
    this.#files = files;
    this.#workers = workers;
  }

  begin(): RenderHands {
    return new LocalHands(this.#files, renderPool(this.#workers));
  }
}

class LocalHands implements RenderHands {
  readonly #files: FileStore;
  readonly #pool: WorkerPool;

  constructor(files: FileStore, pool: WorkerPool) {
    this.#files = files;
    this.#pool = pool;
  }

  async make(task: RenderTask, shelf: FileShelf, onProgress: (progress: RenderProgress) => void): Promise<KeptRender> {
    const format = formatOf(task);
    const outputPath = await this.#files.newPart(format);
    try {
      const made = await makeRender(this.#pool, { ...task, outputPath }, onProgress);
      const { key } = await this.#files.keep(outputPath, shelf, format);
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
