/** What every adapter of a port has to keep, whichever it is. */
import { createHash, randomUUID } from "node:crypto";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { Fault } from "../../src/faults.js";
import type { FileStore } from "../../src/studio/file-store.js";
import type { RenderMaker, RenderOrder } from "../../src/studio/render-maker.js";
import type { RenderProgress, RenderTask } from "../../src/studio/render-making.js";
import type { RenderQueue } from "../../src/studio/render-queue.js";
import { draftOf, edited, video } from "./drafts.js";
import { smallClip } from "./small-clip.js";

/** @param open gives a store that is empty. */
export function describeFileStore(name: string, open: () => Promise<FileStore>): void {
  describe(`${name} as a store of files`, () => {
    const put = async (files: FileStore, bytes: Buffer): Promise<string> => {
      const part = await files.newPart("mp4");
      await writeFile(part, bytes);
      return (await files.keep(part, "assets", "mp4")).key;
    };

    it("gives back what it was given, whole and in ranges, by stream and by path", async () => {
      const files = await open();
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
      const key = await put(files, bytes);
      expect(key).toMatch(/^assets\/.+\.mp4$/);
      expect(await files.find(key)).toMatchObject({ key, sizeBytes: bytes.length });
      expect((await collected(files, key)).equals(bytes)).toBe(true);
      expect((await collected(files, key, { start: 10, end: 19 })).equals(bytes.subarray(10, 20))).toBe(true);
      expect((await readFile(await files.localPath(key))).equals(bytes)).toBe(true);
    });

    it("never gives two files one key, and a part is gone once it is kept", async () => {
      const files = await open();
      const keys = new Set<string>();
      for (let i = 0; i < 20; i++) keys.add(await put(files, Buffer.from("the same")));
      expect(keys.size).toBe(20);
      const part = await files.newPart();
      await writeFile(part, "x");
      await files.keep(part, "renders", "mp4");
      await expect(readFile(part)).rejects.toMatchObject({ code: "ENOENT" });
    });

    it("lists what it keeps and nothing else, and sweeps parts away", async () => {
      const files = await open();
      const key = await put(files, Buffer.from("kept"));
      const part = await files.newPart("mp4");
      await writeFile(part, "half");
      expect(await listed(files)).toEqual([key]);
      await files.sweep();
      await expect(readFile(part)).rejects.toMatchObject({ code: "ENOENT" });
      expect(await listed(files)).toEqual([key]);
    });

    it("removes a file, also one that is not there", async () => {
      const files = await open();
      const key = await put(files, Buffer.from("going"));
      await files.remove(key);
      await files.remove(key);
      expect(await files.find(key)).toBeUndefined();
      const part = await files.newPart();
      await files.drop(part);
    });

    it("takes no path for a key", async () => {
      const files = await open();
      for (const key of ["../studio.db", "assets/../../studio.db", "/etc/passwd", "assets/x", ""])
        await expect((async () => await files.localPath(key))(), key).rejects.toThrow();
    });
  });
}

async function collected(files: FileStore, key: string, range?: { start: number; end: number }): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await files.read(key, range)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function listed(files: FileStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of files.list()) keys.push(key);
  return keys;
}

/** @param open gives a queue that runs so many jobs at once, with nothing in it. */
export function describeRenderQueue(name: string, open: (atOnce: number) => Promise<RenderQueue>): void {
  describe(`${name} as a queue of renders`, () => {
    it("runs every job once, as many at once as it may, and of one session in their order", async () => {
      const queue = await open(3);
      const bench = new Bench(false);
      const jobs = Array.from({ length: 24 }, (_, i) => ({ uid: randomUUID(), sessionId: `session ${i % 5}` }));
      for (const job of jobs.slice(0, 12)) queue.add(job);
      queue.start(bench);
      for (const job of jobs.slice(12)) queue.add(job);
      await bench.until(() => bench.ended.length === jobs.length);
      expect([...bench.ended].sort()).toEqual(jobs.map(({ uid }) => uid).sort());
      expect(bench.mostAtOnce).toBeLessThanOrEqual(3);
      for (const session of new Set(jobs.map(({ sessionId }) => sessionId))) {
        const order: string[] = jobs.filter(({ sessionId }) => sessionId === session).map(({ uid }) => uid);
        expect(bench.begun.filter((uid) => order.includes(uid))).toEqual(order);
        expect(bench.ended.filter((uid) => order.includes(uid))).toEqual(order);
      }
      await queue.close();
    });

    it("takes a waiting job out, and says no for one that runs", async () => {
      const queue = await open(1);
      const bench = new Bench(true);
      const [first, second] = [job("a"), job("b")];
      queue.start(bench);
      queue.add(first);
      queue.add(second);
      await bench.until(() => bench.begun.length === 1);
      expect(queue.placeOf(second.uid)).toBe(0);
      expect(queue.placeOf(first.uid)).toBeUndefined();
      expect(queue.remove(second.uid)).toBe(true);
      expect(queue.remove(second.uid)).toBe(false);
      expect(queue.remove(first.uid)).toBe(false);
      bench.release();
      await bench.until(() => bench.ended.length === 1);
      await delay(20);
      expect(bench.begun).toEqual([first.uid]);
      await queue.close();
    });

    it("lets others go on while a job holds still", async () => {
      const queue = await open(1);
      const bench = new Bench(true);
      const [first, second] = [job("a"), job("b")];
      queue.start(bench);
      queue.add(first);
      queue.add(second);
      await bench.until(() => bench.begun.length === 1);
      queue.setIdle(first.uid, true);
      await bench.until(() => bench.begun.length === 2);
      bench.release();
      await bench.until(() => bench.ended.length === 2);
      await queue.close();
    });

    it("parks what runs when it closes, and begins nothing more", async () => {
      const queue = await open(1);
      const bench = new Bench(true);
      const [first, second] = [job("a"), job("b")];
      queue.start(bench);
      queue.add(first);
      queue.add(second);
      await bench.until(() => bench.begun.length === 1);
      await queue.close();
      expect(bench.parked).toEqual([first.uid]);
      expect(bench.begun).toEqual([first.uid]);
    });
  });
}

