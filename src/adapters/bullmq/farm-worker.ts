/**
 * A machine of a farm: takes what it does best, one part a slot, and makes it in child processes. It holds nothing that
 * others need: when it dies, what it was at is taken over.
 */

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Job, Worker as QueueEnd, UnrecoverableError } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import { Fault } from "../../faults.js";
import type { Abilities } from "../../render/abilities.js";
import { renderBuild } from "../../render/relocation.js";
import { lively, queueConnection } from "./farm-address.js";
import { CALL_CHANNEL, callSchema, chunkQueue, FILMS, type Order, prefixOf, reasonOf } from "./farm-orders.js";
import { Announcer, jsonOf, presentWorkers } from "./farm-workers.js";

/** Without a word for this long a machine's part is another's. */
const LOCK_MS = 15_000;
const LOCK_RENEWAL_MS = 4000;
const STALLED_LOOK_MS = 5000;
/** Parts that a machine was lost over may be taken over this often. */
const MOST_TAKE_OVERS = 5;
/** With nothing to do a slot looks again this often; it is called when work comes. */
const LEAST_IDLE_MS = 100;
const MOST_IDLE_MS = 1500;
const PROGRESS_MS = 500;

/** Makes one order. */
export interface OrderMaker {
  /**
   * @param signal aborted where nobody waits for it any more.
   * @throws Fault.
   */
  make(order: Order, slot: number, onFrames: (frames: number) => void, signal: AbortSignal): Promise<unknown>;
}

export interface FarmWorkerOptions {
  queue: RedisOptions;
  version: string;
  slots: number;
  /** Where it takes its orders; the first goes before the others. */
  queues: readonly string[];
  /** What the farm is told of it; absent where it is none of the machines that share the work. */
  abilities?: Abilities;
  maker: OrderMaker;
  onEvent?: (event: WorkerEvent) => void;
}

/** What a worker tells of itself. */
export type WorkerEvent =
  | { kind: "taken" | "made" | "given-back" | "let-go"; job: string }
  | { kind: "failed"; job: string; message: string }
  /** Others of the farm are of another build. */
  | { kind: "stranger"; version: string };

interface TakenOrder {
  job: Job<Order>;
  end: QueueEnd;
}

