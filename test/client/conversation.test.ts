/** The client against a backend that behaves like the original cloud. Time is faked. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Account, AnonymousTokens } from "../../src/client/anonymous-tokens.js";
import { Assistant, type AssistantEvent } from "../../src/client/assistant.js";
import { deliver } from "../../src/client/node/delivery.js";
import { Session } from "../../src/client/session.js";
import { blobSource } from "../../src/client/upload.js";
import { WireClient } from "../../src/client/wire-client.js";
import { FakeBackend, type TurnStep } from "../support/fake-backend.js";

const MINUTE_MS = 60_000;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hd-local-test-"));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets faked time pass until something is settled. */
async function settled<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const done = work.finally(() => {
    isOver = true;
  });
  done.catch(() => undefined);
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(500);
    // Files and streams need a turn of the real loop.
    await new Promise((wake) => setImmediate(wake));
  }
  return done;
}

interface Talk {
  backend: FakeBackend;
  session: Session;
  events: AssistantEvent[];
  said: () => string;
  answer: (words: string, signal?: AbortSignal) => ReturnType<Assistant["answer"]>;
}

async function talkWith(
  backend: FakeBackend,
  { given, account }: { given?: string; account?: Account } = {},
): Promise<Talk> {
  let kept = account;
  const store = {
    load: () => Promise.resolve(kept),
    save: (made: Account) => {
      kept = made;
      return Promise.resolve();
    },
  };
  const wire = new WireClient({
    baseUrl: "http://cloud.test",
    attribution: { source: "hd-local-ai", version: "1.2.3", platform: "cursor" },
    tokens: new AnonymousTokens(store, given),
    fetch: backend.fetch,
  });
  const events: AssistantEvent[] = [];
  const session = await settled(
    Session.open(wire, { onReopened: () => events.push({ kind: "message-told", text: "REOPENED" }) }),
  );
  const assistant = new Assistant(
    session,
    {
      findFile: (name) =>
        Promise.resolve(name.endsWith("clip.mp4") ? blobSource("clip.mp4", new Blob(["some bytes"])) : undefined),
      deliver: (render, { signal, onProgress }) =>
        deliver(wire, render, { folder, stem: "clip-hd", signal, onProgress, verify: () => Promise.resolve() }),
    },
    (event) => events.push(event),
  );
  const said = (): string =>
    events
      .map((event) =>
        event.kind === "text-ended"
          ? "\n"
          : event.kind === "text-delta"
            ? event.text
            : event.kind === "progress-changed"
              ? ""
              : `${event.text}\n`,
      )
      .join("")
      .trim();
  return { backend, session, events, said, answer: (words, signal) => settled(assistant.answer(words, signal)) };
}

async function withClip(backend: FakeBackend): Promise<Talk> {
  const talk = await talkWith(backend);
  expect(await talk.answer("clip.mp4")).toBeUndefined();
  talk.events.length = 0;
  return talk;
}

const title: TurnStep = { edit: (draft) => draft.t.push({ tt: 7, sg: [{ tx: "Hello", s: 0, d: 3000 }] }) };

for (const shape of ["envelope", "bare"] as const) {
  describe(`a server that answers in the shape «${shape}»`, () => {
    it("is set up by itself, takes a file, an edit and an export, and gives the file", async () => {
      const talk = await talkWith(new FakeBackend(shape));
      expect(await talk.answer("clip.mp4")).toBeUndefined();
      talk.backend.plan([{ tool: "trim" }, { partial: "I trimmed " }, { partial: "it." }, { say: "I trimmed it." }]);
      expect(await talk.answer("trim the first 2 seconds")).toBeUndefined();
      expect(await talk.answer("export")).toBeUndefined();
      expect(await talk.answer("credits")).toBeUndefined();
      expect(await talk.answer("status")).toBeUndefined();
      expect(talk.said().split("\n").filter(Boolean)).toEqual([
        "clip.mp4 is on the timeline.",
        "Timeline (1 track): 1. Video: clip.mp4 (0-10s)",
        "I trimmed it.",
        `Saved: ${join(folder, "clip-hd.mp4")}`,
        "You have 100 credits.",
        "Timeline (1 track): 1. Video: clip.mp4 (0-10s)",
      ]);
      expect(readFileSync(join(folder, "clip-hd.mp4"))).toEqual(Buffer.from(talk.backend.file));
      expect(readdirSync(folder)).toEqual(["clip-hd.mp4"]);
    });
  });
}

