/** A studio of its own for a test: the built program on a free port with a fresh data folder, spoken to over HTTP. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import { FolderFiles } from "../../src/adapters/files/folder-files.js";
import type { FileShelf, FileStore } from "../../src/studio/file-store.js";
import { AnswerCheck } from "./answer-check.js";
import { farmFilesOf, farmOf, isOnFarm } from "./farm-of-studio.js";
import { isolated } from "./loopback.js";
import { killGroup, PROGRAM } from "./program-run.js";
import { ATTRIBUTION, eventsOf } from "./wire.js";

export { ATTRIBUTION, eventsOf } from "./wire.js";

const START_LIMIT_MS = 30_000;

/** An answer in the envelope. */
export interface Answer {
  status: number;
  headers: Headers;
  // Tests look into answers as far as they like; the document of the API says what is there.
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test asserts.
  body: any;
}

export interface StudioSetting {
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** A data folder of an earlier studio. */
  data?: string;
}

/** A studio's process. */
export interface StudioProcess {
  data: string;
  url: string;
  child: ChildProcess;
  /** What it has logged. */
  log: { text: string };
}

/**
 * Starts the built program as a studio; it ends with the test file.
 * @param isAlone in a network with loopback alone, which the test itself cannot reach.
 */
export async function launchStudio(
  { flags = [], env = {}, data = newFolder() }: StudioSetting = {},
  isAlone = false,
): Promise<StudioProcess> {
  const serve = [PROGRAM, "serve", "--port", "0", "--data", data, "--log", "info", ...flags];
  const [command, words] = isAlone ? isolated([process.execPath, ...serve]) : [process.execPath, serve];
  const child = spawn(command, words, {
    env: { ...process.env, HD_LOCAL_CACHE: join(data, "cache"), ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  const log = { text: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log.text += text;
  });
  return { data, url: await addressOf(child, log), child, log };
}

/** The same studio with its adapters, where the tests ask for others. */
async function settled(setting: StudioSetting): Promise<StudioSetting> {
  const { flags = [], env = {}, data = newFolder() } = setting;
  if (!isOnFarm() || flags.includes("--queue")) return setting;
  const farm = await farmOf(data);
  return { flags: [...flags, ...farm.flags], env: { ...farm.env, ...env }, data };
}

/** A running studio. */
export class TestStudio {
  readonly data: string;
  readonly url: string;
  readonly child: ChildProcess;
  readonly check: AnswerCheck;
  /** Where files lie until they are kept. */
  readonly partsFolder: string;
  readonly #log: { text: string };

  private constructor(data: string, url: string, child: ChildProcess, check: AnswerCheck, log: { text: string }) {
    this.data = data;
    this.partsFolder = join(data, isOnFarm() ? "farm" : "files", "parts");
    this.url = url;
    this.child = child;
    this.check = check;
    this.#log = log;
  }

  /** Starts a studio; it ends with the test file. */
  static async start(setting: StudioSetting = {}): Promise<TestStudio> {
    const { data, url, child, log } = await launchStudio(await settled(setting));
    return new TestStudio(data, url, child, await AnswerCheck.from(url), log);
  }

  /** What the server has logged. */
  get log(): string {
    return this.#log.text;
  }

  /** What it keeps, wherever that lies. */
  async files(): Promise<FileStore> {
    return isOnFarm() ? await farmFilesOf(this.data) : await FolderFiles.open(join(this.data, "files"));
  }

  /** The keys of the files on one of its shelves. */
  async keysOf(shelf: FileShelf): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of (await this.files()).list()) if (key.startsWith(`${shelf}/`)) keys.push(key);
    return keys;
  }

  /** Ends it as a loss of power would, with its workers. */
  async kill(): Promise<void> {
    const ended = exited(this.child);
    killGroup(this.child, "SIGKILL");
    await ended;
  }

  /** Ends it as Ctrl-C does, and gives the exit code. */
  async stop(): Promise<number | null> {
    const ended = exited(this.child);
    this.child.kill("SIGTERM");
    await ended;
    return this.child.exitCode;
  }

  /** A request without an account. The answer is checked against the document of the API. */
  async ask(method: string, path: string, options: AskOptions = {}): Promise<Answer> {
    const { json, ...init } = options;
    const body = json === undefined ? options.body : JSON.stringify(json);
    const response = await fetch(new URL(path, this.url), {
      ...init,
      method,
      ...(body === undefined ? {} : { body }),
      headers: { ...(json === undefined ? {} : { "content-type": "application/json" }), ...options.headers },
    });
    const text = await response.text();
    const answer: Answer = { status: response.status, headers: response.headers, body: parsed(text) };
    this.check.verify(method, path, answer);
    return answer;
  }

  /** A new anonymous account. */
  async account(): Promise<Account> {
    const { body } = await this.ask("POST", "/api/auth/anonymous-token", { headers: { "x-client-id": randomUUID() } });
    return new Account(this, body.data.token, body.data.user_id);
  }
}

