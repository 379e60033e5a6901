/** Renders on a farm: the same studio, the same films, whatever happens to its machines. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeAll, expect, it } from "vitest";
import { cachedClip } from "./support/clip-cache.js";
import { describeWithRedis } from "./support/describe-with-redis.js";
import { forgetParts, startFarm, type TestFarm, TestWorker } from "./support/farm.js";
import { S3_KEYS } from "./support/farm-parts.js";
import { clips } from "./support/made-clips.js";
import { describeMediaContract } from "./support/media-contract.js";
import { PROGRAM } from "./support/program-run.js";
import { Account, TestStudio } from "./support/studio.js";

/** How long what is taken away stays away; `npm run bench -- farm-faults` is the long form. */
const AWAY_MS = 2000;
const LIMIT_MS = 240_000;

/** As small as it comes: no network has anything to do, so that a chunk takes a moment. */
const SMALL = { format: "mp4", quality: "low", resolution: "160x90" } as const;

/** Coded again, to be smaller than it comes. */
const WITHIN = { ...SMALL, max_bytes: 150_000 };

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
  let aloneWithin: Buffer;
  let renders = 0;

  beforeAll(async () => {
    const clip = await longClip();
    farm = await startFarm();
    const local = await TestStudio.start();
    const someone = await local.account();
    await someone.submit(await someone.sessionWith(clip), "alone", { output: SMALL });
    alone = await filmOf(someone, "alone");
    await someone.submit(await someone.sessionWith(clip), "alone-within", { output: WITHIN });
    aloneWithin = await filmOf(someone, "alone-within");
    await local.stop();
    studio = await TestStudio.start({ flags: farm.flags, env: S3_KEYS });
    person = await studio.account();
    session = await person.sessionWith(clip);
  }, LIMIT_MS);

  /** The machines that are there; the first stays from test to test. */
  const workers: TestWorker[] = [];
  async function workersAre(count: number): Promise<TestWorker[]> {
    while (workers.length > count) await workers.pop()?.kill();
    while (workers.length < count) workers.push(await TestWorker.start(farm));
    for (const each of workers) each.forgetWords();
    return [...workers];
  }
  async function worker(): Promise<TestWorker> {
    const [one] = await workersAre(1);
    if (one === undefined) throw new Error("There is no worker.");
    return one;
  }
  afterEach(() => forgetParts(farm, workers));

  /** Begins the same film anew, of which nothing is finished. */
  async function submit(output: object = SMALL): Promise<string> {
    const id = `render_${renders++}`;
    const { status, body } = await person.submit(session, id, { output });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return id;
  }

  it("makes the film that one machine makes, frame for frame, on several", { timeout: LIMIT_MS }, async () => {
    const both = await workersAre(2);
    const film = await filmOf(person, await submit());
    expect(film.equals(alone)).toBe(true);
    // Three chunks and the join. The sound was made where the source lies.
    expect(both.reduce((sum, each) => sum + each.count(/^made /m), 0)).toBe(4);
    expect(both.map((each) => each.count(/^taken .*_sound$/m))).toEqual([0, 0]);
    expect(await Promise.all(workers.splice(0).map((each) => each.end()))).toEqual([0, 0]);
  });

  it("makes a film that is coded again on its machines, too", { timeout: LIMIT_MS }, async () => {
    const one = await worker();
    const film = await filmOf(person, await submit(WITHIN));
    expect(film.equals(aloneWithin)).toBe(true);
    expect(film.length).toBeLessThanOrEqual(WITHIN.max_bytes);
    expect(film.length).toBeLessThan(alone.length);
    expect(one.count(/^made /m)).toBe(4);
  });

  describeMediaContract(async () => {
    await workersAre(1);
    return { studio, person: await studio.account(), clip: await clips.constantRate("25") };
  });

  it("goes on where a machine dies in the middle of a part, and queue and store behind it", {
    timeout: LIMIT_MS,
  }, async () => {
    const first = await worker();
    const id = await submit();
    await first.says(/^taken /m);
    await first.kill();
    workers.length = 0;
    await worker();
    await Promise.all([farm.redis.kill(), farm.s3.kill()]);
    await delay(AWAY_MS);
    await Promise.all([farm.redis.startAgain(), farm.s3.startAgain()]);
    expect((await filmOf(person, id)).equals(alone)).toBe(true);
  });

  it("goes on where queue and store are away while a part is made", { timeout: LIMIT_MS }, async () => {
    const one = await worker();
    const id = await submit();
    await one.says(/^taken /m);
    await Promise.all([farm.redis.kill(), farm.s3.kill()]);
    await delay(AWAY_MS);
    await Promise.all([farm.redis.startAgain(), farm.s3.startAgain()]);
    expect((await filmOf(person, id)).equals(alone)).toBe(true);
    // Nothing was made twice.
    expect(one.count(/^made /m)).toBe(4);
  });

  it("orders again what a queue has lost altogether", { timeout: LIMIT_MS }, async () => {
    const one = await worker();
    const id = await submit();
    await one.says(/^taken /m);
    await farm.redis.forget();
    expect((await filmOf(person, id)).equals(alone)).toBe(true);
  });

  it("holds a render still on all machines, and lets it go on", { timeout: LIMIT_MS }, async () => {
    const one = await worker();
    const id = await submit();
    await one.says(/^taken /m);
    await person.ask("POST", `/api/render/proxy/lambda/${id}/pause`);
    await one.says(/^let-go /m);
    const made = one.count(/^made /m);
    await delay(1500);
    expect(one.count(/^made /m)).toBe(made);
    await person.ask("POST", `/api/render/proxy/lambda/${id}/resume`);
    expect((await filmOf(person, id)).equals(alone)).toBe(true);
  });

  it("takes a cancelled render away from the machines", { timeout: LIMIT_MS }, async () => {
    const one = await worker();
    const id = await submit();
    await one.says(/^taken /m);
    await person.ask("POST", `/api/render/proxy/lambda/${id}/cancel`);
    await one.says(/^let-go /m);
    expect((await person.ended(id)).status).toBe("cancelled");
    expect(one.count(/^made films/m)).toBe(0);
  });

  it("finishes a render that was begun by a studio that died", { timeout: LIMIT_MS }, async () => {
    const one = await worker();
    const id = await submit();
    await one.says(/^taken /m);
    const { data } = studio;
    await studio.kill();
    studio = await TestStudio.start({ flags: farm.flags, env: S3_KEYS, data });
    const { token, id: account } = person;
    person = new Account(studio, token, account);
    expect((await filmOf(person, id)).equals(alone)).toBe(true);
    expect(one.count(/^made /m)).toBe(4);
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
