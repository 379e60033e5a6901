import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { combing, expectInStep, expectPatches, indices, upTo } from "./clip-expectations.js";
import { tonePitch } from "./clip-graphs.js";
import { beepTimes, turnPicture } from "./clip-marks.js";
import { videoOf } from "./clip-spans.js";
import {
  AUDIO_TRACKS,
  brokenFiles,
  CHAPTERS,
  CUES,
  clips,
  FILE_FORMATS,
  LOCATION,
  PAUSE_TIMES,
  RATES,
  TITLE,
  VARIABLE_TIMES,
} from "./made-clips.js";
import {
  hasFaststart,
  psnr,
  type ReadFrame,
  readChapters,
  readFormat,
  readFrames,
  readPackets,
  readSound,
  readSubtitles,
  strengthAt,
  topLevelBoxes,
} from "./read-clip.js";

function milliseconds(frames: readonly ReadFrame[]): number[] {
  return frames.map(({ ptsSeconds }) => Math.round(ptsSeconds * 1000));
}

describe("time", () => {
  it.each(Object.keys(RATES) as (keyof typeof RATES)[])("keeps %s frames a second", async (rate) => {
    const path = await clips.constantRate(rate);
    const [numerator, denominator] = RATES[rate];
    const frames = readFrames(path);
    const expected = upTo(Math.round((2 * numerator) / denominator));
    expect(indices(frames)).toEqual(expected);
    for (const [index, { ptsSeconds }] of frames.entries()) {
      expect(ptsSeconds).toBeCloseTo((index * denominator) / numerator, 4);
    }
    expect(videoOf(path).averageRate).toBeCloseTo(numerator / denominator, 3);
    expectInStep(path, denominator / numerator);
  });

  it.each([
    ["irregular frames", clips.variableRate, VARIABLE_TIMES],
    ["a pause of two seconds", clips.variableRateWithPause, PAUSE_TIMES],
  ])("has %s", async (_, make, times) => {
    const frames = readFrames(await make());
    expect(milliseconds(frames)).toEqual(times);
    expect(indices(frames)).toEqual(upTo(times.length));
  });

  it("starts its pictures late", async () => {
    const path = await clips.videoStartsLate();
    expect(readFrames(path)[0]?.ptsSeconds).toBeCloseTo(0.48, 6);
    expect(readSound(path).startSeconds).toBe(0);
    expectInStep(path, 0.001);
  });

  it("starts its sound late", async () => {
    const path = await clips.audioStartsLate();
    expect(readFrames(path)[0]?.ptsSeconds).toBe(0);
    expect(readSound(path).startSeconds).toBeGreaterThan(0.45);
    expectInStep(path, 0.001);
  });

  it.each([
    ["1.4 s", clips.transportStreamLate, 1.4],
    ["ten hours", clips.transportStreamTenHours, 36_000],
    ["the clock's overrun", clips.transportStreamClockOverrun, -1],
  ])("makes a transport stream around %s", async (_, make, start) => {
    const path = await make();
    const frames = readFrames(path);
    expect(indices(frames)).toEqual(upTo(50));
    expect(frames[0]?.ptsSeconds).toBeCloseTo(start, 3);
    expectInStep(path, 0.001);
  });

  it("hides the first ten frames by an edit list", async () => {
    const path = await clips.editList();
    const frames = readFrames(path);
    expect(indices(frames)).toEqual(upTo(50, 10));
    expect(frames[0]?.ptsSeconds).toBe(0);
    const hidden = readPackets(path).filter(({ stream, discarded }) => stream === 0 && discarded);
    expect(hidden).toHaveLength(10);
    expect(hidden.filter(({ keyframe }) => keyframe)).toHaveLength(1);
    expectInStep(path, 0.001);
  });
});

