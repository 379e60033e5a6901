/** Whole files of a store, kept on this disk up to a size: the least recently used go first. */
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/** A path that was handed out is read within this time. */
const HANDED_OUT_MS = 15 * 60 * 1000;

export class LocalCopies {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #coming = new Map<string, Promise<string>>();

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  pathOf(key: string): string {
    return join(this.#folder, key);
  }

  /** The key of a path that {@link pathOf} or {@link take} gave; undefined for others. */
  keyOf(path: string): string | undefined {
    const inside = relative(this.#folder, path);
    return inside.startsWith("..") || inside === "" ? undefined : inside.split(sep).join("/");
  }

  /** Makes a file the copy of a key. */
  async adopt(key: string, path: string): Promise<void> {
    await mkdir(dirname(this.pathOf(key)), { recursive: true, mode: 0o700 });
    await rename(path, this.pathOf(key));
    await this.#trim();
  }

  /** The path of a copy; one that is not here is fetched, by one for all who ask. */
  take(key: string, fetch: (path: string) => Promise<void>): Promise<string> {
    const coming = this.#coming.get(key);
    if (coming !== undefined) return coming;
    const taking = this.#take(key, fetch).finally(() => this.#coming.delete(key));
    this.#coming.set(key, taking);
    return taking;
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  async #take(key: string, fetch: (path: string) => Promise<void>): Promise<string> {
    const path = this.pathOf(key);
    const now = new Date();
    try {
      await utimes(path, now, now);
      return path;
    } catch {
      // It is not here.
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const part = `${path}.part`;
    try {
      await fetch(part);
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
    await this.#trim();
    return path;
  }

  async #trim(): Promise<void> {
    const files: { path: string; sizeBytes: number; usedMs: number }[] = [];
    for (const entry of await readdir(this.#folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const facts = await stat(path).catch(() => undefined);
      if (facts !== undefined) files.push({ path, sizeBytes: facts.size, usedMs: facts.mtimeMs });
    }
    let total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { path, sizeBytes, usedMs } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (total <= this.#maxBytes || usedMs > Date.now() - HANDED_OUT_MS) return;
      await rm(path, { force: true });
      total -= sizeBytes;
    }
  }
}
