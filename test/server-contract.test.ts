/** The wire API over real HTTP, row by row and route by route, written from its specification. */
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, describe, expect, it } from "vitest";
import { SqliteRecords } from "../src/adapters/sqlite/sqlite-records.js";
import { clips } from "./support/made-clips.js";
import { describeMediaContract } from "./support/media-contract.js";
import { smallClip } from "./support/small-clip.js";
import { Account, type AskOptions, ATTRIBUTION, TestStudio } from "./support/studio.js";

let studio: TestStudio;
let person: Account;
let clip: string;

beforeAll(async () => {
  clip = await clips.constantRate("25");
  studio = await TestStudio.start({ flags: ["--max-file", "1"] });
  person = await studio.account();
});

describe("a token", () => {
  it("is given to a client id, starts with nmv_usr_, has 100 credits and lives for 7 days", async () => {
    const { status, body } = await studio.ask("POST", "/api/auth/anonymous-token", {
      headers: { "x-client-id": randomUUID() },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ code: 0, message: "ok", data: { credits: 100 } });
    expect(body.data.token).toMatch(/^nmv_usr_.{40,}$/);
    const days = (Date.parse(body.data.expires_at) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThan(7.01);
  });

  it("needs X-Client-Id, which is a UUID: else 400", async () => {
    for (const headers of [{}, { "x-client-id": "somebody" }]) {
      const { status, body } = await studio.ask("POST", "/api/auth/anonymous-token", { headers });
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: 400, data: { issues: [{ path: expect.stringMatching(/x-client-id/) }] } });
    }
  });

  it("is given once a client id in 7 days: then 429 with Retry-After", async () => {
    const headers = { "x-client-id": randomUUID() };
    expect((await studio.ask("POST", "/api/auth/anonymous-token", { headers })).status).toBe(200);
    const again = await studio.ask("POST", "/api/auth/anonymous-token", { headers });
    expect(again.status).toBe(429);
    expect(again.body.code).toBe(429);
    expect(again.body.data.retryAfter).toBeGreaterThan(6.9 * 86_400);
    expect(again.headers.get("retry-after")).toBe(String(again.body.data.retryAfter));
  });

  it("that is missing, forged, revoked or expired answers 1001 with 401", async () => {
    const path = "/api/credits/balance/simple";
    const mine = await studio.account();
    expect((await mine.ask("GET", path)).status).toBe(200);
    expect((await mine.ask("DELETE", "/api/auth/token")).body.data).toEqual({ revoked: true });
    const old = await studio.account();
    const records = new SqliteRecords(join(studio.data, "studio.db"));
    const token = `nmv_usr_${"x".repeat(43)}`;
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256").update(token).digest("hex");
    const expiresMs = Date.now() - 1;
    records.accounts.addToken({ hash, accountId: old.id, createdMs: 0, expiresMs, revokedMs: null });
    records.close();
    for (const headers of [
      {},
      { authorization: "Bearer" },
      { authorization: mine.token },
      { authorization: `Bearer ${mine.token}` },
      { authorization: `Bearer ${old.token}x` },
      { authorization: `Bearer ${token}` },
      { authorization: `Basic ${old.token}` },
    ]) {
      const { status, body } = await studio.ask("GET", path, { headers: headers as Record<string, string> });
      expect({ status, code: body.code }, JSON.stringify(headers)).toEqual({ status: 401, code: 1001 });
      expect(body.message).toMatch(/token/i);
    }
    // A token is never taken from an address.
    expect((await studio.ask("GET", `${path}?token=${old.token}`)).status).toBe(401);
  });
});

