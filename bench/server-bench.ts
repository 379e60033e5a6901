/** What measurements of a server share: a studio as a process, an account, and memory as the system counts it. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EMBEDDED } from "../test/faults/deployment.js";
import { ServerProcess } from "../test/faults/server-process.js";
import { ATTRIBUTION } from "../test/support/wire.js";

/** A studio that measures are taken of; dispose it to end it and remove its folder. */
export class MeasuredServer implements AsyncDisposable {
  readonly data: string;
  readonly process: ServerProcess;

  private constructor(data: string, server: ServerProcess) {
    this.data = data;
    this.process = server;
  }

  static async start(flags: readonly string[] = []): Promise<MeasuredServer> {
    const data = await mkdtemp(join(tmpdir(), "hd-local-bench-"));
    const server = new ServerProcess(data, { ...EMBEDDED, flags });
    await server.start();
    return new MeasuredServer(data, server);
  }

  /** Resident memory of the server by itself, in bytes; Linux only. */
  get memoryBytes(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, "latin1");
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }

  /** Headers of a new account. */
  async account(): Promise<Record<string, string>> {
    const answer = await fetch(new URL("/api/auth/anonymous-token", this.process.url), {
      method: "POST",
      headers: { "x-client-id": randomUUID() },
    });
    const { data } = (await answer.json()) as { data: { token: string } };
    return { authorization: `Bearer ${data.token}`, ...ATTRIBUTION };
  }

  async session(headers: Record<string, string>): Promise<string> {
    const body = await this.post("/api/tasks/me/with-session/nemo_agent", headers, {});
    return body.session_id;
  }

  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what is measured.
  async post(path: string, headers: Record<string, string>, json: object): Promise<any> {
    const answer = await fetch(new URL(path, this.process.url), {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(json),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.kill(true);
    await rm(this.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
