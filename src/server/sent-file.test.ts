import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangeOf } from "./sent-file.js";

describe("a range of bytes", () => {
  it("is read in its three forms", () => {
    expect(rangeOf("bytes=0-99", 1000)).toEqual({ start: 0, end: 99 });
    expect(rangeOf("bytes=900-", 1000)).toEqual({ start: 900, end: 999 });
    expect(rangeOf("bytes=-100", 1000)).toEqual({ start: 900, end: 999 });
  });

  it("that is none, or several, is answered with the whole", () => {
    for (const header of [undefined, "", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,5-6", "lines=0-1", "bytes=9-3"])
      expect(rangeOf(header, 1000)).toBeUndefined();
  });

  it("behind the end cannot be satisfied", () => {
    expect(rangeOf("bytes=1000-", 1000)).toBe("unsatisfiable");
    expect(rangeOf("bytes=-0", 1000)).toBe("unsatisfiable");
    expect(rangeOf("bytes=0-", 0)).toBe("unsatisfiable");
  });

  it("never reaches outside of the file, whatever is asked", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 2 ** 40 }), (from, to, size) => {
        for (const header of [`bytes=${from}-${to}`, `bytes=${from}-`, `bytes=-${to}`]) {
          const range = rangeOf(header, size);
          if (typeof range !== "object") continue;
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeLessThan(size);
          expect(range.start).toBeLessThanOrEqual(range.end);
        }
      }),
    );
  });
});
