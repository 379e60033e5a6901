/** A studio that serves others: prices, plans, registration, and what its operator does with the accounts. */
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { SqliteRecords } from "../src/adapters/sqlite/sqlite-records.js";
import { Workplace } from "./support/program.js";
import { smallClip } from "./support/small-clip.js";
import { Account, newFolder, TestStudio } from "./support/studio.js";

const place = new Workplace();
const PASSWORD = "correct horse battery";
const TABLE = `
prices:
  edit: 1
  edits: { enhance: 5 }  # as an operator writes it
  export: 3
  sample: 0
plans:
  anonymous: { credits: 6, tokenDays: 7, mayExport: false }
  registered: { credits: 10, tokenDays: 30, mayExport: true }
  studio: { credits: 0, tokenDays: 30, mayExport: true }
registrationUrl: https://studio.example/join
`;
let studio: TestStudio;
let guest: Account;
let clip: string;

beforeAll(async () => {
  clip = await smallClip();
  const data = newFolder();
  await writeFile(join(data, "prices.yaml"), TABLE);
  studio = await TestStudio.start({ data, flags: ["--hosted"] });
  guest = await studio.account();
});

async function balanceOf(account: Account): Promise<{ available: number; frozen: number; total: number }> {
  return (await account.ask("GET", "/api/credits/balance/simple")).body.data;
}

async function register(json: object): Promise<{ status: number; body: Awaited<ReturnType<Account["state"]>> }> {
  return await studio.ask("POST", "/api/auth/register", { json });
}

/** The operator's command, beside the running server. */
async function accounts(...words: string[]) {
  return await place.run(["accounts", ...words, "--data", studio.data]);
}

async function operator(...words: string[]): Promise<string> {
  const run = await accounts(...words);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout;
}

describe("a guest of a studio", () => {
  it("has the plan's credits, is charged by the table, and is told 2001 with what it takes and where to register", async () => {
    expect(await balanceOf(guest)).toEqual({ available: 6, frozen: 0, total: 6 });
    const session = await guest.sessionWith(clip);
    await guest.say(session, "enhance it");
    expect(await balanceOf(guest)).toEqual({ available: 1, frozen: 0, total: 1 });
    const json = { app_name: "nemo_agent", session_id: session, new_message: { parts: [{ text: "enhance it" }] } };
    const edits = { edits: [{ op: "enhance" }] };
    for (const answer of [
      await guest.ask("POST", "/run_sse", { json }),
      await guest.ask("POST", `/api/sessions/${session}/edits`, { json: edits }),
    ]) {
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: 2001 });
      expect(answer.body.data).toEqual({ required: 5, available: 1, bind: expect.stringMatching(/^[\w-]{20,}$/) });
    }
    const { body } = await guest.ask("GET", "/api/account");
    const { bind } = await guest.state(session);
    expect(body.data).toMatchObject({ kind: "anonymous", may_export: false, hosted: true });
    expect(body.data.register_url).toBe(`https://studio.example/join?bind=${bind}`);
    expect((await guest.state(session)).version).toBe(2);
  });

  it("may not export where the plan says so: 402 with the reason, and nothing is charged", async () => {
    const session = await guest.sessionWith(clip);
    const answer = await guest.submit(session, "render_1");
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 402, code: 402 });
    expect(answer.body.data).toEqual({ reason: "plan" });
    expect((await balanceOf(guest)).total).toBe(1);
  });

  it("changes no settings of the machine, sees none of its folders, and gets no token of its person", async () => {
    expect((await guest.ask("PATCH", "/api/settings", { json: { network: "fast" } })).status).toBe(403);
    expect((await guest.ask("GET", "/api/settings")).body.data.may_change).toBe(false);
    expect((await guest.ask("POST", "/api/render/proxy/lambda/render_1/show")).status).toBe(403);
    const key = { "x-owner-key": "x" };
    expect((await studio.ask("POST", "/api/auth/local-token", { headers: key })).body.code).toBe(1001);
  });
});

