/** What is struck and rings: piano, vibraphone, glockenspiel, kalimba, bells. A sum of partials, each with its own decay. */
import { SAMPLE_RATE } from "./effects.js";
import { frequencyOf } from "./harmony.js";
import { fallOf, type Instrument, type NoteRequest, panGains, type Voice } from "./voice.js";

/** How a thing rings at middle C. */
interface Body {
  /** Frequencies over the note's own, with strength and the seconds of their decay. */
  partials: readonly { ratio: number; level: number; seconds: number }[];
  /** How much shorter high notes ring: seconds fall by this power of the frequency. */
  shortening: number;
  /** Seconds until silence once the note is let go. */
  release: number;
  /** How much of the high partials a soft stroke loses, 0 to 1. */
  touch: number;
  /** Strength of the knock itself. */
  knock: number;
}

const HIGHEST_HERTZ = 14_000;
const KNOCK_SECONDS = 0.03;
/** Strings that beat against each other are heard in the lowest partials. */
const BEATING_PARTIALS = 5;

/** One decaying sine; it costs two multiplications a sample: `y[n] = 2r·cos(w)·y[n−1] − r²·y[n−2]`. */
interface Partial {
  a1: number;
  a2: number;
  y1: number;
  y2: number;
  /** Samples until it is 80 dB down. */
  rest: number;
}

/** A partial after the other writes into it, and it is read at once. Longer than any block. */
const SUM = new Float64Array(2048);

class StruckVoice implements Voice {
  #partials: Partial[];
  readonly #left: number;
  readonly #right: number;
  readonly #release: number;
  #gain = 1;
  #heldSamples: number;
  #noise: number;
  readonly #noiseFall = fallOf(KNOCK_SECONDS);
  #noiseSmooth = 0;
  readonly #random: NoteRequest["random"];

  constructor(body: Body, note: NoteRequest, detuneCents: readonly number[]) {
    const { left, right } = panGains(note.pan);
    this.#left = left;
    this.#right = right;
    this.#random = note.random;
    this.#release = fallOf(body.release);
    this.#heldSamples = note.samples;
    const base = frequencyOf(note.pitch);
    const shorter = (base / 261.6) ** -body.shortening;
    this.#partials = detuneCents.flatMap((cents, string) =>
      body.partials.flatMap(({ ratio, level, seconds }, i) => {
        const isAlone = i >= BEATING_PARTIALS;
        if (isAlone && string > 0) return [];
        const hertz = base * ratio * 2 ** (cents / 1200);
        if (hertz > HIGHEST_HERTZ) return [];
        const soft = (1 - body.touch * (1 - note.velocity)) ** i;
        const w = (2 * Math.PI * hertz) / SAMPLE_RATE;
        const r = fallOf(seconds * shorter);
        const strength = (level * soft * note.velocity) / (isAlone ? 1 : detuneCents.length);
        const rest = Math.round(seconds * shorter * 1.33 * SAMPLE_RATE);
        return [{ a1: 2 * r * Math.cos(w), a2: -r * r, y1: 0, y2: (-strength * Math.sin(w)) / r, rest }];
      }),
    );
    this.#noise = body.knock * note.velocity;
  }

  add(left: Float32Array, right: Float32Array, from: number, to: number): boolean {
    SUM.fill(0, from, to);
    let hasEnded = false;
    for (const partial of this.#partials) {
      const { a1, a2 } = partial;
      let { y1, y2 } = partial;
      for (let i = from; i < to; i++) {
        const y = a1 * y1 + a2 * y2;
        y2 = y1;
        y1 = y;
        SUM[i] = (SUM[i] ?? 0) + y;
      }
      partial.y1 = y1;
      partial.y2 = y2;
      partial.rest -= to - from;
      hasEnded ||= partial.rest <= 0;
    }
    if (hasEnded) this.#partials = this.#partials.filter(({ rest }) => rest > 0);
    if (this.#noise > 1e-4) this.#knock(from, to);
    for (let i = from; i < to; i++) {
      if (this.#heldSamples-- <= 0) this.#gain *= this.#release;
      const y = (SUM[i] ?? 0) * this.#gain;
      left[i] = (left[i] ?? 0) + y * this.#left;
      right[i] = (right[i] ?? 0) + y * this.#right;
    }
    return this.#gain > 1e-4 && this.#partials.length > 0;
  }

  #knock(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.#noise *= this.#noiseFall;
      this.#noiseSmooth += (this.#noise * (2 * this.#random.next() - 1) - this.#noiseSmooth) * 0.25;
      SUM[i] = (SUM[i] ?? 0) + this.#noiseSmooth;
    }
  }
}

