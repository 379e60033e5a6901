import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { noise, speechLike, tone, writeWav } from "../../test/support/made-sounds.js";
import { LevelLine } from "./silences.js";
import { analyseSound, lookAtSound } from "./sound-look.js";
import { WaveformPeaks } from "./waveform.js";

const RATE = 16_000;
const folder = mkdtempSync(join(tmpdir(), "hd-local-sound-look-"));
afterAll(() => rmSync(folder, { recursive: true }));

const free = { gate: () => Promise.resolve(), onProgress: () => undefined };

async function analysed(name: string, samples: Float32Array, buckets = 100): ReturnType<typeof analyseSound> {
  const path = join(folder, `${name}.wav`);
  writeWav(path, [samples], RATE);
  const file = await lookAtSound(path);
  if (file === undefined) throw new Error("no sound");
  return await analyseSound(file, buckets, free);
}

function mixed(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + (b[i] ?? 0));
}

describe("pauses", () => {
  const words = [[1, 2.5] as const, [4, 6] as const];

  it.each([
    ["a quiet room", 0.0005],
    ["a fan", 0.008],
    ["a street", 0.02],
  ])("are found in %s, with room around the words", async (name, dirt) => {
    const { silences } = await analysed(name, mixed(speechLike(8, words, RATE), noise(8, RATE, dirt)));
    expect(silences).toHaveLength(3);
    const expected = [
      [0, 860],
      [2700, 3860],
      [6200, 8000],
    ];
    for (const [i, [start, end]] of silences.entries()) {
      expect(Math.abs(start - (expected[i]?.[0] ?? 0)), name).toBeLessThan(130);
      expect(Math.abs(end - (expected[i]?.[1] ?? 0)), name).toBeLessThan(130);
      // No word is clipped.
      for (const [from, to] of words) expect(end <= from * 1000 - 80 || start >= to * 1000).toBe(true);
    }
  });

  it("are not ended by a click", async () => {
    const sound = mixed(speechLike(8, words, RATE), noise(8, RATE, 0.002));
    sound.set(tone(900, 0.02, RATE, 0.5), 3.2 * RATE);
    expect((await analysed("click", sound)).silences).toHaveLength(3);
  });

  it("are not found in music, in steady noise, or between words that follow closely", async () => {
    expect((await analysed("music", tone(330, 4, RATE))).silences).toEqual([]);
    expect((await analysed("noise", noise(4, RATE, 0.1))).silences).toEqual([]);
    const close = speechLike(4, [[0, 1.4] as const, [1.7, 4] as const], RATE);
    expect((await analysed("close", mixed(close, noise(4, RATE, 0.002)))).silences).toEqual([]);
  });

  it("are all of a file without any sound in it", () => {
    const line = new LevelLine();
    line.add({ left: new Float32Array(48_000), right: new Float32Array(48_000) });
    expect(line.silences(1000)).toEqual([[0, 1000]]);
  });
});

describe("a file's sound", () => {
  it("is measured in one pass: length, loudness, peak, speech, outline", async () => {
    const spoken = await analysed("spoken", mixed(speechLike(6, [[1, 4] as const], RATE), noise(6, RATE, 0.002)), 60);
    expect(spoken.durationMs).toBe(6000);
    expect(spoken.speechShare).toBeGreaterThan(0.45);
    expect(spoken.speechShare).toBeLessThan(0.65);
    expect(spoken.waveform.high).toHaveLength(60);
    expect(Math.max(...spoken.waveform.high.slice(0, 9))).toBeLessThan(3);
    expect(Math.max(...spoken.waveform.high.slice(12, 38))).toBeGreaterThan(10);
    expect(Math.min(...spoken.waveform.low.slice(12, 38))).toBeLessThan(-10);
    const steady = await analysed("steady", tone(1000, 4, RATE, 0.1));
    // A tone of 1 kHz at −20 dB on both sides: −20 − 3 + 3 − 0.7 + 0.7 LUFS (ITU-R BS.1770).
    expect(steady.loudness).toBeCloseTo(-20, 0);
    expect(steady.peakDb).toBeCloseTo(-20, 1);
    expect(steady.speechShare).toBeLessThan(0.5);
  });

  it("is not there in a file that has none", async () => {
    const path = join(folder, "nothing.wav");
    writeWav(path, [new Float32Array(0)], RATE);
    await expect(lookAtSound(path)).resolves.toBeUndefined();
  });
});

describe("an outline", () => {
  it("has no more stretches than asked for, whatever the length, and loses no peak", () => {
    for (const seconds of [0.01, 1, 7.3, 60]) {
      const peaks = new WaveformPeaks(50);
      const sound = new Float32Array(Math.round(seconds * 48_000));
      sound[Math.floor(sound.length * 0.77)] = 0.8;
      for (let at = 0; at < sound.length; at += 5000) {
        const block = sound.subarray(at, at + 5000);
        peaks.add({ left: block, right: block });
      }
      const { low, high } = peaks.result;
      expect(high.length).toBe(low.length);
      expect(high.length).toBeLessThanOrEqual(50);
      expect(high.filter((value) => value === 80)).toHaveLength(1);
      if (high.length === 50) expect(Math.abs(high.indexOf(80) - 38)).toBeLessThanOrEqual(1);
    }
  });
});
