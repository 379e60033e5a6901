/**
 * Finished chunks on disk, by key. A chunk is written under a name of its own and renamed when it is whole, so what
 * stands under a key can be trusted after any death. Chunks that a living process has leased are never removed.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Fault } from "../faults.js";
import { cacheFolder } from "../folders.js";
import { type ChunkIndex, readChunkIndex } from "../media/chunk-file.js";

/** Finished chunks are kept up to this size, the least recently used go first. */
export const MAX_CACHE_BYTES = 4 * 1024 ** 3;

const leaseSchema = z.object({ pid: z.int(), keys: z.array(z.string()) });

/** The cache, leased for the chunks of one render. Dispose it to end the lease and trim the cache. */
export class ChunkCache implements AsyncDisposable {
  readonly folder: string;
  readonly #chunks: string;
  readonly #leases: string;
  readonly #lease: string;
  readonly #leased = new Set<string>();
  /** Two renders of one process may make the same chunk at once: each writes its own part. */
  readonly #id = randomUUID();

  private constructor(folder: string) {
    this.folder = folder;
    this.#chunks = join(folder, "chunks");
    this.#leases = join(folder, "leases");
    this.#lease = join(this.#leases, `${process.pid}-${this.#id}.json`);
  }

  /** @throws Fault `output-unwritable`, `disk-full` where nothing can be kept there. */
  static async open(keys: readonly string[], folder = cacheFolder()): Promise<ChunkCache> {
    const cache = new ChunkCache(folder);
    try {
      await mkdir(cache.#chunks, { recursive: true });
      await mkdir(cache.#leases, { recursive: true });
      await cache.lease(keys);
    } catch (error) {
      const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
      throw new Fault(
        isFull ? "disk-full" : "output-unwritable",
        `The cache folder ${folder} ${isFull ? "is on a full disk" : "cannot be written to"}. Set HD_LOCAL_CACHE to another folder.`,
        { cause: error },
      );
    }
    await cache.#removeLeftovers();
    return cache;
  }

  /** Keeps more chunks from being removed until this cache is closed. */
  async lease(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#leased.add(key);
    // Whole at once: a lease that is read half-written would protect nothing.
    await writeFile(`${this.#lease}.new`, JSON.stringify({ pid: process.pid, keys: [...this.#leased] }));
    await rename(`${this.#lease}.new`, this.#lease);
  }

  /** Where the finished chunk of a key stands. */
  pathOf(key: string): string {
    return join(this.#chunks, `${key}.chunk`);
  }

  /** Where a chunk is written while it is not finished. */
  partPathOf(key: string): string {
    return join(this.#chunks, `${key}.${this.#id}.${process.pid}.part`);
  }

  /** The finished chunk of a key, or undefined. Being asked for keeps it from being trimmed. */
  async find(key: string): Promise<ChunkIndex | undefined> {
    const path = this.pathOf(key);
    const index = await readChunkIndex(path);
    const now = new Date();
    if (index !== undefined) await utimes(path, now, now);
    return index;
  }

  /** Makes a written part the finished chunk of its key. */
  async commit(key: string): Promise<void> {
    await rename(this.partPathOf(key), this.pathOf(key));
  }

  async discardPart(key: string): Promise<void> {
    await rm(this.partPathOf(key), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await rm(this.#lease, { force: true });
      await this.#removeLeftovers();
      await this.trim(MAX_CACHE_BYTES);
    } catch {
      // Housekeeping: what it leaves undone the next run does. A finished film must not fail by it.
    }
  }

  /** Removes the least recently used chunks that nobody has leased until the rest fits. */
  async trim(maxBytes: number): Promise<void> {
    const leased = new Set((await this.#livingLeases()).flatMap((lease) => lease.keys));
    const chunks: { path: string; key: string; size: number; usedMs: number }[] = [];
    for (const name of await readdir(this.#chunks)) {
      if (!name.endsWith(".chunk")) continue;
      const path = join(this.#chunks, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts !== undefined)
        chunks.push({ path, key: name.slice(0, -".chunk".length), size: facts.size, usedMs: facts.mtimeMs });
    }
    chunks.sort((a, b) => a.usedMs - b.usedMs);
    let total = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
    for (const chunk of chunks) {
      if (total <= maxBytes) return;
      if (leased.has(chunk.key)) continue;
      await rm(chunk.path, { force: true });
      total -= chunk.size;
    }
  }

  /** Removes leases and unfinished chunks of processes that are no more. */
  async #removeLeftovers(): Promise<void> {
    await this.#livingLeases();
    for (const name of await readdir(this.#chunks)) {
      const pid = /\.(\d+)\.part$/.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) await rm(join(this.#chunks, name), { force: true });
    }
  }

  async #livingLeases(): Promise<z.infer<typeof leaseSchema>[]> {
    const living: z.infer<typeof leaseSchema>[] = [];
    for (const name of await readdir(this.#leases)) {
      const path = join(this.#leases, name);
      const lease = leaseSchema.safeParse(
        await readFile(path, "utf8")
          .then(JSON.parse)
          .catch(() => undefined),
      );
      const pid = Number(/^(\d+)-/.exec(name)?.[1]);
      if (!isAlive(pid)) await rm(path, { force: true });
      else if (lease.success) living.push(lease.data);
    }
    return living;
  }
}

/** True while a process of this machine has the number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user answers with a refusal, which is an answer.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
