import { expect, it } from "vitest";
import { applyEdits } from "../timeline/apply-edit.js";
import { addAsset } from "../timeline/assets.js";
import { emptyDraft } from "../timeline/draft.js";
import { draftShortfalls } from "./draft-shortfalls.js";

const added = addAsset(emptyDraft(), { i: "a", n: "a.mp4", k: "video", d: 5000, w: 640, h: 360, f: 25, au: true });
const titled = (text: string): ReturnType<typeof draftShortfalls> =>
  draftShortfalls(applyEdits(added.draft ?? emptyDraft(), [{ op: "title", text }], {}).draft);

it("says nothing of texts that can be drawn", () => {
  for (const text of ["Day 1", "Ωμέγα", "Привет", "नमस्ते", "你好", "かな", "안녕", "مرحبا", "שלום", "สวัสดี", "🎉"])
    expect(titled(text)).toEqual([]);
});

it("names a script for whose letters there is no font", () => {
  expect(titled("Hi வணக்கம்")).toEqual([
    {
      what: "Tamil letters in titles or captions",
      why: "there is no font for them here, so they are drawn as boxes",
      zh: "标题或字幕里的 Tamil 文字：这里没有对应的字体，显示为方框",
    },
  ]);
});
