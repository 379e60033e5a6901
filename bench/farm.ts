/**
 * `farm [seconds] [workers]`: one worker against two (or as many as are named: `1,2`), each on one core, and the bytes that a
 * render moves, with a made clip of that length (600 by default). Needs Redis and two cores.
 */
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "../test/faults/server-process.js";
import { cachedClip } from "../test/support/clip-cache.js";
import { forgetParts, startFarm, TestWorker } from "../test/support/farm.js";
import { endFarmParts, S3_KEYS } from "../test/support/farm-parts.js";
import { FarmPerson } from "./farm-person.js";

const CHUNK_SECONDS = 4;

export async function measureFarm([seconds = "600", counts = "1,2"]: string[]): Promise<void> {
  const clip = await cachedClip(`farm-${seconds}.mp4`, {
    container: "mp4",
    video: { width: 320, height: 180, fps: [25, 1], frames: Number(seconds) * 25, options: { g: "50" } },
    audio: [{ codec: "aac", durationMs: Number(seconds) * 1000, sound: "beeps" }],
  });
  const sourceBytes = statSync(clip).size;
  const data = await mkdtemp(join(tmpdir(), "hd-local-farm-bench-"));
  try {
    const farm = await startFarm();
    const server = new ServerProcess(data, {
      flags: farm.flags,
      env: S3_KEYS,
      openFiles: () => Promise.reject(new Error("not asked for")),
      leftovers: () => Promise.resolve([]),
    });
    await server.start();
    // The threads of every chunk are those of the machine that plans it.
    spawnSync("taskset", ["-a", "-p", "-c", "0", String(server.pid)]);
    const person = await FarmPerson.come(server.url);
    const session = await person.sessionWith(clip);
    const times: number[] = [];
    for (const count of counts.split(",").map(Number)) {
      const workers = await Promise.all(
        Array.from({ length: count }, (_, core) =>
          TestWorker.start(farm, { wrapper: ["taskset", "-c", String(core)], flags: ["--slots", "1", "--nice", "0"] }),
        ),
      );
      const startedMs = performance.now();
      await person.render(session, randomUUID());
      const elapsed = (performance.now() - startedMs) / 1000;
      times.push(elapsed);
      await Promise.all(workers.map((each) => each.end()));
      const all = (what: RegExp): number =>
        workers.reduce((sum, { output }) => sum + Number(what.exec(output)?.[1] ?? 0), 0);
      const read = all(/sources ([\d.]+) MB/);
      console.log(
        `${count} workers: ${elapsed.toFixed(1)} s for ${Number(seconds) / CHUNK_SECONDS} chunks; read of the source ${read.toFixed(1)} MB of ${(sourceBytes / 1e6).toFixed(1)} MB: ${((read * 1e6) / sourceBytes).toFixed(2)} times; all that they read ${all(/Read ([\d.]+) MB/).toFixed(1)} MB, and sent ${all(/sent ([\d.]+) MB/).toFixed(1)} MB`,
      );
      await forgetParts(farm, workers);
    }
    const [first = 0, second] = times;
    if (second !== undefined)
      console.log(`The second run was ${(first / second).toFixed(2)} times as fast as the first.`);
    await server.stop();
  } finally {
    await endFarmParts();
    await rm(data, { recursive: true, force: true });
  }
}