function job(sessionId: string): { uid: string; sessionId: string } {
  return { uid: createHash("sha256").update(randomUUID()).digest("hex").slice(0, 32), sessionId };
}

/** Renders that do nothing but take a moment, or wait until they are let go. */
class Bench {
  readonly begun: string[] = [];
  readonly ended: string[] = [];
  readonly parked: string[] = [];
  mostAtOnce = 0;
  readonly #isHeld: boolean;
  #release: () => void = () => undefined;
  readonly #released = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  constructor(isHeld: boolean) {
    this.#isHeld = isHeld;
  }

  async run(uid: string, signal: AbortSignal): Promise<void> {
    this.begun.push(uid);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.begun.length - this.ended.length);
    const parked = new Promise<void>((_, reject) =>
      signal.addEventListener("abort", () => {
        this.parked.push(uid);
        reject(new Error("parked"));
      }),
    );
    await Promise.race([this.#isHeld ? this.#released : delay(5), parked]);
    this.ended.push(uid);
  }

  release(): void {
    this.#release();
  }

  async until(isSo: () => boolean): Promise<void> {
    for (let tries = 0; !isSo(); tries++) {
      if (tries > 1000) throw new Error("It does not come to that.");
      await delay(10);
    }
  }
}

/** @param open gives a maker, and the files that it makes films of and keeps them in. */
export function describeRenderMaker(name: string, open: () => Promise<{ maker: RenderMaker; files: FileStore }>): void {
  describe(`${name} as a maker of renders`, () => {
    let maker: RenderMaker;
    let files: FileStore;
    let clip: string;

    beforeAll(async () => {
      ({ maker, files } = await open());
      const part = await files.newPart("mp4");
      await copyFile(await smallClip(), part);
      clip = await files.localPath((await files.keep(part, "assets", "mp4")).key);
    });

    /** Another film with each brightness, of which nothing is there yet. */
    function task(brightness: number, more: Partial<RenderTask["settings"]> = {}): RenderTask {
      const draft = edited(draftOf(video("a", 1000, { w: 160, h: 90, f: 25 })), { op: "color", brightness });
      const settings = { isPlain: true, resolution: "160x90", ...more };
      return { draft, settings, paths: new Map([["a", clip]]), device: "cpu" };
    }

    function order(): RenderOrder {
      return { uid: randomUUID(), accountId: "person", kind: "export" };
    }

    async function made(of: RenderTask, onProgress: (progress: RenderProgress) => void = () => undefined) {
      await using hands = maker.begin(order());
      return await hands.make(of, "renders", onProgress);
    }

    async function renders(): Promise<string[]> {
      return (await listed(files)).filter((key) => key.startsWith("renders/"));
    }

    it("keeps what it made, tells what it is, and how far it is in a figure that never falls", async () => {
      const told: number[] = [];
      const { made: facts, key } = await made(task(1), ({ percent }) => told.push(percent));
      expect(facts).toMatchObject({ format: "mp4", width: 160, height: 90, notes: [] });
      expect(facts.frames).toBeGreaterThan(0);
      expect((await files.find(key))?.sizeBytes).toBe(facts.sizeBytes);
      expect(told.length).toBeGreaterThan(0);
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(Math.max(...told)).toBeLessThanOrEqual(100);
    });

    it("makes the same bytes of the same task, and nothing twice", async () => {
      const [first, second] = [await made(task(2)), await made(task(2))];
      expect(first.made.foundParts).toBe(0);
      expect(second.made.foundParts).toBeGreaterThan(0);
      expect(second.key).not.toBe(first.key);
      expect((await collected(files, second.key)).equals(await collected(files, first.key))).toBe(true);
    });

    it("makes whatever a render can be", async () => {
      for (const format of ["webm", "gif", "mp3"] as const) {
        const { made: facts, key } = await made(task(3, { format }));
        expect(facts.format).toBe(format);
        expect(key.endsWith(`.${format}`)).toBe(true);
        expect((await files.find(key))?.sizeBytes).toBe(facts.sizeBytes);
      }
    });

    it("stands still when it is told to before it begins, and goes on when it may", async () => {
      await using hands = maker.begin(order());
      await hands.pause();
      let hasEnded = false;
      const making = hands
        .make(task(4), "renders", () => undefined)
        .finally(() => {
          hasEnded = true;
        });
      await delay(500);
      expect(hasEnded).toBe(false);
      hands.resume();
      expect((await making).made.frames).toBeGreaterThan(0);
    });

    it("ends for good when it is cancelled, at any moment, and keeps nothing", async () => {
      const before = await renders();
      for (const waitMs of [0, 200]) {
        await using hands = maker.begin(order());
        const making = hands.make(task(5 + waitMs / 100), "renders", () => undefined);
        making.catch(() => undefined);
        await delay(waitMs);
        await hands.cancel();
        await expect(making).rejects.toMatchObject({ code: "cancelled" });
      }
      expect(await renders()).toEqual(before);
    });

    it("says what is wrong with a file that cannot be read", async () => {
      const { paths: _paths, ...of } = task(6);
      await expect(made({ ...of, paths: new Map() })).rejects.toSatisfy((error) => Fault.isInstance(error));
    });
  });
}
