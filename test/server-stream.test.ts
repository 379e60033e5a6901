/** The event stream and the Agent Development Kit's own routes, read by the rules of the kit's public clients. */
import { request } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import { clips } from "./support/made-clips.js";
import { type Account, eventsOf, TestStudio, wordsOf } from "./support/studio.js";

let studio: TestStudio;
let person: Account;
let clip: string;

beforeAll(async () => {
  clip = await clips.constantRate("25");
  studio = await TestStudio.start();
  person = await studio.account();
});

interface Event {
  id: string;
  invocationId: string;
  author: string;
  timestamp: number;
  partial?: boolean;
  error?: string;
  code?: number;
  content: { role: string; parts: Part[] };
  actions: { stateDelta: Record<string, unknown> };
}
interface Part {
  text?: string;
  functionCall?: { id: string; name: string; args: Record<string, unknown> };
  functionResponse?: { id: string; name: string; response: Record<string, unknown> };
}

/** The raw bytes of a turn. */
async function streamOf(
  body: object,
  token = person.token,
): Promise<{ headers: Headers; status: number; text: string }> {
  const response = await fetch(new URL("/run_sse", studio.url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { headers: response.headers, status: response.status, text: await response.text() };
}

describe("a turn", () => {
  it("edits the draft, tells the call, the response and the change, and says what changed and what could come next", async () => {
    const session = await person.sessionWith(clip);
    const events = (await person.say(session, "enhance it, trim the first 1 second")) as unknown as Event[];
    const calls = events.flatMap(({ content }) => content.parts.flatMap(({ functionCall }) => functionCall ?? []));
    expect(calls.map(({ name, args }) => [name, args["op"]])).toEqual([
      ["edit", "enhance"],
      ["edit", "trim"],
    ]);
    const responses = events.flatMap(({ content }) =>
      content.parts.flatMap(({ functionResponse }) => functionResponse ?? []),
    );
    expect(responses.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
    expect(responses.every(({ response }) => response["status"] === "applied")).toBe(true);
    for (const { content } of events)
      expect(content.role).toBe(content.parts.some(({ functionResponse }) => functionResponse) ? "user" : "model");
    const words = wordsOf(events as unknown as Record<string, unknown>[]);
    expect(words).toMatch(/1/);
    expect(words).toMatch(/Next you could say: “.+” or “.+”/);
    const state = await person.state(session);
    expect(state).toMatchObject({ version: 2, can_undo: true });
    expect(state.state.draft.d).toBe(1000);
    expect(events.at(-1)?.actions.stateDelta).toMatchObject({ version: 2, summary: state.summary });
    expect(new Set(events.map(({ invocationId }) => invocationId)).size).toBe(1);
  });

  it("is frames of one line `data: <JSON>` and a blank line, partial texts and then one whole", async () => {
    const session = await person.sessionWith(clip);
    const { headers, text } = await streamOf({
      app_name: "nemo_agent",
      user_id: "me",
      session_id: session,
      new_message: { role: "user", parts: [{ text: "make it HD" }] },
    });
    expect(headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(text.endsWith("\n\n")).toBe(true);
    const frames = text.split("\n\n").slice(0, -1);
    for (const frame of frames) {
      expect(frame).not.toContain("\n");
      if (frame !== "data:") expect(() => JSON.parse(frame.slice("data: ".length))).not.toThrow();
    }
    const events = eventsOf(text) as unknown as Event[];
    const texts = events.filter(({ content }) => content.parts.some((part) => part.text !== undefined));
    expect(texts.length).toBeGreaterThan(1);
    const pieces = texts.slice(0, -1);
    expect(pieces.every(({ partial }) => partial === true)).toBe(true);
    expect(texts.at(-1)?.partial).toBeUndefined();
    expect(pieces.map(({ content }) => content.parts[0]?.text).join("")).toBe(texts.at(-1)?.content.parts[0]?.text);
  });

  it("understands both spellings, and gives whole events only to whoever does not stream", async () => {
    const session = await person.sessionWith(clip);
    const { text } = await streamOf({
      appName: "nemo_agent",
      userId: "me",
      sessionId: session,
      newMessage: { parts: [{ text: "upscale this to HD" }] },
      streaming: false,
    });
    const events = eventsOf(text) as unknown as Event[];
    expect(events.some(({ partial }) => partial === true)).toBe(false);
    expect((await person.state(session)).version).toBe(2);
  });

  it("answers what is wrong before the stream opens, in the envelope", async () => {
    const session = await person.session();
    const message = {
      app_name: "nemo_agent",
      user_id: "me",
      session_id: session,
      new_message: { parts: [{ text: "hi" }] },
    };
    for (const [body, token, status, code] of [
      [{ ...message, session_id: "nowhere" }, person.token, 404, 1002],
      [message, "nmv_usr_forged", 401, 1001],
      [{ ...message, new_message: { parts: [] } }, person.token, 400, 400],
      [{ ...message, new_message: { parts: [{ text: "  " }] } }, person.token, 400, 400],
      [{ ...message, app_name: "another" }, person.token, 400, 400],
      [{ ...message, new_message: { parts: [{ text: "x".repeat(8001) }] } }, person.token, 400, 400],
    ] as const) {
      const answer = await streamOf(body, token);
      expect({ status: answer.status, code: JSON.parse(answer.text).code }).toEqual({ status, code });
    }
  });

  it("goes on when the client leaves, and what it did is there", async () => {
    const session = await person.sessionWith(clip);
    const body = JSON.stringify({
      app_name: "nemo_agent",
      session_id: session,
      new_message: { parts: [{ text: "enhance it" }] },
    });
    await new Promise<void>((resolve, reject) => {
      const sent = request(
        new URL("/run_sse", studio.url),
        { method: "POST", headers: { authorization: `Bearer ${person.token}`, "content-type": "application/json" } },
        (response) => {
          response.destroy();
          resolve();
        },
      );
      sent.on("error", (error) => ("code" in error && error.code === "ECONNRESET" ? resolve() : reject(error)));
      sent.end(body);
    });
    for (let tries = 0; tries < 100 && (await person.state(session)).version < 2; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await person.state(session)).version).toBe(2);
  });

  it("of one session come one after the other, and each is whole", async () => {
    const session = await person.sessionWith(clip);
    const answers = await Promise.all(
      ["enhance it", "undo that", "enhance it"].map((words) => person.say(session, words)),
    );
    expect(answers.every((events) => events.length > 0)).toBe(true);
    expect((await person.state(session)).version).toBe(4);
    const { body } = await person.ask("GET", `/api/sessions/${session}/messages`);
    const authors = body.data.events.map(({ author, content }: Event) => `${author} ${content.role}`);
    expect(authors.filter((author: string) => author === "user user")).toHaveLength(3);
  });

  it("speaks Chinese to whoever writes Chinese", async () => {
    const session = await person.sessionWith(clip);
    expect(wordsOf(await person.say(session, "让画面变清晰"))).toMatch(/\p{Script=Han}.*接下来可以说/su);
  });
});

describe("progress", () => {
  it("is told to whoever looks on: files, changes, renders to their end", async () => {
    const session = await person.session();
    const leave = new AbortController();
    const response = await fetch(new URL(`/api/events/${session}`, studio.url), {
      headers: { authorization: `Bearer ${person.token}` },
      signal: leave.signal,
    });
    await person.upload(session, [{ path: clip, name: "clip.mp4" }]);
    await person.say(session, "enhance it");
    await person.submit(session, "render_events");
    let text = "";
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (!text.includes('"completed"')) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      text += value ?? "";
    }
    leave.abort();
    const kinds = new Set(eventsOf(text).map(({ type }) => type));
    expect([...kinds].sort()).toEqual(
      ["hello", "asset-ready", "draft-changed", "turn-started", "turn-finished", "render-progress"].sort(),
    );
  });
});

describe("the kit's client", () => {
  /** As published: `fetch`, errors by `error`, every answer read as JSON, frames split on blank lines. */
  class KitClient {
    readonly #headers: Record<string, string>;
    readonly #url: string;

    constructor(url: string, headers: Record<string, string>) {
      this.#url = url;
      this.#headers = { "content-type": "application/json", ...headers };
    }

    // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test asserts.
    async fetch(method: string, path: string, body?: object): Promise<any> {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        headers: this.#headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const json = (await response.json()) as { error?: string };
      if (!response.ok) throw new Error(json.error ?? `Request failed with status ${response.status}`);
      return json;
    }

    async *run(session: string, user: string, words: string): AsyncGenerator<Event> {
      const response = await fetch(`${this.#url}/run_sse`, {
        method: "POST",
        headers: this.#headers,
        body: JSON.stringify({
          appName: "nemo_agent",
          userId: user,
          sessionId: session,
          streaming: true,
          newMessage: { role: "user", parts: [{ text: words }] },
        }),
      });
      const decoder = new TextDecoder();
      let buffer = "";
      for await (const chunk of response.body ?? []) {
        buffer += decoder.decode(chunk, { stream: true });
        const frames = buffer.split("\n\n");
        buffer = frames.pop() ?? "";
        for (const frame of frames) {
          if (!frame.startsWith("data: ")) continue;
          const data = JSON.parse(frame.slice("data: ".length));
          if (data.error) throw new Error(data.error);
          yield data;
        }
      }
    }
  }

  it("opens, finds, lists and deletes sessions, and runs a turn, with a token", async () => {
    const kit = new KitClient(studio.url, { authorization: `Bearer ${person.token}` });
    expect(await kit.fetch("GET", "/list-apps")).toEqual(["nemo_agent"]);
    const base = "/apps/nemo_agent/users/me/sessions";
    const made = await kit.fetch("POST", base, { state: { colour: "green" } });
    expect(made).toMatchObject({ appName: "nemo_agent", userId: "me", events: [], id: expect.any(String) });
    const named = await kit.fetch("POST", `${base}/my-own-name`);
    expect(named.id).toBe("my-own-name");
    await expect(kit.fetch("POST", `${base}/my-own-name`)).rejects.toThrow(/exists already/);
    await person.upload(made.id, [{ path: clip, name: "clip.mp4" }]);
    const events: Event[] = [];
    for await (const event of kit.run(made.id, "me", "enhance it")) events.push(event);
    expect(events.at(-1)).toMatchObject({ author: "nemo_agent", content: { role: "model" } });
    const found = await kit.fetch("GET", `${base}/${made.id}`);
    expect(found.events.map(({ author }: Event) => author)).toContain("user");
    expect(found.lastUpdateTime).toBeGreaterThan(1_700_000_000);
    const ids = (await kit.fetch("GET", base)).map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining([made.id, "my-own-name"]));
    await kit.fetch("DELETE", `${base}/${made.id}`);
    await expect(kit.fetch("GET", `${base}/${made.id}`)).rejects.toThrow(/no such session/);
    await expect(kit.fetch("GET", "/apps/another/users/me/sessions")).rejects.toThrow(/no app/);
    await expect(kit.fetch("GET", "/apps/nemo_agent/users/somebody/sessions")).rejects.toThrow(/no such user/);
  });

  it("needs a token, and without one is told so in its own way", async () => {
    const kit = new KitClient(studio.url, {});
    await expect(kit.fetch("GET", "/list-apps")).rejects.toThrow(/token is needed/);
  });

  it("needs none where the person trusts this machine: it is then the machine's person, under any name", async () => {
    const trusting = await TestStudio.start({ flags: ["--trust-loopback"] });
    const kit = new KitClient(trusting.url, {});
    const { id } = await kit.fetch("POST", "/apps/nemo_agent/users/user/sessions", {});
    const events: Event[] = [];
    for await (const event of kit.run(id, "user", "hello")) events.push(event);
    expect(events.length).toBeGreaterThan(0);
    // Its page is served from another port of this machine.
    const origin = "http://localhost:4200";
    const page = await fetch(`${trusting.url}/list-apps`, { headers: { origin } });
    expect(page.headers.get("access-control-allow-origin")).toBe(origin);
    const asked = await fetch(`${trusting.url}/run_sse`, { method: "OPTIONS", headers: { origin } });
    expect(asked.status).toBe(204);
    const foreign = await fetch(`${trusting.url}/list-apps`, { headers: { origin: "http://evil.example" } });
    expect(foreign.status).toBe(403);
  });
});

describe("what a turn has to know of the files", () => {
  it("is found: lines of an uploaded subtitle file, black bars, pauses", async () => {
    const session = await person.sessionWith(clip);
    const bytes = new Uint8Array(Buffer.from("1\n00:00:00,200 --> 00:00:01,000\nGood morning\n"));
    const uploaded = await person.upload(session, [{ bytes, name: "talk.srt" }]);
    expect(uploaded.body.data.files).toMatchObject([{ filename: "talk.srt", file_type: "subtitle" }]);
    await person.say(session, "add these captions");
    const { state } = await person.state(session);
    expect(JSON.stringify(state.draft)).toContain("Good morning");
    // There are none: that is known only to whoever has looked.
    expect(wordsOf(await person.say(session, "crop out the black bars"))).toMatch(/no black bars/i);
    expect(wordsOf(await person.say(session, "add auto captions"))).toMatch(/speech model/);
  });
});
