/** Who makes renders keeps what the port promises, whether it is this machine or machines that share a queue and a bucket. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { describeWithRedis } from "./support/describe-with-redis.js";
import { newFolder, S3_KEYS, TestServer } from "./support/farm-parts.js";
import { describeRenderMaker } from "./support/port-contracts.js";

// Child processes are started from files beside the module that starts them, which are the built ones.
const built = (module: string): string => new URL(`../dist/${module}.js`, import.meta.url).href;
const { LocalMaker }: typeof import("../src/studio/local-maker.js") = await import(built("studio/local-maker"));
const { FolderFiles }: typeof import("../src/adapters/files/folder-files.js") = await import(
  built("adapters/files/folder-files")
);

const folder = await mkdtemp(join(tmpdir(), "hd-local-makers-"));
process.env["HD_LOCAL_CACHE"] = join(folder, "cache");
afterAll(() => rm(folder, { recursive: true, force: true }));

describeRenderMaker("This machine", async () => {
  const files = await FolderFiles.open(await mkdtemp(join(folder, "files-")));
  return { maker: new LocalMaker(files, 1), files };
});

describeWithRedis("A queue and a bucket", () => {
  const endings: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of endings) await end();
  });

  describeRenderMaker("A farm", async () => {
    const PATIENCE_MS = 20_000;
    const { Farm }: typeof import("../src/adapters/bullmq/farm.js") = await import(built("adapters/bullmq/farm"));
    const { FarmMaker }: typeof import("../src/adapters/bullmq/farm-maker.js") = await import(
      built("adapters/bullmq/farm-maker")
    );
    const { FarmWorker, queuesOf }: typeof import("../src/adapters/bullmq/farm-worker.js") = await import(
      built("adapters/bullmq/farm-worker")
    );
    const { PartMaker }: typeof import("../src/adapters/bullmq/part-maker.js") = await import(
      built("adapters/bullmq/part-maker")
    );
    const { readQueueAddress }: typeof import("../src/adapters/bullmq/farm-address.js") = await import(
      built("adapters/bullmq/farm-address")
    );
    const { readS3Address }: typeof import("../src/adapters/s3/s3-address.js") = await import(
      built("adapters/s3/s3-address")
    );
    const { S3Bucket }: typeof import("../src/adapters/s3/s3-bucket.js") = await import(built("adapters/s3/s3-bucket"));
    const { S3Files }: typeof import("../src/adapters/s3/s3-files.js") = await import(built("adapters/s3/s3-files"));
    const { SuppliedSources }: typeof import("../src/adapters/s3/supplied-sources.js") = await import(
      built("adapters/s3/supplied-sources")
    );

    Object.assign(process.env, S3_KEYS);
    const [redis, s3] = await Promise.all([TestServer.redis(), TestServer.s3()]);
    const bucket = new S3Bucket(readS3Address(s3.url), PATIENCE_MS);
    const files = await S3Files.open({ bucket, folder: newFolder("copies"), maxCopiesBytes: 1e9 });
    const queue = readQueueAddress(redis.url);
    const farm = new Farm({ queue, files, version: "1.0.0", workers: 1 });
    const cache = newFolder("worker");
    const sources = await SuppliedSources.open(bucket, cache, 1e9);
    const maker = new PartMaker({ bucket, sources, supplier: sources, folder: cache, niceness: 0 });
    const devices = [{ device: "cpu" as const, framesPerSecond: 10 }];
    const abilities = { devices, encoders: ["x264" as const], networks: [] };
    const queues = queuesOf(abilities);
    const worker = new FarmWorker({ queue, version: "1.0.0", slots: 2, queues, abilities, maker });
    const draining = new AbortController();
    const working = worker.run(draining.signal);
    endings.push(async () => {
      draining.abort();
      await working;
      for (const each of [worker, maker, sources, farm]) await each[Symbol.asyncDispose]();
      bucket[Symbol.dispose]();
    });
    return { maker: new FarmMaker(farm), files };
  });
});
