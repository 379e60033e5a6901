import fc from "fast-check";
import { expect, it } from "vitest";
import { isWithin, sampleSpan } from "./sample-span";

it("lies within the film, is as long as there is film for it, and holds the moment that was asked for", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (durationMs, part) => {
        const moment = Math.round(part * durationMs);
        const span = sampleSpan(moment, durationMs, 3000);
        expect(span.startMs).toBeGreaterThanOrEqual(0);
        expect(span.endMs).toBeLessThanOrEqual(durationMs);
        expect(span.endMs - span.startMs).toBe(Math.min(3000, durationMs));
        expect(isWithin(moment, span)).toBe(true);
      },
    ),
  );
});
