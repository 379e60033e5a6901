import fc from "fast-check";
import { expect, test } from "vitest";
import { readSubtitleFile } from "./subtitle-file.js";

test("reads SubRip", () => {
  const content =
    "\ufeff1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Hello</i> &amp; welcome\r\n你好\r\n\r\n2\r\n01:00:00,000 --> 01:00:01,250\r\nEnd\r\n";
  expect(readSubtitleFile(content)).toEqual([
    [1500, 3000, "Hello & welcome\n你好"],
    [3_600_000, 3_601_250, "End"],
  ]);
});

test("reads WebVTT", () => {
  const content =
    "WEBVTT\n\nNOTE nothing\n\nname\n00:02.000 --> 00:04.500 line:0\n- Yes.\n\n00:01.000 --> 00:02.000\nFirst";
  expect(readSubtitleFile(content)).toEqual([
    [1000, 2000, "First"],
    [2000, 4500, "- Yes."],
  ]);
});

test("reads Advanced SubStation", () => {
  const content =
    "[Script Info]\nTitle: x\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\b1}One, two\\Nthree\n";
  expect(readSubtitleFile(content)).toEqual([[1000, 2500, "One, two\nthree"]]);
});

test("takes any text without an error", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => Array.isArray(readSubtitleFile(text))));
});
