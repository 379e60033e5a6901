import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readSubtitleFile, subtitleLinesOf } from "./subtitle-file.js";

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

const folder = mkdtempSync(join(tmpdir(), "hd-local-subtitles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["UTF-8", Buffer.from(cue("你好 café"), "utf8"), "你好 café"],
  ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(cue("你好"), "utf16le")]), "你好"],
  ["GB 18030", Buffer.concat([Buffer.from(cue("")), Buffer.from([0xc4, 0xe3, 0xba, 0xc3])]), "你好"],
  ["Western", Buffer.from(cue("déjà vu"), "latin1"), "déjà vu"],
])("reads a file in %s", async (name, bytes, text) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  expect(await subtitleLinesOf(path)).toEqual([[1000, 2000, text]]);
});

test("finds no lines in what is no text", async () => {
  const path = join(folder, "media");
  writeFileSync(path, Buffer.concat([Buffer.from(cue("x")), Buffer.alloc(100)]));
  expect(await subtitleLinesOf(path)).toEqual([]);
});

function cue(text: string): string {
  return `1\n00:00:01,000 --> 00:00:02,000\n${text}`;
}
