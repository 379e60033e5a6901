import { expect, test } from "vitest";
import type { Plane } from "./plane.js";
import { warpPlanes } from "./plane-warp.js";

const plane = (width: number, height: number, value: (x: number, y: number) => number): Plane => ({
  data: Buffer.from(Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))),
  stride: width,
  width,
  height,
});
const STILL = { xx: 1, xy: 0, yx: 0, yy: 1, x0: 0, y0: 0 };
const ramp = plane(40, 30, (x, y) => 3 * x + 2 * y);

test("leaves a picture that does not move as it is", () => {
  const to = plane(40, 30, () => 0);
  warpPlanes([ramp], [to], STILL);
  expect(to.data.equals(ramp.data)).toBe(true);
});

test("moves by parts of a pixel", () => {
  const to = plane(40, 30, () => 0);
  warpPlanes([ramp], [to], { ...STILL, x0: 1.5, y0: -0.5 });
  expect(to.data[10 * 40 + 10]).toBe(Math.round(3 * 11.5 + 2 * 9.5));
});

test("zooms around the middle", () => {
  const to = plane(40, 30, () => 0);
  warpPlanes([ramp], [to], { ...STILL, xx: 0.5, yy: 0.5 });
  const [x, y] = [19.5 + (30 - 19.5) / 2, 14.5 + (20 - 14.5) / 2];
  expect(Math.abs((to.data[20 * 40 + 30] ?? 0) - (3 * x + 2 * y))).toBeLessThanOrEqual(1);
});

test("goes on with the edges outside of the picture, and moves chroma by half", () => {
  const chroma = plane(20, 15, (x) => 10 * x);
  const [to, toChroma] = [plane(40, 30, () => 0), plane(20, 15, () => 0)];
  warpPlanes([ramp, chroma], [to, toChroma], { ...STILL, x0: 4 });
  expect(to.data[39]).toBe(3 * 39);
  expect(toChroma.data[5]).toBe(70);
});
