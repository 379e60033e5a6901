/** How a picture has moved as a whole since the one before: the camera's own motion, told apart from what moves in front of it. */
import type { Plane } from "./plane.js";

/** Where what was at a place of the picture before is now, counted from the middle, in pixels: `turn` in radians, `growth` a factor less 1. */
export interface CameraMove {
  x: number;
  y: number;
  turn: number;
  growth: number;
}

/** Pictures are compared at this size and at halves of it, down to the smallest that still shows something. */
const LEAST_SIDE = 18;
const MOST_STEPS = 12;
/** A step that moves the corners by less than this part of a pixel is the last. */
const LEAST_STEP = 0.01;
/** Places looked at in a picture: those with the strongest edges of evenly spread ones. */
const MOST_PLACES = 9000;
const LEAST_SLOPE = 3;
const LEAST_PLACES = 40;
/** Two pictures that are less alike than this, when one lies over the other, are of two scenes. */
const LEAST_LIKENESS = 0.5;
/** Bars above and below a picture do not move with it. */
const BLACK = 22;

/**
 * The motion from one small picture (grey, of square pixels) to the next; undefined where they do not show the same scene.
 * Things that move by themselves count little: they do not fit the motion of the rest.
 */
export function cameraMove(before: Plane, after: Plane): CameraMove | undefined {
  const levels = [{ before: picture(before), after: picture(after) }];
  for (let last = levels[0]; last !== undefined; last = levels[levels.length - 1]) {
    if (Math.min(last.before.width, last.before.height) < LEAST_SIDE * 2) break;
    levels.push({ before: halved(last.before), after: halved(last.after) });
  }
  let warp: Similarity = { re: 1, im: 0, x: 0, y: 0 };
  let likeness = 1;
  for (const level of levels.reverse()) {
    warp = { ...warp, x: warp.x * 2, y: warp.y * 2 };
    const found = aligned(level.before, level.after, warp);
    if (found === undefined) continue;
    warp = found.warp;
    likeness = found.likeness;
  }
  const isFar = Math.abs(warp.x) > before.width / 4 || Math.abs(warp.y) > before.height / 4;
  if (likeness < LEAST_LIKENESS || isFar) return undefined;
  return { x: warp.x, y: warp.y, turn: Math.atan2(warp.im, warp.re), growth: Math.hypot(warp.re, warp.im) - 1 };
}

interface Grey {
  data: Float32Array;
  width: number;
  height: number;
}

/** `z → (re + i·im)·z + x + i·y`, places as complex numbers from the middle. */
interface Similarity {
  re: number;
  im: number;
  x: number;
  y: number;
}

function picture({ data, stride, width, height }: Plane): Grey {
  const grey = new Float32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) grey[y * width + x] = data[y * stride + x] ?? 0;
  return { data: grey, width, height };
}

function halved({ data, width, height }: Grey): Grey {
  const half = { data: new Float32Array((width >> 1) * (height >> 1)), width: width >> 1, height: height >> 1 };
  for (let y = 0; y < half.height; y++)
    for (let x = 0; x < half.width; x++) {
      const at = 2 * y * width + 2 * x;
      const sum = (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + width] ?? 0) + (data[at + width + 1] ?? 0);
      half.data[y * half.width + x] = sum / 4;
    }
  return half;
}

/** Places of a picture with an edge, and how its brightness rises there by each parameter of a motion. */
interface Places {
  count: number;
  at: Int32Array;
  /** Four for each place: by x, y, growth and turn. */
  slopes: Float32Array;
}

function placesOf({ data, width, height }: Grey): Places {
  const step = Math.max(1, Math.round(Math.sqrt((width * height) / MOST_PLACES)));
  const most = Math.ceil(height / step) * Math.ceil(width / step);
  const places: Places = { count: 0, at: new Int32Array(most), slopes: new Float32Array(most * 4) };
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 2; y < height - 2; y += step)
    for (let x = 2; x < width - 2; x += step) {
      const at = y * width + x;
      const [left, right, above, below] = [
        data[at - 1] ?? 0,
        data[at + 1] ?? 0,
        data[at - width] ?? 0,
        data[at + width] ?? 0,
      ];
      const [byX, byY] = [(right - left) / 2, (below - above) / 2];
      if (Math.abs(byX) + Math.abs(byY) < LEAST_SLOPE || Math.min(left, right, above, below) < BLACK) continue;
      places.at[places.count] = at;
      places.slopes.set(
        [byX, byY, byX * (x - middleX) + byY * (y - middleY), byY * (x - middleX) - byX * (y - middleY)],
        places.count * 4,
      );
      places.count++;
    }
  return places;
}

/**
 * Gauss's and Newton's way, with the roles of the two pictures exchanged so that slopes are taken once (the inverse
 * compositional form), and with weights that fall with what does not fit.
 */
