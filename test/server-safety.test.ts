/** What must not work: whatever is tried on the server from outside, by pages, by files and by addresses. */
import { lookup } from "node:dns/promises";
import { readdirSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokenFiles, clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { type Account, newFolder, TestStudio } from "./support/studio.js";

const place = new Workplace();
let studio: TestStudio;
let person: Account;
let clip: string;

beforeAll(async () => {
  clip = await clips.constantRate("25");
  studio = await TestStudio.start();
  person = await studio.account();
});

/** A request with headers that `fetch` does not let one set. */
function raw(path: string, headers: Record<string, string>, method = "GET"): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, studio.url), { method, headers, setHost: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("a page of another site", () => {
  it("whose name was made to lead here is refused, whatever it asks", async () => {
    const { port } = new URL(studio.url);
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      "10.0.0.5",
      "a@localhost",
    ]) {
      const { status, body } = await raw("/healthz", { host });
      expect(status, host).toBe(403);
      expect(JSON.parse(body).code).toBe(403);
    }
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
      expect((await raw("/healthz", { host })).status, host).toBe(200);
  });

  it("that sends a request across sites is refused", async () => {
    const { host } = new URL(studio.url);
    for (const origin of ["http://evil.example", "https://127.0.0.1", "null", "http://localhost:1", `ftp://${host}`]) {
      const { status } = await raw(
        "/api/auth/anonymous-token",
        { host, origin, "x-client-id": crypto.randomUUID() },
        "POST",
      );
      expect(status, origin).toBe(403);
    }
    const silent = { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect((await raw("/healthz", silent)).status).toBe(403);
    expect((await raw("/healthz", { host, origin: `http://${host}` })).status).toBe(200);
    expect((await raw("/", { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).status).toBe(200);
  });
});

describe("links", () => {
  it("that are forged, changed, expired or for something else open nothing", async () => {
    const session = await person.session();
    const { body } = await person.upload(session, [
      { path: clip, name: "one.mp4" },
      { path: clip, name: "two.mp4" },
    ]);
    const [one, two] = body.data.files.map(({ cdn_url }: { cdn_url: string }) => new URL(cdn_url));
    expect((await fetch(one)).status).toBe(200);
    const later = new URL(one);
    later.searchParams.set("expires", String(Number(later.searchParams.get("expires")) + 1000));
    const other = new URL(one);
    other.pathname = two.pathname;
    const unsigned = new URL(one);
    unsigned.searchParams.delete("signature");
    const asToken = new URL(one);
    asToken.search = `?token=${person.token}`;
    for (const url of [later, other, unsigned, asToken]) {
      const { status } = await fetch(url);
      expect([400, 401], url.href).toContain(status);
    }
  });
});

describe("names", () => {
  it("never become paths", async () => {
    const session = await person.session();
    const names = [
      "../../../../tmp/evil.mp4",
      "..\\..\\evil.mp4",
      "/etc/passwd",
      "a\u0000b.mp4",
      "-rf.mp4",
      "con",
      "%2e%2e%2f.mp4",
    ];
    const before = await studio.keysOf("assets");
    const { status, body } = await person.upload(
      session,
      names.map((name) => ({ path: clip, name })),
    );
    expect(status).toBe(200);
    for (const { filename } of body.data.files) expect(filename).not.toMatch(/[/\\\0]/);
    const added = (await studio.keysOf("assets")).filter((key) => !before.includes(key));
    expect(added).toHaveLength(names.length);
    for (const key of added) expect(key).toMatch(/^assets\/[0-9a-f-]{36}\.mp4$/);
  });

  it("of sessions, renders and files in addresses lead nowhere", async () => {
    for (const path of [
      "/api/state/nemo_agent/me/..%2f..%2fstudio.db/latest",
      "/api/media/asset/..%2f..%2fstudio.db?expires=1&signature=x",
      "/api/render/proxy/..%2fstudio.db/download",
      "/..%2f..%2fpackage.json",
      "/docs/static/..%2f..%2f..%2fpackage.json",
    ]) {
      const { status, body } = await person.ask("GET", path);
      expect([400, 401, 403, 404], path).toContain(status);
      expect(JSON.stringify(body)).not.toMatch(/SQLite|"version"/);
    }
  });
});

describe("a file", () => {
  it("that is a playlist in a film's clothes opens nothing, here or on the network", async () => {
    const seen: string[] = [];
    const trap = await listening((path) => seen.push(path));
    const path = await brokenFiles.playlist([`${trap.url}/segment.ts`, clip]);
    const answer = await person.upload(await person.session(), [{ path, name: "film.mp4" }]);
    expect(answer.body.code).toBe(4001);
    expect(seen).toEqual([]);
  });

  it("that is a picture which unpacks to gigabytes is refused, and the server lives on", async () => {
    const session = await person.session();
    for (const [name, bytes] of [
      ["pixels.png", bomb(60_000, 60_000)],
      ["profile.png", bomb(16, 16, 600)],
    ] as const) {
      const { body } = await person.upload(session, [{ bytes, name }]);
      // A small picture with a huge profile may be taken, without the profile; it must only not cost the memory.
      expect([0, 4001], name).toContain(body.code);
    }
    expect((await studio.ask("GET", "/healthz")).status).toBe(200);
  });

  it("that is refused leaves nothing behind", async () => {
    const before = await studio.keysOf("assets");
    for (const path of [await brokenFiles.randomBytes(), await brokenFiles.text(), await brokenFiles.empty()])
      expect((await person.upload(await person.session(), [{ path, name: "film.mp4" }])).body.code).toBe(4001);
    expect(await studio.keysOf("assets")).toEqual(before);
    expect(readdirSync(studio.partsFolder)).toEqual([]);
  });

  it("of another account cannot be used in a draft", async () => {
    const other = await studio.account();
    const theirs = await other.sessionWith(clip);
    const { state } = await other.state(theirs);
    const mine = await person.sessionWith(clip);
    const { status, body } = await person.submit(mine, "render_stolen", { draft: state.draft });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 400 });
  });
});