const PIANO_PARTIALS = 11;

/** Two strings a note, a little apart; stiff strings have wide partials; the hammer strikes at an eighth of the length. */
export const piano: Instrument = (note) => {
  const stiffness = 0.0004;
  const base = 6.5 * 2 ** ((60 - note.pitch) / 40);
  const partials = Array.from({ length: PIANO_PARTIALS }, (_, i) => {
    const k = i + 1;
    return {
      ratio: k * Math.sqrt(1 + stiffness * k * k),
      level: (0.5 * (0.25 + Math.abs(Math.sin((Math.PI * k) / 8)))) / k ** 1.15,
      seconds: base / (1 + 0.35 * i),
    };
  });
  const body: Body = { partials, shortening: 0.25, release: 0.45, touch: 0.3, knock: 0.06 };
  return new StruckVoice(body, { ...note, pan: note.pan + (note.pitch - 62) / 60 }, [-0.7, 0.7]);
};

const VIBRAPHONE: Body = {
  partials: [
    { ratio: 1, level: 0.55, seconds: 3.2 },
    { ratio: 3.98, level: 0.14, seconds: 0.9 },
    { ratio: 10.2, level: 0.05, seconds: 0.18 },
  ],
  shortening: 0.5,
  release: 0.9,
  touch: 0.4,
  knock: 0.03,
};
export const vibraphone: Instrument = (note) => new StruckVoice(VIBRAPHONE, note, [0]);

const GLOCKENSPIEL: Body = {
  partials: [
    { ratio: 1, level: 0.4, seconds: 2.2 },
    { ratio: 2.76, level: 0.14, seconds: 0.9 },
    { ratio: 5.4, level: 0.08, seconds: 0.4 },
    { ratio: 8.9, level: 0.03, seconds: 0.15 },
  ],
  shortening: 0.4,
  release: 1.2,
  touch: 0.3,
  knock: 0.03,
};
export const glockenspiel: Instrument = (note) => new StruckVoice(GLOCKENSPIEL, note, [0]);

const KALIMBA: Body = {
  partials: [
    { ratio: 1, level: 0.6, seconds: 1.4 },
    { ratio: 5.9, level: 0.1, seconds: 0.22 },
    { ratio: 14.3, level: 0.03, seconds: 0.08 },
  ],
  shortening: 0.5,
  release: 0.5,
  touch: 0.4,
  knock: 0.12,
};
export const kalimba: Instrument = (note) => new StruckVoice(KALIMBA, note, [0]);

const BELL: Body = {
  partials: [
    { ratio: 0.5, level: 0.1, seconds: 6 },
    { ratio: 1, level: 0.34, seconds: 5 },
    { ratio: 2.01, level: 0.18, seconds: 3.6 },
    { ratio: 3.01, level: 0.1, seconds: 2.2 },
    { ratio: 4.2, level: 0.05, seconds: 1.2 },
    { ratio: 5.43, level: 0.03, seconds: 0.7 },
  ],
  shortening: 0.4,
  release: 3,
  touch: 0.4,
  knock: 0,
};
export const bell: Instrument = (note) => new StruckVoice(BELL, note, [-2, 2]);