function aligned(before: Grey, after: Grey, from: Similarity): { warp: Similarity; likeness: number } | undefined {
  const places = placesOf(before);
  if (places.count < LEAST_PLACES) return undefined;
  const differences = new Float32Array(places.count);
  let warp = from;
  const reach = Math.hypot(before.width, before.height) / 2;
  for (let step = 0; step < MOST_STEPS; step++) {
    const seen = compare(before, after, places, warp, differences);
    if (seen.count < LEAST_PLACES) return undefined;
    const change = solved(places, differences, seen);
    if (change === undefined) break;
    warp = without(warp, change);
    const [x = 0, y = 0, growth = 0, turn = 0] = change;
    if (Math.hypot(x, y) + Math.hypot(growth, turn) * reach < LEAST_STEP) break;
  }
  return { warp, likeness: compare(before, after, places, warp, differences).likeness };
}

interface Seen {
  count: number;
  /** Of the differences. */
  mean: number;
  spread: number;
  likeness: number;
}

/** Fills in how much brighter the later picture is at each place; what lies outside of it is not a number. */
function compare(before: Grey, after: Grey, places: Places, warp: Similarity, differences: Float32Array): Seen {
  const { data, width, height } = after;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  let [count, sum, sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < places.count; i++) {
    const at = places.at[i] ?? 0;
    const row = Math.floor(at / width);
    const [dx, dy] = [at - row * width - middleX, row - middleY];
    const x = warp.re * dx - warp.im * dy + warp.x + middleX;
    const y = warp.im * dx + warp.re * dy + warp.y + middleY;
    if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) {
      differences[i] = Number.NaN;
      continue;
    }
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [partX, partY, corner] = [x - left, y - top, top * width + left];
    const upper = (data[corner] ?? 0) * (1 - partX) + (data[corner + 1] ?? 0) * partX;
    const lower = (data[corner + width] ?? 0) * (1 - partX) + (data[corner + width + 1] ?? 0) * partX;
    const a = before.data[at] ?? 0;
    const b = upper * (1 - partY) + lower * partY;
    differences[i] = b - a;
    count++;
    sum += b - a;
    sumA += a;
    sumB += b;
    squareA += a * a;
    squareB += b * b;
    product += a * b;
  }
  const mean = count === 0 ? 0 : sum / count;
  let spread = 0;
  for (let i = 0; i < places.count; i++) {
    const difference = differences[i] ?? 0;
    if (!Number.isNaN(difference)) spread += Math.abs(difference - mean);
  }
  const varied = Math.sqrt((squareA - sumA ** 2 / count) * (squareB - sumB ** 2 / count));
  const likeness = varied > 0 ? (product - (sumA * sumB) / count) / varied : 1;
  return { count, mean, spread: count === 0 ? 0 : spread / count, likeness };
}

/** The motion, as x, y, growth and turn, that explains the differences best; undefined where nothing does. */
function solved(places: Places, differences: Float32Array, { mean, spread }: Seen): number[] | undefined {
  const scale = Math.max(2, 1.5 * spread);
  const matrix = new Float64Array(20);
  for (let i = 0; i < places.count; i++) {
    const difference = (differences[i] ?? 0) - mean;
    if (Number.isNaN(difference)) continue;
    const weight = 1 / (1 + (difference / scale) ** 2) ** 2;
    const base = i * 4;
    for (let row = 0; row < 4; row++) {
      const slope = (places.slopes[base + row] ?? 0) * weight;
      for (let column = row; column < 4; column++)
        matrix[row * 5 + column] = (matrix[row * 5 + column] ?? 0) + slope * (places.slopes[base + column] ?? 0);
      matrix[row * 5 + 4] = (matrix[row * 5 + 4] ?? 0) + slope * difference;
    }
  }
  for (let row = 1; row < 4; row++)
    for (let column = 0; column < row; column++) matrix[row * 5 + column] = matrix[column * 5 + row] ?? 0;
  return eliminated(matrix);
}

/** Solves four equations, each a row of four factors and the right side. */
function eliminated(matrix: Float64Array): number[] | undefined {
  const value = (row: number, column: number): number => matrix[row * 5 + column] ?? 0;
  for (let pivot = 0; pivot < 4; pivot++) {
    if (!(Math.abs(value(pivot, pivot)) > 1e-6)) return undefined;
    for (let row = 0; row < 4; row++) {
      if (row === pivot) continue;
      const factor = value(row, pivot) / value(pivot, pivot);
      for (let column = pivot; column < 5; column++)
        matrix[row * 5 + column] = value(row, column) - factor * value(pivot, column);
    }
  }
  return [0, 1, 2, 3].map((row) => value(row, 4) / value(row, row));
}

/** A motion behind the inverse of a small one. */
function without(warp: Similarity, [x = 0, y = 0, growth = 0, turn = 0]: readonly number[]): Similarity {
  const size = (1 + growth) ** 2 + turn ** 2;
  const [inverseRe, inverseIm] = [(1 + growth) / size, -turn / size];
  const re = warp.re * inverseRe - warp.im * inverseIm;
  const im = warp.re * inverseIm + warp.im * inverseRe;
  return { re, im, x: warp.x - (re * x - im * y), y: warp.y - (im * x + re * y) };
}
