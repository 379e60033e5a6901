/** Electric and bowed sounds: electric piano, synthesiser basses, pads, strings, brass, plucks, whistles. */
import { SAMPLE_RATE } from "./effects.js";
import {
  Envelope,
  type EnvelopeTimes,
  fallOf,
  type Instrument,
  MovingLowpass,
  type NoteRequest,
  panGains,
  sawtooth,
  sine,
  stepOf,
  type Voice,
} from "./voice.js";

/** Filters that move are tuned anew once in so many samples: nobody hears the steps, and a tangent is dear. */
const TUNING_SAMPLES = 32;

/** Two sines that bend a third: a bar that rings, and the click of the tine at its start. */
export const electricPiano: Instrument = (note) => {
  const { left: leftGain, right: rightGain } = panGains(note.pan);
  const envelope = new Envelope(
    { attack: 0.002, decay: 4.5 - note.pitch * 0.03, sustain: 0, release: 0.25 },
    note.samples,
  );
  const step = stepOf(note.pitch, note.random.jitter() * 2);
  const indexFall = fallOf(1.8);
  const tineFall = fallOf(0.12);
  let phase = 0;
  let index = 0.05 + 0.24 * note.velocity ** 1.5;
  let tine = 0.035 * note.velocity;
  const level = 0.34 * note.velocity;
  return {
    add(left, right, from, to) {
      for (let i = from; i < to; i++) {
        phase += step;
        index *= indexFall;
        tine *= tineFall;
        const bent = sine(phase + index * sine(phase) + tine * sine(14 * phase));
        const y = level * envelope.next() * (bent + 0.12 * sine(2 * phase));
        left[i] = (left[i] ?? 0) + y * leftGain;
        right[i] = (right[i] ?? 0) + y * rightGain;
      }
      return !envelope.isOver;
    },
  };
};

/** Sawtooths side by side, spread over the room and darkened by a filter. */
interface SawKind {
  /** Cents of the sawtooths, every other one left and right. */
  detune: readonly number[];
  envelope: EnvelopeTimes;
  /** The filter's frequency at rest and how far the envelope opens it, in multiples of the note's frequency plus hertz. */
  cutoff: { hertz: number; tracking: number; opening: number; seconds: number };
  q: number;
  /** Slow wavering of the pitch: cents and hertz. */
  vibrato?: { cents: number; hertz: number };
  level: number;
}

class SawVoice implements Voice {
  readonly #envelope: Envelope;
  readonly #steps: Float64Array;
  readonly #phases: Float64Array;
  readonly #filters: readonly [MovingLowpass, MovingLowpass];
  readonly #level: number;
  readonly #gains: { left: number; right: number };
  readonly #kind: SawKind;
  readonly #hertz: number;
  readonly #openFall: number;
  readonly #velocity: number;
  #open = 1;
  #wave: number;
  #untilTuning = 0;
  #bend = 1;
  #age = 0;

  constructor(kind: SawKind, note: NoteRequest) {
    this.#kind = kind;
    this.#envelope = new Envelope(kind.envelope, note.samples);
    this.#steps = Float64Array.from(kind.detune, (cents) => stepOf(note.pitch, cents));
    this.#phases = Float64Array.from(kind.detune, () => note.random.next());
    this.#filters = [new MovingLowpass(kind.q), new MovingLowpass(kind.q)];
    this.#level = (kind.level * note.velocity) / Math.sqrt(kind.detune.length);
    const { left, right } = panGains(note.pan);
    this.#gains = { left: left * Math.SQRT2, right: right * Math.SQRT2 };
    this.#hertz = stepOf(note.pitch) * SAMPLE_RATE;
    this.#openFall = fallOf(kind.cutoff.seconds) ** TUNING_SAMPLES;
    this.#velocity = note.velocity;
    this.#wave = note.random.next();
  }

