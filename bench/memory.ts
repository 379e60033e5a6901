/** Peak memory of the whole process tree (summed proportional set size), for a short and a long input. Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { repeatClip } from "./long-clip.js";
import { PROGRAM, Scratch, sharedClip, startNode, table } from "./measured-process.js";

const SAMPLE_INTERVAL_MS = 250;

/** `memory [network] [long seconds] [preset]`: 540p → 1080p, 10 s against 10 min by default. */
export async function measureMemory([
  network = "fast",
  longSeconds = "600",
  preset = "veryfast",
]: string[]): Promise<void> {
  using scratch = new Scratch();
  const rows: string[][] = [];
  for (const seconds of [10, Number(longSeconds)]) {
    const clip = scratch.file(`${seconds}s.mp4`);
    await repeatClip(sharedClip("poor/sam2_bedroom_540p.mp4"), clip, seconds);
    const child = startNode(
      [PROGRAM, "enhance", clip, "--network", network, "--device", "cpu", "--preset", preset, "--quiet"],
      {
        HD_LOCAL_CACHE: scratch.file(`cache-${seconds}`),
      },
    );
    let peakBytes = 0;
    const startedMs = performance.now();
    while (child.exitCode === null && child.signalCode === null) {
      peakBytes = Math.max(peakBytes, treeBytes(child.pid ?? 0));
      await delay(SAMPLE_INTERVAL_MS);
    }
    if (child.exitCode !== 0) throw new Error(`enhance ended with exit code ${child.exitCode}`);
    rows.push([`${seconds} s`, (peakBytes / 1e6).toFixed(0), ((performance.now() - startedMs) / 1000).toFixed(0)]);
  }
  process.stdout.write(`${table(["input, 960×540, 30 frames/s", "peak memory MB", "wall s"], rows)}\n`);
}

/** Proportional set size of a process and all below it, in bytes. */
function treeBytes(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readOrNothing(`/proc/${name}/stat`) : "";
    if (stat !== "") parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  const members = [...parents.keys()].filter(isBelow);
  return members.reduce(
    (sum, pid) => sum + 1024 * Number(/^Pss:\s+(\d+)/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
    0,
  );
}

/** Processes may end between the listing and the look at them. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
