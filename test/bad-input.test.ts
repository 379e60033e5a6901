/** What must be refused is refused in one sentence; what is damaged is enhanced as far as it goes. Nothing is left behind. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { indices } from "./support/clip-expectations.js";
import { brokenFiles, clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { type FinishedRun, QUICK, type RunOptions } from "./support/program-run.js";
import { readFrames } from "./support/read-clip.js";

const place = new Workplace();
chmodSync(place.folder, 0o755);

/** Somebody who may do nothing special. */
const NOBODY = 65_534;

/** Every finished or unfinished file of the cache that belongs to no finished chunk. */
function unfinishedParts(cache: string): string[] {
  return readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((name) => /part|\.json$/.test(name));
}

/** Expects a run that was refused in one line of words. */
function expectOneSentence(run: FinishedRun, code: number, words: RegExp): void {
  expect(run).toMatchObject({ code, signal: null, stdout: "" });
  expect(run.stderr).toMatch(/^[^\n]+\.\n$/);
  expect(run.stderr).toMatch(words);
  expect(run.stderr).not.toMatch(/Error:|at .*\.js|node_modules|undefined|Something went wrong/);
}

/** Enhances into a new folder and expects a refusal that names the file, and a folder as empty as before. */
async function expectRefusal(input: string, words: RegExp, options: Partial<RunOptions> = {}): Promise<void> {
  const folder = place.newFolder();
  const run = await place.run(["enhance", input, "-o", join(folder, "result.mp4"), ...QUICK, "--quiet"], options);
  expectOneSentence(run, 3, words);
  expect(run.stderr).toContain(basename(input));
  expect(readdirSync(folder)).toEqual([]);
  expect(unfinishedParts(place.cache)).toEqual([]);
}

/** Skips where the rights of another person cannot be taken on, or that person may not run the program. */
async function skipUnlessNobodyCanRun(context: TestContext): Promise<string> {
  if (process.getuid?.() !== 0) context.skip("only root can act as somebody else");
  const cache = place.newFolder();
  chmodSync(cache, 0o777);
  const run = await place.run(["--version"], { uid: NOBODY, cache }).catch(() => undefined);
  if (run?.code !== 0) context.skip("somebody else may not read this checkout");
  return cache;
}

describe("not a clip", () => {
  it.each([
    ["a missing file", () => join(place.folder, "missing.mp4"), /does not exist/],
    ["an empty file", brokenFiles.empty, /empty/],
    ["random bytes", brokenFiles.randomBytes, /not a video/],
    ["a text", brokenFiles.text, /not a video/],
    ["an MP4 without its index", brokenFiles.withoutIndex, /damaged, incomplete/],
    ["an MP4 without frames", () => brokenFiles.noFrames("mp4"), /no picture/],
    ["an AVI without frames", () => brokenFiles.noFrames("avi"), /no picture/],
    ["a picture of 16 000 × 16 000", () => brokenFiles.hugePng(16_000), /megapixels/],
    ["a picture of 30 000 × 30 000", () => brokenFiles.hugePng(30_000), /«huge.png»/],
    ["a film of 30 000 × 30 000", brokenFiles.hugeMotionJpeg, /«huge.avi»/],
  ])("refuses %s", async (_, make, words) => {
    await expectRefusal(await make(), words);
  });

  it("refuses a folder that has no clip in it", async () => {
    const folder = place.newFolder();
    writeFileSync(join(folder, "notes.txt"), "words");
    const run = await place.run(["enhance", folder, ...QUICK, "--quiet"]);
    expectOneSentence(run, 3, new RegExp(`«${basename(folder)}».*no video`));
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
  });

  it("refuses a pattern that fits nothing", async () => {
    const run = await place.run(["enhance", "*.nothing", ...QUICK, "--quiet"], { cwd: place.newFolder() });
    expectOneSentence(run, 3, /\*\.nothing/);
  });

  it("refuses what may not be read", async (context) => {
    const cache = await skipUnlessNobodyCanRun(context);
    const folder = place.newFolder();
    chmodSync(folder, 0o777);
    const input = join(folder, "secret.mp4");
    copyFileSync(await clips.oneFrame(), input);
    chmodSync(input, 0);
    const run = await place.run(["enhance", input, "-o", join(folder, "x.mp4"), ...QUICK, "--quiet"], {
      uid: NOBODY,
      cache,
    });
    expectOneSentence(run, 3, /«secret.mp4».*permissions/);
    expect(readdirSync(folder)).toEqual(["secret.mp4"]);
  });
});

