import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberBetween, oneOf, parseSeconds, seconds, timeSpan } from "./option-parsers.js";

describe("parseSeconds", () => {
  it.each([
    ["90", 90],
    ["90s", 90],
    ["1.5m", 90],
    ["2m30s", 150],
    ["1h", 3600],
    ["1h2m3.5s", 3723.5],
    ["1:30", 90],
    ["0:01:30.5", 90.5],
    [" 5S ", 5],
  ])("reads «%s»", (words, expected) => expect(parseSeconds(words)).toBe(expected));

  it.each(["", "abc", "1:2:3:4", "-5", "5x", "1:", ":30", "1,5"])("refuses «%s»", (words) =>
    expect(parseSeconds(words)).toBeUndefined(),
  );

  it("reads what a clock shows", () => {
    fc.assert(
      fc.property(fc.nat({ max: 99 }), fc.nat({ max: 59 }), fc.nat({ max: 59 }), (hours, minutes, rest) => {
        const clock = `${hours}:${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
        expect(parseSeconds(clock)).toBe(hours * 3600 + minutes * 60 + rest);
      }),
    );
  });
});

describe("timeSpan", () => {
  it.each([
    ["0:10-0:25", { fromSeconds: 10, toSeconds: 25 }],
    ["5-", { fromSeconds: 5, toSeconds: undefined }],
    ["-30s", { fromSeconds: 0, toSeconds: 30 }],
    [" 1m-2m ", { fromSeconds: 60, toSeconds: 120 }],
  ])("reads «%s»", (words, expected) => expect(timeSpan(words)).toEqual(expected));

  it.each(["", "-", "5", "a-b", "10-5", "5-5", "1-2-3"])("refuses «%s»", (words) =>
    expect(() => timeSpan(words)).toThrow(/Give a part|must end after/),
  );
});

describe("seconds", () => {
  it("takes lengths above zero only", () => {
    expect(seconds("5s")).toBe(5);
    for (const words of ["0", "0s", "", "soon"]) expect(() => seconds(words)).toThrow("Give a length");
  });
});

describe("numberBetween", () => {
  it("takes numbers within its bounds, and nothing else", () => {
    const crf = numberBetween(0, 51);
    expect([crf("0"), crf("51"), crf("18.5")]).toEqual([0, 51, 18.5]);
    for (const words of ["-1", "52", "", " ", "x", "NaN", "Infinity"]) expect(() => crf(words)).toThrow("from 0 to 51");
  });
});

describe("oneOf", () => {
  it("takes the names of its list, and names them where it does not", () => {
    const device = oneOf(["auto", "cpu"]);
    expect(device("cpu")).toBe("cpu");
    expect(() => device("CPU ")).toThrow("auto, cpu");
  });
});
