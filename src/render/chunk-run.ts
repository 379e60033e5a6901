/** The chunks of a job: those that are there are taken, the others are made by all workers at once. */
import { mkdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault } from "../faults.js";
import { cacheFolder } from "../folders.js";
import type { ChunkCache } from "./chunk-cache.js";
import { mayBeDevice } from "./means.js";
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
  /** The same by the processor, where it is made on a graphics card: its pixels, and so its key, are others. */
  onProcessor?: ChunkTask | undefined;
}

/** What was done. */
export interface ChunkRunResult {
  madeChunks: number;
  /** Of the picture alone, with all workers busy; undefined where every chunk was there before. */
  framesPerSecond: number | undefined;
  /** Of each task in its place, what was made or taken. */
  keys: string[];
  /** True where the graphics card failed midway: from there on the processor made the chunks. */
  hasFallenBack: boolean;
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
  for (const task of tasks) if (!(await isCached(task, cache, meter))) missing.push(task);
  const frames = (some: readonly ChunkTask[]): number => some.reduce((sum, task) => sum + task.expectedFrames, 0);
  const share = frames(missing) / Math.max(1, frames(tasks));
  await checkSpace(cacheFolder(), output.bytes * share);
  await checkSpace(dirname(output.path), output.bytes);
  const startedMs = pool.workedMs();
  const onProcessor = await makeAll(pool, missing, cache, meter);
  const seconds = (pool.workedMs() - startedMs) / 1000;
  return {
    madeChunks: missing.length,
    framesPerSecond: speedOf(pool, missing.length, meter.madeFrames, seconds),
    keys: tasks.map(({ key, onProcessor: other }) => (other !== undefined && onProcessor.has(key) ? other.key : key)),
    hasFallenBack: onProcessor.size > 0,
  };
}

async function isCached(task: ChunkTask, cache: ChunkCache, meter: ProgressMeter): Promise<boolean> {
  const found = await cache.find(task.key);
  if (found !== undefined) meter.cached(task.expectedFrames || found.packets.length);
  return found !== undefined;
}

/** @returns the keys of those that the processor made in place of the graphics card. */
async function makeAll(
  pool: WorkerPool,
  missing: readonly ChunkTask[],
  cache: ChunkCache,
  meter: ProgressMeter,
): Promise<Set<string>> {
  const onProcessor = new Set<string>();
  let hasFailed = false;
  const queue = [...missing];
  const made = new Set<string>();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let asked = queue.shift(); asked !== undefined && failures.length === 0; asked = queue.shift()) {
      const task = hasFailed ? (asked.onProcessor ?? asked) : asked;
      if (task !== asked) onProcessor.add(asked.key);
      const { key } = task;
      // The same stretch may come again, as in a loop.
      if (made.has(key)) {
        meter.cached(task.expectedFrames);
        continue;
      }
      made.add(key);
      if (task !== asked && (await isCached(task, cache, meter))) continue;
      try {
        const { frames } = await task.make(cache.partPathOf(key), (done) => meter.working(key, done));
        await cache.commit(key);
        meter.finished(key, frames);
      } catch (error) {
        if (task.onProcessor !== undefined && mayBeDevice(error)) {
          hasFailed = true;
          made.delete(key);
          meter.working(key, 0);
          queue.unshift(task);
          await cache.discardPart(key);
          continue;
        }
        const isFull = Fault.isInstance(error) && error.code === "disk-full";
        failures.push(isFull ? fullDisk(cacheFolder(), error) : task.explained(error));
        await cache.discardPart(key);
      }
    }
  };
  await Promise.all(Array.from({ length: pool.size }, work));
  if (failures.length > 0)
    throw failures.find((error) => !(Fault.isInstance(error) && error.code === "cancelled")) ?? failures[0];
  return onProcessor;
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
