/** What a studio does for the person whose machine it runs on: settings, their desktop, a look at what is being made. */
import { readdirSync } from "node:fs";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { clips } from "./support/made-clips.js";
import { Account, eventsOf, newFolder, TestStudio } from "./support/studio.js";

let studio: TestStudio;
let owner: Account;
let clip: string;
/** What the desktop was asked to open. */
let asked: string;

async function ownerOf(open: TestStudio): Promise<Account> {
  const key = (await readFile(join(open.data, "owner.key"), "utf8")).trim();
  const { body } = await open.ask("POST", "/api/auth/local-token", { headers: { "x-owner-key": key } });
  return new Account(open, body.data.token, body.data.user_id);
}

beforeAll(async () => {
  clip = await clips.constantRate("25");
  // A desktop that only notes what it is asked for. It has no bus, as some have none.
  const programs = newFolder();
  asked = join(programs, "asked");
  const stub = async (name: string, words: string) => {
    await writeFile(join(programs, name), `#!/bin/sh\n${words}\n`);
    await chmod(join(programs, name), 0o755);
  };
  await stub("xdg-open", `printf '%s\\n' "$@" >> '${asked}'`);
  await stub("dbus-send", "exit 1");
  const path = `${programs}${delimiter}${process.env["PATH"]}`;
  studio = await TestStudio.start({ env: { PATH: path, DISPLAY: ":99" } });
  owner = await ownerOf(studio);
});

describe("the machine's settings", () => {
  it("are the fastest device and the balanced network until somebody chooses", async () => {
    expect((await owner.ask("GET", "/api/settings")).body.data).toEqual({
      device: "auto",
      device_is_fixed: false,
      network: "balanced",
      networks: ["fast", "balanced", "best"],
      may_change: true,
    });
    const chosen = { device: "cpu", network: "fast" };
    expect((await owner.ask("PATCH", "/api/settings", { json: chosen })).body.data).toMatchObject(chosen);
    for (const wrong of [{ device: "abacus" }, { network: "none" }, { colour: "green" }])
      expect((await owner.ask("PATCH", "/api/settings", { json: wrong })).status).toBe(400);
    const session = await owner.sessionWith(clip);
    const estimate = async (output: object) =>
      (await owner.ask("POST", `/api/sessions/${session}/estimate`, { json: { output } })).body.data.network;
    const output = { resolution: "640x360" };
    expect(await estimate({ ...output, quality: "high" })).toBe("fast");
    expect(await estimate({ ...output, quality: "best" })).toBe("best");
  });

  it("name every device, and say of each that cannot be used why", async () => {
    const { devices } = (await owner.ask("GET", "/api/devices")).body.data;
    expect(devices.map(({ device }: { device: string }) => device)).toEqual(["cpu", "webgpu", "cuda"]);
    expect(devices[0]).toEqual({ device: "cpu", usable: true, reason: null });
    for (const { usable, reason } of devices) expect(usable).toBe(reason === null);
  });
});

describe("the machine's person", () => {
  it("brings along what was made without the key, whose token ends then; nothing happens by a wrong key", async () => {
    const guest = await studio.account();
    const session = await guest.sessionWith(clip);
    const authorization = `Bearer ${guest.token}`;
    const come = (key: string) =>
      studio.ask("POST", "/api/auth/local-token", { headers: { "x-owner-key": key, authorization } });
    expect((await come("guessed")).status).toBe(401);
    expect((await guest.ask("GET", "/api/sessions")).body.data.sessions).toHaveLength(1);
    const key = (await readFile(join(studio.data, "owner.key"), "utf8")).trim();
    const { body } = await come(key);
    expect(body.data.user_id).toBe(owner.id);
    expect((await owner.state(session)).state.video_infos).toHaveLength(1);
    expect((await guest.ask("GET", "/api/sessions")).body.code).toBe(1001);
    // Any other token is left alone.
    expect((await come(key)).status).toBe(200);
    const headers = { "x-owner-key": key, authorization: `Bearer ${owner.token}` };
    expect((await studio.ask("POST", "/api/auth/local-token", { headers })).status).toBe(200);
    expect((await owner.ask("GET", "/api/sessions")).status).toBe(200);
  });
});

describe("a render", () => {
  it("shows where it is while it is being made, by a link that a bare GET fetches", async () => {
    const session = await owner.sessionWith(clip);
    const response = await fetch(new URL(`/api/events/${session}`, studio.url), {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    await owner.submit(session, "render_seen");
    let text = "";
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (!text.includes('"completed"')) text += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    const progress = eventsOf(text).filter(({ type }) => type === "render-progress");
    const links = progress.flatMap(({ thumbnailUrl }) => (typeof thumbnailUrl === "string" ? thumbnailUrl : []));
    expect(links.length).toBeGreaterThan(0);
    expect(progress.at(-1)).not.toHaveProperty("thumbnailUrl");
    const picture = await fetch(links[0] ?? "");
    expect(picture.headers.get("content-type")).toBe("image/jpeg");
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(500);
    const other = (links[0] ?? "").replace(/render\/[^/]+/, "render/another");
    expect((await fetch(other)).status).toBe(401);
    expect(progress.every((event) => !("uid" in event))).toBe(true);
  });

  it("is shown in the file manager under its project's name, to the machine's own person alone", async () => {
    expect((await owner.ask("GET", "/api/account")).body.data.may_show_in_folder).toBe(true);
    const session = await owner.sessionWith(clip);
    await owner.ask("PATCH", `/api/sessions/${session}`, { json: { name: "旅行/a, b" } });
    await owner.submit(session, "render_shown");
    const show = (who: Account, id = "render_shown") => who.ask("POST", `/api/render/proxy/lambda/${id}/show`);
    expect((await show(owner)).status).toBe(404);
    const { output } = await owner.ended("render_shown");
    const { shown, path } = (await show(owner)).body.data;
    expect(shown).toBe(true);
    expect(basename(path)).toBe("旅行 a, b.mp4");
    expect((await stat(path)).size).toBe(output.size);
    expect(await readFile(asked, "utf8")).toBe(`${join(path, "..")}\n`);
    const stranger = await studio.account();
    expect((await stranger.ask("GET", "/api/account")).body.data.may_show_in_folder).toBe(false);
    expect((await show(stranger)).status).toBe(403);
    expect((await show(owner, "..%2f..%2fetc")).status).toBe(400);
  });
});

describe("the next start", () => {
  it("finds what was chosen, and the film without its second name", async () => {
    await studio.stop();
    const next = await TestStudio.start({ data: studio.data });
    const person = await ownerOf(next);
    expect((await person.ask("GET", "/api/settings")).body.data).toMatchObject({ device: "cpu", network: "fast" });
    expect(readdirSync(studio.data)).not.toContain("shown");
    expect((await person.ended("render_shown")).status).toBe("completed");
  });
});
