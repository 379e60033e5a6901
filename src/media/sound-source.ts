/** The sound of a file from any moment on, in blocks that lie exactly where the file's times say. */
import { AVDISCARD_ALL, AVSEEK_FLAG_BACKWARD } from "node-av/constants";
import type { CodecContext } from "node-av/lib";
import { avChannelLayoutDefault } from "node-av/lib";
import { decodedSound } from "./audio-track.js";
import { rescale, type TimeBase } from "./ffmpeg.js";
import { FilterChain } from "./filter-chain.js";
import { openDecoder } from "./frame-reader.js";
import { blockOf, SOUND_RATE, SOUND_TIME_BASE, type SoundBlock, toBlockFormat } from "./sound-block.js";
import { Source } from "./source.js";

/** Containers whose times are exact behind a seek. Others, such as bare MP3, are read from their beginning. */
const SEEKABLE = /mp4|matroska|wav|flac/;
/** What is nearer to the beginning is read from there. */
const LEAST_SEEK_SECONDS = 8;
/** Decoders need something before the first sample that counts: Opus 80 ms, MP3 and AAC a frame or two. */
const RUN_UP_SECONDS = 0.5;
/** Times in a file wobble, by the rounding of its clock; only more than this is a hole or an overlap. */
const WOBBLE_SAMPLES = 0.03 * SOUND_RATE;
/** A hole is filled piece by piece. */
const FILL_SAMPLES = 48_000;

export class SoundSource implements Disposable {
  readonly #path: string;
  readonly #streamIndex: number;
  #source: Source;
  #isFresh = true;
  /** Packets and frames that could not be decoded. */
  damaged = 0;

  private constructor(path: string, streamIndex: number, source: Source) {
    this.#path = path;
    this.#streamIndex = streamIndex;
    this.#source = source;
  }

  /** @throws Fault `input-…` */
  static async open(path: string, streamIndex: number): Promise<SoundSource> {
    return new SoundSource(path, streamIndex, await openStream(path, streamIndex));
  }

  /**
   * Reads from one moment to another, in seconds of the file's own clock. Where the file has no sound there is silence;
   * it may end before `toSeconds`, with the file's sound.
   */
  async *read(fromSeconds: number, toSeconds: number): AsyncGenerator<SoundBlock, void> {
    await this.#goTo(fromSeconds);
    const { timeBase, codecpar } = this.#source.stream(this.#streamIndex);
    const unit: TimeBase = { num: timeBase.num, den: timeBase.den };
    const decoder = await openDecoder(this.#source, { streamIndex: this.#streamIndex, threads: 1 });
    try {
      using chain = new FilterChain(`aresample=async=1,${toBlockFormat(codecpar.channels)}`, unit, SOUND_TIME_BASE);
      yield* this.#placed(decoder, chain, unit, fromSeconds, toSeconds);
    } finally {
      decoder.freeContext();
    }
  }

  async *#placed(
    decoder: CodecContext,
    chain: FilterChain,
    unit: TimeBase,
    fromSeconds: number,
    toSeconds: number,
  ): AsyncGenerator<SoundBlock, void> {
    const end = Math.round(toSeconds * SOUND_RATE);
    let position = Math.round(fromSeconds * SOUND_RATE);
    const frames = decodedSound(this.#source, this.#streamIndex, decoder, () => this.damaged++);
    const runUp = position - RUN_UP_SECONDS * SOUND_RATE;
    const place = function* (block: SoundBlock, pts: number): Generator<SoundBlock> {
      for (; pts - position > WOBBLE_SAMPLES && position < end; ) {
        const missing = Math.min(pts, end) - position;
        const silence = Math.min(FILL_SAMPLES, missing);
        yield { left: new Float32Array(silence), right: new Float32Array(silence) };
        position += silence;
      }
      const skipped = position - pts > WOBBLE_SAMPLES || position > pts + block.left.length ? position - pts : 0;
      const late = Math.max(skipped, isFirst ? position - pts : 0);
      isFirst = false;
      const taken = Math.min(block.left.length, late + end - position);
      if (taken <= late) {
        isFirst = late > 0;
        return;
      }
      position += taken - late;
      yield { left: block.left.subarray(late, taken), right: block.right.subarray(late, taken) };
    };
    let isFirst = true;
    for await (const decoded of frames) {
      const frameEnd = rescale(decoded.pts, unit, SOUND_TIME_BASE) + decoded.frame.nbSamples * 8;
      if (isFirst && frameEnd < runUp) {
        decoded.frame.free();
        continue;
      }
      if (decoded.frame.channelLayout.mask === 0n)
        decoded.frame.channelLayout = avChannelLayoutDefault(decoded.frame.channels);
      for (const { frame, pts } of await chain.push(decoded)) {
        using owned = frame;
        yield* place(blockOf(owned), pts);
      }
      if (position >= end) return;
    }
    for (const { frame, pts } of await chain.flush()) {
      using owned = frame;
      yield* place(blockOf(owned), pts);
    }
  }

  /** Goes to a little before a moment, or to the beginning where that cannot be done exactly. */
  async #goTo(seconds: number): Promise<void> {
    const wasFresh = this.#isFresh;
    this.#isFresh = false;
    const target = seconds - RUN_UP_SECONDS;
    const { context } = this.#source;
    if (seconds > LEAST_SEEK_SECONDS && SEEKABLE.test(context.iformat?.name ?? "")) {
      const { timeBase } = this.#source.stream(this.#streamIndex);
      const pts = Math.floor((target * timeBase.den) / timeBase.num);
      if ((await context.seekFrame(this.#streamIndex, BigInt(pts), AVSEEK_FLAG_BACKWARD)) >= 0) return;
    }
    if (wasFresh) return;
    this.#source[Symbol.dispose]();
    this.#source = await openStream(this.#path, this.#streamIndex);
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]();
  }
}

async function openStream(path: string, streamIndex: number): Promise<Source> {
  const source = await Source.open(path);
  for (const stream of source.context.streams) if (stream.index !== streamIndex) stream.discard = AVDISCARD_ALL;
  return source;
}

/** When a stream is first heard, in seconds of the file's clock; undefined where nothing of it is found. */
export async function firstHeardSeconds(path: string, streamIndex: number): Promise<number | undefined> {
  using source = await openStream(path, streamIndex);
  const { timeBase } = source.stream(streamIndex);
  const decoder = await openDecoder(source, { streamIndex, threads: 1 });
  try {
    for await (const { frame, pts } of decodedSound(source, streamIndex, decoder, () => undefined)) {
      frame.free();
      return (pts * timeBase.num) / timeBase.den;
    }
    return undefined;
  } finally {
    decoder.freeContext();
  }
}
