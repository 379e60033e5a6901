/** From what a clip is and what a person asks for to what has to be done, decided once and pinned. */
import { createHash } from "node:crypto";
import type { Network } from "../enhance/network.js";
import { type Device, ONNX_RUNTIME_BUILD } from "../enhance/session.js";
import { Fault, type Shortfall } from "../faults.js";
import { AAC_BIT_RATE_PER_CHANNEL, type AudioTrackPlan, isCopyable, type SourceSpan } from "../media/audio-track.js";
import type { Chapter } from "../media/chapters.js";
import { FFMPEG_BUILD, rescale, type TimeBase } from "../media/ffmpeg.js";
import { pictureChain } from "../media/picture-chain.js";
import type { SubtitleStream } from "../media/probe.js";
import { fileLabel } from "../media/source.js";
import { isTextSubtitle } from "../media/subtitle-track.js";
import type { EncoderFamily, EncoderSettings, VideoCodec } from "../media/video-encoder.js";
import type { Analysis } from "./analysis.js";
import { type ChunkSpan, cutChunks, firstAtOrAfter } from "./chunk-plan.js";
import type { ChunkSetting } from "./chunk-renderer.js";
import { type Geometry, geometryOf, type Target } from "./geometry.js";

/** What a person asks for. */
export interface EnhanceOptions {
  target: Target;
  codec: VideoCodec;
  encoder: EncoderFamily;
  crf: number;
  preset: string;
  /** Kept part, in seconds from the start of what is shown; absent: all. */
  trim: { fromSeconds: number; toSeconds: number | undefined } | undefined;
  keepSubtitles: boolean;
  keepLocation: boolean;
  /** Length that chunks aim at; absent: the default; infinite: one chunk. */
  chunkSeconds?: number;
}

/** What is done where a person asks for nothing else. */
export const DEFAULT_OPTIONS: EnhanceOptions = {
  target: { kind: "named", name: "1080p" },
  codec: "h264",
  encoder: "x264",
  crf: 20,
  preset: "veryfast",
  trim: undefined,
  keepSubtitles: true,
  keepLocation: false,
};

/** A planned chunk: its place in the source and the key of its pixels. */
export interface PlannedChunk extends ChunkSpan {
  key: string;
}

/** All that follows from a clip and what is asked of it, without its bytes having been read. */
export interface RenderDecisions {
  setting: ChunkSetting;
  geometry: Geometry;
  chunks: ChunkSpan[];
  expectedFrames: number;
  span: SourceSpan;
  lastDuration: number;
  maxSeconds: number;
  audio: AudioTrackPlan[];
  subtitles: SubtitleStream[];
  chapters: Chapter[];
  title: string | undefined;
  location: string | undefined;
  /** What is done to the picture besides enlarging it. */
  conversions: string[];
  /** What is left out, and why. */
  shortfalls: Shortfall[];
  /** Disk space that the chunks and the file will take together, roughly. */
  estimatedBytes: number;
  /** Size of the finished file, roughly. */
  estimatedOutputBytes: number;
}

/** Decisions whose chunks can be found and kept by their keys. */
export interface RenderPlan extends RenderDecisions {
  chunks: PlannedChunk[];
}

/** Bits a pixel that x264 spends at CRF 20, from the clips in docs/results.md; six steps of CRF halve them. */
const BITS_PER_PIXEL_AT_CRF_20 = 0.1;

/** Size of an encoded picture, roughly. */
export function estimatedPictureBytes(
  frames: number,
  { width, height, crf }: Pick<EncoderSettings, "width" | "height" | "crf">,
): number {
  return (frames * width * height * BITS_PER_PIXEL_AT_CRF_20 * 2 ** ((20 - crf) / 6)) / 8;
}

/** Version of everything in the program that decides a chunk's pixels and is not in the plan itself. */
const CHUNK_FORMAT = 3;

