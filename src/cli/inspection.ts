/** What a file holds and what would be done with it, as one object: the answer of `inspect --json`. */
import { basename } from "node:path";
import type { Fault, FaultCode, Shortfall } from "../faults.js";
import { dynamicRangeOf } from "../media/colour.js";
import type { Scan } from "../media/interlacing.js";
import {
  type AudioStream,
  isPicture,
  type MediaDescription,
  type SubtitleStream,
  type VideoStream,
} from "../media/probe.js";
import { isTextSubtitle } from "../media/subtitle-track.js";
import type { Analysis } from "../render/analysis.js";
import type { RenderDecisions } from "../render/plan.js";

/** A file. What it does not say is `null`. */
export interface Inspection {
  file: {
    name: string;
    sizeBytes: number;
    /** FFmpeg's name of the container: `mov,mp4,m4a,3gp,3g2,mj2`. */
    container: string;
    /** `film` moves, `picture` does not, `sound` has nothing to see. */
    kind: "film" | "picture" | "sound";
    /** From the first to the last moment of any track; of files that could not be looked through, as they state it. */
    durationSeconds: number | null;
    bitRateBitsPerSecond: number | null;
    title: string | null;
    /** True where the file says where it was recorded. The place itself is not shown. */
    hasLocation: boolean;
  };
  /** The picture that would be enhanced; null where there is none. */
  video: InspectedVideo | null;
  /** Other pictures in the file. */
  otherVideo: { codec: string; widthPixels: number; heightPixels: number }[];
  audio: InspectedAudio[];
  subtitles: InspectedSubtitle[];
  chapters: { startSeconds: number; endSeconds: number; title: string }[];
  /** Streams that are neither picture nor sound nor subtitles: cover pictures, fonts, sensor data. */
  otherStreams: number;
  /** Signs of damage, one sentence each. */
  damage: string[];
  /** What `enhance` would do with its default settings. */
  enhancement: PossibleEnhancement | { isPossible: false; code: FaultCode; reason: string };
}

export interface InspectedVideo {
  /** FFmpeg's name: `h264`. */
  codec: string;
  isDecodable: boolean;
  storedWidthPixels: number;
  storedHeightPixels: number;
  /** Width of a pixel over its height. */
  sampleAspectRatio: number;
  /** Clockwise turn that makes the stored picture upright. */
  rotationDegrees: 0 | 90 | 180 | 270;
  isMirrored: boolean;
  /** As a player shows it: upright, with square pixels. */
  displayWidthPixels: number;
  displayHeightPixels: number;
  /** FFmpeg's name: `yuv420p10le`. */
  pixelFormat: string;
  /** Of one sample. */
  depthBits: number;
  /** FFmpeg's names of what the file states; null where it states nothing. */
  colour: {
    range: "limited" | "full" | null;
    matrix: string | null;
    primaries: string | null;
    transfer: string | null;
  };
  dynamicRange: "sdr" | "pq" | "hlg";
  scan: Scan | null;
  frames: number | null;
  /** Measured, on average. */
  framesPerSecond: number | null;
  statedFramesPerSecond: number | null;
  isVariableRate: boolean | null;
  bitRateBitsPerSecond: number | null;
  /** Complete pictures, from which playing can start. */
  keyframes: { count: number; longestDistanceSeconds: number; meanDistanceSeconds: number } | null;
}

export interface InspectedAudio {
  codec: string;
  channels: number;
  sampleRateHertz: number;
  /** As the file has it, mostly ISO 639-2: `eng`. */
  language: string | null;
  title: string | null;
  bitRateBitsPerSecond: number | null;
  outcome: "copied" | "encoded" | "left-out";
}

export interface InspectedSubtitle {
  codec: string;
  language: string | null;
  title: string | null;
  /** False for subtitles made of pictures. */
  isText: boolean;
  outcome: "kept" | "left-out";
}

export interface PossibleEnhancement {
  isPossible: true;
  output: { kind: "film" | "picture"; widthPixels: number; heightPixels: number };
  /** Output over source, the larger of width and height. */
  enlargement: number;
  /** Whether the network that runs by default has anything to do. */
  isNetworkNeeded: boolean;
  /** What is done to the picture besides enlarging it. */
  conversions: string[];
  leftOut: Shortfall[];
  /** Roughly; null for pictures. */
  estimatedBytes: number | null;
}

