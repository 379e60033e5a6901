import { describe, expect, it } from "vitest";
import { cameraMove } from "./camera-motion.js";
import type { Plane } from "./plane.js";
import { warpPlanes } from "./plane-warp.js";

/** A made landscape: waves of many lengths, none of them along an axis. */
function landscape(seed = 1, width = 320, height = 180): Plane {
  const waves = Array.from({ length: 24 }, (_, i) => {
    const angle = i * 2.399 * seed;
    const length = 6 + 4 * i;
    return { across: Math.cos(angle) / length, down: Math.sin(angle) / length, shift: i * seed, height: 3 + i / 4 };
  });
  const value = (x: number, y: number): number =>
    waves.reduce(
      (sum, wave) => sum + wave.height * Math.sin(2 * Math.PI * (wave.across * x + wave.down * y) + wave.shift),
      128,
    );
  const data = Buffer.from(
    Array.from({ length: width * height }, (_, i) =>
      Math.max(30, Math.min(235, value(i % width, Math.floor(i / width)))),
    ),
  );
  return { data, stride: width, width, height };
}

/** The picture after a motion of the camera. */
function movedBy(plane: Plane, move: { x: number; y: number; turn: number; growth: number }): Plane {
  const to = { ...plane, data: Buffer.alloc(plane.data.length) };
  const size = 1 + move.growth;
  const [cos, sin] = [Math.cos(move.turn) / size, Math.sin(move.turn) / size];
  // From the new place to the old one.
  warpPlanes([plane], [to], {
    xx: cos,
    xy: sin,
    yx: -sin,
    yy: cos,
    x0: -(cos * move.x + sin * move.y),
    y0: -(-sin * move.x + cos * move.y),
  });
  return to;
}

describe("the camera's motion", () => {
  it.each([
    { x: 0, y: 0, turn: 0, growth: 0 },
    { x: 0.3, y: -0.6, turn: 0, growth: 0 },
    { x: 7.4, y: -3.2, turn: 0, growth: 0 },
    { x: -22, y: 14, turn: 0.01, growth: 0 },
    { x: 1.5, y: 2.5, turn: -0.03, growth: 0.02 },
  ])("of $x, $y, turned by $turn and grown by $growth is found to a tenth of a pixel", (move) => {
    const found = cameraMove(landscape(), movedBy(landscape(), move));
    expect(Math.abs((found?.x ?? 99) - move.x)).toBeLessThan(0.1);
    expect(Math.abs((found?.y ?? 99) - move.y)).toBeLessThan(0.1);
    expect(Math.abs((found?.turn ?? 9) - move.turn) * 160).toBeLessThan(0.1);
    expect(Math.abs((found?.growth ?? 9) - move.growth) * 160).toBeLessThan(0.1);
  });

  it("is told from that of something that walks by", () => {
    const before = landscape();
    const after = movedBy(before, { x: 3, y: 1, turn: 0, growth: 0 });
    const walker = landscape(3.7);
    for (const [plane, left] of [
      [before, 80],
      [after, 120],
    ] as const)
      for (let y = 40; y < 150; y++)
        for (let x = 0; x < 70; x++) plane.data[y * 320 + left + x] = walker.data[y * 320 + x] ?? 0;
    const found = cameraMove(before, after);
    expect(Math.abs((found?.x ?? 99) - 3)).toBeLessThan(0.3);
    expect(Math.abs((found?.y ?? 99) - 1)).toBeLessThan(0.3);
  });

  it("is none from one scene to another, and nothing where there is nothing to see", () => {
    expect(cameraMove(landscape(), landscape(2.3))).toBeUndefined();
    const flat = { ...landscape(), data: Buffer.alloc(320 * 180, 90) };
    expect(cameraMove(flat, flat)).toEqual({ x: 0, y: 0, turn: 0, growth: 0 });
  });
});
