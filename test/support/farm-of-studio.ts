/**
 * With `HD_TEST_ADAPTERS=farm` every studio of the tests stands on Redis and an S3 server, and a machine beside it makes
 * its renders: the same tests over the other set of adapters.
 */
import { join } from "node:path";
import { afterAll } from "vitest";
import { readS3Address } from "../../src/adapters/s3/s3-address.js";
import { S3Bucket } from "../../src/adapters/s3/s3-bucket.js";
import { S3Files } from "../../src/adapters/s3/s3-files.js";
import { startFarm, type TestFarm, TestWorker } from "./farm.js";
import { endFarmParts, S3_KEYS } from "./farm-parts.js";

export function isOnFarm(): boolean {
  return process.env["HD_TEST_ADAPTERS"] === "farm";
}

let starting: Promise<TestFarm> | undefined;
const PATIENCE_MS = 20_000;
const farms = new Map<string, Promise<string[]>>();

/** The arguments of a studio with this data folder: each has a database and a folder of the bucket of its own. */
export async function farmOf(data: string): Promise<{ flags: string[]; env: Readonly<Record<string, string>> }> {
  starting ??= startFarm();
  const flags = farms.get(data) ?? open(await starting, farms.size);
  farms.set(data, flags);
  return { flags: await flags, env: S3_KEYS };
}

/** The files of a studio on a farm. */
export async function farmFilesOf(data: string): Promise<S3Files> {
  const { flags, env } = await farmOf(data);
  Object.assign(process.env, env);
  const bucket = new S3Bucket(readS3Address(flags[flags.indexOf("--files") + 1] ?? ""), PATIENCE_MS);
  return await S3Files.open({ bucket, folder: join(data, "farm"), maxCopiesBytes: Number.POSITIVE_INFINITY });
}

async function open(farm: TestFarm, place: number): Promise<string[]> {
  const [bucket = "", address = ""] = farm.s3.url.split("?");
  const flags = ["--queue", `${farm.redis.url}/${place}`, "--files", `${bucket}/studio-${place}?${address}`];
  await TestWorker.start({ ...farm, flags }, { flags: ["--slots", "2"] });
  return flags;
}

if (isOnFarm()) afterAll(endFarmParts);