export class FarmWorker implements AsyncDisposable {
  readonly build: string;
  readonly #options: FarmWorkerOptions;
  readonly #id = randomUUID();
  readonly #redis: Redis;
  readonly #calls: Redis;
  readonly #ends: QueueEnd[];
  readonly #announcer: Announcer | undefined;
  readonly #working = new Map<string, AbortController>();
  #wake: () => void = () => undefined;
  #woken = new Promise<void>((resolve) => {
    this.#wake = resolve;
  });

  constructor(options: FarmWorkerOptions) {
    const { queue, version, slots, queues, abilities } = options;
    this.#options = options;
    this.build = renderBuild(version);
    this.#redis = new Redis(lively(queue));
    this.#calls = new Redis(queue);
    for (const each of [this.#redis, this.#calls]) each.on("error", () => undefined);
    this.#ends = queues.map((name) => {
      const end = new QueueEnd(name, null, {
        connection: queueConnection(lively(queue)),
        prefix: prefixOf(this.build),
        autorun: false,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_LOOK_MS,
        maxStalledCount: MOST_TAKE_OVERS,
      });
      end.on("error", () => undefined);
      return end;
    });
    this.#announcer =
      abilities &&
      new Announcer(this.#redis, this.#id, () => ({
        build: this.build,
        version,
        slots,
        busy: this.#working.size,
        ...abilities,
      }));
  }

  /** Works until `signal` is aborted, and then until what is begun is done. */
  async run(signal: AbortSignal): Promise<void> {
    this.#calls.on("message", (_channel, text) => this.#hear(text));
    await this.#calls.subscribe(`${prefixOf(this.build)}:${CALL_CHANNEL}`);
    await this.#announcer?.tell();
    await this.#lookForStrangers();
    for (const end of this.#ends) await end.startStalledCheckTimer();
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake);
    const slots = Array.from({ length: this.#options.slots }, (_, slot) => this.#work(slot, signal));
    await Promise.all(slots);
    signal.removeEventListener("abort", wake);
  }

  /** Gives back what is under way at once, for others to begin again. */
  giveBack(): void {
    for (const working of this.#working.values()) working.abort("given-back");
  }

  async #work(slot: number, draining: AbortSignal): Promise<void> {
    const token = `${this.#id}-${slot}`;
    let idleMs = LEAST_IDLE_MS;
    while (!draining.aborted) {
      const taken = await this.#next(token, draining).catch(() => undefined);
      if (taken === undefined) {
        await Promise.race([this.#woken, delay(idleMs * (0.5 + Math.random()), undefined, { ref: true })]);
        idleMs = Math.min(MOST_IDLE_MS, idleMs * 2);
        continue;
      }
      idleMs = LEAST_IDLE_MS;
      await this.#do(taken, slot, token);
    }
  }

  async #next(token: string, draining: AbortSignal): Promise<TakenOrder | undefined> {
    for (const end of this.#ends) {
      if (draining.aborted) return undefined;
      const job: Job<Order> | undefined = await end.getNextJob(token, { block: false });
      if (job !== undefined) return { job, end };
    }
    return undefined;
  }

  async #do({ job }: TakenOrder, slot: number, token: string): Promise<void> {
    const id = job.id ?? "";
    const { onEvent, maker } = this.#options;
    const working = new AbortController();
    this.#working.set(id, working);
    onEvent?.({ kind: "taken", job: id });
    const lock = this.#keepLocked(job, token, working);
    try {
      // A child of it was given up.
      if (job.deferredFailure) throw new UnrecoverableError(job.deferredFailure);
      if (job.data.build !== this.build)
        throw new UnrecoverableError(reasonOf(new Fault("internal", "This work is of another version.")));
      const value = await maker.make(job.data, slot, this.#teller(job), working.signal);
      await job.moveToCompleted(value, token, false);
      onEvent?.({ kind: "made", job: id });
    } catch (error) {
      await this.#failed(job, token, error, working.signal).catch(() => undefined);
    } finally {
      clearInterval(lock);
      this.#working.delete(id);
    }
  }

  async #failed(job: Job<Order>, token: string, error: unknown, signal: AbortSignal): Promise<void> {
    const id = job.id ?? "";
    const { onEvent } = this.#options;
    if (signal.aborted && signal.reason === "given-back") {
      onEvent?.({ kind: "given-back", job: id });
      await job.moveToWait(token);
      return;
    }
    if (signal.aborted) {
      onEvent?.({ kind: "let-go", job: id });
      if (signal.reason === "stopped") await job.moveToFailed(new UnrecoverableError("stopped"), token, false);
      return;
    }
    const reason = error instanceof UnrecoverableError ? error.message : reasonOf(error);
    onEvent?.({ kind: "failed", job: id, message: reason });
    const isFinal = error instanceof UnrecoverableError || !mayPass(error);
    await job.moveToFailed(isFinal ? new UnrecoverableError(reason) : new Error(reason), token, false);
  }

  /** Says again and again that the part is being made; where another has taken it over it is let go. */
  #keepLocked(job: Job<Order>, token: string, working: AbortController): NodeJS.Timeout {
    let isAsking = false;
    return setInterval(() => {
      if (isAsking) return;
      isAsking = true;
      job
        .extendLock(token, LOCK_MS)
        .then((kept) => {
          if (Number(kept) === 0) working.abort("lost");
        })
        .catch((error: unknown) => {
          if (/lock/i.test(String(error))) working.abort("lost");
        })
        .finally(() => {
          isAsking = false;
        });
    }, LOCK_RENEWAL_MS);
  }

  #teller(job: Job<Order>): (frames: number) => void {
    let toldMs = Number.NEGATIVE_INFINITY;
    return (frames) => {
      if (performance.now() - toldMs < PROGRESS_MS) return;
      toldMs = performance.now();
      job.updateProgress(frames).catch(() => undefined);
    };
  }

  #hear(text: string): void {
    const call = callSchema.safeParse(jsonOf(text));
    if (!call.success) return;
    if (call.data.call === "stop") {
      const { flow } = call.data;
      for (const [id, working] of this.#working) if (id === flow || id.startsWith(`${flow}_`)) working.abort("stopped");
      return;
    }
    this.#wake();
    this.#woken = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #lookForStrangers(): Promise<void> {
    for (const { build, version } of await presentWorkers(this.#redis))
      if (build !== this.build) this.#options.onEvent?.({ kind: "stranger", version });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#announcer?.[Symbol.asyncDispose]();
    const isThere = this.#redis.status === "ready";
    for (const end of this.#ends) await end.close(!isThere);
    this.#calls.disconnect();
    this.#redis.disconnect();
  }
}

/**
 * Where a machine with these abilities takes its orders. Films first: they are short, and somebody has waited for all of
 * their parts. Then what it does fastest.
 */
export function queuesOf({ devices, encoders }: Abilities): string[] {
  return [FILMS, ...devices.flatMap(({ device }) => encoders.map((family) => chunkQueue(device, family)))];
}

/** What another machine, or another moment, may mend: a file that is damaged stays so. */
function mayPass(error: unknown): boolean {
  return !(Fault.isInstance(error) && (error.code.startsWith("input-") || error.code === "usage"));
}
