/** How far two clips are apart: the figures, what they are figures of, and the picture. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenFiles, clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { psnr, readFrames, readPicture } from "./support/read-clip.js";

const place = new Workplace();

/** A comparison as `--json` gives it. */
interface Compared {
  isIdentical: boolean;
  frames: number;
  width: number;
  height: number;
  scaledFrom?: { width: number; height: number };
  psnr: {
    ofMeanError: number | null;
    ofFrames: number | null;
    worst: { number: number; seconds: number; value: number | null };
  };
  ssim: { mean: number; worst: { number: number; seconds: number; value: number } };
  reference: { frames: number };
  candidate: { frames: number };
}

async function compared(reference: string, candidate: string): Promise<Compared> {
  const run = await place.run(["compare", reference, candidate, "--json"]);
  expect(run.code).toBe(0);
  return JSON.parse(run.stdout) as Compared;
}

describe("hd-local compare", () => {
  it("says of a clip and itself that they are identical", async () => {
    const clip = await clips.sampling("yuv444p");
    const result = await compared(clip, clip);
    expect(result).toMatchObject({
      isIdentical: true,
      frames: 25,
      psnr: { ofMeanError: null, worst: { value: null } },
    });
    expect(result.ssim.mean).toBe(1);
    const run = await place.run(["compare", clip, clip]);
    expect(run.stdout).toMatch(/every frame is equal/);
  });

  it("measures luma frame by frame, and names the worst frame", async () => {
    const [reference, candidate] = [await clips.sampling("yuv444p"), await clips.sampling("yuv422p")];
    const result = await compared(reference, candidate);
    const candidates = readFrames(candidate);
    const values = readFrames(reference).map(({ luma }, i) => psnr(luma, candidates[i]?.luma ?? luma));
    const worst = Math.min(...values);
    const meanError = values.reduce((sum, value) => sum + 10 ** (-value / 10), 0) / values.length;
    expect(result.psnr.ofMeanError).toBeCloseTo(-10 * Math.log10(meanError), 2);
    expect(result.psnr.ofFrames).toBeCloseTo(
      values.reduce((sum, value) => sum + Math.min(value, 100), 0) / values.length,
      2,
    );
    expect(result.psnr.worst.value).toBeCloseTo(worst, 2);
    expect(result.psnr.worst.number).toBe(values.indexOf(worst) + 1);
    expect(result.psnr.worst.seconds).toBeCloseTo(values.indexOf(worst) / 25, 3);
    expect(result.ssim.mean).toBeGreaterThan(0.9);
    expect(result.ssim.worst.value).toBeLessThanOrEqual(result.ssim.mean);
    expect(result.isIdentical).toBe(false);
    expect(result).not.toHaveProperty("scaledFrom");
  });

  it("brings a candidate of another size and length to the reference, and says so", async () => {
    const [reference, candidate] = [await clips.sampling("yuv444p"), await clips.fullHd()];
    const result = await compared(reference, candidate);
    expect(result).toMatchObject({
      frames: 10,
      width: 320,
      height: 180,
      scaledFrom: { width: 1920, height: 1080 },
      reference: { frames: 25 },
      candidate: { frames: 10 },
    });
    const run = await place.run(["compare", reference, candidate]);
    expect(run.stdout).toMatch(/from 1920×1080 to 320×180 by Lanczos/);
    expect(run.stdout).toMatch(/25 frames, the candidate 10: the first 10 were compared/);
  });

  it("turns a turned clip upright before it compares", async () => {
    const result = await compared(await clips.rotated(90), await clips.constantRate("25"));
    expect(result).toMatchObject({ width: 320, height: 180 });
    expect(result.ssim.mean).toBeGreaterThan(0.9);
  });

  it("writes parts of both side by side, and does not replace a picture unasked", async () => {
    const [reference, candidate] = [await clips.fullHd(), await clips.sampling("yuv444p")];
    const folder = place.newFolder();
    const picture = join(folder, "parts.png");
    const words = ["compare", reference, candidate, "--picture", picture];
    expect(await place.run(words)).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).toEqual(["parts.png"]);
    const { width, height, pixelFormat } = readPicture(picture);
    expect({ width, height, pixelFormat }).toEqual({ width: 1288, height: 3 * 360 + 2 * 8, pixelFormat: "rgb24" });
    expect(await place.run(words)).toMatchObject({ code: 2 });
    expect(await place.run([...words, "--force"])).toMatchObject({ code: 0 });
  });

  it("refuses what it cannot compare", async () => {
    const clip = await clips.oneFrame();
    const folder = place.newFolder();
    expect(await place.run(["compare", clip])).toMatchObject({ code: 2 });
    expect(await place.run(["compare", clip, clip, "--picture", join(folder, "a.jpg")])).toMatchObject({ code: 2 });
    expect(await place.run(["compare", clip, join(folder, "none.mp4")])).toMatchObject({ code: 3 });
    expect(await place.run(["compare", await brokenFiles.text(), clip])).toMatchObject({ code: 3 });
    const input = join(folder, "picture.png");
    writeFileSync(input, "not a picture");
    expect(await place.run(["compare", clip, input, "--picture", input, "--force"])).toMatchObject({ code: 2 });
    expect(existsSync(input)).toBe(true);
  });
});
