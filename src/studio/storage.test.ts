/** Quota and retention on real files and real records, with a clock of the test's own. */
import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { OpenStudio } from "../../test/support/open-studio.js";
import { type Draft, emptyDraft } from "../timeline/draft.js";
import type { FileShelf } from "./file-store.js";
import type { AccountRecord, RenderRecord } from "./records.js";
import type { StorageLimits } from "./storage.js";
import type { Studio } from "./studio.js";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A studio with files and records put in by hand. */
class Place implements AsyncDisposable {
  readonly #open: OpenStudio;
  readonly account: AccountRecord;

  private constructor(open: OpenStudio) {
    this.#open = open;
    this.account = open.studio.accounts.owner();
  }

  static async open(limits: Partial<StorageLimits>): Promise<Place> {
    return new Place(await OpenStudio.open(limits));
  }

  get studio(): Studio {
    return this.#open.studio;
  }

  get nowMs(): number {
    return this.#open.clock.nowMs;
  }

  pass(days: number): void {
    this.#open.clock.nowMs += days * DAY_MS;
  }

  /** Takes in a file of so many bytes, as far as arriving goes. */
  receive(bytes: number) {
    const pieces = Array.from({ length: Math.ceil(bytes / 1000) }, (_, i) =>
      Buffer.alloc(Math.min(1000, bytes - i * 1000)),
    );
    return this.studio.assets.receive(Readable.from(pieces), "film.mp4", bytes);
  }

  async put(shelf: FileShelf, bytes: number): Promise<string> {
    const part = await this.studio.files.newPart("mp4");
    await writeFile(part, Buffer.alloc(bytes));
    const { key } = await this.studio.files.keep(part, shelf, "mp4");
    return key;
  }

  /** An asset, used by a session where one is given. */
  async asset(bytes: number, session?: string): Promise<string> {
    const { records } = this.studio;
    const id = crypto.randomUUID();
    records.assets.add({
      id,
      accountId: this.account.id,
      name: "film.mp4",
      kind: "video",
      fileKey: await this.put("assets", bytes),
      sizeBytes: bytes,
      sha256: "",
      facts: "{}",
      createdMs: this.nowMs,
    });
    if (session !== undefined) records.assets.use(session, id);
    return id;
  }

  /** A render as it stands on record, finished or not. */
  async render(session: string, fields: Partial<RenderRecord>, bytes = 0): Promise<string> {
    const id = crypto.randomUUID();
    this.studio.records.renders.add({
      uid: id,
      id,
      accountId: this.account.id,
      sessionId: session,
      kind: "export",
      draft: "{}",
      settings: "{}",
      status: "completed",
      isPaused: false,
      progress: 0,
      fileKey: bytes === 0 ? null : await this.put("renders", bytes),
      result: null,
      error: null,
      createdMs: this.nowMs,
      completedMs: this.nowMs,
      ...fields,
    });
    return id;
  }

  session(): string {
    return this.studio.sessions.create(this.account, { name: "project", language: null }).id;
  }

  hasFilm(id: string): boolean {
    return this.studio.records.renders.find(id)?.fileKey !== null;
  }

