import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameRateOf, medianGap, type PacketIndex } from "./packet-index.js";

const MILLISECONDS = { num: 1, den: 1000 };

function index(framePts: number[], lastDuration = 40): PacketIndex {
  return {
    framePts,
    lastDuration,
    keyframes: [],
    audioSpans: {},
    streamBytes: {},
    truncated: false,
    restartSeconds: undefined,
  };
}

describe("frameRateOf", () => {
  it.each([
    [24_000, 1001],
    [25, 1],
    [30_000, 1001],
    [60, 1],
  ])("takes %i/%i frames a second for constant, also where times are rounded to milliseconds", (above, below) => {
    const framePts = Array.from({ length: 300 }, (_, i) => Math.round((i * 1000 * below) / above));
    const { fps, variable } = frameRateOf(index(framePts), MILLISECONDS);
    expect(variable).toBe(false);
    expect(fps).toBeCloseTo(above / below, 1);
  });

  it("takes one long pause for a variable rate", () => {
    const framePts = Array.from({ length: 100 }, (_, i) => i * 40 + (i > 50 ? 2000 : 0));
    expect(frameRateOf(index(framePts), MILLISECONDS).variable).toBe(true);
  });

  it("takes gaps that differ all the time for a variable rate", () => {
    const gaps = [33, 33, 34, 17, 50, 33, 8, 25, 100, 33];
    let time = 0;
    const framePts = Array.from({ length: 60 }, (_, i) => {
      time += gaps[i % gaps.length] ?? 0;
      return time;
    });
    expect(frameRateOf(index(framePts), MILLISECONDS).variable).toBe(true);
  });

  it("does not depend on when a clip starts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 50 }),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        (gaps, start) => {
          const framePts = gaps.map((_, i) => gaps.slice(0, i).reduce((sum, gap) => sum + gap, 0));
          const moved = framePts.map((pts) => pts + start);
          expect(frameRateOf(index(moved), MILLISECONDS)).toEqual(frameRateOf(index(framePts), MILLISECONDS));
        },
      ),
    );
  });

  it("tells the rate of a single frame by its length", () => {
    expect(frameRateOf(index([80], 100), MILLISECONDS)).toEqual({ fps: 10, variable: false });
    expect(frameRateOf(index([80], 0), MILLISECONDS)).toEqual({ fps: 25, variable: false });
  });
});

describe("medianGap", () => {
  it("is not misled by one pause", () => {
    expect(medianGap([0, 40, 80, 5000, 5040])).toBe(40);
  });

  it("is nothing for fewer than two frames", () => {
    expect(medianGap([])).toBe(0);
    expect(medianGap([7])).toBe(0);
  });
});