describe("shape", () => {
  it.each([90, 180, 270] as const)("turns by %i degrees", async (degrees) => {
    const path = await clips.rotated(degrees);
    expect(videoOf(path)).toMatchObject({ rotation: degrees, width: degrees === 180 ? 320 : 180 });
    const upright = readFrames(path).map((frame) => ({ ...frame, ...turnPicture(frame, degrees) }));
    expect(indices(upright)).toEqual(upTo(25));
    expect(upright[0]).toMatchObject({ width: 320, height: 180 });
  });

  it.each([
    ["16:15", [16, 15]],
    ["2:1", [2, 1]],
  ] as const)("has samples of %s", async (name, sar) => {
    const path = await clips.anamorphic(name);
    expect(videoOf(path).sar).toEqual(sar);
    expect(indices(readFrames(path))).toEqual(upTo(25));
  });

  it.each(["libx264", "mpeg4", "ffv1"] as const)("has an odd size by %s", async (codec) => {
    const frames = readFrames(await clips.oddSize(codec));
    expect(frames[0]).toMatchObject({ width: 427, height: 241 });
    expect(indices(frames)).toEqual(upTo(25));
  });

  it.each([
    ["portrait", clips.portrait, 540, 960, 12],
    ["full HD", clips.fullHd, 1920, 1080, 10],
    ["beyond HD", clips.beyondHd, 2560, 1440, 5],
  ] as const)("is %s", async (_, make, width, height, count) => {
    const frames = readFrames(await make());
    expect(frames[0]).toMatchObject({ width, height });
    expect(indices(frames)).toEqual(upTo(count));
  });

  it.each([
    ["mpeg2video", "tff"],
    ["mpeg2video", "bff"],
    ["libx264", "tff"],
    ["libx264", "bff"],
  ] as const)("is interlaced by %s, %s", async (codec, order) => {
    const frames = readFrames(await clips.interlaced(codec, order));
    expect(indices(frames)).toEqual(upTo(25));
    expect(frames.every(({ interlaced }) => interlaced)).toBe(true);
    expect(frames.every(({ topFieldFirst }) => topFieldFirst === (order === "tff"))).toBe(true);
    expect(Math.max(...frames.map(combing))).toBeGreaterThan(1.2);
  });
});

describe("colour", () => {
  it.each(["yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le"] as const)("stores %s", async (pixelFormat) => {
    const frames = readFrames(await clips.sampling(pixelFormat));
    expect(frames[0]?.pixelFormat).toBe(pixelFormat);
    expect(indices(frames)).toEqual(upTo(25));
  });

  it.each([
    ["rgb24", "h264", "gbrp"],
    ["argb", "qtrle", "argb"],
    ["bgr0", "ffv1", "bgr0"],
  ] as const)("stores %s", async (name, codec, pixelFormat) => {
    const path = await clips.rgb(name);
    const frames = readFrames(path);
    expect(videoOf(path).codec).toBe(codec);
    expect(frames[0]?.pixelFormat).toBe(pixelFormat);
    expect(indices(frames)).toEqual(upTo(12));
  });

  it.each([
    ["bt601", "bt601", { range: 1, matrix: 6, primaries: 6, transfer: 6 }],
    ["bt601-pal", "bt601", { range: 1, matrix: 5, primaries: 5, transfer: 6 }],
    ["bt709", "bt709", { range: 1, matrix: 1, primaries: 1, transfer: 1 }],
    ["bt709-full", "bt709", { range: 2, matrix: 1, primaries: 1, transfer: 1 }],
  ] as const)("makes and tags %s", async (name, matrix, color) => {
    const path = await clips.colors(name);
    expect(videoOf(path).color).toEqual(color);
    expectPatches(path, matrix);
  });

  it.each(["bt601", "bt709"] as const)("makes %s without a word", async (name) => {
    const path = await clips.untaggedColors(name);
    expect(videoOf(path).color).toMatchObject({ matrix: 2, primaries: 2, transfer: 2 });
    expectPatches(path, name);
  });

  it.each([
    ["hdr10", 16],
    ["hlg", 18],
  ] as const)("makes %s", async (name, transfer) => {
    const path = await clips.colors(name);
    expect(videoOf(path)).toMatchObject({
      codec: "hevc",
      pixelFormat: "yuv420p10le",
      color: { range: 1, matrix: 9, primaries: 9, transfer },
    });
    expect(indices(readFrames(path))).toEqual(upTo(12));
  });
});

