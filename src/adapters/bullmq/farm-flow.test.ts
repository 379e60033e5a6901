/** What becomes of an order where something goes wrong around it, on a real queue. */
import { Worker as QueueEnd } from "bullmq";
import { beforeAll, expect, it, vi } from "vitest";
import { describeWithRedis } from "../../../test/support/describe-with-redis.js";
import { newFolder, S3_KEYS, TestServer } from "../../../test/support/farm-parts.js";
import { ProgressMeter } from "../../render/progress-meter.js";
import { readS3Address } from "../s3/s3-address.js";
import { S3Bucket } from "../s3/s3-bucket.js";
import { S3Files } from "../s3/s3-files.js";
import { Farm } from "./farm.js";
import { queueConnection, readQueueAddress } from "./farm-address.js";
import { FarmFlow, type OrderedFilm } from "./farm-flow.js";
import { type ChunkOrder, chunkQueue, FILMS, prefixOf } from "./farm-orders.js";

const SCENE = { device: "cpu", encoder: { family: "x264" }, frames: 10 };

/** One part that is not there. */
const FILM = {
  order: { uid: "film", accountId: "person", kind: "export" },
  scenes: [{ key: "part", scene: SCENE }],
  joining: {},
  network: "none",
  fingerprint: "one",
  fileKey: "renders/film.mp4",
} as unknown as OrderedFilm;

describeWithRedis("An order of a film", () => {
  let redis: TestServer;
  let s3: TestServer;

  beforeAll(async () => {
    Object.assign(process.env, S3_KEYS);
    [redis, s3] = await Promise.all([TestServer.redis(), TestServer.s3()]);
  });

  async function farmOn(files: string): Promise<Farm> {
    const bucket = new S3Bucket(readS3Address(files), 0);
    return new Farm({
      queue: readQueueAddress(redis.url),
      files: await S3Files.open({ bucket, folder: newFolder("copies"), maxCopiesBytes: 1e9 }),
      version: "1.0.0",
      workers: 1,
    });
  }

  function flowOn(farm: Farm, film = FILM): FarmFlow {
    const meter = new ProgressMeter({ frames: 10, chunks: 1 }, performance.now(), () => undefined);
    return new FarmFlow(farm, film, meter, new Set());
  }

  /** A film of which nothing is there. */
  function filmOf(accountId: string, kind: "export" | "sample", parts: number): OrderedFilm {
    const uid = `${accountId}-${kind}`;
    const scenes = Array.from({ length: parts }, (_, i) => ({ key: `${uid} ${i}`, scene: SCENE }));
    return { ...FILM, order: { uid, accountId, kind }, scenes } as unknown as OrderedFilm;
  }

  it("ends where the store of files is away", async () => {
    await using farm = await farmOn("s3://films?endpoint=http://127.0.0.1:1");
    const run = async (): Promise<void> => {
      await using order = flowOn(farm);
      await order.run();
    };
    await expect(run()).rejects.toMatchObject({ code: "server-unreachable" });
  });

  it("is not in the queue where it was stopped while it was put there", async () => {
    await using farm = await farmOn(s3.url);
    await using order = flowOn(farm);
    const take = farm.turns.take.bind(farm.turns);
    vi.spyOn(farm.turns, "take").mockImplementation((...facts) => {
      void order.stop();
      return take(...facts);
    });
    expect(await order.run()).toEqual({ kind: "stopped" });
    expect(await (await farm.queue(FILMS)).getJobs()).toEqual([]);
    expect(await farm.counts()).toMatchObject({ waitingChunks: 0, waitingFilms: 0 });
  });

  it("is handed out in turns: samples first, then one part of each account's, and once only", async () => {
    await using farm = await farmOn(s3.url);
    const machine = new QueueEnd<ChunkOrder>(chunkQueue("cpu", "x264"), null, {
      connection: queueConnection(readQueueAddress(redis.url)),
      prefix: prefixOf(farm.build),
      autorun: false,
    });
    const films = [filmOf("ann", "export", 4), filmOf("bob", "export", 2), filmOf("cem", "sample", 1)];
    const orders = films.map((film) => flowOn(farm, film));
    const runs: Promise<unknown>[] = [];
    for (const [i, order] of orders.entries()) {
      runs.push(order.run());
      const waiting = films.slice(0, i + 1).reduce((sum, { scenes }) => sum + scenes.length, 0);
      await vi.waitFor(async () => expect(await farm.counts()).toMatchObject({ waitingChunks: waiting }));
    }
    const handedOut: string[] = [];
    for (;;) {
      const job = await machine.getNextJob("machine", { block: false });
      if (job === undefined) break;
      handedOut.push(job.data.key);
    }
    expect(handedOut.slice(0, 5).map((key) => key.split("-")[0])).toEqual(["cem", "ann", "bob", "ann", "bob"]);
    expect([...handedOut].sort()).toEqual(films.flatMap(({ scenes }) => scenes.map(({ key }) => key)).sort());
    for (const order of orders) await order.stop();
    expect(await Promise.all(runs)).toEqual(films.map(() => ({ kind: "stopped" })));
    for (const order of orders) await order[Symbol.asyncDispose]();
    await machine.close(true);
    // What it was handed out would wait for it to be let go.
    await redis.forget();
  });

  it("is taken out of the queue where something breaks when it is there already", async () => {
    await using farm = await farmOn(s3.url);
    await using order = flowOn(farm);
    vi.spyOn(farm, "call").mockImplementationOnce(() => Promise.reject(new Error("broken")));
    await expect(order.run()).rejects.toThrow("broken");
    expect(await (await farm.queue(FILMS)).getJobs()).toEqual([]);
    expect(await farm.counts()).toMatchObject({ waitingChunks: 0, waitingFilms: 0 });
  });
});