  add(left: Float32Array, right: Float32Array, from: number, to: number): boolean {
    const [steps, phases, [leftFilter, rightFilter]] = [this.#steps, this.#phases, this.#filters];
    for (let i = from; i < to; i++) {
      if (this.#untilTuning-- <= 0) this.#tune();
      let a = 0;
      let b = 0;
      for (let k = 0; k < steps.length; k++) {
        const step = (steps[k] ?? 0) * this.#bend;
        let phase = (phases[k] ?? 0) + step;
        if (phase >= 1) phase -= 1;
        phases[k] = phase;
        const y = sawtooth(phase, step);
        if ((k & 1) === 0) {
          a += y;
          b += 0.35 * y;
        } else {
          b += y;
          a += 0.35 * y;
        }
      }
      const level = this.#envelope.next() * this.#level;
      left[i] = (left[i] ?? 0) + leftFilter.next(a) * level * this.#gains.left;
      right[i] = (right[i] ?? 0) + rightFilter.next(b) * level * this.#gains.right;
    }
    return !this.#envelope.isOver;
  }

  #tune(): void {
    this.#untilTuning = TUNING_SAMPLES - 1;
    const { cutoff, vibrato } = this.#kind;
    const hertz =
      cutoff.hertz + this.#hertz * (cutoff.tracking + cutoff.opening * this.#open * (0.3 + 0.7 * this.#velocity));
    for (const filter of this.#filters) filter.tune(hertz);
    this.#open *= this.#openFall;
    if (vibrato === undefined) return;
    this.#age += TUNING_SAMPLES / SAMPLE_RATE;
    this.#wave += (vibrato.hertz * TUNING_SAMPLES) / SAMPLE_RATE;
    // Players let a note stand for a moment before they make it waver.
    const depth = Math.min(1, this.#age / 0.5) * vibrato.cents;
    this.#bend = 2 ** ((depth * sine(this.#wave)) / 1200);
  }
}

function saws(kind: SawKind): Instrument {
  return (note) => new SawVoice(kind, note);
}

export const warmPad = saws({
  detune: [-9, 9, -4, 5],
  envelope: { attack: 0.7, decay: 3, sustain: 0.85, release: 2.2 },
  cutoff: { hertz: 350, tracking: 1.6, opening: 0.5, seconds: 4 },
  q: 0.6,
  level: 0.2,
});
export const glassPad = saws({
  detune: [-12, 12, -5, 7],
  envelope: { attack: 1.6, decay: 4, sustain: 0.8, release: 4 },
  cutoff: { hertz: 700, tracking: 2.2, opening: 1.5, seconds: 6 },
  q: 0.6,
  vibrato: { cents: 4, hertz: 0.7 },
  level: 0.16,
});
export const stringSection = saws({
  detune: [-8, 7, -3, 4],
  envelope: { attack: 0.22, decay: 2, sustain: 0.85, release: 0.7 },
  cutoff: { hertz: 1500, tracking: 3, opening: 0.8, seconds: 1.5 },
  q: 0.55,
  vibrato: { cents: 9, hertz: 5.1 },
  level: 0.2,
});
/** Bows that bounce: short notes of the string section. */
export const spiccato = saws({
  detune: [-7, 7, 3],
  envelope: { attack: 0.012, decay: 0.25, sustain: 0.25, release: 0.16 },
  cutoff: { hertz: 1400, tracking: 3, opening: 4, seconds: 0.3 },
  q: 0.6,
  level: 0.26,
});
export const brass = saws({
  detune: [-6, 6, 0],
  envelope: { attack: 0.07, decay: 1.2, sustain: 0.75, release: 0.35 },
  cutoff: { hertz: 400, tracking: 2, opening: 7, seconds: 1.6 },
  q: 0.7,
  vibrato: { cents: 5, hertz: 4.7 },
  level: 0.24,
});
export const synthPluck = saws({
  detune: [-6, 6],
  envelope: { attack: 0.003, decay: 0.55, sustain: 0, release: 0.25 },
  cutoff: { hertz: 300, tracking: 1.2, opening: 9, seconds: 0.3 },
  q: 1.1,
  level: 0.28,
});
export const synthLead = saws({
  detune: [-7, 7, 0],
  envelope: { attack: 0.012, decay: 0.8, sustain: 0.7, release: 0.2 },
  cutoff: { hertz: 600, tracking: 2, opening: 4, seconds: 0.7 },
  q: 0.9,
  vibrato: { cents: 8, hertz: 5.3 },
  level: 0.2,
});
export const superChord = saws({
  detune: [-14, 14, -6, 7],
  envelope: { attack: 0.006, decay: 0.9, sustain: 0.45, release: 0.18 },
  cutoff: { hertz: 900, tracking: 2.4, opening: 4, seconds: 0.6 },
  q: 0.7,
  level: 0.17,
});
export const sawBass = saws({
  detune: [0, 4],
  envelope: { attack: 0.004, decay: 0.5, sustain: 0.6, release: 0.08 },
  cutoff: { hertz: 160, tracking: 2, opening: 5, seconds: 0.25 },
  q: 0.9,
  level: 0.4,
});

/** A round bass: a sine that is pressed a little flat, so that small loudspeakers give it too. */
function roundBass(decaySeconds: number, drop: number, press: number): Instrument {
  return (note) => {
    const { left: leftGain, right: rightGain } = panGains(note.pan);
    const envelope = new Envelope({ attack: 0.006, decay: decaySeconds, sustain: 0.25, release: 0.09 }, note.samples);
    const step = stepOf(note.pitch);
    const bendFall = fallOf(0.09);
    let bend = drop;
    let phase = 0;
    const level = 0.6 * note.velocity;
    const scale = 1 / Math.tanh(press);
    return {
      add(left, right, from, to) {
        for (let i = from; i < to; i++) {
          bend *= bendFall;
          phase += step * (1 + bend);
          const wave = sine(phase) + 0.22 * sine(2 * phase);
          const y = level * envelope.next() * pressed(press * wave) * scale;
          left[i] = (left[i] ?? 0) + y * leftGain;
          right[i] = (right[i] ?? 0) + y * rightGain;
        }
        return !envelope.isOver;
      },
    };
  };
}

export const subBass = roundBass(3, 0, 1.1);
/** The long bass drum that plays melodies. */
export const boomBass = roundBass(3.5, 1.2, 1.8);

/** A soft clip: like `tanh`, without its cost. */
function pressed(x: number): number {
  const limited = Math.max(-3, Math.min(3, x));
  const square = limited * limited;
  return (limited * (27 + square)) / (27 + 9 * square);
}

/** A breath and a tone: flute, whistle. */
export const flute: Instrument = (note) => {
  const { left: leftGain, right: rightGain } = panGains(note.pan);
  const envelope = new Envelope({ attack: 0.06, decay: 1, sustain: 0.85, release: 0.18 }, note.samples);
  const step = stepOf(note.pitch);
  const level = 0.34 * note.velocity;
  let phase = 0;
  let wave = note.random.next();
  let age = 0;
  let breath = 0;
  return {
    add(left, right, from, to) {
      for (let i = from; i < to; i++) {
        age += 1 / SAMPLE_RATE;
        wave += 5 / SAMPLE_RATE;
        const waver = sine(wave) * Math.min(1, age * 2);
        phase += step * (1 + 0.0035 * waver);
        breath += (2 * note.random.next() - 1 - breath) * 0.2;
        const tone = sine(phase) + 0.22 * sine(2 * phase) + 0.06 * sine(3 * phase) + 0.05 * breath;
        const y = level * envelope.next() * (1 + 0.08 * waver) * tone;
        left[i] = (left[i] ?? 0) + y * leftGain;
        right[i] = (right[i] ?? 0) + y * rightGain;
      }
      return !envelope.isOver;
    },
  };
};
