/**
 * `farm [clips] [seconds] [size] [workers]`: one worker against two (or as many as are named: `1,2`), each on one core, and
 * the bytes that they move. Each clip (of the shared ones, with commas between) is a film of its own, over and over up to so
 * many seconds; all films are ordered at once. Needs Redis and as many cores as workers.
 */
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { ServerProcess } from "../test/faults/server-process.js";
import { forgetParts, type PartEvent, startFarm, TestWorker } from "../test/support/farm.js";
import { endFarmParts, S3_KEYS } from "../test/support/farm-parts.js";
import { FarmPerson } from "./farm-person.js";
import { repeatClip } from "./long-clip.js";
import { Scratch, sharedClip } from "./measured-process.js";

const CLIPS = "poor/bbb_480p_30s.mp4";

export async function measureFarm([
  names = CLIPS,
  seconds = "80",
  size = "1080p",
  counts = "1,2",
]: string[]): Promise<void> {
  using scratch = new Scratch();
  try {
    const clips: string[] = [];
    for (const [place, name] of names.split(",").entries()) {
      const clip = scratch.file(`${place}.mp4`);
      await repeatClip(sharedClip(name), clip, Number(seconds), { hasSound: true });
      clips.push(clip);
    }
    const sourceBytes = clips.reduce((sum, clip) => sum + statSync(clip).size, 0);
    console.log(
      `${names
        .split(",")
        .map((name) => basename(name))
        .join(
          ", ",
        )}, each ${seconds} s or a little more: ${(sourceBytes / 1e6).toFixed(1)} MB, made ${size}, where it enlarges by «fast»`,
    );
    const farm = await startFarm();
    const server = new ServerProcess(scratch.file("studio"), {
      flags: farm.flags,
      env: S3_KEYS,
      openFiles: () => Promise.reject(new Error("not asked for")),
      leftovers: () => Promise.resolve([]),
    });
    await server.start();
    // The threads of every chunk are those of the machine that plans it.
    spawnSync("taskset", ["-a", "-p", "-c", "0", String(server.pid)]);
    const person = await FarmPerson.come(server.url);
    const sessions: string[] = [];
    for (const clip of clips) sessions.push(await person.sessionWith(clip));
    const times: number[] = [];
    for (const count of counts.split(",").map(Number)) {
      const workers = await Promise.all(
        Array.from({ length: count }, (_, core) =>
          TestWorker.start(farm, { wrapper: ["taskset", "-c", String(core)], flags: ["--slots", "1", "--nice", "0"] }),
        ),
      );
      const startedMs = performance.now();
      await Promise.all(sessions.map((session) => person.render(session, randomUUID(), size)));
      const endedMs = performance.now();
      times.push((endedMs - startedMs) / 1000);
      await Promise.all(workers.map((each) => each.end()));
      const all = (what: RegExp): number =>
        workers.reduce((sum, { output }) => sum + Number(what.exec(output)?.[1] ?? 0), 0);
      const read = all(/sources ([\d.]+) MB/);
      console.log(`${count} workers: ${((endedMs - startedMs) / 1000).toFixed(1)} s`);
      console.log(
        `  read of the sources ${read.toFixed(1)} MB: ${((read * 1e6) / sourceBytes).toFixed(2)} times; all that they read ${all(/Read ([\d.]+) MB/).toFixed(1)} MB, and sent ${all(/sent ([\d.]+) MB/).toFixed(1)} MB`,
      );
      for (const [core, { parts }] of workers.entries())
        console.log(`  the worker on core ${core}: ${shareOfTime(parts, startedMs, endedMs)}`);
      await forgetParts(farm, workers);
    }
    const [first = 0, second] = times;
    if (second !== undefined)
      console.log(`The second run was ${(first / second).toFixed(2)} times as fast as the first.`);
    await server.stop();
  } finally {
    await endFarmParts();
  }
}

/** What a machine did, and when it waited. */
function shareOfTime(parts: readonly PartEvent[], startedMs: number, endedMs: number): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  let pausedMs = 0;
  let lastMs: number | undefined;
  const works: string[] = [];
  let workedMs = 0;
  for (const { atMs, kind } of parts) {
    const sinceMs = atMs - (lastMs ?? atMs);
    lastMs = atMs;
    if (kind === "taken") {
      pausedMs += sinceMs;
      continue;
    }
    works.push((sinceMs / 1000).toFixed(1));
    workedMs += sinceMs;
  }
  const idle = [(parts[0]?.atMs ?? endedMs) - startedMs, pausedMs, endedMs - (lastMs ?? endedMs)].map(seconds);
  return `at work ${seconds(workedMs)}, idle ${idle[0]} before its first part, ${idle[1]} between parts, ${idle[2]} behind the last; its parts took ${works.join(", ")}`;
}
