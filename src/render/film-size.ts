/** How a film comes below a number of bytes: first by quality, and where that would show too much, by its size. */
import type { Size } from "./scene.js";

/** Shorter sides that a film may be brought down to. */
const SHORT_SIDES = [2160, 1440, 1080, 720, 540, 432, 360, 288, 240, 180] as const;
/** A step that saves less is none. */
const LEAST_STEP = 0.95;

/** The sizes of a film from its own downward, in its shape, with even sides. */
export function sizesDown(canvas: Size): Size[] {
  const short = Math.min(canvas.width, canvas.height);
  const even = (pixels: number): number => Math.max(16, Math.round(pixels / 2) * 2);
  const smaller = SHORT_SIDES.filter((side) => side < short * LEAST_STEP);
  return [
    canvas,
    ...smaller.map((side) => ({
      width: even((canvas.width * side) / short),
      height: even((canvas.height * side) / short),
    })),
  ];
}

/** As x264 has them: six steps are half of the bytes, roughly. */
export const CRF_PER_HALVING = 6;
const CRF_STEP = 0.5;
/** What is aimed at, and what is near enough. */
const AIM = 0.96;
const NEAR = 0.9;
const MOST_TRIES = 7;

export interface CrfBounds {
  /** Better than this is not asked for. */
  finest: number;
  /** Worse than this is not worth having. */
  coarsest: number;
}

/**
 * The finest quality, in steps of a half, whose bytes are within a limit and near it; undefined where even the coarsest
 * has more.
 * @param first where it begins to look.
 * @param bytesOf makes it, and tells what came of it; fewer the coarser.
 */
export async function finestWithin(
  limit: number,
  first: number,
  { finest, coarsest }: CrfBounds,
  bytesOf: (crf: number) => Promise<number>,
): Promise<{ crf: number; bytes: number } | undefined> {
  const bounded = (crf: number): number =>
    Math.min(coarsest, Math.max(finest, Math.ceil(crf / CRF_STEP - 1e-9) * CRF_STEP));
  let fits: { crf: number; bytes: number } | undefined;
  let over: { crf: number; bytes: number } | undefined;
  let crf = bounded(first);
  for (let tries = 0; ; tries++) {
    const bytes = Math.max(1, await bytesOf(crf));
    const point = { crf, bytes };
    if (bytes <= limit) fits = point;
    else over = point;
    const isGoodEnough = fits !== undefined && (fits.crf <= finest || fits.bytes >= limit * NEAR);
    if (isGoodEnough || (over?.crf === coarsest && fits === undefined)) return fits;
    if (tries >= MOST_TRIES && fits !== undefined) return fits;
    const steps =
      fits !== undefined && over !== undefined
        ? ((fits.crf - over.crf) * Math.log2(over.bytes / (limit * AIM))) / Math.log2(over.bytes / fits.bytes)
        : CRF_PER_HALVING * Math.log2(bytes / (limit * AIM));
    const from = fits !== undefined && over !== undefined ? over.crf : crf;
    // Where nothing has fitted for long, the coarsest decides.
    let next = tries >= MOST_TRIES ? coarsest : bounded(from + steps);
    if (over !== undefined) next = Math.max(next, over.crf + CRF_STEP);
    if (fits !== undefined) next = Math.min(next, fits.crf - CRF_STEP);
    if (fits !== undefined && over !== undefined && (next <= over.crf || next >= fits.crf)) return fits;
    crf = Math.min(coarsest, Math.max(finest, next));
  }
}
