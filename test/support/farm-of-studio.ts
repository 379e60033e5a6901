/**
 * With `HD_TEST_ADAPTERS=farm` every studio of the tests stands on Redis and an S3 server, and a machine beside it makes
 * its renders: the same tests over the other set of adapters.
 */
import { afterAll } from "vitest";
import { startFarm, type TestFarm, TestWorker } from "./farm.js";
import { endFarmParts, S3_KEYS } from "./farm-parts.js";

export function isOnFarm(): boolean {
  return process.env["HD_TEST_ADAPTERS"] === "farm";
}

let starting: Promise<TestFarm> | undefined;
const farms = new Map<string, Promise<string[]>>();

/** The arguments of a studio with this data folder: each has a database and a folder of the bucket of its own. */
export async function farmOf(data: string): Promise<{ flags: string[]; env: Readonly<Record<string, string>> }> {
  starting ??= startFarm();
  const flags = farms.get(data) ?? open(await starting, farms.size);
  farms.set(data, flags);
  return { flags: await flags, env: S3_KEYS };
}

async function open(farm: TestFarm, place: number): Promise<string[]> {
  const [bucket = "", address = ""] = farm.s3.url.split("?");
  const flags = ["--queue", `${farm.redis.url}/${place}`, "--files", `${bucket}/studio-${place}?${address}`];
  await TestWorker.start({ ...farm, flags }, { flags: ["--slots", "2"] });
  return flags;
}

if (isOnFarm()) afterAll(endFarmParts);
