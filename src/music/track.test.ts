import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { compose } from "./composition.js";
import { Limiter, SAMPLE_RATE } from "./effects.js";
import { frequencyOf, MODES, mod12 } from "./harmony.js";
import { LoudnessMeter } from "./loudness.js";
import { MUSIC_STYLES, type MusicRequest, type MusicStyle } from "./request.js";
import { MUSIC_LOUDNESS } from "./track.js";

interface Sound {
  left: Float32Array;
  right: Float32Array;
}

/** The built program makes the sound: what tests load of the sources runs many times slower. */
const MAKER = `
  const { makeMusic } = await import(${JSON.stringify(new URL("../../dist/music/track.js", import.meta.url).href)});
  const { writeSync } = await import("node:fs");
  for (const { left, right } of makeMusic(JSON.parse(process.argv[1]))) {
    const both = new Float32Array(left.length * 2);
    both.set(left);
    both.set(right, left.length);
    const head = new Int32Array([left.length]);
    for (const part of [head, both]) {
      const bytes = Buffer.from(part.buffer);
      for (let at = 0; at < bytes.length; ) at += writeSync(3, bytes, at);
    }
  }
`;

function soundOf(request: MusicRequest): Sound {
  const folder = mkdtempSync(join(tmpdir(), "hd-local-music-"));
  const path = join(folder, "track.raw");
  const file = openSync(path, "w");
  try {
    const made = spawnSync(process.execPath, ["--input-type=module", "-e", MAKER, JSON.stringify(request)], {
      stdio: ["ignore", "ignore", "pipe", file],
      encoding: "utf8",
    });
    expect(made.stderr).toBe("");
    const bytes = readFileSync(path);
    const samples = Math.round(request.durationSeconds * SAMPLE_RATE);
    const sound = { left: new Float32Array(samples), right: new Float32Array(samples) };
    let place = 0;
    for (let at = 0; at < bytes.length; ) {
      const length = bytes.readInt32LE(at);
      const both = new Float32Array(Uint8Array.from(bytes.subarray(at + 4, at + 4 + length * 8)).buffer);
      sound.left.set(both.subarray(0, length), place);
      sound.right.set(both.subarray(length), place);
      place += length;
      at += 4 + length * 8;
    }
    expect(place).toBe(samples);
    return sound;
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

function hashOf({ left, right }: Sound): string {
  return createHash("sha256").update(Buffer.from(left.buffer)).update(Buffer.from(right.buffer)).digest("hex");
}

function mono({ left, right }: Sound): Float32Array {
  return left.map((value, i) => (value + (right[i] ?? 0)) / 2);
}

function decibels(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, value) => sum + value * value, 0) / samples.length + 1e-12);
}

const WINDOW = 0.3 * SAMPLE_RATE;

/** Power about one frequency: Goertzel over short windows, so that sounds which beat or waver are found too. */
function powerAt(samples: Float32Array, hertz: number): number {
  const c = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLE_RATE);
  let power = 0;
  for (let start = 0; start + WINDOW <= samples.length; start += WINDOW) {
    let a = 0;
    let b = 0;
    for (let i = 0; i < WINDOW; i++) {
      const next = (samples[start + i] ?? 0) * (HANN[i] ?? 0) + c * a - b;
      b = a;
      a = next;
    }
    power += a * a + b * b - c * a * b;
  }
  return power;
}

const HANN = Float32Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));

/** The share of the power of all notes between A3 and A5 that lies on given pitch classes. */
function shareOf(samples: Float32Array, classes: ReadonlySet<number>): number {
  let inside = 0;
  let all = 0;
  for (let pitch = 57; pitch <= 81; pitch++) {
    const power = powerAt(samples, frequencyOf(pitch));
    all += power;
    if (classes.has(mod12(pitch))) inside += power;
  }
  return inside / all;
}

/** Attacks: rises of the level, smoothed over 10 ms, by 6 dB within 40 ms. */
function attacksIn(samples: Float32Array): number {
  const step = SAMPLE_RATE / 100;
  const levels = Array.from({ length: Math.floor(samples.length / step) }, (_, i) =>
    decibels(high(samples.subarray(i * step, (i + 1) * step))),
  );
  let count = 0;
  let quietUntil = 0;
  for (let i = 4; i < levels.length; i++) {
    if (i < quietUntil || (levels[i] ?? 0) - Math.min(...levels.slice(i - 4, i)) < 6) continue;
    count++;
    quietUntil = i + 6;
  }
  return count;
}

/** Differences take the lows away, which hide the attacks. */
function high(samples: Float32Array): Float32Array {
  return samples.map((value, i) => value - (samples[i - 1] ?? value));
}

const SECONDS = 9;
const sounds = new Map<MusicStyle, Sound>();
const of = (style: MusicStyle): Sound => {
  const sound = sounds.get(style);
  if (sound === undefined) throw new Error("not made");
  return sound;
};

