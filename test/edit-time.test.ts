/** Edits of time, looked at in the pictures that come out: every frame carries its number. */
import { describe, expect, it } from "vitest";
import { draftOf, EditingPlace, numberedClip, range } from "./support/edited-clip.js";

const place = new EditingPlace();

describe("an edited film", () => {
  it("is trimmed to the frame, at a start between two keyframes", async () => {
    const files = [await numberedClip(3)];
    const draft = draftOf(files, [{ file: 0, si: 440, d: 1000 }]);
    const { numbers, durationMs, frames } = await place.render(draft, files);
    expect(numbers).toEqual(range(11, 36));
    expect({ durationMs, frames }).toEqual({ durationMs: 1000, frames: 25 });
  });

  it("shows its parts in the order of the timeline, without a frame lost or doubled at the cuts", async () => {
    const files = [await numberedClip(2), await numberedClip(2, { source: "fractal" })];
    const draft = draftOf(files, [
      { file: 1, si: 1000, d: 400 },
      { file: 0, si: 0, d: 600 },
      { file: 1, si: 200, d: 200 },
    ]);
    const { numbers } = await place.render(draft, files);
    expect(numbers).toEqual([...range(25, 35), ...range(0, 15), ...range(5, 10)]);
  });

  it("runs at twice and at half the speed", async () => {
    const files = [await numberedClip(2)];
    const fast = await place.render(draftOf(files, [{ file: 0, d: 1000, sp: 2 }]), files);
    expect(fast.numbers).toEqual(range(0, 25).map((i) => i * 2));
    const slow = await place.render(draftOf(files, [{ file: 0, d: 2000, sp: 0.5 }]), files);
    expect(slow.numbers).toEqual(range(0, 50).map((i) => Math.floor(i / 2)));
  });

  it("runs backwards, over several chunks", async () => {
    const files = [await numberedClip(10)];
    const { numbers, chunks } = await place.render(draftOf(files, [{ file: 0, d: 10_000, rv: true }]), files);
    expect(numbers).toEqual(range(249, -1));
    expect(chunks).toBeGreaterThan(1);
  });

  it("runs a part backwards and faster", async () => {
    const files = [await numberedClip(3)];
    const { numbers } = await place.render(draftOf(files, [{ file: 0, si: 400, d: 800, sp: 2, rv: true }]), files);
    expect(numbers).toEqual(range(0, 20).map((i) => 49 - i * 2));
  });

  it("repeats a part without making it twice", async () => {
    const files = [await numberedClip(2)];
    const draft = draftOf(files, [
      { file: 0, si: 400, d: 800 },
      { file: 0, si: 400, d: 800 },
      { file: 0, si: 400, d: 800 },
    ]);
    const { numbers, pictures } = await place.render(draft, files);
    expect(numbers).toEqual([...range(10, 30), ...range(10, 30), ...range(10, 30)]);
    expect(pictures[45]?.luma.equals(pictures[5]?.luma ?? Buffer.alloc(0))).toBe(true);
  });

  it("has the rate asked for, and shows sources of other rates by the clock", async () => {
    const files = [await numberedClip(2, { fps: [30, 1] }), await numberedClip(1, { fps: [12, 1] })];
    const draft = draftOf(
      files,
      [
        { file: 0, d: 1000 },
        { file: 1, d: 1000 },
      ],
      { cv: { fr: 15 } },
    );
    const { numbers, pictures } = await place.render(draft, files);
    expect(numbers.slice(0, 15)).toEqual(range(0, 15).map((i) => i * 2));
    expect(numbers.slice(15)).toEqual(range(0, 15).map((i) => Math.floor((i * 12) / 15 + 0.25)));
    expect(pictures.map(({ ptsSeconds }) => Math.round(ptsSeconds * 15))).toEqual(range(0, 30));
  });
});