describe("a session", () => {
  it("opens with task_id, session_id and user_id, and session_id at the top too", async () => {
    const { status, body } = await person.ask("POST", "/api/tasks/me/with-session/nemo_agent", {
      json: { task_name: "project", language: "zh" },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ code: 0, data: { user_id: person.id, session_id: body.session_id } });
    expect(body.data.task_id).toEqual(expect.any(String));
  });

  it("that is unknown, or another account's, answers 1002 with 404 on every route", async () => {
    const stranger = await studio.account();
    const theirs = await person.sessionWith(clip);
    const routes: [string, string, object?][] = [
      ["GET", "/api/state/nemo_agent/me/SID/latest"],
      ["GET", "/api/events/SID"],
      ["GET", "/api/sessions/SID/messages"],
      ["GET", "/api/sessions/SID/versions"],
      ["GET", "/api/sessions/SID/renders"],
      ["PATCH", "/api/sessions/SID", { name: "mine now" }],
      ["POST", "/api/sessions/SID/duplicate", {}],
      ["POST", "/api/sessions/SID/restore", {}],
      ["POST", "/api/sessions/SID/undo", {}],
      ["POST", "/api/sessions/SID/redo", {}],
      ["POST", "/api/sessions/SID/revert", { version: 0 }],
      ["POST", "/api/sessions/SID/edits", { edits: [{ op: "merge" }] }],
      ["DELETE", "/api/sessions/SID"],
      ["POST", "/api/upload-video/nemo_agent/me/SID", { urls: ["http://example.com/a.mp4"] }],
      ["POST", "/run_sse", { app_name: "nemo_agent", session_id: "SID", new_message: { parts: [{ text: "hi" }] } }],
      ["POST", "/api/render/proxy/lambda", { id: "r", sessionId: "SID" }],
    ];
    for (const id of [theirs, randomUUID()]) {
      for (const [method, path, json] of routes) {
        const answer = await stranger.ask(method, path.replace("SID", id), {
          headers: ATTRIBUTION,
          ...(json === undefined ? {} : { json: JSON.parse(JSON.stringify(json).replace("SID", id)) }),
        });
        expect({ status: answer.status, code: answer.body.code }, `${method} ${path}`).toEqual({
          status: 404,
          code: 1002,
        });
      }
    }
    expect(await person.state(theirs)).toMatchObject({ version: 1 });
  });

  it("is listed, renamed, duplicated, deleted and restored", async () => {
    const someone = await studio.account();
    const first = await someone.sessionWith(clip);
    await someone.ask("PATCH", `/api/sessions/${first}`, { json: { name: "旅行" } });
    const copy = (await someone.ask("POST", `/api/sessions/${first}/duplicate`)).body.data;
    expect(copy).toMatchObject({ name: "旅行 (2)", duration_ms: 2000 });
    expect((await someone.state(copy.id)).state.video_infos).toHaveLength(1);
    await someone.ask("DELETE", `/api/sessions/${first}`);
    const names = async (query = "") =>
      (await someone.ask("GET", `/api/sessions${query}`)).body.data.sessions.map(({ name }: { name: string }) => name);
    expect(await names()).toEqual(["旅行 (2)"]);
    expect(await names("?deleted=true")).toEqual(["旅行"]);
    expect((await someone.ask("GET", `/api/state/nemo_agent/me/${first}/latest`)).body.code).toBe(1002);
    expect((await someone.ask("POST", `/api/sessions/${first}/restore`)).status).toBe(200);
    expect((await names()).sort()).toEqual(["旅行", "旅行 (2)"]);
  });
});

describeMediaContract(() => Promise.resolve({ studio, person, clip }));

describe("a file that is too large", () => {
  it("by one byte answers 4002 with 413 and the most there may be, and nothing of it stays; without that byte it is taken in", async () => {
    const session = await person.session();
    const most = 1024 ** 2;
    const upload = (size: number) => person.upload(session, [{ bytes: new Uint8Array(size), name: "large.mp4" }]);
    const taken = await upload(most);
    expect({ status: taken.status, code: taken.body.code }).toEqual({ status: 415, code: 4001 });
    const refused = await upload(most + 1);
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 413, code: 4002 });
    expect(refused.body.data).toEqual({ maxBytes: most });
    expect(refused.body.message).toMatch(/compress or trim/i);
    expect(readdirSync(studio.partsFolder)).toEqual([]);
    expect((await person.state(session)).version).toBe(0);
  });
});

