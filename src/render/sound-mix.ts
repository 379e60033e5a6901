/** All sounds of a timeline together, to the sample: levels, fades, crossfades, ducking, loudness. */
import { SOUND_RATE, type SoundBlock } from "../media/sound-block.js";
import { Limiter } from "../music/effects.js";
import { LoudnessMeter } from "../music/loudness.js";
import type { PlannedSound, SoundPlan } from "./sound-plan.js";
import { OpenSounds, originBlocks, SoundQueue } from "./sound-stream.js";
import { SPEECH_STEP_SAMPLES, SpeechDetector } from "./speech-detector.js";

/** Samples mixed at a time; whole steps of the speech detector. */
const BLOCK_SAMPLES = 10 * SPEECH_STEP_SAMPLES;

/** Peaks are held below −1.2 dB, so that those between the samples, and those that AAC adds, stay below full scale. */
const CEILING = 10 ** (-1.2 / 20);

/** Under speech music goes down by this much… */
const DUCK_DB = 12;
/** …from this long before the first word… */
const DUCK_AHEAD_STEPS = 25;
/** …within this time, and comes back within the other. */
const DUCK_DOWN_SECONDS = 0.15;
const DUCK_UP_SECONDS = 0.6;

/** How often the level is corrected for what the limiter takes, and how near it has to come. */
const MOST_CORRECTIONS = 2;
const LOUDNESS_SLACK = 0.15;

/** What a call in a worker is given to be paused, cancelled and watched. */
export interface SoundControl {
  /** Passes, waits, or throws. */
  gate: () => Promise<void>;
  /** Told after each block how much of all the work is done, 0 to 1. */
  onProgress: (done: number) => void;
}

/** What is known of a mix once it is made. */
export interface MixFacts {
  /** LUFS before anything was done about it; undefined where it is silence. */
  loudnessBefore: number | undefined;
  /** Packets and frames that could not be decoded. */
  damaged: number;
}

/** The finished sound of a plan, block by block: exactly `plan.samples` samples. */
export async function* mixedSound(
  plan: SoundPlan,
  control: SoundControl,
  facts: MixFacts = { loudnessBefore: undefined, damaged: 0 },
): AsyncGenerator<SoundBlock, void> {
  const passes = plan.loudness === undefined ? 1 : 2;
  let pass = 0;
  const passControl = (): SoundControl => {
    const part = pass++;
    return { gate: control.gate, onProgress: (done) => control.onProgress((part + done) / Math.max(passes, part + 1)) };
  };
  let gain = plan.gain;
  if (plan.loudness !== undefined) {
    const before = await measured(unlimited(plan, plan.gain, passControl(), facts));
    facts.loudnessBefore = before.loudness;
    if (before.loudness !== undefined) {
      gain *= 10 ** ((plan.loudness - before.loudness) / 20);
      // The limiter takes loudness where it works: then the level is corrected by what is measured behind it.
      let peak = before.peak * (gain / plan.gain);
      for (let i = 0; i < MOST_CORRECTIONS && peak > CEILING; i++) {
        const { loudness } = await measured(limited(plan, unlimited(plan, gain, passControl(), facts)));
        const error = plan.loudness - (loudness ?? plan.loudness);
        if (Math.abs(error) < LOUDNESS_SLACK) break;
        gain *= 10 ** (error / 20);
        peak *= 10 ** (error / 20);
      }
    }
  }
  yield* limited(plan, unlimited(plan, gain, passControl(), facts));
}

async function measured(blocks: AsyncIterable<SoundBlock>): Promise<{ loudness: number | undefined; peak: number }> {
  const meter = new LoudnessMeter();
  let peak = 0;
  for await (const { left, right } of blocks) {
    meter.add(left, right);
    for (const channel of [left, right])
      for (const value of channel) if (Math.abs(value) > peak) peak = Math.abs(value);
  }
  return { loudness: meter.integrated, peak };
}

/** Behind the limiter, which comes late: the first samples are left out, and silence pushes the last ones through. */
async function* limited(plan: SoundPlan, blocks: AsyncIterable<SoundBlock>): AsyncGenerator<SoundBlock, void> {
  const limiter = new Limiter(CEILING);
  let toSkip = limiter.delay;
  let toGive = plan.samples;
  const through = function* (block: SoundBlock): Generator<SoundBlock> {
    limiter.process(block.left, block.right);
    const from = Math.min(block.left.length, toSkip);
    toSkip -= from;
    const to = Math.min(block.left.length, from + toGive);
    toGive -= to - from;
    if (to > from) yield { left: block.left.subarray(from, to), right: block.right.subarray(from, to) };
  };
  for await (const block of blocks) yield* through(block);
  yield* through({ left: new Float32Array(limiter.delay), right: new Float32Array(limiter.delay) });
}

/** A sound that plays. */
interface Playing {
  sound: PlannedSound;
  queue: SoundQueue;
}

