import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheFolder } from "../folders.js";
import { ChunkWriter } from "../media/chunk-file.js";
import { ChunkCache } from "./chunk-cache.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hd-local-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

async function make(cache: ChunkCache, key: string, bytes = 1000): Promise<void> {
  {
    await using writer = await ChunkWriter.create(cache.partPathOf(key));
    await writer.write([{ data: Buffer.alloc(bytes, 7), pts: 0, isKeyframe: true }]);
    await writer.finish({ extradata: Buffer.alloc(0), damaged: 0 });
  }
  await cache.commit(key);
}

/** Makes a chunk look as if it was last used so many seconds ago. */
function age(cache: ChunkCache, key: string, seconds: number): void {
  const time = new Date(Date.now() - seconds * 1000);
  utimesSync(cache.pathOf(key), time, time);
}

describe("ChunkCache", () => {
  it("finds a chunk when it is finished, not before", async () => {
    await using cache = await ChunkCache.open(["a"], folder);
    expect(await cache.find("a")).toBeUndefined();
    await make(cache, "a");
    expect((await cache.find("a"))?.packets).toEqual([{ size: 1000, pts: 0, isKeyframe: true }]);
  });

  it("never finds a chunk whose writing broke off, even under its finished name", async () => {
    await using cache = await ChunkCache.open(["a"], folder);
    {
      await using writer = await ChunkWriter.create(cache.partPathOf("a"));
      await writer.write([{ data: Buffer.alloc(10), pts: 0, isKeyframe: true }]);
    }
    expect(await cache.find("a")).toBeUndefined();
    await cache.commit("a");
    expect(await cache.find("a")).toBeUndefined();
  });

  it("keeps finished chunks from run to run", async () => {
    {
      await using cache = await ChunkCache.open(["a"], folder);
      await make(cache, "a");
    }
    await using cache = await ChunkCache.open(["a"], folder);
    expect(await cache.find("a")).toBeDefined();
  });

  it("removes the least recently used chunks first, until the rest fits", async () => {
    await using cache = await ChunkCache.open([], folder);
    for (const key of ["old", "older", "new"]) await make(cache, key);
    age(cache, "older", 300);
    age(cache, "old", 200);
    age(cache, "new", 100);
    await cache.trim(2500);
    expect(
      await Promise.all(["older", "old", "new"].map(async (key) => (await cache.find(key)) !== undefined)),
    ).toEqual([false, true, true]);
  });

  it("counts being asked for as use", async () => {
    await using cache = await ChunkCache.open([], folder);
    for (const key of ["first", "second"]) await make(cache, key);
    age(cache, "first", 300);
    age(cache, "second", 200);
    await cache.find("first");
    await cache.trim(1500);
    expect([existsSync(cache.pathOf("first")), existsSync(cache.pathOf("second"))]).toEqual([true, false]);
  });

  it("keeps what somebody has leased, however full it is", async () => {
    await using cache = await ChunkCache.open(["leased"], folder);
    for (const key of ["leased", "free"]) await make(cache, key);
    age(cache, "leased", 300);
    await using _other = await ChunkCache.open(["other"], folder);
    await cache.trim(0);
    expect([existsSync(cache.pathOf("leased")), existsSync(cache.pathOf("free"))]).toEqual([true, false]);
  });

  it("ends its lease when it is closed", async () => {
    {
      await using cache = await ChunkCache.open(["a"], folder);
      await make(cache, "a");
      expect(readdirSync(join(folder, "leases"))).toHaveLength(1);
    }
    expect(readdirSync(join(folder, "leases"))).toHaveLength(0);
    await using cache = await ChunkCache.open([], folder);
    await cache.trim(0);
    expect(existsSync(cache.pathOf("a"))).toBe(false);
  });

  it("lets two renders of one process make the same chunk at the same time", async () => {
    await using one = await ChunkCache.open(["a"], folder);
    await using other = await ChunkCache.open(["a"], folder);
    expect(one.partPathOf("a")).not.toBe(other.partPathOf("a"));
    await make(one, "a");
    await make(other, "a");
    expect(await one.find("a")).toBeDefined();
  });

  it("removes what dead processes left, and leaves alone what living ones work on", async () => {
    const pid = deadPid();
    {
      await using cache = await ChunkCache.open([], folder);
      await make(cache, "a");
    }
    writeFileSync(join(folder, "leases", `${pid}-x.json`), JSON.stringify({ pid, keys: ["a"] }));
    writeFileSync(join(folder, "chunks", `b.${pid}.part`), "half a chunk");
    writeFileSync(join(folder, "chunks", `c.${process.ppid}.part`), "half a chunk");
    await using cache = await ChunkCache.open([], folder);
    expect(readdirSync(join(folder, "chunks")).sort()).toEqual(["a.chunk", `c.${process.ppid}.part`]);
    await cache.trim(0);
    expect(existsSync(cache.pathOf("a"))).toBe(false);
  });

  it("lives with leases that cannot be read", async () => {
    {
      await using _cache = await ChunkCache.open([], folder);
    }
    writeFileSync(join(folder, "leases", `${process.ppid}-broken.json`), "{");
    await using cache = await ChunkCache.open(["a"], folder);
    await make(cache, "a");
    await cache.trim(0);
    expect(existsSync(cache.pathOf("a"))).toBe(true);
  });
});

describe("cacheFolder", () => {
  it("is the one that the environment chooses", () => {
    expect(cacheFolder({ HD_LOCAL_CACHE: "/somewhere" })).toBe("/somewhere");
    expect(cacheFolder({})).toContain("hd-local-ai");
  });
});
