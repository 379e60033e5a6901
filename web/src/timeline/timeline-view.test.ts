import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type ClipView,
  pictureMoment,
  placeAt,
  rulerMarks,
  snapMoments,
  snapped,
  sourceTimeAt,
  type TimelineView,
} from "./timeline-view";

const clip = (id: string, startMs: number, endMs: number): ClipView => ({
  id,
  clipNumber: undefined,
  label: id,
  startMs,
  endMs,
  parts: [],
  generated: undefined,
  isSilent: true,
  room: { beforeMs: 0, afterMs: 0 },
});
const view: TimelineView = {
  durationMs: 9000,
  tracks: [
    { id: "v", kind: "video", clips: [clip("a", 0, 4000), clip("b", 4000, 9000)] },
    { id: "t", kind: "title", clips: [clip("c", 1000, 2500)] },
  ],
};

it("draws an edge to the edges of other clips, to the ends and to the playhead", () => {
  expect(snapMoments(view, "c", 3300)).toEqual([0, 3300, 4000, 9000]);
});

it("leaves a moment alone where nothing is within reach, and never moves it farther than that", () => {
  expect(snapped(3900, [0, 4000], 150)).toBe(4000);
  expect(snapped(3500, [0, 4000], 150)).toBe(3500);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99_999 }),
      fc.array(fc.integer({ min: 0, max: 99_999 })),
      fc.nat(2000),
      (ms, moments, reach) => {
        expect(Math.abs(snapped(ms, moments, reach) - ms)).toBeLessThanOrEqual(reach);
      },
    ),
  );
});

it("puts marks of the ruler at least a label apart, the first at zero and none beyond the end", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7_200_000 }),
      fc.double({ min: 0.001, max: 2, noNaN: true }),
      (durationMs, scale) => {
        const marks = rulerMarks(durationMs, scale);
        expect(marks[0]).toBe(0);
        expect(marks.at(-1)).toBeLessThanOrEqual(durationMs);
        if (marks.length > 1) expect((marks[1] ?? 0) * scale).toBeGreaterThanOrEqual(64);
      },
    ),
  );
});

it("says the place that a dragged clip takes among the others", () => {
  const clips = [clip("a", 0, 2000), clip("b", 2000, 4000), clip("c", 4000, 6000)];
  expect(placeAt(clips, "a", 5500)).toBe(3);
  expect(placeAt(clips, "c", 100)).toBe(1);
  expect(placeAt(clips, "b", 3000)).toBe(2);
});

it("shows the moment of the file that the film shows, forwards and backwards, at any speed", () => {
  const part = { startMs: 1000, endMs: 3000, assetId: "a", sourceMs: 5000, speed: 2, isReversed: false };
  expect([1000, 2000, 3000].map((ms) => sourceTimeAt(part, ms))).toEqual([5000, 7000, 9000]);
  const back = { ...part, isReversed: true };
  expect([1000, 2000, 3000].map((ms) => sourceTimeAt(back, ms))).toEqual([9000, 7000, 5000]);
});

it("asks for pictures on a grid that a cut does not move", () => {
  expect(pictureMoment(3456, 700)).toBe(3000);
  expect(pictureMoment(3456 + 40, 700)).toBe(3000);
  expect(pictureMoment(95, 20)).toBe(0);
});
