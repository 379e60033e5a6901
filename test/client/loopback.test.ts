/** Loopback alone is enough: no other network is there. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { beforeAll, describe, expect, it } from "vitest";
import { cachedClip } from "../support/clip-cache.js";
import { canIsolate, isolated } from "../support/loopback.js";
import { Workplace } from "../support/program.js";
import { PROGRAM } from "../support/program-run.js";

const place = new Workplace();

describe.skipIf(!canIsolate)("with loopback alone", () => {
  const home = place.newFolder();
  const clip = join(home, "clip.mp4");
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    HD_LOCAL_CONFIG: join(home, "config"),
    HD_LOCAL_DATA: join(home, "data"),
    HD_LOCAL_CACHE: place.cache,
  };
  const program = (words: readonly string[]) => isolated([process.execPath, PROGRAM, ...words]);
  const run = (words: readonly string[]): string =>
    execFileSync(...program(words), { encoding: "utf8", cwd: home, env, stdio: ["ignore", "pipe", "pipe"] });

  beforeAll(async () => {
    const video = { width: 160, height: 90, fps: [25, 1], frames: 25 } as const;
    copyFileSync(await cachedClip("loopback.mp4", { container: "mp4", video }), clip);
  });

  it("chat enhances and exports", () => {
    expect(run(["chat", clip, "-m", "enhance to HD", "-m", "export"])).toMatch(/Saved: .*clip-hd\.mp4/);
    expect(existsSync(join(home, "clip-hd.mp4"))).toBe(true);
  });

  it("batch makes a file of each", () => {
    const out = join(home, "out");
    expect(run(["batch", clip, "-m", "enhance to HD", "-o", out])).toMatch(/clip-hd\.mp4/);
    expect(existsSync(join(out, "clip-hd.mp4"))).toBe(true);
  });

  it("an agent looks at a file and enhances it over MCP", async () => {
    const client = new Client({ name: "test", version: "1.0.0" });
    const [command, args] = program(["mcp", "--allow", home]);
    await client.connect(new StdioClientTransport({ command, args, env, stderr: "ignore" }));
    try {
      const looked = await client.callTool({ name: "inspect_media", arguments: { path: "clip.mp4" } });
      expect(looked.isError).not.toBe(true);
      const words = { path: "clip.mp4", output: "agent.mp4" };
      const made = await client.callTool({ name: "enhance_video", arguments: words }, { timeout: 100_000 });
      expect(made.isError, JSON.stringify(made.content)).not.toBe(true);
      expect(existsSync(join(home, "agent.mp4"))).toBe(true);
    } finally {
      await client.close();
    }
  });
});
