/** A studio in the test's own process, on real files and records, with a clock of the test's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { FolderFiles } from "../../src/adapters/files/folder-files.js";
import { LocalQueue } from "../../src/adapters/local-queue/local-queue.js";
import { SqliteRecords } from "../../src/adapters/sqlite/sqlite-records.js";
import { GRAMMAR, type Interpreter } from "../../src/agent/interpreter.js";
import type { Server, ServerOptions } from "../../src/server/context.js";
import { createServer } from "../../src/server/server.js";
import { LocalMaker } from "../../src/studio/local-maker.js";
import { DEFAULT_LIMITS, type StorageLimits } from "../../src/studio/storage.js";
import { Studio } from "../../src/studio/studio.js";

/** Where a test's time begins. */
const START_MS = 1_800_000_000_000;

/** Dispose it to close the studio and remove its folder. */
export class OpenStudio implements AsyncDisposable {
  readonly data: string;
  readonly studio: Studio;
  readonly clock: { nowMs: number };

  private constructor(data: string, studio: Studio, clock: { nowMs: number }) {
    this.data = data;
    this.studio = studio;
    this.clock = clock;
  }

  /** Renders that are submitted wait for ever. */
  static async open(limits: Partial<StorageLimits> = {}, interpreter: Interpreter = GRAMMAR): Promise<OpenStudio> {
    const data = mkdtempSync(join(tmpdir(), "hd-local-open-"));
    const clock = { nowMs: START_MS };
    const files = await FolderFiles.open(join(data, "files"));
    const studio = await Studio.open({
      records: new SqliteRecords(":memory:"),
      files,
      queue: new LocalQueue(0),
      maker: new LocalMaker(files, 1),
      folder: data,
      isHosted: false,
      interpreter,
      limits: { ...DEFAULT_LIMITS, ...limits },
      now: () => clock.nowMs,
    });
    return new OpenStudio(data, studio, clock);
  }

  /** A server of this studio on a free port of this machine; whoever opens it closes it. */
  async serve(patience?: ServerOptions["patience"]): Promise<Server> {
    const server = await createServer({
      studio: this.studio,
      host: "127.0.0.1",
      trustsLoopback: false,
      operatorKey: undefined,
      publicUrl: undefined,
      isBehindProxy: false,
      mayFetchPrivate: false,
      showInFolder: undefined,
      pageFolder: undefined,
      version: "0.0.0",
      logger: pino({ level: "silent" }),
      ...(patience && { patience }),
    });
    await server.listen({ port: 0, host: "127.0.0.1" });
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.studio[Symbol.asyncDispose]();
    rmSync(this.data, { recursive: true, force: true });
  }
}
