import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finestWithin, sizesDown } from "./film-size.js";

const BOUNDS = { finest: 20, coarsest: 40 };

describe("how a film comes below a number of bytes", () => {
  it("finds a quality within the limit and near it, whatever the film costs at each, in few tries", async () => {
    const films = fc.record({
      at20: fc.double({ min: 3, max: 9, noNaN: true }),
      halving: fc.double({ min: 3.5, max: 11, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(films, fc.double({ min: 3, max: 9, noNaN: true }), async ({ at20, halving }, wanted) => {
        const limit = 10 ** wanted;
        let tries = 0;
        const cost = (crf: number): number => 10 ** at20 * 2 ** ((20 - crf) / halving);
        const found = await finestWithin(limit, 20, BOUNDS, (crf) => {
          tries++;
          return Promise.resolve(cost(crf));
        });
        if (cost(BOUNDS.coarsest) > limit) return found === undefined && tries <= 9;
        if (found === undefined || found.bytes > limit || tries > 8) return false;
        // The next finer one is too large, or hardly better.
        return found.crf === BOUNDS.finest || cost(found.crf - 1) > limit * 0.9;
      }),
    );
  });

  it("goes down in the film's own shape with even sides, and never up", () => {
    expect(sizesDown({ width: 1920, height: 1080 }).slice(0, 3)).toEqual([
      { width: 1920, height: 1080 },
      { width: 1280, height: 720 },
      { width: 960, height: 540 },
    ]);
    expect(sizesDown({ width: 1080, height: 1920 }).at(-1)).toEqual({ width: 180, height: 320 });
    expect(sizesDown({ width: 160, height: 90 })).toEqual([{ width: 160, height: 90 }]);
  });
});
