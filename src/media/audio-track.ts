/** Sound on its way into an MP4: copied packet by packet where nothing has to change, else made AAC. */

import type { FFEncoderCodec } from "node-av/constants";
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PKT_FLAG_DISCARD,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AVDISCARD_ALL,
} from "node-av/constants";
import { avChannelLayoutDefault, Codec, CodecContext, Frame, Packet, Rational } from "node-av/lib";
import { checked, isDrained, isEndOfFile, present, timestamp } from "./ffmpeg.js";
import { FilterChain } from "./filter-chain.js";
import { openDecoder, type TimedFrame } from "./frame-reader.js";
import type { Track, TrackPacket } from "./movie-writer.js";
import { MAX_READ_ERRORS, RESTART_SECONDS } from "./packet-index.js";
import type { AudioStream } from "./probe.js";
import { Source } from "./source.js";

/** Sound that MP4 can carry as it is. */
const MP4_AUDIO_CODECS = new Set(["aac", "mp3", "ac3", "eac3", "alac", "flac", "opus"]);

/** MP3 below this is not standard in an MP4 (ISO/IEC 13818-3 ends there), and FFmpeg refuses to write it. */
const LEAST_MP3_SAMPLE_RATE = 16_000;

/** True where a stream's packets can go into an MP4 unchanged. */
export function isCopyable({ codec, sampleRate, channels }: AudioStream): boolean {
  if (sampleRate <= 0 || channels <= 0) return false;
  return MP4_AUDIO_CODECS.has(codec) && (codec !== "mp3" || sampleRate >= LEAST_MP3_SAMPLE_RATE);
}

/** Sample rates of AAC (ISO/IEC 14496-3, table 1.18) that players take everywhere; others become 48 kHz. */
const AAC_SAMPLE_RATES = new Set([8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000]);
const FALLBACK_SAMPLE_RATE = 48_000;
const MAX_AAC_CHANNELS = 8;
/** Bits a second that each channel gets where sound is encoded anew. */
export const AAC_BIT_RATE_PER_CHANNEL = 96_000;

/** One audio track of the output. */
export interface AudioTrackPlan {
  stream: AudioStream;
  action: "copy" | "encode";
}

/** The part of the source that is kept, in seconds of its time; `end` absent: to the end. */
export interface SourceSpan {
  startSeconds: number;
  endSeconds: number | undefined;
}

/** A track over an open source. Dispose it to close the source, whether its packets were drained or not. */
export interface OpenTrack extends Disposable {
  track: Track;
  /** What was lost on the way, known when the packets are drained. */
  damaged(): number;
}

/**
 * Opens one audio track.
 * @param span what is kept; its start becomes the movie's zero. Copied tracks keep whole packets, so they are for spans that cut nothing.
 */
