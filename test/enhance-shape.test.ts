/** Size and shape: upright, unstretched, no larger than asked, whole pictures. */
import { describe, expect, it } from "vitest";
import { combing, expectFramesKept, indices, upTo } from "./support/clip-expectations.js";
import { type LumaPicture, turnPicture } from "./support/clip-marks.js";
import { videoOf } from "./support/clip-spans.js";
import { clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { psnr, type ReadFrame, readFrames, smallerLuma } from "./support/read-clip.js";

const place = new Workplace();

/** Expects a result's first frame to show the source's, brought to the same small size: nothing turned, moved, stretched. */
function expectSamePicture(
  before: LumaPicture,
  after: ReadFrame | undefined,
  shape: { width: number; height: number },
): void {
  if (after === undefined) throw new Error("The result has no frame.");
  const small = (picture: LumaPicture): Buffer => smallerLuma(picture, shape.width, shape.height);
  expect(psnr(small(before), small(after))).toBeGreaterThan(26);
}

function firstFrame(path: string): ReadFrame {
  const [frame] = readFrames(path, { limit: 1 });
  if (frame === undefined) throw new Error(`No frame in ${path}`);
  return frame;
}

describe("size", () => {
  it.each([
    ["a landscape clip becomes 1920 × 1080", () => clips.constantRate("25"), 1920, 1080],
    ["a portrait clip becomes 1080 × 1920", clips.portrait, 1080, 1920],
    ["a clip that is 1080p already keeps its size", clips.fullHd, 1920, 1080],
    ["a larger clip comes down to 1080p", clips.beyondHd, 1920, 1080],
  ])("%s", async (_, make, width, height) => {
    const source = await make();
    const { path } = await place.enhance(source);
    expect(videoOf(path)).toMatchObject({ width, height, sar: [1, 1], rotation: 0 });
    expectFramesKept(source, path);
    expectSamePicture(firstFrame(source), firstFrame(path), { width: 160, height: 90 });
  });

  it.each([
    ["720p", 1280, 720],
    ["1440p", 2560, 1440],
    ["2160p", 3840, 2160],
    ["2x", 640, 360],
    ["1.5x", 480, 270],
    ["500x500", 500, 282],
  ])("makes %s when asked for it", async (target, width, height) => {
    const { path } = await place.enhance(await clips.oneFrame(), "--target", target);
    expect(videoOf(path)).toMatchObject({ width, height, sar: [1, 1] });
  });

  it.each([
    ["as large as wanted", clips.fullHd, /keeps its size/, ["--network", "none"]],
    ["as large as wanted", clips.fullHd, /keeps its size/, ["--strength", "0"]],
    ["larger than wanted", clips.beyondHd, /smaller/, []],
  ])("leaves a clip that is %s to no network, and says so", async (_, make, words, more) => {
    const source = await make();
    const run = await place.run(["enhance", source, "-o", `${place.newFolder()}/`, "--preset", "ultrafast", ...more]);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/no network ran/);
    expect(run.stdout).toMatch(words);
  });

  it("changes hardly anything in a clip that needs no enlargement", async () => {
    const source = await clips.fullHd();
    const { path } = await place.enhance(source);
    const before = readFrames(source);
    const after = readFrames(path);
    for (const [index, frame] of before.entries()) {
      expect(psnr(frame.luma, after[index]?.luma ?? Buffer.alloc(0))).toBeGreaterThan(35);
    }
  });
});

