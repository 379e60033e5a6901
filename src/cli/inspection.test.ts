import { describe, expect, it } from "vitest";
import { displaySize } from "./inspection.js";

describe("displaySize", () => {
  const upright = { rotationDegrees: 0, flip: false } as const;

  it("is the stored size of what is upright and has square pixels", () => {
    expect(displaySize({ width: 427, height: 241, sampleAspectRatio: 1, orientation: upright })).toEqual({
      width: 427,
      height: 241,
    });
  });

  it("widens or heightens what has no square pixels, so that none is lost", () => {
    expect(displaySize({ width: 720, height: 576, sampleAspectRatio: 16 / 15, orientation: upright })).toEqual({
      width: 768,
      height: 576,
    });
    expect(displaySize({ width: 320, height: 360, sampleAspectRatio: 0.5, orientation: upright })).toEqual({
      width: 320,
      height: 720,
    });
  });

  it("turns what is stored lying", () => {
    const orientation = { rotationDegrees: 270, flip: false } as const;
    expect(displaySize({ width: 720, height: 576, sampleAspectRatio: 16 / 15, orientation })).toEqual({
      width: 576,
      height: 768,
    });
  });
});
