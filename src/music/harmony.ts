/** Keys, chords and how the notes of one chord move to those of the next. Pitches are MIDI numbers: 60 is middle C. */

/** The steps of a scale over its first note, in semitones. */
export const MODES = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
} as const satisfies Record<string, readonly number[]>;

export type Mode = keyof typeof MODES;

export interface Key {
  /** The first note of the scale, 0 (C) to 11 (B). */
  tonic: number;
  mode: Mode;
}

/** A chord as pitch classes, its root first. */
export interface Chord {
  root: number;
  tones: readonly number[];
}

/** The pitch of a step of the scale; steps below 0 and above 6 are in other octaves. Step 0 is the tonic of octave 0. */
export function scalePitch(key: Key, step: number): number {
  const scale = MODES[key.mode];
  const octave = Math.floor(step / scale.length);
  return key.tonic + 12 * octave + (scale[step - octave * scale.length] ?? 0);
}

/** The step whose pitch is nearest to a pitch. */
export function nearestStep(key: Key, pitch: number): number {
  const guess = Math.round(((pitch - key.tonic) * 7) / 12);
  let best = guess;
  for (let step = guess - 2; step <= guess + 2; step++)
    if (Math.abs(scalePitch(key, step) - pitch) < Math.abs(scalePitch(key, best) - pitch)) best = step;
  return best;
}

/** Steps above the root that a kind of chord takes from the scale. */
const KINDS: Record<string, readonly number[]> = {
  "": [0, 2, 4],
  "7": [0, 2, 4, 6],
  "9": [0, 2, 4, 6, 8],
  add9: [0, 2, 4, 8],
  sus2: [0, 1, 4],
  sus4: [0, 3, 4],
  "5": [0, 4],
};

/** Chords that leave the scale, in semitones above the root. */
const BORROWED: Record<string, readonly number[]> = {
  maj: [0, 4, 7],
  min: [0, 3, 7],
  min7: [0, 3, 7, 10],
  dom7: [0, 4, 7, 10],
};

/**
 * Reads a chord such as `2:9`: its root is the second note of the scale, its notes a ninth chord of the scale.
 * `4:min` leaves the scale.
 */
export function chordOf(key: Key, symbol: string): Chord {
  const [degree = "1", kind = ""] = symbol.split(":");
  const rootStep = Number(degree) - 1;
  const root = mod12(scalePitch(key, rootStep));
  const borrowed = BORROWED[kind];
  if (borrowed !== undefined) return { root, tones: borrowed.map((semitones) => mod12(root + semitones)) };
  const steps = KINDS[kind];
  if (steps === undefined || !(rootStep >= 0 && rootStep < 7)) throw new Error(`no such chord: ${symbol}`);
  return { root, tones: steps.map((step) => mod12(scalePitch(key, rootStep + step))) };
}

export function mod12(pitch: number): number {
  return ((pitch % 12) + 12) % 12;
}

/** Where the notes of a chord may lie, and how many there are. */
export interface VoicingRange {
  low: number;
  high: number;
  size: number;
}

/**
 * The notes of a chord, low to high, that move least from the notes before: that is what makes chords flow into each
 * other instead of jumping. Narrow seconds at the bottom and wide holes are avoided.
 */
export function voiceChord(chord: Chord, range: VoicingRange, before: readonly number[]): number[] {
  const wanted = tonesFor(chord, range.size);
  const middle = (range.low + range.high) / 2;
  let best: number[] = [];
  let bestCost = Number.POSITIVE_INFINITY;
  const place = (at: number, pitches: readonly number[]): void => {
    if (at === wanted.length) {
      const voicing = [...pitches].sort((a, b) => a - b);
      const cost = costOf(voicing, before, middle);
      if (cost < bestCost) [best, bestCost] = [voicing, cost];
      return;
    }
    const tone = wanted[at] ?? 0;
    for (let pitch = range.low + mod12(tone - range.low); pitch <= range.high; pitch += 12)
      if (!pitches.includes(pitch)) place(at + 1, [...pitches, pitch]);
  };
  place(0, []);
  return best.length > 0 ? best : wanted.map((tone) => range.low + mod12(tone - range.low)).sort((a, b) => a - b);
}

/** Third and seventh say what a chord is, so they come first; the root is the bass's, the fifth is the first to go. */
function tonesFor({ tones }: Chord, size: number): number[] {
  const order = tones.length <= 3 ? [0, 1, 2, 0, 2] : [1, 3, 4, 0, 2].filter((i) => i < tones.length);
  return order.slice(0, size).map((i) => tones[i] ?? tones[0] ?? 0);
}

function costOf(voicing: readonly number[], before: readonly number[], middle: number): number {
  let cost = 0;
  for (const [i, pitch] of voicing.entries()) {
    const previous = before[i];
    cost += previous === undefined ? Math.abs(pitch - middle) * 0.5 : Math.abs(pitch - previous);
    const gap = pitch - (voicing[i - 1] ?? pitch - 4);
    if (gap > 9) cost += (gap - 9) * 1.5;
    if (gap < 3) cost += pitch < 60 ? 4 : 0.8;
  }
  const mean = voicing.reduce((sum, pitch) => sum + pitch, 0) / Math.max(1, voicing.length);
  return cost + Math.abs(mean - middle) * 0.4;
}

/** The pitch nearest to one given whose class is among some. */
export function nearestTone(tones: readonly number[], pitch: number): number {
  let best = pitch;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const tone of tones) {
    const up = mod12(tone - pitch);
    const candidate = up <= 6 ? pitch + up : pitch + up - 12;
    const distance = Math.abs(candidate - pitch);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

export function frequencyOf(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}
