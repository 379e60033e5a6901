import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CameraPath, steadyWarp } from "./camera-path.js";

const FPS = 25;
const STILL = { x: 0, y: 0, turn: 0, growth: 0 };

/** A way of a camera along x, from the places it is at. */
function path(places: readonly number[], cuts: readonly number[] = []): CameraPath {
  return new CameraPath(
    places.map((x, i) => ({
      seconds: i / FPS,
      move: i === 0 || cuts.includes(i) ? undefined : { ...STILL, x: x - (places[i - 1] ?? x) },
    })),
  );
}

describe("the way of a steady hand", () => {
  it("is that of a camera that pans evenly, also at both ends", () => {
    const pan = path(Array.from({ length: 60 }, (_, i) => i * 0.01));
    for (const frame of [0, 3, 30, 59]) expect(Math.abs(pan.shakeAt(frame / FPS, "medium").x)).toBeLessThan(1e-9);
  });

  it("is without the shake", () => {
    const shake = (i: number): number => 0.01 * Math.sin(i * 1.9);
    const shaky = path(Array.from({ length: 100 }, (_, i) => shake(i) + i * 0.002));
    const left = Array.from({ length: 60 }, (_, i) => shake(i + 20) - shaky.shakeAt((i + 20) / FPS, "medium").x);
    expect(Math.max(...left) - Math.min(...left)).toBeLessThan(0.002);
  });

  it("knows nothing of the scene before", () => {
    const first = Array.from({ length: 40 }, () => 0);
    const second = Array.from({ length: 40 }, (_, i) => 0.01 * Math.sin(i));
    const joined = path([...first, ...second], [40]);
    expect(joined.shakeAt(39 / FPS, "strong").x).toBeCloseTo(0, 9);
    expect(joined.shakeAt(55 / FPS, "light").x).toBeCloseTo(path(second).shakeAt(15 / FPS, "light").x, 9);
  });

  it("does not depend on what lies out of its reach", () => {
    const places = Array.from({ length: 300 }, (_, i) => 0.01 * Math.sin(i * 0.7) + 0.02 * Math.cos(i * 0.05));
    const [whole, part] = [path(places), path(places.slice(100))];
    expect(whole.shakeAt(200 / FPS, "medium").x).toBeCloseTo(part.shakeAt(100 / FPS, "medium").x, 9);
  });
});

describe("a steadied picture", () => {
  it("never shows what lies outside of the shaking one", () => {
    const number = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    const move = fc.record({ x: number, y: number, turn: number, growth: number });
    fc.assert(
      fc.property(
        move,
        fc.constantFrom("light", "medium", "strong"),
        fc.constantFrom(1, 2, 16 / 15),
        (shake, strength, aspect) => {
          const size = { width: 640, height: 360 };
          const { xx, xy, yx, yy, x0, y0 } = steadyWarp(shake, strength, size, aspect);
          for (const [x, y] of [
            [-320, -180],
            [320, -180],
            [-320, 180],
            [320, 180],
          ] as const) {
            expect(Math.abs(xx * x + xy * y + x0)).toBeLessThanOrEqual(321);
            expect(Math.abs(yx * x + yy * y + y0)).toBeLessThanOrEqual(181);
          }
        },
      ),
    );
  });
});
