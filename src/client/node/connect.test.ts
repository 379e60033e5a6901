import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FakeBackend } from "../../../test/support/fake-backend.js";
import { attribution, platformOf } from "./attribution.js";
import { configFolder } from "./config-file.js";
import { connect, isLoopback } from "./connect.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hd-local-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("keeps token and client id where only their person can read them, and uses them again", async () => {
  const backend = new FakeBackend();
  await using server = await backend.listen();
  const configFolder = join(folder, "config");
  for (let run = 0; run < 2; run++) {
    await using connection = await connect({ url: server.url, configFolder, environment: {} });
    await connection.openSession();
  }
  expect(backend.clientIds.size).toBe(1);
  expect(readdirSync(configFolder)).toEqual(["client.json"]);
  expect(statSync(join(configFolder, "client.json")).mode & 0o777).toBe(0o600);
  expect(statSync(configFolder).mode & 0o777).toBe(0o700);
  const [token] = backend.tokens;
  expect(readFileSync(join(configFolder, "client.json"), "utf8")).toContain(String(token));
});

it("does not keep a token that the environment gives", async () => {
  const backend = new FakeBackend();
  backend.tokens.add("nmv_usr_given");
  await using server = await backend.listen();
  const environment = { NEMO_API_URL: server.url, NEMO_TOKEN: "nmv_usr_given" };
  await using connection = await connect({ configFolder: folder, environment });
  await connection.openSession();
  expect(backend.clientIds.size).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

it("goes to a server elsewhere only after a yes, which it remembers", async () => {
  const url = "https://cloud.example";
  const options = { url, configFolder: folder, environment: {} };
  await expect(connect(options)).rejects.toMatchObject({ code: "remote-not-allowed", exitCode: 2 });
  await expect(connect({ ...options, askRemote: () => Promise.resolve(false) })).rejects.toMatchObject({ exitCode: 2 });
  let asked = "";
  const askRemote = (host: string): Promise<boolean> => {
    asked += host;
    return Promise.resolve(true);
  };
  expect((await connect({ ...options, askRemote })).isLocal).toBe(false);
  expect((await connect({ ...options, askRemote })).isLocal).toBe(false);
  expect(asked).toBe("cloud.example");
  expect((await connect({ ...options, url: "https://other.example", allowRemote: true })).isLocal).toBe(false);
});

it.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["127.9.8.7", true],
  ["[::1]", true],
  ["studio.localhost", true],
  ["127.0.0.1.example.org", false],
  ["localhost.example.org", false],
  ["192.168.1.4", false],
  ["0.0.0.0", false],
  ["example.org", false],
])("takes %s for this machine: %s", (host, expected) => expect(isLoopback(host)).toBe(expected));

it("knows the marketplace by the path of installation, unless the environment says it", () => {
  expect(platformOf("/home/me/.openclaw/skills/hd-local-ai/run.js", undefined)).toBe("clawhub");
  expect(platformOf("/home/me/.clawhub/skills/hd-local-ai", undefined)).toBe("clawhub");
  expect(platformOf("/home/me/.cursor/skills/hd-local-ai/run.js", undefined)).toBe("cursor");
  expect(platformOf("C:\\Users\\me\\.cursor\\skills\\x", undefined)).toBe("cursor");
  expect(platformOf("/usr/local/bin/hd-local", undefined)).toBe("unknown");
  expect(platformOf("/home/me/.cursor/x/y", "clawhub")).toBe("clawhub");
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(attribution({})).toMatchObject({ source: "hd-local-ai", version });
});

it("has a folder for settings on every platform, which HD_LOCAL_CONFIG overrides", () => {
  expect(configFolder({ HD_LOCAL_CONFIG: "/x" })).toBe("/x");
  if (process.platform === "linux") {
    expect(configFolder({ XDG_CONFIG_HOME: "/y" })).toBe("/y/hd-local-ai");
    expect(configFolder({})).toMatch(/\.config\/hd-local-ai$/);
  }
});
