/**
 * A backend that behaves like the original cloud: silent edits, GUI talk, heartbeats for minutes, drops, every error
 * code, both published shapes of answers. It is a `fetch`, so that tests can fake time; `listen` puts it on loopback for
 * the whole program.
 */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Readable } from "node:stream";

/** What one turn does, step by step. */
export type TurnStep =
  | { say: string }
  | { partial: string }
  | { tool: string }
  /** Heartbeats, one every fifteen seconds. */
  | { heartbeats: number }
  | { raw: string }
  | { waitMs: number }
  /** Changes the draft. */
  | { edit: (draft: FakeDraft) => void }
  | { error: string; code?: number }
  /** The connection breaks. */
  | { drop: true };

export interface FakeDraft {
  t: { tt: number; sg: { n?: string; tx?: string; s: number; d: number; vol?: number }[] }[];
  d: number;
  m: Record<string, unknown>;
}

/** A refusal that the next fitting request gets. */
export interface PlannedRefusal {
  /** Of the path. */
  on: RegExp;
  code: number;
  httpStatus: number;
  message?: string;
  data?: Record<string, unknown>;
  /** How many requests get it. Default: 1. */
  times?: number;
  /** The connection breaks instead: before anything arrives, or behind it. */
  breaks?: "before" | "after";
}

export interface SeenRequest {
  method: string;
  path: string;
  headers: Headers;
  body: Uint8Array;
  json: unknown;
}

interface FakeRender {
  id: string;
  looks: number;
  fails: boolean;
  isCancelled: boolean;
}

const HEARTBEAT_MS = 15_000;
const encoder = new TextEncoder();

export class FakeBackend {
  /** `envelope` answers `{code, message, data}`; `bare` the fields alone, under the other published names. */
  readonly shape: "envelope" | "bare";
  readonly requests: SeenRequest[] = [];
  readonly refusals: PlannedRefusal[] = [];
  readonly turns: TurnStep[][] = [];
  readonly tokens = new Set<string>();
  readonly sessions = new Map<string, FakeDraft>();
  readonly renders = new Map<string, FakeRender>();
  readonly clientIds = new Set<string>();
  credits = { available: 100, frozen: 0 };
  /** What a finished render is. */
  file: Uint8Array = new Uint8Array(1000).map((_, i) => i % 251);
  /** Looks at a render until it is finished. */
  renderLooks = 3;
  renderFails = false;
  /** The file's download breaks behind so many bytes, so many times. */
  downloadDrops: number[] = [];

  constructor(shape: "envelope" | "bare" = "envelope") {
    this.shape = shape;
  }

  /** Plans what the next turns do; where none is planned, the turn answers «Done.» */
  plan(...turns: TurnStep[][]): void {
    this.turns.push(...turns);
  }

  refuse(refusal: PlannedRefusal): void {
    this.refusals.push(refusal);
  }

