/** Colour: what was red stays as red, whatever the file stores and says. */
import { describe, expect, it } from "vitest";
import { expectFramesKept, expectPatches, indices, upTo } from "./support/clip-expectations.js";
import { PATCHES } from "./support/clip-marks.js";
import { videoOf } from "./support/clip-spans.js";
import { COLORS, clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { meanRgb, readFrames } from "./support/read-clip.js";

const place = new Workplace();

/** BT.709 in H.273's numbers, limited range. */
const BT709 = { range: 1, matrix: 1, primaries: 1, transfer: 1 };

/** Expects a file that says what it is, in its index as well as in its pictures. */
function expectTagged(path: string): void {
  expect(videoOf(path)).toMatchObject({ pixelFormat: "yuv420p", color: BT709 });
  const [frame] = readFrames(path, { limit: 1 });
  expect(frame?.color).toEqual(BT709);
  expect(frame?.pixelFormat).toBe("yuv420p");
}

describe("standard dynamic range", () => {
  it.each(["bt709", "bt709-full", "bt601", "bt601-pal"] as const)(
    "keeps the colours of %s and tags them",
    async (name) => {
      const { path } = await place.enhance(await clips.colors(name), "--target", "2x");
      expectTagged(path);
      expectPatches(path, "bt709", { within: 5, primaries: COLORS[name].primaries });
      expect(indices(readFrames(path))).toEqual(upTo(12));
    },
  );

  it.each(["bt601", "bt709"] as const)(
    "takes colours of %s that the file does not name for what their size suggests",
    async (name) => {
      const { path } = await place.enhance(await clips.untaggedColors(name));
      expectTagged(path);
      expectPatches(path, "bt709", { within: 5 });
    },
  );

  it.each(["rgb24", "argb", "bgr0"] as const)(
    "keeps the colours of red, green and blue, stored as %s",
    async (pixelFormat) => {
      const { path } = await place.enhance(await clips.rgb(pixelFormat), "--target", "2x");
      expectTagged(path);
      expectPatches(path, "bt709", { within: 6, frame: 6 });
      expect(indices(readFrames(path))).toEqual(upTo(12));
    },
  );

  it("keeps colours where no network runs", async () => {
    const { path } = await place.enhance(await clips.colors("bt601"), "--target", "1x", "--network", "none");
    expectTagged(path);
    expectPatches(path, "bt709", { within: 5, primaries: "smpte170m" });
  });
});

describe("samplings and depths", () => {
  it.each(["yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le"] as const)("takes %s", async (pixelFormat) => {
    const source = await clips.sampling(pixelFormat);
    const { path } = await place.enhance(source, "--target", "2x");
    expectTagged(path);
    const frames = expectFramesKept(source, path);
    expect(frames).toHaveLength(25);
    const area = { left: 0.1, top: 0.1, width: 0.5, height: 0.5 };
    const [before] = readFrames(source).slice(10);
    const after = frames[10];
    if (before === undefined || after === undefined) throw new Error("Too few frames");
    for (const [channel, value] of meanRgb(before, area, "bt709").entries()) {
      expect(Math.abs((meanRgb(after, area, "bt709")[channel] ?? 0) - value)).toBeLessThan(4);
    }
  });
});

describe("high dynamic range", () => {
  it.each(["hdr10", "hlg"] as const)("brings %s down to what every screen shows", async (name) => {
    const source = await clips.colors(name);
    const { path, planned } = await place.enhance(source, "--target", "2x");
    expectTagged(path);
    expect(expectFramesKept(source, path)).toHaveLength(12);
    expect(JSON.stringify(planned.conversions)).toMatch(/tone-mapped/);
    const [frame] = readFrames(path, { limit: 1 });
    if (frame === undefined) throw new Error("No frame");
    const seen = PATCHES.map((patch) => ({ wanted: patch.rgb, rgb: meanRgb(frame, patch, "bt709") }));
    for (const { wanted, rgb } of seen) {
      const [most, least] = [Math.max(...rgb), Math.min(...rgb)];
      // Neither black nor burnt out; what lies outside of BT.709's colours may pass white a little, and screens cut it off.
      expect(most).toBeGreaterThan(60);
      expect(most).toBeLessThan(280);
      const isGrey = new Set(wanted).size === 1;
      if (isGrey) expect(most - least).toBeLessThan(12);
      // What was meant to be strong is still stronger than what was meant to be weak.
      else
        for (const [channel, value] of wanted.entries())
          if (value > 0) expect(rgb[channel]).toBeGreaterThan(least + 30);
    }
    const [bright, dark] = [seen[0]?.rgb[1] ?? 0, seen[7]?.rgb[1] ?? 0];
    expect(bright).toBeGreaterThan(dark + 15);
  });
});
