/** The joined picture: finished chunks as one track, exact in number and times of frames. */
import {
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_VP9,
  AV_PIX_FMT_YUV420P,
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import { type CodecParameters, Rational } from "node-av/lib";
import { type ChunkIndex, readChunkPackets } from "./chunk-file.js";
import type { Track, TrackPacket } from "./movie-writer.js";
import type { EncoderSettings, VideoCodec } from "./video-encoder.js";

const CODEC_IDS: Record<VideoCodec, typeof AV_CODEC_ID_H264> = {
  h264: AV_CODEC_ID_H264,
  hevc: AV_CODEC_ID_HEVC,
  av1: AV_CODEC_ID_AV1,
  vp9: AV_CODEC_ID_VP9,
};

/** A finished chunk, to be joined. */
export interface JoinedChunk {
  path: string;
  index: ChunkIndex;
  /** Added to the times in it. */
  shift: number;
}

/**
 * One track from chunks in presentation order.
 * @param originPts the source time, in the encoder's time base, that becomes zero.
 * @param lastDuration how long the last frame is shown, in the encoder's time base.
 */
export function pictureTrack(
  settings: EncoderSettings,
  chunks: readonly JoinedChunk[],
  originPts: number,
  lastDuration: number,
): Track {
  const timing = decodeTiming(
    chunks.map(({ index, shift }) => index.packets.map((packet) => packet.pts + shift)),
    lastDuration,
  );
  return {
    timeBase: settings.timeBase,
    describe: (parameters) => describePicture(parameters, settings, chunks[0]?.index.extradata ?? ""),
    language: undefined,
    title: undefined,
    isDefault: true,
    packets: joinedPackets(chunks, timing, originPts),
    maxPackets: timing.length,
  };
}

async function* joinedPackets(
  chunks: readonly JoinedChunk[],
  timing: readonly DecodeTiming[],
  originPts: number,
): AsyncGenerator<TrackPacket> {
  let i = 0;
  for (const { path, index } of chunks) {
    for await (const { data, isKeyframe } of readChunkPackets(path, index)) {
      const { pts, dts, duration } = timing[i++] ?? { pts: 0, dts: 0, duration: 0 };
      yield { data, isKeyframe, pts: pts - originPts, dts: dts - originPts, duration };
    }
  }
}

export interface DecodeTiming {
  pts: number;
  dts: number;
  duration: number;
}

/**
 * Decoding times and durations for chunks whose packets, in decoding order, carry these presentation times.
 *
 * Each chunk starts with a closed GOP, so the presentation order of the whole is the concatenation of the chunks'.
 * A packet's decoding time is the presentation time of the frame `delay` places before its own place in decoding
 * order, where `delay` is the least that keeps every decoding time at or before its presentation time. Times that
 * would not rise across a join (damaged sources) are pushed on by one unit.
 */
export function decodeTiming(chunks: readonly (readonly number[])[], lastDuration: number): DecodeTiming[] {
  const shown: number[] = [];
  const stored: { pts: number; rank: number }[] = [];
  for (const chunk of chunks) {
    const ascending = [...chunk].sort((a, b) => a - b);
    const shift = Math.max(0, (shown[shown.length - 1] ?? Number.NEGATIVE_INFINITY) + 1 - (ascending[0] ?? 0));
    const ranks = new Map(ascending.map((pts, rank) => [pts, rank]));
    for (const pts of chunk) stored.push({ pts: pts + shift, rank: shown.length + (ranks.get(pts) ?? 0) });
    for (const pts of ascending) shown.push(pts + shift);
  }
  const delay = stored.reduce((most, { rank }, i) => Math.max(most, i - rank), 0);
  const firstGap = Math.max(1, (shown[1] ?? 0) - (shown[0] ?? 0));
  return stored.map(({ pts, rank }, i) => {
    const dts = i >= delay ? shown[i - delay] : (shown[0] ?? 0) - (delay - i) * firstGap;
    const next = shown[rank + 1];
    return { pts, dts: dts ?? pts, duration: next === undefined ? lastDuration : next - pts };
  });
}

function describePicture(parameters: CodecParameters, settings: EncoderSettings, extradata: string): void {
  parameters.codecType = AVMEDIA_TYPE_VIDEO;
  parameters.codecId = CODEC_IDS[settings.codec];
  // Apple's players take HEVC only under this tag.
  if (settings.codec === "hevc") parameters.codecTag = "hvc1";
  parameters.width = settings.width;
  parameters.height = settings.height;
  parameters.format = AV_PIX_FMT_YUV420P;
  parameters.sampleAspectRatio = new Rational(1, 1);
  parameters.colorRange = AVCOL_RANGE_MPEG;
  parameters.colorSpace = AVCOL_SPC_BT709;
  parameters.colorPrimaries = AVCOL_PRI_BT709;
  parameters.colorTrc = AVCOL_TRC_BT709;
  parameters.chromaLocation = AVCHROMA_LOC_LEFT;
  parameters.extradata = Buffer.from(extradata, "base64");
}
