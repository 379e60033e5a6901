/**
 * Renders: submitted, queued, made, paused, cancelled. A render belongs to its account and not to a connection or a
 * process: what is unfinished when the program ends is taken up again by the next one, from its finished chunks.
 */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { z } from "zod";
import { Fault, type FaultRecord, toFault } from "../faults.js";
import type { Accounts } from "./accounts.js";
import { asAsset } from "./assets.js";
import type { Credits } from "./credits.js";
import { type Asset, type Draft, readStoredDraft, readyForExport } from "./drafting.js";
import type { EventHub } from "./event-hub.js";
import type { FileStore } from "./file-store.js";
import { renderPool } from "./local-maker.js";
import type { Preferences } from "./preferences.js";
import type { PriceTable } from "./prices.js";
import type { AccountRecord, Records, RenderRecord, SessionRecord } from "./records.js";
import { malformed, Refusal } from "./refusal.js";
import type { RenderHands, RenderMaker } from "./render-maker.js";
import {
  type MadeRender,
  networkFor,
  planRenderOf,
  type RenderEstimate,
  type RenderProgress,
  type RenderSettings,
} from "./render-making.js";
import type { RenderObserver } from "./render-observer.js";
import type { RenderQueue, RenderWork } from "./render-queue.js";
import { leastBytes, usualBytes } from "./render-size.js";
import type { Storage } from "./storage.js";

/** Renders of a session that may wait. */
const MOST_UNFINISHED = 20;
/** Exports that are listed at once. */
const MOST_EXPORTS_TOLD = 100;
/** Progress is put on record at most this often; whoever looks on is told at once. */
const RECORD_INTERVAL_MS = 2000;
/** Pictures of a film while it is being made. */
const MOST_LOOKS = 50;
/** Fewer frames tell more of starting than of going on. */
const LEAST_MEASURED_FRAMES = 50;

const FAULT = z.object({ code: z.string(), message: z.string() });

/** A render as it stands. */
export interface RenderState {
  record: RenderRecord;
  made: MadeRender | undefined;
  error: { code: string; message: string } | undefined;
  /** Jobs before this one; undefined where it does not wait. */
  place: number | undefined;
  /** What is known while it runs. */
  live: RenderProgress | undefined;
  /** The moment of the film that is being made, in steps; undefined where it is not running. */
  atMs: number | undefined;
}

export interface RenderRequest {
  /** The client's name of it. */
  id: string;
  kind: RenderRecord["kind"];
  draft: Draft;
  settings: RenderSettings;
}

export interface RendersParts {
  records: Records;
  files: FileStore;
  queue: RenderQueue;
  accounts: Accounts;
  credits: Credits;
  prices: PriceTable;
  events: EventHub;
  storage: Storage;
  maker: RenderMaker;
  observer?: RenderObserver | undefined;
  /** What the networks run on, and which runs by default. */
  preferences: Pick<Preferences, "device" | "network">;
  now: () => number;
}

/** What an export would take. */
export interface Estimate extends RenderEstimate {
  /** Undefined until this studio has made something to measure. */
  seconds: number | undefined;
  sizeBytes: number;
}

interface Running {
  hands: RenderHands;
  isCancelled: boolean;
  progress: RenderProgress | undefined;
  /** Of the film. */
  durationMs: number;
}

export class Renders implements RenderWork {
  readonly #parts: RendersParts;
  readonly #running = new Map<string, Running>();
  /** Pixels a second of this run's renders, by network. */
  readonly #speeds = new Map<string, number>();

