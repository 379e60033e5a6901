/** What tests expect of a clip that they have read back. */
import { expect } from "vitest";
import { beepTimes, flashTimes, PATCHES, readFrameIndex } from "./clip-marks.js";
import { pictureSpan, soundSpans } from "./clip-spans.js";
import { meanRgb, type ReadFrame, readFormat, readFrames, readSound } from "./read-clip.js";

/** The number that is drawn into each frame. */
export function indices(frames: readonly ReadFrame[]): (number | undefined)[] {
  return frames.map(({ luma, width, height }) => readFrameIndex(luma, width, height));
}

/** `count` numbers from `from` on. */
export function upTo(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/** Expects flashes and beeps that belong together to be `within` seconds of each other. Gives the number of pairs. */
export function expectInStep(path: string, within: number, frames = readFrames(path)): number {
  const flashes = flashTimes(frames);
  const beeps = beepTimes(readSound(path));
  const pairs = flashes.flatMap((flash) =>
    beeps.filter((beep) => Math.abs(beep - flash) < 0.5).map((beep) => beep - flash),
  );
  expect(pairs.length).toBeGreaterThan(0);
  for (const apart of pairs) expect(Math.abs(apart)).toBeLessThanOrEqual(within);
  return pairs.length;
}

/** Chromaticities of red, green and blue (ITU-T H.273, table 2); white is D65 in all. */
const PRIMARIES = {
  bt709: [
    [0.64, 0.33],
    [0.3, 0.6],
    [0.15, 0.06],
  ],
  smpte170m: [
    [0.63, 0.34],
    [0.31, 0.595],
    [0.155, 0.07],
  ],
  bt470bg: [
    [0.64, 0.33],
    [0.29, 0.6],
    [0.15, 0.06],
  ],
} as const;
const WHITE = [0.3127, 0.329] as const;

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

function times(matrix: Matrix, [x, y, z]: Triple): [number, number, number] {
  return [
    matrix[0][0] * x + matrix[0][1] * y + matrix[0][2] * z,
    matrix[1][0] * x + matrix[1][1] * y + matrix[1][2] * z,
    matrix[2][0] * x + matrix[2][1] * y + matrix[2][2] * z,
  ];
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const row = (x: number, y: number, z: number): Triple => [x / determinant, y / determinant, z / determinant];
  return [
    row(e * i - f * h, c * h - b * i, b * f - c * e),
    row(f * g - d * i, a * i - c * g, c * d - a * f),
    row(d * h - e * g, b * g - a * h, a * e - b * d),
  ];
}

function toXyz(primaries: keyof typeof PRIMARIES): Matrix {
  const xyz = ([x, y]: readonly [number, number]): Triple => [x / y, 1, (1 - x - y) / y];
  const [red, green, blue] = PRIMARIES[primaries].map(xyz) as [Triple, Triple, Triple];
  const unscaled: Matrix = [
    [red[0], green[0], blue[0]],
    [red[1], green[1], blue[1]],
    [red[2], green[2], blue[2]],
  ];
  const [r, g, b] = times(inverse(unscaled), xyz(WHITE));
  const scaled = ([x, y, z]: Triple): Triple => [x * r, y * g, z * b];
  return [scaled(unscaled[0]), scaled(unscaled[1]), scaled(unscaled[2])];
}

/** The same colour in BT.709's primaries, by way of linear light (BT.709's own curve, made odd for what lies outside). */
function inBt709(rgb: Triple, primaries: keyof typeof PRIMARIES): [number, number, number] {
  const odd = (curve: (value: number) => number) => (value: number) => Math.sign(value) * curve(Math.abs(value));
  const linear = odd((value) => (value < 0.081 ? value / 4.5 : ((value + 0.099) / 1.099) ** (1 / 0.45)));
  const coded = odd((value) => (value < 0.018 ? value * 4.5 : 1.099 * value ** 0.45 - 0.099));
  const light = rgb.map((value) => linear(value / 255)) as [number, number, number];
  const moved = times(inverse(toXyz("bt709")), times(toXyz(primaries), light));
  return moved.map((value) => coded(value) * 255) as [number, number, number];
}

/**
 * Expects the colours of the `patches` source.
 * @param matrix the matrix that the file's values are read with.
 * @param options `within` steps of 255; `frame` number; `primaries` in which the colours were meant.
 */
export function expectPatches(
  path: string,
  matrix: "bt601" | "bt709",
  options: { within?: number; frame?: number; primaries?: keyof typeof PRIMARIES } = {},
): void {
  const { within = 4, frame: number = 0, primaries = "bt709" } = options;
  const frame = readFrames(path, { limit: number + 1 })[number];
  if (frame === undefined) throw new Error(`No frame ${number} in ${path}`);
  for (const patch of PATCHES) {
    const seen = meanRgb(frame, patch, matrix);
    for (const [channel, value] of inBt709(patch.rgb, primaries).entries()) {
      const words = `${patch.rgb} became ${seen.map(Math.round)}`;
      expect(Math.abs((seen[channel] ?? 0) - value), words).toBeLessThan(within);
    }
  }
}

/** How much more neighbouring lines differ than lines two apart: above 1 where fields show two moments. */
export function combing({ luma, width, height }: ReadFrame): number {
  let near = 0;
  let far = 0;
  const rows = Math.floor(height * 0.85);
  for (let y = 2; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const here = luma.readUInt8(y * width + x);
      near += Math.abs(here - luma.readUInt8((y - 1) * width + x));
      far += Math.abs(here - luma.readUInt8((y - 2) * width + x));
    }
  }
  return near / far;
}

