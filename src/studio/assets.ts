/** Files that people hand over: taken in while they stream, looked through in a child process, kept under the studio's own names. */
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Fault, type FaultCode } from "../faults.js";
import { machineShare } from "../render/worker-pool.js";
import { type Asset, type AssetFacts, type Words, withAsset } from "./drafting.js";
import type { EventHub } from "./event-hub.js";
import type { FileStore } from "./file-store.js";
import type { MediaDesk } from "./media-desk.js";
import type { AccountRecord, AssetRecord, Records, SessionRecord } from "./records.js";
import { Refusal } from "./refusal.js";
import type { SessionLocks } from "./session-locks.js";
import type { SessionState, Sessions } from "./sessions.js";
import type { Storage } from "./storage.js";

/** Files of one request. */
export const MAX_FILES = 20;
/** What is taken, as the published clients know it, and what else can be read. */
const SUPPORTED = [
  ...["mp4", "mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac"],
  ...["m4v", "3gp", "wmv", "flv", "mpg", "ts", "m2ts", "bmp", "tiff", "flac", "ogg", "srt", "vtt", "ass"],
];
/** A file that takes longer to look through than this is not one that people have. */
const LOOK_LIMIT_MS = 180_000;
const MAX_NAME_LENGTH = 200;

/** A file that has arrived and is not yet anything. */
export interface ReceivedFile {
  partPath: string;
  name: string;
  sizeBytes: number;
  sha256: string;
}

export interface AssetsParts {
  records: Records;
  files: FileStore;
  desk: MediaDesk;
  sessions: Sessions;
  locks: SessionLocks;
  events: EventHub;
  storage: Storage;
  now: () => number;
}

export class Assets {
  readonly #parts: AssetsParts;
  /** Room that was taken for files that have arrived and are not kept yet, by their parts. */
  readonly #arrived = new Map<string, number>();

  constructor(parts: AssetsParts) {
    this.#parts = parts;
  }