describe("registration", () => {
  it("brings along what was made before, with its credits, and ends the guest's token", async () => {
    const session = await guest.sessionWith(clip, "mine.mp4");
    const { bind } = await guest.state(session);
    const json = { email: "Ada@Example.org", password: PASSWORD, bind };
    expect((await register({ ...json, password: "too short" })).body.code).toBe(400);
    expect((await register({ ...json, bind: "somebody's" })).body.code).toBe(400);
    const { status, body } = await register(json);
    expect(status).toBe(200);
    const ada = new Account(studio, body.data.token, body.data.user_id);
    expect((await guest.ask("GET", "/api/sessions")).body.code).toBe(1001);
    expect((await ada.state(session)).state.video_infos).toMatchObject([{ filename: "mine.mp4" }]);
    expect((await ada.state(session)).bind).toBeUndefined();
    expect(await balanceOf(ada)).toEqual({ available: 11, frozen: 0, total: 11 });
    const days = (Date.parse(body.data.expires_at) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    // The link works once, and an address has one account.
    expect((await register({ ...json, email: "eve@example.org" })).body.code).toBe(400);
    expect((await register({ email: "ada@example.org", password: PASSWORD })).status).toBe(409);
  });

  it("opens by address and password alone, and keeps the password as an Argon2id hash only", async () => {
    const logIn = (email: string, password: string) =>
      studio.ask("POST", "/api/auth/login", { json: { email, password } });
    const { body } = await logIn("ada@example.org", PASSWORD);
    expect(body.data.token).toMatch(/^nmv_usr_/);
    for (const [email, password] of [
      ["ada@example.org", `${PASSWORD}!`],
      ["nobody@example.org", PASSWORD],
    ] as const) {
      const wrong = await logIn(email, password);
      expect({ status: wrong.status, code: wrong.body.code }).toEqual({ status: 401, code: 1001 });
      expect(wrong.body.message).toBe("Address or password is wrong.");
    }
    const records = new SqliteRecords(join(studio.data, "studio.db"));
    const kept = records.accounts.findByEmail("ada@example.org")?.passwordHash;
    records.close();
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await readFile(join(studio.data, "studio.db"), "latin1")).not.toContain(PASSWORD);
  });

  it("lets export at its price: reserved while it runs, charged when it is finished, given back when it is not", async () => {
    const { body } = await studio.ask("POST", "/api/auth/login", {
      json: { email: "ada@example.org", password: PASSWORD },
    });
    const ada = new Account(studio, body.data.token, body.data.user_id);
    const session = await ada.sessionWith(clip);
    const output = { quality: "low", resolution: "320x180" };
    await ada.submit(session, "render_one", { output });
    await ada.submit(session, "render_two", { output });
    expect(await balanceOf(ada)).toEqual({ available: 5, frozen: 6, total: 11 });
    await ada.ask("POST", "/api/render/proxy/lambda/render_two/cancel");
    expect((await ada.ended("render_one")).status).toBe("completed");
    expect(await balanceOf(ada)).toEqual({ available: 8, frozen: 0, total: 8 });
  });
});

describe("the operator", () => {
  it("lists accounts, tops them up, changes their plan and ends their tokens, while the studio runs", async () => {
    const someone = await studio.account();
    expect(await operator("top-up", someone.id, "50", "--note", "a gift")).toMatch(/56 credits/);
    expect(await balanceOf(someone)).toEqual({ available: 56, frozen: 0, total: 56 });
    await operator("plan", someone.id, "studio");
    expect((await someone.ask("GET", "/api/account")).body.data).toMatchObject({ plan: "studio", may_export: true });
    expect(await operator("ledger", someone.id)).toMatch(/grant {3}.*a gift/);
    const listed = (await operator("list", "--json")).trim().split("\n");
    const found = listed.map((line) => JSON.parse(line)).find(({ id }) => id === someone.id);
    expect(found).toMatchObject({ kind: "anonymous", plan: "studio", available: 56, frozen: 0 });
    expect(await operator("revoke", someone.id)).toMatch(/One token/);
    expect((await someone.ask("GET", "/api/account")).body.code).toBe(1001);
    expect((await accounts("top-up", someone.id, "-5")).code).toBe(2);
  });
});

describe("limits of a studio", () => {
  it("are ten guests an address in seven days: then 429 with Retry-After", async () => {
    // Two have come before, in the tests above.
    const ask = () => studio.ask("POST", "/api/auth/anonymous-token", { headers: { "x-client-id": randomUUID() } });
    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    answers.sort((a, b) => a.status - b.status);
    expect(answers.map(({ status }) => status)).toEqual([...Array(8).fill(200), 429, 429]);
    const last = answers.at(-1);
    expect(last?.body.code).toBe(429);
    expect(last?.headers.get("retry-after")).toBe(String(last?.body.data.retryAfter));
  });

  it("are twenty passwords an address in a while: then 429", async () => {
    const json = { email: "ada@example.org", password: "a guess of mine" };
    let answer = await studio.ask("POST", "/api/auth/login", { json });
    for (let i = 0; i < 20 && answer.status !== 429; i++)
      answer = await studio.ask("POST", "/api/auth/login", { json });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 429, code: 429 });
    expect(answer.body.data.retryAfter).toBeGreaterThan(0);
  });
});
