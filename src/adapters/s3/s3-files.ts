/**
 * The files port on a bucket. A part is written on this disk and sent in parts when it is kept; its blocks' checksums go
 * before it, so that what has a key can be checked. What this machine reads as files is copied here, up to a size.
 */

import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Fault } from "../../faults.js";
import type { FileShelf, FileStore, StoredFile } from "../../studio/file-store.js";
import { checkedKey, isFileKey, newKey, SHELVES } from "../files/file-keys.js";
import { sumsKeyOf, sumsOf } from "./block-sums.js";
import { LocalCopies } from "./local-copies.js";
import type { S3Bucket } from "./s3-bucket.js";

export interface S3FilesOptions {
  bucket: S3Bucket;
  /** On this disk: parts, and copies of what was kept or read. */
  folder: string;
  /** Copies may have this much together. */
  maxCopiesBytes: number;
}

export class S3Files implements FileStore {
  readonly bucket: S3Bucket;
  readonly copies: LocalCopies;
  readonly #parts: string;

  private constructor({ bucket, folder, maxCopiesBytes }: S3FilesOptions) {
    this.bucket = bucket;
    this.#parts = join(folder, "parts");
    this.copies = new LocalCopies(join(folder, "copies"), maxCopiesBytes);
  }

  static async open(options: S3FilesOptions): Promise<S3Files> {
    const files = new S3Files(options);
    for (const name of ["parts", "copies"]) await mkdir(join(options.folder, name), { recursive: true, mode: 0o700 });
    return files;
  }

  newPart(extension?: string): Promise<string> {
    return Promise.resolve(join(this.#parts, `${randomUUID()}${extension === undefined ? "" : `.${extension}`}`));
  }

  async keep(partPath: string, shelf: FileShelf, extension: string): Promise<StoredFile> {
    const key = newKey(shelf, extension);
    await sendKept(this.bucket, key, partPath);
    const file = await this.find(key);
    if (file === undefined) throw new Error("A file that was sent to the store is not there.");
    await this.copies.adopt(key, partPath);
    return file;
  }

  async drop(partPath: string): Promise<void> {
    await rm(join(this.#parts, basename(partPath)), { force: true });
  }

  async find(key: string): Promise<StoredFile | undefined> {
    const found = await this.bucket.find(checkedKey(key));
    return found && { key, sizeBytes: found.sizeBytes, modifiedMs: found.modifiedMs };
  }

  async read(key: string, range?: { start: number; end: number }): Promise<Readable> {
    return await this.bucket.read(checkedKey(key), range);
  }

  async link(key: string, saveAs: string): Promise<string | undefined> {
    return await this.bucket.link(checkedKey(key), saveAs);
  }

  async localPath(key: string): Promise<string> {
    return await this.copies.take(checkedKey(key), async (path) => {
      await pipeline(await this.bucket.read(key), createWriteStream(path, { mode: 0o600 }));
      const [arrived, sent] = [await sumsOf(path), await this.bucket.bytes(sumsKeyOf(key))];
      if (!arrived.equals(sent))
        throw new Fault("download-failed", "A file arrived damaged from the store. Try again.");
    });
  }

  async remove(key: string): Promise<void> {
    await this.copies.remove(checkedKey(key));
    await this.bucket.remove(key);
    await this.bucket.remove(sumsKeyOf(key));
  }

  async *list(): AsyncIterable<StoredFile> {
    for (const shelf of SHELVES) for await (const file of this.bucket.list(shelf)) if (isFileKey(file.key)) yield file;
  }

  async sweep(): Promise<void> {
    for (const name of await readdir(this.#parts)) await rm(join(this.#parts, name), { force: true, recursive: true });
  }
}

/** Sends a file under a key that is decided already, and leaves it where it is. */
export async function sendKept(bucket: S3Bucket, key: string, path: string): Promise<void> {
  await bucket.put(sumsKeyOf(checkedKey(key)), await sumsOf(path));
  await bucket.send(key, path);
}