export interface AskOptions {
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  body?: NonNullable<RequestInit["body"]>;
}

/** Somebody with a token. */
export class Account {
  readonly studio: TestStudio;
  readonly token: string;
  readonly id: string;

  constructor(studio: TestStudio, token: string, id: string) {
    this.studio = studio;
    this.token = token;
    this.id = id;
  }

  ask(method: string, path: string, options: AskOptions = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, ...options.headers };
    return this.studio.ask(method, path, { ...options, headers });
  }

  /** Opens a session and gives its id. */
  async session(name = "project"): Promise<string> {
    const { body } = await this.ask("POST", "/api/tasks/me/with-session/nemo_agent", { json: { task_name: name } });
    return body.session_id;
  }

  async upload(
    session: string,
    files: readonly { path?: string; bytes?: Uint8Array<ArrayBuffer>; name: string }[],
  ): Promise<Answer> {
    const { openAsBlob } = await import("node:fs");
    const form = new FormData();
    for (const { path, bytes, name } of files)
      form.append("files", path === undefined ? new Blob([bytes ?? new Uint8Array()]) : await openAsBlob(path), name);
    return await this.ask("POST", `/api/upload-video/nemo_agent/me/${session}`, { body: form });
  }

  /** A session with one clip. */
  async sessionWith(path: string, name = "clip.mp4"): Promise<string> {
    const session = await this.session();
    const { status, body } = await this.upload(session, [{ path, name }]);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return session;
  }

  async state(session: string): Promise<Answer["body"]> {
    return (await this.ask("GET", `/api/state/nemo_agent/me/${session}/latest`)).body.data;
  }

  /** Says something, and gives the events of the stream. */
  async say(session: string, words: string, extra: object = {}): Promise<Record<string, unknown>[]> {
    const response = await fetch(new URL("/run_sse", this.studio.url), {
      method: "POST",
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json", ...ATTRIBUTION },
      body: JSON.stringify({
        app_name: "nemo_agent",
        user_id: "me",
        session_id: session,
        new_message: { parts: [{ text: words }] },
        ...extra,
      }),
    });
    if (response.status !== 200) throw new Error(await response.text());
    return eventsOf(await response.text());
  }

  /** Submits an export, small and quick. */
  submit(session: string, id: string, extra: object = {}): Promise<Answer> {
    return this.ask("POST", "/api/render/proxy/lambda", {
      headers: ATTRIBUTION,
      json: { id, sessionId: session, output: { format: "mp4", quality: "low", resolution: "640x360" }, ...extra },
    });
  }

  /** Asks after a render until it has ended. */
  async ended(id: string, limitMs = 90_000): Promise<Answer["body"]> {
    const untilMs = Date.now() + limitMs;
    for (;;) {
      const { body } = await this.ask("GET", `/api/render/proxy/lambda/${id}`);
      if (!["pending", "processing"].includes(body.status)) return body;
      if (Date.now() > untilMs)
        throw new Error(`Render ${id} does not end: ${JSON.stringify(body)}\n${this.studio.log}`);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}

/** All that a stream says to the person, whole events only. */
export function wordsOf(events: readonly Record<string, unknown>[]): string {
  return events
    .filter(({ partial }) => partial !== true)
    .flatMap((event) => (event["content"] as { parts?: { text?: string }[] } | undefined)?.parts ?? [])
    .flatMap(({ text }) => text ?? [])
    .join("\n");
}

/** A folder that is removed behind the tests. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hd-local-studio-"));
  folders.push(folder);
  return folder;
}

const started = new Set<ChildProcess>();
const folders: string[] = [];
afterAll(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = exited(child);
    killGroup(child, "SIGKILL");
    await ended;
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("close", () => resolve()));
}

async function addressOf(child: ChildProcess, log: { text: string }): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error("The studio has no output.");
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  let text = "";
  try {
    for await (const part of Readable.from(stdout, { signal: limit })) {
      text += String(part);
      const address = /open at (http:\S+)/.exec(text)?.[1];
      if (address !== undefined) return address;
    }
  } catch (error) {
    throw new Error(`The studio does not start.\n${text}\n${log.text}`, { cause: error });
  }
  throw new Error(`The studio ended.\n${text}\n${log.text}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
