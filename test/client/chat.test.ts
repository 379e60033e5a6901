/** `hd-local chat` and `batch` as people run them: a clean home, no server running, only words. */
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cachedClip } from "../support/clip-cache.js";
import { FakeBackend } from "../support/fake-backend.js";
import { Workplace } from "../support/program.js";
import { type FinishedRun, killGroup, PROGRAM, startProgram } from "../support/program-run.js";
import { readFormat, readFrames } from "../support/read-clip.js";

const place = new Workplace();

/** A home with a clip in it and nothing else. */
async function newHome(): Promise<{ home: string; clip: string; env: Record<string, string> }> {
  const home = place.newFolder();
  const clip = join(home, "clip.mp4");
  copyFileSync(await small(), clip);
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: "",
    XDG_DATA_HOME: join(home, "data"),
    HD_LOCAL_CONFIG: join(home, "config"),
    NEMO_API_URL: "",
    NEMO_TOKEN: "",
    LANG: "en_US.UTF-8",
    LC_ALL: "",
  };
  return { home, clip, env };
}

function small(): Promise<string> {
  return cachedClip("chat.mp4", {
    container: "mp4",
    video: { width: 160, height: 90, fps: [25, 1], frames: 75 },
    audio: [{ codec: "aac", durationMs: 3000, sound: "beeps" }],
  });
}

/** Processes of a server whose data folder this is. */
function serversOf(home: string): string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const isServer = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("\0serve\0");
        return isServer && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`HOME=${home}\0`);
      } catch {
        return false;
      }
    });
}

/** Pixels of white and of black in the middle of a film's picture, whichever are fewer: letters with their edge. */
function lettersIn(path: string): number {
  const [frame] = readFrames(path, { limit: 13 }).slice(-1);
  if (frame === undefined) throw new Error("The film has no picture.");
  let [white, black] = [0, 0];
  for (let y = Math.floor(frame.height * 0.4); y < frame.height * 0.6; y++)
    for (let x = Math.floor(frame.width * 0.3); x < frame.width * 0.7; x++) {
      const luma = frame.luma[y * frame.width + x] ?? 128;
      if (luma > 228) white++;
      if (luma < 24) black++;
    }
  return Math.min(white, black);
}

/** Neither tokens, ids nor JSON are for people. */
function expectPlainWords({ stdout, stderr }: Pick<FinishedRun, "stdout" | "stderr">): void {
  const screen = stdout + stderr;
  expect(screen).not.toMatch(/nmv_|Bearer|[0-9a-f]{8}-[0-9a-f]{4}|render_\d|[{}]|http:\/\//);
}

describe("chat", () => {
  it("sets itself up, enhances, trims, titles and exports; leaves no server behind", async () => {
    const { home, clip, env } = await newHome();
    const words = ["enhance to HD", "trim the first 2 seconds", "加标题「你好」", "导出"].flatMap((text) => [
      "-m",
      text,
    ]);
    const run = await place.run(["chat", clip, ...words], { env, cwd: home });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(
      /^Setting things up…\nYou are connected and ready\.\nclip\.mp4 is on the timeline\.\n› enhance to HD\n/,
    );
    expectPlainWords(run);
    const result = readFormat(join(home, "clip-hd.mp4"));
    expect(result.streams.find(({ kind }) => kind === "video")).toMatchObject({
      codec: "h264",
      width: 1920,
      height: 1080,
    });
    // Of three seconds one is left, and over it the title lies in white with a dark edge, where the clip itself is grey.
    expect(result.durationSeconds).toBeCloseTo(1, 1);
    expect(lettersIn(join(home, "clip-hd.mp4"))).toBeGreaterThan(500);
    expect(existsSync(join(home, "config", "client.json"))).toBe(true);
    if (process.platform === "linux") expect(serversOf(home)).toEqual([]);
  });

  it("speaks plainly with another server of this machine, and cancels a turn at Ctrl-C", async () => {
    const { home, clip, env } = await newHome();
    const backend = new FakeBackend();
    await using server = await backend.listen();
    backend.plan([{ say: "I see it. Click the timeline panel to look." }, { waitMs: 60_000 }]);
    const run = startProgram(["chat", clip, "-m", "describe it"], {
      cache: place.cache,
      cwd: home,
      env: { ...env, NEMO_API_URL: server.url },
    });
    while (backend.seen(/run_sse/).length === 0) await new Promise((wake) => setTimeout(wake, 50));
    killGroup(run.child, "SIGINT");
    const finished = await run.finished;
    expect(finished.code).toBe(130);
    expect(finished.stderr).toMatch(/Cancelled\. What was done already stays/);
    expectPlainWords(finished);
  });

  it("does not hand files to a server elsewhere unless told to", async () => {
    const { home, clip, env } = await newHome();
    const run = await place.run(["chat", clip, "-m", "export"], {
      cwd: home,
      env: { ...env, NEMO_API_URL: "https://cloud.example" },
    });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/cloud\.example is not this machine: your files would leave it\. Say --allow-remote/);
  });

  it("fails with the exit code of what went wrong", async () => {
    const { home, env } = await newHome();
    const backend = new FakeBackend();
    await using server = await backend.listen();
    const options = { cwd: home, env: { ...env, NEMO_API_URL: server.url } };
    expect(await place.run(["chat", "-m", "export"], options)).toMatchObject({ code: 1 });
    expect(await place.run(["chat", "missing.mp4", "-m", "export"], options)).toMatchObject({ code: 3 });
    backend.refuse({ on: /upload/, code: 4001, httpStatus: 415 });
    const refused = await place.run(["chat", "-m", "clip.mp4"], options);
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toMatch(/not supported\. Supported: mp4, mov/);
    expect((await place.run(["chat", "--nonsense"], options)).code).toBe(2);
  });
});