/** A PNG of so many zeros; with `profileMegabytes` it is small and has a colour profile that unpacks to that. */
function bomb(width: number, height: number, profileMegabytes = 0): Uint8Array<ArrayBuffer> {
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const frame = Buffer.alloc(8 + body.length);
    frame.writeUInt32BE(data.length, 0);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc32(body), 4 + body.length);
    return frame;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(Math.min(height, 2000) * (width + 1)));
  const profile =
    profileMegabytes === 0
      ? []
      : [
          chunk(
            "iCCP",
            Buffer.concat([Buffer.from("p\0\0", "latin1"), deflateSync(Buffer.alloc(profileMegabytes * 2 ** 20))]),
          ),
        ];
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [signature, chunk("IHDR", head), ...profile, chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat(parts));
}

/** As PNG has it (ISO 3309). */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const traps: Server[] = [];
afterAll(() => {
  for (const trap of traps) {
    trap.closeAllConnections();
    trap.close();
  }
});

/** A server of this machine that nothing may reach, or that sends on. */
async function listening(onRequest: (path: string) => void, location?: string): Promise<{ url: string; port: number }> {
  const trap = createServer((incoming, response) => {
    onRequest(incoming.url ?? "");
    if (location === undefined) response.end("inside");
    else response.writeHead(302, { location }).end();
  });
  traps.push(trap);
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const { port } = trap.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

describe("an address to fetch from", () => {
  it("that is this machine's, or its network's, is refused before anything is sent", async () => {
    const seen: string[] = [];
    const { port, url } = await listening((path) => seen.push(path));
    const session = await person.session();
    const addresses = [
      url,
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://2130706433:${port}/`,
      `http://0x7f.1:${port}/`,
      `http://0.0.0.0:${port}/`,
      "http://169.254.169.254/latest/meta-data/",
      "http://10.0.0.1/",
      "http://user:password@example.com/",
    ];
    for (const address of addresses) {
      const { status, body } = await person.ask("POST", `/api/upload-video/nemo_agent/me/${session}`, {
        json: { urls: [address], source_type: "url" },
      });
      expect({ status, code: body.code }, address).toEqual({ status: 400, code: 400 });
      expect(JSON.stringify(body)).not.toContain("inside");
    }
    expect(seen).toEqual([]);
  });

  it("whose name leads to this machine is refused, by the address that is connected to", async () => {
    const seen: string[] = [];
    const { port } = await listening((path) => seen.push(path));
    // A name of this very machine: to the program it is a name like any other.
    const { hostname } = await import("node:os");
    const names = ["localhost", hostname()];
    for (const name of names) {
      const addresses = await lookup(name, { all: true }).catch(() => []);
      if (addresses.length === 0) continue;
      const { body } = await person.ask("POST", `/api/upload-video/nemo_agent/me/${await person.session()}`, {
        json: { urls: [`http://${name}:${port}/film.mp4`] },
      });
      expect(body.code).toBe(400);
    }
    expect(seen).toEqual([]);
  });

  it("is followed a few redirects, each looked at, where the operator allows addresses of its network", async () => {
    const allowing = await TestStudio.start({ flags: ["--allow-private-urls"] });
    const someone = await allowing.account();
    const session = await someone.session();
    const fetchFrom = async (url: string) =>
      (await someone.ask("POST", `/api/upload-video/nemo_agent/me/${session}`, { json: { urls: [url] } })).body;
    const { readFile } = await import("node:fs/promises");
    const bytes = await readFile(clip);
    const holder = createServer((_incoming, response) => response.end(bytes));
    traps.push(holder);
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const direct = `http://127.0.0.1:${(holder.address() as AddressInfo).port}/a%20film.mp4`;
    const one = await listening(() => undefined, direct);
    expect(await fetchFrom(one.url)).toMatchObject({
      code: 0,
      data: { files: [{ filename: "a film.mp4", duration: 2 }] },
    });
    const toFile = await listening(() => undefined, "file:///etc/passwd");
    expect((await fetchFrom(toFile.url)).code).toBe(400);
    const round: { url?: string } = {};
    const circle = createServer((_incoming, response) => response.writeHead(302, { location: round.url }).end());
    traps.push(circle);
    await new Promise<void>((resolve) => circle.listen(0, "127.0.0.1", resolve));
    round.url = `http://127.0.0.1:${(circle.address() as AddressInfo).port}/`;
    expect((await fetchFrom(round.url)).code).toBe(400);
  });
});

describe("too much", () => {
  it("of JSON, of headers, of parts is refused", async () => {
    const session = await person.sessionWith(clip);
    const large = await person.ask("POST", "/api/render/proxy/lambda", {
      json: { id: "r", sessionId: session, draft: "x".repeat(5 * 1024 * 1024) },
    });
    expect({ status: large.status, code: large.body.code }).toEqual({ status: 413, code: 4002 });
    const { host } = new URL(studio.url);
    expect((await raw("/healthz", { host, "x-long": "x".repeat(20_000) })).status).toBe(431);
    const form = new FormData();
    for (let i = 0; i < 21; i++) form.append("files", new Blob(["x"]), `${i}.mp4`);
    const many = await person.ask("POST", `/api/upload-video/nemo_agent/me/${session}`, { body: form });
    expect([400, 413]).toContain(many.status);
    expect(readdirSync(studio.partsFolder)).toEqual([]);
    const deep = await person.ask("POST", "/run_sse", {
      body: `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      headers: { "content-type": "application/json" },
    });
    expect(deep.status).toBe(400);
  });
});

describe("the log", () => {
  it("has no token, no word of a person and no name of their file in it", async () => {
    const session = await person.session();
    await person.upload(session, [{ path: clip, name: "geheime-ferien.mp4" }]);
    await person.say(session, "add the title Liebesbrief");
    await person.submit(session, "render_log");
    await person.ended("render_log");
    expect(studio.log).toContain("/run_sse");
    for (const secret of [person.token, "geheime-ferien", "Liebesbrief", studio.data, clip])
      expect(studio.log).not.toContain(secret);
  });
});

describe("the command", () => {
  it("serves others than this machine only with an operator's key", async () => {
    const data = newFolder();
    const run = await place.run(["serve", "--host", "0.0.0.0", "--port", "0", "--data", data]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/HD_LOCAL_OPERATOR_KEY/);
  });

  it("trusts this machine's requests only for a studio of one's own on loopback", async () => {
    const key = { HD_LOCAL_OPERATOR_KEY: "a key of many letters" };
    for (const flags of [["--hosted"], ["--host", "0.0.0.0"]]) {
      const words = ["serve", "--trust-loopback", "--port", "0", "--data", newFolder(), ...flags];
      expect((await place.run(words, { env: key })).code).toBe(2);
    }
  });

  it("does not open one data folder twice", async () => {
    const run = await place.run(["serve", "--port", "0", "--data", studio.data]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/runs with this data folder already/);
  });
});
