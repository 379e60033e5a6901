/** `npm run bench -- farm-scheduler [redis://…]`: the scheduler with many machines, and what the queue costs a chunk. */
import { readFileSync } from "node:fs";
import { Queue, Worker } from "bullmq";
import { queueConnection, readQueueAddress } from "../src/adapters/bullmq/farm-address.js";
import { RECORDED_CHUNKS, type RecordedChunks } from "./farm-chunks.js";
import { simulate } from "./farm-simulation.js";

const JOBS = 2000;
/** More than the queue takes, see below, and a quarter of the longest pause of a worker that found nothing. */
const OVERHEAD_SECONDS = 0.4;

export async function measureFarmScheduler([address]: string[]): Promise<void> {
  const recorded = JSON.parse(readFileSync(RECORDED_CHUNKS, "utf8")) as RecordedChunks;
  const chunkSeconds = recorded.chunks.map(({ seconds }) => seconds);
  console.log(
    `${chunkSeconds.length} chunks of ${recorded.clip} on ${recorded.machine}: ${Math.min(...chunkSeconds)} to ${Math.max(...chunkSeconds)} s`,
  );
  for (const [workers, renders] of [
    [2, 100],
    [50, 1000],
    [1000, 10_000],
  ] as const) {
    const setting = {
      workers,
      renders,
      chunkSeconds,
      interactiveShare: 0.3,
      accounts: 200,
      seed: 1,
      overheadSeconds: OVERHEAD_SECONDS,
    };
    const { busyShare, chunks, longestWaitSeconds, medianWaitSeconds } = simulate(setting);
    console.log(
      `${workers} workers, ${renders} renders, ${chunks} chunks: ${(busyShare * 100).toFixed(1)} % busy; waits, median and longest: ` +
        `samples ${medianWaitSeconds.interactive.toFixed(1)} and ${longestWaitSeconds.interactive.toFixed(1)} s, ` +
        `exports ${medianWaitSeconds.long.toFixed(0)} and ${longestWaitSeconds.long.toFixed(0)} s`,
    );
  }
  if (address !== undefined) await benchQueue(address);
}

/** Chunks with nothing to do go through the queue, one after the other: taking and finishing is all that it costs. */
async function benchQueue(address: string): Promise<void> {
  const connection = queueConnection(readQueueAddress(address));
  const options = { connection, prefix: `bench-${process.pid}` };
  const queue = new Queue("chunks", options);
  const worker = new Worker("chunks", null, { ...options, autorun: false });
  const data = { scene: "x".repeat(4000) };
  const jobs = Array.from({ length: JOBS }, (_, i) => ({ name: "chunk", data, opts: { priority: i + 1 } }));
  const addedMs = performance.now();
  await queue.addBulk(jobs);
  const startedMs = performance.now();
  for (let i = 0; i < JOBS; i++) {
    const job = await worker.getNextJob("token", { block: false });
    await job?.moveToCompleted({ frames: 100 }, "token", false);
  }
  const takenMs = (performance.now() - startedMs) / JOBS;
  console.log(
    `${JOBS} chunks through the queue: ${takenMs.toFixed(2)} ms each to take and finish, ${((startedMs - addedMs) / JOBS).toFixed(2)} ms to order`,
  );
  await queue.obliterate({ force: true });
  await worker.close();
  await queue.close();
}
