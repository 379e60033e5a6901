/** Edits of time, looked at in the pictures that come out: every frame carries its number. */
import { describe, expect, it } from "vitest";
import { EditingPlace, numberedClip, range } from "./support/edited-clip.js";

const place = new EditingPlace();

describe("an edited film", () => {
  it("is trimmed to the frame, at a start between two keyframes", async () => {
    const files = [await numberedClip(3)];
    const { numbers, durationMs, frames } = await place.made(files, [{ op: "trim", keep: [[440, 1440]] }]);
    expect(numbers).toEqual(range(11, 36));
    expect({ durationMs, frames }).toEqual({ durationMs: 1000, frames: 25 });
  });

  it("shows the parts that are kept, split, moved, thrown out and joined, without a frame lost or doubled", async () => {
    const files = [await numberedClip(2, { source: "fractal" }), await numberedClip(2), await numberedClip(1)];
    const { numbers } = await place.made(files, [
      {
        op: "trim",
        clip: 1,
        keep: [
          [200, 400],
          [1000, 1400],
        ],
      },
      { op: "trim", clip: 2, remove: [[600, null]] },
      { op: "remove_clip", clip: -1 },
      { op: "split", clip: 1, at: [200] },
      { op: "move_clip", clip: 1, to: 3 },
      { op: "merge" },
    ]);
    expect(numbers).toEqual([...range(25, 35), ...range(0, 15), ...range(5, 10)]);
  });

  it("runs at twice the speed, and a part of it at half", async () => {
    const files = [await numberedClip(2)];
    const fast = await place.made(files, [{ op: "speed", factor: 2 }]);
    expect(fast.numbers).toEqual(range(0, 25).map((i) => i * 2));
    const slow = await place.made(files, [
      { op: "trim", remove: [[-1000, null]] },
      { op: "speed", factor: 0.5, range: [400, 800] },
    ]);
    expect(slow.numbers).toEqual([
      ...range(0, 10),
      ...range(0, 20).map((i) => 10 + Math.floor(i / 2)),
      ...range(20, 25),
    ]);
  });

  it("runs backwards, over several chunks", async () => {
    const { numbers, chunks } = await place.made([await numberedClip(10)], [{ op: "reverse" }]);
    expect(numbers).toEqual(range(249, -1));
    expect(chunks).toBeGreaterThan(1);
  });

  it("runs a part backwards and faster, and shows again what was cut off", async () => {
    const { numbers } = await place.made(
      [await numberedClip(3)],
      [
        { op: "trim", keep: [[560, 1600]] },
        { op: "extend", clip: 1, start: 160, end: 400 },
        { op: "speed", factor: 1.25 },
        { op: "speed", factor: 1.6, relative: true },
        { op: "reverse" },
      ],
    );
    expect(numbers).toEqual(range(0, 20).map((i) => 49 - i * 2));
  });

  it("repeats a part without making it twice", async () => {
    const { numbers, pictures } = await place.made(
      [await numberedClip(2)],
      [
        { op: "trim", keep: [[400, 1200]] },
        { op: "loop", times: 3 },
      ],
    );
    expect(numbers).toEqual([...range(10, 30), ...range(10, 30), ...range(10, 30)]);
    expect(pictures[45]?.luma.equals(pictures[5]?.luma ?? Buffer.alloc(0))).toBe(true);
  });

  it("has the rate asked for, and shows sources of other rates by the clock", async () => {
    const files = [await numberedClip(2, { fps: [30, 1] }), await numberedClip(1, { fps: [12, 1] })];
    const { numbers, pictures } = await place.made(files, [
      { op: "trim", clip: 1, keep: [[0, 1000]] },
      { op: "fps", value: 15 },
    ]);
    expect(numbers.slice(0, 15)).toEqual(range(0, 15).map((i) => i * 2));
    expect(numbers.slice(15)).toEqual(range(0, 15).map((i) => Math.floor((i * 12) / 15 + 0.25)));
    expect(pictures.map(({ ptsSeconds }) => Math.round(ptsSeconds * 15))).toEqual(range(0, 30));
  });
});