  seen(path: RegExp): SeenRequest[] {
    return this.requests.filter((request) => path.test(request.path));
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname;
    const body = new Uint8Array(await request.arrayBuffer());
    const refusal = this.#refusalFor(path);
    if (refusal?.breaks === "before")
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });
    const json: unknown =
      request.headers.get("content-type")?.includes("json") && body.length > 0
        ? JSON.parse(new TextDecoder().decode(body))
        : undefined;
    this.requests.push({ method: request.method, path, headers: request.headers, body, json });
    if (refusal?.breaks === "after") {
      this.#route(request, path, json);
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    }
    if (refusal !== undefined) return refused(refusal);
    return this.#route(request, path, json);
  };

  /** On a free port of loopback, for the whole program. */
  async listen(): Promise<{ url: string } & AsyncDisposable> {
    const server = createServer((incoming, outgoing) => {
      void (async () => {
        const { port } = server.address() as { port: number };
        const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
        const response = await this.fetch(`http://127.0.0.1:${port}${incoming.url ?? "/"}`, {
          method: incoming.method ?? "GET",
          headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]),
          ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: "half" } : {}),
        } as RequestInit);
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        if (response.body !== null) for await (const piece of response.body) outgoing.write(piece);
        outgoing.end();
      })().catch(() => outgoing.destroy());
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    return {
      url: `http://127.0.0.1:${port}`,
      [Symbol.asyncDispose]: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }

  #refusalFor(path: string): PlannedRefusal | undefined {
    const index = this.refusals.findIndex(({ on }) => on.test(path));
    const refusal = this.refusals[index];
    if (refusal === undefined) return undefined;
    const left = (refusal.times ?? 1) - 1;
    if (left <= 0) this.refusals.splice(index, 1);
    else this.refusals[index] = { ...refusal, times: left };
    return refusal;
  }

  #route(request: Request, path: string, json: unknown): Response {
    if (path === "/healthz") return Response.json({ ok: true });
    if (path === "/media/result.mp4") return this.#download(request);
    if (path === "/api/auth/anonymous-token") return this.#newToken(request);
    const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
    if (!this.tokens.has(token)) return refused({ code: 1001, httpStatus: 401, message: "Bad token." });
    if (path === "/api/tasks/me/with-session/nemo_agent") return this.#newSession();
    if (path === "/api/credits/balance/simple")
      return this.#ok({ ...this.credits, total: this.credits.available + this.credits.frozen });
    const { session_id, sessionId } = (json ?? {}) as { session_id?: string; sessionId?: string };
    const sid = session_id ?? sessionId ?? /\/me\/([^/]+)/.exec(path)?.[1];
    if (/^\/api\/render\/proxy\/lambda\/./.test(path)) return this.#renderStatus(path);
    const draft = this.sessions.get(sid ?? "");
    if (draft === undefined) return refused({ code: 1002, httpStatus: 404, message: "Session not found." });
    if (path.startsWith("/api/upload-video/")) return this.#upload(draft, json);
    if (path.startsWith("/api/state/")) return this.#state(draft);
    if (path === "/run_sse") return this.#turn(draft, request.signal);
    if (path === "/api/render/proxy/lambda") return this.#newRender(request, json as { id: string });
    return refused({ code: 404, httpStatus: 404, message: "No such route." });
  }

  #ok(data: Record<string, unknown>): Response {
    return Response.json(this.shape === "envelope" ? { code: 0, message: "ok", data } : data);
  }

  #newToken(request: Request): Response {
    const clientId = request.headers.get("x-client-id") ?? "";
    if (!/^[0-9a-f-]{36}$/.test(clientId))
      return refused({ code: 400, httpStatus: 400, message: "X-Client-Id missing." });
    if (this.clientIds.has(clientId)) return refused({ code: 429, httpStatus: 429, message: "One token a client." });
    this.clientIds.add(clientId);
    const token = `nmv_usr_${randomUUID()}`;
    this.tokens.add(token);
    const expires_at = new Date(Date.now() + 7 * 24 * 3_600_000).toISOString();
    return Response.json({ code: 0, message: "ok", data: { token, user_id: "u1", credits: 100, expires_at } });
  }

  #newSession(): Response {
    const id = `sess-${randomUUID()}`;
    this.sessions.set(id, { t: [], d: 0, m: {} });
    if (this.shape === "bare") return Response.json({ sessionId: id, bindId: "bind-1" });
    return Response.json({
      code: 0,
      message: "ok",
      session_id: id,
      data: { task_id: "t", session_id: id, bind: "bind-1" },
    });
  }

  #upload(draft: FakeDraft, json: unknown): Response {
    const urls = (json as { urls?: string[] } | undefined)?.urls;
    const body = this.requests.at(-1)?.body ?? new Uint8Array();
    const head = new TextDecoder().decode(body.slice(0, 2000));
    const names = urls ?? [/filename="([^"]*)"/.exec(head)?.[1] ?? "file"];
    for (const n of names) {
      draft.t[0] ??= { tt: 0, sg: [] };
      draft.t[0].sg.push({ n, s: draft.d, d: 10_000 });
      draft.d += 10_000;
    }
    const files = names.map((name) =>
      this.shape === "envelope"
        ? { filename: name, file_type: "video", cdn_url: "/media/x", duration: 10, width: 640, height: 360, size: 1 }
        : { name, type: "video", url: "/media/x", duration: 10, file_size: 1 },
    );
    return this.shape === "envelope"
      ? this.#ok({ files, session_state_applied: true })
      : Response.json({ data: files });
  }

  #state(draft: FakeDraft): Response {
    const known = draft.t.length === 0 ? {} : structuredClone(draft);
    // Some versions of the API hold the draft as text.
    if (this.shape === "bare")
      return Response.json({ draft: JSON.stringify(known), generatedMedia: {}, bindId: "bind-1" });
    return this.#ok({
      state: { draft: known, video_infos: [], canvas_config: {}, generated_media: [] },
      version: 1,
      bind: "bind-1",
    });
  }

  #turn(draft: FakeDraft, signal: AbortSignal): Response {
    const steps = this.turns.shift() ?? [{ say: "Done." }];
    const event = (content: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
      `data: ${JSON.stringify({ id: randomUUID(), author: "nemo_agent", content, ...more })}\n\n`;
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        signal.addEventListener("abort", () => controller.error(signal.reason), { once: true });
        const send = (text: string): void => controller.enqueue(encoder.encode(text));
        try {
          for (const step of steps) {
            if ("say" in step) send(event({ role: "model", parts: [{ text: step.say }] }));
            else if ("partial" in step)
              send(event({ role: "model", parts: [{ text: step.partial }] }, { partial: true }));
            else if ("tool" in step) {
              send(
                event({ role: "model", parts: [{ functionCall: { id: "c1", name: step.tool, args: { secret: 1 } } }] }),
              );
              send(event({ role: "user", parts: [{ functionResponse: { id: "c1", name: step.tool, response: {} } }] }));
            } else if ("heartbeats" in step) {
              for (let i = 0; i < step.heartbeats; i++) {
                await new Promise((wake) => setTimeout(wake, HEARTBEAT_MS));
                send("data:\n\n");
              }
            } else if ("raw" in step) send(step.raw);
            else if ("waitMs" in step) await new Promise((wake) => setTimeout(wake, step.waitMs));
            else if ("edit" in step) step.edit(draft);
            else if ("error" in step) send(`data: ${JSON.stringify(step)}\n\n`);
            else {
              controller.error(Object.assign(new Error("terminated"), { code: "UND_ERR_SOCKET" }));
              return;
            }
          }
          controller.close();
        } catch {
          // The reader has left.
        }
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  }

  #newRender(request: Request, { id }: { id: string }): Response {
    const named = ["x-skill-source", "x-skill-version", "x-skill-platform"].every((name) => request.headers.get(name));
    if (!named)
      return refused({
        code: 402,
        httpStatus: 402,
        message: "Attribution headers missing.",
        data: { reason: "headers" },
      });
    if (this.renders.has(id)) return refused({ code: 409, httpStatus: 409, message: "Duplicate id." });
    this.renders.set(id, { id, looks: 0, fails: this.renderFails, isCancelled: false });
    return this.#renderStatus(`/${id}`);
  }

  #renderStatus(path: string): Response {
    const [, id = "", action] = /\/([^/]+?)(?:\/(cancel))?$/.exec(path) ?? [];
    const render = this.renders.get(id);
    if (render === undefined) return refused({ code: 404, httpStatus: 404, message: "No such render." });
    if (action === "cancel") render.isCancelled = true;
    else render.looks++;
    const isDone = render.looks > this.renderLooks;
    const status = render.isCancelled ? "cancelled" : !isDone ? "processing" : render.fails ? "failed" : "completed";
    const progress = isDone ? 100 : Math.round((100 * render.looks) / (this.renderLooks + 1));
    const url = "/media/result.mp4";
    if (this.shape === "bare")
      return Response.json({
        success: true,
        id,
        status: status === "completed" ? "succeeded" : status,
        progress,
        ...(status === "completed" ? { outputUrl: url } : {}),
      });
    const output =
      status === "completed"
        ? { output: { url, duration: 10, size: this.file.length, width: 1920, height: 1080 } }
        : {};
    return Response.json({
      code: 0,
      success: true,
      id,
      status,
      progress,
      ...output,
      data: { id, status, progress, ...output },
    });
  }

  #download(request: Request): Response {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
    const rest = this.file.slice(from);
    const drop = this.downloadDrops.shift();
    let isBegun = false;
    const headers: Record<string, string> = {
      "content-type": "video/mp4",
      "content-length": String(rest.length),
      etag: '"one"',
      ...(from > 0 ? { "content-range": `bytes ${from}-${this.file.length - 1}/${this.file.length}` } : {}),
    };
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (drop === undefined) {
            controller.enqueue(rest);
            controller.close();
          } else if (!isBegun) {
            isBegun = true;
            controller.enqueue(rest.slice(0, drop));
          } else controller.error(new Error("terminated"));
        },
      },
      { highWaterMark: 1 },
    );
    return new Response(stream, { status: from > 0 ? 206 : 200, headers });
  }
}

function refused({ code, httpStatus, message = "No.", data }: Omit<PlannedRefusal, "on">): Response {
  return Response.json({ code, message, ...(data ? { data } : {}) }, { status: httpStatus });
}