describe("what points elsewhere", () => {
  it.each(["playlist.mp4", "playlist.m3u8", "script.mp4", "dash.mp4"])(
    "opens neither other files nor the network for %s",
    async (name) => {
      let visits = 0;
      const server = createServer((_, response) => {
        visits++;
        response.end();
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/clip.ts`;
        const other = await clips.format("ts");
        const folder = place.newFolder();
        copyFileSync(other, join(folder, "other.ts"));
        const input = join(folder, name);
        if (name.startsWith("playlist")) copyFileSync(await brokenFiles.playlist([address, "other.ts", other]), input);
        else if (name.startsWith("script")) writeFileSync(input, "ffconcat version 1.0\nfile other.ts\n");
        else
          writeFileSync(
            input,
            `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1"><BaseURL>${address}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
          );
        await expectRefusal(input, /not a video/);
        expect(visits).toBe(0);
      } finally {
        server.close();
      }
    },
  );

  it.each(["http", "concat", "pipe", "data"])(
    "takes the address of another protocol, %s, for a name",
    async (protocol) => {
      const other = await clips.format("ts");
      const words = {
        http: "http://127.0.0.1:9/clip.mp4",
        concat: `concat:${other}|${other}`,
        pipe: "pipe:0",
        data: "data:video/mp4;base64,AAAA",
      }[protocol];
      await expectRefusal(words ?? "", /does not exist/, { cwd: place.newFolder() });
    },
  );
});

describe("damaged", () => {
  /** Enhances a damaged file and gives the numbers of its frames, after seeing that the loss was told. */
  async function enhanceDamaged(input: string): Promise<(number | undefined)[]> {
    const folder = place.newFolder();
    const run = await place.run(["enhance", input, "-o", join(folder, "result.mp4"), ...QUICK, "--target", "2x"]);
    expect(run, run.stderr).toMatchObject({ code: 0, signal: null });
    expect(run.stdout).toMatch(/damaged|breaks off/);
    expect(readdirSync(folder)).toEqual(["result.mp4"]);
    return indices(readFrames(join(folder, "result.mp4")));
  }

  it.each(["mkv", "ts", "avi", "mp4"] as const)(
    "enhances a %s that breaks off as far as it goes",
    async (extension) => {
      const source = await brokenFiles.truncated(extension);
      const there = indices(readFrames(source));
      const made = await enhanceDamaged(source);
      expect(made.length).toBeGreaterThanOrEqual(there.length - 2);
      expect(made.length).toBeLessThanOrEqual(there.length + 1);
      expect(made.slice(0, 20)).toEqual(there.slice(0, 20));
    },
  );

  it.each(["mp4", "mkv", "ts"] as const)(
    "enhances a %s with damage in its middle, before it and behind it",
    async (extension) => {
      const source = await brokenFiles.damaged(extension);
      const there = indices(readFrames(source));
      const made = await enhanceDamaged(source);
      expect(made.length).toBeGreaterThanOrEqual(there.length - 3);
      expect(made.slice(0, 15)).toEqual(there.slice(0, 15));
    },
  );

  it("stops where the times start again, and says so", async () => {
    const recording = await clips.format("ts");
    const joined = join(place.newFolder(), "joined.ts");
    writeFileSync(joined, Buffer.concat([readFileSync(recording), readFileSync(recording)]));
    const result = join(place.newFolder(), "result.mp4");
    const run = await place.run(["enhance", joined, "-o", result, ...QUICK]);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/left out: everything behind .* the times start again there/);
    expect(indices(await readFrames(result))).toEqual(indices(await readFrames(recording)));
  });

  it("enhances a transport stream that begins in the middle of a group", async () => {
    const source = await brokenFiles.withoutBeginning();
    const folder = place.newFolder();
    const run = await place.run(["enhance", source, "-o", join(folder, "result.mp4"), ...QUICK, "--target", "2x"]);
    // Without one keyframe nothing can be shown: then it has to be refused in a sentence.
    if (run.code === 0) expect(readFrames(join(folder, "result.mp4")).length).toBeGreaterThan(0);
    else expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining("«without-beginning.ts»") as string });
    expect(readdirSync(folder)).toEqual(run.code === 0 ? ["result.mp4"] : []);
  });
});

