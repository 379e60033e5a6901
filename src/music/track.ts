/** A score becomes sound, block by block. */
import { compose, gainOf, type Score } from "./composition.js";
import { DrumKit } from "./drums.js";
import { Biquad, Limiter, PingPong, Reverb, SAMPLE_RATE, StereoFilter, Wobble } from "./effects.js";
import { LoudnessMeter } from "./loudness.js";
import { Random } from "./random.js";
import type { MusicRequest } from "./request.js";
import type { Voice } from "./voice.js";

/** How loud a track is, by ITU-R BS.1770. */
export const MUSIC_LOUDNESS = -18;

/** Samples of both channels, from −1 to 1; none where nothing is ready yet. They are overwritten by the next block. */
export interface MusicBlock {
  left: Float32Array;
  right: Float32Array;
}

const BLOCK = 512;
/** −1.5 dB: peaks between the samples stay below full scale too. */
const CEILING = 0.841;
const MOST_VOICES = 48;
/** Longer tracks are measured in their beginning, which holds a verse and a chorus. */
const MEASURED_SECONDS = 90;

/**
 * Makes a track, with a few seconds of it in memory at a time.
 * @param knownLoudness what {@link measureMusic} found of the same request: it takes as long as to make the track.
 * @throws Fault `usage` where the request cannot be played.
 */
export function* makeMusic(request: MusicRequest, knownLoudness?: number): Generator<MusicBlock, void> {
  const score = compose(request);
  const loudness = knownLoudness ?? (yield* measured(score));
  const gain = gainOf(MUSIC_LOUDNESS - loudness);
  const limiter = new Limiter(CEILING);
  let toSkip = limiter.delay;
  let toGive = score.samples;
  for (const { left, right } of mixed(score, score.samples + limiter.delay)) {
    for (let i = 0; i < left.length; i++) {
      left[i] = (left[i] ?? 0) * gain;
      right[i] = (right[i] ?? 0) * gain;
    }
    limiter.process(left, right);
    const from = Math.min(left.length, toSkip);
    toSkip -= from;
    const to = Math.min(left.length, from + toGive);
    toGive -= to - from;
    if (to > from) yield { left: left.subarray(from, to), right: right.subarray(from, to) };
  }
}

/**
 * How loud a track is before its level is set. Gives empty blocks meanwhile, so that others get their turn.
 * @throws Fault `usage` where the request cannot be played.
 */
export function measureMusic(request: MusicRequest): Generator<MusicBlock, number> {
  return measured(compose(request));
}

/** What the mix of a score measures before its level is set. Gives empty blocks meanwhile, so that others get their turn. */
function* measured(score: Score): Generator<MusicBlock, number> {
  const meter = new LoudnessMeter();
  // A block of measuring is 400 ms long: shorter pieces are measured over more than they last.
  const samples = Math.max(SAMPLE_RATE / 2, Math.min(score.samples, MEASURED_SECONDS * SAMPLE_RATE));
  const nothing = new Float32Array(0);
  for (const { left, right } of mixed(score, samples)) {
    meter.add(left, right);
    yield { left: nothing, right: nothing };
  }
  return meter.integrated ?? MUSIC_LOUDNESS;
}

