/** Decoded frames of one video stream, from any place, in presentation order. */
import { AV_CODEC_ID_NONE, AV_FRAME_FLAG_CORRUPT, AV_PKT_FLAG_CORRUPT } from "node-av/constants";
import { Codec, CodecContext, Frame, Packet } from "node-av/lib";
import { Fault } from "../faults.js";
import { checked, dictionary, isDrained, isEndOfFile, timestamp } from "./ffmpeg.js";
import { MAX_READ_ERRORS, type PacketIndex, RESTART_SECONDS } from "./packet-index.js";
import { fileLabel, MAX_PIXELS, Source } from "./source.js";

/** A decoded frame with its time; whoever receives it frees it. */
export interface TimedFrame {
  frame: Frame;
  /** Presentation time in units of the stream's time base, strictly rising from frame to frame. */
  pts: number;
}

/**
 * Reads the frames of one stream. Dispose it to close the file and the decoder.
 *
 * Frames come out the same whether the reader went on from an earlier place or was sent there by {@link start},
 * because decoding always begins at a keyframe and what cannot be decoded whole from there is left out.
 */
export class FrameReader implements Disposable {
  readonly #init: ReaderInit;
  readonly #streamIndex: number;
  #keyframes: PacketIndex["keyframes"];
  readonly #packet = new Packet();
  #source: Source;
  #decoder: CodecContext;
  #pending: TimedFrame | undefined;
  #lastPts = Number.NEGATIVE_INFINITY;
  #lastDuration = 1;
  #draining = false;
  #hasEnded = false;
  #readErrors = 0;
  /** Packets and frames found damaged since the reader was opened. */
  damaged = 0;

  private constructor(source: Source, decoder: CodecContext, init: ReaderInit) {
    this.#init = init;
    this.#streamIndex = init.streamIndex;
    this.#keyframes = init.keyframes;
    this.#source = source;
    this.#decoder = decoder;
    this.#packet.alloc();
  }

