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

/** Places are counted in these parts of a pixel. */
const STEPS = 65_536;

/** Writes the warped planes of a picture; outside of it its edges go on. Each pixel is mixed from the four around its place. */
export function warpPlanes(from: readonly Plane[], to: readonly Plane[], warp: Warp): void {
  const luma = from[0];
  for (const [i, plane] of from.entries()) {
    const target = to[i];
    if (target !== undefined && luma !== undefined) warpPlane(plane, target, { ...warp, ...moved(warp, plane, luma) });
  }
}

/** A plane of chroma is smaller: it moves by as much less. */
function moved({ x0, y0 }: Warp, plane: Plane, luma: Plane): { x0: number; y0: number } {
  return { x0: (x0 * plane.width) / luma.width, y0: (y0 * plane.height) / luma.height };
}

function warpPlane(from: Plane, to: Plane, { xx, xy, yx, yy, x0, y0 }: Warp): void {
  const { data, stride, width, height } = from;
  const [lastX, lastY] = [(width - 1) * STEPS, (height - 1) * STEPS];
  const [stepX, stepY] = [Math.round(xx * STEPS), Math.round(yx * STEPS)];
  const [middleX, middleY] = [(to.width - 1) / 2, (to.height - 1) / 2];
  for (let row = 0; row < to.height; row++) {
    const down = row - middleY;
    let sourceX = Math.round((xx * -middleX + xy * down + x0 + (width - 1) / 2) * STEPS);
    let sourceY = Math.round((yx * -middleX + yy * down + y0 + (height - 1) / 2) * STEPS);
    const start = row * to.stride;
    for (let column = 0; column < to.width; column++) {
      const x = sourceX < 0 ? 0 : sourceX > lastX ? lastX : sourceX;
      const y = sourceY < 0 ? 0 : sourceY > lastY ? lastY : sourceY;
      const left = Math.floor(x / STEPS);
      const top = Math.floor(y / STEPS);
      const partX = (x - left * STEPS) / STEPS;
      const partY = (y - top * STEPS) / STEPS;
      const at = top * stride + left;
      const right = left < width - 1 ? 1 : 0;
      const below = top < height - 1 ? stride : 0;
      const a = data[at] ?? 0;
      const b = data[at + right] ?? 0;
      const c = data[at + below] ?? 0;
      const d = data[at + below + right] ?? 0;
      const upper = a + (b - a) * partX;
      to.data[start + column] = upper + (c + (d - c) * partX - upper) * partY + 0.5;
      sourceX += stepX;
      sourceY += stepY;
    }
  }
}
