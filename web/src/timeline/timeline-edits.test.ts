import { expect, it } from "vitest";
import { applyEdits } from "../../../src/timeline/apply-edit";
import { draftOf, edited, song, video } from "../../../test/support/drafts";
import { timelineView } from "./draft-view";
import { dragged } from "./dragging";
import { editsFor } from "./timeline-edits";

const cut = edited(draftOf(video("a", 10_000), song("m", 60_000)), {
  op: "trim",
  remove: [
    [0, 3000],
    [-2000, null],
  ],
});
const rich = edited(cut, { op: "music", asset: "m" }, { op: "title", text: "Hello", start: 1000, end: 2000 });
const view = timelineView(rich, "en");

function grabbed(kind: string) {
  const track = view.tracks.find((each) => each.kind === kind);
  const clip = track?.clips[0];
  if (track === undefined || clip === undefined) throw new Error(`There is no ${kind}.`);
  return { track, clip };
}

it("cuts where an edge goes inwards, and gives back where it goes outwards, no more than there is", () => {
  const { track, clip } = grabbed("video");
  const inwards = editsFor({ kind: "trim", clip, track, startMs: 1000, endMs: 5000 }, view);
  expect(applyEdits(rich, inwards).draft.d).toBe(4000);
  const drag = dragged({ clip, track, what: "end", fromX: 0, startMs: 0, endMs: 5000 }, view, 60_000, 0, 10);
  expect(drag.endMs).toBe(7000);
  const outwards = editsFor({ kind: "trim", clip, track, startMs: -3000, endMs: drag.endMs }, view);
  const { draft, refusals } = applyEdits(rich, outwards);
  expect([draft.d, refusals]).toEqual([10_000, []]);
});

it("moves and trims titles and music within the film", () => {
  for (const kind of ["title", "music"]) {
    const { track, clip } = grabbed(kind);
    const edits = editsFor({ kind: "trim", clip, track, startMs: 1500, endMs: 2500 }, view);
    const { draft, refusals } = applyEdits(rich, edits);
    expect(refusals).toEqual([]);
    const moved = timelineView(draft, "en").tracks.find((each) => each.kind === kind)?.clips[0];
    expect([kind, moved?.startMs, moved?.endMs]).toEqual([kind, 1500, 2500]);
  }
  const { track, clip } = grabbed("title");
  const whole = { clip, track, what: "whole" as const, fromX: 0, startMs: clip.startMs, endMs: clip.endMs };
  expect(dragged(whole, view, 60_000, 0, 10)).toMatchObject({ startMs: 4000, endMs: 5000 });
  expect(dragged(whole, view, -60_000, 0, 10)).toMatchObject({ startMs: 0, endMs: 1000 });
});

it("takes away what is deleted, and only that", () => {
  for (const kind of ["title", "music"]) {
    const { track, clip } = grabbed(kind);
    const { draft } = applyEdits(rich, editsFor({ kind: "remove", clip, track }, view));
    expect(timelineView(draft, "en").tracks.map((each) => each.kind)).toEqual(
      view.tracks.map((each) => each.kind).filter((each) => each !== kind),
    );
  }
});

it("moves what plays in place of the clips' own sound", () => {
  const dubbed = edited(draftOf(video("a", 10_000), song("m", 6000)), { op: "replace_audio", asset: "m" });
  const before = timelineView(dubbed, "en");
  const track = before.tracks.find(({ kind }) => kind === "sound");
  const clip = track?.clips[0];
  if (track === undefined || clip === undefined) throw new Error("There is no sound.");
  const { draft, refusals } = applyEdits(dubbed, editsFor({ kind: "move", clip, track, startMs: 2500 }, before));
  expect(refusals).toEqual([]);
  const moved = timelineView(draft, "en").tracks.find(({ kind }) => kind === "sound")?.clips[0];
  expect([moved?.startMs, moved?.endMs]).toEqual([2500, 8500]);
});