describe("the place of the output", () => {
  it("leaves an existing file alone without --force", async () => {
    const folder = place.newFolder();
    const output = join(folder, "result.mp4");
    writeFileSync(output, "mine");
    const run = await place.run(["enhance", await clips.oneFrame(), "-o", output, ...QUICK, "--quiet"]);
    expectOneSentence(run, 2, /«result.mp4» exists already.*--force/);
    expect(readFileSync(output, "utf8")).toBe("mine");
    const forced = await place.run(["enhance", await clips.oneFrame(), "-o", output, ...QUICK, "--quiet", "--force"]);
    expect(forced).toMatchObject({ code: 0, stderr: "" });
    expect(readFrames(output)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(["result.mp4"]);
  });

  it("never writes over its input, by whatever name", async () => {
    const folder = place.newFolder();
    const input = join(folder, "clip.mp4");
    copyFileSync(await clips.oneFrame(), input);
    symlinkSync(input, join(folder, "link.mp4"));
    const before = readFileSync(input);
    for (const output of [input, join(folder, "link.mp4"), join(folder, ".", "clip.mp4")]) {
      const run = await place.run(["enhance", input, "-o", output, ...QUICK, "--quiet", "--force"]);
      expectOneSentence(run, 2, /input/);
    }
    expect(readFileSync(input).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["clip.mp4", "link.mp4"]);
  });

  it("says so where a part of the path is a file, or the name belongs to a folder", async () => {
    const folder = place.newFolder();
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "taken.mp4", "inner"), { recursive: true });
    const input = await clips.oneFrame();
    const under = await place.run(["enhance", input, "-o", join(folder, "file", "x.mp4"), ...QUICK, "--quiet"]);
    expectOneSentence(under, 1, /«x.mp4» cannot be written/);
    expect(readdirSync(folder).sort()).toEqual(["file", "taken.mp4"]);
  });

  it("says so where the folder may not be written to", async (context) => {
    const cache = await skipUnlessNobodyCanRun(context);
    const folder = place.newFolder();
    chmodSync(folder, 0o555);
    const run = await place.run(["enhance", await clips.oneFrame(), "-o", join(folder, "x.mp4"), ...QUICK, "--quiet"], {
      uid: NOBODY,
      cache,
    });
    expectOneSentence(run, 1, /«x.mp4» cannot be written/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a full disk", () => {
  /** A disk of its own that is as small as wanted. */
  async function withDisk(
    context: TestContext,
    size: string,
    use: (folder: string, resize: (size: string) => void) => Promise<void>,
  ): Promise<void> {
    const folder = place.newFolder();
    const mount = (...words: string[]): void => {
      execFileSync("mount", [...words, folder], { stdio: "ignore" });
    };
    try {
      mount("-t", "tmpfs", "-o", `size=${size}`, "tmpfs");
    } catch {
      context.skip("no disk can be mounted here");
    }
    try {
      await use(folder, (larger) => mount("-o", `remount,size=${larger}`));
    } finally {
      execFileSync("umount", [folder]);
    }
  }

  it("is foreseen where that is possible", async (context) => {
    await withDisk(context, "300k", async (folder) => {
      const run = await place.run([
        "enhance",
        await clips.constantRate("25"),
        "-o",
        join(folder, "x.mp4"),
        ...QUICK,
        "--quiet",
      ]);
      expectOneSentence(run, 1, /needed on the disk.*free/);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it("is told in a sentence when it comes while the file is written, and the work is kept", async (context) => {
    await withDisk(context, "1500k", async (folder, resize) => {
      const words = ["enhance", await clips.constantRate("25"), "-o", join(folder, "x.mp4"), ...QUICK];
      const run = await place.run([...words, "--quiet"]);
      expectOneSentence(run, 1, /disk.*full/);
      expect(readdirSync(folder)).toEqual([]);
      resize("50m");
      const again = await place.run([...words, "--json"]);
      expect(again.code).toBe(0);
      expect(again.events.at(-1)).toMatchObject({ event: "done", chunks: 1, cachedChunks: 1 });
    });
  });

  it("is told in a sentence when the chunks fill it, and the finished chunks are kept", async (context) => {
    await withDisk(context, "960k", async (folder, resize) => {
      const output = place.newFolder();
      const words = ["enhance", await clips.screenRecording(), "-o", join(output, "x.mp4"), ...QUICK, "--target", "2x"];
      const run = await place.run([...words, "--quiet"], { cache: folder });
      expectOneSentence(run, 1, /disk.*full/);
      expect(readdirSync(output)).toEqual([]);
      expect(unfinishedParts(folder)).toEqual([]);
      const kept = readdirSync(join(folder, "chunks")).length;
      expect(kept).toBeGreaterThan(0);
      resize("200m");
      const again = await place.run([...words, "--json"], { cache: folder });
      expect(again.code).toBe(0);
      expect(again.events.at(-1)).toMatchObject({ event: "done", cachedChunks: kept });
    });
  });
});

describe("several files", () => {
  it("go on behind a bad one, and the end says which failed", async () => {
    const folder = place.newFolder();
    copyFileSync(await clips.oneFrame(), join(folder, "a.mp4"));
    copyFileSync(await brokenFiles.text(), join(folder, "b.mp4"));
    copyFileSync(await clips.oneFrame(), join(folder, "c.mp4"));
    const output = `${place.newFolder()}/`;
    const run = await place.run(["enhance", folder, "-o", output, ...QUICK, "--target", "2x"]);
    expect(run.code).toBe(3);
    expect(readdirSync(output).sort()).toEqual(["a-hd.mp4", "c-hd.mp4"]);
    expect(run.stderr).toMatch(/2 of 3 files done\.\n {2}failed: b\.mp4: .*not a video/);
  });

  it("that failed for different reasons end with 1", async () => {
    const output = `${place.newFolder()}/`;
    writeFileSync(join(output, "one-frame-hd.mp4"), "mine");
    const run = await place.run([
      "enhance",
      await clips.oneFrame(),
      await brokenFiles.text(),
      "-o",
      output,
      ...QUICK,
      "--json",
    ]);
    expect(run.code).toBe(1);
    expect(run.events.at(-1)).toMatchObject({
      event: "summary",
      files: 2,
      done: 0,
      failed: [{ code: "output-exists" }, { code: "input-not-media" }],
    });
  });

  it("need a folder to go to", async () => {
    const folder = place.newFolder();
    const clip = await clips.oneFrame();
    const run = await place.run([
      "enhance",
      clip,
      await clips.portrait(),
      "-o",
      join(folder, "x.mp4"),
      ...QUICK,
      "--quiet",
    ]);
    expectOneSentence(run, 2, /folder/);
  });
});

describe("wrong words", () => {
  it.each([
    [["--target", "huge"], /720p/],
    [["--crf", "99"], /51/],
    [["--network", "wonderful"], /wonderful/],
    [["--trim", "100-200"], /outside/],
    [["--trim", "5-3"], /trim/],
    [["--nonsense"], /nonsense/],
  ])("are told before anything is made: %j", async (words, answer) => {
    const folder = place.newFolder();
    const run = await place.run([
      "enhance",
      await clips.oneFrame(),
      "-o",
      join(folder, "x.mp4"),
      ...QUICK,
      "--quiet",
      ...words,
    ]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(answer);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leave an output alone that is not named .mp4", async () => {
    const folder = place.newFolder();
    const run = await place.run(["enhance", await clips.oneFrame(), "-o", join(folder, "x.avi"), ...QUICK, "--quiet"]);
    expectOneSentence(run, 2, /\.mp4/);
    expect(existsSync(join(folder, "x.avi"))).toBe(false);
    rmSync(folder, { recursive: true });
  });
});
