/** One sounding note, and what the kinds of voices share. */
import { SAMPLE_RATE } from "./effects.js";
import { frequencyOf } from "./harmony.js";
import type { Random } from "./random.js";

/** What an instrument is asked to play. */
export interface NoteRequest {
  pitch: number;
  /** From 0 to 1. */
  velocity: number;
  /** Until it is let go; it may ring on. */
  samples: number;
  /** −1 is left, 1 right. */
  pan: number;
  /** For what differs a little from note to note. */
  random: Random;
}

/** A note while it sounds. */
export interface Voice {
  /** Adds the next samples, from `from` to below `to`; false when it has died away. */
  add(left: Float32Array, right: Float32Array, from: number, to: number): boolean;
}

export type Instrument = (note: NoteRequest) => Voice;

/** Gains of a place between the loudspeakers, of equal power. */
export function panGains(pan: number): { left: number; right: number } {
  const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4;
  return { left: Math.cos(angle), right: Math.sin(angle) };
}

const SINE_SIZE = 4096;
const SINE = Float64Array.from({ length: SINE_SIZE + 1 }, (_, i) => Math.sin((2 * Math.PI * i) / SINE_SIZE));

/** The sine of a phase that counts whole turns, from a table. */
export function sine(phase: number): number {
  const place = (phase - Math.floor(phase)) * SINE_SIZE;
  const whole = Math.floor(place);
  const below = SINE[whole] ?? 0;
  return below + ((SINE[whole + 1] ?? 0) - below) * (place - whole);
}

/** A sawtooth whose step is rounded off, so that it does not alias audibly. */
export function sawtooth(phase: number, step: number): number {
  let value = 2 * phase - 1;
  if (phase < step) {
    const t = phase / step;
    value -= t + t - t * t - 1;
  } else if (phase > 1 - step) {
    const t = (phase - 1) / step;
    value -= t * t + t + t + 1;
  }
  return value;
}

export function stepOf(pitch: number, cents = 0): number {
  return frequencyOf(pitch + cents / 100) / SAMPLE_RATE;
}

/** Times of an envelope, in seconds; `sustain` is a level. */
export interface EnvelopeTimes {
  attack: number;
  decay: number;
  sustain: number;
  release: number;
}

/** Where a voice is silent enough to be given up: −80 dB. */
const SILENT = 1e-4;

/** Attack in a straight line, decay and release towards their levels as a capacitor does. */
export class Envelope {
  readonly #attackStep: number;
  readonly #decay: number;
  readonly #release: number;
  readonly #sustain: number;
  #left: number;
  #level = 0;
  #isRising = true;

  constructor(times: EnvelopeTimes, samples: number) {
    this.#attackStep = 1 / Math.max(1, times.attack * SAMPLE_RATE);
    this.#decay = fallOf(times.decay);
    this.#release = fallOf(times.release);
    this.#sustain = times.sustain;
    this.#left = samples;
  }

  next(): number {
    if (this.#left-- <= 0) {
      this.#level *= this.#release;
    } else if (this.#isRising) {
      this.#level += this.#attackStep;
      if (this.#level >= 1) {
        this.#level = 1;
        this.#isRising = false;
      }
    } else {
      this.#level = this.#sustain + (this.#level - this.#sustain) * this.#decay;
    }
    return this.#level;
  }

  get isOver(): boolean {
    return this.#level < SILENT && (this.#left <= 0 || (!this.#isRising && this.#sustain < SILENT));
  }
}

/** The factor a sample by which something falls by 60 dB in a time. */
export function fallOf(seconds: number): number {
  return 10 ** (-3 / Math.max(1, seconds * SAMPLE_RATE));
}

/** A filter of second order whose frequency may move while it sounds (the «state variable» form). */
export class MovingLowpass {
  readonly #damping: number;
  #low = 0;
  #band = 0;
  #g = 0;
  #a1 = 0;

  constructor(q = Math.SQRT1_2) {
    this.#damping = 1 / q;
  }

  tune(hertz: number): void {
    this.#g = Math.tan((Math.PI * Math.min(hertz, 18_000)) / SAMPLE_RATE);
    this.#a1 = 1 / (1 + this.#g * (this.#g + this.#damping));
  }

  next(x: number): number {
    const high = x - this.#low;
    const band = this.#a1 * (this.#band + this.#g * high);
    const low = this.#low + this.#g * band;
    this.#band = 2 * band - this.#band;
    this.#low = 2 * low - this.#low;
    return low;
  }
}
