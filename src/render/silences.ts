/** Where nobody says anything: pauses that can be cut without clipping a word. */
import { SOUND_RATE, type SoundBlock } from "../media/sound-block.js";
import { Biquad } from "../music/effects.js";

const STEP_SAMPLES = SOUND_RATE / 100;
const STEP_MS = 10;
/** Below it is silence in any recording, and above it never. */
const LOWEST_THRESHOLD_DB = -62;
const HIGHEST_THRESHOLD_DB = -26;
/** Between the noise and the voice, this far up from the noise. */
const THRESHOLD_PART = 0.35;
/** A recording whose loud and quiet moments differ by less has no pauses: music, or noise all through. */
const LEAST_RANGE_DB = 10;
/** A pause lasts at least this long. */
const LEAST_PAUSE_STEPS = 45;
/** A click in a pause does not end it. */
const CLICK_STEPS = 4;
/** Words begin softly and end softly: so much of a pause stays on both sides. */
const BEFORE_WORD_MS = 140;
const AFTER_WORD_MS = 200;
/** What is left to cut is worth it from this length on. */
const LEAST_CUT_MS = 200;

/** The level of a sound over time, one byte for each hundredth of a second. */
export class LevelLine {
  /** Rumble and mains hum are no voice. */
  readonly #filter = Biquad.highpass(90);
  #levels = new Uint8Array(6000);
  #length = 0;
  #power = 0;
  #count = 0;

  add({ left, right }: SoundBlock): void {
    const mono = left.map((value, i) => (value + (right[i] ?? 0)) / 2);
    this.#filter.process(mono);
    for (const value of mono) {
      this.#power += value * value;
      if (++this.#count === STEP_SAMPLES) this.#step();
    }
  }

  #step(): void {
    if (this.#length === this.#levels.length) {
      const longer = new Uint8Array(this.#levels.length * 2);
      longer.set(this.#levels);
      this.#levels = longer;
    }
    const decibels = 10 * Math.log10(this.#power / STEP_SAMPLES + 1e-10);
    this.#levels[this.#length++] = Math.max(0, Math.min(100, Math.round(decibels + 100)));
    this.#power = 0;
    this.#count = 0;
  }

  /** Pauses in ms, what has to stay around words already left out. */
  silences(durationMs: number): [startMs: number, endMs: number][] {
    const levels = this.#levels.subarray(0, this.#length);
    const threshold = thresholdOf(levels);
    if (threshold === undefined) return [];
    return pausesOf(levels, threshold).flatMap(([from, to]) => {
      const start = from === 0 ? 0 : from * STEP_MS + AFTER_WORD_MS;
      const end = to === levels.length ? durationMs : to * STEP_MS - BEFORE_WORD_MS;
      return end - start >= LEAST_CUT_MS ? [[start, end] as [number, number]] : [];
    });
  }
}

/** The level below which nothing is said, over −100 dB; undefined where there is no such level. */
function thresholdOf(levels: Uint8Array): number | undefined {
  if (levels.length === 0) return undefined;
  const counts = new Float64Array(101);
  for (const level of levels) counts[level] = (counts[level] ?? 0) + 1;
  const loud = percentile(counts, levels.length, 0.95);
  // Digital silence between words would hide the noise of the recording.
  const quiet = Math.max(percentile(counts, levels.length, 0.08), loud - 60);
  if (loud <= LOWEST_THRESHOLD_DB + 100) return LOWEST_THRESHOLD_DB + 100;
  if (loud - quiet < LEAST_RANGE_DB) return undefined;
  const threshold = quiet + Math.max(5, (loud - quiet) * THRESHOLD_PART);
  return Math.max(LOWEST_THRESHOLD_DB + 100, Math.min(HIGHEST_THRESHOLD_DB + 100, threshold));
}

function percentile(counts: Float64Array, total: number, part: number): number {
  let seen = 0;
  for (const [level, count] of counts.entries()) {
    seen += count;
    if (seen >= total * part) return level;
  }
  return 100;
}

/** Runs of quiet steps, from one to below another, clicks left out of account. */
function pausesOf(levels: Uint8Array, threshold: number): [number, number][] {
  const pauses: [number, number][] = [];
  let start: number | undefined;
  let loudSteps = 0;
  const close = (end: number): void => {
    if (start !== undefined && end - start >= LEAST_PAUSE_STEPS) pauses.push([start, end]);
    start = undefined;
  };
  for (const [i, level] of levels.entries()) {
    if (level < threshold) {
      start ??= i;
      loudSteps = 0;
    } else if (start !== undefined && ++loudSteps > CLICK_STEPS) {
      close(i + 1 - loudSteps);
      loudSteps = 0;
    }
  }
  close(levels.length);
  return pauses;
}
