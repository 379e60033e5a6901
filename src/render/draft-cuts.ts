/** Where an edited picture is cut into chunks, so that an edit touches few of them. */
import { firstAtOrAfter } from "./chunk-plan.js";

/** Places, in frames of the timeline. */
export interface CutPlaces {
  totalFrames: number;
  /** Where one clip, or a transition, ends and another begins: always cut there. */
  joints: readonly number[];
  /** Where something is laid over the picture, or no longer: cut there, unless another cut is near. */
  edges: readonly number[];
  /** Places fixed in the sources: cut there, unless another cut is near. */
  sources: readonly number[];
  /** No cut strictly inside of these: a transition is made in one go. */
  wholes: readonly (readonly [from: number, to: number])[];
}

/** Distances in seconds that edges and places in sources keep from other cuts. */
const LEAST_EDGE_SECONDS = 0.3;
const LEAST_SOURCE_SECONDS = 1;

/** The frames at which chunks begin, and the end: rising, from 0 to the total. */
export function cutFrames(places: CutPlaces, fps: number): number[] {
  const { totalFrames, joints, edges, sources, wholes } = places;
  const cuts = new Set([0, totalFrames, ...joints.filter((frame) => frame > 0 && frame < totalFrames)]);
  const isInside = (frame: number): boolean => wholes.some(([from, to]) => frame > from && frame < to);
  const addFar = (candidates: readonly number[], leastFrames: number): void => {
    const sorted = [...cuts].sort((a, b) => a - b);
    for (const frame of [...candidates].sort((a, b) => a - b)) {
      const after = firstAtOrAfter(sorted, frame);
      const near = Math.min(
        frame - (sorted[after - 1] ?? -leastFrames),
        (sorted[after] ?? Number.POSITIVE_INFINITY) - frame,
      );
      if (near < leastFrames || isInside(frame)) continue;
      sorted.splice(after, 0, frame);
      cuts.add(frame);
    }
  };
  addFar(edges, Math.ceil(LEAST_EDGE_SECONDS * fps));
  addFar(sources, Math.ceil(LEAST_SOURCE_SECONDS * fps));
  return [...cuts].sort((a, b) => a - b);
}
