/**
 * What the data folder holds, and its clean-up: whatever a draft or a render under way needs stays, however full it is.
 */
import { statfs } from "node:fs/promises";
import { parse } from "node:path";
import type { FileStore } from "./file-store.js";
import type { Records, RenderRecord, SessionRecord } from "./records.js";
import type { ShownFiles } from "./shown-files.js";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface StorageLimits {
  /** The largest file that is taken in. */
  maxFileBytes: number;
  /** Files may have this much together; absent: as much as the disk has. */
  quotaBytes: number | undefined;
  /** Finished films are kept this long. */
  keepResultsDays: number;
  /** Deleted sessions can be restored this long. */
  keepDeletedDays: number;
}

/** 500 MiB, as the published clients know it. */
const MAX_FILE_BYTES = 524_288_000;

export const DEFAULT_LIMITS: StorageLimits = {
  maxFileBytes: MAX_FILE_BYTES,
  quotaBytes: undefined,
  keepResultsDays: 90,
  keepDeletedDays: 30,
};

export interface StorageReport {
  uploadsBytes: number;
  resultsBytes: number;
  previewsBytes: number;
  totalBytes: number;
  quotaBytes: number | null;
  diskFreeBytes: number;
}

/** What an account can have removed at once, and what that would free. */
export interface Removable {
  /** Finished films that are on the disk. */
  films: number;
  /** Deleted sessions that could still be restored. */
  deletedSessions: number;
  /** Of files that only deleted sessions use, their films among them. */
  deletedBytes: number;
}

/** What `clear` removes. */
export interface Clearance {
  films: boolean;
  /** Previews and samples. */
  previews: boolean;
  deletedSessions: boolean;
}

export interface CleanUp {
  removedFiles: number;
  freedBytes: number;
}

export interface StorageParts {
  records: Records;
  files: FileStore;
  shownFiles: ShownFiles;
  folder: string;
  limits: StorageLimits;
  now: () => number;
}

/** Left free on the disk whatever comes: a full disk stops more than this program. */
const LEAST_FREE_BYTES = 200 * 1024 * 1024;
/** A film that was just made is about to be fetched: it stays so long, whatever room is wanted. */
const FRESH_MS = 60 * 60 * 1000;

export class Storage {
  readonly #parts: StorageParts;
  /** Of files that are kept; counted at every report, and kept up in between. */
  #keptBytes = 0;
  /** Of files that are on their way in. */
  #arrivingBytes = 0;
  /** What the disk has beside its reserve, as of the last look. */
  #diskRoomBytes = Number.POSITIVE_INFINITY;

  constructor(parts: StorageParts) {
    this.#parts = parts;
  }

  /** The data folder. */
  get folder(): string {
    return this.#parts.folder;
  }

  get maxFileBytes(): number {
    return this.#parts.limits.maxFileBytes;
  }

