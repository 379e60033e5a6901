/** The studio's own machine as one of its farm: it makes the sound of films, for the sources lie here. */
import { setTimeout as delay } from "node:timers/promises";
import type { RedisOptions } from "ioredis";
import type { S3Files } from "../s3/s3-files.js";
import { SOUNDS } from "./farm-orders.js";
import { FarmWorker } from "./farm-worker.js";
import { PartMaker } from "./part-maker.js";

/** It stands back behind the server. */
const NICENESS = 10;
/** What is given back at the end is told to the queue within this time, or never. */
const END_LIMIT_MS = 2000;

export interface FarmSoundsOptions {
  queue: RedisOptions;
  files: S3Files;
  /** Of the program. */
  version: string;
  /** Sounds at a time. */
  slots: number;
}

export class FarmSounds implements AsyncDisposable {
  readonly #maker: PartMaker;
  readonly #worker: FarmWorker;
  readonly #ending = new AbortController();
  readonly #working: Promise<void>;

  constructor({ queue, files, version, slots }: FarmSoundsOptions) {
    const sources = { hold: (key: string) => files.localPath(key), release: () => Promise.resolve() };
    this.#maker = new PartMaker({ bucket: files.bucket, sources, niceness: NICENESS });
    this.#worker = new FarmWorker({ queue, version, slots, queues: [SOUNDS], maker: this.#maker });
    this.#working = this.#worker.run(this.#ending.signal).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#worker.giveBack();
    // A queue that is away takes nothing back: it finds by itself that nobody is at it any more.
    await Promise.race([this.#working, delay(END_LIMIT_MS, undefined, { ref: false })]);
    await this.#worker[Symbol.asyncDispose]();
    await this.#maker[Symbol.asyncDispose]();
  }
}
