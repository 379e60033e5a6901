import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Geometry, geometryOf, NAMED_BOXES, parseTarget, type Target } from "./geometry.js";

const FULL_HD: Target = { kind: "named", name: "1080p" };

const targets = fc.oneof(
  fc.constantFrom<Target>(...Object.keys(NAMED_BOXES).map((name) => ({ kind: "named", name }) as Target)),
  fc.record({ kind: fc.constant("factor" as const), factor: fc.double({ min: 0.25, max: 4, noNaN: true }) }),
  fc.record({
    kind: fc.constant("box" as const),
    width: fc.integer({ min: 64, max: 4096 }),
    height: fc.integer({ min: 64, max: 4096 }),
  }),
);

/** Sizes whose sides are not more than twelve times as long as each other. */
const sources = fc
  .record({
    width: fc.integer({ min: 32, max: 4096 }),
    height: fc.integer({ min: 32, max: 4096 }),
    sampleAspectRatio: fc.constantFrom(1, 16 / 15, 12 / 11, 4 / 3, 2, 0.5, 64 / 45),
  })
  .filter(({ width, height }) => Math.max(width / height, height / width) < 12);

function of(width: number, height: number, target = FULL_HD, sampleAspectRatio = 1): Geometry {
  return geometryOf({ width, height, sampleAspectRatio }, target);
}

describe("geometryOf", () => {
  it("brings common sizes to Full HD", () => {
    expect(of(960, 540)).toMatchObject({ width: 1920, height: 1080, ratio: 2 });
    expect(of(1280, 720)).toMatchObject({ width: 1920, height: 1080, ratio: 1.5 });
    expect(of(640, 480)).toMatchObject({ width: 1440, height: 1080 });
  });

  it("turns the box for upright pictures", () => {
    expect(of(540, 960)).toMatchObject({ width: 1080, height: 1920 });
    expect(of(500, 500)).toMatchObject({ width: 1080, height: 1080 });
  });

  it("keeps the size of what has it already, and brings what is larger down", () => {
    expect(of(1920, 1080)).toEqual({ width: 1920, height: 1080, ratio: 1, isCropped: false });
    expect(of(3840, 2160)).toMatchObject({ width: 1920, height: 1080, ratio: 0.5 });
  });

  it("cuts an odd line off instead of stretching it where the size is kept", () => {
    expect(of(427, 241, { kind: "factor", factor: 1 })).toEqual({ width: 426, height: 240, ratio: 1, isCropped: true });
  });

  it("makes pixels square by widening them, never by dropping columns or rows", () => {
    expect(of(720, 576, { kind: "factor", factor: 1 }, 16 / 15)).toMatchObject({ width: 768, height: 576 });
    expect(of(320, 360, { kind: "factor", factor: 1 }, 0.5)).toMatchObject({ width: 320, height: 720 });
  });

  it("gives even sides for every source and target", () => {
    fc.assert(
      fc.property(sources, targets, (source, target) => {
        const { width, height } = geometryOf(source, target);
        expect([width % 2, height % 2]).toEqual([0, 0]);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it("never leaves the box that was asked for, turned for upright pictures, by more than a pixel", () => {
    fc.assert(
      fc.property(sources, fc.constantFrom(...Object.keys(NAMED_BOXES)), (source, name) => {
        const box = NAMED_BOXES[name as keyof typeof NAMED_BOXES];
        const { width, height } = geometryOf(source, { kind: "named", name: name as keyof typeof NAMED_BOXES });
        const [longest, shortest] = [Math.max(width, height), Math.min(width, height)];
        expect(longest).toBeLessThanOrEqual(box.width + 1);
        expect(shortest).toBeLessThanOrEqual(box.height + 1);
        // One of the sides fills the box: nothing is left smaller than it has to be.
        expect(longest >= box.width - 1 || shortest >= box.height - 1).toBe(true);
      }),
    );
  });

  it("keeps the shape: no side is more than a pixel from where the proportions put it", () => {
    fc.assert(
      fc.property(sources, targets, (source, target) => {
        const { width, height, isCropped } = geometryOf(source, target);
        if (isCropped) return;
        const aspect = (source.width * source.sampleAspectRatio) / source.height;
        // Both sides are rounded to the next even number: each is at most one pixel off.
        const isNear =
          Math.abs(width - height * aspect) <= 1 + aspect || Math.abs(height - width / aspect) <= 1 + 1 / aspect;
        expect(isNear, `${width}×${height} of ${aspect}`).toBe(true);
      }),
    );
  });

  it("stays within what encoders and players take", () => {
    fc.assert(
      fc.property(sources, fc.double({ min: 1, max: 16, noNaN: true }), (source, factor) => {
        const { width, height } = geometryOf(source, { kind: "factor", factor });
        expect(Math.max(width, height)).toBeLessThanOrEqual(8192);
      }),
    );
  });
});

describe("parseTarget", () => {
  it("reads names, factors and boxes", () => {
    expect(parseTarget("1080p")).toEqual({ kind: "named", name: "1080p" });
    expect(parseTarget(" 2X ")).toEqual({ kind: "factor", factor: 2 });
    expect(parseTarget("1.5x")).toEqual({ kind: "factor", factor: 1.5 });
    expect(parseTarget("1280x720")).toEqual({ kind: "box", width: 1280, height: 720 });
  });

  it.each(["", "x", "0x", "17x", "8x8", "9000x9000", "1080", "-2x", "1e3x", "toString", "constructor"])(
    "refuses «%s»",
    (words) => expect(parseTarget(words)).toBeUndefined(),
  );
});
