/** From the motion of a shaking camera to the one of a steady hand, and how far a picture has to be moved for it. */
import type { CameraMove } from "../media/camera-motion.js";
import type { Warp } from "../media/plane-warp.js";
import type { Size, SteadyStrength } from "./scene.js";

/** A frame on the camera's way. Places are in parts of the picture's width. */
export interface PathPoint {
  seconds: number;
  /** Since the frame before; absent where a scene begins. */
  move: CameraMove | undefined;
}

/** Over how long the way is evened out, as a standard deviation, and how much larger a picture is shown to have room for it. */
const HANDS: Record<SteadyStrength, { seconds: number; zoom: number }> = {
  light: { seconds: 0.35, zoom: 1.06 },
  medium: { seconds: 0.7, zoom: 1.1 },
  strong: { seconds: 1.4, zoom: 1.16 },
};
/** What lies farther away in time, in standard deviations, has no part in it. */
const REACH = 3;
/** Up to this part of the room a picture is moved as far as it should; beyond it less and less. */
const FREE_PART = 0.7;

/** How far from a frame its way has to be known, before and behind. */
export function reachSeconds(strength: SteadyStrength): number {
  return HANDS[strength].seconds * REACH;
}

/** A camera's way over some time. */
export class CameraPath {
  readonly #seconds: number[] = [];
  /** Four numbers for each frame: x, y, turn, growth, all counted from the first frame. */
  readonly #places: [number, number, number, number][] = [];
  /** For each frame the first of its scene. */
  readonly #sceneStarts: number[] = [];

  /** @param points with rising times. */
  constructor(points: readonly PathPoint[]) {
    let place: [number, number, number, number] = [0, 0, 0, 0];
    let sceneStart = 0;
    for (const [i, { seconds, move }] of points.entries()) {
      if (move === undefined) sceneStart = i;
      else place = [place[0] + move.x, place[1] + move.y, place[2] + move.turn, place[3] + move.growth];
      this.#seconds.push(seconds);
      this.#places.push(place);
      this.#sceneStarts.push(sceneStart);
    }
  }

  /** Where the camera is at a moment less where a steady hand would hold it. */
  shakeAt(seconds: number, strength: SteadyStrength): CameraMove {
    const deviation = HANDS[strength].seconds;
    const at = this.#before(seconds);
    const start = this.#sceneStarts[at] ?? 0;
    const line = new EvenLine();
    for (let i = at; i >= start && this.#isNear(i, seconds, deviation); i--) this.#add(line, i, seconds, deviation);
    for (let i = at + 1; this.#sceneStarts[i] === start && this.#isNear(i, seconds, deviation); i++)
      this.#add(line, i, seconds, deviation);
    const [here, even] = [this.#placeAt(at, seconds), line.middle];
    const [x = 0, y = 0, turn = 0, growth = 0] = here.map((value, i) => value - (even[i] ?? value));
    return { x, y, turn, growth };
  }

  /** The last frame that does not come later. */
  #before(seconds: number): number {
    let [low, high] = [0, this.#seconds.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#seconds[middle] ?? 0) <= seconds) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #isNear(i: number, seconds: number, deviation: number): boolean {
    return Math.abs((this.#seconds[i] ?? Number.POSITIVE_INFINITY) - seconds) <= deviation * REACH;
  }

  #add(line: EvenLine, i: number, seconds: number, deviation: number): void {
    const distance = (this.#seconds[i] ?? 0) - seconds;
    line.add(distance, this.#places[i] ?? [], Math.exp(-0.5 * (distance / deviation) ** 2));
  }

  /** Between two frames of a scene the camera is on the way from one to the other. */
  #placeAt(at: number, seconds: number): number[] {
    const [from = [0, 0, 0, 0], to] = [this.#places[at], this.#places[at + 1]];
    const [fromSeconds, toSeconds] = [this.#seconds[at] ?? 0, this.#seconds[at + 1] ?? 0];
    if (to === undefined || this.#sceneStarts[at + 1] !== this.#sceneStarts[at] || toSeconds <= fromSeconds)
      return from;
    const part = Math.max(0, Math.min(1, (seconds - fromSeconds) / (toSeconds - fromSeconds)));
    return from.map((value, i) => value + ((to[i] ?? value) - value) * part);
  }
}

/** The straight line that lies closest to weighted places: a camera that pans goes on panning, also at the ends. */
class EvenLine {
  #weight = 0;
  #first = 0;
  #second = 0;
  readonly #sums = [0, 0, 0, 0];
  readonly #products = [0, 0, 0, 0];

  add(distance: number, place: readonly number[], weight: number): void {
    this.#weight += weight;
    this.#first += weight * distance;
    this.#second += weight * distance ** 2;
    for (const [i, value] of place.entries()) {
      this.#sums[i] = (this.#sums[i] ?? 0) + weight * value;
      this.#products[i] = (this.#products[i] ?? 0) + weight * distance * value;
    }
  }

  /** The line at distance 0. */
  get middle(): number[] {
    const bottom = this.#weight * this.#second - this.#first ** 2;
    if (bottom < 1e-9) return this.#sums.map((sum) => sum / this.#weight);
    return this.#sums.map((sum, i) => (this.#second * sum - this.#first * (this.#products[i] ?? 0)) / bottom);
  }
}

/**
 * The way from a steady picture back to the shaking one, for a picture of a size.
 * @param aspect width of its pixels over their height.
 */
export function steadyWarp(shake: CameraMove, strength: SteadyStrength, { width, height }: Size, aspect: number): Warp {
  const { zoom } = HANDS[strength];
  const down = height / (width * aspect);
  const room = (1 - 1 / zoom) / 2;
  // How far the corners of the picture go, in parts of the room that there is on each side.
  const across = (Math.abs(shake.x) + (Math.abs(shake.turn) * down) / 2 + Math.abs(shake.growth) / 2) / room;
  const along = (Math.abs(shake.y) + Math.abs(shake.turn) / 2 + (Math.abs(shake.growth) * down) / 2) / (room * down);
  const part = allowedPart(Math.max(across, along));
  const size = (1 + shake.growth * part) / zoom;
  const [cos, sin] = [Math.cos(shake.turn * part) * size, Math.sin(shake.turn * part) * size];
  return {
    xx: cos,
    xy: -sin / aspect,
    yx: sin * aspect,
    yy: cos,
    x0: shake.x * part * width,
    y0: shake.y * part * width * aspect,
  };
}

function allowedPart(need: number): number {
  if (need <= FREE_PART) return 1;
  const rest = 1 - FREE_PART;
  return (FREE_PART + rest * Math.tanh((need - FREE_PART) / rest)) / need;
}