  constructor(parts: RendersParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier process left unfinished, and begins to work. */
  start(): void {
    const { records, queue } = this.#parts;
    for (const record of records.renders.unfinished()) queue.add(jobOf(record));
    queue.start(this);
  }

  /**
   * @throws Refusal `export-blocked`, `malformed`, `file-too-large` where there is no room for it, `duplicate`,
   * `credits-short`.
   */
  async submit(account: AccountRecord, session: SessionRecord, request: RenderRequest): Promise<RenderState> {
    const { records, accounts, credits, prices, queue, now } = this.#parts;
    if (request.kind === "export") accounts.demandExport(account);
    const { reason } = readyForExport(request.draft);
    if (reason !== undefined) throw malformed(reason.en, "draft", reason.zh);
    const lack = await this.#lackOfRoom(request.draft, request.settings);
    if (lack !== undefined) throw new Refusal("file-too-large", lack.message, { maxBytes: lack.roomBytes });
    const price = request.kind === "preview" ? 0 : prices.prices[request.kind];
    const record: RenderRecord = {
      uid: randomUUID(),
      id: request.id,
      accountId: account.id,
      sessionId: session.id,
      kind: request.kind,
      // What is looked at while one works is a film, whatever the export will be.
      draft: JSON.stringify(request.kind === "export" ? request.draft : { ...request.draft, o: {} }),
      settings: JSON.stringify(await this.#withNetwork(request.settings)),
      status: "pending",
      isPaused: false,
      progress: 0,
      fileKey: null,
      result: null,
      error: null,
      createdMs: now(),
      completedMs: null,
    };
    records.transaction(() => {
      const open = records.renders.listOf(session.id).filter(({ status }) => isOpen(status));
      if (open.length >= MOST_UNFINISHED)
        throw new Refusal("too-many", "This session has many exports waiting. Let some of them finish first.", {
          retryAfterSeconds: 30,
        });
      if (!records.renders.add(record))
        throw new Refusal("duplicate", "A render of that id exists already. Take a new id.", undefined);
      credits.reserve(account.id, operationOf(record), price, request.kind);
    });
    queue.add(jobOf(record));
    return this.#state(record.uid);
  }

  /** @throws Refusal `missing` where it is not there, or another account's. */
  find(account: AccountRecord, id: string): RenderState {
    const record = this.#parts.records.renders.findNamed(account.id, id);
    if (record === undefined) throw new Refusal("missing", "There is no such render.", undefined);
    return this.#stateOf(record);
  }

  listOf(session: SessionRecord): RenderState[] {
    return this.#parts.records.renders.listOf(session.id).map((record) => this.#stateOf(record));
  }

  /** An account's latest exports from all its sessions, the newest first. */
  exportsOf(account: AccountRecord): RenderState[] {
    return this.#parts.records.renders.exportsOf(account.id, MOST_EXPORTS_TOLD).map((record) => this.#stateOf(record));
  }

  /** What a render is of. @throws Refusal `missing`. */
  filmOf(uid: string): { draft: Draft; assets: Asset[] } {
    const { record } = this.#state(uid);
    const draft = readStoredDraft(record.draft);
    const assets = draft.as.flatMap(({ i }) => this.#parts.records.assets.find(i) ?? []);
    return { draft, assets: assets.filter(({ accountId }) => accountId === record.accountId).map(asAsset) };
  }

  /**
   * What an export would take: size, and time where earlier renders of this machine tell its speed.
   * @throws Fault, Refusal.
   */
  async estimate(account: AccountRecord, draft: Draft, settings: RenderSettings): Promise<Estimate> {
    const { reason } = readyForExport(draft);
    if (reason !== undefined) throw malformed(reason.en, "draft", reason.zh);
    await using pool = renderPool(1);
    const paths = await this.#pathsOf(account.id, draft);
    const { device } = this.#parts.preferences;
    const task = { draft, settings: await this.#withNetwork(settings), paths, device };
    const plan = await planRenderOf(pool, task);
    const speed = this.#speeds.get(speedKey(plan));
    const pixels = (plan.width ?? 0) * (plan.height ?? 0) * plan.frames;
    return {
      ...plan,
      seconds: speed === undefined ? undefined : pixels / speed,
      sizeBytes: usualBytes({ pixels, ...plan }),
    };
  }

  /** Ends a render; one that has ended stays as it is. */
  async cancel(account: AccountRecord, id: string): Promise<RenderState> {
    const { record } = this.find(account, id);
    const running = this.#running.get(record.uid);
    if (!isOpen(record.status)) return this.find(account, id);
    this.#parts.queue.remove(record.uid);
    this.#end(record, "cancelled", {});
    if (running !== undefined) {
      running.isCancelled = true;
      await running.hands.cancel();
    }
    return this.find(account, id);
  }

  /** Holds a render still, or lets it go on. It stays what it is, also over a restart. @throws Refusal `malformed`. */
  async setPaused(account: AccountRecord, id: string, isPaused: boolean): Promise<RenderState> {
    const { record } = this.find(account, id);
    if (!isOpen(record.status)) throw malformed("This render has ended already.");
    this.#parts.records.renders.update(record.uid, { isPaused });
    const running = this.#running.get(record.uid);
    if (running !== undefined) {
      this.#parts.queue.setIdle(record.uid, isPaused);
      if (isPaused) await running.hands.pause();
      else running.hands.resume();
    }
    this.#tell(record.uid);
    return this.find(account, id);
  }

  /** {@link RenderWork.run} */
  async run(uid: string, parking: AbortSignal): Promise<void> {
    const record = this.#parts.records.renders.find(uid);
    if (record === undefined || !isOpen(record.status)) return;
    await using hands = this.#parts.maker.begin(record);
    const running: Running = { hands, isCancelled: false, progress: undefined, durationMs: 0 };
    this.#running.set(uid, running);
    const park = (): void => void hands.cancel();
    parking.addEventListener("abort", park);
    try {
      if (record.isPaused) {
        this.#parts.queue.setIdle(uid, true);
        await hands.pause();
      }
      this.#parts.records.renders.update(uid, { status: "processing" });
      this.#tell(uid);
      await this.#make(record, running, parking);
    } catch (error) {
      if (running.isCancelled) return;
      // Parked: it stays on record as it is, and the next start takes it up.
      if (parking.aborted) throw error;
      this.#end(record, "failed", { error: JSON.stringify(this.#faultRecordOf(error, record)) });
    } finally {
      parking.removeEventListener("abort", park);
      this.#running.delete(uid);
    }
  }

  async #make(record: RenderRecord, running: Running, parking: AbortSignal): Promise<void> {
    const { files, records, storage } = this.#parts;
    let recordedMs = 0;
    const draft = readStoredDraft(record.draft);
    running.durationMs = draft.d;
    const settings = JSON.parse(record.settings) as RenderSettings;
    // Others that waited with it may have taken the room meanwhile.
    const lack = await this.#lackOfRoom(draft, settings);
    if (lack !== undefined) throw new Fault("disk-full", lack.message);
    const task = {
      draft,
      settings,
      paths: await this.#pathsOf(record.accountId, draft),
      device: this.#parts.preferences.device,
      signal: parking,
    };
    const shelf = record.kind === "export" ? "renders" : "previews";
    const { made, key } = await running.hands.make(task, shelf, (progress) => {
      running.progress = progress;
      const nowMs = performance.now();
      if (nowMs - recordedMs >= RECORD_INTERVAL_MS) {
        recordedMs = nowMs;
        records.renders.update(record.uid, { progress: progress.percent });
      }
      this.#tell(record.uid);
    });
    const isStillWanted = this.#end(record, "completed", { progress: 100, fileKey: key, result: JSON.stringify(made) });
    if (isStillWanted) {
      storage.kept(made.sizeBytes, false);
      await storage.makeRoom(0);
    } else await files.remove(key);
    const { width = 0, height = 0 } = made;
    if (made.framesPerSecond !== undefined && made.frames >= LEAST_MEASURED_FRAMES)
      this.#speeds.set(speedKey(made), made.framesPerSecond * width * height);
  }

  /** Undefined where a film can fit among the files that are kept. What was made before makes way for it. */
  async #lackOfRoom(
    draft: Draft,
    settings: RenderSettings,
  ): Promise<{ roomBytes: number; message: string } | undefined> {
    const { storage } = this.#parts;
    const bytes = leastBytes(draft, settings);
    await storage.prepareFor(bytes);
    const { roomBytes } = storage;
    if (bytes <= roomBytes) return undefined;
    const message = `This film would have ${megabytes(bytes)} MB or more, and there is room for ${megabytes(roomBytes)} MB. Make it shorter or smaller, or remove finished films.`;
    return { roomBytes, message };
  }

  async #withNetwork(settings: RenderSettings): Promise<RenderSettings> {
    const machineDefault = await this.#parts.preferences.network();
    return { ...settings, network: networkFor(settings.quality ?? "high", machineDefault) };
  }

  /** The files of a draft, which can only name those of its own account. */
  async #pathsOf(accountId: string, draft: Draft): Promise<Map<string, string>> {
    const { records, files } = this.#parts;
    const paths = new Map<string, string>();
    for (const { i } of draft.as) {
      const asset = records.assets.find(i);
      // What is missing is missed where the timeline uses it.
      if (asset?.accountId === accountId) paths.set(i, await files.localPath(asset.fileKey));
    }
    return paths;
  }