  /**
   * Writes a stream to a part, hashing and counting on the way. Nothing of it stays where it breaks off.
   * @param expectedBytes as far as it is known how large the file is.
   * @throws Refusal `file-too-large`.
   */
  async receive(source: Readable, name: string, expectedBytes = 0): Promise<ReceivedFile> {
    const { files, storage } = this.#parts;
    const { maxFileBytes } = storage;
    await storage.prepareFor(Math.min(expectedBytes, maxFileBytes));
    const partPath = await files.newPart();
    const hash = createHash("sha256");
    let sizeBytes = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (sizeBytes + chunk.length > maxFileBytes) {
          done(tooLarge(maxFileBytes));
          return;
        }
        if (!storage.take(chunk.length)) {
          done(noRoom(sizeBytes + storage.roomBytes));
          return;
        }
        sizeBytes += chunk.length;
        hash.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(source, meter, createWriteStream(partPath, { flags: "wx", mode: 0o600 }));
    } catch (error) {
      await files.drop(partPath);
      storage.giveBack(sizeBytes);
      const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
      throw isFull ? noRoom(sizeBytes, error) : error;
    }
    this.#arrived.set(partPath, sizeBytes);
    return { partPath, name: shownName(name), sizeBytes, sha256: hash.digest("hex") };
  }

  /** @throws Refusal `file-too-large` where a file says itself that it is. */
  checkSize(bytes: number): void {
    const { maxFileBytes } = this.#parts.storage;
    if (bytes > maxFileBytes) throw tooLarge(maxFileBytes);
  }

  /**
   * Looks through files that have arrived and puts them on a session's timeline in their order: all of them, or none.
   * @throws Refusal `file-unsupported`.
   */
  async admit(account: AccountRecord, session: SessionRecord, received: readonly ReceivedFile[]): Promise<Admitted> {
    const { records, files, sessions, locks, events, storage, now } = this.#parts;
    const kept: { key: string; sizeBytes: number }[] = [];
    try {
      const looked: { file: ReceivedFile; facts: AssetFacts }[] = [];
      for (const file of received) looked.push({ file, facts: await this.#look(file) });
      const assets: Asset[] = [];
      for (const { file, facts } of looked) {
        const { key, sizeBytes } = await files.keep(file.partPath, "assets", facts.extension);
        kept.push({ key, sizeBytes });
        storage.kept(file.sizeBytes, this.#arrived.delete(file.partPath));
        const { name, sha256 } = file;
        const record = {
          id: randomUUID(),
          accountId: account.id,
          name,
          kind: facts.kind,
          fileKey: key,
          sizeBytes,
          sha256,
          facts: JSON.stringify(facts),
          createdMs: now(),
        };
        assets.push({ record, facts });
      }
      const put = (): SessionState =>
        records.transaction(() => {
          let { draft } = sessions.state(session);
          const changes: Words[] = [];
          for (const asset of assets) {
            records.assets.add(asset.record);
            records.assets.use(session.id, asset.record.id);
            const added = withAsset(draft, asset);
            draft = added.draft;
            changes.push(...added.changes);
          }
          return sessions.change(session, { draft, origin: "upload", changes });
        });
      const state = await locks.hold(session.id, () => Promise.resolve(put()));
      for (const { record } of assets)
        events.tell(session.id, { type: "asset-ready", assetId: record.id, name: record.name });
      return { assets, state };
    } catch (error) {
      for (const { key, sizeBytes } of kept) {
        await files.remove(key);
        storage.gone(sizeBytes);
      }
      throw error;
    } finally {
      await this.discard(received);
    }
  }

  /** Removes what has arrived and is not kept. */
  async discard(received: readonly ReceivedFile[]): Promise<void> {
    const { files, storage } = this.#parts;
    for (const { partPath } of received) {
      storage.giveBack(this.#arrived.get(partPath) ?? 0);
      this.#arrived.delete(partPath);
      await files.drop(partPath);
    }
  }

  /** @throws Refusal `missing` where it is not there, or another account's. */
  find(account: AccountRecord, id: string): Asset {
    const record = this.#parts.records.assets.find(id);
    if (record === undefined || record.accountId !== account.id)
      throw new Refusal("missing", "There is no such file.", undefined);
    return asAsset(record);
  }

  usedBy(session: SessionRecord): Asset[] {
    return this.#parts.records.assets.usedBy(session.id).map(asAsset);
  }

  async #look(file: ReceivedFile): Promise<AssetFacts> {
    if (file.sizeBytes === 0) throw unsupported("input-empty", `«${file.name}» is empty.`);
    try {
      return await this.#parts.desk.call(
        "mediaFacts",
        { path: file.partPath, threads: machineShare().threads },
        LOOK_LIMIT_MS,
      );
    } catch (error) {
      if (!Fault.isInstance(error)) throw error;
      if (error.code === "cancelled" || error.code === "internal") throw error;
      // The part's own name is of no use to anybody.
      const reason = error.message.replace(/«[^»]*»/, `«${file.name}»`);
      if (error.code === "worker-lost") throw unsupported("input-unreadable", `«${file.name}» cannot be read.`, error);
      throw unsupported(error.code, reason, error);
    }
  }
}

export interface Admitted {
  assets: Asset[];
  state: SessionState;
}

/** A record with what was found in its file. */
export function asAsset(record: AssetRecord): Asset {
  return { record, facts: JSON.parse(record.facts) as AssetFacts };
}

function unsupported(reason: FaultCode, message: string, cause?: unknown): Refusal<"file-unsupported"> {
  return new Refusal("file-unsupported", message, { supported: [...SUPPORTED], reason }, { cause });
}

function tooLarge(maxBytes: number): Refusal<"file-too-large"> {
  const megabytes = Math.floor(maxBytes / 1024 / 1024);
  return new Refusal("file-too-large", `Files up to ${megabytes} MiB are taken. Compress or trim this one first.`, {
    maxBytes,
  });
}

function noRoom(maxBytes: number, cause?: unknown): Refusal<"file-too-large"> {
  return new Refusal(
    "file-too-large",
    "There is no room for this file. Clean up finished films, or delete projects.",
    { maxBytes, reason: "disk-full" },
    { cause },
  );
}

/** The last part of what a client calls a file, without what would disturb a line or a log. */
export function shownName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? "";
  const clean = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").trim();
  const short = [...clean].slice(-MAX_NAME_LENGTH).join("");
  return short === "" || short === "." || short === ".." ? "file" : short;
}
