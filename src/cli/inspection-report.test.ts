import { describe, expect, it } from "vitest";
import { bitRateInWords, colourInWords, languageInWords, rateInWords, ratioInWords } from "./inspection-report.js";

const UNKNOWN = { range: null, matrix: null, primaries: null, transfer: null };

describe("rateInWords", () => {
  it("says whether the rate is constant, with the number that the file states where it fits", () => {
    const rate = (framesPerSecond: number, statedFramesPerSecond: number | null, isVariableRate = false): unknown =>
      rateInWords({ framesPerSecond, statedFramesPerSecond, isVariableRate });
    expect(rate(29.99, 30_000 / 1001)).toBe("29.97 frames/s, constant");
    expect(rate(24.9, 50)).toBe("24.9 frames/s, constant");
    expect(rate(25, null)).toBe("25 frames/s, constant");
    expect(rate(27.27, 30, true)).toMatch(/^variable, 27.3 frames\/s on average/);
  });

  it("says nothing of what has no rate", () => {
    expect(rateInWords({ framesPerSecond: null, statedFramesPerSecond: 25, isVariableRate: null })).toBeUndefined();
  });
});

describe("colourInWords", () => {
  const small = { storedWidthPixels: 320, storedHeightPixels: 240, pixelFormat: "yuv420p" };

  it("gives the standard in words, then as the file has it", () => {
    const colour = { range: "full", matrix: "bt709", primaries: "bt709", transfer: null } as const;
    expect(colourInWords({ ...small, colour })).toEqual([
      "BT.709, as in HD; full range (0 to 255)",
      "in the file: matrix bt709, primaries bt709",
    ]);
  });

  it("says what is assumed where the file says nothing", () => {
    expect(colourInWords({ ...small, colour: UNKNOWN })).toEqual([
      "not stated, taken for BT.601, as in standard definition",
    ]);
    const large = { ...small, storedWidthPixels: 1920, storedHeightPixels: 1080 };
    expect(colourInWords({ ...large, colour: UNKNOWN })[0]).toContain("BT.709");
  });

  it("knows pictures without a matrix", () => {
    expect(colourInWords({ ...small, pixelFormat: "rgba", colour: UNKNOWN })).toEqual(["red, green and blue"]);
    expect(colourInWords({ ...small, pixelFormat: "gray", colour: UNKNOWN })).toEqual(["shades of grey"]);
  });
});

describe("small words", () => {
  it("gives the shape of pixels in small numbers", () => {
    expect([16 / 15, 2, 0.5, 12 / 11, 64 / 45].map(ratioInWords)).toEqual(["16:15", "2:1", "1:2", "12:11", "64:45"]);
  });

  it("gives languages their names, and keeps codes that nobody knows", () => {
    expect(["eng", "deu", "zho", "en-GB"].map(languageInWords)).toEqual([
      "English",
      "German",
      "Chinese",
      "British English",
    ]);
    expect(languageInWords("not a language")).toBe("not a language");
  });

  it("gives bit rates in the unit that fits", () => {
    expect([1_400_000, 128_000, 100].map(bitRateInWords)).toEqual(["1.4 Mbit/s", "128 kbit/s", "1 kbit/s"]);
  });
});
