/** Sounds for tests: made of samples, written as WAV, measured by what is in them. */
import { writeFileSync } from "node:fs";

/** Writes samples from −1 to 1 as a WAV of 32-bit numbers, which keeps them exactly. */
export function writeWav(path: string, channels: readonly Float32Array[], sampleRate: number): void {
  const count = channels[0]?.length ?? 0;
  const data = Buffer.alloc(count * channels.length * 4);
  for (let i = 0; i < count; i++)
    for (const [k, channel] of channels.entries()) data.writeFloatLE(channel[i] ?? 0, (i * channels.length + k) * 4);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(3, 20);
  head.writeUInt16LE(channels.length, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * channels.length * 4, 28);
  head.writeUInt16LE(channels.length * 4, 32);
  head.writeUInt16LE(32, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  writeFileSync(path, Buffer.concat([head, data]));
}

export function tone(hertz: number, seconds: number, sampleRate: number, level = 0.25): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, i) => level * Math.sin((2 * Math.PI * hertz * i) / sampleRate),
  );
}

/** Noise that is the same for the same seed. */
export function noise(seconds: number, sampleRate: number, level = 0.2, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return level * ((state / 2 ** 32) * 2 - 1);
  });
}

/**
 * Something like speech: a buzz with the harmonics of a voice, in syllables, within stretches given in seconds.
 */
export function speechLike(
  seconds: number,
  stretches: readonly (readonly [from: number, to: number])[],
  sampleRate: number,
  level = 0.25,
): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) => {
    const at = i / sampleRate;
    const stretch = stretches.find(([from, to]) => at >= from && at < to);
    if (stretch === undefined) return 0;
    const syllable = Math.sin(Math.PI * 4 * (at - stretch[0])) ** 2;
    let voice = 0;
    for (let k = 1; k <= 12; k++) voice += Math.sin(2 * Math.PI * 130 * k * at + k * k) / (1 + Math.abs(k - 4));
    return level * (0.15 + 0.85 * syllable) * voice * 0.35;
  });
}

/** Decibels of the mean power. */
export function levelOf(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length) + 1e-14);
}

/** The frequency of a tone, from the times of its first and last rise through zero. */
export function frequencyIn(samples: Float32Array, sampleRate: number): number {
  const rises: number[] = [];
  for (let i = 1; i < samples.length; i++) {
    const [a, b] = [samples[i - 1] ?? 0, samples[i] ?? 0];
    if (a < 0 && b >= 0) rises.push(i - 1 + a / (a - b));
  }
  const [first = 0, last = 0] = [rises[0], rises[rises.length - 1]];
  return ((rises.length - 1) * sampleRate) / (last - first);
}
