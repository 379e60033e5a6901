/** The studio: everything that the program does for people, behind ports and free of any transport. */
import { join } from "node:path";
import { GRAMMAR, type Interpreter } from "../agent/interpreter.js";
import { Accounts } from "./accounts.js";
import { Assets } from "./assets.js";
import { Credits } from "./credits.js";
import { Editing } from "./editing.js";
import { EventHub } from "./event-hub.js";
import type { FileStore } from "./file-store.js";
import { Frames } from "./frames.js";
import { Looks } from "./looks.js";
import { MediaDesk } from "./media-desk.js";
import { type ChosenDevice, Preferences } from "./preferences.js";
import { defaultPrices, type PriceTable } from "./prices.js";
import type { Records } from "./records.js";
import type { RenderMaker } from "./render-maker.js";
import type { RenderObserver } from "./render-observer.js";
import type { RenderQueue } from "./render-queue.js";
import { Renders } from "./renders.js";
import { SessionLocks } from "./session-locks.js";
import { Sessions } from "./sessions.js";
import { ShownFiles } from "./shown-files.js";
import { DEFAULT_LIMITS, Storage, type StorageLimits } from "./storage.js";
import { Turns } from "./turns.js";

export interface StudioOptions {
  records: Records;
  files: FileStore;
  queue: RenderQueue;
  /** The data folder: where free space is looked at. */
  folder: string;
  /** Enforces prices and plans. */
  isHosted: boolean;
  prices?: PriceTable;
  limits?: StorageLimits;
  /** Who makes the renders: child processes of this one, or other machines. */
  maker: RenderMaker;
  /** Counts what is made. */
  observer?: RenderObserver;
  /** What the networks run on; absent: what the person has chosen, else the fastest that works. */
  device?: ChosenDevice | undefined;
  /** A whisper.cpp model, for captions from what is said. */
  speechModel?: string | undefined;
  /** What understands words; the grammar unless a language model was set up. */
  interpreter?: Interpreter;
  now?: () => number;
}

/** Time between two clean-ups. */
const CLEAN_UP_MS = 60 * 60 * 1000;

export class Studio implements AsyncDisposable {
  readonly isHosted: boolean;
  readonly prices: PriceTable;
  readonly records: Records;
  readonly files: FileStore;
  readonly events: EventHub;
  readonly credits: Credits;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly assets: Assets;
  readonly turns: Turns;
  readonly frames: Frames;
  readonly looks: Looks;
  readonly renders: Renders;
  readonly preferences: Preferences;
  readonly storage: Storage;
  readonly shownFiles: ShownFiles;
  readonly desk: MediaDesk;
  readonly locks: SessionLocks;
  readonly now: () => number;
  readonly #queue: RenderQueue;
  readonly #cleanUps: NodeJS.Timeout;

  private constructor(options: StudioOptions) {
    const { records, files, queue, isHosted, folder, maker, observer, device } = options;
    const now = options.now ?? Date.now;
    this.now = now;
    this.isHosted = isHosted;
    this.prices = options.prices ?? defaultPrices();
    this.records = records;
    this.files = files;
    this.#queue = queue;
    this.events = new EventHub();
    this.desk = new MediaDesk();
    this.locks = new SessionLocks();
    this.shownFiles = new ShownFiles(files, join(folder, "shown"));
    const { shownFiles } = this;
    this.storage = new Storage({ records, files, shownFiles, folder, limits: options.limits ?? DEFAULT_LIMITS, now });
    this.credits = new Credits(records, { isEnforced: isHosted, now });
    this.accounts = new Accounts(records, this.credits, { prices: this.prices, isHosted, now });
    this.sessions = new Sessions(records, this.events, now);
    const { events, desk, sessions, credits, accounts, prices, storage, locks } = this;
    this.assets = new Assets({
      records,
      files,
      desk,
      sessions,
      locks,
      events,
      storage,
      now,
    });
    const preferences = new Preferences({ settings: records.settings, desk, device });
    this.preferences = preferences;
    this.renders = new Renders({
      records,
      files,
      queue,
      accounts,
      credits,
      prices,
      events,
      storage,
      maker,
      observer,
      preferences,
      now,
    });
    const { assets, renders } = this;
    const interpreter = options.interpreter ?? GRAMMAR;
    this.looks = new Looks({ records, files, desk, speechModel: options.speechModel });
    const editing = new Editing(this.looks);
    this.turns = new Turns({
      records,
      sessions,
      assets,
      renders,
      credits,
      prices,
      locks,
      editing,
      events,
      interpreter,
      now,
    });
    this.frames = new Frames(files, desk);
    this.#cleanUps = setInterval(() => void storage.cleanUp().catch(() => undefined), CLEAN_UP_MS).unref();
  }

  /** Opens the studio: puts right what an earlier end left behind, and takes up unfinished renders. */
  static async open(options: StudioOptions): Promise<Studio> {
    const studio = new Studio(options);
    studio.turns.recover();
    await studio.storage.recover();
    await studio.shownFiles.clear();
    await studio.storage.cleanUp();
    studio.renders.start();
    return studio;
  }

  /** Lets turns end, parks renders, and closes what was opened. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#cleanUps);
    await this.#queue.close();
    await this.turns.idle();
    await this.desk[Symbol.asyncDispose]();
    this.records.close();
  }
}
