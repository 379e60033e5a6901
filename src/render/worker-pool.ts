/** The workers of one command: started when needed, replaced when they die, paused and cancelled together. */
import { availableParallelism } from "node:os";
import { Fault } from "../faults.js";
import { Worker, type WorkerLimits } from "./worker.js";
import type { CallName, WorkerCalls } from "./worker-calls.js";

/** Cores that one worker keeps busy: decoder, network and encoder of one chunk overlap on about this many. */
const CORES_PER_WORKER = 4;
/** A call whose worker died is tried this often in all. */
const MAX_ATTEMPTS = 3;

/** How the machine's cores are shared out. Pinned by a plan, because the encoder's output depends on its threads. */
export function machineShare(cores = availableParallelism()): { workers: number; threads: number } {
  const workers = Math.max(1, Math.floor(cores / CORES_PER_WORKER));
  return { workers, threads: Math.max(1, Math.floor(cores / workers)) };
}

export class WorkerPool implements AsyncDisposable {
  readonly size: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Set<Worker>();
  readonly #limits: WorkerLimits;
  #isPaused = false;
  #pausedMs = 0;
  #pausedSinceMs = 0;
  #isCancelled = false;

  constructor(size = machineShare().workers, limits: WorkerLimits = {}) {
    this.size = size;
    this.#limits = limits;
  }

  /**
   * Does a call on a free worker; the caller keeps to `size` calls at a time. A worker that dies is replaced and the
   * call tried again, so one crash costs one attempt.
   * @throws Fault what the call threw, `worker-lost` after the last attempt, `cancelled`.
   */
  async call<Name extends CallName>(
    name: Name,
    input: WorkerCalls[Name]["input"],
    onFrames?: (frames: number) => void,
  ): Promise<WorkerCalls[Name]["output"]> {
    for (let attempt = 1; ; attempt++) {
      if (this.#isCancelled) throw new Fault("cancelled", "Cancelled.");
      const worker = this.#idle.pop() ?? new Worker(this.#limits);
      this.#busy.add(worker);
      if (this.#isPaused) await worker.pause();
      try {
        return await worker.call(name, input, onFrames);
      } catch (error) {
        const isLost = Fault.isInstance(error) && error.code === "worker-lost";
        if (!isLost || this.#isCancelled || attempt >= MAX_ATTEMPTS)
          throw this.#isCancelled ? new Fault("cancelled", "Cancelled.") : error;
        onFrames?.(0);
      } finally {
        this.#busy.delete(worker);
        if (worker.isWorn) await worker[Symbol.asyncDispose]();
        else if (worker.isAlive) this.#idle.push(worker);
      }
    }
  }

  /** A clock that stands still while the pool is paused. */
  workedMs(): number {
    const nowMs = performance.now();
    return nowMs - this.#pausedMs - (this.#isPaused ? nowMs - this.#pausedSinceMs : 0);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Holds all calls; resolves when they stand still. */
  async pause(): Promise<void> {
    if (!this.#isPaused) this.#pausedSinceMs = performance.now();
    this.#isPaused = true;
    await Promise.all([...this.#busy].map((worker) => worker.pause()));
  }

  resume(): void {
    if (this.#isPaused) this.#pausedMs += performance.now() - this.#pausedSinceMs;
    this.#isPaused = false;
    // A call may have ended after it was told to hold: its worker, idle now, still does.
    for (const worker of [...this.#idle, ...this.#busy]) worker.resume();
  }

  /** Ends all calls, for good. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    await Promise.all([...this.#busy].map((worker) => worker.cancel()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#idle, ...this.#busy].map((worker) => worker[Symbol.asyncDispose]()));
  }
}
