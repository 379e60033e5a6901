/** Whatever happens to a run: nothing finished is lost, nothing unfinished is kept, and the result is the same. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { cachedClip } from "./support/clip-cache.js";
import { Workplace } from "./support/program.js";
import { killGroup, PROGRAM, type ProgramEvent, QUICK, type StartedRun, startProgram } from "./support/program-run.js";

const place = new Workplace();

/** Kills of one render, and the length of its clip; the long form (`HD_TEST_KILLS=10`) makes its clip longer as well. */
const KILLS = Number.parseInt(process.env["HD_TEST_KILLS"] ?? "3", 10);
const SECONDS = 20 * Math.ceil(KILLS / 3);

/** 25 frames a second with a keyframe each second: a chunk every four seconds. */
function longClip(): Promise<string> {
  return cachedClip(`seconds-${SECONDS}.mp4`, {
    container: "mp4",
    video: { width: 320, height: 180, fps: [25, 1], frames: SECONDS * 25, options: { g: "25" } },
    audio: [{ codec: "aac", durationMs: SECONDS * 1000, sound: "beeps" }],
  });
}

const started: StartedRun[] = [];

function start(cache: string, output: string, input: string, ...flags: string[]): StartedRun {
  const run = startProgram(["enhance", input, "-o", output, ...QUICK, "--target", "2x", ...flags], { cache });
  started.push(run);
  return run;
}

afterEach(async () => {
  for (const { child, finished } of started.splice(0)) {
    killGroup(child, "SIGKILL");
    await finished;
  }
});

/** A cache and an output of their own. */
function newPlaces(): { cache: string; folder: string; output: string } {
  const cache = place.newFolder();
  const folder = place.newFolder();
  return { cache, folder, output: join(folder, "result.mp4") };
}

/** Finished chunks, each with the number of its file: one that is made again is another file. */
function finishedChunks(cache: string): string[] {
  const chunks = join(cache, "chunks");
  const names = existsSync(chunks) ? readdirSync(chunks).filter((name) => name.endsWith(".chunk")) : [];
  return names.map((name) => `${name} ${statSync(join(chunks, name)).ino}`);
}

function number(event: ProgramEvent | undefined, name: string): number {
  const value = event?.[name];
  if (typeof value !== "number") throw new Error(`No ${name} in ${JSON.stringify(event)}`);
  return value;
}

/** Waits until so many chunks of this run or earlier ones are finished. */
function untilChunks(run: StartedRun, count: number): Promise<ProgramEvent> {
  return run.event((event) => event.event === "progress" && number(event, "finishedChunks") >= count);
}

/** Processes of a run's group, the program itself first. */
function groupOf({ child: { pid } }: StartedRun): number[] {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const members = processes.filter((id) => Number(statOf(Number(id))?.[2]) === pid).map(Number);
  return members.sort((a, b) => Number(b === pid) - Number(a === pid));
}

/** Fields of `/proc/<pid>/stat` from the state on: state, parent, group … */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
  } catch {
    return undefined;
  }
}

/** Processor time used by all of these processes, in clock ticks. */
function ticksOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = statOf(pid);
    return sum + Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0);
  }, 0);
}

let undisturbedBytes: Promise<Buffer> | undefined;
let undisturbedMs = 0;

/** The bytes of the file that a run makes to which nothing happens. */
function undisturbed(): Promise<Buffer> {
  undisturbedBytes ??= (async () => {
    const { cache, output } = newPlaces();
    const input = await longClip();
    const startedMs = performance.now();
    const run = await start(cache, output, input, "--json").finished;
    undisturbedMs = performance.now() - startedMs;
    expect(run.code).toBe(0);
    return readFileSync(output);
  })();
  return undisturbedBytes;
}

