import { expect, it } from "vitest";
import { MAX_FILE_BYTES, problemOf } from "./file-check";

it.each(["clip.mp4", "CLIP.MOV", "我的 视频.mkv", "a.b.c.webm", "photo.JPEG", "song.m4a", "talk.srt"])(
  "takes %s",
  (name) => {
    expect(problemOf({ name, size: 1000 })).toBeUndefined();
  },
);

it.each(["notes.pdf", "archive.zip", "mp4", "clip.mp4.exe"])("refuses %s before it is sent", (name) => {
  expect(problemOf({ name, size: 1000 })).toBe("wrong-kind");
});

it("takes a file of exactly the limit and refuses one byte more", () => {
  expect(problemOf({ name: "a.mp4", size: MAX_FILE_BYTES })).toBeUndefined();
  expect(problemOf({ name: "a.mp4", size: MAX_FILE_BYTES + 1 })).toBe("too-large");
});

it("refuses an empty file", () => {
  expect(problemOf({ name: "a.mp4", size: 0 })).toBe("empty");
});
