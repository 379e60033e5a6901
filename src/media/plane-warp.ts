/** Planes moved, turned and zoomed by parts of a pixel. */
import type { Plane } from "./plane.js";

/**
 * From a place on the finished picture to the place on the given one, both counted from their middles, in pixels of luma:
 * `x' = xx·x + xy·y + x0`, `y' = yx·x + yy·y + y0`.
 */
export interface Warp {
  xx: number;
  xy: number;
  yx: number;
  yy: number;
  x0: number;
  y0: number;
}

/** Places are counted in these parts of a pixel… */
const STEP_BITS = 16;
const STEPS = 2 ** STEP_BITS;
/** …and pixels are mixed as for the nearest of these many places between two of them. */
const PHASE_BITS = 6;
const PHASES = 2 ** PHASE_BITS;
const PIXEL_BITS = 14;
const SCALE = 2 ** (-2 * PIXEL_BITS);

/** For each phase the weights of four neighbours by Catmull and Rom: a picture that moves stays as sharp as it was. */
const WEIGHTS = Int32Array.from({ length: PHASES * 4 }, (_, i) => {
  const t = Math.floor(i / 4) / PHASES;
  const weights = [
    -t * (1 - t) ** 2 * 0.5,
    1 - 2.5 * t ** 2 + 1.5 * t ** 3,
    t * (1 + 4 * t - 3 * t ** 2) * 0.5,
    -(t ** 2) * (1 - t) * 0.5,
  ];
  return Math.round((weights[i % 4] ?? 0) * 2 ** PIXEL_BITS);
});

/** Writes the warped planes of a picture; outside of it its edges go on. */
export function warpPlanes(from: readonly Plane[], to: readonly Plane[], warp: Warp): void {
  const luma = from[0];
  for (const [i, plane] of from.entries()) {
    const target = to[i];
    if (target !== undefined && luma !== undefined) warpPlane(plane, target, inPlane(warp, plane, luma));
  }
}

/** A plane of chroma can be smaller, by either axis: all that is counted in its pixels is less. */
function inPlane({ xx, xy, yx, yy, x0, y0 }: Warp, plane: Plane, luma: Plane): Warp {
  const [across, down] = [plane.width / luma.width, plane.height / luma.height];
  return { xx, yy, xy: (xy * across) / down, yx: (yx * down) / across, x0: x0 * across, y0: y0 * down };
}

function warpPlane(from: Plane, to: Plane, { xx, xy, yx, yy, x0, y0 }: Warp): void {
  const { data, stride, width, height } = from;
  const [lastX, lastY] = [(width - 1) * STEPS, (height - 1) * STEPS];
  const [stepX, stepY] = [Math.round(xx * STEPS), Math.round(yx * STEPS)];
  const [middleX, middleY] = [(to.width - 1) / 2, (to.height - 1) / 2];
  // Rows and columns of the four neighbours, those outside replaced by the edge.
  const rows = Int32Array.from({ length: height + 3 }, (_, i) => Math.max(0, Math.min(height - 1, i - 1)) * stride);
  const columns = Int32Array.from({ length: width + 3 }, (_, i) => Math.max(0, Math.min(width - 1, i - 1)));
  const table = WEIGHTS;
  const target = to.data;
  for (let row = 0; row < to.height; row++) {
    const down = row - middleY;
    let sourceX = Math.round((xx * -middleX + xy * down + x0 + (width - 1) / 2) * STEPS);
    let sourceY = Math.round((yx * -middleX + yy * down + y0 + (height - 1) / 2) * STEPS);
    const start = row * to.stride;
    for (let column = 0; column < to.width; column++) {
      const x = sourceX < 0 ? 0 : sourceX > lastX ? lastX : sourceX;
      const y = sourceY < 0 ? 0 : sourceY > lastY ? lastY : sourceY;
      const left = x >> STEP_BITS;
      const top = y >> STEP_BITS;
      const across = ((x >> (STEP_BITS - PHASE_BITS)) & (PHASES - 1)) << 2;
      const below = ((y >> (STEP_BITS - PHASE_BITS)) & (PHASES - 1)) << 2;
      const a = table[across] ?? 0;
      const b = table[across + 1] ?? 0;
      const c = table[across + 2] ?? 0;
      const d = table[across + 3] ?? 0;
      const c0 = columns[left] ?? 0;
      const c1 = columns[left + 1] ?? 0;
      const c2 = columns[left + 2] ?? 0;
      const c3 = columns[left + 3] ?? 0;
      const r0 = rows[top] ?? 0;
      const r1 = rows[top + 1] ?? 0;
      const r2 = rows[top + 2] ?? 0;
      const r3 = rows[top + 3] ?? 0;
      const sum =
        ((data[r0 + c0] ?? 0) * a + (data[r0 + c1] ?? 0) * b + (data[r0 + c2] ?? 0) * c + (data[r0 + c3] ?? 0) * d) *
          (table[below] ?? 0) +
        ((data[r1 + c0] ?? 0) * a + (data[r1 + c1] ?? 0) * b + (data[r1 + c2] ?? 0) * c + (data[r1 + c3] ?? 0) * d) *
          (table[below + 1] ?? 0) +
        ((data[r2 + c0] ?? 0) * a + (data[r2 + c1] ?? 0) * b + (data[r2 + c2] ?? 0) * c + (data[r2 + c3] ?? 0) * d) *
          (table[below + 2] ?? 0) +
        ((data[r3 + c0] ?? 0) * a + (data[r3 + c1] ?? 0) * b + (data[r3 + c2] ?? 0) * c + (data[r3 + c3] ?? 0) * d) *
          (table[below + 3] ?? 0);
      const value = sum * SCALE + 0.5;
      target[start + column] = value < 0 ? 0 : value > 255 ? 255 : value;
      sourceX += stepX;
      sourceY += stepY;
    }
  }
}