/** All players together, their room and echo, without a level. */
function* mixed(score: Score, samples: number): Generator<MusicBlock, void> {
  const { style } = score;
  const kicks = score.strokes.filter(({ piece }) => piece === "kick").map(({ start }) => start);
  const channels = [
    ...score.parts.map(({ part, notes }) => new Channel(part, noteVoices(score, part, notes))),
    new Channel(
      { level: style.drumLevel, reverb: style.drumReverb },
      strokeVoices(score, new DrumKit(style.kit, score.seed)),
    ),
  ];
  const reverb = new Reverb(style.room.size, style.room.seconds, style.room.damping);
  const echo = new PingPong((style.echoBeats * 60) / score.tempo, 0.42);
  const master = [
    new StereoFilter(() => Biquad.highpass(28)),
    ...(score.highsDb === 0 ? [] : [new StereoFilter(() => Biquad.highShelf(3500, score.highsDb))]),
    ...(style.isRecord === true ? [new Wobble(0.0014, 0.55, 1, -1), new StereoFilter(() => Biquad.lowpass(9500))] : []),
  ];
  const crackle = style.isRecord === true ? new Crackle(score.seed) : undefined;
  const ending = endingOf(score);
  const pairs = Array.from({ length: 4 }, () => stereo());
  const [own, sum, toRoom, toEcho] = pairs;
  if (own === undefined || sum === undefined || toRoom === undefined || toEcho === undefined) return;
  const push = new Float32Array(BLOCK);
  let kick = 0;
  for (let start = 0; start < samples; start += BLOCK) {
    for (const pair of [sum, toRoom, toEcho]) for (const channel of [pair.left, pair.right]) channel.fill(0);
    while ((kicks[kick + 1] ?? Number.POSITIVE_INFINITY) <= start) kick++;
    for (let i = 0; i < BLOCK; i++) push[i] = pushAt(kicks, kick, start + i);
    for (const channel of channels) channel.play(start, own, push, sum, toRoom, toEcho);
    echo.process(toEcho.left, toEcho.right);
    addTo(sum, toEcho, 0.8);
    addTo(toRoom, toEcho, 0.25);
    reverb.process(toRoom.left, toRoom.right);
    addTo(sum, toRoom, 1);
    for (const effect of master) effect.process(sum.left, sum.right);
    crackle?.add(sum.left, sum.right);
    for (let i = 0; i < BLOCK; i++) {
      const level = ending(start + i);
      sum.left[i] = (sum.left[i] ?? 0) * level;
      sum.right[i] = (sum.right[i] ?? 0) * level;
    }
    yield sum;
  }
}

function stereo(): MusicBlock {
  return { left: new Float32Array(BLOCK), right: new Float32Array(BLOCK) };
}

function addTo(into: MusicBlock, from: MusicBlock, gain: number): void {
  for (let i = 0; i < BLOCK; i++) {
    into.left[i] = (into.left[i] ?? 0) + (from.left[i] ?? 0) * gain;
    into.right[i] = (into.right[i] ?? 0) + (from.right[i] ?? 0) * gain;
  }
}

const PUSH_ATTACK = 0.004 * SAMPLE_RATE;
const PUSH_RELEASE = 0.13 * SAMPLE_RATE;

/** How far the last stroke of the bass drum pushes the others down at a moment, 1 at its height. */
function pushAt(kicks: readonly number[], last: number, at: number): number {
  let nearest = kicks[last];
  const following = kicks[last + 1];
  if (following !== undefined && following <= at) nearest = following;
  if (nearest === undefined || nearest > at) return 0;
  const age = at - nearest;
  return age < PUSH_ATTACK ? age / PUSH_ATTACK : Math.exp((PUSH_ATTACK - age) / PUSH_RELEASE);
}

/** The last chord rings, then the sound goes to nothing, in time with the end. */
function endingOf({ samples, endingStart }: Score): (at: number) => number {
  const length = Math.max(1, Math.min(samples * 0.5, (samples - endingStart) * 0.75, 3.5 * SAMPLE_RATE));
  const from = samples - length;
  return (at) => {
    if (at <= from) return 1;
    const x = Math.max(0, (samples - 1 - at) / length);
    return x * x * (3 - 2 * x);
  };
}

/** What starts when, one voice after the other. */
type Starts = Iterator<{ start: number; voice: Voice }, undefined>;

function* noteVoices(
  score: Score,
  part: Score["parts"][number]["part"],
  notes: Score["parts"][number]["notes"],
): Generator<{ start: number; voice: Voice }, undefined> {
  const random = new Random(score.seed, `sound ${part.name}`);
  for (const [i, note] of notes.entries()) {
    const voice = part.instrument({ ...note, pan: part.pan, random: random.named(String(i)) });
    yield { start: note.start, voice };
  }
  return undefined;
}

function* strokeVoices(score: Score, kit: DrumKit): Generator<{ start: number; voice: Voice }, undefined> {
  for (const { piece, start, velocity, pan } of score.strokes) yield { start, voice: kit.strike(piece, velocity, pan) };
  return undefined;
}

