/** Drums made of sines and noise. Each piece of a kit is made once and then played like a recording. */
import { Biquad, SAMPLE_RATE } from "./effects.js";
import { Random } from "./random.js";
import { fallOf, panGains, sine, type Voice } from "./voice.js";

export const DRUM_PIECES = [
  "kick",
  "snare",
  "clap",
  "rim",
  "hat",
  "openHat",
  "ride",
  "shaker",
  "tom",
  "lowTom",
  "crash",
  "riser",
] as const;

export type DrumPiece = (typeof DRUM_PIECES)[number];

export type KitName = "dusty" | "pop" | "electro" | "brushes" | "orchestral" | "hall";

/** What sets a kit apart. */
interface KitCharacter {
  kick: { from: number; to: number; drop: number; seconds: number; click: number };
  snare: { hertz: number; tone: number; noise: number; seconds: number; bright: number };
  hat: { seconds: number; hertz: number; level: number };
  /** Everything above is taken away. */
  lowpass: number;
}

const KITS: Record<KitName, KitCharacter> = {
  dusty: {
    kick: { from: 130, to: 52, drop: 0.06, seconds: 0.28, click: 0.15 },
    snare: { hertz: 180, tone: 0.5, noise: 0.55, seconds: 0.17, bright: 2600 },
    hat: { seconds: 0.045, hertz: 6500, level: 0.35 },
    lowpass: 7500,
  },
  pop: {
    kick: { from: 180, to: 55, drop: 0.04, seconds: 0.3, click: 0.4 },
    snare: { hertz: 200, tone: 0.55, noise: 0.7, seconds: 0.2, bright: 3800 },
    hat: { seconds: 0.05, hertz: 8500, level: 0.4 },
    lowpass: 16_000,
  },
  electro: {
    kick: { from: 260, to: 48, drop: 0.045, seconds: 0.38, click: 0.5 },
    snare: { hertz: 210, tone: 0.4, noise: 0.8, seconds: 0.18, bright: 4200 },
    hat: { seconds: 0.04, hertz: 9500, level: 0.42 },
    lowpass: 18_000,
  },
  brushes: {
    kick: { from: 110, to: 58, drop: 0.03, seconds: 0.2, click: 0.1 },
    snare: { hertz: 190, tone: 0.18, noise: 0.5, seconds: 0.22, bright: 3200 },
    hat: { seconds: 0.06, hertz: 7500, level: 0.3 },
    lowpass: 12_000,
  },
  orchestral: {
    kick: { from: 95, to: 44, drop: 0.08, seconds: 0.9, click: 0.2 },
    snare: { hertz: 170, tone: 0.45, noise: 0.7, seconds: 0.3, bright: 3000 },
    hat: { seconds: 0.05, hertz: 7000, level: 0.25 },
    lowpass: 14_000,
  },
  hall: {
    kick: { from: 150, to: 42, drop: 0.05, seconds: 0.5, click: 0.35 },
    snare: { hertz: 185, tone: 0.5, noise: 0.75, seconds: 0.2, bright: 3600 },
    hat: { seconds: 0.035, hertz: 9000, level: 0.4 },
    lowpass: 17_000,
  },
};

/** The recordings of one kit, made as they are first needed: a few seconds of samples in all. */
export class DrumKit {
  readonly #character: KitCharacter;
  readonly #random: Random;
  readonly #pieces = new Map<DrumPiece, Float32Array>();

  constructor(name: KitName, seed: number) {
    this.#character = KITS[name];
    this.#random = new Random(seed, `kit ${name}`);
  }

  /** One stroke. */
  strike(piece: DrumPiece, velocity: number, pan: number): Voice {
    const recording = this.#recordingOf(piece);
    const { left: leftGain, right: rightGain } = panGains(pan);
    let place = 0;
    return {
      add(left, right, from, to) {
        const end = Math.min(to, from + recording.length - place);
        for (let i = from; i < end; i++) {
          const y = (recording[place++] ?? 0) * velocity;
          left[i] = (left[i] ?? 0) + y * leftGain;
          right[i] = (right[i] ?? 0) + y * rightGain;
        }
        return place < recording.length;
      },
    };
  }

  #recordingOf(piece: DrumPiece): Float32Array {
    const made = this.#pieces.get(piece) ?? this.#make(piece, this.#random.named(piece));
    this.#pieces.set(piece, made);
    return made;
  }

  #make(piece: DrumPiece, random: Random): Float32Array {
    const { kick, snare, hat, lowpass } = this.#character;
    const samples = make();
    Biquad.lowpass(lowpass).process(samples);
    fadeEnd(samples);
    return samples;

    function make(): Float32Array {
      switch (piece) {
        case "kick":
          return drum({ ...kick, level: 0.95 }, random);
        case "tom":
          return drum({ from: 190, to: 120, drop: 0.07, seconds: 0.4, click: 0.15, level: 0.7 }, random);
        case "lowTom":
          return drum({ from: 120, to: 70, drop: 0.1, seconds: 0.7, click: 0.15, level: 0.85 }, random);
        case "snare":
          return snareDrum(snare, random);
        case "clap":
          return clap(random);
        case "rim":
          return rim(random);
        case "hat":
          return cymbal({ ...hat, ring: 0 }, random);
        case "openHat":
          return cymbal({ seconds: 0.32, hertz: hat.hertz, level: hat.level, ring: 0.2 }, random);
        case "ride":
          return cymbal({ seconds: 0.9, hertz: 5200, level: 0.2, ring: 0.8 }, random);
        case "shaker":
          return shaker(random);
        case "crash":
          return cymbal({ seconds: 2.2, hertz: 4200, level: 0.34, ring: 0.4 }, random);
        case "riser":
          return riser(random);
      }
    }
  }
}