describe("streams", () => {
  it("has seven audio tracks, each with its language and pitch", async () => {
    const path = await clips.manyAudioTracks();
    const tracks = readFormat(path).streams.filter(({ kind }) => kind === "audio");
    expect(tracks.map(({ metadata }) => metadata.language)).toEqual(AUDIO_TRACKS.map(({ language }) => language));
    expect(tracks.map(({ codec }) => codec)).toEqual(["aac", "mp3", "pcm_s16le", "vorbis", "opus", "flac", "ac3"]);
    for (const order of tracks.keys()) {
      const sound = readSound(path, { order });
      expect(strengthAt(sound, tonePitch(order))).toBeGreaterThan(0.2);
      expect(strengthAt(sound, tonePitch(order + 1))).toBeLessThan(0.05);
    }
  });

  it("has SubRip and ASS subtitles in Matroska", async () => {
    const path = await clips.subtitled();
    const [plain, styled] = readFormat(path).streams.filter(({ kind }) => kind === "subtitle");
    expect(plain).toMatchObject({ codec: "subrip", metadata: { language: "eng", title: "Plain" } });
    expect(styled).toMatchObject({ codec: "ass", metadata: { language: "zho" } });
    expectCues(path, 0, (text) => text);
    expectCues(path, 1, (text) => text.split(",").slice(8).join(","));
  });

  it.each([
    ["WebVTT in WebM", clips.subtitledWebm],
    ["mov_text in MP4", clips.subtitledMp4],
  ])("has %s", async (_, make) => {
    expectCues(await make(), 0, (text) => text);
  });

  it.each(["mkv", "mp4"] as const)("has chapters and a title in %s", async (container) => {
    const path = await clips.chaptered(container);
    expect(await readChapters(path)).toEqual(CHAPTERS);
    expect(readFormat(path).metadata.title).toBe(TITLE);
    expect(indices(readFrames(path))).toEqual(upTo(50));
    expectInStep(path, 0.0015);
  });

  it.each([
    ["mp4", "location"],
    ["mov", "com.apple.quicktime.location.ISO6709"],
  ] as const)("has a location in %s", async (container, key) => {
    expect(readFormat(await clips.located(container)).metadata[key]).toBe(LOCATION);
  });

  it("has a cover beside the film", async () => {
    const videos = readFormat(await clips.coveredFilm()).streams.filter(({ kind }) => kind === "video");
    expect(videos.map(({ disposition }) => disposition & 1024)).toEqual([0, 1024]);
  });
});

function expectCues(path: string, order: number, plain: (text: string) => string): void {
  const cues = readSubtitles(path, { order }).map(({ startSeconds, endSeconds, text }) => ({
    startMs: Math.round(startSeconds * 1000),
    endMs: Math.round(endSeconds * 1000),
    text: plain(text),
  }));
  expect(cues).toEqual(CUES);
}

const DEMUXERS: Readonly<Record<string, RegExp>> = {
  webm: /webm/,
  mkv: /matroska/,
  m4v: /^mov/,
  mpg: /^mpeg$/,
  ts: /^mpegts$/,
  m2ts: /^mpegts$/,
  wmv: /^asf$/,
};

describe("formats", () => {
  it.each(FILE_FORMATS)("makes %s", async (extension) => {
    const path = await clips.format(extension);
    expect(readFormat(path).name).toMatch(DEMUXERS[extension] ?? new RegExp(extension));
    const frames = readFrames(path);
    expect(indices(frames)).toEqual(upTo(frames.length));
    if (extension === "gif") expect(frames).toHaveLength(12);
    else expectInStep(path, 0.045);
  });

  it("puts the index first where asked", async () => {
    expect(hasFaststart(await clips.format("mp4"))).toBe(true);
    expect(hasFaststart(await clips.constantRate("25"))).toBe(false);
  });

  it.each([
    ["png", "rgb24"],
    ["alpha.png", "rgba"],
    ["jpg", "yuvj420p"],
    ["webp", "yuv420p"],
  ] as const)("makes a picture, %s", async (kind, pixelFormat) => {
    const frames = readFrames(await clips.picture(kind));
    expect(indices(frames)).toEqual([0]);
    expect(frames[0]).toMatchObject({ pixelFormat, width: 320, height: 180 });
  });

  it("makes one frame", async () => {
    expect(indices(readFrames(await clips.oneFrame()))).toEqual([0]);
  });

  it("makes a screen recording with one keyframe and hardly a change", async () => {
    const path = await clips.screenRecording();
    expect(readPackets(path).filter(({ keyframe }) => keyframe)).toHaveLength(1);
    const frames = readFrames(path);
    expect(indices(frames)).toEqual(upTo(601));
    expectStill(frames[0], frames[600]);
  });

  it("makes a talking head", async () => {
    const frames = readFrames(await clips.talkingHead());
    expect(indices(frames)).toEqual(upTo(50));
    expectStill(frames[0], frames[49]);
  });

  it("makes Matroska under an MP4's name", async () => {
    expect(readFormat(await clips.wrongExtension()).name).toMatch(/matroska/);
  });

  it("makes the same clip once", async () => {
    expect(await clips.oneFrame()).toBe(await clips.oneFrame());
  });
});