/** The geometry alone: whether a network is needed at all is known before one is chosen. */
export function outputGeometry(analysis: Analysis, target: Target): Geometry {
  const { video, scan } = analysis;
  const { width, height } = pictureChain(video, scan);
  const isTurned = video.orientation.rotationDegrees % 180 === 90;
  return geometryOf(
    { width, height, sampleAspectRatio: isTurned ? 1 / video.sampleAspectRatio : video.sampleAspectRatio },
    target,
  );
}

/** What the work is done with. */
export interface RenderMeans {
  /** The one that fits the ratio; undefined where none has anything to do. */
  network: Network | undefined;
  device: Device;
  threads: number;
}

/**
 * Plans a render.
 * @throws Fault `usage` where the part asked for lies outside of the clip.
 */
export function planRender(
  analysis: Analysis,
  options: EnhanceOptions,
  { sourceSha256, ...means }: RenderMeans & { sourceSha256: string },
): RenderPlan {
  const decisions = decideRender(analysis, options, means);
  const { setting, chunks } = decisions;
  return { ...decisions, chunks: chunks.map((chunk) => ({ ...chunk, key: chunkKey(setting, chunk, sourceSha256) })) };
}

/**
 * Decides everything about a render but the keys of its chunks, for which the whole source has to be read.
 * @throws Fault `usage` where the part asked for lies outside of the clip.
 */
export function decideRender(analysis: Analysis, options: EnhanceOptions, means: RenderMeans): RenderDecisions {
  const { video, index, description } = analysis;
  const geometry = outputGeometry(analysis, options.target);
  const chain = pictureChain(video, analysis.scan);
  if (geometry.isCropped) {
    chain.description += `,crop=${geometry.width}:${geometry.height}:0:0:exact=1`;
    chain.width = geometry.width;
    chain.height = geometry.height;
  }
  const unitSeconds = video.timeBase.num / video.timeBase.den;
  const firstPts = index.framePts[0] ?? 0;
  const lastPts = index.framePts[index.framePts.length - 1] ?? 0;
  const span = spanOf(analysis, options.trim);
  // The first frame at or after a moment; a hair is taken off for what division leaves over.
  const firstPtsFrom = (seconds: number): number => Math.ceil(seconds / unitSeconds - 1e-6);
  const range = options.trim && {
    startPts: firstPtsFrom(span.startSeconds),
    endPts: span.endSeconds === undefined ? Number.MAX_SAFE_INTEGER : firstPtsFrom(span.endSeconds),
  };
  const timeBase = outputTimeBase(video.timeBase);
  const encoder: EncoderSettings = {
    codec: options.codec,
    family: options.encoder,
    width: geometry.width,
    height: geometry.height,
    timeBase,
    fps: Math.min(240, Math.max(1, Math.round(analysis.fps * 1000) / 1000)),
    crf: options.crf,
    preset: options.preset,
    threads: means.threads,
  };
  const setting: ChunkSetting = {
    path: description.path,
    streamIndex: video.index,
    keyframes: index.keyframes,
    timeBase: video.timeBase,
    chain,
    network: means.network,
    device: means.device,
    encoder,
    threads: means.threads,
  };
  const chunks = cutChunks(index, video.timeBase, {
    prerollFrames: chain.prerollFrames,
    range,
    chunkSeconds: options.chunkSeconds,
  });
  if (chunks.length === 0)
    throw new Fault(
      "usage",
      `The part asked for lies outside of ${fileLabel(description.path)}, which is ${((lastPts - firstPts) * unitSeconds).toFixed(1)} s long.`,
    );
  const expectedFrames = chunks.reduce((sum, chunk) => sum + chunk.expectedFrames, 0);
  const chunkBytes = estimatedPictureBytes(expectedFrames, encoder);
  const shortfalls: Shortfall[] = [];
  const audio = audioPlans(analysis, options, shortfalls);
  return {
    setting,
    geometry,
    chunks,
    expectedFrames,
    span,
    lastDuration: rescale(lastDurationOf(analysis, range?.endPts), video.timeBase, timeBase),
    maxSeconds:
      (lastPts - firstPts + index.lastDuration) * unitSeconds +
      Math.max(0, ...Object.values(index.audioSpans).map((sound) => sound.endSeconds - sound.startSeconds)),
    audio,
    subtitles: subtitlePlans(analysis, options, shortfalls),
    chapters: movedChapters(description.chapters, span),
    title: description.title,
    location: keptLocation(analysis, options, shortfalls),
    conversions: [...chain.conversions, ...squaring(video)],
    shortfalls: [
      ...shortfalls,
      ...otherShortfalls(analysis),
      ...(options.trim === undefined ? missingEnd(analysis) : []),
    ],
    estimatedBytes: Math.round(chunkBytes * 2 + description.sizeBytes * 0.1),
    estimatedOutputBytes: Math.round(chunkBytes + audio.reduce((sum, plan) => sum + soundBytes(plan, analysis), 0)),
  };
}