interface ChannelSettings {
  level: number;
  reverb: number;
  echo?: number;
  duck?: number;
  highpass?: number;
  lowpass?: number;
  chorus?: number;
}

/** One player's strip of the mixing desk. */
class Channel {
  readonly #starts: Starts;
  readonly #settings: ChannelSettings;
  readonly #gain: number;
  readonly #effects: { process(left: Float32Array, right: Float32Array): void }[];
  #next: { start: number; voice: Voice } | undefined;
  #voices: { voice: Voice; from: number }[] = [];
  /** Blocks until what the effects hold has died away. */
  #tail = 0;

  constructor(settings: ChannelSettings, starts: Starts) {
    this.#settings = settings;
    this.#starts = starts;
    this.#gain = gainOf(settings.level);
    const { highpass, lowpass, chorus } = settings;
    this.#effects = [
      ...(highpass === undefined ? [] : [new StereoFilter(() => Biquad.highpass(highpass))]),
      ...(lowpass === undefined ? [] : [new StereoFilter(() => Biquad.lowpass(lowpass))]),
      ...(chorus === undefined ? [] : [new Wobble(0.005, 0.8, chorus, 1)]),
    ];
    this.#next = this.#starts.next().value;
  }

  play(
    start: number,
    own: MusicBlock,
    push: Float32Array,
    sum: MusicBlock,
    room: MusicBlock,
    echoes: MusicBlock,
  ): void {
    while (this.#next !== undefined && this.#next.start < start + BLOCK) {
      if (this.#voices.length >= MOST_VOICES) this.#voices.shift();
      this.#voices.push({ voice: this.#next.voice, from: Math.max(0, this.#next.start - start) });
      this.#next = this.#starts.next().value;
    }
    if (this.#voices.length > 0) this.#tail = 16;
    else if (this.#tail-- <= 0) return;
    own.left.fill(0);
    own.right.fill(0);
    const living: { voice: Voice; from: number }[] = [];
    for (const { voice, from } of this.#voices)
      if (voice.add(own.left, own.right, from, BLOCK)) living.push({ voice, from: 0 });
    this.#voices = living;
    for (const effect of this.#effects) effect.process(own.left, own.right);
    const { reverb, echo = 0, duck = 0 } = this.#settings;
    for (let i = 0; i < BLOCK; i++) {
      const gain = this.#gain * (1 - duck * (push[i] ?? 0));
      const left = (own.left[i] ?? 0) * gain;
      const right = (own.right[i] ?? 0) * gain;
      sum.left[i] = (sum.left[i] ?? 0) + left;
      sum.right[i] = (sum.right[i] ?? 0) + right;
      room.left[i] = (room.left[i] ?? 0) + left * reverb;
      room.right[i] = (room.right[i] ?? 0) + right * reverb;
      echoes.left[i] = (echoes.left[i] ?? 0) + left * echo;
      echoes.right[i] = (echoes.right[i] ?? 0) + right * echo;
    }
  }
}

/** Dust and hiss of an old record, far below the music. */
class Crackle {
  readonly #random: Random;
  #hiss = 0;
  #pop = 0;
  #popRight = 0;

  constructor(seed: number) {
    this.#random = new Random(seed, "record");
  }

  add(left: Float32Array, right: Float32Array): void {
    const random = this.#random;
    for (let i = 0; i < left.length; i++) {
      const white = 2 * random.next() - 1;
      this.#hiss += (white - this.#hiss) * 0.3;
      if (random.chance(9 / SAMPLE_RATE)) {
        const strength = 0.05 * random.next() ** 3 * (random.chance(0.5) ? 1 : -1);
        const place = random.next();
        this.#pop += strength * place;
        this.#popRight += strength * (1 - place);
      }
      this.#pop *= -0.72;
      this.#popRight *= -0.72;
      left[i] = (left[i] ?? 0) + this.#hiss * 0.0011 + this.#pop;
      right[i] = (right[i] ?? 0) + (white - this.#hiss) * 0.0006 + this.#popRight;
    }
  }
}