describe("kill -9", () => {
  it(`at ${KILLS} random moments leads to the same file, and no finished chunk is made twice`, {
    timeout: 600_000,
  }, async () => {
    const input = await longClip();
    const whole = await undisturbed();
    const { cache, folder, output } = newPlaces();
    let kept: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const run = start(cache, output, input, "--json");
      // Every other time at any moment from the start on, else some time behind a chunk of this run.
      if (kill % 2 === 0) await Promise.race([run.finished, untilChunks(run, kept.length + 1)]);
      const ended = await Promise.race([
        run.finished.then(() => true),
        delay((Math.random() * undisturbedMs) / (2 * KILLS), false),
      ]);
      expect(ended).toBe(false);
      killGroup(run.child, "SIGKILL");
      await run.finished;
      const now = finishedChunks(cache);
      expect(now).toEqual(expect.arrayContaining(kept));
      kept = now;
      expect(existsSync(output)).toBe(false);
    }
    expect(kept.length).toBeGreaterThan(0);
    const last = await start(cache, output, input, "--json").finished;
    expect(last.code).toBe(0);
    const done = last.events.find(({ event }) => event === "done");
    expect(number(done, "cachedChunks")).toBe(kept.length);
    expect(finishedChunks(cache)).toEqual(expect.arrayContaining(kept));
    expect(finishedChunks(cache)).toHaveLength(number(done, "chunks"));
    expect(readFileSync(output).equals(whole)).toBe(true);
    expect(readdirSync(folder)).toEqual(["result.mp4"]);
    expect(readdirSync(join(cache, "chunks")).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(readdirSync(join(cache, "leases"))).toEqual([]);
  });

  it("of the program alone takes its workers along", async () => {
    const { cache, output } = newPlaces();
    const run = start(cache, output, await longClip(), "--json");
    await untilChunks(run, 1);
    const [, ...workers] = groupOf(run);
    expect(workers.length).toBeGreaterThan(0);
    run.child.kill("SIGKILL");
    for (
      let tries = 0;
      tries < 50 && workers.some((pid) => statOf(pid) !== undefined && statOf(pid)?.[0] !== "Z");
      tries++
    ) {
      await delay(100);
    }
    expect(workers.filter((pid) => statOf(pid) !== undefined && statOf(pid)?.[0] !== "Z")).toEqual([]);
  });

  it("of a worker costs one attempt at one chunk, and the result is the same", async () => {
    const input = await longClip();
    const { cache, folder, output } = newPlaces();
    const run = start(cache, output, input, "--json");
    await untilChunks(run, 2);
    const [, ...workers] = groupOf(run);
    expect(workers.length).toBeGreaterThan(0);
    for (const worker of workers) process.kill(worker, "SIGKILL");
    const { code, events } = await run.finished;
    expect(code).toBe(0);
    expect(events.some(({ event }) => event === "failed")).toBe(false);
    expect(readFileSync(output).equals(await undisturbed())).toBe(true);
    expect(readdirSync(folder)).toEqual(["result.mp4"]);
  });
});

describe("kill -9 of an edit", () => {
  it("leads to the same film, with its titles and its sound", { timeout: 300_000 }, async () => {
    const words = [
      "-m",
      "make it 720p, trim the first second, run it backwards",
      "-m",
      "add the title 'Hi' from 2 s to 5 s",
    ];
    const flags = ["-m", "lo-fi music at 30%", "--network", "none", "--preset", "ultrafast", "--json"];
    const input = await cachedClip("seconds-9.mp4", {
      container: "mp4",
      video: { width: 320, height: 180, fps: [25, 1], frames: 225, options: { g: "25" } },
      audio: [{ codec: "aac", durationMs: 9000, sound: "beeps" }],
    });
    const edit = (cache: string, output: string): StartedRun => {
      const run = startProgram(["edit", input, "-o", output, ...words, ...flags], { cache });
      started.push(run);
      return run;
    };
    const whole = newPlaces();
    expect((await edit(whole.cache, whole.output).finished).code).toBe(0);
    const { cache, folder, output } = newPlaces();
    const run = edit(cache, output);
    await untilChunks(run, 1);
    killGroup(run.child, "SIGKILL");
    await run.finished;
    expect(existsSync(output)).toBe(false);
    const kept = finishedChunks(cache);
    const last = await edit(cache, output).finished;
    expect(last.code).toBe(0);
    const done = last.events.find(({ event }) => event === "done");
    expect(number(done, "cachedChunks")).toBeGreaterThan(0);
    expect(finishedChunks(cache)).toEqual(expect.arrayContaining(kept));
    expect(readFileSync(output).equals(readFileSync(whole.output))).toBe(true);
    expect(readdirSync(folder)).toEqual(["result.mp4"]);
  });
});

