/** What the studio's side of a farm holds in common: its queues, what is heard of their jobs, and who is there. */
import { FlowProducer, Queue, QueueEvents } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import { renderBuild } from "../../render/relocation.js";
import { LocalMaker } from "../../studio/local-maker.js";
import type { RenderObserver } from "../../studio/render-observer.js";
import type { S3Files } from "../s3/s3-files.js";
import { FairTurns } from "./fair-turns.js";
import { queueConnection } from "./farm-address.js";
import { CALL_CHANNEL, type Call, type ChunkReport, FILMS, prefixOf, SOUNDS } from "./farm-orders.js";
import { FarmSounds } from "./farm-sounds.js";
import { type Announcement, presentWorkers } from "./farm-workers.js";

export interface FarmOptions {
  queue: RedisOptions;
  files: S3Files;
  /** Of the program. */
  version: string;
  /** Child processes for what is made here. */
  workers: number;
  observer?: RenderObserver;
}

/** What a flow is told of its jobs. */
export interface FlowEars {
  progressed(jobId: string, frames: number): void;
  completed(jobId: string, value: unknown): void;
  failed(jobId: string, reason: string): void;
}

/** Jobs of a queue, as the metrics count them. */
export interface QueueCounts {
  waitingChunks: number;
  activeChunks: number;
  waitingSounds: number;
  waitingFilms: number;
  workers: number;
  /** Machines of another build, which get no work. */
  strangers: number;
}

export class Farm implements AsyncDisposable {
  readonly build: string;
  readonly files: S3Files;
  /** Makes what a farm does not: it is neither long nor cut into parts. */
  readonly here: LocalMaker;
  readonly turns = new FairTurns();
  readonly redis: Redis;
  readonly producer: FlowProducer;
  readonly observer: RenderObserver | undefined;
  readonly #options: FarmOptions;
  readonly #sounds: FarmSounds;
  readonly #queues = new Map<string, { queue: Queue; events: QueueEvents }>();
  readonly #ears = new Map<string, FlowEars>();

  constructor(options: FarmOptions) {
    const { queue, files, version, workers, observer } = options;
    this.#options = options;
    this.files = files;
    this.here = new LocalMaker(files, workers, observer);
    this.observer = observer;
    this.build = renderBuild(version);
    this.redis = new Redis(queue);
    // What a connection suffers is mended by connecting again; whoever waits hears of it by waiting.
    this.redis.on("error", () => undefined);
    this.producer = new FlowProducer({ connection: queueConnection(queue), prefix: prefixOf(this.build) });
    this.producer.on("error", () => undefined);
    this.#sounds = new FarmSounds({ queue, files, version, slots: workers });
  }

  /** The machines that can take what this one orders. */
  async workers(): Promise<Announcement[]> {
    return (await presentWorkers(this.redis)).filter(({ build }) => build === this.build);
  }

  async counts(): Promise<QueueCounts> {
    const counts: QueueCounts = {
      waitingChunks: 0,
      activeChunks: 0,
      waitingSounds: 0,
      waitingFilms: 0,
      workers: 0,
      strangers: 0,
    };
    for (const [name, { queue }] of this.#queues) {
      const { wait = 0, prioritized = 0, delayed = 0, active = 0 } = await queue.getJobCounts();
      const waiting = wait + prioritized + delayed;
      if (name === FILMS) counts.waitingFilms += waiting;
      else if (name === SOUNDS) counts.waitingSounds += waiting;
      else {
        counts.waitingChunks += waiting;
        counts.activeChunks += active;
      }
    }
    for (const { build } of await presentWorkers(this.redis)) {
      if (build === this.build) counts.workers++;
      else counts.strangers++;
    }
    return counts;
  }

  /** A queue of this build, whose events are heard from now on. */
  async queue(name: string): Promise<Queue> {
    const { queue, events } = this.#queues.get(name) ?? this.#open(name);
    await events.waitUntilReady();
    return queue;
  }

  #open(name: string): { queue: Queue; events: QueueEvents } {
    const options = { connection: queueConnection(this.#options.queue), prefix: prefixOf(this.build) };
    const queue = new Queue(name, options);
    const events = new QueueEvents(name, options);
    const opened = { queue, events };
    this.#queues.set(name, opened);
    queue.on("error", () => undefined);
    events.on("error", () => undefined);
    events.on("progress", ({ jobId, data }) => this.#earOf(jobId)?.progressed(jobId, Number(data)));
    events.on("completed", ({ jobId, returnvalue }) => {
      if (name !== FILMS && name !== SOUNDS) this.#count(returnvalue as unknown as ChunkReport);
      this.#earOf(jobId)?.completed(jobId, returnvalue);
    });
    events.on("failed", ({ jobId, failedReason }) => {
      this.observer?.partFailed();
      this.#earOf(jobId)?.failed(jobId, failedReason);
    });
    return opened;
  }

  /** Tells a flow of its jobs until what comes back is disposed. */
  listen(flow: string, ears: FlowEars): Disposable {
    this.#ears.set(flow, ears);
    return { [Symbol.dispose]: () => void this.#ears.delete(flow) };
  }

  async call(call: Call): Promise<void> {
    await this.redis.publish(`${prefixOf(this.build)}:${CALL_CHANNEL}`, JSON.stringify(call));
  }

  #count(report: ChunkReport): void {
    if (report.isCached) this.observer?.chunksFound(1);
    else this.observer?.chunkMade(report);
  }

  /** A job is named for its flow: `<flow>` or `<flow>_<number>`, a flow `<render>_<number>`. */
  #earOf(jobId: string): FlowEars | undefined {
    return this.#ears.get(jobId.split("_").slice(0, 2).join("_"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sounds[Symbol.asyncDispose]();
    for (const { queue, events } of this.#queues.values()) {
      await events.close();
      await queue.close();
    }
    await this.producer.close();
    this.redis.disconnect();
  }
}
