import { expect, it } from "vitest";
import { applyEdits } from "../timeline/apply-edit.js";
import { addAsset } from "../timeline/assets.js";
import { emptyDraft } from "../timeline/draft.js";
import { draftShortfalls } from "./draft-shortfalls.js";

const added = addAsset(emptyDraft(), { i: "a", n: "a.mp4", k: "video", d: 5000, w: 640, h: 360, f: 25, au: true });
const clip = added.draft ?? emptyDraft();

it("says nothing of a draft that can be rendered as it is", () => {
  expect(draftShortfalls(applyEdits(clip, [{ op: "denoise" }, { op: "color", brightness: 10 }], {}).draft)).toEqual([]);
});

it("tells what is asked for and not done: a steady picture, automatic colours", () => {
  const { draft } = applyEdits(clip, [{ op: "stabilize" }, { op: "color", auto: true }], {});
  expect(draftShortfalls(draft).map(({ what }) => what)).toEqual(["a steadier picture", "automatic colours"]);
});
