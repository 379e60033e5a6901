/** Where a picture has the most to look at. */
import type { Plane } from "./plane.js";

/** A rectangle of a picture, in pixels. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Lines that are looked at: every fourth tells as much. */
const LINE_STEP = 4;
/** Areas are tried at this many places along each side of theirs. */
const PLACES_PER_SIDE = 4;

/** How busy an area is: the mean difference between horizontal neighbours, limited so that one hard edge does not decide. */
export function detailOf(plane: Plane, area: Area): number {
  const MOST = 40;
  let sum = 0;
  let count = 0;
  for (let y = area.top; y < area.top + area.height; y += LINE_STEP) {
    const row = y * plane.stride;
    for (let x = area.left + 1; x < area.left + area.width; x += 2) {
      const difference = Math.abs((plane.data[row + x] ?? 0) - (plane.data[row + x - 1] ?? 0));
      sum += Math.min(MOST, difference);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** The busiest areas of a size that do not overlap, busiest first; fewer than `count` where the picture is small. */
export function detailedAreas(plane: Plane, size: { width: number; height: number }, count: number): Area[] {
  const width = Math.min(size.width, plane.width);
  const height = Math.min(size.height, plane.height);
  const candidates: { area: Area; detail: number }[] = [];
  for (const top of places(plane.height, height)) {
    for (const left of places(plane.width, width)) {
      const area = { left, top, width, height };
      candidates.push({ area, detail: detailOf(plane, area) });
    }
  }
  candidates.sort((a, b) => b.detail - a.detail);
  const chosen: Area[] = [];
  for (const { area } of candidates) {
    if (chosen.length === count) break;
    if (!chosen.some((other) => overlaps(area, other))) chosen.push(area);
  }
  return chosen;
}

/** Places for a part of a length, evenly from the beginning to the end. */
function places(whole: number, part: number): number[] {
  const steps = Math.ceil(((whole - part) / part) * PLACES_PER_SIDE);
  if (steps <= 0) return [0];
  return Array.from({ length: steps + 1 }, (_, i) => Math.round(((whole - part) * i) / steps));
}

function overlaps(a: Area, b: Area): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
