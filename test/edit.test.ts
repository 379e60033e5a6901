/** `hd-local edit`, as a person runs it. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Draft } from "../src/timeline/draft.js";
import { readFrameIndex } from "./support/clip-marks.js";
import { draftOf, EditingPlace, numberedClip } from "./support/edited-clip.js";
import { clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import type { FinishedRun } from "./support/program-run.js";
import { readFormat, readFrames } from "./support/read-clip.js";

const place = new Workplace();
const films = new EditingPlace();
const QUICK = ["--network", "none", "--preset", "ultrafast", "--json"];

describe("hd-local edit", () => {
  it("trims by words, says what it understood, and makes the film with its sound", async () => {
    const path = join(place.newFolder(), "result.mp4");
    const run = await place.run([
      "edit",
      await clips.constantRate("25"),
      "-m",
      "trim the first second",
      "-o",
      path,
      ...QUICK,
    ]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.events.find(({ event }) => event === "understood")).toMatchObject({ intent: "edit" });
    const frames = readFrames(path);
    expect(frames).toHaveLength(25);
    expect(frames[0]).toMatchObject({ width: 1920, height: 1080 });
    const [first] = frames;
    expect(readFrameIndex(first?.luma ?? Buffer.alloc(0), 1920, 1080)).toBe(25);
    expect(readFormat(path).streams).toHaveLength(2);
  });

  it("undoes, and makes nothing with --plan", async () => {
    const folder = place.newFolder();
    const { path } = await numberedClip(2);
    const words = [
      "-m",
      "add the title «Hello» for the first second",
      "-m",
      "undo",
      "--plan",
      "-o",
      join(folder, "x.mp4"),
    ];
    const run = await place.run(["edit", path, ...words, ...QUICK]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.events.find(({ event }) => event === "timeline")?.["summary"]).not.toContain("Hello");
    expect(existsSync(join(folder, "x.mp4"))).toBe(false);
  });

  it("makes the format that is asked for in words, or by the result's name, and no other under that name", async () => {
    const folder = place.newFolder();
    const { path: clip } = await numberedClip(1, {}, { audio: [{ codec: "aac", durationMs: 1000, sound: "beeps" }] });
    const run = async (name: string, words: string): Promise<FinishedRun> =>
      await place.run(["edit", clip, "-m", words, "-o", join(folder, name), ...QUICK]);
    expect(await run("x.mkv", "reverse it")).toMatchObject({ code: 0, stderr: "" });
    expect(readFormat(join(folder, "x.mkv")).streams.map(({ codec }) => codec)).toEqual(["h264", "aac"]);
    const sound = await run("x.mp3", "save the sound as mp3");
    expect(sound.events.at(-1)).toMatchObject({ event: "done", format: "mp3", durationMs: 1000 });
    expect(readFormat(join(folder, "x.mp3")).streams.map(({ codec }) => codec)).toEqual(["mp3"]);
    const wrong = await run("y.mp4", "save the sound as mp3");
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain(".mp3");
    const unknown = await run("y.doc", "reverse it");
    expect(unknown).toMatchObject({ code: 2 });
  });

  it("keeps below the bytes asked for", async () => {
    const path = join(place.newFolder(), "result.mp4");
    const { path: clip } = await numberedClip(2, { source: "fractal" });
    const run = await place.run(["edit", clip, "-m", "make it 720p and get it under 200 KB", "-o", path, ...QUICK]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(Number(run.events.at(-1)?.["sizeBytes"])).toBeLessThanOrEqual(200_000);
  });

  it("takes captions from a file", async () => {
    const folder = place.newFolder();
    writeFileSync(join(folder, "talk.srt"), "1\n00:00:00,200 --> 00:00:01,000\nHello\n");
    const { path } = await numberedClip(2);
    const run = await place.run([
      "edit",
      path,
      join(folder, "talk.srt"),
      "-m",
      "add subtitles from talk.srt",
      "--plan",
      ...QUICK,
    ]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.stringify(run.events.find(({ event }) => event === "timeline"))).toContain("Hello");
  });

  it("asks for a speech model where captions are to come from what is said, and takes none that is no model", async () => {
    const { path } = await numberedClip(1, {}, { audio: [{ codec: "aac", durationMs: 1000, sound: "beeps" }] });
    const captioned = ["edit", path, "-m", "add auto captions", "--plan", ...QUICK];
    const without = await place.run(captioned);
    expect(without).toMatchObject({ code: 2 });
    expect(without.stderr).toContain("--speech-model");
    const wrong = await place.run([...captioned, "--speech-model", path]);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain("no speech model of whisper.cpp");
  });

  it("finds black bars", async () => {
    const files = [await numberedClip(1, { width: 160, height: 320, flash: false })];
    const padded = await films.render(draftOf(files, [{ file: 0, d: 400, ft: "pad" }]), files);
    const cropped = await place.run(["edit", padded.outputPath, "-m", "crop out the black bars", "--plan", ...QUICK]);
    expect(cropped).toMatchObject({ code: 0, stderr: "" });
    const { draft } = cropped.events.find(({ event }) => event === "timeline") as unknown as { draft: Draft };
    const [left = 0, top, width = 0, height] =
      draft.t.flatMap((track) => (track.r === "clips" ? track.sg : []))[0]?.cr ?? [];
    expect([top, height]).toEqual([0, 180]);
    expect(Math.abs(left - 115)).toBeLessThan(4);
    expect(Math.abs(width - 90)).toBeLessThan(6);
  });

  it("says in one sentence what it cannot do", async () => {
    const { path } = await numberedClip(1);
    const run = await place.run(["edit", path, "-m", "replace the background with a beach", ...QUICK]);
    expect(run.code).toBe(2);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  });
});