describe("our own fault", () => {
  it("answers 5000 with 500 and a number that the log has too, tells nothing else, and hurts nobody else", async () => {
    const session = await person.session();
    const database = new DatabaseSync(join(studio.data, "studio.db"));
    database.prepare("UPDATE drafts SET draft = 'damaged' WHERE sessionId = ?").run(session);
    database.close();
    const { status, body } = await person.ask("GET", `/api/state/nemo_agent/me/${session}/latest`);
    expect({ status, code: body.code }).toEqual({ status: 500, code: 5000 });
    expect(body.data).toEqual({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(body.message).toContain(body.data.requestId);
    expect(body.message).not.toMatch(/JSON|damaged| at /);
    expect(studio.log).toContain(body.data.requestId);
    expect((await person.ask("GET", `/api/state/nemo_agent/me/${await person.session()}/latest`)).status).toBe(200);
    await person.ask("DELETE", `/api/sessions/${session}`);
  });
});

describe("credits", () => {
  it("add up: available and frozen make the total", async () => {
    const { body } = await person.ask("GET", "/api/credits/balance/simple");
    const { available, frozen, total } = body.data;
    expect(total).toBe(available + frozen);
  });
});

describe("an export", () => {
  it("is what is asked for, and comes with its own type and name", async () => {
    const session = await person.sessionWith(await smallClip());
    const wanted = {
      sound: [{ preset: "sound" }, "audio/mpeg", ".mp3"],
      webm: [{ format: "webm", resolution: "160x90" }, "video/webm", ".webm"],
      vertical: [{ preset: "vertical", resolution: "180p", quality: "low", maxBytes: 40_000 }, "video/mp4", ".mp4"],
      picture: [{ format: "jpeg", atMs: 500 }, "image/jpeg", ".jpg"],
    } as const;
    for (const [name, [output, type, ending]] of Object.entries(wanted)) {
      const id = `render_${name}_${randomUUID()}`;
      expect((await person.submit(session, id, { output })).status).toBe(200);
      const done = await person.ended(id);
      expect(done, JSON.stringify(done)).toMatchObject({ status: "completed" });
      expect(done.output.filename.endsWith(ending), name).toBe(true);
      const file = await fetch(done.output.url);
      expect(file.headers.get("content-type")).toBe(type);
      expect((await file.arrayBuffer()).byteLength).toBe(done.output.size);
      const download = await person.ask("GET", `/api/render/proxy/${id}/download`);
      expect(download.headers.get("content-disposition")).toContain(ending);
      if (name === "vertical") {
        expect([done.output.width, done.output.height]).toEqual([180, 320]);
        expect(done.output.size).toBeLessThanOrEqual(40_000);
      }
    }
  });

  it("of a draft that was told its format in words is that, also for clients that always say «mp4»", async () => {
    const session = await person.sessionWith(clip);
    const edits = [{ op: "extract_audio", format: "wav" }];
    expect((await person.ask("POST", `/api/sessions/${session}/edits`, { json: { edits } })).status).toBe(200);
    const id = `render_${randomUUID()}`;
    await person.submit(session, id, { output: { format: "mp4", quality: "high" } });
    const done = await person.ended(id);
    expect(done.output).toMatchObject({ format: "wav", duration: 2 });
    expect(done.output.width).toBeUndefined();
  });
});

describe("an export that fails", () => {
  it("names the person's own file, not what it is kept under", async () => {
    const before = await studio.keysOf("assets");
    const session = await person.sessionWith(clip, "holiday.mp4");
    const added = (await studio.keysOf("assets")).filter((key) => !before.includes(key));
    expect(added).toHaveLength(1);
    for (const key of added) await (await studio.files()).remove(key);
    const id = `render_${randomUUID()}`;
    await person.submit(session, id, { output: { format: "mp4", quality: "low" } });
    const ended = await person.ended(id);
    expect(ended.status).toBe("failed");
    expect(ended.error).toContain("holiday.mp4");
  });
});

describe("what one works with", () => {
  it("shows the draft and a file at any moment, by signed links, as a JPEG of the width asked for", async () => {
    const session = await person.sessionWith(clip);
    const state = await person.state(session);
    const picture = async (url: string) => {
      const response = await fetch(url);
      expect(response.headers.get("content-type")).toBe("image/jpeg");
      return Buffer.from(await response.arrayBuffer());
    };
    for (const url of [state.frame_url, state.state.video_infos[0].thumbnail_url]) {
      const first = await picture(`${url}&at=0&width=160`);
      const later = await picture(`${url}&at=1500&width=160`);
      expect(first.subarray(0, 3).toString("hex")).toBe("ffd8ff");
      expect(first.equals(later)).toBe(false);
      expect(Buffer.compare(await picture(`${url}&at=0&width=160`), first)).toBe(0);
    }
    const [{ id }] = state.state.video_infos;
    const heard = (await person.ask("GET", `/api/assets/${id}/waveform`)).body.data;
    expect(heard.duration_ms).toBeGreaterThan(1800);
    expect(Math.max(...heard.high)).toBeGreaterThan(5);
    const stranger = await studio.account();
    expect((await stranger.ask("GET", `/api/assets/${id}/waveform`)).status).toBe(404);
    const piece = "/api/music/waveform?style=piano&duration_ms=2000&seed=7";
    const outline = (await person.ask("GET", piece)).body.data;
    expect([outline.duration_ms, outline.low.length]).toEqual([2000, outline.high.length]);
    expect(Math.max(...outline.high)).toBeGreaterThan(20);
    expect((await person.ask("GET", piece.replace("piano", "polka"))).status).toBe(400);
    expect((await person.ask("GET", `/api/assets/${id}/picture`)).body.data).toEqual({ problems: [] });
    expect((await stranger.ask("GET", `/api/assets/${id}/picture`)).status).toBe(404);
    const listed = (await person.ask("GET", "/api/sessions")).body.data.sessions[0];
    expect((await picture(listed.thumbnail_url)).length).toBeGreaterThan(500);
    expect((await fetch(state.frame_url.replace(/signature=./, "signature=_"))).status).toBe(401);
  });

  it("is edited without words: all edits or none, undone and redone, and earlier versions come back", async () => {
    const session = await person.sessionWith(clip);
    const post = (path: string, json: object = {}) => person.ask("POST", `/api/sessions/${session}/${path}`, { json });
    const trimmed = await post("edits", {
      edits: [
        { op: "trim", remove: [[0, 500]] },
        { op: "rotate", degrees: 90 },
      ],
    });
    expect(trimmed.body.data).toMatchObject({ version: 2, can_undo: true, can_redo: false });
    expect(trimmed.body.data.state.draft.d).toBe(1500);
    expect(trimmed.body.data.changes.length).toBeGreaterThan(0);
    const half = await post("edits", {
      edits: [
        { op: "flip", axis: "vertical" },
        { op: "remove_clip", clip: 9 },
      ],
    });
    expect({ status: half.status, path: half.body.data.issues[0].path }).toEqual({ status: 400, path: "edits.1" });
    expect((await post("edits", { edits: [{ op: "conjure" }] })).status).toBe(400);
    expect((await person.state(session)).version).toBe(2);
    expect((await post("undo")).body.data).toMatchObject({ version: 3, state: { draft: { d: 2000 } }, can_redo: true });
    expect((await post("redo")).body.data).toMatchObject({
      version: 4,
      state: { draft: { d: 1500 } },
      can_redo: false,
    });
    expect((await post("revert", { version: 1 })).body.data).toMatchObject({
      version: 5,
      state: { draft: { d: 2000 } },
    });
    expect((await post("undo")).body.data.state.draft.d).toBe(1500);
    const { versions } = (await person.ask("GET", `/api/sessions/${session}/versions`)).body.data;
    expect(versions.map(({ origin }: { origin: string }) => origin)).toEqual([
      "created",
      "upload",
      "edit",
      "undo",
      "redo",
      "undo",
      "undo",
    ]);
    expect((await person.ask("POST", `/api/sessions/${await person.session()}/undo`)).status).toBe(400);
  });

  it("is estimated, sampled with what it was before, and previewed", async () => {
    const session = await person.sessionWith(clip);
    const output = { quality: "low", resolution: "640x360" };
    const estimate = (await person.ask("POST", `/api/sessions/${session}/estimate`, { json: { output } })).body.data;
    expect(estimate).toMatchObject({ duration: 2, frames: 50, width: 640, height: 360, network: "fast" });
    expect(estimate.size_bytes).toBeGreaterThan(0);
    const made = await person.ask("POST", `/api/sessions/${session}/sample`, { json: { seconds: 0.5, output } });
    const preview = await person.ask("POST", `/api/sessions/${session}/preview`);
    const { sample, before } = made.body.data;
    for (const { id } of [sample, before]) {
      const done = await person.ended(id);
      expect(done).toMatchObject({ status: "completed", output: { width: 640, height: 360 } });
      expect(done.output.duration).toBeCloseTo(0.5, 1);
    }
    expect(await person.ended(preview.body.data.id)).toMatchObject({ status: "completed", output: { height: 360 } });
  });
});

describe("an account", () => {
  it("knows the account and its plan", async () => {
    expect((await person.ask("GET", "/api/account")).body.data).toMatchObject({
      kind: "anonymous",
      may_export: true,
      hosted: false,
    });
  });
});

describe("whatever is not there", () => {
  it("answers 404 in the envelope, with or without a token", async () => {
    for (const asker of [studio, person]) {
      const { status, body } = await asker.ask("GET", "/api/nothing");
      expect({ status, code: body.code }).toEqual({ status: 404, code: 404 });
    }
  });

  it("never answers with a trace of the program", async () => {
    const { body } = await person.ask("POST", "/run_sse", {
      body: "{",
      headers: { "content-type": "application/json" },
    });
    expect(body.code).toBe(400);
    expect(JSON.stringify(body)).not.toMatch(/ at |node_modules|\.js:/);
  });
});

describe("the server", () => {
  it("says that it is up, and what it is", async () => {
    expect((await studio.ask("GET", "/healthz")).body.data).toMatchObject({ status: "up", name: "hd-local-ai" });
  });

  it("gives its operator figures for Prometheus, also of the renders that wait", async () => {
    const { status, headers, body } = await studio.ask("GET", "/metrics");
    expect({ status, type: headers.get("content-type") }).toMatchObject({ status: 200, type: /text\/plain/ });
    expect(body).toMatch(/^# HELP hd_local_/m);
  });

  it("has a document of its API that is valid OpenAPI, and shows it", async () => {
    const { valid, errors } = await new Validator().validate(
      studio.check.document as unknown as Record<string, unknown>,
    );
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    const docs = await fetch(new URL("/docs/", studio.url));
    expect(docs.status).toBe(200);
    expect(await docs.text()).toContain("<html");
  });

  it("serves a page, and sends headers that keep it to itself", async () => {
    const response = await fetch(studio.url);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("HD Local AI");
    expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("x-frame-options")).toBeTruthy();
  });
});

describe("the document of the API", () => {
  it("has no route that does not work, and every answer in these tests was as it says", async () => {
    const key = (await readFile(join(studio.data, "owner.key"), "utf8")).trim();
    const { body } = await studio.ask("POST", "/api/auth/local-token", { headers: { "x-owner-key": key } });
    const owner = new Account(studio, body.data.token, body.data.user_id);
    const session = await owner.sessionWith(await smallClip());
    const listening = new AbortController();
    const path = `/api/events/${session}`;
    const headers = { authorization: `Bearer ${owner.token}` };
    const events = await fetch(new URL(path, studio.url), { headers, signal: listening.signal });
    studio.check.verify("GET", path, { status: events.status, headers: events.headers, body: undefined });
    const words = { app_name: "nemo_agent", session_id: session, new_message: { parts: [{ text: "mute it" }] } };
    await owner.ask("POST", "/run_sse", { json: words });
    const output = { quality: "low", resolution: "320x180" };
    await owner.submit(session, "render_all", { output });
    let [told, thumbnail] = ["", ""];
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (thumbnail === "") {
      told += (await reader?.read())?.value ?? "";
      thumbnail = /"thumbnailUrl":"([^"]+)"/.exec(told)?.[1] ?? "";
    }
    const film = (await owner.ended("render_all")).output.url;
    listening.abort();
    const { state, frame_url } = await owner.state(session);
    const [{ cdn_url, thumbnail_url }] = state.video_infos;
    for (const link of [thumbnail, film, frame_url, cdn_url, thumbnail_url])
      expect((await studio.ask("GET", link)).status, link).toBe(200);
    const kit = "/apps/nemo_agent/users/me/sessions";
    const calls: [method: string, path: string, options?: AskOptions][] = [
      ["GET", "/api/render/proxy/render_all/download", { headers: { range: "bytes=0-9" } }],
      ["POST", "/api/render/proxy/lambda/render_all/show"],
      ["GET", "/api/exports"],
      ["GET", "/api/settings"],
      ["PATCH", "/api/settings", { json: {} }],
      ["GET", "/api/devices"],
      ["GET", `/api/sessions/${session}/messages`],
      ["GET", "/list-apps"],
      ["POST", kit],
      ["POST", `${kit}/mine`],
      ["GET", kit],
      ["GET", `${kit}/mine`],
      ["DELETE", `${kit}/mine`],
    ];
    for (const [method, to, options] of calls)
      expect((await owner.ask(method, to, options)).status, `${method} ${to}`).toBeLessThan(300);
    expect(studio.check.routes.filter((route) => !studio.check.seen.has(route))).toEqual([]);
  });
});