function expectStill(first: ReadFrame | undefined, last: ReadFrame | undefined): void {
  if (first === undefined || last === undefined) throw new Error("Too few frames");
  const upper = (frame: ReadFrame): Buffer => frame.luma.subarray(0, frame.width * Math.floor(frame.height / 4));
  expect(psnr(upper(first), upper(last))).toBeGreaterThan(35);
  expect(psnr(first.luma, last.luma)).toBeLessThan(35);
}

describe("broken files", () => {
  it.each([
    ["an empty file", brokenFiles.empty],
    ["random bytes", brokenFiles.randomBytes],
    ["a text", brokenFiles.text],
    ["a playlist", () => brokenFiles.playlist(["other.ts", "http://127.0.0.1:9/other.ts"])],
    ["an MP4 without its index", brokenFiles.withoutIndex],
  ])("makes %s", async (_, make) => {
    const path = await make();
    expect(existsSync(path)).toBe(true);
    expect(() => readFormat(path)).toThrow(/Invalid data/);
  });

  it("leaves the data in the MP4 without its index", async () => {
    expect(topLevelBoxes(await brokenFiles.withoutIndex())).toContain("mdat");
  });

  it("names its segments in the playlist", async () => {
    const path = await brokenFiles.playlist(["/elsewhere/secret.ts"]);
    expect(readFileSync(path, "utf8")).toMatch(/^#EXTM3U[\s\S]*\n\/elsewhere\/secret\.ts\n/);
  });

  it.each(["mp3", "wav", "m4a", "cover.mp3"] as const)("makes sound only, %s", async (kind) => {
    const path = await brokenFiles.soundOnly(kind);
    const films = readFormat(path).streams.filter(
      ({ kind: type, disposition }) => type === "video" && (disposition & 1024) === 0,
    );
    expect(films).toEqual([]);
    expect(beepTimes(readSound(path))).toHaveLength(2);
  });

  it.each(["mkv", "ts", "avi", "mp4"] as const)("cuts %s short", async (extension) => {
    const frames = readFrames(await brokenFiles.truncated(extension));
    expect(frames.length).toBeGreaterThan(20);
    expect(frames.length).toBeLessThan(40);
    expect(indices(frames).slice(0, 20)).toEqual(upTo(20));
  });

  it("cuts off the beginning of a transport stream", async () => {
    const path = await brokenFiles.withoutBeginning();
    const video = readFormat(path).streams.findIndex(({ kind }) => kind === "video");
    expect(readPackets(path).find(({ stream }) => stream === video)?.keyframe).toBe(false);
  });

  it.each(["mp4", "mkv", "ts"] as const)("damages the middle of %s", async (extension) => {
    const whole = readFrames(await clips.format(extension));
    const damaged = readFrames(await brokenFiles.damaged(extension));
    expect(damaged.length).toBeGreaterThan(15);
    expect(indices(damaged)).not.toEqual(indices(whole));
  });

  it.each(["mp4", "avi"] as const)("makes %s without frames", async (container) => {
    const path = await brokenFiles.noFrames(container);
    expect(videoOf(path).codec).toBe(container === "mp4" ? "h264" : "mpeg4");
    expect(readPackets(path)).toEqual([]);
  });

  it.each([16_000, 30_000] as const)("claims a picture of %i × %i in few bytes", async (side) => {
    const bytes = readFileSync(await brokenFiles.hugePng(side));
    expect(bytes.readUInt32BE(16)).toBe(side);
    expect(bytes.length).toBeLessThan(1000);
  });

  it("claims a film of 30 000 × 30 000", async () => {
    const path = await brokenFiles.hugeMotionJpeg();
    expect(readPackets(path)).toHaveLength(5);
    expect(readFrames(path)).toEqual([]);
  });
});
