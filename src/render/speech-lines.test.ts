import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableLines } from "./speech-lines.js";

describe("what a speech model wrote down", () => {
  it("is cut where it is too long, between words, with times in proportion", () => {
    const text =
      "We walked along the river until the sun went down, and then we sat by the fire and talked about the day.";
    const lines = readableLines([[1000, 11_000, text]]);
    expect(lines).toHaveLength(2);
    expect(lines.map(([, , piece]) => piece).join(" ")).toBe(text);
    expect(lines[0]?.[0]).toBe(1000);
    expect(lines[1]?.[1]).toBe(11_000);
    expect(lines[0]?.[1]).toBe(lines[1]?.[0]);
    expect(Math.abs((lines[0]?.[1] ?? 0) - 6000)).toBeLessThan(800);
  });

  it("is cut in Chinese too, which has no spaces", () => {
    const text = "我们沿着河边走了很久，一直走到太阳下山，然后坐在火堆旁边聊起这一天发生的事情，直到深夜才回家休息。";
    const lines = readableLines([[0, 8000, text]]);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.map(([, , piece]) => piece).join("")).toBe(text);
  });

  it("leaves out what is no speech", () => {
    expect(
      readableLines([
        [0, 1000, "[Music]"],
        [1000, 2000, " (applause) "],
        [2000, 3000, "♪♪"],
        [3000, 4000, "[BLANK_AUDIO]"],
        [4000, 5000, " Hello  there. "],
      ]),
    ).toEqual([[4000, 5000, "Hello there."]]);
  });

  it("never overlaps, never goes beyond its times, and loses no letter", () => {
    const line = fc.tuple(fc.nat(10_000), fc.integer({ min: 100, max: 20_000 }), fc.string({ maxLength: 300 }));
    fc.assert(
      fc.property(line, ([start, length, text]) => {
        const lines = readableLines([[start, start + length, text]]);
        const letters = (words: string): string => words.replace(/\s/gu, "");
        if (lines.length === 0) return true;
        const isInOrder = lines.every(([from, to], i) => to >= from && from >= (lines[i - 1]?.[1] ?? start));
        const all = lines.map(([, , piece]) => piece).join("");
        return isInOrder && (lines.at(-1)?.[1] ?? 0) <= start + length && letters(all) === letters(text);
      }),
    );
  });
});
