/** The outline of a sound for drawing, however long it is. */
import type { SoundBlock } from "../media/sound-block.js";

/** A stretch begins this short, and doubles whenever there are too many of them. */
const FIRST_STRETCH_SAMPLES = 240;

export class WaveformPeaks {
  readonly #buckets: number;
  #low: number[] = [];
  #high: number[] = [];
  #stretch = FIRST_STRETCH_SAMPLES;
  #count = 0;
  #least = 0;
  #most = 0;

  /** @param buckets how many stretches there are in the end, at most */
  constructor(buckets: number) {
    this.#buckets = buckets;
  }

  add({ left, right }: SoundBlock): void {
    for (let i = 0; i < left.length; i++) {
      const a = left[i] ?? 0;
      const b = right[i] ?? 0;
      this.#least = Math.min(this.#least, a, b);
      this.#most = Math.max(this.#most, a, b);
      if (++this.#count === this.#stretch) this.#close();
    }
  }

  #close(): void {
    this.#low.push(this.#least);
    this.#high.push(this.#most);
    [this.#least, this.#most, this.#count] = [0, 0, 0];
    if (this.#low.length < this.#buckets * 4) return;
    this.#low = joined(this.#low, this.#low.length / 2, Math.min);
    this.#high = joined(this.#high, this.#high.length / 2, Math.max);
    this.#stretch *= 2;
  }

  /** Lowest and highest samples in hundredths of full scale. */
  get result(): { low: number[]; high: number[] } {
    const low = this.#count > 0 ? [...this.#low, this.#least] : this.#low;
    const high = this.#count > 0 ? [...this.#high, this.#most] : this.#high;
    const hundredths = (value: number): number => Math.max(-100, Math.min(100, Math.round(value * 100)));
    const buckets = Math.min(this.#buckets, low.length);
    return {
      low: joined(low, buckets, Math.min).map(hundredths),
      high: joined(high, buckets, Math.max).map(hundredths),
    };
  }
}

/** Fewer stretches in place of many, each over about as many of them. */
function joined(values: readonly number[], count: number, of: (...values: number[]) => number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * values.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * values.length) / count));
    return of(...values.slice(from, to));
  });
}
