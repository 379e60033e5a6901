import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { handedOver, routeOf } from "./routing.js";

const kindOf = (words: string) => {
  const route = routeOf(words);
  return route.own === undefined ? "say" : route.words === undefined ? route.own.kind : `say+${route.own.kind}`;
};

describe("what the client does itself", () => {
  it.each([
    ["export", "export"],
    ["Export it please", "export"],
    ["export 1080p MP4", "export"],
    ["can you export the final cut in high quality?", "export"],
    ["download", "export"],
    ["Send me the video!", "export"],
    ["save it as mp4", "export"],
    ["render the finished movie", "export"],
    ["导出", "export"],
    ["请把视频导出", "export"],
    ["帮我导出1080p的成片", "export"],
    ["下载", "export"],
    ["把视频发给我吧", "export"],
    ["credits", "credits"],
    ["How many credits do I have left?", "credits"],
    ["what's my balance", "credits"],
    ["check balance", "credits"],
    ["积分", "credits"],
    ["我还有多少积分？", "credits"],
    ["查看余额", "credits"],
    ["status", "status"],
    ["show tracks", "status"],
    ["show me the timeline", "status"],
    ["what's on the timeline?", "status"],
    ["状态", "status"],
    ["看看时间线", "status"],
    ["显示轨道", "status"],
    ["upload", "upload"],
    ["upload a file", "upload"],
    ["上传", "upload"],
    ["我想上传一个视频", "upload"],
    ["trim the first 2 seconds and export", "say+export"],
    ["Make it brighter, then export it as 1080p mp4.", "say+export"],
    ["剪掉开头2秒，然后导出", "say+export"],
    ["加标题「你好」并导出", "say+export"],
    ["变清晰，导出！", "say+export"],
    ["变清晰,导出", "say+export"],
  ])("%s → %s", (words, kind) => expect(kindOf(words)).toBe(kind));

  it("knows the size that an export is asked in", () => {
    expect(routeOf("export in 4k").own).toEqual({ kind: "export", resolution: "2160p" });
    expect(routeOf("export 720p").own).toEqual({ kind: "export", resolution: "720p" });
    expect(routeOf("导出1080p").own).toEqual({ kind: "export", resolution: "1080p" });
    expect(routeOf("export").own).toEqual({ kind: "export", resolution: undefined });
  });

  it("keeps the words before an export", () => {
    expect(routeOf("trim the first 2 seconds, speed it up 2x and export it").words).toBe(
      "trim the first 2 seconds, speed it up 2x",
    );
    expect(routeOf("剪掉开头2秒，然后导出").words).toBe("剪掉开头2秒");
  });
});

describe("edits that only sound like it", () => {
  it.each([
    "Export the logo at the end",
    "export the audio as mp3",
    "show credits at the end",
    "add rolling credits",
    "balance the colors",
    "balance it",
    "balance the audio",
    "add a status bar",
    "upload a logo in the top right corner",
    "make it ready to upload to YouTube",
    "put a download button in the corner",
    "save the last five seconds only",
    "send the second clip to the end",
    "render the text in red",
    "show the tracks of the car in slow motion",
    "write «export» in the middle",
    "download speed test title",
    "导出音频为mp3",
    "加上片尾字幕「积分」",
    "上传时间显示在右上角",
    "把状态栏裁掉",
    "下载背景音乐并加入",
    "undo",
    "help",
    "",
  ])("%s", (words) => expect(kindOf(words)).toBe("say"));

  it("one foreign word more makes any of them an edit", () => {
    const own = fc.constantFrom("export it", "show me the status", "how many credits", "upload a video");
    const foreign = fc.constantFrom("logo", "slower", "title", "corner", "music", "grain", "vertical", "subtitles");
    fc.assert(fc.property(own, foreign, (words, word) => kindOf(`${words} ${word}`) === "say"));
  });

  const shared = process.env.HD_SHARED ?? join(import.meta.dirname, "../../../shared");
  const requests = join(shared, "spec/requests-dev.jsonl");
  it.skipIf(!existsSync(requests))("every known edit reaches the agent", () => {
    const texts = readFileSync(requests, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { text: string; intent: string })
      .filter(({ intent }) => intent === "edit");
    const lost = texts.filter(({ text }) => routeOf(text).words === undefined);
    expect(lost).toEqual([]);
  });
});

describe("what a message hands over", () => {
  it("finds files and addresses", () => {
    expect(handedOver("upload holiday.mov and make it brighter")).toMatchObject({
      fileNames: ["holiday.mov"],
      isNothingElse: false,
    });
    expect(handedOver("/home/me/My\\ clip.mp4")).toMatchObject({
      fileNames: ["/home/me/My clip.mp4"],
      isNothingElse: true,
    });
    expect(handedOver("'/tmp/a b.mp4' \"c d.mov\"")).toMatchObject({
      fileNames: ["/tmp/a b.mp4", "c d.mov"],
      isNothingElse: true,
    });
    expect(handedOver("上传 视频.mp4")).toMatchObject({ fileNames: ["视频.mp4"], isNothingElse: true });
    expect(handedOver("https://example.org/a.mp4")).toMatchObject({
      urls: ["https://example.org/a.mp4"],
      fileNames: [],
      isNothingElse: true,
    });
    expect(handedOver("split at 1:45.5")).toMatchObject({ urls: [], isNothingElse: false });
  });
});
