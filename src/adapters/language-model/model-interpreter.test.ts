import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ModelInterpreter } from "./model-interpreter.js";

/** Speaks as OpenAI-compatible servers do; each test says how it answers. */
let respond: (request: { body: Record<string, unknown> }, response: ServerResponse) => void;
let asked: { path: string; headers: IncomingMessage["headers"]; body: Record<string, unknown> }[] = [];
let server: Server;
let url: URL;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
    request.on("end", () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      asked.push({ path: request.url ?? "", headers: request.headers, body });
      respond({ body }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function completion(message: Record<string, unknown>, finish = "tool_calls"): string {
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "small",
    choices: [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason: finish }],
    usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
  });
}

function called(answer: unknown, name = "answer"): string {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  return completion({ tool_calls: [{ id: "call_1", type: "function", function: { name, arguments: text } }] });
}

function answering(text: string, status = 200): typeof respond {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  };
}

const model = (settings: { timeoutMs?: number; key?: string } = {}) =>
  new ModelInterpreter({ url, model: "small", ...settings });
const WORDS = "trim the first 5 seconds";
const BY_GRAMMAR = { intent: "edit", edits: [{ op: "trim", remove: [[0, 5000]] }] };

describe("a language model", () => {
  it("is asked for one tool call, whose edits are taken and told in our words", async () => {
    respond = answering(called({ intent: "edit", edits: [{ op: "speed", factor: 1.5, clip: 2 }] }));
    const { understood, shortfall } = await model({ key: "secret" }).interpret({
      words: "the second one could do with a bit more pace",
      context: { clips: 2, durationMs: 8000 },
      summary: "Timeline (1 track): 1. Video: beach (0-4s), boat (4-8s)",
    });
    expect(shortfall).toBeUndefined();
    expect(understood).toEqual({
      intent: "edit",
      edits: [{ op: "speed", factor: 1.5, clip: 2 }],
      say: "I'll play it at 1.5× speed in clip 2.",
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.path).toBe("/v1/chat/completions");
    expect(asked[0]?.headers.authorization).toBe("Bearer secret");
    expect(asked[0]?.body).toMatchObject({ model: "small", tool_choice: "required", temperature: 0 });
  });

  it("hears the words and the summary of the draft, and nothing of files, folders or the person", async () => {
    respond = answering(called({ intent: "status", edits: [] }));
    const assets = ["/home/somebody/private/beach.mp4"];
    await model().interpret({
      words: "how far are we?",
      context: { assets, durationMs: 4000 },
      summary: "Timeline: beach",
    });
    const sent = JSON.stringify(asked[0]?.body);
    expect(sent).toContain("how far are we?");
    expect(sent).toContain("Timeline: beach");
    expect(sent).not.toMatch(/somebody|private|\.mp4|\/home/);
  });

  it("may ask back, and may say that something cannot be done", async () => {
    respond = answering(called({ intent: "clarify", edits: [], reply: "Which clip?" }));
    expect((await model().interpret({ words: "that one", context: {} })).understood).toEqual({
      intent: "clarify",
      edits: [],
      say: "Which clip?",
    });
    respond = answering(called({ intent: "unsupported", edits: [], reply: "I cannot draw dragons." }));
    expect((await model().interpret({ words: "draw a dragon", context: {} })).understood.intent).toBe("unsupported");
  });

  it.each<[string, () => string]>([
    ["an edit that does not exist", () => called({ intent: "edit", edits: [{ op: "teleport" }] })],
    ["a value out of bounds", () => called({ intent: "edit", edits: [{ op: "speed", factor: 9e9 }] })],
    ["a field nobody knows", () => called({ intent: "edit", edits: [{ op: "mute", path: "/etc/passwd" }] })],
    ["a clip that is not there", () => called({ intent: "edit", edits: [{ op: "mute", clip: 9 }] })],
    ["edits that are none", () => called({ intent: "edit", edits: [] })],
    ["edits beside another intent", () => called({ intent: "export", edits: [{ op: "mute" }] })],
    ["arguments that are not JSON", () => called('{"intent": "edit", "edits": [')],
    ["another tool", () => called({ intent: "edit", edits: [{ op: "mute" }] }, "shell")],
    ["talk in place of a call", () => completion({ content: "Sure! I will trim it." }, "stop")],
    ["no choice at all", () => JSON.stringify({ id: "1", object: "chat.completion", choices: [] })],
    ["a page in place of an answer", () => "<html>It works!</html>"],
  ])("that gives %s is passed over for the grammar", async (_what, text) => {
    respond = answering(text());
    const { understood, shortfall } = await model().interpret({ words: WORDS, context: { clips: 1 } });
    expect(understood).toMatchObject(BY_GRAMMAR);
    expect(shortfall?.code).toBe("answer-unusable");
  });

  it.each([401, 404, 429, 500, 503])(
    "whose server answers %d is passed over for the grammar, at once",
    async (status) => {
      respond = answering(JSON.stringify({ error: { message: "no" } }), status);
      const { understood, shortfall } = await model().interpret({ words: WORDS, context: {} });
      expect(understood).toMatchObject(BY_GRAMMAR);
      expect(shortfall?.code).toBe("refused");
      expect(asked).toHaveLength(1);
    },
  );

  it("that takes too long is not waited for", async () => {
    respond = () => undefined;
    const { understood, shortfall } = await model({ timeoutMs: 200 }).interpret({ words: WORDS, context: {} });
    expect(understood).toMatchObject(BY_GRAMMAR);
    expect(shortfall?.code).toBe("timed-out");
  });

  it("that drops the line midway is passed over for the grammar", async () => {
    const whole = called({ intent: "edit", edits: [{ op: "mute" }] });
    respond = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": whole.length });
      response.write(whole.slice(0, 60), () => response.destroy());
    };
    const { understood, shortfall } = await model().interpret({ words: WORDS, context: {} });
    expect(understood).toMatchObject(BY_GRAMMAR);
    expect(shortfall).toBeDefined();
  });

  it("that never stops answering is cut off", async () => {
    respond = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const piece = "x".repeat(65_536);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    const { understood, shortfall } = await model({ timeoutMs: 20_000 }).interpret({ words: WORDS, context: {} });
    expect(understood).toMatchObject(BY_GRAMMAR);
    expect(shortfall?.code).not.toBe("timed-out");
  });

  it("that leads elsewhere is not followed", async () => {
    respond = (_request, response) => {
      response.writeHead(307, { location: "http://127.0.0.2:9/v1/chat/completions" }).end();
    };
    const { understood } = await model().interpret({ words: WORDS, context: {} });
    expect(understood).toMatchObject(BY_GRAMMAR);
    expect(asked).toHaveLength(1);
  });

  it("that is not there is passed over for the grammar", async () => {
    const nowhere = new ModelInterpreter({ url: new URL("http://127.0.0.1:9/v1"), model: "small" });
    const { understood, shortfall } = await nowhere.interpret({ words: WORDS, context: {} });
    expect(understood).toMatchObject(BY_GRAMMAR);
    expect(shortfall?.code).toBe("unreachable");
  });

  it("is given up when the person cancels", async () => {
    respond = () => undefined;
    const cancellation = new AbortController();
    const answer = model().interpret({ words: WORDS, context: {} }, cancellation.signal);
    cancellation.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });
});