describe("every request", () => {
  it("says which skill it comes from, and only the server hears the token", async () => {
    const talk = await withClip(new FakeBackend());
    await talk.answer("export");
    for (const { path, headers } of talk.backend.requests) {
      if (path.startsWith("/media/")) expect(headers.get("authorization")).toBeNull();
      else {
        expect(headers.get("x-skill-source")).toBe("hd-local-ai");
        expect(headers.get("x-skill-version")).toBe("1.2.3");
        expect(headers.get("x-skill-platform")).toBe("cursor");
      }
    }
    expect(JSON.stringify(talk.events)).not.toMatch(/nmv_|sess-|render_|[{]"code/);
  });
});

const longer: TurnStep = {
  edit: (draft) => {
    draft.d += 1;
  },
};

describe("silent turns", () => {
  it("tells what changed when a stream closes without a word", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ tool: "title" }, { heartbeats: 2 }, title]);
    expect(await talk.answer("add the title Hello")).toBeUndefined();
    expect(talk.said()).toBe('Done. Timeline (2 tracks): 1. Video: clip.mp4 (0-10s) 2. Title: "Hello" (0-3s)');
    expect(talk.backend.seen(/run_sse/)).toHaveLength(1);
  });

  it("says so in Chinese to whom speaks Chinese", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([title]);
    await talk.answer("加标题「Hello」");
    expect(talk.said()).toBe('已完成。时间线（2 条轨道）： 1. 视频: clip.mp4 (0-10s) 2. 标题: "Hello" (0-3s)');
  });

  it("fails after five looks at an unchanged state", async () => {
    const talk = await withClip(new FakeBackend());
    const looksBefore = talk.backend.seen(/state/).length;
    talk.backend.plan([{ tool: "noop" }]);
    expect((await talk.answer("do something"))?.code).toBe("turn-failed");
    expect(talk.backend.seen(/state/).length - looksBefore).toBe(6);
    expect(talk.said()).toMatch(/the timeline is as it was/);
  });

  it("comes through sixty turns of which a third are silent", async () => {
    const talk = await withClip(new FakeBackend());
    for (let turn = 0; turn < 60; turn++) {
      const isSilent = turn % 3 === 0;
      talk.backend.plan(isSilent ? [longer] : [{ say: "Changed it." }]);
      expect(await talk.answer(`change number ${turn}`)).toBeUndefined();
    }
    expect(talk.backend.seen(/run_sse/)).toHaveLength(60);
  });
});

describe("long turns", () => {
  it("says every two minutes that work goes on", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ heartbeats: 36 }, { say: "Here it is." }]);
    await talk.answer("enhance it");
    expect(talk.said().split("\n").filter(Boolean)).toEqual([
      ...Array.from({ length: 4 }, () => "⏳ Still working…"),
      "Here it is.",
    ]);
  });

  it("gives up after ten minutes of nothing but heartbeats", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ heartbeats: 60 }, { say: "Too late." }]);
    const startedMs = Date.now();
    expect((await talk.answer("enhance it"))?.code).toBe("turn-timed-out");
    expect((Date.now() - startedMs) / MINUTE_MS).toBeCloseTo(10, 1);
    expect(talk.said()).toMatch(/ten minutes/);
  });

  it("gives up after fifteen minutes whatever comes", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan(
      Array.from({ length: 20 }, () => [{ waitMs: MINUTE_MS }, { tool: "still-at-it" }] as TurnStep[]).flat(),
    );
    const startedMs = Date.now();
    expect((await talk.answer("enhance it"))?.code).toBe("turn-timed-out");
    expect((Date.now() - startedMs) / MINUTE_MS).toBeCloseTo(15, 1);
  });

  it("is called off at once", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ heartbeats: 30 }]);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20_000);
    const startedMs = Date.now();
    expect((await talk.answer("enhance it", stop.signal))?.code).toBe("cancelled");
    expect(Date.now() - startedMs).toBeLessThan(22_000);
  });
});

