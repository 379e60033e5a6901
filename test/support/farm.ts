/** A farm for tests: a studio, workers, Redis and an S3 server, all on this machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readS3Address } from "../../src/adapters/s3/s3-address.js";
import { S3Bucket } from "../../src/adapters/s3/s3-bucket.js";
import { endsWithParts, newFolder, S3_KEYS, TestServer } from "./farm-parts.js";
import { killGroup, PROGRAM } from "./program-run.js";

const START_LIMIT_MS = 120_000;

export interface TestFarm {
  redis: TestServer;
  s3: TestServer;
  /** For the studio and for workers. */
  flags: string[];
}

/** @param host where its servers listen. */
export async function startFarm(host?: string): Promise<TestFarm> {
  const [redis, s3] = await Promise.all([TestServer.redis(host), TestServer.s3(host)]);
  return { redis, s3, flags: ["--queue", redis.url, "--files", s3.url] };
}

/** Removes every finished part from the store and from the machines: what is ordered next is made anew. */
export async function forgetParts(farm: TestFarm, workers: readonly TestWorker[] = []): Promise<void> {
  Object.assign(process.env, S3_KEYS);
  using bucket = new S3Bucket(readS3Address(farm.s3.url), START_LIMIT_MS);
  for await (const { key } of bucket.list("chunks")) await bucket.remove(key);
  for (const { cache } of workers) {
    const chunks = join(cache, "chunks");
    for (const name of existsSync(chunks) ? readdirSync(chunks) : []) rmSync(join(chunks, name), { force: true });
  }
}

/** What a machine said of a part, and when. */
export interface PartEvent {
  atMs: number;
  kind: "taken" | "made";
  job: string;
}

/** A machine of a farm; it ends with the test file. */
export class TestWorker {
  readonly cache: string;
  readonly child: ChildProcess;
  readonly parts: PartEvent[] = [];
  readonly #out = { text: "" };

  private constructor(child: ChildProcess, cache: string) {
    this.child = child;
    this.cache = cache;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#out.text += text;
        for (const [, kind, job = ""] of text.matchAll(/^(taken|made) (\S+)$/gm))
          this.parts.push({ atMs: performance.now(), kind: kind as PartEvent["kind"], job });
      });
  }

  /** @param wrapper the command that runs it, as `ip netns exec one`. */
  static async start(
    farm: TestFarm,
    { wrapper = [], flags = [], env = {} }: { wrapper?: string[]; flags?: string[]; env?: Record<string, string> } = {},
  ): Promise<TestWorker> {
    const cache = newFolder("worker");
    const [command = "", ...words] = [...wrapper, process.execPath, PROGRAM, "worker", ...farm.flags, ...flags];
    const child = spawn(command, words, {
      env: { ...process.env, ...S3_KEYS, HD_LOCAL_CACHE: join(cache), ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    endsWithParts(child);
    const worker = new TestWorker(child, cache);
    await worker.says(/Ready/, START_LIMIT_MS);
    return worker;
  }

  get output(): string {
    return this.#out.text;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has said until now counts no more. */
  forgetWords(): void {
    this.#out.text = "";
  }

  /** How often it has said something. */
  count(what: RegExp): number {
    return [...this.#out.text.matchAll(new RegExp(what.source, "gm"))].length;
  }

  async says(what: RegExp, limitMs = 60_000): Promise<void> {
    const untilMs = Date.now() + limitMs;
    while (!what.test(this.#out.text)) {
      if (this.child.exitCode !== null || Date.now() > untilMs)
        throw new Error(`The worker does not say ${what}: ${this.#out.text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends it as a loss of power would, with its child processes. */
  async kill(): Promise<void> {
    const ended = exited(this.child);
    killGroup(this.child, "SIGKILL");
    await ended;
  }

  /** Tells it to end, and gives the exit code. */
  async end(): Promise<number | null> {
    const ended = exited(this.child);
    this.child.kill("SIGTERM");
    await ended;
    return this.child.exitCode;
  }
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("close", () => resolve()));
}
