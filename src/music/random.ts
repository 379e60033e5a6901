/** Chance that repeats itself: the same seed gives the same numbers on every machine. */

/** FNV-1a over the characters of a word, as a whole number of 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A stream of numbers that a seed and a name decide. Streams of other names do not disturb it. */
export class Random {
  readonly #seed: number;
  #state: number;

  constructor(seed: number, name = "") {
    this.#seed = (Math.imul(seed | 0, 0x9e3779b1) ^ hashOf(name)) >>> 0;
    this.#state = this.#seed;
  }

  /** A stream of its own for a part of the work. */
  named(name: string): Random {
    return new Random(this.#seed, name);
  }

  /** From 0 to below 1 (the mixing steps of «splitmix32»). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** From −1 to 1, small values more often. */
  jitter(): number {
    return this.next() - this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.next() * list.length)] ?? list[0];
  }
}
