/** What the server and the workers of a farm are opened with. Only they load these packages. */
import { join } from "node:path";
import { Farm, type QueueCounts } from "../adapters/bullmq/farm.js";
import { readQueueAddress } from "../adapters/bullmq/farm-address.js";
import { FarmMaker } from "../adapters/bullmq/farm-maker.js";
import { readS3Address } from "../adapters/s3/s3-address.js";
import { S3Bucket } from "../adapters/s3/s3-bucket.js";
import { S3Files } from "../adapters/s3/s3-files.js";
import type { RenderObserver } from "../studio/render-observer.js";
import { programVersion } from "./program-version.js";

/** Somebody waits for an answer… */
const SERVER_PATIENCE_MS = 60_000;
const MAX_COPIES_BYTES = 20 * 1024 ** 3;

/** A studio's files in a bucket, and its renders on other machines. @throws Fault `usage`, `server-unreachable`. */
export async function openFarm(at: {
  queue: string;
  address: string;
  folder: string;
  /** Child processes for what this machine makes itself. */
  workers: number;
  observer: RenderObserver;
}): Promise<{ files: S3Files; maker: FarmMaker; farmCounts: () => Promise<QueueCounts> } & AsyncDisposable> {
  const queue = readQueueAddress(at.queue);
  const bucket = new S3Bucket(readS3Address(at.address), SERVER_PATIENCE_MS);
  await bucket.check();
  const folder = join(at.folder, "farm");
  const files = await S3Files.open({ bucket, folder, maxCopiesBytes: MAX_COPIES_BYTES });
  const farm = new Farm({ queue, files, version: programVersion(), workers: at.workers, observer: at.observer });
  return {
    files,
    maker: new FarmMaker(farm),
    farmCounts: () => farm.counts(),
    [Symbol.asyncDispose]: async () => {
      await farm[Symbol.asyncDispose]();
      bucket[Symbol.dispose]();
    },
  };
}
