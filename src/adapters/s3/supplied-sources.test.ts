/** What a chunk reads of a source is fetched, as little of it as will do, and checked. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endFarmParts, newFolder, S3_KEYS, TestServer } from "../../../test/support/farm-parts.js";
import { BLOCK_BYTES } from "./block-sums.js";
import { readS3Address } from "./s3-address.js";
import { S3Bucket } from "./s3-bucket.js";
import { S3Files } from "./s3-files.js";
import { SuppliedSources } from "./supplied-sources.js";

const SIZE_BYTES = 4_000_003;
const bytes = Buffer.from(Array.from({ length: SIZE_BYTES }, (_, i) => (i * 7 + (i >> 9)) % 251));
let bucket: S3Bucket;
let key: string;

beforeAll(async () => {
  Object.assign(process.env, S3_KEYS);
  bucket = new S3Bucket(readS3Address((await TestServer.s3()).url), 20_000);
  const files = await S3Files.open({ bucket, folder: newFolder("copies"), maxCopiesBytes: 1e9 });
  const part = await files.newPart("mp4");
  await writeFile(part, bytes);
  ({ key } = await files.keep(part, "assets", "mp4"));
});
afterAll(endFarmParts);

async function bytesAt(path: string, start: number, end: number): Promise<Buffer> {
  await using file = await open(path);
  return (await file.read(Buffer.alloc(end - start), 0, end - start, start)).buffer;
}

it("gives every byte that was asked for, and fetches each block once", async () => {
  await using sources = await SuppliedSources.open(bucket, newFolder("sources"), 1e9);
  const path = await sources.hold(key);
  const places = Array.from({ length: 40 }, (_, i) => (i * 1_234_577) % (SIZE_BYTES - 50_000));
  await Promise.all(places.map((start) => sources.supply(path, start, start + 40_000)));
  for (const start of places)
    expect((await bytesAt(path, start, start + 40_000)).equals(bytes.subarray(start, start + 40_000))).toBe(true);
  const fetched = sources.fetchedBytes;
  expect(fetched).toBeLessThanOrEqual(SIZE_BYTES);
  for (const start of places) await sources.supply(path, start, start + 40_000);
  expect(sources.fetchedBytes).toBe(fetched);
  await sources.supply(path, SIZE_BYTES - 10, SIZE_BYTES + 100_000);
  expect((await bytesAt(path, SIZE_BYTES - 10, SIZE_BYTES)).equals(bytes.subarray(SIZE_BYTES - 10))).toBe(true);
});

it("reads hardly ahead of who reads on, and not at all for who reads here and there", async () => {
  await using sources = await SuppliedSources.open(bucket, newFolder("sources"), 1e9);
  const path = await sources.hold(key);
  for (const start of [3_000_000, 500_000, 2_000_000]) await sources.supply(path, start, start + 100);
  expect(sources.fetchedBytes).toBe(3 * BLOCK_BYTES);
  for (let start = 1_000_000; start < 1_200_000; start += 32_768) await sources.supply(path, start, start + 32_768);
  expect(sources.fetchedBytes).toBeLessThan(3 * BLOCK_BYTES + 1.3 * 200_000 + 4 * BLOCK_BYTES);
});

it("does not let a damaged block in", async () => {
  await using sources = await SuppliedSources.open(bucket, newFolder("sources"), 1e9);
  const path = await sources.hold(key);
  const bent = Buffer.from(bytes);
  bent[20 * BLOCK_BYTES + 5] = 255;
  await bucket.put(key, bent);
  await sources.supply(path, 0, 100);
  await expect(sources.supply(path, 20 * BLOCK_BYTES, 20 * BLOCK_BYTES + 100)).rejects.toMatchObject({
    code: "download-failed",
  });
  await bucket.put(key, bytes);
  await sources.supply(path, 20 * BLOCK_BYTES, 20 * BLOCK_BYTES + 100);
});

it("gives what somebody takes at the very moment at which another lets it go", async () => {
  await using sources = await SuppliedSources.open(bucket, newFolder("sources"), 0);
  await sources.supply(await sources.hold(key), 0, 100);
  for (let ticks = 0; ticks < 12; ticks++) {
    const released = sources.release(key);
    for (let i = 0; i < ticks; i++) await Promise.resolve();
    const held = await sources.hold(key);
    await released;
    await sources.supply(held, 0, 100);
    expect((await bytesAt(held, 0, 100)).equals(bytes.subarray(0, 100))).toBe(true);
  }
});

it("removes what a program left that is gone, and leaves the others what they have", async () => {
  const cache = newFolder("sources");
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  for (const name of [`sources-${dead}`, `sources-${process.ppid}`, "chunks"]) mkdirSync(join(cache, name));
  await using sources = await SuppliedSources.open(bucket, cache, 1e9);
  expect(readdirSync(cache).sort()).toEqual(["chunks", `sources-${process.ppid}`, basename(sources.folder)].sort());
});
