/** What a farm stands on, for tests: Debian's Redis and an S3 server from the npm registry, each with a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { killGroup } from "./program-run.js";

/** Where Redis is; undefined where it is not installed. */
export const REDIS = ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"].find(
  (path) => existsSync(path),
);
const S3_SERVER = createRequire(import.meta.url).resolve("s3rver/bin/s3rver.js");
const BUCKET = "films";
/** The S3 server knows these keys and no others. */
export const S3_KEYS = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER" } as const;
const START_LIMIT_MS = 20_000;

/** A server that can be killed, and started again where it was. */
export class TestServer {
  readonly url: string;
  readonly #host: string;
  readonly #port: number;
  readonly #start: () => ChildProcess;
  #child: ChildProcess;

  private constructor(url: string, host: string, port: number, start: () => ChildProcess) {
    this.url = url;
    this.#host = host;
    this.#port = port;
    this.#start = start;
    this.#child = start();
  }

  /** Redis with an append-only file. @param host others than loopback are for tests between network namespaces. */
  static async redis(host = "127.0.0.1"): Promise<TestServer> {
    const [folder, port] = [newFolder("redis"), await freePort()];
    const flags = ["--port", String(port), "--bind", host, "--dir", folder, "--appendonly", "yes", "--save", ""];
    const start = (): ChildProcess =>
      started(spawn(REDIS ?? "redis-server", [...flags, "--protected-mode", "no"], { stdio: "ignore" }));
    return await TestServer.#run(new TestServer(`redis://${host}:${port}`, host, port, start));
  }

  /** An S3 server with one bucket; its `url` is what `--files` takes. */
  static async s3(host = "127.0.0.1"): Promise<TestServer> {
    const [folder, port] = [newFolder("s3"), await freePort()];
    const flags = ["-d", folder, "-a", host, "-p", String(port), "--silent", "--configure-bucket", BUCKET];
    const start = (): ChildProcess => started(spawn(process.execPath, [S3_SERVER, ...flags], { stdio: "ignore" }));
    const url = `s3://${BUCKET}?endpoint=http://${host}:${port}`;
    return await TestServer.#run(new TestServer(url, host, port, start));
  }

  static async #run(server: TestServer): Promise<TestServer> {
    await server.#untilOpen();
    return server;
  }

  /** Ends it as a loss of power would. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
  }

  /** Of Redis: everything that it knows is gone. */
  async forget(): Promise<void> {
    const redis = new Redis(this.url);
    await redis.flushall();
    redis.disconnect();
  }

  async startAgain(): Promise<void> {
    this.#child = this.#start();
    await this.#untilOpen();
  }

  async #untilOpen(): Promise<void> {
    const untilMs = Date.now() + START_LIMIT_MS;
    while (!(await isOpen(this.#host, this.#port))) {
      if (Date.now() > untilMs) throw new Error(`${this.url} does not start.`);
      await delay(50);
    }
  }
}

/** A folder that is removed behind the tests. */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `hd-local-${name}-`));
  folders.push(folder);
  return folder;
}

const children = new Set<ChildProcess>();
const folders: string[] = [];

/** Ends every server and every worker, and removes their folders. */
export async function endFarmParts(): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (groups.has(child)) killGroup(child, "SIGKILL");
    else child.kill("SIGKILL");
    await ended;
  }
  children.clear();
  for (const folder of folders.splice(0))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

const groups = new WeakSet<ChildProcess>();

/** Ends a process, and those that it has started, with {@link endFarmParts}. */
export function endsWithParts(child: ChildProcess): void {
  children.add(child);
  groups.add(child);
}

function started(child: ChildProcess): ChildProcess {
  children.add(child);
  return child;
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => [socket.destroy(), resolve(true)]);
    socket.once("error", () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject()));
    });
  });
}
