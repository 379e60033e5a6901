/** Sound as a file of its own: MP3, M4A, AAC, WAV, FLAC, Ogg. */
import type { AVSampleFormat, FFEncoderCodec } from "node-av/constants";
import { AV_CODEC_FLAG_GLOBAL_HEADER, AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_S16 } from "node-av/constants";
import { avChannelLayoutDefault, Codec, CodecContext, FormatContext, Packet, Rational } from "node-av/lib";
import { checked, dictionary, isDrained, present } from "./ffmpeg.js";
import { FilterChain } from "./filter-chain.js";
import { frameOf, SOUND_RATE, SOUND_TIME_BASE, type SoundBlock } from "./sound-block.js";

export const SOUND_FORMATS = ["mp3", "m4a", "aac", "wav", "flac", "ogg"] as const;
export type SoundFormat = (typeof SOUND_FORMATS)[number];

/** How each is made. 16 bits are dithered. */
const KINDS: Record<
  SoundFormat,
  { muxer: string; encoder: string; sampleFormat: AVSampleFormat; filter: string; bitRate?: number }
> = {
  mp3: { muxer: "mp3", encoder: "libmp3lame", sampleFormat: AV_SAMPLE_FMT_FLTP, filter: "fltp", bitRate: 256_000 },
  m4a: { muxer: "ipod", encoder: "aac", sampleFormat: AV_SAMPLE_FMT_FLTP, filter: "fltp", bitRate: 224_000 },
  aac: { muxer: "adts", encoder: "aac", sampleFormat: AV_SAMPLE_FMT_FLTP, filter: "fltp", bitRate: 224_000 },
  wav: { muxer: "wav", encoder: "pcm_s16le", sampleFormat: AV_SAMPLE_FMT_S16, filter: "s16" },
  flac: { muxer: "flac", encoder: "flac", sampleFormat: AV_SAMPLE_FMT_S16, filter: "s16" },
  ogg: { muxer: "ogg", encoder: "libvorbis", sampleFormat: AV_SAMPLE_FMT_FLTP, filter: "fltp", bitRate: 224_000 },
};

/** What is worth hearing, and every encoder can make. */
const BIT_RATES = [256_000, 224_000, 192_000, 160_000, 128_000, 96_000, 64_000, 48_000, 32_000] as const;

/**
 * The highest bit rate of a format that is no more than said, the lowest where all are more; undefined for formats
 * without one.
 */
export function bitRateWithin(format: SoundFormat, most: number): number | undefined {
  const usual = KINDS[format].bitRate;
  return usual && (BIT_RATES.find((rate) => rate <= Math.min(most, usual)) ?? BIT_RATES[BIT_RATES.length - 1]);
}

/** Samples of a frame for encoders that take any number. */
const USUAL_FRAME_SAMPLES = 4096;

/** Writes blocks into a file of their own. Gives the number of samples. */
export async function writeSoundFile(
  path: string,
  { format, bitRate }: { format: SoundFormat; bitRate?: number | undefined },
  blocks: AsyncIterable<SoundBlock>,
  title?: string,
): Promise<{ samples: number }> {
  const kind = { ...KINDS[format], ...(bitRate === undefined ? {} : { bitRate }) };
  const context = new FormatContext();
  checked(context.allocOutputContext2(null, kind.muxer, `file:${path}`), "create the sound file");
  const encoder = await openEncoder(kind);
  try {
    const stream = context.newStream(null);
    checked(stream.codecpar.fromContext(encoder), "audio parameters");
    stream.timeBase = new Rational(1, SOUND_RATE);
    if (title !== undefined) context.metadata = dictionary({ title });
    checked(await context.openOutput(), "create the sound file");
    checked(await context.writeHeader(null), "write the sound file");
    using packet = new Packet();
    packet.alloc();
    const drain = async (): Promise<void> => {
      for (;;) {
        const result = await encoder.receivePacket(packet);
        if (isDrained(result)) return;
        checked(result, "encode sound");
        packet.streamIndex = 0;
        packet.rescaleTs(SOUND_TIME_BASE, stream.timeBase);
        checked(await context.interleavedWriteFrame(packet), "write the sound file");
      }
    };
    const frameSamples = encoder.frameSize > 0 ? encoder.frameSize : USUAL_FRAME_SAMPLES;
    const dither = kind.filter === "s16" ? "aresample=osf=s16:dither_method=triangular," : "";
    using chain = new FilterChain(
      `${dither}aformat=sample_fmts=${kind.filter}:channel_layouts=stereo,asetnsamples=n=${frameSamples}:p=0`,
      SOUND_TIME_BASE,
    );
    let samples = 0;
    const encode = async (frames: Awaited<ReturnType<FilterChain["push"]>>): Promise<void> => {
      for (const { frame, pts } of frames) {
        using owned = frame;
        owned.pts = BigInt(pts);
        checked(await encoder.sendFrame(owned), "encode sound");
        await drain();
      }
    };
    for await (const block of blocks) {
      if (block.left.length === 0) continue;
      await encode(await chain.push({ frame: frameOf(block), pts: samples }));
      samples += block.left.length;
    }
    await encode(await chain.flush());
    checked(await encoder.sendFrame(null), "encode sound");
    await drain();
    checked(await context.writeTrailer(), "finish the sound file");
    return { samples };
  } finally {
    encoder.freeContext();
    await context.closeOutput();
    context.freeContext();
  }
}

async function openEncoder(kind: (typeof KINDS)[SoundFormat]): Promise<CodecContext> {
  const codec = present(Codec.findEncoderByName(kind.encoder as FFEncoderCodec), `${kind.encoder} encoder`);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  try {
    encoder.sampleRate = SOUND_RATE;
    encoder.sampleFormat = kind.sampleFormat;
    encoder.channelLayout = avChannelLayoutDefault(2);
    encoder.timeBase = new Rational(1, SOUND_RATE);
    if (kind.bitRate !== undefined) encoder.bitRate = BigInt(kind.bitRate);
    encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    checked(await encoder.open2(codec, null), `open the ${kind.encoder} encoder`);
    return encoder;
  } catch (error) {
    encoder.freeContext();
    throw error;
  }
}
