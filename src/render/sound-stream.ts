/** One planned sound as it is heard: read from its file or synthesised, turned, stretched, cleaned, of exact length. */
import { z } from "zod";
import { filteredBlocks, SOUND_RATE, type SoundBlock } from "../media/sound-block.js";
import { SoundSource } from "../media/sound-source.js";
import type { MusicRequest } from "../music/request.js";
import { makeMusic, measureMusic } from "../music/track.js";
import { findKept, keep } from "./kept-looks.js";
import type { NoiseStrength, SoundOrigin } from "./sound-plan.js";

/** Backwards a file is read in pieces of this length, from its end. */
const REVERSE_SECONDS = 8;

/** Loops meet with this much of each under the other. */
const LOOP_CROSS_SAMPLES = 0.02 * SOUND_RATE;

/** Open files of one render: a clip in many parts is opened once. */
export class OpenSounds implements Disposable {
  readonly #idle = new Map<string, SoundSource[]>();
  readonly #all: SoundSource[] = [];

  get damaged(): number {
    return this.#all.reduce((sum, { damaged }) => sum + damaged, 0);
  }

  async *read(
    { path, streamIndex }: { path: string; streamIndex: number },
    fromSeconds: number,
    toSeconds: number,
  ): AsyncGenerator<SoundBlock, void> {
    const key = `${streamIndex} ${path}`;
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    let source = idle.pop();
    if (source === undefined) {
      source = await SoundSource.open(path, streamIndex);
      this.#all.push(source);
    }
    try {
      yield* source.read(fromSeconds, toSeconds);
    } finally {
      idle.push(source);
    }
  }