  /** Second names, as the file manager shows them. */
  shown(): Promise<string[]> {
    return readdir(join(this.#open.data, "shown"));
  }

  parts(): Promise<string[]> {
    return readdir(join(this.#open.data, "files", "parts"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
  }
}

describe("room for files", () => {
  it("is the quota's, taken while they arrive, and given back when they are not kept", async () => {
    await using place = await Place.open({ quotaBytes: 10_000 });
    const first = await place.receive(6000);
    expect(place.studio.storage.roomBytes).toBe(4000);
    await expect(place.receive(4001)).rejects.toMatchObject({
      kind: "file-too-large",
      facts: { maxBytes: 4000 },
      message: expect.stringMatching(/no room/),
    });
    expect(await place.parts()).toHaveLength(1);
    await place.studio.assets.discard([first]);
    await place.studio.assets.discard([first]);
    expect(place.studio.storage.roomBytes).toBe(10_000);
    expect(await place.parts()).toEqual([]);
    await place.receive(10_000);
    expect(place.studio.storage.roomBytes).toBe(0);
  });

  it("is shared by files that arrive at the same time: together they never have more than there is", async () => {
    await using place = await Place.open({ quotaBytes: 10_000 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => place.receive(4000)));
    expect(results.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(2);
    const kept = results.filter(({ status }) => status === "fulfilled").length;
    expect(place.studio.storage.roomBytes).toBe(10_000 - kept * 4000);
    expect(await place.parts()).toHaveLength(kept);
  });

  it("of one file ends at the largest that is taken, whatever it says of itself", async () => {
    await using place = await Place.open({ maxFileBytes: 5000 });
    expect((await place.receive(5000)).sizeBytes).toBe(5000);
    await expect(place.receive(5001)).rejects.toMatchObject({ kind: "file-too-large", facts: { maxBytes: 5000 } });
    expect(await place.parts()).toHaveLength(1);
  });

  it("is made where a file needs it: previews go first, then films from the oldest on, never one that was just made", async () => {
    await using place = await Place.open({ quotaBytes: 10_000 });
    const session = place.session();
    await place.asset(3000, session);
    const oldest = await place.render(session, { completedMs: place.nowMs - 3 * DAY_MS }, 1000);
    const older = await place.render(session, { completedMs: place.nowMs - 2 * DAY_MS }, 1000);
    const preview = await place.render(session, { completedMs: place.nowMs - DAY_MS, kind: "preview" }, 1000);
    const fresh = await place.render(session, {}, 1000);
    await place.studio.storage.report();
    expect(place.studio.storage.roomBytes).toBe(3000);
    await place.receive(4000);
    expect([preview, oldest, older, fresh].map((id) => place.hasFilm(id))).toEqual([false, true, true, true]);
    await place.receive(1000);
    expect([oldest, older, fresh].map((id) => place.hasFilm(id))).toEqual([false, true, true]);
    await expect(place.receive(9000)).rejects.toMatchObject({ kind: "file-too-large" });
    expect([older, fresh].map((id) => place.hasFilm(id))).toEqual([false, true]);
  });
});

describe("a render", () => {
  const minute = (): Draft => ({
    ...emptyDraft(),
    d: 60_000,
    t: [{ tt: 0, r: "clips", sg: [{ i: 1, c: 1, st: 0, d: 60_000, a: "a", si: 0 }] }],
    as: [{ i: "a", n: "a.mp4", k: "video", d: 60_000, w: 1920, h: 1080, f: 30 }],
    m: { nx: 2 },
  });

  it("that cannot fit is refused before it begins, and tells how much room there is; one that fits is taken", async () => {
    await using place = await Place.open({ quotaBytes: 10_000_000 });
    const { studio, account } = place;
    const id = place.session();
    const submit = (settings: object): Promise<unknown> =>
      studio.renders.submit(account, studio.sessions.find(account, id), {
        id: crypto.randomUUID(),
        kind: "export",
        draft: minute(),
        settings,
      });
    await expect(submit({})).rejects.toMatchObject({
      kind: "file-too-large",
      facts: { maxBytes: 10_000_000 },
      message: expect.stringMatching(/24 MB or more.*room for 10 MB/),
    });
    expect(studio.records.renders.unfinished()).toEqual([]);
    await submit({ resolution: "640x360" });
    await submit({ maxBytes: 5_000_000 });
    await submit({ format: "mp3" });
    await submit({ format: "jpg" });
    expect(studio.records.renders.unfinished()).toHaveLength(4);
  });

  it("makes films that were made before make way", async () => {
    await using place = await Place.open({ quotaBytes: 30_000_000 });
    const { studio, account } = place;
    const id = place.session();
    const old = await place.render(id, { completedMs: place.nowMs - DAY_MS }, 20_000_000);
    await studio.storage.report();
    const request = { id: "render_1", kind: "export", draft: minute(), settings: {} } as const;
    await studio.renders.submit(account, studio.sessions.find(account, id), request);
    expect(place.hasFilm(old)).toBe(false);
  });
});

describe("the clean-up", () => {
  it("takes films and deleted projects when their time is over, and not before", async () => {
    await using place = await Place.open({ keepResultsDays: 10, keepDeletedDays: 5 });
    const [kept, deleted] = [place.session(), place.session()];
    const film = await place.render(kept, {}, 1000);
    await place.asset(1000, kept);
    await place.asset(2000, deleted);
    place.studio.sessions.delete(place.studio.sessions.find(place.account, deleted));
    place.pass(4);
    expect(await place.studio.storage.cleanUp()).toEqual({ removedFiles: 0, freedBytes: 0 });
    place.pass(2);
    expect(await place.studio.storage.cleanUp()).toEqual({ removedFiles: 1, freedBytes: 2000 });
    expect(() => place.studio.sessions.restore(place.account, deleted)).toThrow(/no such session/);
    place.pass(5);
    expect(await place.studio.storage.cleanUp()).toEqual({ removedFiles: 1, freedBytes: 1000 });
    expect(place.hasFilm(film)).toBe(false);
    expect(place.studio.records.assets.usedBy(kept)).toHaveLength(1);
  });

  it("takes a film's second name along, so that the disk has its room again", async () => {
    await using place = await Place.open({ keepResultsDays: 10 });
    const session = place.session();
    for (const days of [6, 0]) {
      const id = await place.render(session, {}, 1000);
      const { fileKey } = place.studio.records.renders.find(id) ?? {};
      await place.studio.shownFiles.put({ key: fileKey ?? "", name: "project" });
      place.pass(days);
    }
    expect(await place.shown()).toHaveLength(2);
    place.pass(5);
    expect(await place.studio.storage.cleanUp()).toEqual({ removedFiles: 1, freedBytes: 1000 });
    expect(await place.shown()).toHaveLength(1);
    await place.studio.storage.clear(place.account.id, { films: true, previews: false, deletedSessions: false });
    expect(await place.shown()).toEqual([]);
  });

  it("takes of an account at once what is asked for, and nothing of what is not", async () => {
    await using place = await Place.open({});
    const { sessions, storage } = place.studio;
    const [kept, deleted] = [place.session(), place.session()];
    const [film, itsFilm] = [await place.render(kept, {}, 1000), await place.render(deleted, {}, 1000)];
    const preview = await place.render(kept, { kind: "preview" }, 1000);
    const shared = await place.asset(1000, kept);
    place.studio.records.assets.use(deleted, shared);
    await place.asset(2000, deleted);
    sessions.delete(sessions.find(place.account, deleted));
    const { id } = place.account;
    expect(await storage.removable(id)).toEqual({ films: 2, deletedSessions: 1, deletedBytes: 3000 });
    await storage.clear(id, { films: false, previews: true, deletedSessions: false });
    expect([film, itsFilm, preview].map((each) => place.hasFilm(each))).toEqual([true, true, false]);
    await storage.clear(id, { films: false, previews: false, deletedSessions: true });
    expect([film, itsFilm].map((each) => place.hasFilm(each))).toEqual([true, false]);
    expect(place.studio.records.assets.usedBy(kept)).toHaveLength(1);
    expect(await storage.removable(id)).toEqual({ films: 1, deletedSessions: 0, deletedBytes: 0 });
    await storage.clear(id, { films: true, previews: false, deletedSessions: false });
    expect(place.hasFilm(film)).toBe(false);
  });

  it("never takes what a draft needs or a render under way, however full it is", async () => {
    await using place = await Place.open({ quotaBytes: 1000, keepDeletedDays: 0 });
    const [open, deleted] = [place.session(), place.session()];
    const used = await place.asset(3000, open);
    const rendered = await place.asset(3000, deleted);
    const draft = JSON.stringify({ as: [{ i: rendered }] });
    const render = await place.render(deleted, { status: "processing", completedMs: null, draft });
    place.studio.sessions.delete(place.studio.sessions.find(place.account, deleted));
    place.pass(1);
    await place.studio.storage.cleanUp();
    const { assets, renders } = place.studio.records;
    for (const id of [used, rendered]) {
      const { fileKey = "" } = assets.find(id) ?? {};
      expect(await place.studio.files.find(fileKey)).toMatchObject({ sizeBytes: 3000 });
    }
    expect(place.studio.storage.roomBytes).toBe(0);
    // With its end the file that nobody else uses goes too.
    renders.update(render, { status: "cancelled", completedMs: place.nowMs });
    expect(await place.studio.storage.cleanUp()).toEqual({ removedFiles: 1, freedBytes: 3000 });
    expect(assets.find(used)).toBeDefined();
  });
});

it("keeps at the start a film that other machines finished while the studio was away, and nothing else without a record", async () => {
  await using place = await Place.open({});
  const { files, records, storage } = place.studio;
  const fileOf = (key: string): string => join(place.studio.storage.folder, "files", key);
  const [waiting, ended] = [
    await place.render(place.session(), { status: "processing", completedMs: null }),
    await place.render(place.session(), { status: "cancelled" }),
  ];
  for (const uid of [waiting, ended])
    await copyFile(fileOf(await place.put("renders", 1000)), fileOf(`renders/${uid}.mp4`));
  expect(await storage.recover()).toMatchObject({ removedFiles: 3 });
  expect(await files.find(`renders/${waiting}.mp4`)).toMatchObject({ sizeBytes: 1000 });
  records.renders.update(waiting, { status: "cancelled", completedMs: place.nowMs });
  expect(await storage.recover()).toMatchObject({ removedFiles: 1 });
});
