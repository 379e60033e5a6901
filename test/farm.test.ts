/** Renders on a farm: the same studio, the same films, whatever happens to its machines. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterEach, beforeAll, expect, it } from "vitest";
import { cachedClip } from "./support/clip-cache.js";
import { describeWithRedis } from "./support/describe-with-redis.js";
import { forgetParts, startFarm, type TestFarm, TestWorker } from "./support/farm.js";
import { S3_KEYS } from "./support/farm-parts.js";
import { PROGRAM } from "./support/program-run.js";
import { type Account, TestStudio } from "./support/studio.js";

const LIMIT_MS = 240_000;

/** As small as it comes: no network has anything to do, so that a chunk takes a moment. */
const SMALL = { format: "mp4", quality: "low", resolution: "160x90" } as const;

/** Three chunks. */
function longClip(): Promise<string> {
  return cachedClip("farm-12.mp4", {
    container: "mp4",
    video: { width: 160, height: 90, fps: [25, 1], frames: 300, options: { g: "25" } },
    audio: [{ codec: "aac", durationMs: 12_000, sound: "beeps" }],
  });
}

describeWithRedis("A farm", () => {
  let farm: TestFarm;
  let studio: TestStudio;
  let person: Account;
  let session: string;
  let alone: Buffer;
  let renders = 0;

  beforeAll(async () => {
    const clip = await longClip();
    farm = await startFarm();
    const local = await TestStudio.start();
    const someone = await local.account();
    await someone.submit(await someone.sessionWith(clip), "alone", { output: SMALL });
    alone = await filmOf(someone, "alone");
    await local.stop();
    studio = await TestStudio.start({ flags: farm.flags, env: S3_KEYS });
    person = await studio.account();
    session = await person.sessionWith(clip);
  }, LIMIT_MS);

  const workers: TestWorker[] = [];
  async function worker(): Promise<TestWorker> {
    const started = await TestWorker.start(farm);
    workers.push(started);
    return started;
  }
  afterEach(async () => {
    for (const each of workers.splice(0)) await each.kill();
    await forgetParts(farm);
  });

  /** Begins the same film anew, of which nothing is finished. */
  async function submit(): Promise<string> {
    const id = `render_${renders++}`;
    const { status, body } = await person.submit(session, id, { output: SMALL });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return id;
  }

  it("makes the film that one machine makes, frame for frame, on several", { timeout: LIMIT_MS }, async () => {
    const both = await Promise.all([worker(), worker()]);
    const film = await filmOf(person, await submit());
    expect(film.equals(alone)).toBe(true);
    // Three chunks and the join.
    expect(both.reduce((sum, each) => sum + each.count(/^made /m), 0)).toBe(4);
    expect(await Promise.all(both.map((each) => each.end()))).toEqual([0, 0]);
  });
});

it("A worker that waits for a store of files ends when it is told to", async () => {
  const silent = createServer();
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const address = silent.address();
  const files = `s3://films?endpoint=http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const words = [PROGRAM, "worker", "--queue", "redis://127.0.0.1:1", "--files", files];
  const child = spawn(process.execPath, words, { env: { ...process.env, ...S3_KEYS }, stdio: "ignore" });
  const [asking] = (await once(silent, "connection")) as [Socket];
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
  asking.destroy();
  silent.close();
});

async function filmOf(person: Account, id: string): Promise<Buffer> {
  const ended = await person.ended(id, LIMIT_MS);
  if (ended.status !== "completed") throw new Error(JSON.stringify(ended));
  return Buffer.from(await (await fetch(ended.output.url)).arrayBuffer());
}
