/** The server of this machine: the one that runs, or one of our own that ends with us. */
import { type ChildProcess, spawn } from "node:child_process";
import { Fault } from "../../faults.js";
import { ConnectionLost } from "../wire-error.js";
import type { ConfigFile } from "./config-file.js";
import { PROGRAM_PATH } from "./program.js";

/** Where `hd-local serve` listens unless told otherwise. */
const USUAL_ADDRESS = "http://127.0.0.1:7788";
const ADDRESS = /\bopen at (http:\/\/\S+)/;
/** A server that takes longer to say where it is hangs. */
const START_LIMIT_MS = 60_000;
const LOOK_LIMIT_MS = 2000;
const STOP_LIMIT_MS = 25_000;

/**
 * A server of this machine, kept available: where the one in use ends (another client had started it), the next request
 * finds or starts another. Dispose it to stop a server of our own.
 */
export class LocalServer implements AsyncDisposable {
  readonly #config: ConfigFile;
  #address: string;
  #child: ChildProcess | undefined;
  #finding: Promise<string> | undefined;
  readonly #onExit = (): void => void this.#child?.kill("SIGTERM");

  private constructor(config: ConfigFile) {
    this.#config = config;
    this.#address = USUAL_ADDRESS;
  }

  /** @throws Fault `server-unreachable` where none runs and none can be started. */
  static async find(config: ConfigFile): Promise<LocalServer> {
    const server = new LocalServer(config);
    await server.#find();
    return server;
  }

  /** Where it listened first; {@link fetch} leads requests for it to where it listens now. */
  readonly baseUrl = "http://hd-local.localhost";

  /** The global `fetch`, led to this server. */
  readonly fetch: typeof fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    const isOurs = url.startsWith(`${this.baseUrl}/`);
    try {
      return await fetch(isOurs ? this.#address + url.slice(this.baseUrl.length) : url, init);
    } catch (error) {
      // Whoever sent the request tries again, and then there is a server.
      if (isOurs && new ConnectionLost(error).neverArrived) await this.#find();
      throw error;
    }
  };

  /** One search, however many requests wait for it. */
  #find(): Promise<string> {
    this.#finding ??= this.#search().finally(() => {
      this.#finding = undefined;
    });
    return this.#finding;
  }

  async #search(): Promise<string> {
    const { startedServer } = await this.#config.read();
    for (const address of [USUAL_ADDRESS, startedServer]) {
      if (address !== undefined && (await isServer(address))) {
        this.#address = address;
        return address;
      }
    }
    this.#address = await this.#start();
    await this.#config.change((content) => {
      content.startedServer = this.#address;
    });
    return this.#address;
  }

  async #start(): Promise<string> {
    // Standard input ends with us, however we end, and the server with it.
    const child = spawn(process.execPath, [PROGRAM_PATH, "serve", "--port", "0", "--with-parent"], {
      stdio: ["pipe", "pipe", "pipe"],
      // A Ctrl-C in the terminal is for us: the server is needed to end what it was at.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.#child = child;
    process.on("exit", this.#onExit);
    try {
      return await saidAddress(child);
    } catch (error) {
      await stop(child);
      this.#forget();
      // Another client was quicker: its server has the folder.
      const { startedServer } = await this.#config.read();
      if (startedServer !== undefined && (await isServer(startedServer))) return startedServer;
      throw error;
    }
  }

  #forget(): void {
    this.#child = undefined;
    process.off("exit", this.#onExit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    await this.#config.change((content) => {
      if (content.startedServer === this.#address) delete content.startedServer;
    });
    await stop(child);
    this.#forget();
  }
}

/** True where a server of ours answers. */
async function isServer(address: string): Promise<boolean> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LOOK_LIMIT_MS);
  try {
    const response = await fetch(`${address}/healthz`, { signal: limit.signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function saidAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    let complaint = "";
    const fail = (cause?: unknown): void => {
      clearTimeout(timer);
      const reason = complaint.trim().split("\n").at(-1) ?? "";
      reject(new Fault("server-unreachable", `The local server could not be started. ${reason}`.trim(), { cause }));
    };
    const timer = setTimeout(fail, START_LIMIT_MS);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-10_000);
      const address = ADDRESS.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.on("error", fail);
    child.on("exit", () => fail());
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  child.stdin?.end();
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}
