/** A studio as a process that can be killed at any moment, and started again on the same data folder and port. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { killGroup, PROGRAM } from "../support/program-run.js";
import type { Deployment } from "./deployment.js";

const START_LIMIT_MS = 60_000;

export class ServerProcess {
  readonly data: string;
  readonly #deployment: Deployment;
  #child: ChildProcess | undefined;
  #url = "";
  #errors = "";

  constructor(data: string, deployment: Deployment) {
    this.data = data;
    this.#deployment = deployment;
  }

  /** Where it listens; as of the latest start. */
  get url(): string {
    return this.#url;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** What it wrote on standard error, all starts together. */
  get errors(): string {
    return this.#errors;
  }

  async start(): Promise<void> {
    const { flags, env } = this.#deployment;
    const port = this.#url === "" ? "0" : new URL(this.#url).port;
    const child = spawn(process.execPath, [PROGRAM, "serve", "--port", port, "--data", this.data, ...flags], {
      env: { ...process.env, HD_LOCAL_CACHE: join(this.data, "cache"), ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
    let output = "";
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`The studio ${why}.\n${output}\n${this.#errors}`));
      const limit = setTimeout(() => fail("does not start"), START_LIMIT_MS);
      child.once("close", () => fail("ended"));
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        const address = /open at (http:\S+)/.exec(output)?.[1];
        if (address === undefined) return;
        clearTimeout(limit);
        this.#url = address;
        resolve();
      });
    });
  }

  /** Ends it as a loss of power does: the server alone, or with everything below it. */
  async kill(isWholeTree: boolean): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (isWholeTree) killGroup(child, "SIGKILL");
    else child.kill("SIGKILL");
    await ended;
  }

  /** Ends it as Ctrl-C does, and gives the exit code. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    return child.exitCode;
  }
}
