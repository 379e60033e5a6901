/** Strings that are plucked: a burst of noise goes round in a delay line and loses its highs (Karplus and Strong). */
import { SAMPLE_RATE } from "./effects.js";
import { frequencyOf } from "./harmony.js";
import { fallOf, type Instrument, type NoteRequest, panGains, type Voice } from "./voice.js";

interface StringKind {
  /** How bright the pluck is, 0 to 1; a softer touch is darker. */
  brightness: number;
  /** How much of the highs each round loses, 0 to 0.5. */
  dullness: number;
  /** Seconds of its ringing at middle C. */
  seconds: number;
  /** Where along the string it is plucked, as a part of its length. */
  place: number;
  release: number;
  level: number;
}

class PluckedVoice implements Voice {
  readonly #line: Float32Array;
  readonly #left: number;
  readonly #right: number;
  readonly #loss: number;
  readonly #dullness: number;
  readonly #fraction: number;
  readonly #release: number;
  #at = 0;
  #before = 0;
  #allpass = 0;
  #allpassBefore = 0;
  #gain: number;
  #quiet = 0;
  #heldSamples: number;

  constructor(kind: StringKind, note: NoteRequest) {
    const { left, right } = panGains(note.pan);
    this.#left = left;
    this.#right = right;
    this.#heldSamples = note.samples;
    this.#release = fallOf(kind.release);
    this.#gain = kind.level;
    this.#dullness = kind.dullness;
    const hertz = frequencyOf(note.pitch);
    // The averaging of the round takes `dullness` samples, the all-pass the fraction that is left.
    const period = SAMPLE_RATE / hertz - kind.dullness;
    const length = Math.max(2, Math.floor(period - 0.3));
    const rest = period - length;
    this.#fraction = (1 - rest) / (1 + rest);
    const seconds = kind.seconds * (hertz / 261.6) ** -0.35;
    this.#loss = 10 ** (-3 / (seconds * hertz));
    this.#line = pluck(length, kind, note);
  }

  add(left: Float32Array, right: Float32Array, from: number, to: number): boolean {
    const line = this.#line;
    let loudest = 0;
    for (let i = from; i < to; i++) {
      const x = line[this.#at] ?? 0;
      const dull = this.#loss * ((1 - this.#dullness) * x + this.#dullness * this.#before);
      this.#before = x;
      const tuned = this.#fraction * (dull - this.#allpass) + this.#allpassBefore;
      this.#allpassBefore = dull;
      this.#allpass = tuned;
      line[this.#at] = tuned;
      this.#at = this.#at + 1 === line.length ? 0 : this.#at + 1;
      if (this.#heldSamples-- <= 0) this.#gain *= this.#release;
      const y = x * this.#gain;
      if (y > loudest) loudest = y;
      left[i] = (left[i] ?? 0) + y * this.#left;
      right[i] = (right[i] ?? 0) + y * this.#right;
    }
    this.#quiet = loudest < 1e-4 ? this.#quiet + to - from : 0;
    return this.#quiet < 2000;
  }
}

/** The noise that a string starts with: darker for a soft touch, and without what a pluck at that place cannot excite. */
function pluck(length: number, kind: StringKind, { velocity, random }: NoteRequest): Float32Array {
  const raw = new Float64Array(length);
  const open = Math.min(1, kind.brightness * (0.35 + 0.65 * velocity));
  let smooth = 0;
  // Twice round, so that the beginning of the line fits its end.
  for (let i = 0; i < 2 * length; i++) {
    smooth += (2 * random.next() - 1 - smooth) * open;
    raw[i % length] = smooth;
  }
  const line = new Float32Array(length);
  const shift = Math.max(1, Math.round(length * kind.place));
  let mean = 0;
  let power = 0;
  for (let i = 0; i < length; i++) {
    const value = (raw[i] ?? 0) - (raw[(i + length - shift) % length] ?? 0);
    line[i] = value;
    mean += value / length;
  }
  for (let i = 0; i < length; i++) {
    const value = (line[i] ?? 0) - mean;
    line[i] = value;
    power += value * value;
  }
  const scale = velocity / Math.max(1e-9, Math.sqrt(power / length));
  for (let i = 0; i < length; i++) line[i] = (line[i] ?? 0) * scale;
  return line;
}

function stringed(kind: StringKind): Instrument {
  return (note) => new PluckedVoice(kind, note);
}

export const steelGuitar = stringed({
  brightness: 0.75,
  dullness: 0.3,
  seconds: 4.5,
  place: 0.17,
  release: 0.25,
  level: 0.3,
});
export const nylonGuitar = stringed({
  brightness: 0.4,
  dullness: 0.42,
  seconds: 3,
  place: 0.24,
  release: 0.25,
  level: 0.32,
});
export const harp = stringed({ brightness: 0.4, dullness: 0.35, seconds: 5, place: 0.4, release: 2.5, level: 0.3 });
export const uprightBass = stringed({
  brightness: 0.16,
  dullness: 0.47,
  seconds: 1.1,
  place: 0.2,
  release: 0.12,
  level: 0.55,
});
export const fingerBass = stringed({
  brightness: 0.3,
  dullness: 0.38,
  seconds: 2.2,
  place: 0.15,
  release: 0.08,
  level: 0.5,
});
