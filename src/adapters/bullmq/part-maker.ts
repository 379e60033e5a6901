/** Makes what is ordered on a farm: chunks, and films of them. Sources are read from the store, what is made goes there. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Fault } from "../../faults.js";
import { ChunkCache } from "../../render/chunk-cache.js";
import { finishFilm } from "../../render/film-finish.js";
import { filesOf, settled } from "../../render/relocation.js";
import { WorkerPool } from "../../render/worker-pool.js";
import type { S3Bucket } from "../s3/s3-bucket.js";
import { sendKept } from "../s3/s3-files.js";
import type { SuppliedSources } from "../s3/supplied-sources.js";
import {
  type ChunkOrder,
  type ChunkReport,
  type FilmOrder,
  type FilmReport,
  type Order,
  partKey,
} from "./farm-orders.js";
import type { OrderMaker } from "./farm-worker.js";

const MEMORY_LIMIT_BYTES = 6 * 1024 ** 3;

export interface PartMakerOptions {
  bucket: S3Bucket;
  sources: SuppliedSources;
  /** Of finished chunks, and of films that are being joined. */
  folder: string;
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
  ): Promise<ChunkReport | FilmReport> {
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
      return here.kind === "chunk" ? await this.#chunk(here, pool, onFrames) : await this.#film(here, pool, onFrames);
    } finally {
      signal.removeEventListener("abort", stop);
      for (const key of paths.keys()) await this.#options.sources.release(key);
    }
  }

  async #chunk(order: ChunkOrder, pool: WorkerPool, onFrames: (frames: number) => void): Promise<ChunkReport> {
    const { bucket } = this.#options;
    const { key, scene, network } = order;
    const { device } = scene;
    const startedMs = performance.now();
    const known = await bucket.find(partKey(key));
    if (known !== undefined) {
      const frames = Number(known.metadata["frames"] ?? scene.frames);
      return { frames, seconds: 0, device, network, isCached: true };
    }
    await using cache = await ChunkCache.open([key], this.#options.folder);
    const index = await cache.find(key);
    let frames = index?.packets.length ?? 0;
    if (index === undefined) {
      try {
        ({ frames } = await pool.call("renderScene", { scene, path: cache.partPathOf(key) }, onFrames));
        await cache.commit(key);
      } finally {
        await cache.discardPart(key);
      }
    }
    await this.#send(key, cache.pathOf(key), frames);
    const seconds = (performance.now() - startedMs) / 1000;
    return { frames, seconds, device, network, isCached: false };
  }

  async #film(
    { finishing, sound, fileKey }: FilmOrder,
    pool: WorkerPool,
    onThousandths: (thousandths: number) => void,
  ): Promise<FilmReport> {
    const { bucket, folder } = this.#options;
    const keys = [...new Set(finishing.scenes.map(({ key }) => key))];
    await using cache = await ChunkCache.open([...keys, ...(sound ? [sound.key] : [])], folder);
    for (const key of keys) await this.#fetch(key, cache);
    if (sound !== undefined && !(await this.#hasFetched(sound.key, cache))) {
      try {
        await pool.call("renderSound", {
          plan: sound.plan,
          encoding: sound.encoding,
          path: cache.partPathOf(sound.key),
        });
        await cache.commit(sound.key);
      } finally {
        await cache.discardPart(sound.key);
      }
      await this.#send(sound.key, cache.pathOf(sound.key), 0);
    }
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
    throw new Fault("worker-lost", "A finished part of the picture disappeared from the store of files. Export again.");
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
        throw new Fault("download-failed", "A part of the picture arrived damaged from the store of files.");
      await cache.commit(key);
      return true;
    } finally {
      await cache.discardPart(key);
    }
  }

  #poolOf(slot: number): WorkerPool {
    const known = this.#pools.get(slot);
    if (known !== undefined) return known;
    const { niceness, sources } = this.#options;
    const supplier = {
      folder: sources.folder,
      supply: (path: string, start: number, end: number) => sources.supply(path, start, end),
    };
    const pool = new WorkerPool(1, { niceness, memoryBytes: MEMORY_LIMIT_BYTES, supplier });
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