/** Whether `script`, which gives a program a terminal of its own, is there and understands us. */
const hasTerminal = spawnSync("script", ["-qec", "true", "/dev/null"], { stdio: "ignore" }).status === 0;

it.skipIf(!hasTerminal)(
  "chat at a keyboard greets, answers what is typed, and leaves at the second Ctrl-C",
  async () => {
    const { home, clip, env } = await newHome();
    const command = `stty cols 100; '${process.execPath}' '${PROGRAM}' chat '${clip}'; echo "code=$?"`;
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      env: { ...process.env, ...env, HD_LOCAL_CACHE: place.cache, TERM: "xterm" },
      cwd: home,
      detached: true,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let screen = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      screen += part;
    });
    const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
    const shows = async (words: RegExp): Promise<void> => {
      for (let tries = 0; tries < 900 && !words.test(screen); tries++)
        await new Promise((wake) => setTimeout(wake, 50));
      expect(screen).toMatch(words);
    };
    try {
      await shows(/clip\.mp4 is on the timeline/);
      child.stdin.write("trim the first 2 seconds\r");
      // The next prompt: from then on Ctrl-C is a key, and no signal to what is going on.
      await shows(/1 s long[\s\S]*◆/);
      child.stdin.write("\u0003");
      await shows(/again/i);
      child.stdin.write("\u0003");
      await closed;
    } finally {
      killGroup(child, "SIGKILL");
    }
    expect(screen).toMatch(/•/);
    expect(screen).toContain("code=0");
  },
);

describe("batch", () => {
  it("makes a file of each, and a bad one does not stop the others", async () => {
    const { home, clip, env } = await newHome();
    const folder = join(home, "in");
    mkdirSync(folder);
    copyFileSync(clip, join(folder, "one.mp4"));
    copyFileSync(clip, join(folder, "two.mov"));
    writeFileSync(join(folder, "bad.mp4"), "This is no film.");
    const out = join(home, "out");
    const run = await place.run(["batch", folder, "-m", "trim the first second", "-o", out], { env, cwd: home });
    expect(run.code, run.stdout + run.stderr).toBe(3);
    expect(readdirSync(out).sort()).toEqual(["one-hd.mp4", "two-hd.mp4"]);
    expect(run.stdout).toMatch(/2 files done, 1 failed\./);
    expectPlainWords(run);
    for (const name of ["one-hd.mp4", "two-hd.mp4"]) {
      expect(readFormat(join(out, name)).durationSeconds).toBeLessThan(3.5);
    }
  });
});
