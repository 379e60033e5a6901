/**
 * Small jobs on media that somebody waits for: what is in a file, one frame, a thumbnail. They run in child processes of
 * their own, beside the renders, with limits on time and memory, for the files come from anywhere.
 */
import { Fault } from "../faults.js";
import type { CallName, WorkerCalls } from "../render/worker-calls.js";
import { WorkerPool } from "../render/worker-pool.js";

/** Small jobs at a time; further ones wait. */
const DESK_SIZE = 2;
/** Jobs that may wait; more than this and the machine is simply not up to what is asked. */
const MOST_WAITING = 200;
const MEMORY_LIMIT_BYTES = 2 * 1024 ** 3;
const TIME_LIMIT_MS = 120_000;
/** A process that nobody needs for this long is let go. */
const IDLE_MS = 30_000;

export class MediaDesk implements AsyncDisposable {
  readonly #idle: { pool: WorkerPool; letGo: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #pools = new Set<WorkerPool>();
  #busy = 0;
  #isClosed = false;

  /**
   * Does a job.
   * @throws Fault what the job threw; `worker-lost` where it took too long or too much memory; `cancelled` where the
   * desk was closed.
   */
  async call<Name extends CallName>(
    name: Name,
    input: WorkerCalls[Name]["input"],
    limitMs = TIME_LIMIT_MS,
  ): Promise<WorkerCalls[Name]["output"]> {
    await this.#enter();
    try {
      // Whoever waited while the desk was closed would begin with a process that nobody ends.
      if (this.#isClosed) throw new Fault("cancelled", "The studio is closing.");
      const pool = this.#take();
      let isInTime = true;
      const limit = setTimeout(() => {
        isInTime = false;
        void pool.cancel();
      }, limitMs);
      try {
        return await pool.call(name, input);
      } catch (error) {
        throw isInTime ? error : new Fault("worker-lost", "The file took too long to read.", { cause: error });
      } finally {
        clearTimeout(limit);
        // A pool that was cancelled does nothing any more.
        if (isInTime) this.#giveBack(pool);
        else await this.#close(pool);
      }
    } finally {
      this.#leave();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const { letGo } of this.#idle) clearTimeout(letGo);
    await Promise.all([...this.#pools].map((pool) => this.#close(pool)));
  }

  async #enter(): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING)
      throw new Fault("worker-lost", "Too many files are being read. Try again.");
    if (this.#busy >= DESK_SIZE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy++;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy--;
    else next();
  }

  #take(): WorkerPool {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      clearTimeout(idle.letGo);
      return idle.pool;
    }
    const pool = new WorkerPool(1, { niceness: 5, memoryBytes: MEMORY_LIMIT_BYTES });
    this.#pools.add(pool);
    return pool;
  }

  #giveBack(pool: WorkerPool): void {
    if (this.#isClosed) return;
    const entry = { pool, letGo: setTimeout(() => this.#letGo(pool), IDLE_MS).unref() };
    this.#idle.push(entry);
  }

  #letGo(pool: WorkerPool): void {
    const place = this.#idle.findIndex((entry) => entry.pool === pool);
    if (place < 0) return;
    this.#idle.splice(place, 1);
    void this.#close(pool);
  }

  async #close(pool: WorkerPool): Promise<void> {
    this.#pools.delete(pool);
    await pool[Symbol.asyncDispose]();
  }
}