describe("connections that break", () => {
  it("looks what became of a turn and never sends it again", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ partial: "I am on it. " }, title, { drop: true }]);
    expect(await talk.answer("add a title")).toBeUndefined();
    expect(talk.said()).toMatch(/The connection broke[\s\S]*Done\. Timeline \(2 tracks\)/);
    expect(talk.backend.seen(/run_sse/)).toHaveLength(1);
  });

  it("does so too where the answer never began", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([title]);
    talk.backend.refuse({ on: /run_sse/, code: 0, httpStatus: 0, breaks: "after" });
    expect(await talk.answer("add a title")).toBeUndefined();
    expect(talk.backend.seen(/run_sse/)).toHaveLength(1);
    expect(talk.said()).toMatch(/Done\./);
  });

  it("sends again what cannot have arrived", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /run_sse/, code: 0, httpStatus: 0, breaks: "before", times: 2 });
    expect(await talk.answer("add a title")).toBeUndefined();
    expect(talk.said()).toBe("Done.");
  });

  it("goes on with a download where it broke", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.downloadDrops = [300, 200];
    expect(await talk.answer("export")).toBeUndefined();
    expect(readFileSync(join(folder, "clip-hd.mp4"))).toEqual(Buffer.from(talk.backend.file));
    expect(talk.backend.seen(/media/).map(({ headers }) => headers.get("range"))).toEqual([
      null,
      "bytes=300-",
      "bytes=500-",
    ]);
  });

  it("watches a render through a server that starts anew", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /lambda\/render/, code: 0, httpStatus: 0, breaks: "before", times: 4 });
    expect(await talk.answer("export")).toBeUndefined();
  });
});

describe("GUI talk", () => {
  it.each([
    ["I trimmed it. Click the Export button to download your video.", /^I trimmed it\.\s+Saved: /],
    ["已剪好。点击导出按钮，即可下载视频。", /^已剪好。\s*(?:已保存|Saved)/],
    ["Check your account page for the balance.", /^You have 100 credits\.$/],
    ["Open the timeline panel to see your tracks.", /^Timeline \(1 track\)/],
    ["Done. You can preview it in the timeline.", /^Done\.\s+Timeline \(1 track\)/],
    ["When you like it, click Export.", /^Say «export» when you want the file\.$/],
  ])("«%s» becomes what the client does", async (words, expected) => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ say: words }]);
    expect(await talk.answer("trim it")).toBeUndefined();
    expect(talk.said()).toMatch(expected);
    expect(talk.said()).not.toMatch(/click|button|点击|panel/i);
  });

  it("hands a drag back as an edit, once", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan(
      [{ say: "Drag the clip to the start of the timeline." }],
      [{ say: "Drag it again to the start." }],
    );
    await talk.answer("move the clip");
    expect(talk.backend.seen(/run_sse/)).toHaveLength(2);
    expect(JSON.stringify(talk.backend.seen(/run_sse/)[1]?.json)).toContain(
      "Drag the clip to the start of the timeline",
    );
  });
});

