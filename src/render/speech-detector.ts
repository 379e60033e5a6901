/** Tells when somebody speaks, by the level in the range of voices against the noise beneath it. */

import { SOUND_RATE, type SoundBlock } from "../media/sound-block.js";
import { Biquad } from "../music/effects.js";

/** Decisions are made this often. */
export const SPEECH_STEP_SAMPLES = SOUND_RATE / 100;

const LOWEST_HERTZ = 180;
const HIGHEST_HERTZ = 3800;
/** Below this nothing counts as speech, whatever the noise. */
const LEAST_DB = -52;
/** Speech stands out of the noise by this much; it goes on while it stands out by the lesser. */
const RISE_DB = 9;
const FALL_DB = 5;
/** Speech has gaps: between words, and before a stop consonant. */
const HOLD_STEPS = 30;
/** A knock is shorter. */
const LEAST_STEPS = 5;
/** The noise beneath is the lowest level of these steps: a second and a half, in which everybody draws breath. */
const FLOOR_STEPS = 150;
/** Levels are smoothed over this many steps. */
const SMOOTH = 0.35;

export class SpeechDetector {
  readonly #filters = [Biquad.highpass(LOWEST_HERTZ), Biquad.lowpass(HIGHEST_HERTZ)] as const;
  readonly #recent: number[] = [];
  #power = 0;
  #count = 0;
  #level = -90;
  #loudSteps = 0;
  #holdSteps = 0;

  /** Takes sound, gives a decision for each step that is full. */
  push({ left, right }: SoundBlock): boolean[] {
    const mono = left.map((value, i) => (value + (right[i] ?? 0)) / 2);
    for (const filter of this.#filters) filter.process(mono);
    const decisions: boolean[] = [];
    for (const value of mono) {
      this.#power += value * value;
      if (++this.#count < SPEECH_STEP_SAMPLES) continue;
      decisions.push(this.#decide(10 * Math.log10(this.#power / SPEECH_STEP_SAMPLES + 1e-10)));
      this.#power = 0;
      this.#count = 0;
    }
    return decisions;
  }

  #decide(decibels: number): boolean {
    this.#level += (decibels - this.#level) * (decibels > this.#level ? 1 : SMOOTH);
    this.#recent.push(this.#level);
    if (this.#recent.length > FLOOR_STEPS) this.#recent.shift();
    const floor = Math.min(...this.#recent, this.#recent.length < FLOOR_STEPS ? LEAST_DB - RISE_DB : 0);
    const isOn = this.#holdSteps > 0;
    const isLoud = this.#level > LEAST_DB && this.#level > floor + (isOn ? FALL_DB : RISE_DB);
    this.#loudSteps = isLoud ? this.#loudSteps + 1 : 0;
    if (this.#loudSteps >= LEAST_STEPS || (isOn && isLoud)) this.#holdSteps = HOLD_STEPS;
    else if (this.#holdSteps > 0) this.#holdSteps--;
    return this.#holdSteps > 0;
  }
}