/** A file that could be looked through and planned. */
export interface Examined {
  analysis: Analysis;
  decisions: Pick<RenderDecisions, "geometry" | "conversions" | "shortfalls" | "audio" | "subtitles"> & {
    /** Null for pictures. */
    estimatedOutputBytes: number | null;
  };
  /** Whether the network that runs by default has anything to do. */
  isNetworkNeeded: boolean;
}

/** The inspection of a file from its description and, where it can be enhanced, what else is known of it. */
export function inspectionOf(description: MediaDescription, examined: Examined | Fault): Inspection {
  const known = "analysis" in examined ? examined : undefined;
  const analysis = known?.analysis;
  const video = analysis?.video ?? description.video[0];
  const isStill = isPicture(description);
  const durationSeconds = isStill ? null : lengthOf(description, analysis);
  return {
    file: {
      name: basename(description.path),
      sizeBytes: description.sizeBytes,
      container: description.container,
      kind: video === undefined ? "sound" : isStill ? "picture" : "film",
      durationSeconds,
      bitRateBitsPerSecond: rateOf(description.sizeBytes, durationSeconds),
      title: description.title ?? null,
      hasLocation: description.location !== undefined,
    },
    video: video === undefined ? null : inspectedVideo(video, analysis),
    otherVideo: description.video
      .filter((stream) => stream !== video && stream.index !== video?.index)
      .map(({ codec, width, height }) => ({ codec, widthPixels: width, heightPixels: height })),
    audio: description.audio.map((stream) => inspectedAudio(stream, known)),
    subtitles: description.subtitles.map((stream) => inspectedSubtitle(stream, known)),
    chapters: description.chapters.map(({ startMs, endMs, title }) => ({
      startSeconds: startMs / 1000,
      endSeconds: endMs / 1000,
      title,
    })),
    otherStreams: description.otherStreams,
    damage: analysis === undefined ? [] : damageOf(analysis),
    enhancement: "analysis" in examined ? enhancementOf(examined) : impossible(examined),
  };
}

function impossible({ code, message }: Fault): Inspection["enhancement"] {
  return { isPossible: false, code, reason: message };
}

function enhancementOf({ analysis, decisions, isNetworkNeeded }: Examined): PossibleEnhancement {
  const { geometry, conversions, shortfalls, estimatedOutputBytes } = decisions;
  return {
    isPossible: true,
    output: {
      kind: analysis.isPicture ? "picture" : "film",
      widthPixels: geometry.width,
      heightPixels: geometry.height,
    },
    enlargement: geometry.ratio,
    isNetworkNeeded,
    conversions,
    leftOut: shortfalls,
    estimatedBytes: estimatedOutputBytes,
  };
}

function inspectedVideo(video: VideoStream, analysis: Analysis | undefined): InspectedVideo {
  const { colour, orientation } = video;
  const display = displaySize(video);
  const isFilm = analysis !== undefined && !analysis.isPicture;
  const spanSeconds = isFilm ? pictureEnd(analysis) - pictureStart(analysis) : null;
  return {
    codec: video.codec,
    isDecodable: video.decodable,
    storedWidthPixels: video.width,
    storedHeightPixels: video.height,
    sampleAspectRatio: video.sampleAspectRatio,
    rotationDegrees: orientation.rotationDegrees,
    isMirrored: orientation.flip,
    displayWidthPixels: display.width,
    displayHeightPixels: display.height,
    pixelFormat: video.pixelFormat,
    depthBits: video.bitDepth,
    colour: {
      range: colour.range ?? null,
      matrix: colour.matrix ?? null,
      primaries: colour.primaries ?? null,
      transfer: colour.transfer ?? null,
    },
    dynamicRange: dynamicRangeOf(colour),
    scan: analysis?.scan ?? null,
    frames: analysis?.index.framePts.length ?? null,
    framesPerSecond: isFilm ? analysis.fps : null,
    statedFramesPerSecond: video.statedFps ?? null,
    isVariableRate: isFilm ? analysis.isVariableRate : null,
    bitRateBitsPerSecond: isFilm ? rateOf(analysis.index.streamBytes[video.index], spanSeconds) : null,
    keyframes: isFilm ? keyframesOf(analysis) : null,
  };
}

