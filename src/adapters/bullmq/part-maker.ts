/** Makes what is ordered on a farm: chunks, sounds, and films of them. What is made goes to the store. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Fault } from "../../faults.js";
import { cacheFolder } from "../../folders.js";
import { ChunkCache } from "../../render/chunk-cache.js";
import { finishFilm } from "../../render/film-finish.js";
import { filesOf, settled } from "../../render/relocation.js";
import type { WorkerLimits } from "../../render/worker.js";
import { WorkerPool } from "../../render/worker-pool.js";
import type { S3Bucket } from "../s3/s3-bucket.js";
import { sendKept } from "../s3/s3-files.js";
import {
  type ChunkOrder,
  type ChunkReport,
  type FilmOrder,
  type FilmReport,
  type Order,
  partKey,
  type SoundOrder,
  type SoundReport,
} from "./farm-orders.js";
import type { OrderMaker } from "./farm-worker.js";

const MEMORY_LIMIT_BYTES = 6 * 1024 ** 3;

/** Files of the store as this machine reads them. */
export interface HeldFiles {
  /** Where a file can be read. It stays until it is released. @throws Fault. */
  hold(key: string): Promise<string>;
  release(key: string): Promise<void>;
}

export interface PartMakerOptions {
  bucket: S3Bucket;
  sources: HeldFiles;
  /** Who puts bytes into the sources before they are read; absent: they lie here whole. */
  supplier?: NonNullable<WorkerLimits["supplier"]>;
  /** Of finished chunks, and of films that are being joined; absent: this machine's own. */
  folder?: string;
  niceness: number;
}

export class PartMaker implements OrderMaker, AsyncDisposable {
  readonly #options: PartMakerOptions;
  /** By slot: what is kept open from chunk to chunk is kept there. */
  readonly #pools = new Map<number, WorkerPool>();

  constructor(options: PartMakerOptions) {
    this.#options = options;
  }

  async make(
    order: Order,
    slot: number,
    onFrames: (frames: number) => void,
    signal: AbortSignal,
  ): Promise<ChunkReport | SoundReport | FilmReport> {
    const pool = this.#poolOf(slot);
    const stop = (): void => {
      this.#pools.delete(slot);
      void pool.cancel().then(() => pool[Symbol.asyncDispose]());
    };
    signal.addEventListener("abort", stop);
    const keys = filesOf(order);
    const paths = new Map<string, string>();
    try {
      for (const key of keys) paths.set(key, await this.#options.sources.hold(key));
      const here = settled(order, (key) => paths.get(key) ?? key);
      if (here.kind === "chunk") return await this.#chunk(here, pool, onFrames);
      if (here.kind === "sound") return await this.#sound(here, pool);
      return await this.#film(here, pool, onFrames);
    } finally {
      signal.removeEventListener("abort", stop);
      for (const key of paths.keys()) await this.#options.sources.release(key);
    }
  }

  async #chunk(
    { key, scene, network }: ChunkOrder,
    pool: WorkerPool,
    onFrames: (frames: number) => void,
  ): Promise<ChunkReport> {
    const { device } = scene;
    const startedMs = performance.now();
    const made = await this.#part(key, async (path) => {
      const { frames } = await pool.call("renderScene", { scene, path }, onFrames);
      return frames;
    });
    const seconds = made.isCached ? 0 : (performance.now() - startedMs) / 1000;
    return { ...made, seconds, device, network };
  }

  async #sound({ key, plan, encoding }: SoundOrder, pool: WorkerPool): Promise<SoundReport> {
    const { isCached } = await this.#part(key, async (path) => {
      await pool.call("renderSound", { plan, encoding, path });
      return 0;
    });
    return { isCached };
  }

  /**
   * Sees to it that a part is in the store.
   * @param make writes it to a path and gives the number of its frames.
   */
  async #part(key: string, make: (path: string) => Promise<number>): Promise<{ frames: number; isCached: boolean }> {
    const { bucket, folder } = this.#options;
    const known = await bucket.find(partKey(key));
    if (known !== undefined) return { frames: Number(known.metadata["frames"] ?? 0), isCached: true };
    await using cache = await ChunkCache.open([key], folder);
    const index = await cache.find(key);
    let frames = index?.packets.length ?? 0;
    if (index === undefined) {
      try {
        frames = await make(cache.partPathOf(key));
        await cache.commit(key);
      } finally {
        await cache.discardPart(key);
      }
    }
    await this.#send(key, cache.pathOf(key), frames);
    return { frames, isCached: false };
  }

  async #film(
    { finishing, fileKey }: FilmOrder,
    pool: WorkerPool,
    onThousandths: (thousandths: number) => void,
  ): Promise<FilmReport> {
    const { bucket, folder = cacheFolder() } = this.#options;
    const { sound } = finishing.joining;
    const keys = [...new Set([...finishing.scenes, ...(sound === undefined ? [] : [sound])].map(({ key }) => key))];
    await using cache = await ChunkCache.open(keys, folder);
    for (const key of keys) await this.#fetch(key, cache);
    const films = join(folder, "films");
    await mkdir(films, { recursive: true, mode: 0o700 });
    const path = join(films, `${process.pid}-${fileKey.replace("/", ".")}`);
    try {
      const film = await finishFilm(
        pool,
        { ...finishing, cache, partPath: path },
        { converting: (share) => onThousandths(share * 1000), assembling: () => undefined },
      );
      await sendKept(bucket, fileKey, path);
      return film;
    } finally {
      await rm(path, { force: true });
    }
  }

  async #send(key: string, path: string, frames: number): Promise<void> {
    await this.#options.bucket.send(partKey(key), path, { frames: String(frames), sha256: await sha256Of(path) });
  }

  /** @throws Fault `worker-lost` where a part has gone from the store: it has to be ordered again. */
  async #fetch(key: string, cache: ChunkCache): Promise<void> {
    if (await this.#hasFetched(key, cache)) return;
    throw new Fault("worker-lost", "A finished part of the film disappeared from the store of files. Export again.");
  }

  /** Brings a finished part here, checked; false where the store does not have it. */
  async #hasFetched(key: string, cache: ChunkCache): Promise<boolean> {
    if ((await cache.find(key)) !== undefined) return true;
    const { bucket } = this.#options;
    const found = await bucket.find(partKey(key));
    if (found === undefined) return false;
    try {
      const path = cache.partPathOf(key);
      await pipeline(await bucket.read(partKey(key)), createWriteStream(path));
      if ((await sha256Of(path)) !== found.metadata["sha256"])
        throw new Fault("download-failed", "A part of the film arrived damaged from the store of files.");
      await cache.commit(key);
      return true;
    } finally {
      await cache.discardPart(key);
    }
  }

  #poolOf(slot: number): WorkerPool {
    const known = this.#pools.get(slot);
    if (known !== undefined) return known;
    const { niceness, supplier } = this.#options;
    const pool = new WorkerPool(1, { niceness, memoryBytes: MEMORY_LIMIT_BYTES, ...(supplier && { supplier }) });
    this.#pools.set(slot, pool);
    return pool;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool[Symbol.asyncDispose]()));
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