describe("every row of the error table", () => {
  it("1001: gets a new token, once, and a new session with the same files", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.tokens.clear();
    talk.backend.sessions.clear();
    expect(await talk.answer("make it brighter")).toBeUndefined();
    expect(talk.backend.clientIds.size).toBe(2);
    expect(talk.said()).toMatch(/REOPENED/);
    expect([...talk.backend.sessions.values()][0]?.t[0]?.sg[0]?.n).toBe("clip.mp4");
  });

  it("1001 again: says so and stops", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /state/, code: 1001, httpStatus: 401, times: 9 });
    expect((await talk.answer("status"))?.code).toBe("token-refused");
    expect(talk.said()).toMatch(/could not be renewed/);
  });

  it("1001 for a token that the person gave: goes on with an anonymous one", async () => {
    const talk = await talkWith(new FakeBackend(), { given: "nmv_usr_mine" });
    expect(await talk.answer("status")).toBeUndefined();
    expect(talk.backend.requests[0]?.headers.get("authorization")).toBe("Bearer nmv_usr_mine");
    expect(talk.backend.clientIds.size).toBe(1);
  });

  it("an expired token is not used, and a lost one leads to a new client id", async () => {
    const clientId = "11111111-1111-4111-8111-111111111111";
    const talk = await talkWith(new FakeBackend(), {
      account: { clientId, token: "nmv_usr_old", expiresAtMs: Date.now() - 1 },
    });
    expect(talk.backend.seen(/anonymous/)).toHaveLength(1);
    expect(talk.backend.clientIds.has(clientId)).toBe(false);
    expect(talk.backend.requests.some(({ headers }) => headers.get("authorization") === "Bearer nmv_usr_old")).toBe(
      false,
    );
  });

  it("1002: opens a new session and hands the files over again", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.sessions.clear();
    expect(await talk.answer("make it brighter")).toBeUndefined();
    expect(talk.backend.seen(/upload/)).toHaveLength(2);
    expect(talk.said()).toMatch(/Done\./);
  });

  it("2001, anonymous: shows where to register", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({
      on: /lambda$/,
      code: 2001,
      httpStatus: 403,
      data: { required: 30, available: 10, bind: "b 7" },
    });
    expect((await talk.answer("export"))?.code).toBe("credits-missing");
    expect(talk.said()).toBe(
      "There are not enough credits: 30 are needed, 10 are there. Register here to get more: http://cloud.test/register?bind=b%207",
    );
  });

  it("2001, registered: says to top up", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /lambda$/, code: 2001, httpStatus: 403, data: { required: 30, available: 10 } });
    await talk.answer("导出");
    expect(talk.said()).toBe("积分不足：需要 30，现有 10。请为你的账户充值。");
  });

  it("2001 within a stream", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ error: "No credits", code: 2001 }]);
    expect((await talk.answer("enhance it"))?.code).toBe("credits-missing");
  });

  it("4001: shows the formats", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /upload/, code: 4001, httpStatus: 415, data: { supported: ["mp4", "mov"] } });
    expect((await talk.answer("clip.mp4"))?.exitCode).toBe(3);
    expect(talk.said()).toBe("This kind of file is not supported. Supported: mp4, mov.");
  });

  it("4001 and 4002 are known before anything is sent", async () => {
    const talk = await talkWith(new FakeBackend());
    const huge = { name: "huge.mp4", sizeBytes: 524_288_001, open: () => new Blob([]).stream() };
    await expect(talk.session.upload(huge)).rejects.toMatchObject({ wireCode: 4002 });
    await expect(talk.session.upload({ ...huge, name: "page.html", sizeBytes: 5 })).rejects.toMatchObject({
      wireCode: 4001,
    });
    expect(talk.backend.seen(/upload/)).toHaveLength(0);
  });

  it("4002: suggests to compress or to trim", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /upload/, code: 4002, httpStatus: 413, data: { maxBytes: 104_857_600 } });
    await talk.answer("clip.mp4");
    expect(talk.said()).toBe("The file is too large (100 MB at most). Compress it or trim it, and give it again.");
  });

  it("400 for a client id: makes another and tries again", async () => {
    const backend = new FakeBackend();
    backend.refuse({ on: /anonymous/, code: 400, httpStatus: 400 });
    const talk = await talkWith(backend);
    expect(await talk.answer("status")).toBeUndefined();
    const ids = backend.seen(/anonymous/).map(({ headers }) => headers.get("x-client-id"));
    expect(new Set(ids).size).toBe(2);
  });

  it("402: says that it is the plan and not the credits", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /lambda$/, code: 402, httpStatus: 402, message: "Free plan", data: { reason: "plan" } });
    await talk.answer("export");
    expect(talk.said()).toMatch(
      /^Your plan does not include export \(this is not about credits\)\. Register or upgrade/,
    );
  });

  it("402 for headers: says that it is the program", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({
      on: /lambda$/,
      code: 402,
      httpStatus: 402,
      message: "x",
      data: { reason: "attribution headers missing" },
    });
    await talk.answer("export");
    expect(talk.said()).toMatch(/Update this program/);
  });

  it("409: tries once more with another id", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /lambda$/, code: 409, httpStatus: 409 });
    expect(await talk.answer("export")).toBeUndefined();
    const ids = talk.backend.seen(/lambda$/).map(({ json }) => (json as { id: string }).id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^render_\d+$/);
  });

  it("429: waits thirty seconds and tries once", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /credits/, code: 429, httpStatus: 429 });
    const startedMs = Date.now();
    expect(await talk.answer("credits")).toBeUndefined();
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(30_000);
    talk.backend.refuse({ on: /credits/, code: 429, httpStatus: 429, times: 2 });
    expect((await talk.answer("credits"))?.code).toBe("rate-limited");
  });

  it("429 with a wait of its own: does not wait for days", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({ on: /credits/, code: 429, httpStatus: 429, data: { retryAfter: 600_000 } });
    const startedMs = Date.now();
    expect((await talk.answer("credits"))?.code).toBe("rate-limited");
    expect(Date.now() - startedMs).toBeLessThan(5000);
  });

  it("404 and 5000: says it in plain words", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.refuse({
      on: /credits/,
      code: 5000,
      httpStatus: 500,
      message: '{"stack": 1}',
      data: { requestId: "abc" },
    });
    await talk.answer("积分");
    expect(talk.said()).toBe("服务器内部出错，这不是你的问题。请再试一次。");
  });
});