/**
 * Expects a result to show the frames of its source, each by its number, at the source's times. Zero of the result is
 * the first moment of the source's picture or sound, or that of the file, where a decoder swallows the first sound.
 */
export function expectFramesKept(source: string, result: string): ReadFrame[] {
  const before = readFrames(source);
  const after = readFrames(result);
  expect(indices(after)).toEqual(indices(before));
  const first = before[0]?.ptsSeconds ?? Number.NaN;
  const ofStreams = Math.min(...soundSpans(source).map(({ startSeconds }) => startSeconds), first);
  const ofFile = readFormat(source).startSeconds ?? ofStreams;
  const shift = first - (after[0]?.ptsSeconds ?? Number.NaN);
  const zero = Math.abs(shift - ofStreams) <= Math.abs(shift - ofFile) ? ofStreams : ofFile;
  for (const [index, { ptsSeconds }] of after.entries()) {
    const late = ptsSeconds - ((before[index]?.ptsSeconds ?? Number.NaN) - zero);
    expect(Math.abs(Math.round(late * 1000)), `frame ${index} is ${late} s late`).toBeLessThanOrEqual(1);
  }
  return after;
}

/**
 * Expects every sound of a result to begin and end where it did in its source, seen from the picture, `within` seconds.
 * Beeps are compared as well, since streams may say one thing and sound another.
 */
export function expectSoundKept(source: string, result: string, within: number): void {
  const fromPicture = (path: string): { start: number; end: number }[] => {
    const origin = pictureSpan(path).startSeconds;
    return soundSpans(path).map(({ startSeconds, endSeconds }) => ({
      start: startSeconds - origin,
      end: endSeconds - origin,
    }));
  };
  const beepsFromPicture = (path: string): number[] => {
    const origin = pictureSpan(path).startSeconds;
    return beepTimes(readSound(path)).map((beep) => beep - origin);
  };
  const before = fromPicture(source);
  const after = fromPicture(result);
  expect(after).toHaveLength(before.length);
  for (const [index, { start, end }] of after.entries()) {
    expect(Math.abs(start - (before[index]?.start ?? Number.NaN)), "start of the sound").toBeLessThanOrEqual(within);
    expect(Math.abs(end - (before[index]?.end ?? Number.NaN)), "end of the sound").toBeLessThanOrEqual(within);
  }
  const beepsBefore = beepsFromPicture(source);
  const beepsAfter = beepsFromPicture(result);
  expect(beepsAfter).toHaveLength(beepsBefore.length);
  for (const [index, beep] of beepsAfter.entries()) {
    expect(Math.abs(beep - (beepsBefore[index] ?? Number.NaN)), `beep ${index}`).toBeLessThanOrEqual(0.005);
  }
}