  /** Files are kept under names of ours; a person knows them by their own. */
  #faultRecordOf(error: unknown, record: RenderRecord): FaultRecord {
    const { code, message } = toFault(error);
    if (code === "internal") return { code, message: "Something went wrong on our side." };
    const assets = readStoredDraft(record.draft).as.flatMap(({ i }) => this.#parts.records.assets.find(i) ?? []);
    return {
      code,
      message: assets.reduce((told, { fileKey, name }) => told.replaceAll(basename(fileKey), name), message),
    };
  }

  /** Ends a render that is open, with what it cost. False where it has ended already. */
  #end(
    { uid }: RenderRecord,
    status: "completed" | "failed" | "cancelled",
    patch: { progress?: number; fileKey?: string; result?: string; error?: string },
  ): boolean {
    const { records, credits, now } = this.#parts;
    const hasEnded = records.transaction(() => {
      const record = records.renders.find(uid);
      if (record === undefined || !isOpen(record.status)) return false;
      records.renders.update(uid, { status, isPaused: false, completedMs: now(), ...patch });
      if (status === "completed") credits.settle(operationOf(record));
      else credits.release(operationOf(record));
      return true;
    });
    if (hasEnded) {
      this.#parts.observer?.ended(status);
      this.#tell(uid);
    }
    return hasEnded;
  }

  #state(uid: string): RenderState {
    const record = this.#parts.records.renders.find(uid);
    if (record === undefined) throw new Refusal("missing", "There is no such render.", undefined);
    return this.#stateOf(record);
  }

  #stateOf(record: RenderRecord): RenderState {
    const running = this.#running.get(record.uid);
    const live = isOpen(record.status) ? running?.progress : undefined;
    return {
      record: { ...record, progress: Math.max(record.progress, live?.percent ?? 0) },
      made: record.result === null ? undefined : (JSON.parse(record.result) as MadeRender),
      error: record.error === null ? undefined : FAULT.parse(JSON.parse(record.error)),
      place: this.#parts.queue.placeOf(record.uid),
      live,
      atMs: live === undefined ? undefined : momentOf(live.percent, running?.durationMs ?? 0),
    };
  }

  #tell(uid: string): void {
    const { record, live, atMs } = this.#state(uid);
    const { id, kind, status, isPaused, progress, sessionId } = record;
    this.#parts.events.tell(sessionId, {
      type: "render-progress",
      id,
      uid,
      kind,
      status,
      paused: isPaused,
      progress,
      ...(live?.framesPerSecond === undefined ? {} : { framesPerSecond: live.framesPerSecond }),
      ...(live?.remainingSeconds === undefined ? {} : { remainingSeconds: live.remainingSeconds }),
      ...(atMs === undefined ? {} : { atMs }),
    });
  }
}

/** True while a render can still become something. */
function isOpen(status: RenderRecord["status"]): boolean {
  return status === "pending" || status === "processing";
}

function operationOf({ uid }: RenderRecord): string {
  return `render ${uid}`;
}

/** A picture of the film for every one of its parts is enough to look at, and long enough the same to be kept. */
function momentOf(percent: number, durationMs: number): number {
  const step = Math.max(1000, durationMs / MOST_LOOKS);
  return Math.round(Math.floor(((percent / 100) * durationMs) / step) * step);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
}

function speedKey({ network }: { network?: string | undefined }): string {
  return network ?? "none";
}

/** What one works with does not wait for the export that was begun before. */
function jobOf({ uid, sessionId, kind }: RenderRecord): { uid: string; sessionId: string } {
  return { uid, sessionId: kind === "export" ? sessionId : `${sessionId} ${kind}` };
}