/** The size that a player shows: of two with the right shape the one that keeps every pixel. */
export function displaySize({
  width,
  height,
  sampleAspectRatio,
  orientation,
}: Pick<VideoStream, "width" | "height" | "sampleAspectRatio" | "orientation">): { width: number; height: number } {
  const shown = {
    width: Math.round(width * Math.max(1, sampleAspectRatio)),
    height: Math.round(height * Math.max(1, 1 / sampleAspectRatio)),
  };
  return orientation.rotationDegrees % 180 === 90 ? { width: shown.height, height: shown.width } : shown;
}

function keyframesOf(analysis: Analysis): InspectedVideo["keyframes"] {
  const { keyframes } = analysis.index;
  const [first] = keyframes;
  if (first === undefined) return null;
  const times = [...keyframes.map(({ pts }) => secondsOf(pts, analysis)), pictureEnd(analysis)];
  const distances = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const sum = distances.reduce((total, distance) => total + distance, 0);
  return {
    count: keyframes.length,
    longestDistanceSeconds: distances.reduce((longest, distance) => Math.max(longest, distance), 0),
    meanDistanceSeconds: sum / keyframes.length,
  };
}

function inspectedAudio(stream: AudioStream, known: Examined | undefined): InspectedAudio {
  const span = known?.analysis.index.audioSpans[stream.index];
  const plan = known?.decisions.audio.find((track) => track.stream.index === stream.index);
  return {
    codec: stream.codec,
    channels: stream.channels,
    sampleRateHertz: stream.sampleRate,
    language: stream.language ?? null,
    title: stream.title ?? null,
    bitRateBitsPerSecond:
      span === undefined
        ? null
        : rateOf(known?.analysis.index.streamBytes[stream.index], span.endSeconds - span.startSeconds),
    outcome: plan === undefined ? "left-out" : plan.action === "copy" ? "copied" : "encoded",
  };
}

function inspectedSubtitle(stream: SubtitleStream, known: Examined | undefined): InspectedSubtitle {
  const isKept = known?.decisions.subtitles.some(({ index }) => index === stream.index) === true;
  return {
    codec: stream.codec,
    language: stream.language ?? null,
    title: stream.title ?? null,
    isText: isTextSubtitle(stream),
    outcome: isKept ? "kept" : "left-out",
  };
}

/** Stated and found lengths that differ by more than this are a sign of a file that was cut off. */
const LENGTH_TOLERANCE_SECONDS = 0.5;

function damageOf(analysis: Analysis): string[] {
  const { index, description, damagedSamples, isPicture } = analysis;
  const damage: string[] = [];
  if (index.truncated) damage.push("Reading broke off or stumbled: a part of the file is damaged or missing.");
  if (damagedSamples > 0) damage.push("Some of the pictures that were looked at could not be decoded properly.");
  const found = lengthOf(description, analysis);
  const stated = (description.durationMs ?? 0) / 1000;
  if (!isPicture && found !== null && stated > found + LENGTH_TOLERANCE_SECONDS && stated > found * 1.05)
    damage.push(`The file calls itself ${stated.toFixed(1)} s long, but ends after ${found.toFixed(1)} s.`);
  for (const [i, stream] of description.audio.entries()) {
    if (index.audioSpans[stream.index] === undefined) damage.push(`Audio track ${i + 1} has nothing in it.`);
  }
  return damage;
}

/** From the first to the last moment of picture and sound, else what the file states. */
function lengthOf(description: MediaDescription, analysis: Analysis | undefined): number | null {
  if (analysis === undefined) return description.durationMs === undefined ? null : description.durationMs / 1000;
  const sounds = description.audio.flatMap((stream) => analysis.index.audioSpans[stream.index] ?? []);
  const start = Math.min(pictureStart(analysis), ...sounds.map(({ startSeconds }) => startSeconds));
  const end = Math.max(pictureEnd(analysis), ...sounds.map(({ endSeconds }) => endSeconds));
  return end - start;
}

function pictureStart(analysis: Analysis): number {
  return secondsOf(analysis.index.framePts[0] ?? 0, analysis);
}

function pictureEnd(analysis: Analysis): number {
  const { framePts, lastDuration } = analysis.index;
  return secondsOf((framePts[framePts.length - 1] ?? 0) + lastDuration, analysis);
}

function secondsOf(pts: number, { video }: Analysis): number {
  return (pts * video.timeBase.num) / video.timeBase.den;
}

function rateOf(bytes: number | undefined, seconds: number | null): number | null {
  return bytes === undefined || seconds === null || seconds <= 0 ? null : (bytes * 8) / seconds;
}
