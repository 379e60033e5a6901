/** Sizes: what a person asks for, and what a picture becomes so that it fits without stretching. */

import { MAX_PIXELS } from "../media/source.js";

/** The size asked for: a box by name, a factor, or a box in pixels. */
export type Target =
  | { kind: "named"; name: keyof typeof NAMED_BOXES }
  | { kind: "factor"; factor: number }
  | { kind: "box"; width: number; height: number };

/** Landscape boxes; portrait pictures get them turned. */
export const NAMED_BOXES = {
  "720p": { width: 1280, height: 720 },
  "1080p": { width: 1920, height: 1080 },
  "1440p": { width: 2560, height: 1440 },
  "2160p": { width: 3840, height: 2160 },
} as const;

/** H.264 level 6.2 and every player's decoder end here. */
const MAX_SIDE = 8192;
const MIN_SIDE = 16;
/** A JPEG's sides end at 65535 (ITU-T T.81). */
const MAX_PICTURE_SIDE = 65_535;

/** Reads `1080p`, `2x`, `1280x720`; undefined for anything else. */
export function parseTarget(words: string): Target | undefined {
  const text = words.trim().toLowerCase();
  if (Object.hasOwn(NAMED_BOXES, text)) return { kind: "named", name: text as keyof typeof NAMED_BOXES };
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text);
  if (factor !== null) return positive(Number(factor[1])) ? { kind: "factor", factor: Number(factor[1]) } : undefined;
  const box = /^(\d+)x(\d+)$/.exec(text);
  if (box === null) return undefined;
  const [width, height] = [Number(box[1]), Number(box[2])];
  return isSide(width) && isSide(height) ? { kind: "box", width, height } : undefined;
}

function positive(factor: number): boolean {
  return factor > 0 && factor <= 16;
}

function isSide(pixels: number): boolean {
  return pixels >= MIN_SIDE && pixels <= MAX_SIDE;
}

export interface Geometry {
  /** Output size, both even. */
  width: number;
  height: number;
  /** Output height over source height, or width over width where that is more (sample aspect ratios differ). */
  ratio: number;
  /** True where the picture keeps its size but for an odd column or row, which is cut off. */
  isCropped: boolean;
}

/**
 * The output size for an upright picture.
 * @param sampleAspectRatio width of a pixel over its height, of the upright picture.
 */
export function geometryOf(
  source: { width: number; height: number; sampleAspectRatio: number },
  target: Target,
): Geometry {
  const display = displaySize(source);
  const factor = limited(display, factorFor(display, target));
  if (factor === 1 && source.sampleAspectRatio === 1) {
    const [width, height] = [evenBelow(source.width), evenBelow(source.height)];
    return { width, height, ratio: 1, isCropped: width !== source.width || height !== source.height };
  }
  const [width, height] = [even(display.width * factor), even(display.height * factor)];
  return { width, height, ratio: Math.max(width / source.width, height / source.height), isCropped: false };
}

/**
 * The output size for an upright still picture, odd or even.
 * @param isTargetChosen false for a default, which does not make a picture smaller.
 */
export function pictureGeometryOf(
  source: { width: number; height: number; sampleAspectRatio: number },
  target: Target,
  isTargetChosen: boolean,
): Geometry {
  const display = displaySize(source);
  const asked = isTargetChosen ? factorFor(display, target) : Math.max(1, factorFor(display, target));
  const most = Math.min(
    MAX_PICTURE_SIDE / display.width,
    MAX_PICTURE_SIDE / display.height,
    Math.sqrt(MAX_PIXELS / (display.width * display.height)),
  );
  const factor = Math.min(asked, most);
  const [width, height] = [
    Math.max(1, Math.round(display.width * factor)),
    Math.max(1, Math.round(display.height * factor)),
  ];
  return { width, height, ratio: Math.max(width / source.width, height / source.height), isCropped: false };
}

/** Of two sizes with the right shape the larger keeps every pixel: never fewer columns or rows than are stored. */
function displaySize(source: { width: number; height: number; sampleAspectRatio: number }): {
  width: number;
  height: number;
} {
  const isWide = source.sampleAspectRatio >= 1;
  return {
    width: isWide ? source.width * source.sampleAspectRatio : source.width,
    height: isWide ? source.height : source.height / source.sampleAspectRatio,
  };
}

function factorFor(display: { width: number; height: number }, target: Target): number {
  if (target.kind === "factor") return target.factor;
  const isPortrait = display.height > display.width;
  const landscape = target.kind === "named" ? NAMED_BOXES[target.name] : undefined;
  const box =
    landscape === undefined
      ? (target as { width: number; height: number })
      : isPortrait
        ? { width: landscape.height, height: landscape.width }
        : landscape;
  return Math.min(box.width / display.width, box.height / display.height);
}

function limited(display: { width: number; height: number }, factor: number): number {
  return Math.min(factor, MAX_SIDE / display.width, MAX_SIDE / display.height);
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}

function evenBelow(pixels: number): number {
  return Math.max(2, Math.floor(pixels / 2) * 2);
}
