import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { frequencyIn, levelOf, noise, speechLike, tone, writeWav } from "../../test/support/made-sounds.js";
import { readChunkIndex } from "../media/chunk-file.js";
import { FilterChain } from "../media/filter-chain.js";
import { writeMovie } from "../media/movie-writer.js";
import { frameOf, SOUND_RATE, SOUND_TIME_BASE, type SoundBlock } from "../media/sound-block.js";
import { FULL_SOUND, soundTrack } from "../media/sound-encoder.js";
import { SOUND_FORMATS, type SoundFormat, writeSoundFile } from "../media/sound-file.js";
import { SoundSource } from "../media/sound-source.js";
import { applyEdits } from "../timeline/apply-edit.js";
import { addAsset } from "../timeline/assets.js";
import {
  type Asset,
  type ClipSegment,
  type Draft,
  emptyDraft,
  readDraft,
  type SoundSegment,
} from "../timeline/draft.js";
import { type Edit, MUSIC_MOODS, MUSIC_STYLES } from "../timeline/edit.js";
import { renderDraftSound } from "./draft-sound.js";
import { lookAtSound } from "./sound-look.js";
import { type MixFacts, mixedSound, type SoundControl } from "./sound-mix.js";
import { planSound, type SoundFile, type SoundPlan, soundKey } from "./sound-plan.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-sound-"));
process.env["HD_LOCAL_CACHE"] = join(folder, "cache");
afterAll(() => rmSync(folder, { recursive: true }));

const free: SoundControl = { gate: () => Promise.resolve(), onProgress: () => undefined };

const files = new Map<string, SoundFile>();
const assets = new Map<string, Asset>();

/** A sound file that drafts can use by its id. */
function made(id: string, channels: readonly Float32Array[], sampleRate = SOUND_RATE): string {
  const path = join(folder, `${id}.wav`);
  writeWav(path, channels, sampleRate);
  const d = Math.round(((channels[0]?.length ?? 0) * 1000) / sampleRate);
  files.set(id, { path, sha256: id, streamIndex: 0, zeroSeconds: 0 });
  assets.set(id, { i: id, n: `${id}.wav`, k: "video", d, w: 320, h: 180, f: 25, au: true });
  return id;
}

type ClipWish = Partial<ClipSegment> & { a: string; d: number };
type SoundWish = Partial<SoundSegment> & { d: number };

/** A valid draft of clips one after the other, with music and other sound. */
function draftOf(
  wishes: readonly ClipWish[],
  more: { music?: SoundWish[]; sound?: SoundWish[]; whole?: Partial<Draft> } = {},
): Draft {
  let next = 1;
  let st = 0;
  const clips = wishes.map((wish) => {
    const segment: ClipSegment = { i: next, c: next, st, si: 0, ...wish };
    next++;
    st += wish.d;
    return segment;
  });
  const laid = (list: readonly SoundWish[] | undefined): SoundSegment[] =>
    (list ?? []).map((wish) => ({ i: next++, st: 0, ...wish }));
  const used = [...wishes, ...(more.music ?? []), ...(more.sound ?? [])].flatMap(({ a }) =>
    a === undefined ? [] : [a],
  );
  const draft: Draft = {
    ...emptyDraft(),
    ...more.whole,
    d: st,
    as: [...new Set(used)].flatMap((id) => assets.get(id) ?? []),
    t: [
      { tt: 0, r: "clips", sg: clips },
      { tt: 1, r: "sound", sg: laid(more.sound) },
      { tt: 1, r: "music", sg: laid(more.music) },
    ],
  };
  const read = readDraft({ ...draft, m: { nx: next } });
  if (read.draft === undefined) throw new Error(JSON.stringify(read.issues));
  return read.draft;
}

function planOf(draft: Draft): SoundPlan {
  const plan = planSound(draft, files);
  if (plan === undefined) throw new Error("nothing is to be heard");
  return plan;
}

async function collected(blocks: AsyncIterable<SoundBlock>, samples: number): Promise<SoundBlock> {
  const whole = { left: new Float32Array(samples), right: new Float32Array(samples) };
  let at = 0;
  for await (const { left, right } of blocks) {
    whole.left.set(left, at);
    whole.right.set(right, at);
    at += left.length;
  }
  expect(at).toBe(samples);
  return whole;
}

