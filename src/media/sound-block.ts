/** Sound in the one form that everything is mixed in: two channels of 32-bit numbers at 48 kHz. */
import { AV_SAMPLE_FMT_FLTP } from "node-av/constants";
import { avChannelLayoutDefault, Frame } from "node-av/lib";
import { present } from "./ffmpeg.js";
import { FilterChain } from "./filter-chain.js";

export const SOUND_RATE = 48_000;

/** Samples of both channels, from −1 to 1 where nothing is too loud. */
export interface SoundBlock {
  left: Float32Array;
  right: Float32Array;
}

export const SOUND_TIME_BASE = { num: 1, den: SOUND_RATE };

/** Brings frames of any rate and layout to blocks. Most players give one channel to both sides at full level. */
export function toBlockFormat(channels: number): string {
  const format = `aformat=sample_fmts=fltp:sample_rates=${SOUND_RATE}:channel_layouts=stereo`;
  return channels === 1 ? `pan=stereo|c0=c0|c1=c0,${format}` : format;
}

/** A copy of a frame that is in the format of blocks. */
export function blockOf(frame: Frame): SoundBlock {
  const bytes = frame.nbSamples * Float32Array.BYTES_PER_ELEMENT;
  const channel = (place: number): Float32Array => {
    const plane = present(frame.data?.[place], "samples");
    // Copied: the frame's memory goes when it is freed.
    return new Float32Array(Uint8Array.from(plane.subarray(0, bytes)).buffer);
  };
  return { left: channel(0), right: channel(1) };
}

/** A frame with a copy of a block; whoever receives it frees it. */
export function frameOf({ left, right }: SoundBlock): Frame {
  const planes = [left, right].map((channel) => Buffer.from(channel.buffer, channel.byteOffset, channel.byteLength));
  return Frame.fromAudioBuffer(Buffer.concat(planes), {
    nbSamples: left.length,
    format: AV_SAMPLE_FMT_FLTP,
    sampleRate: SOUND_RATE,
    channelLayout: avChannelLayoutDefault(2),
    timeBase: SOUND_TIME_BASE,
  });
}

/** Blocks through FFmpeg filters, such as `atempo=2`. How many samples come out is the filters' affair. */
export async function* filteredBlocks(
  blocks: AsyncIterable<SoundBlock>,
  description: string,
): AsyncGenerator<SoundBlock, void> {
  using chain = new FilterChain(`${description},aformat=sample_fmts=fltp:channel_layouts=stereo`, SOUND_TIME_BASE);
  let pts = 0;
  for await (const block of blocks) {
    if (block.left.length === 0) continue;
    for (const { frame } of await chain.push({ frame: frameOf(block), pts })) {
      using owned = frame;
      yield blockOf(owned);
    }
    pts += block.left.length;
  }
  for (const { frame } of await chain.flush()) {
    using owned = frame;
    yield blockOf(owned);
  }
}