describe("cancelling", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s ends with 130, leaves nothing beside the output and keeps finished chunks",
    async (signal) => {
      const input = await longClip();
      const { cache, folder, output } = newPlaces();
      const run = start(cache, output, input, "--json");
      await untilChunks(run, 2);
      killGroup(run.child, signal);
      const cancelledAt = performance.now();
      const { code, events } = await run.finished;
      expect(performance.now() - cancelledAt).toBeLessThan(5000);
      expect(code).toBe(130);
      expect(events.at(-1)).toMatchObject({ event: "failed", code: "cancelled" });
      expect(readdirSync(folder)).toEqual([]);
      expect(readdirSync(join(cache, "chunks")).every((name) => name.endsWith(".chunk"))).toBe(true);
      const kept = finishedChunks(cache).length;
      expect(kept).toBeGreaterThanOrEqual(2);
      const again = await start(cache, output, input, "--json").finished;
      expect(
        number(
          again.events.find(({ event }) => event === "done"),
          "cachedChunks",
        ),
      ).toBe(kept);
    },
  );

  it("stops a batch where it is", async () => {
    const { cache, folder } = newPlaces();
    const run = start(cache, `${folder}/`, await longClip(), join(place.folder, "other.mp4"), "--json");
    await untilChunks(run, 1);
    killGroup(run.child, "SIGINT");
    const { code, events } = await run.finished;
    expect(code).toBe(130);
    expect(events.filter(({ event }) => event === "started")).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(process.platform !== "linux")("parking", () => {
  it("by SIGTSTP stops the program, its workers use no processor, and SIGCONT goes on to the same file", async () => {
    const input = await longClip();
    const { cache, output } = newPlaces();
    const run = start(cache, output, input, "--json");
    await untilChunks(run, 1);
    const pids = groupOf(run);
    killGroup(run.child, "SIGTSTP");
    for (let tries = 0; tries < 50 && statOf(pids[0] ?? 0)?.[0] !== "T"; tries++) await delay(100);
    expect(statOf(pids[0] ?? 0)?.[0]).toBe("T");
    const before = ticksOf(pids);
    await delay(1500);
    // A tick is a hundredth of a second; idle processes wake up now and then.
    expect(ticksOf(pids) - before).toBeLessThanOrEqual(5);
    killGroup(run.child, "SIGCONT");
    const { code } = await run.finished;
    expect(code).toBe(0);
    expect(readFileSync(output).equals(await undisturbed())).toBe(true);
  });
});

/** Whether `script`, which gives a program a terminal of its own, is there and understands us. */
function hasTerminal(): boolean {
  try {
    execFileSync("script", ["-qec", "true", "/dev/null"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasTerminal())("at a terminal (needs util-linux's script)", () => {
  /** The program in a pseudo-terminal, followed by what the terminal looks like behind it. */
  async function atTerminal(
    use: (terminal: {
      press: (keys: string) => void;
      shows: (words: RegExp) => Promise<void>;
      text: () => string;
      cache: string;
    }) => Promise<void>,
  ): Promise<{ text: string; code: number; output: string }> {
    const { cache, output } = newPlaces();
    const words = ["enhance", await longClip(), "-o", output, ...QUICK, "--target", "2x"];
    const command = `stty cols 100; '${process.execPath}' '${PROGRAM}' ${words.map((word) => `'${word}'`).join(" ")}; echo "code=$?"; stty -a`;
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      env: { ...process.env, HD_LOCAL_CACHE: cache, TERM: "xterm" },
      detached: true,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
    const shows = async (pattern: RegExp): Promise<void> => {
      for (let tries = 0; tries < 600; tries++) {
        if (pattern.test(text)) return;
        await delay(50);
      }
      throw new Error(`The terminal does not show ${pattern}:\n${text.slice(-2000)}`);
    };
    try {
      await use({ press: (keys) => child.stdin.write(keys), shows, text: () => text, cache });
      await closed;
    } finally {
      killGroup(child, "SIGKILL");
    }
    return { text, code: Number(/code=(\d+)/.exec(text)?.[1]), output };
  }

  /** A terminal that echoes and takes lines, as a shell needs it. */
  function expectRestored(text: string): void {
    expect(text).toMatch(/[\s;]icanon/);
    expect(text).toMatch(/[\s;]echo[\s;]/);
    expect(text).toMatch(/[\s;]isig/);
  }

  it("p pauses and resumes, and the terminal is given back as it was", async () => {
    const { text, code, output } = await atTerminal(async ({ press, shows, text: shown, cache }) => {
      await shows(/1\/\d+ chunks/);
      press("p");
      await shows(/Paused/);
      await delay(300);
      const chunks = finishedChunks(cache).length;
      await delay(1500);
      expect(finishedChunks(cache)).toHaveLength(chunks);
      const length = shown().length;
      press("p");
      await delay(600);
      expect(shown().length).toBeGreaterThan(length);
    });
    expect(code).toBe(0);
    expect(existsSync(output)).toBe(true);
    expectRestored(text);
  });

  it("Ctrl-C cancels, also while paused, and the terminal is given back as it was", async () => {
    for (const keys of ["\u0003", "p\u0003"]) {
      const { text, code, output } = await atTerminal(async ({ press, shows }) => {
        await shows(/1\/\d+ chunks/);
        for (const key of keys) {
          press(key);
          await delay(300);
        }
      });
      expect(code).toBe(130);
      expect(text).toMatch(/Cancelled\. Finished chunks are kept/);
      expect(existsSync(output)).toBe(false);
      expectRestored(text);
    }
  });
});
