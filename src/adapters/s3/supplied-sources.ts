/**
 * Sources of chunks on a machine that does not have them: each a file of the full length here, whose blocks are fetched
 * when they are about to be read, each once. Together they may take so much of the disk; the least recently used go first.
 */
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Fault } from "../../faults.js";
import { isAlive } from "../../render/chunk-cache.js";
import { checkedKey } from "../files/file-keys.js";
import { BLOCK_BYTES, isAsSent, sumsKeyOf } from "./block-sums.js";
import { noLongerThere, type S3Bucket } from "./s3-bucket.js";

/** A file is fetched ahead of its reader by at most this part of it, about a second of a ten-minute clip… */
const LONGEST_AHEAD_SHARE = 1 / 600;
/** …within these bounds, in blocks. */
const LEAST_LONGEST_BLOCKS = 2;
const MOST_LONGEST_BLOCKS = 32;
/** Readers of one file that are told apart. */
const MOST_READERS = 8;
const MOST_ATTEMPTS = 3;

interface Source {
  key: string;
  path: string;
  sizeBytes: number;
  file: FileHandle;
  sums: Buffer;
  /** One a block. */
  isHere: Uint8Array;
  hereBytes: number;
  coming: Map<number, Promise<void>>;
  /** Where readers stand, and how far ahead of each is fetched; the latest stands last. */
  readers: { block: number; ahead: number }[];
}

/** A source from the moment that somebody wants it. */
interface HeldSource {
  opening: Promise<Source>;
  users: number;
}

export class SuppliedSources implements AsyncDisposable {
  readonly folder: string;
  /** Bytes of sources that were fetched. */
  fetchedBytes = 0;
  readonly #bucket: S3Bucket;
  readonly #maxBytes: number;
  /** The least recently used first. */
  readonly #sources = new Map<string, HeldSource>();