function silence(seconds: number): Float32Array {
  return new Float32Array(Math.round(seconds * SAMPLE_RATE));
}

function fadeEnd(samples: Float32Array): void {
  const length = Math.min(samples.length, 480);
  for (let i = 0; i < length; i++) {
    const place = samples.length - 1 - i;
    samples[place] = ((samples[place] ?? 0) * i) / length;
  }
}

/** A skin: a sine that falls to its pitch, and the click of the stick. */
function drum(
  kind: { from: number; to: number; drop: number; seconds: number; click: number; level: number },
  random: Random,
): Float32Array {
  const samples = silence(kind.seconds * 1.2);
  const fall = fallOf(kind.seconds);
  const bendFall = fallOf(kind.drop * 2);
  const clickFall = fallOf(0.012);
  let [phase, bend, level, click] = [0, 1, kind.level, kind.click];
  for (let i = 0; i < samples.length; i++) {
    phase += (kind.to + (kind.from - kind.to) * bend) / SAMPLE_RATE;
    bend *= bendFall;
    level *= fall;
    click *= clickFall;
    const attack = Math.min(1, i / 60);
    samples[i] = attack * level * sine(phase) + click * (2 * random.next() - 1);
  }
  return samples;
}

function snareDrum(kind: KitCharacter["snare"], random: Random): Float32Array {
  const samples = silence(kind.seconds * 1.6);
  const noise = new Float32Array(samples.length);
  const noiseFall = fallOf(kind.seconds * 1.3);
  const toneFall = fallOf(kind.seconds * 0.7);
  let [level, tone, phase] = [kind.noise, kind.tone, 0];
  for (let i = 0; i < samples.length; i++) {
    level *= noiseFall;
    tone *= toneFall;
    phase += (kind.hertz * (1 + 0.5 * (tone / kind.tone) ** 2)) / SAMPLE_RATE;
    noise[i] = level * (2 * random.next() - 1);
    samples[i] = Math.min(1, i / 30) * tone * (sine(phase) + 0.4 * sine(1.59 * phase));
  }
  Biquad.highpass(700).process(noise);
  Biquad.peak(kind.bright, 0.8, 5).process(noise);
  for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) + 0.6 * (noise[i] ?? 0);
  return samples;
}

/** Several hands, not quite together. */
function clap(random: Random): Float32Array {
  const samples = silence(0.32);
  const strokes = [0, 0.011, 0.021, 0.03];
  for (const [k, start] of strokes.entries()) {
    const fall = fallOf(k === strokes.length - 1 ? 0.22 : 0.02);
    let level = 0.8;
    for (let i = Math.round(start * SAMPLE_RATE); i < samples.length; i++) {
      level *= fall;
      samples[i] = (samples[i] ?? 0) + level * (2 * random.next() - 1);
    }
  }
  Biquad.bandpass(1500, 0.9).process(samples);
  return samples;
}

function rim(random: Random): Float32Array {
  const samples = silence(0.09);
  const fall = fallOf(0.05);
  let level = 0.5;
  for (let i = 0; i < samples.length; i++) {
    level *= fall;
    const seconds = i / SAMPLE_RATE;
    samples[i] =
      level * (sine(820 * seconds) + 0.7 * sine(1740 * seconds)) + 0.3 * level * level * (2 * random.next() - 1);
  }
  return samples;
}

/** Frequencies that have nothing to do with each other, as metal has. */
const METAL = [1, 1.342, 1.2312, 1.6532, 1.9523, 2.1523];

function cymbal(kind: { seconds: number; hertz: number; level: number; ring: number }, random: Random): Float32Array {
  const samples = silence(kind.seconds * 1.3);
  const fall = fallOf(kind.seconds);
  let level = 1;
  const phases = METAL.map(() => random.next());
  for (let i = 0; i < samples.length; i++) {
    level *= fall;
    let metal = 0;
    for (const [k, ratio] of METAL.entries()) {
      const phase = ((phases[k] ?? 0) + (540 * ratio) / SAMPLE_RATE) % 1;
      phases[k] = phase;
      metal += phase < 0.5 ? 1 : -1;
    }
    const noise = 2 * random.next() - 1;
    samples[i] = level * Math.min(1, i / 24) * ((0.3 + kind.ring) * metal * 0.25 + (1 - 0.5 * kind.ring) * noise);
  }
  Biquad.highpass(kind.hertz).process(samples);
  Biquad.highpass(kind.hertz * 0.7).process(samples);
  for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) * kind.level;
  return samples;
}

function shaker(random: Random): Float32Array {
  const samples = silence(0.11);
  for (let i = 0; i < samples.length; i++) {
    const x = i / samples.length;
    // It swells before it falls: beads have to fly first.
    samples[i] = 0.5 * Math.min(1, x / 0.3) * (1 - x) ** 2 * (2 * random.next() - 1);
  }
  Biquad.bandpass(6800, 0.9).process(samples);
  return samples;
}

/** Wind that rises towards the next part. */
function riser(random: Random): Float32Array {
  const samples = silence(1.9);
  let smooth = 0;
  let smoother = 0;
  for (let i = 0; i < samples.length; i++) {
    const x = i / samples.length;
    const open = 0.02 + 0.5 * x * x;
    smooth += (2 * random.next() - 1 - smooth) * open;
    smoother += (smooth - smoother) * 0.02;
    samples[i] = 0.42 * x * x * (smooth - smoother);
  }
  return samples;
}
