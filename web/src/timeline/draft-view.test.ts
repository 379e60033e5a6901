import { expect, it } from "vitest";
import { draftOf, edited, song, video } from "../../../test/support/drafts";
import { timelineView } from "./draft-view";

const two = draftOf(video("a", 10_000), video("b", 8000));

it("draws a clip that was cut within as one clip, with what is left of its file", () => {
  const [track] = timelineView(edited(two, { op: "trim", remove: [[3000, 5000]] }), "en").tracks;
  expect(track?.clips.map(({ clipNumber, startMs, endMs }) => [clipNumber, startMs, endMs])).toEqual([
    [1, 0, 8000],
    [2, 8000, 16_000],
  ]);
  expect(track?.clips[0]?.parts.map(({ sourceMs }) => sourceMs)).toEqual([0, 5000]);
});

it("knows how far the edges of a clip can be drawn out again", () => {
  const cut = edited(two, {
    op: "trim",
    clip: 1,
    remove: [
      [0, 3000],
      [-2000, null],
    ],
  });
  expect(timelineView(cut, "en").tracks[0]?.clips.map(({ room }) => room)).toEqual([
    { beforeMs: 3000, afterMs: 2000 },
    { beforeMs: 0, afterMs: 0 },
  ]);
  const fast = edited(cut, { op: "speed", factor: 2, clip: 1 }, { op: "reverse", clip: 1 });
  expect(timelineView(fast, "en").tracks[0]?.clips[0]?.room).toEqual({ beforeMs: 1000, afterMs: 1500 });
});

it("draws music again and again where its file is shorter than the film", () => {
  const long = draftOf(video("a", 10_000), song("m", 4000));
  const view = timelineView(edited(long, { op: "music", asset: "m" }), "en");
  const music = view.tracks.find(({ kind }) => kind === "music")?.clips[0];
  expect(music?.parts.map(({ startMs, endMs, sourceMs }) => [startMs, endMs, sourceMs])).toEqual([
    [0, 4000, 0],
    [4000, 8000, 0],
    [8000, 10_000, 0],
  ]);
});

it("knows what generated music is made of, so that its outline can be drawn", () => {
  const view = timelineView(edited(two, { op: "music", source: "generated", style: "lofi", tempo: 80, seed: 7 }), "en");
  const music = view.tracks.find(({ kind }) => kind === "music")?.clips[0];
  expect(music).toMatchObject({
    label: "Lo-fi",
    parts: [],
    generated: { style: "lofi", durationMs: 18_000, seed: 7, tempo: 80 },
  });
});
