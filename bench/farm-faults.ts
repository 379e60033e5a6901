/**
 * `farm-faults [seconds [seconds of the network]]`: a film is made by two workers in network namespaces of their own, and
 * each part of the farm dies in the middle of a chunk: for 30 s, the network for 60 s. Needs Redis, Linux and root.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { EMBEDDED } from "../test/faults/deployment.js";
import { ServerProcess } from "../test/faults/server-process.js";
import { cachedClip } from "../test/support/clip-cache.js";
import { forgetParts, startFarm, type TestFarm, TestWorker } from "../test/support/farm.js";
import { endFarmParts, S3_KEYS } from "../test/support/farm-parts.js";
import { FarmPerson } from "./farm-person.js";
import { type NetworkHost, NetworkHosts } from "./network-hosts.js";

const CLIP_SECONDS = 40;
/** Into a chunk, before something dies. */
const INTO_CHUNK_MS = 700;

interface Machine {
  host: NetworkHost;
  worker: TestWorker;
}

interface Place {
  farm: TestFarm;
  server: ServerProcess;
  machines: [Machine, Machine];
}

type Fault = (place: Place) => Promise<void>;

export async function measureFarmFaults([away = "30", awayNetwork = "60"]: string[]): Promise<void> {
  const [awayMs, awayNetworkMs] = [Number(away) * 1000, Number(awayNetwork) * 1000];
  const hosts = NetworkHosts.open();
  if (!(hosts instanceof NetworkHosts)) {
    console.log(`Left out: ${hosts.reason}.`);
    return;
  }
  const data = await mkdtemp(join(tmpdir(), "hd-local-farm-faults-"));
  try {
    const clip = await cachedClip(`farm-faults-${CLIP_SECONDS}.mp4`, {
      container: "mp4",
      video: { width: 320, height: 180, fps: [25, 1], frames: CLIP_SECONDS * 25, options: { g: "50" } },
      audio: [{ codec: "aac", durationMs: CLIP_SECONDS * 1000, sound: "beeps" }],
    });
    const alone = await filmOfOneMachine(join(data, "alone"), clip);
    const farm = await startFarm(hosts.address);
    const server = new ServerProcess(join(data, "farm"), { ...EMBEDDED, flags: farm.flags, env: S3_KEYS });
    await server.start();
    const start = async (host: NetworkHost): Promise<Machine> => ({
      host,
      worker: await TestWorker.start(farm, { wrapper: host.wrapper, flags: ["--slots", "1"] }),
    });
    const place: Place = { farm, server, machines: [await start(hosts.add()), await start(hosts.add())] };
    const person = await FarmPerson.come(server.url);
    const session = await person.sessionWith(clip);
    console.log("| what dies | seconds | film | parts | made twice | left in the queue |");
    console.log("|---|---:|---|---:|---:|---:|");
    const faults: [string, Fault][] = [
      ["nothing", () => Promise.resolve()],
      ["a worker, kill -9", async ({ machines: [first] }) => await first.worker.kill()],
      [`Redis, kill -9, ${away} s`, async () => await interrupted(farm.redis, awayMs)],
      [`the S3 server, kill -9, ${away} s`, async () => await interrupted(farm.s3, awayMs)],
      [
        `the network of one worker, ${awayNetwork} s`,
        async ({ machines: [{ host }] }) => await cut([host], awayNetworkMs),
      ],
      [
        `the network of both workers, ${awayNetwork} s`,
        async ({ machines }) => await cut([machines[0].host, machines[1].host], awayNetworkMs),
      ],
      [
        "the server with all its processes, kill -9",
        async () => {
          await server.kill(true);
          await server.start();
        },
      ],
    ];
    for (const [name, fault] of faults) {
      const { machines } = place;
      for (const machine of machines)
        if (!machine.worker.isAlive)
          machine.worker = await TestWorker.start(farm, { wrapper: machine.host.wrapper, flags: ["--slots", "1"] });
      const workers = machines.map(({ worker }) => worker);
      for (const worker of workers) worker.forgetWords();
      await forgetParts(farm, workers);
      const startedMs = performance.now();
      const id = randomUUID();
      await person.submit(session, id);
      await machines[0].worker.says(/^taken /m);
      await delay(INTO_CHUNK_MS);
      await fault(place);
      const film = await person.film(id);
      const seconds = (performance.now() - startedMs) / 1000;
      const made = workers.flatMap(({ output }) => [...output.matchAll(/^made (\S+)/gm)].map(([, job]) => job));
      const parts = new Set(made).size;
      const left = await openJobs(farm);
      console.log(
        `| ${name} | ${seconds.toFixed(0)} | ${film.equals(alone) ? "the same, byte for byte" : "ANOTHER"} | ${parts} | ${made.length - parts} | ${left} |`,
      );
      if (!film.equals(alone) || left > 0) process.exitCode = 1;
    }
    await server.stop();
  } finally {
    await endFarmParts();
    hosts[Symbol.dispose]();
    await rm(data, { recursive: true, force: true });
  }
}

async function interrupted(part: TestFarm["redis"], awayMs: number): Promise<void> {
  await part.kill();
  await delay(awayMs);
  await part.startAgain();
}

async function cut(hosts: NetworkHost[], awayMs: number): Promise<void> {
  for (const host of hosts) host.cut();
  await delay(awayMs);
  for (const host of hosts) host.mend();
}

async function filmOfOneMachine(data: string, clip: string): Promise<Buffer> {
  const server = new ServerProcess(data, EMBEDDED);
  await server.start();
  try {
    const person = await FarmPerson.come(server.url);
    const id = randomUUID();
    await person.submit(await person.sessionWith(clip), id);
    return await person.film(id);
  } finally {
    await server.stop();
  }
}

/** Jobs that wait or are under way in any queue. */
async function openJobs(farm: TestFarm): Promise<number> {
  const redis = new Redis(farm.redis.url);
  let open = 0;
  for (const key of await redis.keys("hd-local-*:*")) {
    if (/:(?:wait|active)$/.test(key)) open += await redis.llen(key);
    else if (/:(?:prioritized|delayed|waiting-children)$/.test(key)) open += await redis.zcard(key);
  }
  redis.disconnect();
  return open;
}
