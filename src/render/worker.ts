/** The parent's side of a worker process: calls, pause, cancel, and what happens when it dies. */
import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { Fault, toFault } from "../faults.js";
import type { FileSupplier } from "../media/supplied-file.js";
import type { CallName, FromWorker, ToWorker, WorkerCalls } from "./worker-calls.js";

/**
 * A worker that gives no sign of life for this many seconds, and is not paused, is hung in a decoder or a driver. Seconds
 * are counted by ticks: time in which this process itself was stopped is not held against the worker.
 */
const SILENCE_LIMIT_TICKS = 180;
const TICK_MS = 1000;
/**
 * For glibc; others ignore them. Every chunk has an encoder of its own, and by default what it frees stays scattered over
 * many pools: the process grows by a quarter in the first minutes. Blocks above 4 MiB (frames are smaller) are given back.
 */
const MEMORY_SETTINGS = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: String(4 * 1024 * 1024) };

/** What a worker may take of the machine. Absent: as much as there is. */
export interface WorkerLimits {
  /** How far it stands back behind other programs, 0 to 19 as `nice` counts. */
  niceness?: number;
  /** Held by the process in all; one that takes more is ended, and its call fails as any whose worker died. */
  memoryBytes?: number;
  /** Who puts bytes into files that lie elsewhere; absent: all files are here. */
  supplier?: FileSupplier;
}

/** A worker that was told to cancel may finish its frame, no more. */
const CANCEL_LIMIT_MS = 3000;

interface PendingCall {
  resolve(output: WorkerCalls[CallName]["output"]): void;
  reject(error: unknown): void;
  onFrames: ((frames: number) => void) | undefined;
}

/** One child process doing one call at a time. Dispose it to end the process. */
export class Worker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #pending: PendingCall | undefined;
  #onPaused: (() => void) | undefined;
  #isPaused = false;
  #hasExited = false;
  #isWorn = false;
  #silentTicks = 0;
  readonly #watchdog: NodeJS.Timeout;
  readonly #supplier: FileSupplier | undefined;

  constructor({ niceness, memoryBytes, supplier }: WorkerLimits = {}) {
    this.#supplier = supplier;
    const memoryLimit = memoryBytes === undefined ? {} : { HD_LOCAL_WORKER_MEMORY_BYTES: String(memoryBytes) };
    this.#child = fork(fileURLToPath(new URL("./worker-process.js", import.meta.url)), {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: {
        ...process.env,
        ...MEMORY_SETTINGS,
        ...memoryLimit,
        ...(supplier && { HD_LOCAL_SUPPLIED_FOLDER: supplier.folder }),
      },
    });
    if (niceness !== undefined && this.#child.pid !== undefined) standBack(this.#child.pid, niceness);
    this.#child.on("message", (message: FromWorker) => this.#hear(message));
    this.#exited = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#hasExited = true;
        this.#settle((call) => call.reject(new Fault("worker-lost", `A worker process ended unexpectedly (${how}).`)));
        resolve();
      };
      this.#child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
      // A process that could not be started has no exit; other errors are of a message or a signal that came too late.
      this.#child.on("error", (error) => (this.#child.pid === undefined ? end(error.message) : undefined));
    });
    this.#watchdog = setInterval(() => {
      const isExpected = this.#pending !== undefined && !this.#isPaused;
      this.#silentTicks = isExpected ? this.#silentTicks + 1 : 0;
      if (this.#silentTicks > SILENCE_LIMIT_TICKS) this.#child.kill("SIGKILL");
    }, TICK_MS).unref();
  }

  /** True where it has grown so much that another should take its place. */
  get isWorn(): boolean {
    return this.#isWorn;
  }

  get isAlive(): boolean {
    return !this.#hasExited;
  }

  /**
   * Does one call.
   * @param onFrames told how many frames of this call are done.
   * @throws Fault what the call threw, `worker-lost` where the process died of it, `cancelled` after {@link cancel}.
   */
  call<Name extends CallName>(
    name: Name,
    input: WorkerCalls[Name]["input"],
    onFrames?: (frames: number) => void,
  ): Promise<WorkerCalls[Name]["output"]> {
    if (this.#hasExited) return Promise.reject(new Fault("worker-lost", "A worker process ended unexpectedly."));
    return new Promise((resolve, reject) => {
      this.#pending = { resolve: (output) => resolve(output as WorkerCalls[Name]["output"]), reject, onFrames };
      this.#silentTicks = 0;
      this.#send({ kind: "call", name, input });
    });
  }

  /** Holds the call at its next frame; resolves when it stands still or after a moment without a call. */
  async pause(): Promise<void> {
    if (this.#isPaused || this.#hasExited) return;
    this.#isPaused = true;
    this.#send({ kind: "pause" });
    if (this.#pending === undefined) return;
    const stopped = new Promise<void>((resolve) => {
      this.#onPaused = resolve;
    });
    await Promise.race([stopped, this.#exited, new Promise((resolve) => setTimeout(resolve, CANCEL_LIMIT_MS).unref())]);
  }

  resume(): void {
    this.#isPaused = false;
    this.#silentTicks = 0;
    this.#send({ kind: "resume" });
  }

  /** Ends the call at its next frame, by force where it does not listen. */
  async cancel(): Promise<void> {
    if (this.#pending === undefined) return;
    this.#send({ kind: "cancel" });
    const force = setTimeout(() => this.#child.kill("SIGKILL"), CANCEL_LIMIT_MS);
    await new Promise<void>((resolve) => {
      const { resolve: done, reject } = this.#pending ?? { resolve: () => undefined, reject: () => undefined };
      this.#pending = {
        onFrames: undefined,
        resolve: (output) => [done(output), resolve()],
        reject: (error) => [reject(error), resolve()],
      };
    });
    clearTimeout(force);
  }

  #send(message: ToWorker): void {
    // A worker that is already gone has told so by its exit.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #hear(message: FromWorker): void {
    this.#silentTicks = 0;
    switch (message.kind) {
      case "progress":
        this.#pending?.onFrames?.(message.frames);
        break;
      case "paused":
        this.#onPaused?.();
        break;
      case "need":
        void this.#supply(message);
        break;
      case "done":
        this.#isWorn = message.isWorn;
        this.#settle((call) => call.resolve(message.output));
        break;
      case "failed": {
        const cause = new Error(message.detail);
        this.#settle((call) => call.reject(new Fault(message.fault.code, message.fault.message, { cause })));
        break;
      }
      case "alive":
        break;
    }
  }

  async #supply({ id, path, start, end }: Extract<FromWorker, { kind: "need" }>): Promise<void> {
    try {
      await this.#supplier?.supply(path, start, end);
      this.#send({ kind: "supplied", id });
    } catch (error) {
      const { code, message } = toFault(error);
      this.#send({ kind: "supplied", id, fault: { code, message } });
    }
  }

  #settle(how: (call: PendingCall) => void): void {
    const call = this.#pending;
    this.#pending = undefined;
    this.#onPaused?.();
    if (call !== undefined) how(call);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watchdog);
    if (this.#hasExited) return;
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}

function standBack(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // Some systems keep this to themselves, or the process is gone again: the work is the same, only less polite.
  }
}