describe("exports", () => {
  it("are not submitted for an empty timeline", async () => {
    const talk = await talkWith(new FakeBackend());
    expect((await talk.answer("export"))?.code).toBe("timeline-empty");
    expect(talk.backend.seen(/lambda/)).toHaveLength(0);
  });

  it("that fail are told", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.renderFails = true;
    expect((await talk.answer("export"))?.code).toBe("render-failed");
  });

  it("that are called off are called off at the server too", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.renderLooks = 1000;
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10_000);
    expect((await talk.answer("export", stop.signal))?.code).toBe("cancelled");
    expect([...talk.backend.renders.values()][0]?.isCancelled).toBe(true);
  });

  it("never take the place of a file that is there", async () => {
    const talk = await withClip(new FakeBackend());
    await talk.answer("export");
    await talk.answer("export 720p");
    expect(readdirSync(folder).sort()).toEqual(["clip-hd-2.mp4", "clip-hd.mp4"]);
    expect(talk.backend.seen(/lambda$/)[1]?.json).toMatchObject({
      output: { format: "mp4", quality: "high", resolution: "720p" },
    });
  });

  it("come after an edit in the same sentence", async () => {
    const talk = await withClip(new FakeBackend());
    talk.backend.plan([{ say: "Trimmed." }]);
    await talk.answer("trim the first 2 seconds and export it");
    expect(talk.said()).toMatch(/^Trimmed\.\s+Saved: /);
  });
});

describe("what is handed over", () => {
  it("a file and words in one message", async () => {
    const talk = await talkWith(new FakeBackend());
    await talk.answer("upload /secret/folder/clip.mp4 and make it brighter");
    const sent = JSON.stringify(talk.backend.seen(/run_sse/)[0]?.json);
    expect(sent).toContain('"text":"make it brighter"');
    expect(sent).not.toContain("secret");
  });

  it("an address on the web", async () => {
    const talk = await talkWith(new FakeBackend());
    await talk.answer("https://example.org/films/holiday.mp4");
    expect(talk.backend.seen(/upload/)[0]?.json).toEqual({
      urls: ["https://example.org/films/holiday.mp4"],
      source_type: "url",
    });
  });

  it("a file that is not there is an error, and nothing is sent", async () => {
    const talk = await talkWith(new FakeBackend());
    expect((await talk.answer("holiday.mov"))?.code).toBe("input-missing");
    expect(talk.backend.seen(/run_sse|upload/)).toHaveLength(0);
  });

  it("an address in quotation marks is written, not fetched", async () => {
    const talk = await withClip(new FakeBackend());
    await talk.answer("add the title «https://example.org/a.mp4»");
    expect(talk.backend.seen(/upload/)).toHaveLength(1);
    expect(talk.backend.seen(/run_sse/)).toHaveLength(1);
  });
});
