/** Sound becomes AAC or Opus in a packet file, and the packet file a track of a movie. */

import { avChannelLayoutDefault } from "node-av/lib";
import {
  AAC_BIT_RATE_PER_CHANNEL,
  encodedPackets,
  type MovieSoundCodec,
  type OpenTrack,
  openSoundEncoder,
} from "./audio-track.js";
import { type ChunkIndex, ChunkWriter, readChunkPackets } from "./chunk-file.js";
import { checked } from "./ffmpeg.js";
import { FilterChain } from "./filter-chain.js";
import type { TrackPacket } from "./movie-writer.js";
import { frameOf, SOUND_RATE, SOUND_TIME_BASE, type SoundBlock } from "./sound-block.js";

/** What decides the bytes of encoded sound. */
export interface SoundEncoding {
  codec: MovieSoundCodec;
  /** Bits a second of both channels together. */
  bitRate: number;
}

/** Where nothing else is asked for. */
export const FULL_SOUND: SoundEncoding = { codec: "aac", bitRate: AAC_BIT_RATE_PER_CHANNEL * 2 };

/** Samples of one packet. */
const PACKET_SAMPLES: Record<MovieSoundCodec, number> = { aac: 1024, opus: 960 };
/** The form of samples that each encoder takes, by FFmpeg's names. */
const SAMPLE_FORMS: Record<MovieSoundCodec, string> = { aac: "fltp", opus: "flt" };

function openEncoder({ codec, bitRate }: SoundEncoding): ReturnType<typeof openSoundEncoder> {
  return openSoundEncoder(codec, SOUND_RATE, avChannelLayoutDefault(2), bitRate);
}

/** Encodes blocks into a packet file; its times are in samples, and the first packets, before 0, are the encoder's run-up. */
export async function writeSoundChunk(
  path: string,
  encoding: SoundEncoding,
  blocks: AsyncIterable<SoundBlock>,
): Promise<{ samples: number }> {
  const encoder = await openEncoder(encoding);
  try {
    using chain = new FilterChain(
      `aformat=sample_fmts=${SAMPLE_FORMS[encoding.codec]},asetnsamples=n=${PACKET_SAMPLES[encoding.codec]}:p=0`,
      SOUND_TIME_BASE,
    );
    await using writer = await ChunkWriter.create(path);
    let samples = 0;
    const encode = async (frames: Awaited<ReturnType<FilterChain["push"]>>): Promise<void> => {
      for (const { frame, pts } of frames) {
        using owned = frame;
        owned.pts = BigInt(pts);
        checked(await encoder.sendFrame(owned), "encode sound");
        for await (const { data, pts: time, isKeyframe } of encodedPackets(encoder))
          await writer.write([{ data, pts: time, isKeyframe }]);
      }
    };
    for await (const block of blocks) {
      if (block.left.length === 0) continue;
      await encode(await chain.push({ frame: frameOf(block), pts: samples }));
      samples += block.left.length;
    }
    await encode(await chain.flush());
    checked(await encoder.sendFrame(null), "encode sound");
    for await (const { data, pts, isKeyframe } of encodedPackets(encoder))
      if (pts < samples) await writer.write([{ data, pts, isKeyframe }]);
    await writer.finish({ extradata: Buffer.from(encoder.extraData ?? []), damaged: 0 });
    return { samples };
  } finally {
    encoder.freeContext();
  }
}

/** A finished sound packet file as a track. Dispose it when the movie is written. */
export async function soundTrack(
  path: string,
  encoding: SoundEncoding,
  index: ChunkIndex,
  samples: number,
): Promise<OpenTrack> {
  // Only an encoder knows how to describe its stream in full.
  const encoder = await openEncoder(encoding);
  return {
    track: {
      timeBase: SOUND_TIME_BASE,
      describe: (parameters) => checked(parameters.fromContext(encoder), "audio parameters"),
      language: undefined,
      title: undefined,
      isDefault: true,
      packets: timed(path, PACKET_SAMPLES[encoding.codec], index, samples),
      maxPackets: index.packets.length,
    },
    damaged: () => index.damaged,
    [Symbol.dispose]: () => encoder.freeContext(),
  };
}

async function* timed(
  path: string,
  packetSamples: number,
  index: ChunkIndex,
  samples: number,
): AsyncGenerator<TrackPacket> {
  // The last packet is full of silence behind the end: the track ends where the timeline does.
  for await (const { data, pts, isKeyframe } of readChunkPackets(path, index))
    yield { data, pts, dts: pts, duration: Math.min(packetSamples, samples - pts), isKeyframe };
}