  /** Room for files that arrive. */
  get roomBytes(): number {
    const { quotaBytes = Number.POSITIVE_INFINITY } = this.#parts.limits;
    return Math.max(0, Math.min(quotaBytes - this.#keptBytes - this.#arrivingBytes, this.#diskRoomBytes));
  }

  /**
   * Looks how much room there is before a file comes in, and where there is a quota lets what was made before make way.
   * @param bytes as far as it is known how large the file is.
   */
  async prepareFor(bytes: number): Promise<void> {
    await this.#lookAtDisk();
    if (bytes > this.roomBytes) await this.makeRoom(bytes);
  }

  /** Takes room for a piece of a file that arrives. False where there is none. */
  take(bytes: number): boolean {
    if (bytes > this.roomBytes) return false;
    this.#arrivingBytes += bytes;
    this.#diskRoomBytes -= bytes;
    return true;
  }

  /** Room that was taken for a file which is not kept. */
  giveBack(bytes: number): void {
    this.#arrivingBytes -= bytes;
    this.#diskRoomBytes += bytes;
  }

  /** Notes that a file is kept; `wasArriving` where its room was taken before. */
  kept(bytes: number, wasArriving: boolean): void {
    this.#keptBytes += bytes;
    if (wasArriving) this.#arrivingBytes -= bytes;
  }

  /** Notes that a kept file is gone. */
  gone(bytes: number): void {
    this.#keptBytes -= bytes;
    this.#diskRoomBytes += bytes;
  }

  /** Where a quota leaves less room than this, removes what can be made again, from the oldest on. */
  async makeRoom(bytes: number): Promise<CleanUp> {
    const { quotaBytes } = this.#parts.limits;
    if (quotaBytes === undefined) return NOTHING;
    const excessBytes = this.#keptBytes + this.#arrivingBytes + bytes - quotaBytes;
    return excessBytes > 0 ? await this.#remove(await this.#oldestResults(excessBytes)) : NOTHING;
  }

  /** @param accountId only its own files are counted; absent: all. */
  async report(accountId?: string): Promise<StorageReport> {
    const { files, limits, records } = this.#parts;
    const own = accountId === undefined ? undefined : new Set(records.keysOf(accountId));
    const sums: Record<string, number> = { assets: 0, renders: 0, previews: 0 };
    let allBytes = 0;
    for await (const { key, sizeBytes } of files.list()) {
      allBytes += sizeBytes;
      if (own !== undefined && !own.has(key)) continue;
      const shelf = key.slice(0, key.indexOf("/"));
      sums[shelf] = (sums[shelf] ?? 0) + sizeBytes;
    }
    this.#keptBytes = allBytes;
    const diskFreeBytes = await this.#lookAtDisk();
    const { assets = 0, renders = 0, previews = 0 } = sums;
    return {
      uploadsBytes: assets,
      resultsBytes: renders,
      previewsBytes: previews,
      totalBytes: assets + renders + previews,
      quotaBytes: limits.quotaBytes ?? null,
      diskFreeBytes,
    };
  }

  /** What {@link clear} would remove of an account. */
  async removable(accountId: string): Promise<Removable> {
    const { records, files } = this.#parts;
    const sessions = records.sessions.listOf(accountId);
    const deleted = sessions.filter(({ deletedMs }) => deletedMs !== null);
    const usedIn = (some: readonly SessionRecord[]) => some.flatMap(({ id }) => records.assets.usedBy(id));
    const needed = new Set(usedIn(sessions.filter(({ deletedMs }) => deletedMs === null)).map(({ id }) => id));
    const assetKeys = usedIn(deleted).flatMap(({ id, fileKey }) => (needed.has(id) ? [] : fileKey));
    const filmKeys = deleted.flatMap(({ id }) => records.renders.listOf(id).flatMap(({ fileKey }) => fileKey ?? []));
    let deletedBytes = 0;
    for (const key of new Set([...assetKeys, ...filmKeys])) deletedBytes += (await files.find(key))?.sizeBytes ?? 0;
    const films = records.renders.withFile().filter((render) => render.accountId === accountId && isFilm(render));
    return { films: films.length, deletedSessions: deleted.length, deletedBytes };
  }

  /** Removes what nobody can come back to: at the start, when no upload and no render is under way. */
  async recover(): Promise<CleanUp> {
    const { records, files } = this.#parts;
    await files.sweep();
    const known = new Set([...records.assets.fileKeys(), ...records.renders.fileKeys()]);
    const orphans: string[] = [];
    // Films that other machines finished while this program was away are named for their renders, which take them up.
    const awaited = new Set(records.renders.unfinished().map(({ uid }) => uid));
    for await (const { key } of files.list()) if (!known.has(key) && !awaited.has(parse(key).name)) orphans.push(key);
    return await this.#remove(orphans);
  }

  /** Forgets what is older than its time, and, where there is more than the quota, what was made, from the oldest on. */
  async cleanUp(): Promise<CleanUp> {
    const { records, limits, now } = this.#parts;
    const nowMs = now();
    const deletedBefore = nowMs - limits.keepDeletedDays * DAY_MS;
    const resultsBefore = nowMs - limits.keepResultsDays * DAY_MS;
    const old = await this.#forget(
      records.sessions.deletedBefore(deletedBefore),
      (render) => finishedMs(render) < resultsBefore,
    );
    await this.report();
    const excess = await this.makeRoom(0);
    return {
      removedFiles: old.removedFiles + excess.removedFiles,
      freedBytes: old.freedBytes + excess.freedBytes,
    };
  }

  /** Forgets an account's films, previews and deleted sessions with their films, whatever their age. */
  async clear(accountId: string, { films, previews, deletedSessions }: Clearance): Promise<CleanUp> {
    const sessions = deletedSessions ? this.#parts.records.sessions.listOf(accountId) : [];
    const deleted = sessions.filter(({ deletedMs }) => deletedMs !== null);
    const gone = new Set(deleted.map(({ id }) => id));
    return await this.#forget(
      deleted,
      (render) => render.accountId === accountId && ((isFilm(render) ? films : previews) || gone.has(render.sessionId)),
    );
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

  async #lookAtDisk(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#parts.folder);
    this.#diskRoomBytes = bavail * bsize - LEAST_FREE_BYTES;
    return bavail * bsize;
  }

  /** Previews and samples before films, the oldest first, and nothing that was only just made. */
  async #oldestResults(bytes: number): Promise<string[]> {
    const { records, files, now } = this.#parts;
    let found = 0;
    const chosen = new Set<string>();
    const old = records.renders.withFile().filter((render) => finishedMs(render) < now() - FRESH_MS);
    for (const { uid, fileKey } of old.sort((a, b) => Number(isFilm(a)) - Number(isFilm(b)))) {
      if (found >= bytes) break;
      found += (await files.find(fileKey ?? ""))?.sizeBytes ?? 0;
      chosen.add(uid);
    }
    return records.transaction(() => this.#forgetResults(({ uid }) => chosen.has(uid)));
  }

  async #remove(keys: readonly string[]): Promise<CleanUp> {
    const { files, shownFiles } = this.#parts;
    let freedBytes = 0;
    for (const key of keys) {
      const { sizeBytes = 0 } = (await files.find(key)) ?? {};
      await shownFiles.remove(key);
      await files.remove(key);
      this.gone(sizeBytes);
      freedBytes += sizeBytes;
    }
    return { removedFiles: keys.length, freedBytes };
  }
}

const NOTHING: CleanUp = { removedFiles: 0, freedBytes: 0 };

/** Previews and samples are looked at and made again; a film is taken home. */
function isFilm({ kind }: RenderRecord): boolean {
  return kind === "export";
}

function finishedMs({ completedMs, createdMs }: RenderRecord): number {
  return completedMs ?? createdMs;
}
