/** Somebody who uses the studio without a pause, and remembers everything that it acknowledged. */
import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { ATTRIBUTION, eventsOf } from "../support/wire.js";

/** What was acknowledged, and so must be there for ever. */
export interface Acknowledged {
  uploads: { session: string; assetId: string; sha256: string }[];
  turns: { session: string; invocationId: string; version: number }[];
  edits: { session: string; version: number }[];
  renders: string[];
  /** Renders that were told to be finished, with the size of the film. */
  finished: Map<string, number>;
  cancelled: Set<string>;
}

/** Numbers that look random and are the same for the same seed. */
export type Dice = () => number;

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = [
  "enhance it",
  "make it brighter",
  "add the title Hello",
  "undo that",
  "black and white",
  "trim the first 100 ms",
  "加标题“你好”",
  "how many credits do I have",
];
const EDITS = [
  { op: "flip", axis: "horizontal" },
  { op: "rotate", degrees: 90 },
  { op: "color", brightness: 10 },
];
/** Timelines stay short, so that renders end between two kills. */
const MOST_CLIPS = 3;
const MOST_OPEN_RENDERS = 2;
/** Between two questions to a server that is not there. */
const AWAY_MS = 50;
const REQUEST_LIMIT_MS = 60_000;

export class Person {
  readonly acknowledged: Acknowledged = {
    uploads: [],
    turns: [],
    edits: [],
    renders: [],
    finished: new Map(),
    cancelled: new Set(),
  };
  /** Answers that no server should ever give. */
  readonly surprises: string[] = [];
  readonly #url: () => string;
  readonly #files: readonly string[];
  readonly #dice: Dice;
  readonly #clientId = randomUUID();
  #token: string | undefined;
  #session: { id: string; clips: number } | undefined;

  /** @param files what can be uploaded. */
  constructor(url: () => string, files: readonly string[], dice: Dice) {
    this.#url = url;
    this.#files = files;
    this.#dice = dice;
  }