async function soundOf(draft: Draft, facts?: MixFacts): Promise<SoundBlock> {
  const plan = planOf(draft);
  expect(plan.samples).toBe(draft.d * 48);
  return await collected(mixedSound(plan, free, facts), plan.samples);
}

const seconds = (sound: Float32Array, from: number, to: number): Float32Array =>
  sound.subarray(Math.round(from * SOUND_RATE), Math.round(to * SOUND_RATE));

function greatestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}

const hiss = noise(4, SOUND_RATE, 0.2, 3);
made("hiss", [hiss, hiss]);
made("other", [noise(4, SOUND_RATE, 0.2, 9)]);
made("tone", [tone(440, 4, SOUND_RATE)]);
made("slow", [tone(440, 4, 44_100)], 44_100);
const talk = [[1, 3] as const, [5, 7] as const];
made("talk", [speechLike(9, talk, SOUND_RATE)]);
assets.set("mute", { i: "mute", n: "mute.mp4", k: "video", d: 4000, w: 320, h: 180, f: 25, au: false });

describe("the sound of a timeline", () => {
  it("is what the clips say, to the sample, where they are cut", async () => {
    const { left, right } = await soundOf(
      draftOf([
        { a: "hiss", d: 1000, si: 1500 },
        { a: "tone", d: 500, si: 250 },
      ]),
    );
    // The edges of a cut are softened over 4 ms.
    const inside = seconds(left, 0, 0.99);
    expect(greatestDifference(inside, seconds(hiss, 1.5, 2.49))).toBeLessThan(1e-5);
    expect(greatestDifference(seconds(right, 0, 0.99), inside)).toBe(0);
    expect(frequencyIn(seconds(left, 1.01, 1.49), SOUND_RATE)).toBeCloseTo(440, 1);
  });

  it("goes on without a trace where a clip was split", async () => {
    const whole = await soundOf(draftOf([{ a: "hiss", d: 2000, sp: 1.5 }]));
    const split = await soundOf(
      draftOf([
        { a: "hiss", d: 1000, sp: 1.5 },
        { a: "hiss", d: 1000, si: 1500, sp: 1.5 },
      ]),
    );
    expect(greatestDifference(split.left, whole.left)).toBeLessThan(1e-6);
  });

  it("has the same level from any rate and number of channels", async () => {
    const { left, right } = await soundOf(draftOf([{ a: "slow", d: 2000 }]));
    expect(levelOf(seconds(left, 0.1, 1.9))).toBeCloseTo(levelOf(tone(440, 1, SOUND_RATE)), 1);
    expect(levelOf(seconds(right, 0.1, 1.9))).toBeCloseTo(levelOf(tone(440, 1, SOUND_RATE)), 1);
    expect(frequencyIn(seconds(left, 0.1, 1.9), SOUND_RATE)).toBeCloseTo(440, 1);
  });

  it.each([0.4, 1.5, 4])("keeps the pitch at speed %d", async (sp) => {
    const { left } = await soundOf(draftOf([{ a: "tone", d: Math.round(2000 / sp), sp }]));
    const end = 2 / sp;
    expect(Math.abs(frequencyIn(seconds(left, 0.1, end - 0.1), SOUND_RATE) - 440)).toBeLessThan(3);
    expect(levelOf(seconds(left, 0.1, end - 0.1))).toBeGreaterThan(levelOf(tone(440, 1, SOUND_RATE)) - 1);
  });

  it("runs backwards in reverse", async () => {
    const { left } = await soundOf(draftOf([{ a: "hiss", d: 2000, si: 1000, rv: true }]));
    expect(greatestDifference(seconds(left, 0, 1.99), seconds(hiss, 1, 3).slice().reverse())).toBeLessThan(1e-5);
  });

  it("is silent where a clip has no sound, is muted, or has volume 0", async () => {
    const { left } = await soundOf(
      draftOf([
        { a: "tone", d: 500 },
        { a: "mute", d: 500 },
        { a: "tone", d: 500, mu: true },
        { a: "tone", d: 500, vl: 0 },
        { a: "tone", d: 500 },
      ]),
    );
    expect(levelOf(seconds(left, 0.5, 2))).toBeLessThan(-120);
    expect(levelOf(seconds(left, 2.01, 2.49))).toBeGreaterThan(-20);
    expect(planSound(draftOf([{ a: "mute", d: 500 }]), files)).toBeUndefined();
    expect(planSound(draftOf([{ a: "tone", d: 500 }], { whole: { mx: { vl: 0 } } }), files)).toBeUndefined();
  });

  it("is as loud as the percentages say, of a clip and of the whole", async () => {
    const usual = levelOf(tone(440, 1, SOUND_RATE));
    const { left } = await soundOf(draftOf([{ a: "tone", d: 1000, vl: 50 }], { whole: { mx: { vl: 50 } } }));
    expect(levelOf(seconds(left, 0.1, 0.9))).toBeCloseTo(usual - 12.04, 1);
  });

  it("never clips, however loud it is made", async () => {
    const { left } = await soundOf(draftOf([{ a: "tone", d: 1000, vl: 400 }], { whole: { mx: { vl: 400 } } }));
    expect(left.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(0.9);
    expect(frequencyIn(seconds(left, 0.1, 0.9), SOUND_RATE)).toBeCloseTo(440, 0);
  });

  it("fades in and out, of a clip and of the whole", async () => {
    const usual = levelOf(tone(440, 1, SOUND_RATE));
    const at = (sound: Float32Array, middle: number): number =>
      levelOf(seconds(sound, middle - 0.02, middle + 0.02)) - usual;
    for (const draft of [
      draftOf([{ a: "tone", d: 3000, fd: { ai: 1000, ao: 1000 } }]),
      draftOf([{ a: "tone", d: 3000 }], { whole: { fd: { ai: 1000, ao: 1000 } } }),
    ]) {
      const { left } = await soundOf(draft);
      expect(at(left, 0.5)).toBeCloseTo(-6, 0);
      expect(at(left, 0.25)).toBeCloseTo(-12, 0);
      expect(at(left, 1.5)).toBeCloseTo(0, 0);
      expect(at(left, 2.5)).toBeCloseTo(-6, 0);
      expect(Math.abs(left[left.length - 1] ?? 1)).toBeLessThan(1e-3);
    }
  });

  it("crosses from one clip to the next with the power of each", async () => {
    const { left } = await soundOf(
      draftOf([
        { a: "hiss", d: 1500 },
        { a: "other", d: 2000, tr: { k: "crossfade", d: 1000 } },
      ]),
    );
    const usual = levelOf(hiss);
    for (let at = 1.3; at < 3; at += 0.1)
      expect(Math.abs(levelOf(seconds(left, at, at + 0.1)) - usual), `${at} s`).toBeLessThan(0.8);
    // Half way both are there.
    const middle = seconds(left, 1.98, 2.02);
    const old = seconds(hiss, 1.98, 2.02);
    const share =
      middle.reduce((sum, value, i) => sum + value * (old[i] ?? 0), 0) / old.reduce((sum, v) => sum + v * v, 0);
    expect(share).toBeCloseTo(Math.SQRT1_2, 1);
  });

  it("puts another sound in place of the clips' own", async () => {
    const { left } = await soundOf(draftOf([{ a: "tone", d: 2000, mu: true }], { sound: [{ a: "hiss", d: 1500 }] }));
    expect(greatestDifference(seconds(left, 0, 1.49), seconds(hiss, 0, 1.49))).toBeLessThan(1e-5);
    expect(levelOf(seconds(left, 1.5, 2))).toBeLessThan(-120);
  });

  it("repeats a piece that is too short without a hole or a click", async () => {
    made("short", [tone(500, 0.7, SOUND_RATE)]);
    const { left } = await soundOf(draftOf([{ a: "mute", d: 3000 }], { music: [{ a: "short", d: 3000, lp: true }] }));
    const usual = levelOf(tone(500, 1, SOUND_RATE));
    for (let at = 0.05; at < 2.9; at += 0.05)
      expect(Math.abs(levelOf(seconds(left, at, at + 0.05)) - usual), `${at} s`).toBeLessThan(3.2);
    const steps = left.subarray(480, -480).map((value, i, all) => Math.abs(value - (all[i - 1] ?? value)));
    expect(steps.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(0.05);
    const once = await soundOf(draftOf([{ a: "mute", d: 2000 }], { music: [{ a: "short", d: 2000 }] }));
    expect(levelOf(seconds(once.left, 0.75, 2))).toBeLessThan(-100);
  });

  it("has made-up music at the volume asked for", async () => {
    const gn = { ms: "piano", sd: 3 } as const;
    const wishes = [{ a: "mute", d: 2000 }];
    const full = await soundOf(draftOf(wishes, { music: [{ gn, d: 2000 }] }));
    const quiet = await soundOf(draftOf(wishes, { music: [{ gn, d: 2000, vl: 35 }] }));
    expect(levelOf(full.left)).toBeGreaterThan(-40);
    expect(levelOf(full.left) - levelOf(quiet.left)).toBeCloseTo(9.1, 1);
  });

  it("turns music down by 12 dB under speech, before the first word, and up again behind the last", async () => {
    song(made("long", [tone(3000, 9, SOUND_RATE, 0.1)]));
    const { sound: with_ } = await heardOf(
      ["talk", "long"],
      [
        { op: "music", source: "asset", asset: "long", volume: 100, fade_out: 0 },
        { op: "music", duck: true },
      ],
    );
    const without = await soundOf(draftOf([{ a: "talk", d: 9000 }]));
    const heard = with_.left.map((value, i) => value - (without.left[i] ?? 0));
    const usual = levelOf(tone(3000, 1, SOUND_RATE, 0.1));
    const depth = (from: number, to: number): number => levelOf(seconds(heard, from, to)) - usual;
    expect(depth(0.1, 0.7)).toBeCloseTo(0, 0);
    for (const [from, to] of talk) expect(depth(from, to)).toBeCloseTo(-12, 0);
    expect(depth(4.4, 4.6)).toBeCloseTo(0, 0);
    expect(depth(8.5, 8.9)).toBeCloseTo(0, 0);
  });

  it("does not take steady noise for speech", async () => {
    const { left } = await soundOf(
      draftOf([{ a: "hiss", d: 4000, vl: 20 }], { music: [{ a: "long", d: 4000, du: true }] }),
    );
    const without = await soundOf(draftOf([{ a: "hiss", d: 4000, vl: 20 }]));
    const heard = left.map((value, i) => value - (without.left[i] ?? 0));
    expect(levelOf(seconds(heard, 3, 3.9)) - levelOf(tone(3000, 1, SOUND_RATE, 0.1))).toBeCloseTo(0, 0);
  });

  it.each([
    ["quiet speech", "talk", 10],
    ["loud noise", "hiss", 300],
    ["a tone", "tone", 100],
  ])("is brought to −14 LUFS within half a unit: %s", async (_, a, vl) => {
    const draft = draftOf([{ a, d: 3500, vl }], { whole: { mx: { lu: -14 } } });
    const facts: MixFacts = { loudnessBefore: undefined, damaged: 0 };
    const sound = await soundOf(draft, facts);
    expect(facts.loudnessBefore).toBeLessThan(0);
    expect(Math.abs((await ebur128(sound)) + 14)).toBeLessThan(0.5);
    expect(sound.left.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(0.9);
  });

  it.each([
    ["light", 7],
    ["medium", 13],
    ["strong", 22],
  ] as const)("loses noise and keeps the voice: %s", async (ad, leastDb) => {
    const voice = speechLike(9, talk, SOUND_RATE);
    const dirt = noise(9, SOUND_RATE, 0.02, 5);
    made("dirty", [voice.map((value, i) => value + (dirt[i] ?? 0))]);
    const before = await soundOf(draftOf([{ a: "dirty", d: 9000 }]));
    const { sound: after } = await heardOf(["dirty"], [{ op: "denoise_audio", strength: ad }]);
    const gap = (sound: SoundBlock): number => levelOf(seconds(sound.left, 7.6, 8.9));
    expect(gap(before) - gap(after)).toBeGreaterThan(leastDb);
    expect(Math.abs(levelOf(seconds(after.left, 5.2, 6.8)) - levelOf(seconds(before.left, 5.2, 6.8)))).toBeLessThan(2);
    // The voice stays at its place.
    const at = (shift: number): number => {
      let sum = 0;
      for (let i = Math.round(5.2 * SOUND_RATE); i < 6.8 * SOUND_RATE; i++)
        sum += (after.left[i + shift] ?? 0) * (voice[i] ?? 0);
      return sum;
    };
    const shifts = Array.from({ length: 41 }, (_, i) => (i - 20) * 48);
    expect(Math.abs(shifts.reduce((best, shift) => (at(shift) > at(best) ? shift : best), 0))).toBeLessThanOrEqual(96);
  });

  it("does not drift over ten minutes", async () => {
    const rate = 8000;
    const ticks = new Float32Array(600 * rate);
    for (let at = 30; at < 600; at += 60) ticks.set(tone(1000, 0.05, rate, 0.9), at * rate);
    made("ticks", [ticks], rate);
    const wishes = Array.from({ length: 10 }, (_, i) => ({ a: "ticks", d: 60_000, si: i * 60_000, vl: 100 - i }));
    const plan = planOf(draftOf(wishes));
    let at = 0;
    const heard: number[] = [];
    for await (const { left } of mixedSound(plan, free)) {
      for (let i = 0; i < left.length; i++)
        if (Math.abs(left[i] ?? 0) > 0.3 && at + i - (heard[heard.length - 1] ?? -1e9) > SOUND_RATE) heard.push(at + i);
      at += left.length;
    }
    expect(at).toBe(600 * SOUND_RATE);
    expect(heard).toHaveLength(10);
    for (const [i, place] of heard.entries()) expect(Math.abs(place / SOUND_RATE - (30 + 60 * i))).toBeLessThan(0.001);
  });
});

/** Loudness by FFmpeg's own meter. */
async function ebur128(sound: SoundBlock): Promise<number> {
  using chain = new FilterChain("ebur128=metadata=1", SOUND_TIME_BASE);
  let loudness = Number.NaN;
  const read = (frames: Awaited<ReturnType<FilterChain["push"]>>): void => {
    for (const { frame } of frames) {
      using owned = frame;
      const value = owned.getMetadata()?.get("lavfi.r128.I");
      if (value) loudness = Number(value);
    }
  };
  read(await chain.push({ frame: frameOf(sound), pts: 0 }));
  read(await chain.flush());
  return loudness;
}

/** What is heard of files that were handed over one after the other, and edited. */
async function heardOf(ids: readonly string[], edits: readonly Edit[]): Promise<{ draft: Draft; sound: SoundBlock }> {
  const handed = ids.reduce((draft, id) => {
    const asset = assets.get(id);
    return (asset && addAsset(draft, asset).draft) ?? draft;
  }, emptyDraft());
  const { draft, refusals } = applyEdits(handed, edits, {});
  expect(refusals).toEqual([]);
  return { draft, sound: await soundOf(draft) };
}

/** Makes of a sound that it is one alone, and no clip's. */
function song(id: string): string {
  const { k: _k, w: _w, h: _h, f: _f, ...asset } = assets.get(id) ?? { i: id, n: id };
  assets.set(id, { ...asset, k: "audio" });
  return id;
}

describe("what is asked for of the sound", () => {
  const usual = levelOf(tone(440, 1, SOUND_RATE));
  made("high", [tone(1000, 4, SOUND_RATE)]);
  song("high");

  it("is heard in the clip, or the part of it, that is meant", async () => {
    const { sound, draft } = await heardOf(
      ["tone", "high"],
      [
        { op: "remove", what: "music" },
        { op: "split", at: [500, 1000, 1500, 2000, 2500, 3000, 3500] },
        { op: "volume", track: "original", percent: 50, clip: 2 },
        { op: "mute", clip: 3 },
        { op: "fade", what: "audio", in: 200, out: 200, clip: 4 },
        { op: "replace_audio", asset: "high", clip: 5 },
        { op: "volume", track: "original", percent: 200, clip: 6, relative: true },
        { op: "mute", clip: 7, range: [0, 250] },
        { op: "speed", factor: 2, clip: 8 },
      ],
    );
    expect(draft.d).toBe(3750);
    const at = (from: number, to: number): number => levelOf(seconds(sound.left, from, to)) - usual;
    expect(at(0.05, 0.45)).toBeCloseTo(0, 1);
    expect(at(0.55, 0.95)).toBeCloseTo(-6.02, 1);
    expect(at(1.05, 1.45)).toBeLessThan(-100);
    expect(at(1.59, 1.61)).toBeCloseTo(-6, 0);
    expect(at(1.72, 1.78)).toBeCloseTo(0, 1);
    expect(at(1.89, 1.91)).toBeCloseTo(-6, 0);
    expect(frequencyIn(seconds(sound.left, 2.05, 2.45), SOUND_RATE)).toBeCloseTo(1000, 0);
    expect(at(2.55, 2.95)).toBeCloseTo(6.02, 1);
    expect(at(3.01, 3.24)).toBeLessThan(-100);
    expect(at(3.3, 3.45)).toBeCloseTo(0, 1);
    expect(Math.abs(frequencyIn(seconds(sound.left, 3.55, 3.7), SOUND_RATE) - 440)).toBeLessThan(6);
  });

  it("is heard of music: a file at its volume, coming and going, again and again, at its place, or not", async () => {
    made("short", [tone(500, 0.7, SOUND_RATE)]);
    song("short");
    const music: Edit = {
      op: "music",
      source: "asset",
      asset: "short",
      volume: 50,
      fade_in: 400,
      fade_out: 400,
    };
    const level = async (edits: Edit[], from: number, to: number): Promise<number> => {
      const { sound } = await heardOf(["mute", "short"], edits);
      return levelOf(seconds(sound.left, from, to)) - usual;
    };
    expect(await level([music], 1, 3.2)).toBeCloseTo(-6, 0);
    expect(await level([music], 0.19, 0.21)).toBeCloseTo(-12, 0);
    expect(await level([music], 3.79, 3.81)).toBeCloseTo(-12, 0);
    expect(await level([{ ...music, loop: false }], 0.8, 4)).toBeLessThan(-100);
    expect(await level([{ ...music, range: [2000, null] }], 0, 1.9)).toBeLessThan(-100);
    const twenty: Edit = { op: "volume", track: "music", percent: 20 };
    expect(await level([music, twenty], 1, 3.2)).toBeCloseTo(-14, 0);
    expect(await level([music, { op: "volume", track: "all", percent: 50 }], 1, 3.2)).toBeCloseTo(-12, 0);
    const later: Edit = { op: "change_music", start: 2000, end: 3000 };
    expect(await level([music, later], 0, 1.9)).toBeLessThan(-100);
    expect(await level([music, later], 3.1, 4)).toBeLessThan(-100);
    const half: Edit = { op: "mute", track: "music", range: [2000, null] };
    expect(await level([music, half], 2.1, 4)).toBeLessThan(-100);
    expect(await level([music, half], 1, 1.9)).toBeCloseTo(-6, 0);
  });

  it("is heard of made-up music: each style, each mood, another tempo and another piece sound unlike the others", async () => {
    const wishes: object[] = [
      ...MUSIC_STYLES.map((style) => ({ style })),
      ...MUSIC_MOODS.map((mood) => ({ style: "piano", mood })),
      { style: "piano", tempo: 180 },
      { style: "piano", seed: 7 },
    ];
    const pieces: Float32Array[] = [];
    for (const wish of wishes) {
      const edits: Edit[] = [
        { op: "trim", keep: [[0, 1500]] },
        { op: "music", source: "generated", seed: 3, ...wish },
      ];
      pieces.push((await heardOf(["mute"], edits)).sound.left);
    }
    for (const [i, piece] of pieces.entries()) {
      expect(levelOf(piece), JSON.stringify(wishes[i])).toBeGreaterThan(-45);
      for (const [k, other] of pieces.slice(0, i).entries())
        expect(greatestDifference(piece, other), JSON.stringify([wishes[i], wishes[k]])).toBeGreaterThan(1e-3);
    }
  });

  it("is heard of the whole: as loud as platforms play it", async () => {
    const { sound } = await heardOf(["slow"], [{ op: "normalize_audio" }]);
    expect(Math.abs((await ebur128(sound)) + 14)).toBeLessThan(0.5);
  });
});

describe("the key of a sound", () => {
  it("follows what is heard, and not where files lie", () => {
    const draft = draftOf([{ a: "tone", d: 1000 }], { music: [{ a: "hiss", d: 1000 }] });
    const key = soundKey(planOf(draft), FULL_SOUND);
    const elsewhere = new Map([...files].map(([id, file]) => [id, { ...file, path: `/elsewhere/${id}` }]));
    expect(soundKey(planSound(draft, elsewhere) ?? planOf(draft), FULL_SOUND)).toBe(key);
    const others = [
      draftOf([{ a: "tone", d: 1000, vl: 90 }], { music: [{ a: "hiss", d: 1000 }] }),
      draftOf([{ a: "tone", d: 1000 }], { music: [{ a: "hiss", d: 1000, vl: 50 }] }),
      draftOf([{ a: "tone", d: 1000 }], { music: [{ a: "hiss", d: 1000, du: true }] }),
      draftOf([{ a: "tone", d: 1000, si: 10 }], { music: [{ a: "hiss", d: 1000 }] }),
      draftOf([{ a: "tone", d: 1000 }], { music: [{ a: "hiss", d: 1000 }], whole: { mx: { lu: -14 } } }),
    ].map((other) => soundKey(planOf(other), FULL_SOUND));
    expect(new Set([key, ...others]).size).toBe(6);
    // What is only seen decides nothing.
    const bright = draftOf([{ a: "tone", d: 1000, co: { br: 20 } }], { music: [{ a: "hiss", d: 1000 }] });
    expect(soundKey(planOf(bright), FULL_SOUND)).toBe(key);
  });
});

describe("finished sound", () => {
  it("stands in a movie where it stood on the timeline, and ends with it", async () => {
    const blip = new Float32Array(2 * SOUND_RATE);
    blip.set(tone(1000, 0.02, SOUND_RATE, 0.8), SOUND_RATE);
    made("blip", [blip]);
    const plan = planOf(draftOf([{ a: "blip", d: 1990 }]));
    const chunkPath = join(folder, "sound.chunk");
    expect(await renderDraftSound({ plan, encoding: FULL_SOUND, path: chunkPath }, free)).toEqual({
      samples: 1990 * 48,
      damaged: 0,
      loudnessBefore: undefined,
    });
    const index = await readChunkIndex(chunkPath);
    if (index === undefined) throw new Error("no chunk");
    const path = join(folder, "movie.mp4");
    {
      using opened = await soundTrack(chunkPath, FULL_SOUND, index, plan.samples);
      await writeMovie(path, "mp4", [opened.track], { title: undefined, location: undefined, chapters: [] });
    }
    const { samples, first } = await readBack(path);
    expect(Math.abs(first - SOUND_RATE)).toBeLessThan(48);
    expect(Math.abs(samples - plan.samples)).toBeLessThanOrEqual(48);
  });

  it("is the same each time, also where the loudness of its music is known from before, so that its key can stand for it", async () => {
    const plan = planOf(draftOf([{ a: "tone", d: 1000 }], { music: [{ gn: { ms: "lofi", sd: 1 }, d: 1000 }] }));
    const packets: string[] = [];
    for (const name of ["a", "b"]) {
      const path = join(folder, `${name}.chunk`);
      await renderDraftSound({ plan, encoding: FULL_SOUND, path }, free);
      packets.push(JSON.stringify(await readChunkIndex(path)));
      expect(readdirSync(join(folder, "cache", "looks")).length).toBeGreaterThan(0);
    }
    expect(packets[0]).toBe(packets[1]);
  });

  it.each(SOUND_FORMATS)("becomes a file of its own: %s", async (format: SoundFormat) => {
    const blip = new Float32Array(2 * SOUND_RATE);
    blip.set(tone(1000, 0.1, SOUND_RATE, 0.8), SOUND_RATE);
    made("blip2", [blip]);
    const plan = planOf(draftOf([{ a: "blip2", d: 2000 }]));
    const path = join(folder, `out.${format}`);
    expect(await writeSoundFile(path, { format: format }, mixedSound(plan, free))).toEqual({ samples: plan.samples });
    const { samples, first } = await readBack(path);
    // Bare AAC has no place to say what its encoder put before the sound.
    const slack = format === "aac" ? 2200 : 96;
    expect(Math.abs(first - SOUND_RATE)).toBeLessThan(slack);
    expect(Math.abs(samples - plan.samples)).toBeLessThan(slack + 1152);
  });
});

async function readBack(path: string): Promise<{ samples: number; first: number }> {
  const file = await lookAtSound(path);
  if (file === undefined) throw new Error("no sound");
  using source = await SoundSource.open(path, file.streamIndex);
  let samples = 0;
  let first = -1;
  for await (const { left } of source.read(file.zeroSeconds, 60)) {
    const place = left.findIndex((value) => Math.abs(value) > 0.3);
    if (first < 0 && place >= 0) first = samples + place;
    samples += left.length;
  }
  return { samples, first };
}
