/** `hd-local inspect`: what a person and a program are told of files of every kind. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { InspectedVideo, Inspection, PossibleEnhancement } from "../src/cli/inspection.js";
import { AUDIO_TRACKS, brokenFiles, clips, LOCATION, TITLE } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";

const place = new Workplace();

async function inspected(path: string): Promise<Inspection> {
  const { code, stdout, stderr } = await place.run(["inspect", path, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Inspection;
}

async function report(path: string): Promise<string> {
  const { code, stdout, stderr } = await place.run(["inspect", path]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

function videoOf({ video }: Inspection): InspectedVideo {
  if (video === null) throw new Error("There is no picture.");
  return video;
}

function outcomeOf({ enhancement }: Inspection): PossibleEnhancement {
  if (!enhancement.isPossible) throw new Error(enhancement.reason);
  return enhancement;
}

describe("inspect --json", () => {
  it("tells the turn and the size of a rotated clip", async () => {
    const inspection = await inspected(await clips.rotated(90));
    expect(inspection.video).toMatchObject({
      storedWidthPixels: 180,
      storedHeightPixels: 320,
      displayWidthPixels: 320,
      displayHeightPixels: 180,
      rotationDegrees: 90,
      framesPerSecond: 25,
      isVariableRate: false,
      frames: 25,
    });
    expect(outcomeOf(inspection)).toMatchObject({
      output: { kind: "film", widthPixels: 1920, heightPixels: 1080 },
      isNetworkNeeded: true,
      enlargement: 6,
    });
    expect(outcomeOf(inspection).conversions).toContain("turned upright (90°)");
  });

  it("tells the shape of pixels that are not square", async () => {
    const video = videoOf(await inspected(await clips.anamorphic("16:15")));
    expect(video).toMatchObject({ storedWidthPixels: 360, displayWidthPixels: 384, displayHeightPixels: 288 });
    expect(video.sampleAspectRatio).toBeCloseTo(16 / 15, 6);
  });

  it("tells fields apart from whole pictures", async () => {
    const inspection = await inspected(await clips.interlaced("mpeg2video", "tff"));
    expect(videoOf(inspection).scan).toBe("top-field-first");
    expect(outcomeOf(inspection).conversions).toContain("deinterlaced");
  });

  it.each([
    ["hdr10", "pq", "smpte2084"],
    ["hlg", "hlg", "arib-std-b67"],
  ] as const)("tells HDR, its depth and its colours: %s", async (name, dynamicRange, transfer) => {
    const inspection = await inspected(await clips.colors(name));
    expect(inspection.video).toMatchObject({
      dynamicRange,
      depthBits: 10,
      colour: { range: "limited", matrix: "bt2020nc", primaries: "bt2020", transfer },
    });
    expect(outcomeOf(inspection).conversions).toEqual([`HDR (${dynamicRange.toUpperCase()}) tone-mapped to SDR`]);
  });

  it("tells a variable rate", async () => {
    const video = videoOf(await inspected(await clips.variableRate()));
    expect(video).toMatchObject({ isVariableRate: true, frames: 61 });
    expect(video.framesPerSecond).toBeGreaterThan(20);
  });

  it("tells of every audio track what it is and what becomes of it", async () => {
    const { audio } = await inspected(await clips.manyAudioTracks());
    expect(audio.map(({ language }) => language)).toEqual(AUDIO_TRACKS.map(({ language }) => language));
    expect(audio.map(({ outcome }) => outcome)).toEqual([
      "copied",
      "copied",
      "encoded",
      "encoded",
      "copied",
      "copied",
      "copied",
    ]);
    expect(audio[0]).toMatchObject({ codec: "aac", channels: 2, sampleRateHertz: 48_000, title: "Original" });
  });

  it("tells subtitles, chapters and title", async () => {
    const { subtitles } = await inspected(await clips.subtitled());
    expect(subtitles).toEqual([
      { codec: "subrip", language: "eng", title: "Plain", isText: true, outcome: "kept" },
      { codec: "ass", language: "zho", title: null, isText: true, outcome: "kept" },
    ]);
    const { chapters, file } = await inspected(await clips.chaptered("mkv"));
    expect(file.title).toBe(TITLE);
    expect(chapters).toEqual([
      { startSeconds: 0, endSeconds: 0.9, title: "Opening" },
      { startSeconds: 0.9, endSeconds: 2, title: "第二章" },
    ]);
  });

  it("tells that a place is recorded, never which, and that it would be left out", async () => {
    const path = await clips.located("mp4");
    const inspection = await inspected(path);
    expect(inspection.file.hasLocation).toBe(true);
    expect(outcomeOf(inspection).leftOut.map(({ what }) => what)).toEqual(["the place where it was recorded"]);
    expect(JSON.stringify(inspection) + (await report(path))).not.toContain(LOCATION.slice(0, 8));
  });

  it("describes a sound file and says why it cannot be enhanced", async () => {
    const inspection = await inspected(await brokenFiles.soundOnly("cover.mp3"));
    expect(inspection).toMatchObject({
      file: { kind: "sound" },
      video: null,
      otherStreams: 1,
      audio: [{ codec: "mp3", channels: 2, outcome: "left-out" }],
      enhancement: { isPossible: false, code: "input-no-video" },
    });
    expect(inspection.file.durationSeconds).toBeCloseTo(2, 0);
  });

  it.each(["png", "jpg"] as const)("describes a picture without a rate or a length: %s", async (kind) => {
    const inspection = await inspected(await clips.picture(kind));
    expect(inspection).toMatchObject({
      file: { kind: "picture", durationSeconds: null },
      video: { storedWidthPixels: 320, storedHeightPixels: 180, framesPerSecond: null, keyframes: null },
      enhancement: { isPossible: true, output: { kind: "picture" }, estimatedBytes: null },
    });
  });

  it("tells that no network is needed where the picture is made smaller", async () => {
    const outcome = outcomeOf(await inspected(await clips.beyondHd()));
    expect(outcome).toMatchObject({ isNetworkNeeded: false });
  });

  it("notices damage", async () => {
    expect((await inspected(await brokenFiles.truncated("mkv"))).damage).toEqual([
      expect.stringMatching(/calls itself 2\.0 s long, but ends after 1\.2 s/),
    ]);
    expect((await inspected(await brokenFiles.damaged("mp4"))).damage).not.toEqual([]);
    expect((await inspected(await clips.format("mp4"))).damage).toEqual([]);
  });
});

describe("inspect", () => {
  let text = "";
  beforeAll(async () => {
    text = await report(await clips.format("mp4"));
  });

  it("speaks in aligned lines of bearable length", () => {
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    const words = text
      .split("\n")
      .filter((line) => line.startsWith("  "))
      .map((line) => line.search(/(?<=\S {2,})\S/));
    expect(new Set(words.filter((column) => column > 0)).size).toBe(1);
  });

  it("says in plain words what is there and what would be done", () => {
    expect(text).toMatch(/^format\.mp4\n/);
    expect(text).toMatch(/ {2}size +320×180\n/);
    expect(text).toMatch(/ {2}rate +25 frames\/s, constant\n/);
    expect(text).toMatch(/ {2}HDR +no: /);
    expect(text).toMatch(/ {2}track 1 +AAC, stereo, 48 kHz.*: copied as it is\n/);
    expect(text).toMatch(/ {2}result +1920×1080/);
    expect(text).toMatch(/ {2}picture +enlarged 6 times: a network rebuilds the detail\n/);
    expect(text).toMatch(/ {2}file size +about \d/);
  });

  it.each([
    ["an empty file", () => brokenFiles.empty(), /is empty/],
    ["a text", () => brokenFiles.text(), /is not a video/],
    ["a missing file", () => Promise.resolve(join(place.folder, "missing.mp4")), /does not exist/],
    ["a folder", () => Promise.resolve(place.folder), /is not a file/],
  ])("refuses %s in one sentence", async (_name, make, sentence) => {
    const { code, stdout, stderr } = await place.run(["inspect", await make()]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(sentence)]);
  });
});
