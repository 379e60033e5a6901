/** The chunks of a job: those that are there are taken, the others are made by all workers at once. */
import { mkdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault } from "../faults.js";
import { cacheFolder } from "../folders.js";
import type { ChunkCache } from "./chunk-cache.js";
import type { ProgressMeter } from "./progress-meter.js";
import type { WorkerPool } from "./worker-pool.js";

/** A chunk to be made. */
export interface ChunkTask {
  key: string;
  expectedFrames: number;
  /** Writes the chunk under a path. */
  make(path: string, onFrames: (frames: number) => void): Promise<{ frames: number }>;
  /** What is told of an error that ended the making. */
  explained(error: unknown): unknown;
}

/** What was done. */
export interface ChunkRunResult {
  madeChunks: number;
  /** Of the picture alone, with all workers busy; undefined where every chunk was there before. */
  framesPerSecond: number | undefined;
}

/** With less free than this part of the estimate a disk is taken for too small. */
const LEAST_FREE_SHARE = 0.5;

/**
 * Makes the chunks that the cache does not have. Finished ones stay there whatever happens.
 * @param output where the film goes, and how large it will be, roughly.
 * @throws Fault `disk-full`, and what {@link ChunkTask.explained} makes of others.
 */
export async function runChunks(
  pool: WorkerPool,
  cache: ChunkCache,
  tasks: readonly ChunkTask[],
  meter: ProgressMeter,
  output: { path: string; bytes: number },
): Promise<ChunkRunResult> {
  const missing: ChunkTask[] = [];
  for (const task of tasks) {
    const found = await cache.find(task.key);
    if (found === undefined) missing.push(task);
    else meter.cached(task.expectedFrames || found.packets.length);
  }
  const frames = (some: readonly ChunkTask[]): number => some.reduce((sum, task) => sum + task.expectedFrames, 0);
  const share = frames(missing) / Math.max(1, frames(tasks));
  await checkSpace(cacheFolder(), output.bytes * share);
  await checkSpace(dirname(output.path), output.bytes);
  const startedMs = performance.now();
  await makeAll(pool, missing, cache, meter);
  const seconds = (performance.now() - startedMs) / 1000;
  return { madeChunks: missing.length, framesPerSecond: speedOf(pool, missing.length, meter.madeFrames, seconds) };
}

async function makeAll(
  pool: WorkerPool,
  missing: readonly ChunkTask[],
  cache: ChunkCache,
  meter: ProgressMeter,
): Promise<void> {
  const queue = [...missing];
  const made = new Set<string>();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined && failures.length === 0; task = queue.shift()) {
      const { key } = task;
      // The same stretch may come again, as in a loop.
      if (made.has(key)) {
        meter.cached(task.expectedFrames);
        continue;
      }
      made.add(key);
      try {
        const { frames } = await task.make(cache.partPathOf(key), (done) => meter.working(key, done));
        await cache.commit(key);
        meter.finished(key, frames);
      } catch (error) {
        const isFull = Fault.isInstance(error) && error.code === "disk-full";
        failures.push(isFull ? fullDisk(cacheFolder(), error) : task.explained(error));
        await cache.discardPart(key);
      }
    }
  };
  await Promise.all(Array.from({ length: pool.size }, work));
  if (failures.length > 0)
    throw failures.find((error) => !(Fault.isInstance(error) && error.code === "cancelled")) ?? failures[0];
}

/** With fewer chunks than workers some had nothing to do; a longer render keeps all of them busy. */
function speedOf(pool: WorkerPool, chunks: number, frames: number, seconds: number): number | undefined {
  if (chunks === 0 || frames === 0) return undefined;
  return (frames / seconds) * (pool.size / Math.min(pool.size, chunks));
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes * LEAST_FREE_SHARE) return;
  throw new Fault(
    "disk-full",
    `About ${megabytes(bytes)} MB are needed on the disk of ${folder}, and ${megabytes(bavail * bsize)} MB are free. Finished parts are kept: make room and run the command again.`,
  );
}

/** @param cause what was met when something was written. */
export function fullDisk(folder: string, cause: Fault): Fault {
  return new Fault(
    "disk-full",
    `The disk of ${folder} is full. What is finished is kept: make room there and run the command again.`,
    { cause },
  );
}

function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1_000_000));
}
