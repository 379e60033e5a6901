import { describe, expect, it } from "vitest";
import { isTextSubtitle, plainText } from "./subtitle-track.js";

describe("plainText", () => {
  it("takes markup and styling out of SubRip, and keeps its lines", () => {
    const words = '<i>Good</i> <font color="#fff">morning</font>.\r\n{\\an8}Tom &amp; Jerry';
    expect(plainText(Buffer.from(words), "subrip")).toBe("Good morning.\nTom & Jerry");
  });

  it("turns entities into their characters once only", () => {
    expect(plainText(Buffer.from("a &lt;b&gt; &amp;lt;"), "webvtt")).toBe("a <b> &lt;");
  });

  it("takes the words of ASS lines with their commas", () => {
    const line = "0,0,Default,,0,0,0,,{\\b1}Yes{\\b0}, I know,\\Nreally";
    expect(plainText(Buffer.from(line), "ass")).toBe("Yes, I know,\nreally");
  });

  it("takes the words of MP4 text without the styles behind them", () => {
    const words = Buffer.from("早上好");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(words.length);
    expect(plainText(Buffer.concat([length, words, Buffer.from("styl")]), "mov_text")).toBe("早上好");
    expect(plainText(Buffer.alloc(1), "mov_text")).toBe("");
  });
});

describe("isTextSubtitle", () => {
  it.each([
    ["subrip", true],
    ["ass", true],
    ["webvtt", true],
    ["mov_text", true],
    ["hdmv_pgs_subtitle", false],
    ["dvd_subtitle", false],
  ])("tells text from pictures: %s", (codec, expected) => {
    expect(isTextSubtitle({ index: 0, codec, language: undefined, title: undefined })).toBe(expected);
  });
});
