/** Loudness as ITU-R BS.1770 measures it, while sound flows by. */
import { SAMPLE_RATE } from "./effects.js";

/** A filter of second order by its coefficients. */
class Stage {
  #z1 = 0;
  #z2 = 0;

  constructor(
    readonly b: readonly [number, number, number],
    readonly a: readonly [number, number],
  ) {}

  next(x: number): number {
    const y = this.b[0] * x + this.#z1;
    this.#z1 = this.b[1] * x - this.a[0] * y + this.#z2;
    this.#z2 = this.b[2] * x - this.a[1] * y;
    return y;
  }
}

/** The two stages of the weighting at 48 kHz: tables 1 and 2 of the recommendation. */
function weighting(): [Stage, Stage] {
  return [
    new Stage([1.53512485958697, -2.69169618940638, 1.19839281085285], [-1.69065929318241, 0.73248077421585]),
    new Stage([1, -2, 1], [-1.99004745483398, 0.99007225036621]),
  ];
}

const STEP_SAMPLES = SAMPLE_RATE / 10;
/** Four steps make a block of 400 ms. */
const STEPS_PER_BLOCK = 4;
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;
/** Blocks are counted by loudness in hundredths of a unit, so that memory does not grow with the length. */
const BINS = 8000;

export class LoudnessMeter {
  readonly #stages = [weighting(), weighting()] as const;
  readonly #counts = new Float64Array(BINS);
  readonly #steps: number[] = [];
  #sum = 0;
  #samples = 0;

  add(left: Float32Array, right: Float32Array): void {
    const [[l1, l2], [r1, r2]] = this.#stages;
    for (let i = 0; i < left.length; i++) {
      const a = l2.next(l1.next(left[i] ?? 0));
      const b = r2.next(r1.next(right[i] ?? 0));
      this.#sum += a * a + b * b;
      if (++this.#samples === STEP_SAMPLES) this.#step();
    }
  }

  #step(): void {
    this.#steps.push(this.#sum / STEP_SAMPLES);
    this.#sum = 0;
    this.#samples = 0;
    if (this.#steps.length > STEPS_PER_BLOCK) this.#steps.shift();
    if (this.#steps.length < STEPS_PER_BLOCK) return;
    const loudness = loudnessOf(this.#steps.reduce((sum, power) => sum + power, 0) / STEPS_PER_BLOCK);
    if (loudness <= ABSOLUTE_GATE) return;
    const bin = Math.min(BINS - 1, Math.max(0, Math.round((loudness - ABSOLUTE_GATE) * 100)));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
  }

  /** In LUFS; undefined where all of it is silence, or shorter than a block. */
  get integrated(): number | undefined {
    const ungated = this.#mean(0);
    if (ungated === undefined) return undefined;
    return this.#mean(Math.max(0, Math.round((ungated + RELATIVE_GATE - ABSOLUTE_GATE) * 100)));
  }

  #mean(fromBin: number): number | undefined {
    let power = 0;
    let count = 0;
    for (let bin = fromBin; bin < BINS; bin++) {
      const blocks = this.#counts[bin] ?? 0;
      if (blocks === 0) continue;
      power += blocks * 10 ** ((bin / 100 + ABSOLUTE_GATE + 0.691) / 10);
      count += blocks;
    }
    return count === 0 ? undefined : loudnessOf(power / count);
  }
}

function loudnessOf(power: number): number {
  return -0.691 + 10 * Math.log10(Math.max(1e-12, power));
}
