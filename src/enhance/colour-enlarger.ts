/** Y'CbCr through a network that knows red, green and blue. */
import type { RunningNetwork } from "./session.js";
import { type SamplePlane, Tiles } from "./tiles.js";

/** How colours are written as luma and chroma. */
export interface ColourCode {
  matrix: "bt709" | "bt601";
  range: "limited" | "full";
}

/** Weights of red and blue in luma. */
const LUMA_WEIGHTS = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114] } as const;

/** Three planes of one size: luma and both chroma, or red, green and blue. */
export type ThreePlanes = readonly [SamplePlane, SamplePlane, SamplePlane];

/** Enlarges the pictures of one film, colours and all. Buffers are kept from picture to picture. */
export class ColourEnlarger {
  readonly #tiles: Tiles;
  readonly #code: ColourCode;
  #source: ThreePlanes | undefined;
  #enlarged: ThreePlanes | undefined;

  constructor(session: RunningNetwork, code: ColourCode) {
    this.#tiles = new Tiles(session);
    this.#code = code;
  }

  /** Writes `from`, enlarged by the network's scale, into `to`: luma, then both chroma, all as large as luma. */
  async enlarge(from: ThreePlanes, to: ThreePlanes): Promise<void> {
    this.#source = fitting(this.#source, from[0]);
    this.#enlarged = fitting(this.#enlarged, to[0]);
    toRgb(from, this.#source, this.#code);
    const { width, height } = from[0];
    await this.#tiles.draw(this.#source, this.#enlarged, { left: 0, top: 0, right: width, bottom: height });
    fromRgb(this.#enlarged, to, this.#code);
  }
}

function fitting(planes: ThreePlanes | undefined, { width, height }: SamplePlane): ThreePlanes {
  if (planes?.[0].width === width && planes[0].height === height) return planes;
  const plane = (): SamplePlane => ({ data: new Uint8Array(width * height), stride: width, width, height });
  return [plane(), plane(), plane()];
}

/** The numbers of a colour code: luma from `black` by `lumaStep`, chroma around 128 by `chromaStep`, both for 0 to 1. */
function numbersOf({ matrix, range }: ColourCode) {
  const [red, blue] = LUMA_WEIGHTS[matrix];
  const [black, lumaStep, chromaStep] = range === "limited" ? [16, 219, 224] : [0, 255, 255];
  return { red, blue, green: 1 - red - blue, black, lumaStep, chromaStep };
}

/** Planes without gaps between rows are written; those read may have them. */
function toRgb([luma, blues, reds]: ThreePlanes, [red, green, blue]: ThreePlanes, code: ColourCode): void {
  const numbers = numbersOf(code);
  const lumaFactor = 255 / numbers.lumaStep;
  const redFactor = (2 * (1 - numbers.red) * 255) / numbers.chromaStep;
  const blueFactor = (2 * (1 - numbers.blue) * 255) / numbers.chromaStep;
  const greenOfRed = (redFactor * numbers.red) / numbers.green;
  const greenOfBlue = (blueFactor * numbers.blue) / numbers.green;
  for (let y = 0, at = 0; y < luma.height; y++) {
    const [lumaRow, blueRow, redRow] = [y * luma.stride, y * blues.stride, y * reds.stride];
    for (let x = 0; x < luma.width; x++, at++) {
      const grey = ((luma.data[lumaRow + x] ?? 0) - numbers.black) * lumaFactor;
      const cb = (blues.data[blueRow + x] ?? 0) - 128;
      const cr = (reds.data[redRow + x] ?? 0) - 128;
      red.data[at] = byteOf(grey + redFactor * cr);
      green.data[at] = byteOf(grey - greenOfRed * cr - greenOfBlue * cb);
      blue.data[at] = byteOf(grey + blueFactor * cb);
    }
  }
}

function fromRgb([red, green, blue]: ThreePlanes, [luma, blues, reds]: ThreePlanes, code: ColourCode): void {
  const numbers = numbersOf(code);
  const blueFactor = numbers.chromaStep / (2 * (1 - numbers.blue) * 255);
  const redFactor = numbers.chromaStep / (2 * (1 - numbers.red) * 255);
  const lumaFactor = numbers.lumaStep / 255;
  for (let y = 0, at = 0; y < luma.height; y++) {
    const [lumaRow, blueRow, redRow] = [y * luma.stride, y * blues.stride, y * reds.stride];
    for (let x = 0; x < luma.width; x++, at++) {
      const [r, g, b] = [red.data[at] ?? 0, green.data[at] ?? 0, blue.data[at] ?? 0];
      const grey = numbers.red * r + numbers.green * g + numbers.blue * b;
      luma.data[lumaRow + x] = byteOf(numbers.black + grey * lumaFactor);
      blues.data[blueRow + x] = byteOf(128 + (b - grey) * blueFactor);
      reds.data[redRow + x] = byteOf(128 + (r - grey) * redFactor);
    }
  }
}

function byteOf(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
}