/** Said where pixels are not square, as the finished ones are. */
export function squaring({ sampleAspectRatio }: { sampleAspectRatio: number }): string[] {
  return Math.abs(sampleAspectRatio - 1) < 0.001 ? [] : ["pixels made square"];
}

/** Tracks of an MP4 count in fractions of a second; some containers count in nanoseconds, which few players take. */
const MAX_TIMESCALE = 100_000_000;
/** The clock of MPEG systems, of which all common frame rates are whole or nearly whole parts. */
const MPEG_TIMESCALE = 90_000;

function outputTimeBase(timeBase: TimeBase): TimeBase {
  return { num: 1, den: timeBase.den <= MAX_TIMESCALE ? timeBase.den : MPEG_TIMESCALE };
}

function chunkKey(setting: ChunkSetting, span: ChunkSpan, sourceSha256: string): string {
  const { path: _path, keyframes: _keyframes, network, ...deciding } = setting;
  const facts = {
    format: CHUNK_FORMAT,
    builds: [FFMPEG_BUILD, ONNX_RUNTIME_BUILD],
    source: sourceSha256,
    span: { startPts: span.startPts, endPts: span.endPts },
    network: network && {
      sha256: network.sha256,
      scale: network.scale,
      strength: network.strength && [network.strength.percent, network.strength.strongSha256],
      // Of ours the version stands for the rest.
      ...(network.version === undefined && { halo: network.halo, multiple: network.multiple, form: network.form }),
    },
    ...deciding,
  };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/** What is kept, in seconds of the source's time. Zero of the output is the first moment of any kept stream, or of the trim. */
export function spanOf(analysis: Analysis, trim: EnhanceOptions["trim"]): SourceSpan {
  const { video, index, description } = analysis;
  const firstFrameSeconds = ((index.framePts[0] ?? 0) * video.timeBase.num) / video.timeBase.den;
  const audioStarts = description.audio.map(
    (stream) => index.audioSpans[stream.index]?.startSeconds ?? firstFrameSeconds,
  );
  const earliest = Math.min(firstFrameSeconds, ...audioStarts);
  // Times of an MP4 run from the start of its edit list: sound before it is the codec's priming, never heard.
  const zero = description.container.includes("mp4") ? Math.max(0, earliest) : earliest;
  if (trim === undefined) return { startSeconds: zero, endSeconds: undefined };
  return {
    startSeconds: zero + trim.fromSeconds,
    endSeconds: trim.toSeconds === undefined ? undefined : zero + trim.toSeconds,
  };
}

/** How long the last kept frame is shown: as in the source, but not beyond the end of the part asked for. */
function lastDurationOf({ index }: Analysis, endPts: number | undefined): number {
  if (endPts === undefined) return index.lastDuration;
  const after = firstAtOrAfter(index.framePts, endPts);
  const last = index.framePts[after - 1];
  const next = index.framePts[after];
  if (last === undefined) return index.lastDuration;
  const natural = next === undefined ? index.lastDuration : next - last;
  return Math.max(1, Math.min(natural, endPts - last));
}

function audioPlans(
  { description, index }: Analysis,
  options: EnhanceOptions,
  shortfalls: Shortfall[],
): AudioTrackPlan[] {
  const plans: AudioTrackPlan[] = [];
  for (const [i, stream] of description.audio.entries()) {
    const what = `audio track ${i + 1} (${stream.codec})`;
    if (index.audioSpans[stream.index] === undefined) shortfalls.push({ what, why: "it is empty" });
    // Copying keeps whole packets: a trim has to cut within them.
    else if (isCopyable(stream) && options.trim === undefined) plans.push({ stream, action: "copy" });
    else if (stream.decodable) plans.push({ stream, action: "encode" });
    else shortfalls.push({ what, why: "its codec cannot be decoded here" });
  }
  return plans;
}

/** Bytes of one track of sound in the whole output. */
function soundBytes({ stream, action }: AudioTrackPlan, { index }: Analysis): number {
  if (action === "copy") return index.streamBytes[stream.index] ?? 0;
  const span = index.audioSpans[stream.index] ?? { startSeconds: 0, endSeconds: 0 };
  return ((span.endSeconds - span.startSeconds) * stream.channels * AAC_BIT_RATE_PER_CHANNEL) / 8;
}

function subtitlePlans({ description }: Analysis, options: EnhanceOptions, shortfalls: Shortfall[]): SubtitleStream[] {
  if (!options.keepSubtitles) return [];
  return description.subtitles.filter((stream, i) => {
    if (isTextSubtitle(stream)) return true;
    shortfalls.push({
      what: `subtitle track ${i + 1} (${stream.codec})`,
      why: "it is made of pictures, which MP4 cannot carry",
    });
    return false;
  });
}

function otherShortfalls({ description, video }: Analysis): Shortfall[] {
  return description.video
    .filter((stream) => stream.index !== video.index)
    .map((stream) => ({
      what: `a second picture (${stream.codec}, ${stream.width}×${stream.height})`,
      why: "one is enhanced at a time",
    }));
}

/** Less than this between what a file says of its length and what is in it is no loss: containers round and estimate. */
const LEAST_MISSING_SECONDS = 0.5;

/** The end of a file that breaks off: it is shorter than it says. */
function missingEnd({ description, video, index }: Analysis): Shortfall[] {
  if (index.restartSeconds !== undefined) {
    const what = `everything behind ${index.restartSeconds.toFixed(1)} s`;
    return [
      { what, why: "the times start again there, as in recordings that were joined: cut it there, enhance each" },
    ];
  }
  const unitSeconds = video.timeBase.num / video.timeBase.den;
  const first = index.framePts[0] ?? 0;
  const last = index.framePts[index.framePts.length - 1] ?? first;
  const spans = Object.values(index.audioSpans);
  const start = Math.min(first * unitSeconds, ...spans.map(({ startSeconds }) => startSeconds));
  const end = Math.max((last + index.lastDuration) * unitSeconds, ...spans.map(({ endSeconds }) => endSeconds));
  // Some containers count their length from the first time stamp, some from zero.
  const thereSeconds = Math.max(end, end - start);
  const statedSeconds = (description.durationMs ?? 0) / 1000;
  if (statedSeconds - thereSeconds < LEAST_MISSING_SECONDS) return [];
  return [
    {
      what: `the last ${(statedSeconds - thereSeconds).toFixed(1)} s`,
      why: `the file breaks off there: it says that it is ${statedSeconds.toFixed(1)} s long`,
    },
  ];
}

function keptLocation({ description }: Analysis, options: EnhanceOptions, shortfalls: Shortfall[]): string | undefined {
  if (description.location === undefined || options.keepLocation) return description.location;
  shortfalls.push({ what: "the place where it was recorded", why: "it is private; --keep-location keeps it" });
  return undefined;
}

/** Chapters on the output's clock; those outside of the kept part are left out. */
function movedChapters(chapters: readonly Chapter[], span: SourceSpan): Chapter[] {
  const startMs = span.startSeconds * 1000;
  const endMs = span.endSeconds === undefined ? Number.POSITIVE_INFINITY : span.endSeconds * 1000;
  return chapters
    .filter((chapter) => chapter.endMs > startMs && chapter.startMs < endMs)
    .map((chapter) => ({
      ...chapter,
      startMs: Math.max(0, chapter.startMs - startMs),
      endMs: Math.min(chapter.endMs, endMs) - startMs,
    }));
}