  static async open(init: ReaderInit): Promise<FrameReader> {
    const source = await Source.open(init.path);
    try {
      return new FrameReader(source, await openDecoder(source, init), init);
    } catch (error) {
      source[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Goes to where frames from `pts` on can be decoded whole. {@link next} may still give earlier frames first.
   * Where going on from the present place is cheaper or seeking is not possible, it goes on.
   * @param keyframes known from now on; the stream's first and those around `pts` are enough.
   */
  async start(pts: number, keyframes = this.#keyframes): Promise<void> {
    this.#keyframes = keyframes;
    const keyframe = this.#keyframes.findLast((candidate) => candidate.pts <= pts);
    const position = this.#pending?.pts ?? this.#lastPts;
    const isBehind = this.#pending === undefined ? position < pts : position <= pts;
    if (isBehind && Number.isFinite(position) && (keyframe === undefined || keyframe.pts <= position)) return;
    if (isBehind && this.#lastPts === Number.NEGATIVE_INFINITY && keyframe === this.#keyframes[0]) return;
    if (keyframe !== undefined && keyframe !== this.#keyframes[0] && (await this.#seek(keyframe))) return;
    await this.#reopen();
  }

  /** The next frame, or undefined at the end of the stream. */
  async next(): Promise<TimedFrame | undefined> {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending ?? (await this.#decode());
  }

  /** Hands a frame back, to be given again by the next call of {@link next}. */
  unread(frame: TimedFrame): void {
    this.#pending = frame;
  }

  async #decode(): Promise<TimedFrame | undefined> {
    const frame = new Frame();
    frame.alloc();
    for (;;) {
      const result = await this.#decoder.receiveFrame(frame);
      if (result >= 0 && !this.#isOfAnotherRecording(frame)) return this.#timed(frame);
      if (result >= 0) this.#hasEnded = true;
      if (this.#hasEnded || isEndOfFile(result) || (this.#draining && isDrained(result))) {
        frame.free();
        return undefined;
      }
      if (!isDrained(result)) {
        this.damaged++;
        if (this.#draining) {
          frame.free();
          return undefined;
        }
      }
      await this.#feed();
    }
  }

  /** Behind a restart of the times there is no saying where a frame belongs: the stream ends there. */
  #isOfAnotherRecording(frame: Frame): boolean {
    const stated = timestamp(frame.bestEffortTimestamp) ?? timestamp(frame.pts);
    const { num, den } = this.#source.stream(this.#streamIndex).timeBase;
    return this.#hasEnded || (stated !== undefined && ((this.#lastPts - stated) * num) / den > RESTART_SECONDS);
  }

  #timed(frame: Frame): TimedFrame {
    if (frame.hasFlags(AV_FRAME_FLAG_CORRUPT) || frame.decodeErrorFlags !== 0) this.damaged++;
    const stated = timestamp(frame.bestEffortTimestamp) ?? timestamp(frame.pts);
    const expected = this.#lastPts === Number.NEGATIVE_INFINITY ? 0 : this.#lastPts + this.#lastDuration;
    const pts = stated === undefined ? expected : Math.max(stated, this.#lastPts + 1);
    this.#lastPts = pts;
    this.#lastDuration = Math.max(1, Number(frame.duration));
    return { frame, pts };
  }

  /** Gives the decoder one more packet of the stream, or tells it that there are no more. */
  async #feed(): Promise<void> {
    for (;;) {
      const result = await this.#source.context.readFrame(this.#packet);
      if (isEndOfFile(result) || (result < 0 && ++this.#readErrors > MAX_READ_ERRORS)) {
        this.#draining = true;
        await this.#decoder.sendPacket(null);
        return;
      }
      if (result < 0) continue;
      this.#readErrors = 0;
      const isWanted = this.#packet.streamIndex === this.#streamIndex;
      if (isWanted && this.#packet.hasFlags(AV_PKT_FLAG_CORRUPT)) this.damaged++;
      const sent = isWanted ? await this.#decoder.sendPacket(this.#packet) : 0;
      this.#packet.unref();
      if (sent < 0) this.damaged++;
      if (isWanted && sent >= 0) return;
    }
  }

  /** Seeks to a keyframe; false where the demuxer landed behind it or cannot seek. */
  async #seek(keyframe: PacketIndex["keyframes"][number]): Promise<boolean> {
    const { context } = this.#source;
    const BACKWARD = 1;
    if (
      (await context.seekFrame(
        this.#streamIndex,
        BigInt(keyframe.seek),
        BACKWARD as Parameters<typeof context.seekFrame>[2],
      )) < 0
    )
      return false;
    this.#reset();
    for (;;) {
      if ((await context.readFrame(this.#packet)) < 0) return false;
      const landed = timestamp(this.#packet.pts) ?? timestamp(this.#packet.dts);
      if (this.#packet.streamIndex !== this.#streamIndex || landed === undefined) {
        this.#packet.unref();
        continue;
      }
      if (landed > keyframe.pts) {
        this.#packet.unref();
        return false;
      }
      const sent = await this.#decoder.sendPacket(this.#packet);
      this.#packet.unref();
      if (sent < 0) this.damaged++;
      return true;
    }
  }

  async #reopen(): Promise<void> {
    this.#reset();
    this.#decoder.freeContext();
    this.#source[Symbol.dispose]();
    this.#source = await Source.open(this.#init.path);
    this.#decoder = await openDecoder(this.#source, this.#init);
  }

  #reset(): void {
    this.#decoder.flushBuffers();
    this.#pending?.frame.free();
    this.#pending = undefined;
    this.#lastPts = Number.NEGATIVE_INFINITY;
    this.#draining = false;
    this.#hasEnded = false;
    this.#readErrors = 0;
  }

  [Symbol.dispose](): void {
    this.#pending?.frame.free();
    this.#packet.free();
    this.#decoder.freeContext();
    this.#source[Symbol.dispose]();
  }
}

export interface ReaderInit {
  path: string;
  streamIndex: number;
  /** From {@link indexPackets}; empty for reading from the start only. */
  keyframes: PacketIndex["keyframes"];
  threads: number;
  /** Whether frames can be decoded is all that matters: their blocks are not smoothed, which saves a third. */
  isCheck?: boolean;
}

/**
 * Opens a decoder for one stream.
 * @throws Fault `input-unsupported` where this FFmpeg has no decoder for it.
 */
export async function openDecoder(
  source: Source,
  { streamIndex, threads, isCheck = false }: Pick<ReaderInit, "streamIndex" | "threads" | "isCheck">,
): Promise<CodecContext> {
  const { codecpar, timeBase } = source.stream(streamIndex);
  const codec = codecpar.codecId === AV_CODEC_ID_NONE ? null : Codec.findDecoder(codecpar.codecId);
  if (codec === null)
    throw new Fault("input-unsupported", `${fileLabel(source.path)} uses a codec that cannot be decoded here.`);
  const context = new CodecContext();
  context.allocContext3(codec);
  try {
    checked(context.parametersToContext(codecpar), "decoder parameters");
    context.pktTimebase = timeBase;
    context.threadCount = threads;
    using decoderOptions = dictionary({
      max_pixels: MAX_PIXELS,
      ...(isCheck && { skip_loop_filter: "all" }),
    });
    checked(await context.open2(codec, decoderOptions), "open decoder");
    return context;
  } catch (error) {
    context.freeContext();
    throw error;
  }
}