  /** Does one thing after the other until told to stop; a server that is gone is waited for. */
  async live(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await this.#act();
      } catch (error) {
        // Whatever broke off was not acknowledged.
        if (!isConnectionError(error)) throw error;
        await delay(AWAY_MS);
      }
    }
  }

  /** Asks for something by the account's token. */
  async ask(method: string, path: string, json?: unknown): Promise<{ status: number; body: Body }> {
    const response = await this.#send(method, path, {
      headers: { ...ATTRIBUTION, ...(json === undefined ? {} : { "content-type": "application/json" }) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const body = (await response.json()) as Body;
    if (response.status >= 500) this.surprises.push(`${method} ${path}: ${response.status} ${JSON.stringify(body)}`);
    return { status: response.status, body };
  }

  async #act(): Promise<void> {
    const session = await this.#openSession();
    if (session.clips === 0) {
      await this.#upload(session);
      return;
    }
    const choice = this.#dice();
    if (choice < 0.2) await this.#upload(session);
    else if (choice < 0.5) await this.#say(session.id);
    else if (choice < 0.65) await this.#edit(session.id);
    else if (choice < 0.8) await this.#submit(session.id);
    else if (choice < 0.83) await this.#cancel();
    else await this.#look();
  }

  async #openSession(): Promise<{ id: string; clips: number }> {
    if (this.#token === undefined) {
      const headers = { "x-client-id": this.#clientId };
      const response = await fetch(new URL("/api/auth/anonymous-token", this.#url()), { method: "POST", headers });
      const body = (await response.json()) as Body;
      // A token that was given out and never arrived is lost: its client id has had its share.
      if (response.status === 429) throw new Error("A token was lost; begin with a server that runs.");
      this.#token = body.data.token;
    }
    if (this.#session === undefined || this.#session.clips >= MOST_CLIPS) {
      const { body } = await this.ask("POST", "/api/tasks/me/with-session/nemo_agent", { task_name: "faults" });
      this.#session = { id: body.data.session_id, clips: 0 };
    }
    return this.#session;
  }

  async #upload(session: { id: string; clips: number }): Promise<void> {
    const path = this.#files[Math.floor(this.#dice() * this.#files.length)] ?? "";
    const bytes = await readFile(path);
    const form = new FormData();
    form.append("files", new Blob([bytes]), path);
    // Counted also where the answer does not come: the file may be there all the same.
    session.clips++;
    const response = await this.#send("POST", `/api/upload-video/nemo_agent/me/${session.id}`, { body: form });
    const body = (await response.json()) as Body;
    if (response.status !== 200) {
      this.surprises.push(`upload: ${response.status} ${JSON.stringify(body)}`);
      return;
    }
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    for (const { id } of body.data.files) this.acknowledged.uploads.push({ session: session.id, assetId: id, sha256 });
  }

  async #say(session: string): Promise<void> {
    const text = WORDS[Math.floor(this.#dice() * WORDS.length)] ?? "";
    const response = await this.#send("POST", "/run_sse", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ app_name: "nemo_agent", session_id: session, new_message: { parts: [{ text }] } }),
    });
    let stream = "";
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) {
      stream += decoder.decode(part as Uint8Array, { stream: true });
      const events = eventsOf(stream.slice(0, stream.lastIndexOf("\n\n") + 2));
      const failed = events.find((event) => "error" in event);
      if (failed !== undefined) this.surprises.push(`turn: ${JSON.stringify(failed)}`);
      const last = events.find(({ turnComplete }) => turnComplete === true) as WholeAnswer | undefined;
      if (last === undefined) continue;
      const { invocationId, actions } = last;
      this.acknowledged.turns.push({ session, invocationId, version: actions.stateDelta.version });
      await response.body?.cancel().catch(() => undefined);
      return;
    }
  }

  async #edit(session: string): Promise<void> {
    const edit = EDITS[Math.floor(this.#dice() * EDITS.length)];
    const { status, body } = await this.ask("POST", `/api/sessions/${session}/edits`, { edits: [edit] });
    if (status === 200) this.acknowledged.edits.push({ session, version: body.data.version });
    // What is like that already is refused, and rightly.
    else if (status !== 400) this.surprises.push(`edit: ${status} ${JSON.stringify(body)}`);
  }

  async #submit(session: string): Promise<void> {
    const open = this.acknowledged.renders.filter((id) => !this.#hasEnded(id));
    if (open.length >= MOST_OPEN_RENDERS) {
      await this.#look();
      return;
    }
    const id = `render_${randomUUID()}`;
    const output = { format: "mp4", quality: "low", resolution: "320x180" };
    const { status, body } = await this.ask("POST", "/api/render/proxy/lambda", { id, sessionId: session, output });
    if (status === 200) this.acknowledged.renders.push(id);
    // «undo that» behind an upload takes the clip back: of an empty timeline nothing can be made.
    else if (status !== 400 || body.data.issues[0].path !== "draft")
      this.surprises.push(`render: ${status} ${JSON.stringify(body)}`);
  }

  async #cancel(): Promise<void> {
    const id = this.acknowledged.renders.find((each) => !this.#hasEnded(each));
    if (id === undefined) return;
    const { body } = await this.ask("POST", `/api/render/proxy/lambda/${id}/cancel`);
    if (body.status === "cancelled") this.acknowledged.cancelled.add(id);
  }

  /** Looks how renders stand. */
  async #look(): Promise<void> {
    await delay(20);
    for (const id of this.acknowledged.renders) if (!this.#hasEnded(id)) await this.stateOf(id);
  }

  /** Credits that are held for renders under way. */
  async frozenCredits(): Promise<number> {
    const { body } = await this.ask("GET", "/api/credits/balance/simple");
    return body.data.frozen;
  }

  /** How a render stands; a finished one is acknowledged by that. */
  async stateOf(id: string): Promise<string> {
    const { body } = await this.ask("GET", `/api/render/proxy/lambda/${id}`);
    if (body.status === "completed") this.acknowledged.finished.set(id, body.output.size);
    if (body.status === "cancelled") this.acknowledged.cancelled.add(id);
    if (body.status === "failed") this.surprises.push(`render ${id} failed: ${body.error}`);
    return body.status;
  }

  #hasEnded(id: string): boolean {
    return this.acknowledged.finished.has(id) || this.acknowledged.cancelled.has(id);
  }

  #send(method: string, path: string, init: RequestInit): Promise<Response> {
    return fetch(new URL(path, this.#url()), {
      ...init,
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(init.headers as Record<string, string>) },
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what is checked.
type Body = any;

interface WholeAnswer {
  invocationId: string;
  actions: { stateDelta: { version: number } };
}

/** True for what a process that dies does to its connections; an answer cut in half is no JSON. */
function isConnectionError(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SyntaxError || (error as Error).name === "TimeoutError";
}
