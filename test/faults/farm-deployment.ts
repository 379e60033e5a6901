/** The studio under test on a farm: Redis, an S3 server, and machines that go on while the studio is killed. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readS3Address } from "../../src/adapters/s3/s3-address.js";
import { S3Bucket } from "../../src/adapters/s3/s3-bucket.js";
import { S3Files } from "../../src/adapters/s3/s3-files.js";
import { startFarm, TestWorker } from "../support/farm.js";
import { S3_KEYS } from "../support/farm-parts.js";
import type { Deployment } from "./deployment.js";

const PATIENCE_MS = 60_000;

/** Whoever asks for it ends the farm's parts. */
export async function farmDeployment(workers: number): Promise<Deployment> {
  const farm = await startFarm();
  for (let i = 0; i < workers; i++) await TestWorker.start(farm, { flags: ["--slots", "1"] });
  Object.assign(process.env, S3_KEYS);
  return {
    flags: farm.flags,
    env: S3_KEYS,
    openFiles: (data) => {
      const bucket = new S3Bucket(readS3Address(farm.s3.url), PATIENCE_MS);
      return S3Files.open({ bucket, folder: join(data, "farm"), maxCopiesBytes: Number.POSITIVE_INFINITY });
    },
    leftovers: (data) => readdir(join(data, "farm", "parts")),
  };
}
