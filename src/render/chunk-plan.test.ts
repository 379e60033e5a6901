import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutChunks, firstAtOrAfter } from "./chunk-plan.js";

const TIME_BASE = { num: 1, den: 1000 };

/** Frames 1 to 3000 ms apart, some of them keyframes, the first among them. */
const indices = fc
  .record({
    start: fc.integer({ min: -100_000, max: 1_000_000 }),
    gaps: fc.array(
      fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 60 }) }, fc.integer({ min: 61, max: 3000 })),
      {
        minLength: 1,
        maxLength: 400,
      },
    ),
    keys: fc.array(fc.boolean(), { maxLength: 400 }),
  })
  .map(({ start, gaps, keys }) => {
    const framePts = [start];
    for (const gap of gaps) framePts.push((framePts[framePts.length - 1] ?? 0) + gap);
    const keyframes = framePts.filter((_, i) => i === 0 || keys[i] === true).map((pts) => ({ pts, seek: pts }));
    return { framePts, keyframes };
  });

const prerolls = fc.integer({ min: 0, max: 3 });

/** A clip of constant rate with keyframes at a distance, in seconds. */
function steady(seconds: number, fps: number, keyframeSeconds: number): Parameters<typeof cutChunks>[0] {
  const framePts = Array.from({ length: seconds * fps }, (_, i) => Math.round((i * 1000) / fps));
  const keyframes = framePts
    .filter((_, i) => i % Math.round(keyframeSeconds * fps) === 0)
    .map((pts) => ({ pts, seek: pts }));
  return { framePts, keyframes };
}

describe("cutChunks", () => {
  it("puts every frame into exactly one chunk, in order", () => {
    fc.assert(
      fc.property(indices, prerolls, (index, prerollFrames) => {
        const chunks = cutChunks(index, TIME_BASE, { prerollFrames });
        for (const pts of index.framePts)
          expect(chunks.filter((chunk) => pts >= chunk.startPts && pts < chunk.endPts)).toHaveLength(1);
        expect(chunks.reduce((sum, chunk) => sum + chunk.expectedFrames, 0)).toBe(index.framePts.length);
        for (const [i, chunk] of chunks.entries()) {
          expect(chunk.expectedFrames).toBeGreaterThan(0);
          if (i > 0) expect(chunk.startPts).toBeGreaterThanOrEqual(chunks[i - 1]?.endPts ?? 0);
        }
      }),
    );
  });

  it("counts in each chunk the frames that are there", () => {
    fc.assert(
      fc.property(indices, (index) => {
        for (const { startPts, endPts, expectedFrames } of cutChunks(index, TIME_BASE, { prerollFrames: 0 }))
          expect(index.framePts.filter((pts) => pts >= startPts && pts < endPts)).toHaveLength(expectedFrames);
      }),
    );
  });

  it("cuts a part at the same places as the whole", () => {
    fc.assert(
      fc.property(indices, fc.nat(), fc.nat(), (index, from, length) => {
        const { framePts } = index;
        const startPts = framePts[from % framePts.length] ?? 0;
        const range = { startPts, endPts: startPts + 1 + (length % 20_000) };
        const whole = cutChunks(index, TIME_BASE, { prerollFrames: 0 });
        const cuts = new Set(whole.flatMap((chunk) => [chunk.startPts, chunk.endPts]));
        for (const chunk of cutChunks(index, TIME_BASE, { prerollFrames: 0, range })) {
          expect(cuts.has(chunk.startPts) || chunk.startPts === range.startPts).toBe(true);
          expect(cuts.has(chunk.endPts) || chunk.endPts === range.endPts).toBe(true);
        }
      }),
    );
  });

  it("makes no chunk longer than eight seconds, but for the last and for holes in the source", () => {
    fc.assert(
      fc.property(indices, (index) => {
        for (const { startPts, endPts } of cutChunks(index, TIME_BASE, { prerollFrames: 0 })) {
          const frames = index.framePts.filter((pts) => pts >= startPts && pts < endPts);
          const [first = 0, last = 0] = [frames[0], frames[frames.length - 1]];
          expect(last - first).toBeLessThanOrEqual(8000);
        }
      }),
    );
  });

  it("cuts at keyframes where they are near enough", () => {
    const index = steady(20, 25, 2);
    const keyframes = new Set(index.keyframes.map(({ pts }) => pts));
    const chunks = cutChunks(index, TIME_BASE, { prerollFrames: 0 });
    expect(chunks).toHaveLength(5);
    for (const { startPts } of chunks.slice(1)) expect(keyframes.has(startPts)).toBe(true);
  });

  it("cuts by the clock where there are no keyframes", () => {
    const chunks = cutChunks(steady(20, 25, 1000), TIME_BASE, { prerollFrames: 0 });
    expect(chunks.map(({ expectedFrames }) => expectedFrames)).toEqual([100, 100, 100, 100, 100]);
  });

  it("makes one chunk of everything where no length is aimed at", () => {
    const chunks = cutChunks(steady(60, 25, 2), TIME_BASE, {
      prerollFrames: 0,
      chunkSeconds: Number.POSITIVE_INFINITY,
    });
    expect(chunks.map(({ expectedFrames }) => expectedFrames)).toEqual([1500]);
  });

  it("begins reading as many frames early as the filters need, where there are so many", () => {
    fc.assert(
      fc.property(indices, fc.integer({ min: 1, max: 3 }), (index, prerollFrames) => {
        for (const { startPts, readFromPts } of cutChunks(index, TIME_BASE, { prerollFrames })) {
          const before = index.framePts.filter((pts) => pts < startPts).length;
          const early = index.framePts.filter((pts) => pts >= readFromPts && pts < startPts).length;
          expect(early).toBe(Math.min(before, prerollFrames));
        }
      }),
    );
  });

  it("gives nothing for a part that lies outside of the clip", () => {
    const range = { startPts: 100_000, endPts: 110_000 };
    expect(cutChunks(steady(20, 25, 2), TIME_BASE, { prerollFrames: 0, range })).toEqual([]);
  });
});

describe("firstAtOrAfter", () => {
  it("finds what a search from the front finds", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 })), fc.integer({ min: -60, max: 60 }), (values, value) => {
        const ascending = [...values].sort((a, b) => a - b);
        const found = ascending.findIndex((candidate) => candidate >= value);
        expect(firstAtOrAfter(ascending, value)).toBe(found < 0 ? ascending.length : found);
      }),
    );
  });
});
