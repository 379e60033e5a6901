/** The files port on a folder. A file is written as a part, flushed, and renamed: what has a key is whole. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import type { FileShelf, FileStore, StoredFile } from "../../studio/file-store.js";
import { checkedKey, isFileKey, newKey, SHELVES } from "./file-keys.js";

export class FolderFiles implements FileStore {
  readonly #folder: string;
  readonly #parts: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#parts = join(folder, "parts");
  }

  /** Opens a folder, and makes it where it is missing. */
  static async open(folder: string): Promise<FolderFiles> {
    const files = new FolderFiles(folder);
    for (const name of ["parts", ...SHELVES]) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
    return files;
  }

  newPart(extension?: string): Promise<string> {
    return Promise.resolve(join(this.#parts, `${randomUUID()}${extension === undefined ? "" : `.${extension}`}`));
  }

  async keep(partPath: string, shelf: FileShelf, extension: string): Promise<StoredFile> {
    const part = await open(partPath, "r+");
    try {
      await part.sync();
    } finally {
      await part.close();
    }
    const key = newKey(shelf, extension);
    await rename(partPath, this.#pathOf(key));
    await syncFolder(join(this.#folder, shelf));
    const { size, mtimeMs } = await stat(this.#pathOf(key));
    return { key, sizeBytes: size, modifiedMs: mtimeMs };
  }

  async drop(partPath: string): Promise<void> {
    await rm(join(this.#parts, basename(partPath)), { force: true });
  }

  async find(key: string): Promise<StoredFile | undefined> {
    try {
      const { size, mtimeMs } = await stat(this.#pathOf(key));
      return { key, sizeBytes: size, modifiedMs: mtimeMs };
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  }

  read(key: string, range?: { start: number; end: number }): Promise<Readable> {
    return Promise.resolve(createReadStream(this.#pathOf(key), range));
  }

  link(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  localPath(key: string): Promise<string> {
    return Promise.resolve(this.#pathOf(key));
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async *list(): AsyncIterable<StoredFile> {
    for (const shelf of SHELVES) {
      for (const name of await readdir(join(this.#folder, shelf))) {
        const key = `${shelf}/${name}`;
        if (!isFileKey(key)) continue;
        const file = await this.find(key);
        if (file !== undefined) yield file;
      }
    }
  }

  async sweep(): Promise<void> {
    for (const name of await readdir(this.#parts)) await rm(join(this.#parts, name), { force: true, recursive: true });
  }

  #pathOf(key: string): string {
    return join(this.#folder, checkedKey(key));
  }
}

/** A rename is on disk when its folder is. Windows has no such call and keeps the order by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
