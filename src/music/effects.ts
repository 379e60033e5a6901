/** Sound shaped while it flows by: filters, echo, room, chorus, limiter. All work in place on blocks of one length. */

export const SAMPLE_RATE = 48_000;

/** One channel through a filter of second order (the «RBJ cookbook» forms). */
export class Biquad {
  readonly #b0: number;
  readonly #b1: number;
  readonly #b2: number;
  readonly #a1: number;
  readonly #a2: number;
  #z1 = 0;
  #z2 = 0;

  private constructor(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number) {
    this.#b0 = b0 / a0;
    this.#b1 = b1 / a0;
    this.#b2 = b2 / a0;
    this.#a1 = a1 / a0;
    this.#a2 = a2 / a0;
  }

  static lowpass(hertz: number, q = Math.SQRT1_2): Biquad {
    const { cos, alpha } = angles(hertz, q);
    return new Biquad((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
  }

  static highpass(hertz: number, q = Math.SQRT1_2): Biquad {
    const { cos, alpha } = angles(hertz, q);
    return new Biquad((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
  }

  static bandpass(hertz: number, q: number): Biquad {
    const { cos, alpha } = angles(hertz, q);
    return new Biquad(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
  }

  static peak(hertz: number, q: number, gainDb: number): Biquad {
    const { cos, alpha } = angles(hertz, q);
    const a = 10 ** (gainDb / 40);
    return new Biquad(1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a);
  }

  static highShelf(hertz: number, gainDb: number, q = Math.SQRT1_2): Biquad {
    const { cos, alpha } = angles(hertz, q);
    const a = 10 ** (gainDb / 40);
    const root = 2 * Math.sqrt(a) * alpha;
    return new Biquad(
      a * (a + 1 + (a - 1) * cos + root),
      -2 * a * (a - 1 + (a + 1) * cos),
      a * (a + 1 + (a - 1) * cos - root),
      a + 1 - (a - 1) * cos + root,
      2 * (a - 1 - (a + 1) * cos),
      a + 1 - (a - 1) * cos - root,
    );
  }

  process(samples: Float32Array): void {
    const [b0, b1, b2, a1, a2] = [this.#b0, this.#b1, this.#b2, this.#a1, this.#a2];
    let z1 = this.#z1;
    let z2 = this.#z2;
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i] ?? 0;
      const y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      samples[i] = y;
    }
    // Numbers too small to hear slow a processor down.
    this.#z1 = Math.abs(z1) < 1e-18 ? 0 : z1;
    this.#z2 = Math.abs(z2) < 1e-18 ? 0 : z2;
  }
}

function angles(hertz: number, q: number): { cos: number; alpha: number } {
  const w = (2 * Math.PI * Math.min(hertz, SAMPLE_RATE * 0.49)) / SAMPLE_RATE;
  return { cos: Math.cos(w), alpha: Math.sin(w) / (2 * q) };
}

/** The same filter on both channels. */
export class StereoFilter {
  readonly #left: Biquad;
  readonly #right: Biquad;

  constructor(make: () => Biquad) {
    this.#left = make();
    this.#right = make();
  }

  process(left: Float32Array, right: Float32Array): void {
    this.#left.process(left);
    this.#right.process(right);
  }
}

/** An echo that wanders between left and right. Gives the echoes alone. */
export class PingPong {
  readonly #line: Float32Array;
  readonly #otherLine: Float32Array;
  readonly #feedback: number;
  #at = 0;
  #damped = 0;

  constructor(seconds: number, feedback: number) {
    const length = Math.max(1, Math.round(seconds * SAMPLE_RATE));
    this.#line = new Float32Array(length);
    this.#otherLine = new Float32Array(length);
    this.#feedback = feedback;
  }

  process(left: Float32Array, right: Float32Array): void {
    const [line, other] = [this.#line, this.#otherLine];
    for (let i = 0; i < left.length; i++) {
      const input = ((left[i] ?? 0) + (right[i] ?? 0)) * 0.5;
      const a = line[this.#at] ?? 0;
      const b = other[this.#at] ?? 0;
      // Each round is a little darker, as tape is.
      this.#damped += (b - this.#damped) * 0.45;
      line[this.#at] = input + this.#damped * this.#feedback;
      other[this.#at] = a;
      this.#at = this.#at + 1 === line.length ? 0 : this.#at + 1;
      left[i] = a;
      right[i] = b;
    }
  }
}

/** Lengths in samples without a common divisor, so that echoes never fall together. */
const ROOM_LENGTHS = [1423, 1777, 2137, 2411, 2749, 3089, 3331, 3697];

/** A room: eight delay lines that feed each other through a Hadamard matrix. Gives the reverberation alone. */
export class Reverb {
  readonly #lines: Float32Array[];
  readonly #places: Int32Array;
  readonly #gains: Float64Array;
  readonly #damped = new Float64Array(8);
  readonly #mixed = new Float64Array(8);
  readonly #damping: number;
  readonly #before: Float32Array;
  #beforeAt = 0;

  /** @param size of the room, 1 is a hall; @param seconds until it is 60 dB down */
  constructor(size: number, seconds: number, damping: number) {
    const lengths = ROOM_LENGTHS.map((length) => Math.max(32, Math.round(length * size)));
    this.#lines = lengths.map((length) => new Float32Array(length));
    this.#places = new Int32Array(8);
    this.#gains = Float64Array.from(lengths, (length) => 10 ** ((-3 * length) / (seconds * SAMPLE_RATE)));
    this.#damping = damping;
    this.#before = new Float32Array(Math.max(1, Math.round(0.018 * size * SAMPLE_RATE)));
  }

  process(left: Float32Array, right: Float32Array): void {
    const [lines, places, gains, damped, m] = [this.#lines, this.#places, this.#gains, this.#damped, this.#mixed];
    for (let i = 0; i < left.length; i++) {
      const dry = ((left[i] ?? 0) + (right[i] ?? 0)) * 0.5;
      const side = ((left[i] ?? 0) - (right[i] ?? 0)) * 0.5;
      const input = this.#before[this.#beforeAt] ?? 0;
      this.#before[this.#beforeAt] = dry;
      this.#beforeAt = this.#beforeAt + 1 === this.#before.length ? 0 : this.#beforeAt + 1;
      for (let k = 0; k < 8; k++) {
        const line = lines[k];
        if (line === undefined) continue;
        const old = line[places[k] ?? 0] ?? 0;
        const soft = (damped[k] ?? 0) + (old - (damped[k] ?? 0)) * this.#damping;
        damped[k] = Math.abs(soft) < 1e-15 ? 0 : soft;
        m[k] = soft * (gains[k] ?? 0);
      }
      const outLeft = (m[0] ?? 0) + (m[2] ?? 0) - (m[4] ?? 0) + (m[6] ?? 0);
      const outRight = (m[1] ?? 0) - (m[3] ?? 0) + (m[5] ?? 0) + (m[7] ?? 0);
      for (let half = 1; half < 8; half *= 2) {
        for (let k = 0; k < 8; k++) {
          if ((k & half) !== 0) continue;
          const a = m[k] ?? 0;
          const b = m[k | half] ?? 0;
          m[k] = a + b;
          m[k | half] = a - b;
        }
      }
      for (let k = 0; k < 8; k++) {
        const line = lines[k];
        if (line === undefined) continue;
        const place = places[k] ?? 0;
        line[place] = (m[k] ?? 0) * 0.353_553_390_593_27 + input + ((k & 1) === 0 ? side : -side);
        places[k] = place + 1 === line.length ? 0 : place + 1;
      }
      left[i] = outLeft * 0.35;
      right[i] = outRight * 0.35;
    }
  }
}

/** A read-out that wobbles behind the writing: chorus where dry and wet are mixed, tape where only the wet is heard. */
export class Wobble {
  readonly #lines = [new Float32Array(4096), new Float32Array(4096)] as const;
  readonly #depth: number;
  readonly #step: number;
  readonly #wet: number;
  readonly #spread: number;
  #at = 0;
  #phase = 0;

  /** @param spread 1 moves left and right against each other, which is wide; −1 moves them together */
  constructor(depthSeconds: number, hertz: number, wet: number, spread: 1 | -1) {
    this.#spread = spread;
    this.#depth = depthSeconds * SAMPLE_RATE;
    this.#step = hertz / SAMPLE_RATE;
    this.#wet = wet;
  }

  process(left: Float32Array, right: Float32Array): void {
    const [a, b] = this.#lines;
    const dry = 1 - this.#wet;
    for (let i = 0; i < left.length; i++) {
      a[this.#at] = left[i] ?? 0;
      b[this.#at] = right[i] ?? 0;
      this.#phase = this.#phase + this.#step >= 1 ? this.#phase + this.#step - 1 : this.#phase + this.#step;
      const swing = triangle(this.#phase);
      left[i] = dry * (left[i] ?? 0) + this.#wet * readBehind(a, this.#at, this.#depth * (1.2 + swing));
      right[i] =
        dry * (right[i] ?? 0) + this.#wet * readBehind(b, this.#at, this.#depth * (1.2 - this.#spread * swing));
      this.#at = (this.#at + 1) & 4095;
    }
  }
}

/** A soft wave from −1 to 1, without the cost of a sine. */
function triangle(phase: number): number {
  const x = phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase;
  return x * (1.5 - 0.5 * x * x);
}

function readBehind(line: Float32Array, at: number, delay: number): number {
  const whole = Math.floor(delay);
  const part = delay - whole;
  const newer = line[(at - whole) & 4095] ?? 0;
  const older = line[(at - whole - 1) & 4095] ?? 0;
  return newer + (older - newer) * part;
}

const LOOK_AHEAD = 240;

/**
 * Holds peaks below a ceiling without distortion: the gain goes down smoothly before a peak arrives, so the sound comes
 * out {@link Limiter.delay} samples later.
 */
export class Limiter {
  readonly delay = LOOK_AHEAD - 1;
  readonly #ceiling: number;
  readonly #left = new Float32Array(LOOK_AHEAD);
  readonly #right = new Float32Array(LOOK_AHEAD);
  readonly #wanted = new Float64Array(LOOK_AHEAD).fill(1);
  readonly #lowest = new Float64Array(LOOK_AHEAD).fill(1);
  #at = 0;
  #sum = LOOK_AHEAD;
  #held = 1;

  constructor(ceiling: number) {
    this.#ceiling = ceiling;
  }

  process(left: Float32Array, right: Float32Array): void {
    for (let i = 0; i < left.length; i++) {
      const peak = Math.max(Math.abs(left[i] ?? 0), Math.abs(right[i] ?? 0));
      const wanted = peak > this.#ceiling ? this.#ceiling / peak : 1;
      const leaving = this.#wanted[this.#at] ?? 1;
      this.#wanted[this.#at] = wanted;
      // The lowest of the window; it is searched anew only when the one that leaves was it.
      if (wanted <= this.#held) this.#held = wanted;
      else if (leaving <= this.#held) this.#held = lowestOf(this.#wanted);
      // The mean of such minima reaches each of them just when its peak comes out.
      this.#sum += this.#held - (this.#lowest[this.#at] ?? 1);
      this.#lowest[this.#at] = this.#held;
      const gain = Math.min(1, this.#sum / LOOK_AHEAD);
      this.#left[this.#at] = left[i] ?? 0;
      this.#right[this.#at] = right[i] ?? 0;
      this.#at = this.#at + 1 === LOOK_AHEAD ? 0 : this.#at + 1;
      left[i] = (this.#left[this.#at] ?? 0) * gain;
      right[i] = (this.#right[this.#at] ?? 0) * gain;
    }
  }
}

function lowestOf(values: Float64Array): number {
  let lowest = 1;
  for (const value of values) if (value < lowest) lowest = value;
  return lowest;
}
