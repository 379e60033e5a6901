import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeTiming } from "./picture-track.js";

/** Chunks of frames in decoding order: rising times, shuffled within windows as B-frames are; the first one stays first. */
const chunkLists = fc
  .array(
    fc.array(fc.record({ gap: fc.integer({ min: 1, max: 500 }), early: fc.integer({ min: 0, max: 7 }) }), {
      minLength: 1,
      maxLength: 40,
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((chunks) => {
    let time = 0;
    return chunks.map((frames) => {
      const shown = frames.map(({ gap, early }, i) => {
        time += gap;
        return { pts: time, place: i === 0 ? -1 : i - early };
      });
      return [...shown].sort((a, b) => a.place - b.place).map(({ pts }) => pts);
    });
  });

describe("decodeTiming", () => {
  it("keeps every presentation time, in decoding order", () => {
    fc.assert(
      fc.property(chunkLists, (chunks) => {
        expect(decodeTiming(chunks, 40).map(({ pts }) => pts)).toEqual(chunks.flat());
      }),
    );
  });

  it("lets decoding times rise strictly, across joins too", () => {
    fc.assert(
      fc.property(chunkLists, (chunks) => {
        const times = decodeTiming(chunks, 40).map(({ dts }) => dts);
        for (const [i, dts] of times.entries()) if (i > 0) expect(dts).toBeGreaterThan(times[i - 1] ?? 0);
      }),
    );
  });

  it("decodes no frame after it is shown", () => {
    fc.assert(
      fc.property(chunkLists, (chunks) => {
        for (const { dts, pts } of decodeTiming(chunks, 40)) expect(dts).toBeLessThanOrEqual(pts);
      }),
    );
  });

  it("gives durations that fill the time from the first frame to the end of the last", () => {
    fc.assert(
      fc.property(chunkLists, fc.integer({ min: 1, max: 500 }), (chunks, lastDuration) => {
        const timing = decodeTiming(chunks, lastDuration);
        const times = chunks.flat();
        const sum = timing.reduce((total, { duration }) => total + duration, 0);
        expect(sum).toBe(Math.max(...times) - Math.min(...times) + lastDuration);
        for (const { duration } of timing) expect(duration).toBeGreaterThan(0);
      }),
    );
  });

  it("leaves times alone that need no reordering", () => {
    expect(decodeTiming([[0, 40], [80]], 40)).toEqual([
      { pts: 0, dts: 0, duration: 40 },
      { pts: 40, dts: 40, duration: 40 },
      { pts: 80, dts: 80, duration: 40 },
    ]);
  });

  it("pushes on a chunk that begins before the one before it has ended", () => {
    const timing = decodeTiming(
      [
        [0, 40, 80],
        [60, 120],
      ],
      40,
    );
    expect(timing.map(({ pts }) => pts)).toEqual([0, 40, 80, 81, 141]);
  });
});
