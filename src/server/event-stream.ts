/**
 * One event stream to one client: a line `data: <JSON>` and a blank line for each event, `data:` and a blank line as a
 * heartbeat, nothing else; it ends by closing.
 */
import type { FastifyReply } from "fastify";

/** A client that does not read is dropped when this much waits for it. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

export class EventStream implements Disposable {
  readonly #reply: FastifyReply;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #gone = new AbortController();

  /** Answers the request: from here on nothing else can. */
  constructor(reply: FastifyReply, heartbeatMs: number) {
    this.#reply = reply;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      // What hooks have set before: security headers, and who may read this.
      ...(reply.getHeaders() as Record<string, string>),
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    raw.flushHeaders();
    raw.on("close", () => this.#gone.abort());
    raw.on("error", () => this.#gone.abort());
    this.#heartbeat = setInterval(() => this.#write("data:\n\n"), heartbeatMs);
  }

  /** Aborted when the client is gone. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  send(event: unknown): void {
    this.#write(`data: ${JSON.stringify(event)}\n\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#heartbeat);
    if (!this.#gone.signal.aborted) this.#reply.raw.end();
  }

  #write(text: string): void {
    const { raw } = this.#reply;
    if (this.#gone.signal.aborted || raw.writableEnded) return;
    if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy();
    else raw.write(text);
  }
}
