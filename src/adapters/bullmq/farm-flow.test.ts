/** What becomes of an order where something goes wrong around it, on a real queue. */
import { beforeAll, expect, it, vi } from "vitest";
import { describeWithRedis } from "../../../test/support/describe-with-redis.js";
import { newFolder, S3_KEYS, TestServer } from "../../../test/support/farm-parts.js";
import { ProgressMeter } from "../../render/progress-meter.js";
import { readS3Address } from "../s3/s3-address.js";
import { S3Bucket } from "../s3/s3-bucket.js";
import { S3Files } from "../s3/s3-files.js";
import { Farm } from "./farm.js";
import { readQueueAddress } from "./farm-address.js";
import { FarmFlow, type OrderedFilm } from "./farm-flow.js";
import { FILMS } from "./farm-orders.js";

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

  function flowOn(farm: Farm): FarmFlow {
    const meter = new ProgressMeter({ frames: 10, chunks: 1 }, performance.now(), () => undefined);
    return new FarmFlow(farm, FILM, meter, new Set());
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

  it("is taken out of the queue where something breaks when it is there already", async () => {
    await using farm = await farmOn(s3.url);
    await using order = flowOn(farm);
    vi.spyOn(farm, "call").mockImplementationOnce(() => Promise.reject(new Error("broken")));
    await expect(order.run()).rejects.toThrow("broken");
    expect(await (await farm.queue(FILMS)).getJobs()).toEqual([]);
    expect(await farm.counts()).toMatchObject({ waitingChunks: 0, waitingFilms: 0 });
  });
});
