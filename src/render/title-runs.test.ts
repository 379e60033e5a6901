import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf, runsOf, textWidth } from "./title-runs.js";

test("cuts a text into runs of one script", () => {
  expect(runsOf("Day 1 第一天 🎉!")).toEqual([
    { font: "latin", text: "Day 1 " },
    { font: "chinese", text: "第一天" },
    { font: "latin", text: " " },
    { font: "emoji", text: "🎉" },
    { font: "latin", text: "!" },
  ]);
});

test("draws Han characters as the language of the text has them", () => {
  expect(runsOf("東京の夜")).toEqual([{ font: "japanese", text: "東京の夜" }]);
  expect(runsOf("서울 夜")).toEqual([
    { font: "korean", text: "서울" },
    { font: "latin", text: " " },
    { font: "korean", text: "夜" },
  ]);
  expect(runsOf("東京")).toEqual([{ font: "chinese", text: "東京" }]);
});

test("gives Arabic, Hebrew and Thai their own fonts, with the signs on their letters", () => {
  expect(runsOf("Hi שָׁלוֹם")).toEqual([
    { font: "latin", text: "Hi " },
    { font: "hebrew", text: "שָׁלוֹם" },
  ]);
  expect(runsOf("مَرحبًا")).toEqual([{ font: "arabic", text: "مَرحبًا" }]);
  expect(runsOf("น้ำ")).toEqual([{ font: "thai", text: "น้ำ" }]);
  expect(runsOf("नमस्ते")).toEqual([{ font: "latin", text: "नमस्ते" }]);
});

test("keeps joined emoji together", () => {
  expect(
    runsOf("👩‍👩‍👧 👍🏽 🇩🇪 ❤️")
      .filter(({ font }) => font === "emoji")
      .map(({ text }) => text),
  ).toEqual(["👩‍👩‍👧", "👍🏽", "🇩🇪", "❤️"]);
});

test("loses no character, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(
        runsOf(text)
          .map((run) => run.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

test("breaks lines so that none is too wide and no letter is lost", () => {
  const letters = fc.string({ unit: fc.constantFrom(..."abc defg 你好世界，。hij"), maxLength: 120 });
  fc.assert(
    fc.property(letters, fc.integer({ min: 4, max: 20 }), (text, most) => {
      const lines = linesOf(text, most);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(most + 4);
    }),
  );
});

test("breaks between words, and between characters of the East", () => {
  expect(linesOf("The quick brown fox jumps over", 12)).toEqual(["The quick brown", "fox jumps over"]);
  expect(linesOf("今天天气很好，我们去公园散步吧", 8)).toEqual(["今天天气很好，我", "们去公园散步吧"]);
  expect(linesOf("one\ntwo", 20)).toEqual(["one", "two"]);
});