  private constructor(bucket: S3Bucket, folder: string, maxBytes: number) {
    this.#bucket = bucket;
    this.folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** @param cache holds a folder for each program; what programs that are gone left there is removed. */
  static async open(bucket: S3Bucket, cache: string, maxBytes: number): Promise<SuppliedSources> {
    await mkdir(cache, { recursive: true });
    for (const name of await readdir(cache)) {
      const pid = /^sources-(\d+)$/.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) await rm(join(cache, name), { recursive: true, force: true });
    }
    const folder = join(cache, `sources-${process.pid}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new SuppliedSources(bucket, folder, maxBytes);
  }

  /** Where a kept file's bytes can be read from. Held until it is released, however full the disk. @throws Fault `input-missing`. */
  async hold(key: string): Promise<string> {
    const held = this.#sources.get(checkedKey(key)) ?? { opening: this.#open(key), users: 0 };
    // Before anything is waited for: what is held is not let go meanwhile.
    held.users++;
    // The latest used stands last.
    this.#sources.delete(key);
    this.#sources.set(key, held);
    try {
      return (await held.opening).path;
    } catch (error) {
      if (this.#sources.get(key) === held) this.#sources.delete(key);
      throw error;
    }
  }

  async release(key: string): Promise<void> {
    const held = this.#sources.get(key);
    if (held !== undefined) held.users--;
    await this.#trim();
  }

  /** Resolves when the bytes from `start` to before `end` are in the file. @throws Fault. */
  async supply(path: string, start: number, end: number): Promise<void> {
    const source = await this.#sources.get(keyOf(path))?.opening;
    if (source === undefined) throw new Error("A source was let go while it was read.");
    const first = Math.floor(start / BLOCK_BYTES);
    const wanted = Math.ceil(Math.min(end, source.sizeBytes) / BLOCK_BYTES);
    const ahead = aheadOf(source, first, wanted);
    const isMissing = (block: number): boolean => source.isHere[block] !== 1 && !source.coming.has(block);
    // Nothing is fetched for the sake of what may be needed alone.
    const isAllHere = !Array.from({ length: wanted - first }, (_, i) => first + i).some(isMissing);
    const last = isAllHere ? wanted : Math.min(Math.ceil(source.sizeBytes / BLOCK_BYTES), wanted + ahead);
    const waits: Promise<void>[] = [];
    for (let block = first; block < last; ) {
      if (!isMissing(block)) {
        const coming = source.coming.get(block);
        if (block < wanted && coming !== undefined) waits.push(coming);
        block++;
        continue;
      }
      let behind = block + 1;
      while (behind < last && isMissing(behind)) behind++;
      waits.push(this.#fetch(source, block, behind));
      block = behind;
    }
    await Promise.all(waits);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { opening } of this.#sources.values())
      await opening.then(({ file }) => file.close()).catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }

  async #open(key: string): Promise<Source> {
    const found = await this.#bucket.find(key);
    if (found === undefined) throw new Fault("input-missing", noLongerThere(key));
    const sums = await this.#bucket.bytes(sumsKeyOf(key));
    const path = join(this.folder, key.replace("/", "."));
    const file = await open(path, "w+", 0o600);
    await file.truncate(found.sizeBytes);
    const blocks = Math.ceil(found.sizeBytes / BLOCK_BYTES);
    return {
      key,
      path,
      sizeBytes: found.sizeBytes,
      file,
      sums,
      isHere: new Uint8Array(blocks),
      hereBytes: 0,
      coming: new Map(),
      readers: [],
    };
  }

  #fetch(source: Source, first: number, behind: number): Promise<void> {
    const fetching = this.#fetchChecked(source, first, behind).finally(() => {
      for (let block = first; block < behind; block++) source.coming.delete(block);
    });
    for (let block = first; block < behind; block++) source.coming.set(block, fetching);
    fetching.catch(() => undefined);
    return fetching;
  }

  async #fetchChecked(source: Source, first: number, behind: number): Promise<void> {
    const start = first * BLOCK_BYTES;
    const end = Math.min(source.sizeBytes, behind * BLOCK_BYTES) - 1;
    for (let attempt = 1; ; attempt++) {
      const bytes = await this.#bucket.bytes(source.key, { start, end });
      if (isAsSent(bytes, first, source.sums)) {
        await source.file.write(bytes, 0, bytes.length, start);
        source.isHere.fill(1, first, behind);
        source.hereBytes += bytes.length;
        this.fetchedBytes += bytes.length;
        return;
      }
      if (attempt >= MOST_ATTEMPTS)
        throw new Fault("download-failed", "A file of the timeline arrives damaged from the store of files.");
    }
  }

  async #trim(): Promise<void> {
    const opened = await Promise.all(
      [...this.#sources.values()].map(async (held) => ({
        held,
        source: await held.opening.catch(() => undefined),
      })),
    );
    let total = opened.reduce((sum, { source }) => sum + (source?.hereBytes ?? 0), 0);
    for (const { held, source } of opened) {
      if (total <= this.#maxBytes) return;
      // Another may have let it go in the meantime, and somebody else opened it anew.
      if (source === undefined || held.users > 0 || this.#sources.get(source.key) !== held) continue;
      this.#sources.delete(source.key);
      total -= source.hereBytes;
      await rm(source.path, { force: true });
      await source.file.close();
    }
  }
}

function keyOf(path: string): string {
  return basename(path).replace(".", "/");
}

/** Blocks to fetch ahead: none for who reads here and there, more and more for who reads on. */
function aheadOf(source: Source, first: number, behind: number): number {
  const { readers, sizeBytes } = source;
  const longest = Math.min(
    MOST_LONGEST_BLOCKS,
    Math.max(LEAST_LONGEST_BLOCKS, Math.floor((sizeBytes * LONGEST_AHEAD_SHARE) / BLOCK_BYTES)),
  );
  const place = readers.findIndex(({ block }) => block === first || block === first + 1);
  const [reader] = place < 0 ? [] : readers.splice(place, 1);
  const ahead = reader === undefined ? 0 : Math.min(longest, Math.max(1, reader.ahead * 2));
  readers.push({ block: behind, ahead });
  if (readers.length > MOST_READERS) readers.shift();
  return ahead;
}