describe("shape", () => {
  it.each([90, 180, 270] as const)("turns a picture upright that is stored turned by %i degrees", async (degrees) => {
    const source = await clips.rotated(degrees);
    const { path } = await place.enhance(source, "--target", "2x");
    expect(videoOf(path)).toMatchObject({ width: 640, height: 360, rotation: 0, sar: [1, 1] });
    expect(indices(readFrames(path))).toEqual(upTo(25));
    expectSamePicture(turnPicture(firstFrame(source), degrees), firstFrame(path), { width: 160, height: 90 });
  });

  it.each([
    ["16:15", (360 * 16) / 15, 288],
    ["2:1", 320 * 2, 360],
  ] as const)("makes samples of %s square", async (sar, shownWidth, shownHeight) => {
    const source = await clips.anamorphic(sar);
    const { path } = await place.enhance(source);
    const video = videoOf(path);
    expect(video).toMatchObject({ sar: [1, 1], height: 1080 });
    expect(Math.abs(video.width - (1080 * shownWidth) / shownHeight)).toBeLessThanOrEqual(2);
    expectFramesKept(source, path);
    expectSamePicture(firstFrame(source), firstFrame(path), { width: 160, height: 90 });
  });

  it.each(["libx264", "mpeg4", "ffv1"] as const)(
    "makes an odd size even without stretching, from %s",
    async (codec) => {
      const source = await clips.oddSize(codec);
      const larger = [
        ["2x", 2],
        ["1080p", 1080 / 241],
      ] as const;
      // The codec decides what the decoder hands over, and no more: one of them is enough for the larger sizes.
      for (const [target, factor] of [["1x", 1] as const, ...(codec === "ffv1" ? larger : [])]) {
        const { path } = await place.enhance(source, "--target", target);
        const { width, height } = videoOf(path);
        expect([width % 2, height % 2]).toEqual([0, 0]);
        expect(Math.abs(width - 427 * factor)).toBeLessThanOrEqual(factor === 1 ? 1 : 2);
        expect(Math.abs(height - 241 * factor)).toBeLessThanOrEqual(factor === 1 ? 1 : 2);
        expect(indices(readFrames(path))).toEqual(upTo(25));
      }
    },
  );

  it("is never stretched by more than a pixel of rounding", async () => {
    for (const make of [clips.portrait, clips.beyondHd, () => clips.oddSize("ffv1")]) {
      const source = await make();
      const { path } = await place.enhance(source, "--target", "720p");
      const [before, after] = [videoOf(source), videoOf(path)];
      expect(Math.abs(after.width - (after.height * before.width) / before.height)).toBeLessThanOrEqual(2);
    }
  });
});

describe("fields", () => {
  it.each([
    ["mpeg2video", "tff"],
    ["mpeg2video", "bff"],
    ["libx264", "tff"],
    ["libx264", "bff"],
  ] as const)(
    "are woven, %s, %s, to whole frames of the same number, of the first field's moment",
    async (codec, order) => {
      const source = await clips.interlaced(codec, order);
      const before = readFrames(source);
      expect(Math.max(...before.map(combing))).toBeGreaterThan(1.2);
      const { path } = await place.enhance(source, "--target", "1x");
      const frames = expectFramesKept(source, path);
      expect(frames).toHaveLength(25);
      expect(frames.some(({ interlaced }) => interlaced)).toBe(false);
      expect(Math.max(...frames.map(combing))).toBeLessThan(0.95);
      if (codec !== "libx264") return;
      const firstLine = order === "tff" ? 0 : 1;
      for (const [index, frame] of frames.entries()) {
        const likeness = (line: number): number => psnr(everyOtherRow(before[index], line), everyOtherRow(frame, line));
        // Rows of the first field stay as they are, but for the change of the colour matrix; the others are made anew.
        expect(likeness(firstLine)).toBeGreaterThan(likeness(1 - firstLine) + 5);
      }
    },
  );
});

/** The rows of one field, above the index strip. */
function everyOtherRow(frame: ReadFrame | undefined, first: number): Buffer {
  if (frame === undefined) throw new Error("A frame is missing.");
  const rows = Array.from({ length: Math.floor(frame.height * 0.4) }, (_, index) => {
    const at = (2 * index + first) * frame.width;
    return frame.luma.subarray(at, at + frame.width);
  });
  return Buffer.concat(rows);
}