export async function openAudioTrack(
  path: string,
  plan: AudioTrackPlan,
  span: SourceSpan,
  maxSeconds: number,
): Promise<OpenTrack> {
  const source = await Source.open(path);
  try {
    for (const stream of source.context.streams) if (stream.index !== plan.stream.index) stream.discard = AVDISCARD_ALL;
    return plan.action === "copy"
      ? copiedTrack(source, plan.stream, span, maxSeconds)
      : await encodedTrack(source, plan.stream, span, maxSeconds);
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

const LEAST_PACKET_SAMPLES = 120;

/**
 * Sound before the first moment that is played goes along, hidden by the output's edit list as it was in the source:
 * without it a decoder fades in. Opus needs most, 80 ms (RFC 7845, 4.2).
 */
const RUN_UP_SECONDS = 0.08;

function copiedTrack(source: Source, audio: AudioStream, span: SourceSpan, maxSeconds: number): OpenTrack {
  const { codecpar, timeBase } = source.stream(audio.index);
  const unitSeconds = timeBase.num / timeBase.den;
  const origin = Math.round(span.startSeconds / unitSeconds);
  const runUp = Math.round(RUN_UP_SECONDS / unitSeconds);
  const track: Track = {
    timeBase: { num: timeBase.num, den: timeBase.den },
    describe: (parameters) => {
      checked(codecpar.copy(parameters), "copy audio parameters");
      // Tags belong to the container that the packets came from.
      parameters.codecTag = 0;
    },
    language: audio.language,
    title: audio.title,
    isDefault: false,
    packets: (async function* () {
      let earliest = Number.NEGATIVE_INFINITY;
      for await (const packet of packetsOf(source, audio.index)) {
        const pts = timestamp(packet.pts) ?? timestamp(packet.dts);
        if (pts === undefined || packet.data === null) continue;
        const duration = Number(packet.duration);
        if (packet.hasFlags(AV_PKT_FLAG_DISCARD) && pts + duration <= origin - runUp) continue;
        // A muxer takes rising times only; a damaged file may repeat one.
        const dts = Math.max(pts - origin, earliest + 1);
        earliest = dts;
        yield { data: Buffer.from(packet.data), pts: dts, dts, duration, isKeyframe: true };
      }
    })(),
    maxPackets: Math.ceil((maxSeconds * audio.sampleRate) / LEAST_PACKET_SAMPLES),
  };
  return { track, damaged: () => 0, [Symbol.dispose]: () => source[Symbol.dispose]() };
}

async function encodedTrack(
  source: Source,
  audio: AudioStream,
  span: SourceSpan,
  maxSeconds: number,
): Promise<OpenTrack> {
  const { timeBase } = source.stream(audio.index);
  const sampleRate = AAC_SAMPLE_RATES.has(audio.sampleRate) ? audio.sampleRate : FALLBACK_SAMPLE_RATE;
  const layout = avChannelLayoutDefault(Math.min(audio.channels, MAX_AAC_CHANNELS));
  const encoder = await openAacEncoder(sampleRate, layout);
  const layoutMask = `0x${layout.mask.toString(16)}`;
  const trim = `atrim=start=${span.startSeconds}${span.endSeconds === undefined ? "" : `:end=${span.endSeconds}`}`;
  const chain = new FilterChain(
    [
      // Holes in the sound are filled with silence and overlaps cut, so that it never drifts from the picture.
      "aresample=async=1",
      trim,
      `aformat=sample_fmts=fltp:sample_rates=${sampleRate}:channel_layouts=${layoutMask}`,
      `asetnsamples=n=${encoder.frameSize}:p=0`,
    ].join(","),
    timeBase,
    { num: 1, den: sampleRate },
  );
  const decoder = await openDecoder(source, { streamIndex: audio.index, threads: 1 });
  const origin = Math.round(span.startSeconds * sampleRate);
  let damaged = 0;

  async function* packets(): AsyncGenerator<TrackPacket> {
    for await (const { frame, pts } of filtered()) {
      using owned = frame;
      owned.pts = BigInt(pts - origin);
      checked(await encoder.sendFrame(owned), "encode sound");
      yield* encodedPackets(encoder);
    }
    await encoder.sendFrame(null);
    yield* encodedPackets(encoder);
  }

  /** Frames in the encoder's format, with times in samples. */
  async function* filtered(): AsyncGenerator<TimedFrame> {
    for await (const decoded of decodedSound(source, audio.index, decoder, () => damaged++)) {
      // Sound without a stated layout (most PCM) has the usual one for its number of channels.
      if (decoded.frame.channelLayout.mask === 0n)
        decoded.frame.channelLayout = avChannelLayoutDefault(decoded.frame.channels);
      yield* await chain.push(decoded);
    }
    yield* await chain.flush();
  }

  return {
    track: {
      timeBase: { num: 1, den: sampleRate },
      describe: (parameters) => checked(parameters.fromContext(encoder), "audio parameters"),
      language: audio.language,
      title: audio.title,
      isDefault: false,
      packets: packets(),
      maxPackets: Math.ceil((maxSeconds * sampleRate) / encoder.frameSize) + 8,
    },
    damaged: () => damaged,
    [Symbol.dispose]: () => {
      chain[Symbol.dispose]();
      decoder.freeContext();
      encoder.freeContext();
      source[Symbol.dispose]();
    },
  };
}

async function openAacEncoder(
  sampleRate: number,
  layout: ReturnType<typeof avChannelLayoutDefault>,
): Promise<CodecContext> {
  return await openSoundEncoder("aac", sampleRate, layout, AAC_BIT_RATE_PER_CHANNEL * layout.nbChannels);
}

/** FFmpeg's encoders of the sound in movies, and the form of samples that each takes. */
const ENCODERS = {
  aac: { name: "aac", sampleFormat: AV_SAMPLE_FMT_FLTP },
  opus: { name: "libopus", sampleFormat: AV_SAMPLE_FMT_FLT },
} as const;

export type MovieSoundCodec = keyof typeof ENCODERS;

/** @param bitRate bits a second of all channels together. */
export async function openSoundEncoder(
  codecName: MovieSoundCodec,
  sampleRate: number,
  layout: ReturnType<typeof avChannelLayoutDefault>,
  bitRate: number,
): Promise<CodecContext> {
  const { name, sampleFormat } = ENCODERS[codecName];
  const codec = present(Codec.findEncoderByName(name as FFEncoderCodec), `encoder ${name}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  try {
    context.sampleRate = sampleRate;
    context.sampleFormat = sampleFormat;
    context.channelLayout = layout;
    context.bitRate = BigInt(bitRate);
    context.timeBase = new Rational(1, sampleRate);
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    checked(await context.open2(codec, null), `open encoder ${name}`);
    return context;
  } catch (error) {
    context.freeContext();
    throw error;
  }
}

export async function* encodedPackets(encoder: CodecContext): AsyncGenerator<TrackPacket> {
  using packet = new Packet();
  packet.alloc();
  for (;;) {
    const result = await encoder.receivePacket(packet);
    if (isDrained(result)) return;
    checked(result, "encode sound");
    const pts = timestamp(packet.pts) ?? 0;
    yield {
      data: Buffer.from(packet.data ?? Buffer.alloc(0)),
      pts,
      dts: pts,
      duration: Number(packet.duration),
      isKeyframe: true,
    };
    packet.unref();
  }
}

/** Decodes a whole audio stream; what cannot be decoded is counted and left out. Whoever receives a frame frees it. */
export async function* decodedSound(
  source: Source,
  streamIndex: number,
  decoder: CodecContext,
  onDamage: () => void,
): AsyncGenerator<TimedFrame> {
  for await (const packet of packetsOf(source, streamIndex)) {
    if ((await decoder.sendPacket(packet)) < 0) onDamage();
    else yield* receivedFrames(decoder);
  }
  await decoder.sendPacket(null);
  yield* receivedFrames(decoder);
}

async function* receivedFrames(decoder: CodecContext): AsyncGenerator<TimedFrame> {
  for (;;) {
    const frame = new Frame();
    frame.alloc();
    const result = await decoder.receiveFrame(frame);
    const pts = timestamp(frame.bestEffortTimestamp) ?? timestamp(frame.pts);
    if (result >= 0 && pts !== undefined) {
      yield { frame, pts };
      continue;
    }
    frame.free();
    if (result < 0) return;
  }
}

/** Every packet of one stream; valid until the next is asked for. */
export async function* packetsOf(source: Source, streamIndex: number): AsyncGenerator<Packet> {
  const { num, den } = source.stream(streamIndex).timeBase;
  let lastPts = Number.NEGATIVE_INFINITY;
  using packet = new Packet();
  packet.alloc();
  for (let errors = 0; ; ) {
    const result = await source.context.readFrame(packet);
    if (isEndOfFile(result) || (result < 0 && ++errors > MAX_READ_ERRORS)) return;
    if (result < 0) continue;
    errors = 0;
    if (packet.streamIndex === streamIndex) {
      const pts = timestamp(packet.pts) ?? lastPts;
      if (((lastPts - pts) * num) / den > RESTART_SECONDS) return;
      lastPts = pts;
      yield packet;
    }
    packet.unref();
  }
}
