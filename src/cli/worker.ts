/** `hd-local worker`: makes parts of renders for a studio elsewhere. */
import { Command, Option } from "commander";
import { cacheFolder } from "../folders.js";
import { machineShare, WorkerPool } from "../render/worker-pool.js";
import { numberBetween } from "./option-parsers.js";
import { programVersion } from "./program-version.js";

interface WorkerFlags {
  queue: string;
  files: string;
  slots: number;
  cache: number;
  nice: number;
  drain: number;
}

const GIGABYTE = 1024 ** 3;
/** Nobody waits for a single answer here: what is away for minutes comes back. */
const PATIENCE_MS = 10 * 60_000;
/** What is given back is let go within this time, wherever the queue is. */
const END_LIMIT_MS = 10_000;

export function workerCommand(): Command {
  return new Command("worker")
    .description("make parts of renders on this machine for a studio that was started with --queue and --files")
    .requiredOption("--queue <address>", "the studio's queue: redis://…")
    .requiredOption("--files <address>", "the studio's files: s3://bucket?endpoint=…")
    .addOption(
      new Option("--slots <number>", "parts at a time").argParser(numberBetween(1, 64)).default(machineShare().workers),
    )
    .addOption(
      new Option("--cache <GB>", "room for what is read of the sources")
        .argParser(numberBetween(0.1, 100_000))
        .default(10),
    )
    .addOption(
      new Option("--nice <number>", "how far it stands back behind other programs")
        .argParser(numberBetween(0, 19))
        .default(5),
    )
    .addOption(
      new Option("--drain <seconds>", "time to finish what is begun when it is told to end; then it is given back")
        .argParser(numberBetween(0, 3600))
        .default(20),
    )
    .action(work);
}

async function work(flags: WorkerFlags): Promise<void> {
  const [
    { readQueueAddress },
    { FarmWorker, queuesOf },
    { PartMaker },
    { readS3Address },
    { S3Bucket },
    { SuppliedSources },
    { abilitiesOf },
  ] = await Promise.all([
    import("../adapters/bullmq/farm-address.js"),
    import("../adapters/bullmq/farm-worker.js"),
    import("../adapters/bullmq/part-maker.js"),
    import("../adapters/s3/s3-address.js"),
    import("../adapters/s3/s3-bucket.js"),
    import("../adapters/s3/supplied-sources.js"),
    import("../render/abilities.js"),
  ]);
  const queue = readQueueAddress(flags.queue);
  using bucket = new S3Bucket(readS3Address(flags.files), PATIENCE_MS);
  await bucket.check();
  const say = (words: string): void => void process.stdout.write(`${words}\n`);
  say("Looking at what this machine can do…");
  await using pool = new WorkerPool(1);
  const abilities = await abilitiesOf(pool);
  const folder = cacheFolder();
  await using sources = await SuppliedSources.open(bucket, folder, flags.cache * GIGABYTE);
  await using maker = new PartMaker({ bucket, sources, supplier: sources, folder, niceness: flags.nice });
  // Until here a signal ends the program as it ends any other.
  const { draining, giveBack } = untilTold(flags.drain);
  await using worker = new FarmWorker({
    queue,
    version: programVersion(),
    slots: flags.slots,
    queues: queuesOf(abilities),
    abilities,
    maker,
    onEvent: (event) => {
      if (event.kind === "stranger")
        say(
          `A machine of this farm runs version ${event.version} of another build, this one ${programVersion()}: they do not share work.`,
        );
      else if (event.kind === "failed") say(`${event.kind} ${event.job}: ${event.message}`);
      else say(`${event.kind} ${event.job}`);
    },
  });
  giveBack.addEventListener("abort", () => worker.giveBack());
  const devices = abilities.devices.map(({ device, framesPerSecond }) => `${device} ${framesPerSecond.toFixed(1)}`);
  say(`Ready, ${flags.slots} at a time; frames a second by device: ${devices.join(", ")}`);
  await worker.run(draining);
  say(
    `Read ${megabytes(bucket.traffic.readBytes)} MB, of that sources ${megabytes(sources.fetchedBytes)} MB, sent ${megabytes(bucket.traffic.sentBytes)} MB.`,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** The first signal lets what is begun be finished, for a while; the second gives it back at once. */
function untilTold(drainSeconds: number): { draining: AbortSignal; giveBack: AbortSignal } {
  const [draining, giveBack] = [new AbortController(), new AbortController()];
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (draining.signal.aborted) giveBack.abort();
      draining.abort();
      setTimeout(() => giveBack.abort(), drainSeconds * 1000).unref();
    });
  }
  giveBack.signal.addEventListener("abort", () => void setTimeout(() => process.exit(1), END_LIMIT_MS).unref());
  return { draining: draining.signal, giveBack: giveBack.signal };
}