async function* unlimited(
  plan: SoundPlan,
  gain: number,
  control: SoundControl,
  facts: MixFacts,
): AsyncGenerator<SoundBlock, void> {
  using open = new OpenSounds();
  const waiting = [...plan.sounds];
  let playing: Playing[] = [];
  const whole = new WholeShape(plan, gain);
  const ducking = plan.sounds.some(({ isDucked }) => isDucked) ? new Ducking() : undefined;
  try {
    // With ducking the sound waits in a row until it is known whether somebody is about to speak.
    for (let start = 0; start < plan.samples; start += BLOCK_SAMPLES) {
      await control.gate();
      const length = Math.min(BLOCK_SAMPLES, plan.samples - start);
      for (let next = waiting[0]; next !== undefined && next.start < start + length; next = waiting[0]) {
        waiting.shift();
        playing.push({ sound: next, queue: new SoundQueue(originBlocks(next.origin, open)) });
      }
      const block = { above: silence(length), ducked: silence(length), key: silence(length) };
      const going: Playing[] = [];
      for (const each of playing) {
        const { sound, queue } = each;
        const from = Math.max(0, sound.start - start);
        const to = Math.min(length, sound.start + sound.samples - start);
        const taken = await queue.take(to - from, control.gate);
        const into = sound.isDucked ? [block.ducked] : sound.role === "clip" ? [block.above, block.key] : [block.above];
        addShaped(into, from, taken, sound, start + from - sound.start);
        if (sound.start + sound.samples > start + length) going.push(each);
        else await queue[Symbol.asyncDispose]();
      }
      playing = going;
      for (const ready of ducking === undefined ? [block.above] : ducking.push(block)) yield whole.shape(ready);
      control.onProgress((start + length) / plan.samples);
    }
    for (const ready of ducking?.flush() ?? []) yield whole.shape(ready);
    facts.damaged = Math.max(facts.damaged, open.damaged);
  } finally {
    for (const { queue } of playing) await queue[Symbol.asyncDispose]();
  }
}

function silence(samples: number): SoundBlock {
  return { left: new Float32Array(samples), right: new Float32Array(samples) };
}

/** Adds a part of a sound that begins `age` samples behind the sound's own beginning. */
function addShaped(into: readonly SoundBlock[], at: number, part: SoundBlock, sound: PlannedSound, age: number): void {
  for (let i = 0; i < part.left.length; i++) {
    const gain = gainAt(sound, age + i);
    for (const { left, right } of into) {
      left[at + i] = (left[at + i] ?? 0) + (part.left[i] ?? 0) * gain;
      right[at + i] = (right[at + i] ?? 0) + (part.right[i] ?? 0) * gain;
    }
  }
}

function gainAt({ gain, samples, fadeIn, fadeOut, crossIn, crossOut }: PlannedSound, age: number): number {
  const left = samples - 1 - age;
  let level = gain;
  if (age < fadeIn) level *= age / fadeIn;
  // A sound that goes on under the next one fades by the crossing alone; its own fade ends where that begins.
  if (fadeOut > 0 && left - crossOut < fadeOut) level *= Math.max(0, (left - crossOut) / fadeOut);
  if (age < crossIn) level *= Math.sin(((age + 0.5) / crossIn) * (Math.PI / 2));
  if (left < crossOut) level *= Math.sin(((left + 0.5) / crossOut) * (Math.PI / 2));
  return level;
}

/** Level and fades of everything together. */
class WholeShape {
  readonly #plan: SoundPlan;
  readonly #gain: number;
  #at = 0;

  constructor(plan: SoundPlan, gain: number) {
    this.#plan = plan;
    this.#gain = gain;
  }

  shape(block: SoundBlock): SoundBlock {
    const { samples, fadeIn, fadeOut } = this.#plan;
    for (let i = 0; i < block.left.length; i++, this.#at++) {
      let level = this.#gain;
      if (this.#at < fadeIn) level *= this.#at / fadeIn;
      if (samples - 1 - this.#at < fadeOut) level *= (samples - 1 - this.#at) / fadeOut;
      block.left[i] = (block.left[i] ?? 0) * level;
      block.right[i] = (block.right[i] ?? 0) * level;
    }
    return block;
  }
}

/** Music that waits until it is known whether somebody speaks, and steps back in time. */
class Ducking {
  readonly #detector = new SpeechDetector();
  readonly #waiting: { above: SoundBlock; ducked: SoundBlock }[] = [];
  readonly #decisions: boolean[] = [];
  #level = 1;

  /** Takes a block, gives those whose speech is known. */
  push({ above, ducked, key }: { above: SoundBlock; ducked: SoundBlock; key: SoundBlock }): SoundBlock[] {
    this.#waiting.push({ above, ducked });
    this.#decisions.push(...this.#detector.push(key));
    const ready: SoundBlock[] = [];
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const steps = Math.ceil(next.above.left.length / SPEECH_STEP_SAMPLES);
      if (this.#decisions.length < steps + DUCK_AHEAD_STEPS) break;
      ready.push(this.#next());
    }
    return ready;
  }

  flush(): SoundBlock[] {
    const ready: SoundBlock[] = [];
    while (this.#waiting.length > 0) ready.push(this.#next());
    return ready;
  }

  #next(): SoundBlock {
    const { above, ducked } = this.#waiting.shift() ?? { above: silence(0), ducked: silence(0) };
    const down = 10 ** (-DUCK_DB / 20);
    let wanted = 1;
    for (let i = 0; i < above.left.length; i++) {
      if (i % SPEECH_STEP_SAMPLES === 0) {
        wanted = this.#decisions.slice(0, DUCK_AHEAD_STEPS).includes(true) ? down : 1;
        this.#decisions.shift();
      }
      const step = (1 - down) / SOUND_RATE / (wanted < this.#level ? DUCK_DOWN_SECONDS : DUCK_UP_SECONDS);
      this.#level += Math.max(-step, Math.min(step, wanted - this.#level));
      above.left[i] = (above.left[i] ?? 0) + (ducked.left[i] ?? 0) * this.#level;
      above.right[i] = (above.right[i] ?? 0) + (ducked.right[i] ?? 0) * this.#level;
    }
    return above;
  }
}
