/** Colour as a person asks for it, as filters on Y'CbCr and, where that does not do, on RGB. */
import type { ClipSegment } from "../timeline/draft.js";

type ColourSettings = NonNullable<ClipSegment["co"]>;

/** White that is not changed, in kelvin, and how far the ends of the scale are from it. */
const NEUTRAL_KELVIN = 6500;
const WARMEST_KELVIN = 3500;
const COOLEST_KELVIN = 12_000;

type Look = NonNullable<ColourSettings["lk"]>;

const LOOKS: Record<Look, string[]> = {
  warm: [temperature(45), "eq=saturation=1.08:contrast=1.03"],
  cool: [temperature(-45), "eq=saturation=0.98:contrast=1.03"],
  // Shadows towards teal, highlights towards orange.
  cinematic: [
    "curves=r='0/0 0.25/0.2 0.75/0.8 1/1':g='0/0 0.25/0.24 0.75/0.77 1/0.99':b='0/0.03 0.25/0.29 0.75/0.7 1/0.93'",
    "eq=contrast=1.06:saturation=0.92",
  ],
  // Faded blacks, yellowed whites.
  vintage: [
    "curves=r='0/0.09 0.5/0.56 1/0.95':g='0/0.06 0.5/0.51 1/0.92':b='0/0.12 0.5/0.46 1/0.80'",
    "eq=saturation=0.75",
  ],
  bw: ["lutyuv=u=128:v=128"],
};

/** The filters for what is set; none for nothing. */
export function colourFilters(colour: ColourSettings | undefined): string[] {
  if (colour === undefined) return [];
  const { br = 0, cn = 0, sa = 0, te = 0, lk } = colour;
  return [
    ...(br === 0 && cn === 0 ? [] : [levels(br, cn)]),
    ...(sa === 0 ? [] : [`eq=saturation=${(sa > 0 ? 1 + sa / 80 : 1 + sa / 100).toFixed(4)}`]),
    ...(te === 0 ? [] : [temperature(te)]),
    ...(lk === undefined ? [] : LOOKS[lk]),
  ];
}

/** How bent the curve of the strongest contrast is. */
const MOST_BEND = 6;

/** Mid-tones move most, black and white stay: nothing is burnt out or drowned, however much is asked for. */
function levels(brightness: number, contrast: number): string {
  const power = (2 ** (-brightness / 80)).toFixed(4);
  const lit = `pow(clip((val-16)/219,0,1),${power})`;
  // Luma outside of the limited range is none.
  return `lutyuv=y='16.5+219*${contrast > 0 ? steeper(lit, contrast) : flatter(lit, contrast)}'`;
}

/** By the logistic curve, whose ends are still slopes: light clouds and dark coats keep their folds. */
function steeper(level: string, contrast: number): string {
  const bend = MOST_BEND * Math.sqrt(contrast / 100);
  const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
  const [low, high] = [logistic(-bend / 2), logistic(bend / 2)];
  const curve = `1/(1+exp(-${bend.toFixed(4)}*(${level}-0.5)))`;
  return `(${curve}-${low.toFixed(5)})*${(1 / (high - low)).toFixed(5)}`;
}

/** Towards grey: there is nothing to be lost at the ends. */
function flatter(level: string, contrast: number): string {
  return `(0.5+${(1 + contrast / 180).toFixed(4)}*(${level}-0.5))`;
}

/** From −100, cool, to 100, warm; brightness stays. */
function temperature(level: number): string {
  const end = level > 0 ? WARMEST_KELVIN : COOLEST_KELVIN;
  // Kelvin are felt by their inverse.
  const inverse = 1 / NEUTRAL_KELVIN + (1 / end - 1 / NEUTRAL_KELVIN) * (Math.abs(level) / 100);
  return `colortemperature=temperature=${Math.round(1 / inverse)}:pl=1`;
}
