/** The tools for agents, spoken to with the protocol's own client: over standard input and output, and over HTTP. */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client, type Progress, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cachedClip } from "../support/clip-cache.js";
import { Workplace } from "../support/program.js";
import { PROGRAM } from "../support/program-run.js";
import { readFormat } from "../support/read-clip.js";

const place = new Workplace();

const TOOLS = [
  "cancel_job",
  "compare_videos",
  "edit_video",
  "enhance_video",
  "get_job",
  "inspect_media",
  "list_jobs",
  "start_enhance",
  "timeline",
];

interface Agent extends AsyncDisposable {
  client: Client;
}

interface Way {
  name: string;
  /** A new connection; folder is what is allowed. */
  connect: () => Promise<Agent>;
}

const home = place.newFolder();
const folder = join(home, "films");
const env: Record<string, string> = {
  PATH: process.env.PATH ?? "",
  HOME: home,
  HD_LOCAL_CONFIG: join(home, "config"),
  HD_LOCAL_DATA: join(home, "data"),
  HD_LOCAL_CACHE: place.cache,
};

beforeAll(async () => {
  mkdirSync(folder);
  const short = await cachedClip("mcp.mp4", {
    container: "mp4",
    video: { width: 160, height: 90, fps: [25, 1], frames: 25 },
    audio: [{ codec: "aac", durationMs: 1000, sound: "beeps" }],
  });
  const long = await cachedClip("mcp-long.mp4", {
    container: "mp4",
    video: { width: 640, height: 360, fps: [25, 1], frames: 500, source: "fractal" },
  });
  copyFileSync(short, join(folder, "clip.mp4"));
  copyFileSync(long, join(folder, "long.mp4"));
  copyFileSync(short, join(home, "private.mp4"));
  symlinkSync(join(home, "private.mp4"), join(folder, "link.mp4"));
});

async function agent(
  transport: StdioClientTransport | StreamableHTTPClientTransport,
  mode: "auto" | "legacy" = "legacy",
): Promise<Agent> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  await client.connect(transport);
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

let server: ChildProcess | undefined;
let url = "";
let token = "";

