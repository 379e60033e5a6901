/**
 * Levels and white for a whole source, found once by looking at pictures from all over it: fixed for every frame, so that
 * nothing flickers. Runs in a worker process.
 */
import { z } from "zod";
import { CHROMA_SHIFTS } from "../media/picture-chain.js";
import { type Plane, planesOf } from "../media/plane.js";
import { keptLook } from "./kept-looks.js";
import type { SceneSource, SpreadLook } from "./scene.js";
import { spreadPictures } from "./spread-pictures.js";

/** Version of how colours are found. */
const COLOUR_VERSION = 1;

/** What becomes black and white, as parts of the range; the power of mid-tones; factors of red, green and blue. */
const colourSchema = z.object({
  black: z.number(),
  white: z.number(),
  power: z.number(),
  gains: z.tuple([z.number(), z.number(), z.number()]),
});
type Correction = z.infer<typeof colourSchema>;

/** Parts of the picture that may be lost in black and in white. */
const LOST_PART = 0.004;
/** A picture that is meant to be dark or hazy stays so: no more than this is stretched. */
const MOST_BLACK = 0.12;
const LEAST_WHITE = 0.68;
/** Where the middle of the brightness is aimed at, and how much of the way is gone. */
const MIDDLE = 0.42;
const POWERS = [0.8, 1.2] as const;
/** A surface this far from grey, in steps of chroma, counts half for what is taken as white. */
const GREYISH = 14;
/** A tint is taken out by so much, and a strong one is meant. */
const TINT_PART = 0.9;
const GAINS = [0.72, 1.36] as const;

/** The filters that put a source's colours right. */
export async function automaticColour(source: SceneSource, { places, keyframes }: SpreadLook): Promise<string> {
  const { sha256, streamIndex, chain } = source;
  const question = { colour: COLOUR_VERSION, sha256, streamIndex, places, chain: chain.description };
  const { black, white, power, gains } = await keptLook(question, colourSchema, () =>
    correction({ ...source, keyframes }, places),
  );
  const channels = gains.map((gain, i) => {
    const stretched = `clip((val/maxval-${black})*${(gain / (white - black)).toFixed(5)}\\,0\\,1)`;
    return `${"rgb"[i]}='pow(${stretched}\\,${power})*maxval+0.5'`;
  });
  return `lutrgb=${channels.join(":")}`;
}

async function correction(source: SceneSource, places: readonly number[]): Promise<Correction> {
  const tally = { levels: new Float64Array(256), weight: 0, luma: 0, blue: 0, red: 0 };
  for await (const picture of spreadPictures(source, places)) {
    using owned = picture;
    count(planesOf(owned, CHROMA_SHIFTS[source.chain.format]), tally);
  }
  return correctionOf(tally);
}

/** How often each brightness comes, and sums over what is about grey. */
interface Tally {
  levels: Float64Array;
  weight: number;
  luma: number;
  blue: number;
  red: number;
}

const STEP = 3;

function count([luma, blue, red]: readonly Plane[], tally: Tally): void {
  if (luma === undefined || blue === undefined || red === undefined) return;
  const [acrossBy, downBy] = [blue.width / luma.width, blue.height / luma.height];
  for (let y = 1; y < luma.height; y += STEP)
    for (let x = 1; x < luma.width; x += STEP) {
      const level = luma.data[y * luma.stride + x] ?? 0;
      tally.levels[level] = (tally.levels[level] ?? 0) + 1;
      if (level < 50 || level > 225) continue;
      const at = Math.floor(y * downBy) * blue.stride + Math.floor(x * acrossBy);
      const [byBlue, byRed] = [(blue.data[at] ?? 128) - 128, (red.data[at] ?? 128) - 128];
      const weight = 1 / (1 + (byBlue ** 2 + byRed ** 2) / GREYISH ** 2) ** 2;
      tally.weight += weight;
      tally.luma += weight * level;
      tally.blue += weight * byBlue;
      tally.red += weight * byRed;
    }
}

/** Bars around a picture are of this black and say nothing of it. */
const BAR_LEVEL = 17;

/** Luma of limited range as a part of it. */
function partOf(level: number): number {
  return Math.max(0, Math.min(1, (level - 16) / 219));
}

function correctionOf({ levels, weight, luma, blue, red }: Tally): Correction {
  levels.fill(0, 0, BAR_LEVEL + 1);
  const total = levels.reduce((sum, value) => sum + value, 0);
  const level = (part: number): number => {
    let rest = part * total;
    const found = levels.findIndex((value) => {
      rest -= value;
      return rest < 0;
    });
    return partOf(Math.max(0, found));
  };
  if (total === 0) return { black: 0, white: 1, power: 1, gains: [1, 1, 1] };
  const black = Math.min(MOST_BLACK, level(LOST_PART));
  const white = Math.max(LEAST_WHITE, level(1 - LOST_PART));
  const middle = Math.max(0.05, Math.min(0.95, (level(0.5) - black) / (white - black)));
  const power = Math.sqrt(within(Math.log(MIDDLE) / Math.log(middle), POWERS));
  const exact = (value: number): number => Number(value.toFixed(4));
  return {
    black: exact(black),
    white: exact(white),
    power: exact(power),
    gains: gainsOf({ weight, luma, blue, red }, black),
  };
}

/** Factors, counted from what becomes black, that make the mean of what is about grey a grey, by the matrix of BT.709. */
function gainsOf({ weight, luma, blue, red }: Omit<Tally, "levels">, black: number): Correction["gains"] {
  if (weight === 0) return [1, 1, 1];
  const [y, byBlue, byRed] = [partOf(luma / weight), blue / weight / 224, red / weight / 224];
  const channels = [y + 1.5748 * byRed, y - 0.1873 * byBlue - 0.4681 * byRed, y + 1.8556 * byBlue];
  const gain = (channel: number): number =>
    Number((within((y - black) / Math.max(0.01, channel - black), GAINS) ** TINT_PART).toFixed(4));
  return [gain(channels[0] ?? y), gain(channels[1] ?? y), gain(channels[2] ?? y)];
}

function within(value: number, [least, most]: readonly [number, number]): number {
  return Math.max(least, Math.min(most, value));
}
