/** What the API promises of files and renders: the part of it that the adapters have a hand in. */
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { clips } from "./made-clips.js";
import { Workplace } from "./program.js";
import { type Account, ATTRIBUTION, newFolder, type TestStudio } from "./studio.js";

export interface MediaPlace {
  studio: TestStudio;
  person: Account;
  /** Two seconds of 320×180 with sound. */
  clip: string;
}

/** @param open gives a studio, whichever its adapters are. */
export function describeMediaContract(open: () => Promise<MediaPlace>): void {
  const place = new Workplace();
  let studio: TestStudio;
  let person: Account;
  let clip: string;

  beforeAll(async () => {
    ({ studio, person, clip } = await open());
  });

  describe("an upload", () => {
    it("tells of each file what it is, and puts all on the timeline in their order", async () => {
      const session = await person.session();
      const picture = await clips.picture("png");
      const { status, body } = await person.upload(session, [
        { path: clip, name: "../../Ferien «1».mp4" },
        { path: picture, name: "logo.png" },
      ]);
      expect(status).toBe(200);
      expect(body.data.session_state_applied).toBe(true);
      expect(body.data.files).toMatchObject([
        { filename: "Ferien «1».mp4", file_type: "video", duration: 2, width: 320, height: 180, fps: 25 },
        { filename: "logo.png", file_type: "image" },
      ]);
      const bytes = await readFile(clip);
      const { createHash } = await import("node:crypto");
      expect(body.data.files[0]).toMatchObject({
        size: bytes.length,
        hash: createHash("sha256").update(bytes).digest("hex"),
      });
      const state = await person.state(session);
      expect(state.version).toBe(1);
      expect(state.state.video_infos.map(({ filename }: { filename: string }) => filename)).toEqual([
        "Ferien «1».mp4",
        "logo.png",
      ]);
      expect(state.state.draft.t[0]).toMatchObject({ tt: 0 });
      expect(state.state.draft.t[0].sg).toHaveLength(2);
      const fetched = await fetch(body.data.files[0].cdn_url);
      expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
      const part = await fetch(body.data.files[0].cdn_url, { headers: { range: "bytes=100-199" } });
      expect(part.status).toBe(206);
      expect(part.headers.get("content-range")).toBe(`bytes 100-199/${bytes.length}`);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
    });

    it("of something that is no media answers 4001 with 415, and keeps none of the request's files", async () => {
      const session = await person.session();
      const { status, body } = await person.upload(session, [
        { path: clip, name: "good.mp4" },
        { bytes: new TextEncoder().encode("this is no film"), name: "bad.mp4" },
      ]);
      expect({ status, code: body.code }).toEqual({ status: 415, code: 4001 });
      expect(body.data.supported).toEqual(expect.arrayContaining(["mp4", "mov", "avi", "webm", "mkv", "jpg", "aac"]));
      expect(body.message).toContain("bad.mp4");
      expect((await person.state(session)).version).toBe(0);
    });

    it("without a file, or with a body that is neither form nor addresses, answers 400", async () => {
      const session = await person.session();
      const path = `/api/upload-video/nemo_agent/me/${session}`;
      const form = new FormData();
      form.append("something", "else");
      for (const options of [{ body: form }, { json: {} }, { json: { urls: ["ftp://example.com/a.mp4"] } }]) {
        const { status, body } = await person.ask("POST", path, options);
        expect({ status, code: body.code }).toEqual({ status: 400, code: 400 });
      }
    });
  });

  describe("a render", () => {
    it("answers both published shapes, ends as a file that a bare GET fetches, and can be downloaded in ranges", async () => {
      const session = await person.sessionWith(clip);
      const { status, body } = await person.submit(session, "render_1700000000001");
      expect(status).toBe(200);
      expect(body).toMatchObject({ code: 0, success: true, id: "render_1700000000001" });
      expect(["pending", "processing"]).toContain(body.status);
      expect(body.data).toMatchObject({ id: body.id, status: body.status, createdAt: expect.any(String) });
      const done = await person.ended("render_1700000000001");
      expect(done).toMatchObject({
        status: "completed",
        progress: 100,
        output: { duration: 2, width: 640, height: 360 },
      });
      expect(done.data).toMatchObject({ outputUrl: done.output.url, completedAt: expect.any(String) });
      const file = Buffer.from(await (await fetch(done.output.url)).arrayBuffer());
      expect(file.length).toBe(done.output.size);
      const path = join(newFolder(), "result.mp4");
      await writeFile(path, file);
      const run = await place.run(["inspect", path, "--json"]);
      expect(JSON.parse(run.stdout)).toMatchObject({ video: { codec: "h264", frames: 50, displayWidthPixels: 640 } });
      const download = await fetch(new URL("/api/render/proxy/render_1700000000001/download", studio.url), {
        headers: { authorization: `Bearer ${person.token}`, range: "bytes=0-9" },
      });
      expect(download.status).toBe(206);
      expect(download.headers.get("content-disposition")).toMatch(/attachment/);
      expect(Buffer.from(await download.arrayBuffer()).equals(file.subarray(0, 10))).toBe(true);
      expect((await person.state(session)).state.generated_media).toMatchObject([{ id: "render_1700000000001" }]);
      expect((await person.ask("GET", `/api/sessions/${session}/renders`)).body.data.renders).toHaveLength(1);
    });

    it("without all three attribution headers answers 402", async () => {
      const session = await person.sessionWith(clip);
      for (const missing of Object.keys(ATTRIBUTION)) {
        const headers = Object.fromEntries(Object.entries(ATTRIBUTION).filter(([name]) => name !== missing));
        const answer = await person.ask("POST", "/api/render/proxy/lambda", {
          headers,
          json: { id: "render_2", sessionId: session },
        });
        expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 402, code: 402 });
        expect(answer.body.data).toEqual({ reason: "attribution" });
        expect(answer.body.message.toLowerCase()).toContain(missing);
      }
    });

    it("of an id that exists answers 409; another account may have the same", async () => {
      const session = await person.sessionWith(clip);
      expect((await person.submit(session, "render_3")).status).toBe(200);
      const again = await person.submit(session, "render_3");
      expect({ status: again.status, code: again.body.code }).toEqual({ status: 409, code: 409 });
      const other = await studio.account();
      expect((await other.submit(await other.sessionWith(clip), "render_3")).status).toBe(200);
      await person.ask("POST", "/api/render/proxy/lambda/render_3/cancel");
      await other.ask("POST", "/api/render/proxy/lambda/render_3/cancel");
    });

    it("can be cancelled, which ends it", async () => {
      const session = await person.sessionWith(clip);
      await person.submit(session, "render_4");
      const { body } = await person.ask("POST", "/api/render/proxy/lambda/render_4/cancel");
      expect(body).toMatchObject({ success: true, status: "cancelled" });
      expect(await person.ended("render_4")).toMatchObject({ status: "cancelled" });
      const download = await person.ask("GET", "/api/render/proxy/render_4/download");
      expect(download.status).toBe(404);
    });

    it("can be paused, which it stays while it is `processing`, and goes on to its end", async () => {
      const session = await person.sessionWith(clip);
      await person.submit(session, "render_5");
      const paused = (await person.ask("POST", "/api/render/proxy/lambda/render_5/pause")).body;
      expect(paused.paused).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 400));
      const held = (await person.ask("GET", "/api/render/proxy/lambda/render_5")).body;
      expect(["pending", "processing"]).toContain(held.status);
      expect((await person.ask("POST", "/api/render/proxy/lambda/render_5/resume")).body.paused).toBe(false);
      expect((await person.ended("render_5")).status).toBe("completed");
    });

    it("is unknown to everybody but its account: 404", async () => {
      const stranger = await studio.account();
      for (const [method, path] of [
        ["GET", "/api/render/proxy/lambda/render_1700000000001"],
        ["POST", "/api/render/proxy/lambda/render_1700000000001/cancel"],
        ["POST", "/api/render/proxy/lambda/render_1700000000001/pause"],
        ["GET", "/api/render/proxy/render_1700000000001/download"],
      ] as const) {
        const { status, body } = await stranger.ask(method, path);
        expect({ status, code: body.code }, path).toEqual({ status: 404, code: 404 });
      }
    });

    it("of an empty timeline, of a draft that is none, or of another format answers 400", async () => {
      const empty = await person.session();
      const session = await person.sessionWith(clip);
      const cases: [string, object][] = [
        [empty, {}],
        [session, { draft: { t: "tracks" } }],
        [session, { output: { format: "doc" } }],
        [session, { output: { preset: "huge" } }],
        [session, { output: { max_bytes: 10 } }],
        [session, { output: { resolution: "large" } }],
        [session, { output: { quality: "tremendous" } }],
        [session, { id: "../../etc/passwd" }],
      ];
      for (const [sid, extra] of cases) {
        const { status, body } = await person.submit(sid, `render_${randomUUID()}`, extra);
        expect({ status, code: body.code }, JSON.stringify(extra)).toEqual({ status: 400, code: 400 });
        expect(body.data.issues.length).toBeGreaterThan(0);
      }
    });
  });

  describe("storage", () => {
    it("is told, and its clean-up takes finished films and deleted sessions, never what a draft needs", async () => {
      const someone = await studio.account();
      const [kept, gone] = [await someone.sessionWith(clip), await someone.sessionWith(clip)];
      await someone.submit(kept, "render_kept");
      await someone.ended("render_kept");
      await someone.ask("DELETE", `/api/sessions/${gone}`);
      const before = (await someone.ask("GET", "/api/storage")).body.data;
      expect(before.results_bytes).toBeGreaterThan(0);
      expect(before).toMatchObject({ films: 1, deleted_sessions: 1, deleted_bytes: before.uploads_bytes / 2 });
      const some = { films: false, previews: true };
      const first = await someone.ask("POST", "/api/storage/clean", { json: some });
      expect(first.body.data).toMatchObject({ removed_files: 1, storage: { films: 1, deleted_sessions: 0 } });
      const { body } = await someone.ask("POST", "/api/storage/clean");
      expect(body.data).toMatchObject({ removed_files: 1, storage: { films: 0, results_bytes: 0 } });
      expect(body.data.storage.uploads_bytes).toBe(before.uploads_bytes / 2);
      const [file] = (await someone.state(kept)).state.video_infos;
      expect((await fetch(file.cdn_url)).status).toBe(200);
      expect((await someone.ask("GET", "/api/render/proxy/render_kept/download")).status).toBe(404);
      expect((await someone.ask("POST", `/api/sessions/${gone}/restore`)).body.code).toBe(1002);
    });
  });
}
