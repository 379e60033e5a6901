import { describe, expect, it } from "vitest";
import { decibels, EQUAL_FRAME_DB, Tally } from "./comparison.js";

function tallyOf(...errors: readonly number[]): ReturnType<Tally["result"]> {
  const tally = new Tally();
  for (const [i, meanSquaredError] of errors.entries()) {
    tally.place(i / 10);
    tally.add([{ meanSquaredError, ssim: 1 - meanSquaredError / 1000 }]);
  }
  return tally.result();
}

describe("Tally", () => {
  it("takes the mean PSNR from the mean error, and gives the mean of the frames beside it", () => {
    const result = tallyOf(10, 40);
    expect(result?.psnr.ofMeanError).toBeCloseTo(decibels(25), 10);
    expect(result?.psnr.ofFrames).toBeCloseTo((decibels(10) + decibels(40)) / 2, 10);
  });

  it("names the worst frame and its time", () => {
    const result = tallyOf(10, 40, 20);
    expect(result?.psnr.worst).toEqual({ number: 2, seconds: 0.1, value: decibels(40) });
    expect(result?.ssim.worst).toEqual({ number: 2, seconds: 0.1, value: 0.96 });
  });

  it("counts an equal frame as 100 dB in the mean of frames", () => {
    expect(tallyOf(0, 10)?.psnr.ofFrames).toBeCloseTo((EQUAL_FRAME_DB + decibels(10)) / 2, 10);
  });

  it("is infinite where every frame is equal, and nothing before the first", () => {
    expect(tallyOf(0, 0)?.psnr).toMatchObject({
      ofMeanError: Number.POSITIVE_INFINITY,
      ofFrames: Number.POSITIVE_INFINITY,
      worst: { value: Number.POSITIVE_INFINITY },
    });
    expect(tallyOf()).toBeUndefined();
  });
});
