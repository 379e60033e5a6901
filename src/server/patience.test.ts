/** Clients that let the server wait: what they hold is let go of, and nobody else notices. */
import { readdirSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OpenStudio } from "../../test/support/open-studio.js";
import type { Server } from "./context.js";
import { PATIENCE } from "./server.js";

let open: OpenStudio;
let server: Server;
let port: number;
let token: string;
let session: string;

beforeAll(async () => {
  open = await OpenStudio.open();
  const { studio } = open;
  server = await open.serve({ headersMs: 300, bodyMs: 400, silenceMs: 400, checkMs: 50, heartbeatMs: 100 });
  port = (server.server.address() as AddressInfo).port;
  ({ token } = studio.accounts.issueOwner());
  session = studio.sessions.create(studio.accounts.owner(), { name: "project", language: null }).id;
});

afterAll(async () => {
  await server.close();
  await open[Symbol.asyncDispose]();
});

/** Sends a beginning, then a piece now and then, until the server has had enough. Gives what it said. */
async function drip(beginning: string, piece: string, everyMs: number): Promise<string> {
  const socket: Socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(beginning);
  const dripping = setInterval(() => socket.write(piece), everyMs);
  await Promise.race([
    closed,
    delay(10_000).then(() => {
      throw new Error("The server waits for ever.");
    }),
  ]).finally(() => clearInterval(dripping));
  return heard;
}

const authorization = (): string => `Host: localhost\r\nAuthorization: Bearer ${token}\r\n`;

describe("a stream on which nothing happens", () => {
  it("stays open far longer than a body may take: nothing is on its way from the client", async () => {
    const leave = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/api/events/${session}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leave.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const startedMs = performance.now();
    // Twice what a body may take; a connection that ended would give an error, or its end.
    while (performance.now() - startedMs < 800) expect((await reader?.read())?.done).toBe(false);
    leave.abort();
  });

  it("sends `data:` and a blank line, exactly, and no other frame; at least every 15 seconds", async () => {
    const leave = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/api/events/${session}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leave.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("data:\n\ndata:\n\n")) text += (await reader?.read())?.value ?? "";
    leave.abort();
    expect(text).toBe(`data: ${JSON.stringify({ type: "hello", version: 0 })}\n\ndata:\n\ndata:\n\n`);
    expect(PATIENCE.heartbeatMs).toBeLessThan(15_000);
  });
});

describe("a client that sends drop by drop", () => {
  it("its headers, is let go", async () => {
    expect(await drip("GET /healthz HTTP/1.1\r\nHost: localhost\r\n", "x-drip: 1\r\n", 50)).not.toContain("200 OK");
  });

  it("the body of a message, is let go, however steadily it comes", async () => {
    const head = `POST /run_sse HTTP/1.1\r\n${authorization()}Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{`;
    expect(await drip(head, " ", 50)).not.toContain("200 OK");
  });

  it("an upload, is waited for as long as it keeps coming; one that falls silent is let go and leaves nothing", async () => {
    const head = [
      `POST /api/upload-video/nemo_agent/me/${session} HTTP/1.1\r\n${authorization()}`,
      "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n",
      '--x\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n',
    ].join("");
    const startedMs = performance.now();
    const steady = connect(port, "127.0.0.1");
    steady.on("error", () => undefined);
    steady.write(head);
    for (let i = 0; i < 12; i++) {
      steady.write("film");
      await delay(100);
      expect(steady.destroyed, `after ${performance.now() - startedMs} ms`).toBe(false);
    }
    const closed = new Promise((resolve) => steady.once("close", resolve));
    steady.resume();
    await closed;
    const parts = (): string[] => readdirSync(join(open.data, "files", "parts"));
    for (let tries = 0; parts().length > 0 && tries < 100; tries++) await delay(20);
    expect(parts()).toEqual([]);
    expect(open.studio.storage.roomBytes).toBeGreaterThan(0);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });
});
