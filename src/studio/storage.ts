/**
 * What the data folder holds, and its clean-up: whatever a draft or a render under way needs stays, however full it is.
 */
import { statfs } from "node:fs/promises";
import type { FileStore } from "./file-store.js";
import type { Records, RenderRecord, SessionRecord } from "./records.js";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface StorageLimits {
  /** Files may have this much together; absent: as much as the disk has. */
  quotaBytes: number | undefined;
  /** Finished films are kept this long. */
  keepResultsDays: number;
  /** Deleted sessions can be restored this long. */
  keepDeletedDays: number;
}

export const DEFAULT_LIMITS: StorageLimits = { quotaBytes: undefined, keepResultsDays: 90, keepDeletedDays: 30 };

export interface StorageReport {
  uploadsBytes: number;
  resultsBytes: number;
  previewsBytes: number;
  totalBytes: number;
  quotaBytes: number | null;
  diskFreeBytes: number;
}

export interface CleanUp {
  removedFiles: number;
  freedBytes: number;
}

export interface StorageParts {
  records: Records;
  files: FileStore;
  folder: string;
  limits: StorageLimits;
  now: () => number;
}

/** Left free on the disk whatever comes: a full disk stops more than this program. */
const LEAST_FREE_BYTES = 200 * 1024 * 1024;

export class Storage {
  readonly #parts: StorageParts;
  /** As of the last look; kept up by whoever adds, so that asking costs nothing. */
  #roomBytes = Number.POSITIVE_INFINITY;

  constructor(parts: StorageParts) {
    this.#parts = parts;
  }

  /** Room for another file, as of the last look. */
  get roomBytes(): number {
    return this.#roomBytes;
  }

  /** @param accountId only its own files are counted; absent: all. */
  async report(accountId?: string): Promise<StorageReport> {
    const { files, folder, limits, records } = this.#parts;
    const own = accountId === undefined ? undefined : new Set(records.keysOf(accountId));
    const sums: Record<string, number> = { assets: 0, renders: 0, previews: 0 };
    let allBytes = 0;
    for await (const { key, sizeBytes } of files.list()) {
      allBytes += sizeBytes;
      if (own !== undefined && !own.has(key)) continue;
      const shelf = key.slice(0, key.indexOf("/"));
      sums[shelf] = (sums[shelf] ?? 0) + sizeBytes;
    }
    const { bavail, bsize } = await statfs(folder);
    const diskFreeBytes = bavail * bsize;
    const { assets = 0, renders = 0, previews = 0 } = sums;
    this.#roomBytes = Math.max(
      0,
      Math.min((limits.quotaBytes ?? Number.POSITIVE_INFINITY) - allBytes, diskFreeBytes - LEAST_FREE_BYTES),
    );
    return {
      uploadsBytes: assets,
      resultsBytes: renders,
      previewsBytes: previews,
      totalBytes: assets + renders + previews,
      quotaBytes: limits.quotaBytes ?? null,
      diskFreeBytes,
    };
  }

  /** Removes what nobody can come back to: at the start, when no upload and no render is under way. */
  async recover(): Promise<CleanUp> {
    const { records, files } = this.#parts;
    await files.sweep();
    const known = new Set([...records.assets.fileKeys(), ...records.renders.fileKeys()]);
    const orphans: string[] = [];
    for await (const { key } of files.list()) if (!known.has(key)) orphans.push(key);
    return await this.#remove(orphans);
  }

  /** Forgets what is older than its time, and, where the quota is reached, finished films from the oldest on. */
  async cleanUp(): Promise<CleanUp> {
    const { records, limits, now } = this.#parts;
    const nowMs = now();
    const deletedBefore = nowMs - limits.keepDeletedDays * DAY_MS;
    const resultsBefore = nowMs - limits.keepResultsDays * DAY_MS;
    const old = await this.#forget(
      records.sessions.deletedBefore(deletedBefore),
      (render) => finishedMs(render) < resultsBefore,
    );
    const excessBytes = await this.#excessBytes();
    const excess = excessBytes > 0 ? await this.#remove(await this.#oldestResults(excessBytes)) : NOTHING;
    await this.report();
    return {
      removedFiles: old.removedFiles + excess.removedFiles,
      freedBytes: old.freedBytes + excess.freedBytes,
    };
  }

  /** Forgets an account's finished films and deleted sessions, whatever their age. */
  async clear(accountId: string): Promise<CleanUp> {
    const deleted = this.#parts.records.sessions.listOf(accountId).filter(({ deletedMs }) => deletedMs !== null);
    const done = await this.#forget(deleted, (render) => render.accountId === accountId);
    await this.report();
    return done;
  }

  async #forget(sessions: readonly SessionRecord[], isOldResult: (render: RenderRecord) => boolean): Promise<CleanUp> {
    const { records } = this.#parts;
    const keys = records.transaction(() => {
      for (const { id } of sessions) records.sessions.purge(id);
      return [...this.#forgetUnusedAssets(), ...this.#forgetResults(isOldResult)];
    });
    return await this.#remove(keys);
  }

  /** What no session uses and no render under way needs. */
  #forgetUnusedAssets(): string[] {
    const { records } = this.#parts;
    const openDrafts = records.renders.unfinished().map(({ draft }) => draft);
    const unused = records.assets.unused().filter(({ id }) => !openDrafts.some((draft) => draft.includes(id)));
    for (const { id } of unused) records.assets.remove(id);
    return unused.map(({ fileKey }) => fileKey);
  }

  #forgetResults(isOld: (render: RenderRecord) => boolean): string[] {
    const { records } = this.#parts;
    const old = records.renders.withFile().filter(isOld);
    for (const { uid } of old) records.renders.update(uid, { fileKey: null });
    return old.flatMap(({ fileKey }) => fileKey ?? []);
  }

  /** Notes that files have grown, so that room is known without looking through the folder. */
  grown(bytes: number): void {
    this.#roomBytes = Math.max(0, this.#roomBytes - bytes);
  }

  async #excessBytes(): Promise<number> {
    const { totalBytes, quotaBytes } = await this.report();
    return quotaBytes === null ? 0 : totalBytes - quotaBytes;
  }

  async #oldestResults(bytes: number): Promise<string[]> {
    const { records, files } = this.#parts;
    let found = 0;
    const chosen = new Set<string>();
    for (const { uid, fileKey } of records.renders.withFile()) {
      if (found >= bytes) break;
      found += (await files.find(fileKey ?? ""))?.sizeBytes ?? 0;
      chosen.add(uid);
    }
    return records.transaction(() => this.#forgetResults(({ uid }) => chosen.has(uid)));
  }

  async #remove(keys: readonly string[]): Promise<CleanUp> {
    const { files } = this.#parts;
    let freedBytes = 0;
    for (const key of keys) {
      freedBytes += (await files.find(key))?.sizeBytes ?? 0;
      await files.remove(key);
    }
    return { removedFiles: keys.length, freedBytes };
  }
}

const NOTHING: CleanUp = { removedFiles: 0, freedBytes: 0 };

function finishedMs({ completedMs, createdMs }: RenderRecord): number {
  return completedMs ?? createdMs;
}