  [Symbol.dispose](): void {
    for (const source of this.#all) source[Symbol.dispose]();
  }
}

/** The sound of an origin from its beginning on. It may end early; what is missing is silence. */
export async function* originBlocks(origin: SoundOrigin, open: OpenSounds): AsyncGenerator<SoundBlock, void> {
  if (origin.kind === "music") {
    yield* musicBlocks(origin.request);
    return;
  }
  const { file, fromSeconds, toSeconds, speed, isReversed, isLooped, denoise } = origin;
  const read = isLooped
    ? looped(() => open.read(file, fromSeconds, toSeconds))
    : isReversed
      ? reversed(open, file, fromSeconds, toSeconds)
      : open.read(file, fromSeconds, toSeconds);
  const filters = [...(denoise === undefined ? [] : noiseFilters(denoise)), ...tempoFilters(speed)];
  yield* filters.length === 0 ? read : filteredBlocks(read, filters.join(","));
}

/** Version of the synthesiser, as far as it decides how loud a piece is. */
const MUSIC_VERSION = 1;

/** Made-up music; how loud it is by itself is measured once, however often its volume is changed. */
async function* musicBlocks(request: MusicRequest): AsyncGenerator<SoundBlock, void> {
  const question = { loudnessOfMusic: MUSIC_VERSION, ...request };
  let loudness = await findKept(question, z.number());
  if (loudness === undefined) {
    const measuring = measureMusic(request);
    let next = measuring.next();
    for (; next.done !== true; next = measuring.next()) yield next.value;
    loudness = next.value;
    await keep(question, loudness);
  }
  // The synthesiser uses its blocks again.
  for (const { left, right } of makeMusic(request, loudness)) yield { left: left.slice(), right: right.slice() };
}

/** FFmpeg's `atempo` keeps the pitch; above 2 it would leave samples out, below 0.5 it does not go. */
function tempoFilters(speed: number): string[] {
  const filters: string[] = [];
  let rest = speed;
  for (; rest > 2; rest /= 2) filters.push("atempo=2");
  for (; rest < 0.5; rest *= 2) filters.push("atempo=0.5");
  if (rest !== 1) filters.push(`atempo=${rest}`);
  return filters;
}

/** How much of the noise is taken, in percent, and the rumble below speech that goes with it. */
const NOISE_REDUCTION: Record<NoiseStrength, { percent: number; rumbleHertz: number }> = {
  light: { percent: 65, rumbleHertz: 50 },
  medium: { percent: 85, rumbleHertz: 70 },
  strong: { percent: 97, rumbleHertz: 80 },
};

/** Wavelets, with the noise found in the sound itself; unlike FFmpeg's `afftdn` they do not come late. */
function noiseFilters(strength: NoiseStrength): string[] {
  const { percent, rumbleHertz } = NOISE_REDUCTION[strength];
  return [`highpass=f=${rumbleHertz}`, `afwtdn=percent=${percent}:adaptive=1`];
}

async function* reversed(
  open: OpenSounds,
  file: { path: string; streamIndex: number },
  fromSeconds: number,
  toSeconds: number,
): AsyncGenerator<SoundBlock, void> {
  const first = Math.round(fromSeconds * SOUND_RATE);
  for (let end = Math.round(toSeconds * SOUND_RATE); end > first; ) {
    const start = Math.max(first, end - REVERSE_SECONDS * SOUND_RATE);
    const piece = { left: new Float32Array(end - start), right: new Float32Array(end - start) };
    let at = 0;
    for await (const { left, right } of open.read(file, start / SOUND_RATE, end / SOUND_RATE)) {
      piece.left.set(left, at);
      piece.right.set(right, at);
      at += left.length;
    }
    piece.left.reverse();
    piece.right.reverse();
    yield piece;
    end = start;
  }
}

/** The same again and again; the end of each round lies a little under the beginning of the next. */
async function* looped(round: () => AsyncGenerator<SoundBlock, void>): AsyncGenerator<SoundBlock, void> {
  let tail: SoundBlock | undefined;
  for (;;) {
    let samples = 0;
    let held: SoundBlock | undefined = undefined as SoundBlock | undefined;
    for await (const block of round()) {
      if (block.left.length === 0) continue;
      samples += block.left.length;
      const joined: SoundBlock = held === undefined ? block : concatenated(held, block);
      if (tail !== undefined && joined.left.length >= 2 * LOOP_CROSS_SAMPLES) {
        crossed(tail, joined);
        tail = undefined;
      }
      // The last of a round waits for the next one.
      const ready = joined.left.length - LOOP_CROSS_SAMPLES;
      if (ready <= 0 || tail !== undefined) {
        held = joined;
        continue;
      }
      yield cut(joined, 0, ready);
      held = cut(joined, ready, joined.left.length);
    }
    if (samples === 0) return;
    if (tail !== undefined || held === undefined || samples < 2 * LOOP_CROSS_SAMPLES) {
      // Too short to be led over.
      if (held !== undefined) yield held;
      tail = undefined;
    } else tail = held;
  }
}

function cut({ left, right }: SoundBlock, from: number, to: number): SoundBlock {
  return { left: left.subarray(from, to), right: right.subarray(from, to) };
}

function concatenated(a: SoundBlock, b: SoundBlock): SoundBlock {
  const joined = (x: Float32Array, y: Float32Array): Float32Array => {
    const both = new Float32Array(x.length + y.length);
    both.set(x);
    both.set(y, x.length);
    return both;
  };
  return { left: joined(a.left, b.left), right: joined(a.right, b.right) };
}

function crossed(tail: SoundBlock, into: SoundBlock): void {
  for (let i = 0; i < tail.left.length; i++) {
    const angle = ((i + 0.5) / tail.left.length) * (Math.PI / 2);
    const [old, young] = [Math.cos(angle), Math.sin(angle)];
    into.left[i] = (tail.left[i] ?? 0) * old + (into.left[i] ?? 0) * young;
    into.right[i] = (tail.right[i] ?? 0) * old + (into.right[i] ?? 0) * young;
  }
}

/** Takes exactly as many samples as are wanted from blocks of any size. */
export class SoundQueue implements AsyncDisposable {
  readonly #blocks: AsyncGenerator<SoundBlock, void>;
  #block: SoundBlock = { left: new Float32Array(0), right: new Float32Array(0) };
  #at = 0;
  #hasEnded = false;

  constructor(blocks: AsyncGenerator<SoundBlock, void>) {
    this.#blocks = blocks;
  }

  /** The next samples; silence behind the end. `gate` is asked between blocks. */
  async take(samples: number, gate: () => Promise<void>): Promise<SoundBlock> {
    const taken = { left: new Float32Array(samples), right: new Float32Array(samples) };
    for (let filled = 0; filled < samples; ) {
      const rest = this.#block.left.length - this.#at;
      if (rest === 0) {
        if (this.#hasEnded) break;
        await gate();
        const next = await this.#blocks.next();
        if (next.done === true) this.#hasEnded = true;
        else [this.#block, this.#at] = [next.value, 0];
        continue;
      }
      const count = Math.min(rest, samples - filled);
      const part = cut(this.#block, this.#at, this.#at + count);
      taken.left.set(part.left, filled);
      taken.right.set(part.right, filled);
      this.#at += count;
      filled += count;
    }
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#blocks.return();
  }
}
