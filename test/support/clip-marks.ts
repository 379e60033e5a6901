/** A decoded picture's luma as tight 8-bit rows. */
export interface LumaPicture {
  readonly luma: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Bits of the frame number drawn into each picture. */
export const INDEX_BITS = 16;

/** Cells of the index strip: white, black, then the bits from the highest down. */
export const STRIP_CELLS = INDEX_BITS + 2;

/** The strip takes the lowest part of the picture: one over this. */
export const STRIP_FRACTION = 8;

/** Flashes and beeps start at whole seconds and last this long. */
export const MARK_SECONDS = 0.1;

/** A colour patch of the `patches` source: where it is (fractions of the picture) and its RGB. */
export interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly rgb: readonly [red: number, green: number, blue: number];
}

const PATCH_COLORS: readonly Patch["rgb"][] = [
  [191, 191, 191],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
  [128, 128, 128],
];

/** The eight colours of the `patches` source, two rows of four above the index strip. */
export const PATCHES: readonly Patch[] = PATCH_COLORS.map((rgb, index) => ({
  left: (index % 4) / 4,
  top: index < 4 ? 0 : 0.4,
  width: 0.25,
  height: 0.4,
  rgb,
}));

/** Whether the instant (in seconds) lies inside a flash or beep. */
export function isMarked(seconds: number): boolean {
  const sinceSecond = seconds - Math.floor(seconds + 1e-6);
  return sinceSecond < MARK_SECONDS - 1e-6;
}

function meanOf(
  plane: Buffer,
  stride: number,
  area: { left: number; top: number; right: number; bottom: number },
): number {
  let sum = 0;
  let count = 0;
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      sum += plane.readUInt8(y * stride + x);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/**
 * Reads the frame number back from a picture's strip, at any size of that picture.
 * Nothing where the strip's white and black cannot be told apart.
 */
export function readFrameIndex(luma: Buffer, width: number, height: number): number | undefined {
  const stripHeight = height / STRIP_FRACTION;
  const cellWidth = width / STRIP_CELLS;
  const top = Math.round(height - stripHeight * 0.7);
  const bottom = Math.max(top + 1, Math.round(height - stripHeight * 0.3));
  const cells = Array.from({ length: STRIP_CELLS }, (_, cell) => {
    const left = Math.round((cell + 0.3) * cellWidth);
    const right = Math.max(left + 1, Math.round((cell + 0.7) * cellWidth));
    return meanOf(luma, width, { left, top, right, bottom });
  });
  const [white = 0, black = 0, ...bits] = cells;
  if (white - black < 40) return undefined;
  const middle = (white + black) / 2;
  return bits.reduce((index, level) => index * 2 + (level > middle ? 1 : 0), 0);
}

/** Times of the frames in which a white flash begins. */
export function flashTimes(frames: readonly (LumaPicture & { readonly ptsSeconds: number })[]): number[] {
  const times: number[] = [];
  let lit = false;
  for (const frame of frames) {
    const bottom = Math.floor(frame.height * (1 - 1.5 / STRIP_FRACTION));
    const area = { left: 0, top: 0, right: frame.width, bottom };
    const white = meanOf(frame.luma, frame.width, area) > 205;
    if (white && !lit) times.push(frame.ptsSeconds);
    lit = white;
  }
  return times;
}

/** Times at which a beep begins, to about a millisecond. */
export function beepTimes(sound: {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly startSeconds: number;
}): number[] {
  const { samples, sampleRate, startSeconds } = sound;
  const window = Math.max(1, Math.round(sampleRate / 1000));
  const times: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  for (let start = 0; start + window <= samples.length; start += window) {
    const loud = samples.subarray(start, start + window).some((sample) => Math.abs(sample) > 0.2);
    if (!loud) continue;
    if (start - lastLoud > sampleRate * MARK_SECONDS) {
      times.push(startSeconds + start / sampleRate);
    }
    lastLoud = start;
  }
  return times;
}

/** Turns a tight plane clockwise, as a player does before showing it. */
export function turnPicture(picture: LumaPicture, degrees: 90 | 180 | 270): LumaPicture {
  const { luma, width, height } = picture;
  const sideways = degrees !== 180;
  const turnedWidth = sideways ? height : width;
  const turnedHeight = sideways ? width : height;
  const turned = Buffer.alloc(luma.length);
  for (let y = 0; y < turnedHeight; y++) {
    for (let x = 0; x < turnedWidth; x++) {
      const [fromX, fromY] =
        degrees === 90 ? [y, height - 1 - x] : degrees === 270 ? [width - 1 - y, x] : [width - 1 - x, height - 1 - y];
      turned.writeUInt8(luma.readUInt8(fromY * width + fromX), y * turnedWidth + x);
    }
  }
  return { luma: turned, width: turnedWidth, height: turnedHeight };
}