const ways: Way[] = [
  {
    name: "over standard input and output",
    connect: () =>
      agent(
        new StdioClientTransport({
          command: process.execPath,
          args: [PROGRAM, "mcp"],
          env,
          cwd: folder,
          stderr: "ignore",
        }),
      ),
  },
  {
    name: "over HTTP",
    connect: async () => {
      server ??= spawn(
        process.execPath,
        [PROGRAM, "serve", "--port", "0", "--with-parent", "--log", "silent", "--allow", folder],
        {
          env: { ...env, HD_LOCAL_DATA: join(home, "data-http") },
          stdio: ["pipe", "pipe", "inherit"],
        },
      );
      if (url === "") {
        url = await new Promise((resolve) => {
          server?.stdout?.setEncoding("utf8").on("data", (text: string) => {
            const address = /open at (\S+)/.exec(text)?.[1];
            if (address !== undefined) resolve(address);
          });
        });
        const answer = await fetch(`${url}/api/auth/anonymous-token`, {
          method: "POST",
          headers: { "X-Client-Id": crypto.randomUUID() },
        });
        token = ((await answer.json()) as { data: { token: string } }).data.token;
      }
      const headers = { Authorization: `Bearer ${token}` };
      return await agent(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
    },
  },
];

afterAll(async () => {
  if (server === undefined) return;
  const ended = new Promise((resolve) => server?.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
});

const call = (client: Client, name: string, args: Record<string, unknown>, options = {}) =>
  client.callTool({ name, arguments: args }, { timeout: 100_000, ...options });

const textOf = ({ content }: { content: unknown }): string =>
  (content as { type: string; text?: string }[]).map(({ text }) => text ?? "").join("\n");

for (const way of ways) {
  describe(way.name, () => {
    it("lists the tools, each with schemas of what goes in and comes out", async () => {
      await using agent = await way.connect();
      const { tools } = await agent.client.listTools();
      expect(tools.map(({ name }) => name).sort()).toEqual(TOOLS);
      for (const tool of tools) {
        expect(tool.description, tool.name).toMatch(/\w/);
        expect(tool.inputSchema.type).toBe("object");
        expect(tool.outputSchema?.type).toBe("object");
      }
    });

    it("enhances a clip with progress and gives a structured result with a link to the file", async () => {
      await using agent = await way.connect();
      const seen: Progress[] = [];
      const output = `${way.name.length}-hd.mp4`;
      const result = await call(
        agent.client,
        "enhance_video",
        { path: "clip.mp4", quality: "fast", output },
        { onprogress: (now: Progress) => seen.push(now) },
      );
      expect(result.isError, textOf(result)).toBeFalsy();
      expect(result.structuredContent).toMatchObject({
        status: "completed",
        progress_percent: 100,
        width: 1920,
        height: 1080,
      });
      const path = join(folder, output);
      expect(result.structuredContent).toMatchObject({ output_path: path });
      expect(result.content).toContainEqual(
        expect.objectContaining({ type: "resource_link", uri: pathToFileURL(path).href, mimeType: "video/mp4" }),
      );
      expect(readFormat(path).streams.find(({ kind }) => kind === "video")).toMatchObject({
        width: 1920,
        height: 1080,
      });
      expect(seen.length).toBeGreaterThan(0);
      for (const [i, now] of seen.entries()) expect(now.progress).toBeGreaterThanOrEqual(seen[i - 1]?.progress ?? 0);
      expect(textOf(result)).not.toMatch(/nmv_|render_\d/);
    });

    it("stops the work when a call is cancelled", async () => {
      await using agent = await way.connect();
      const stop = new AbortController();
      const cancelled = call(
        agent.client,
        "enhance_video",
        { path: "long.mp4", quality: "fast", output: "never.mp4" },
        { signal: stop.signal, onprogress: (now: Progress) => now.message === "rendering" && stop.abort() },
      );
      await expect(cancelled).rejects.toThrow();
      await expect
        .poll(
          async () => {
            const { structuredContent } = await call(agent.client, "list_jobs", {});
            return (structuredContent as { jobs: { status: string }[] }).jobs[0]?.status;
          },
          { timeout: 30_000 },
        )
        .toBe("cancelled");
      expect(existsSync(join(folder, "never.mp4"))).toBe(false);
    });

    it("begins work that does not wait, tells of it after a new connection, and cancels it", async () => {
      let id = "";
      {
        await using agent = await way.connect();
        const { structuredContent } = await call(agent.client, "start_enhance", { path: "long.mp4", quality: "fast" });
        id = (structuredContent as { job_id: string }).job_id;
      }
      await using agent = await way.connect();
      const job = await call(agent.client, "get_job", { job_id: id });
      expect(job.structuredContent).toMatchObject({ job_id: id, status: expect.stringMatching(/preparing|rendering/) });
      const cancelled = await call(agent.client, "cancel_job", { job_id: id });
      expect(cancelled.structuredContent).toMatchObject({ job_id: id, status: "cancelled" });
    });

    it("edits by words, goes on in the same session, and shows the timeline", async () => {
      await using agent = await way.connect();
      const first = await call(agent.client, "edit_video", { path: "clip.mp4", request: "mute it", export: false });
      expect(first.isError, textOf(first)).toBeFalsy();
      const { session_id } = first.structuredContent as { session_id: string };
      const timeline = await call(agent.client, "timeline", { session_id });
      expect(timeline.structuredContent).toMatchObject({
        session_id,
        is_ready_for_export: true,
        tracks: [{ label: "Video", items: [{ name: "clip.mp4", start_seconds: 0, end_seconds: 1 }] }],
      });
      const output = `${way.name.length}-edited.mp4`;
      const second = await call(agent.client, "edit_video", { session_id, request: "make it brighter", output });
      expect(second.structuredContent).toMatchObject({ session_id, output_path: join(folder, output) });
      expect(existsSync(join(folder, output))).toBe(true);
    });

    it("inspects and compares", async () => {
      await using agent = await way.connect();
      const inspected = await call(agent.client, "inspect_media", { path: join(folder, "clip.mp4") });
      expect(inspected.structuredContent).toMatchObject({
        video: { displayWidthPixels: 160, displayHeightPixels: 90 },
      });
      expect(textOf(inspected)).toMatch(/160/);
      const compared = await call(agent.client, "compare_videos", { reference: "clip.mp4", candidate: "clip.mp4" });
      expect(compared.structuredContent).toMatchObject({ isIdentical: true, frames: 25 });
      expect(textOf(compared)).toMatch(/25 frames: PSNR infinite, SSIM 1\.0000/);
    });

    it("answers what cannot be done with words that say what to do", async () => {
      await using agent = await way.connect();
      writeFileSync(join(folder, "notes.mp4"), "no film");
      for (const [name, args, words] of [
        ["enhance_video", { path: "missing.mp4" }, /There is no file «missing\.mp4»\. Check the path\./],
        ["enhance_video", { path: "notes.mp4" }, /not supported\. Supported: mp4/],
        ["inspect_media", { path: join(home, "private.mp4") }, /outside of the folders that were allowed.*--allow/],
        ["inspect_media", { path: "../private.mp4" }, /outside of the folders/],
        ["inspect_media", { path: "link.mp4" }, /outside of the folders/],
        ["inspect_media", { path: "/nowhere/at/all.mp4" }, /outside of the folders/],
        ["enhance_video", { path: "clip.mp4", output: "/tmp/stolen.mp4" }, /outside of the folders/],
        ["edit_video", { request: "mute it" }, /Give a path to begin with/],
        ["get_job", { job_id: "job_nothing-here" }, /no job with this id/],
        ["timeline", { session_id: "nothing" }, /session/i],
      ] as const) {
        const result = await call(agent.client, name, args);
        expect(result.isError, name).toBe(true);
        expect(textOf(result)).toMatch(words);
      }
      expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
    });
  });
}

it("speaks the protocol's present version too, with progress and cancellation", async () => {
  const headers = { Authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } });
  await using modern = await agent(transport, "auto");
  expect((await modern.client.listTools()).tools.map(({ name }) => name).sort()).toEqual(TOOLS);
  const stop = new AbortController();
  const seen: Progress[] = [];
  const cancelled = call(
    modern.client,
    "enhance_video",
    { path: "long.mp4", quality: "fast", output: "never.mp4" },
    {
      signal: stop.signal,
      onprogress: (now: Progress) => {
        seen.push(now);
        if (now.message === "rendering") stop.abort();
      },
    },
  );
  await expect(cancelled).rejects.toThrow();
  expect(seen.length).toBeGreaterThan(0);
  const newest = async (): Promise<string | undefined> => {
    const { structuredContent } = await call(modern.client, "list_jobs", {});
    return (structuredContent as { jobs: { status: string }[] }).jobs[0]?.status;
  };
  await expect.poll(newest, { timeout: 30_000 }).toBe("cancelled");
});

it("has a token asked for over HTTP, and keeps the jobs of one account from another", async () => {
  const refused = await fetch(`${url}/mcp`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  });
  expect(refused.status).toBe(401);
  const answer = await fetch(`${url}/api/auth/anonymous-token`, {
    method: "POST",
    headers: { "X-Client-Id": crypto.randomUUID() },
  });
  const other = ((await answer.json()) as { data: { token: string } }).data.token;
  const headers = { Authorization: `Bearer ${other}` };
  await using stranger = await agent(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
  );
  expect((await call(stranger.client, "list_jobs", {})).structuredContent).toEqual({ jobs: [] });
});