describe("a track", () => {
  beforeAll(() => {
    for (const style of MUSIC_STYLES) sounds.set(style, soundOf({ style, durationSeconds: SECONDS, seed: 7 }));
  });

  it.each(MUSIC_STYLES)("of %s is as loud as promised and never clips", (style) => {
    const { left, right } = of(style);
    const meter = new LoudnessMeter();
    meter.add(left, right);
    expect(Math.abs((meter.integrated ?? 0) - MUSIC_LOUDNESS)).toBeLessThan(0.5);
    for (const channel of [left, right]) {
      expect(channel.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)).toBeLessThanOrEqual(0.8412);
      expect(Math.abs(channel.reduce((sum, value) => sum + value, 0) / channel.length)).toBeLessThan(1e-3);
    }
  });

  it.each(MUSIC_STYLES)("of %s has lows, middles and highs, and room between left and right", (style) => {
    const sound = of(style);
    const samples = mono(sound);
    const level = decibels(samples);
    const peak = 20 * Math.log10(samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    expect(peak - level).toBeGreaterThan(9);
    expect(peak - level).toBeLessThan(26);
    const highs = decibels(high(samples)) - level;
    // A sine of 100 Hz has −38 dB by this measure, white noise +3 dB.
    expect(highs).toBeGreaterThan(-34);
    expect(highs).toBeLessThan(-4);
    const side = decibels(sound.left.map((value, i) => (value - (sound.right[i] ?? 0)) / 2)) - level;
    expect(side).toBeGreaterThan(-26);
    expect(side).toBeLessThan(-3);
  });

  it.each(MUSIC_STYLES)("of %s sounds in its key", (style) => {
    const score = compose({ style, durationSeconds: SECONDS, seed: 7 });
    const scale = new Set<number>(MODES[score.key.mode].map((step) => mod12(step + score.key.tonic)));
    const middle = mono(of(style)).subarray(2 * SAMPLE_RATE, 6 * SAMPLE_RATE);
    // Seven of twelve classes hold 58 % of a sound without a key.
    expect(shareOf(middle, scale)).toBeGreaterThan(0.75);
  });

  it("sounds the chord of each bar", () => {
    const score = compose({ style: "piano", durationSeconds: SECONDS, seed: 7 });
    const samples = mono(of("piano"));
    const shares = score.chords.slice(0, -1).map(({ start, chord }, i) => {
      const end = score.chords[i + 1]?.start ?? samples.length;
      return shareOf(samples.subarray(start, end), new Set(chord.tones));
    });
    expect(Math.min(...shares)).toBeGreaterThan(0.6);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.75);
  });

  it.each(MUSIC_STYLES)("of %s has the attacks of its kind", (style) => {
    const perSecond = attacksIn(mono(of(style))) / SECONDS;
    expect(perSecond).toBeGreaterThan(style === "ambient" ? 0.1 : style === "cinematic" ? 0.4 : 0.8);
    expect(perSecond).toBeLessThan(12);
  });

  it.each(MUSIC_STYLES)("of %s fades to nothing at its end and not before", (style) => {
    const samples = mono(of(style));
    const end = samples.length;
    expect(decibels(samples.subarray(end - 480))).toBeLessThan(-60);
    expect(decibels(samples.subarray(end - 4 * SAMPLE_RATE, end - 3 * SAMPLE_RATE))).toBeGreaterThan(-40);
  });

  it("is the same to the last bit each time, and another with another seed", () => {
    const request = { style: "lofi", durationSeconds: 3, seed: 42 } as const;
    expect(hashOf(soundOf(request))).toBe(hashOf(soundOf(request)));
    expect(hashOf(soundOf({ ...request, seed: 43 }))).not.toBe(hashOf(soundOf(request)));
  });

  it.each([0.05, 0.4, 1, 2.5])("can be as short as %d s", (durationSeconds) => {
    const { left } = soundOf({ style: "upbeat", durationSeconds, seed: 1 });
    expect(decibels(left)).toBeGreaterThan(-50);
  });
});

describe("the limiter", () => {
  it("holds every peak under its ceiling and leaves quiet sound alone", () => {
    const limiter = new Limiter(0.8);
    const left = Float32Array.from({ length: 48_000 }, (_, i) =>
      i < 24_000 ? 0.5 * Math.sin(i / 9) : 3 * Math.sin(i / 7) * Math.sin(i / 900),
    );
    const given = left.slice();
    limiter.process(left, left.slice());
    expect(left.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)).toBeLessThanOrEqual(0.8 + 1e-6);
    for (let i = 0; i < 20_000; i++) expect(left[i + limiter.delay]).toBeCloseTo(given[i] ?? 0, 6);
  });
});
