/** What a program that takes in files wants to know of each: what kind it is, how long, how large, and what ails it. */
import { Fault } from "../faults.js";
import { dynamicRangeOf } from "../media/colour.js";
import { indexPackets } from "../media/packet-index.js";
import { describe, type MediaDescription, type VideoStream } from "../media/probe.js";
import { checkInputFile, fileLabel, Source } from "../media/source.js";
import { type Analysis, analyse } from "./analysis.js";
import { subtitleLinesOf } from "./subtitle-file.js";

export interface MediaFacts {
  /** A GIF that moves is video. */
  kind: "video" | "image" | "audio" | "subtitle";
  /** Without a dot, as files of this kind are mostly called. */
  extension: string;
  /** FFmpeg's name of the picture's codec, or of the sound's where there is no picture. */
  codec: string;
  /** 0 for still pictures. */
  durationMs: number;
  /** As shown: upright, with square pixels. 0 for sound. */
  width: number;
  height: number;
  /** 0 for still pictures and sound. */
  fps: number;
  isVariableRate: boolean;
  /** Clockwise turn that the file asks for; the size is that behind it. */
  rotationDegrees: 0 | 90 | 180 | 270;
  hasSound: boolean;
  /** Of the picture, or of the sound where there is none; 0 where there is nothing to measure. */
  bitRateBitsPerSecond: number;
  problems: MediaProblem[];
}

/** What a person may want to have mended. */
export type MediaProblem = "damaged" | "hdr" | "interlaced" | "low-bit-rate" | "low-resolution" | "variable-rate";

/** Less than this many bits a pixel is seen as blocks, with the encoders of the time. */
const LOW_BITS_PER_PIXEL = 0.03;
/** Pictures whose shorter side is below this are not HD. */
const HD_SHORT_SIDE = 720;

/**
 * Looks through a file.
 * @throws Fault `input-…` where nothing can be done with it.
 */
export async function mediaFacts(path: string, threads: number, signal?: AbortSignal): Promise<MediaFacts> {
  await checkInputFile(path);
  const subtitles = await subtitleFacts(path);
  if (subtitles !== undefined) return subtitles;
  const description = await described(path);
  if (description.video.length > 0) return pictureFacts(await analyse(path, threads, signal));
  return await soundFacts(path, description, signal);
}

/** Undefined for what holds no lines of text. */
async function subtitleFacts(path: string): Promise<MediaFacts | undefined> {
  if ((await subtitleLinesOf(path)).length === 0) return undefined;
  return {
    kind: "subtitle",
    extension: "srt",
    codec: "text",
    durationMs: 0,
    width: 0,
    height: 0,
    fps: 0,
    isVariableRate: false,
    rotationDegrees: 0,
    hasSound: false,
    bitRateBitsPerSecond: 0,
    problems: [],
  };
}

async function described(path: string): Promise<MediaDescription> {
  using source = await Source.open(path);
  return await describe(source);
}

function pictureFacts(analysis: Analysis): MediaFacts {
  const { video, index, description, fps, isVariableRate } = analysis;
  const unitSeconds = video.timeBase.num / video.timeBase.den;
  const [first = 0] = index.framePts;
  const spanSeconds = ((index.framePts[index.framePts.length - 1] ?? first) - first + index.lastDuration) * unitSeconds;
  const isStill = analysis.isPicture || (description.container === "gif" && index.framePts.length === 1);
  const bits = (index.streamBytes[video.index] ?? 0) * 8;
  const facts = {
    kind: isStill ? ("image" as const) : ("video" as const),
    extension: extensionOf(description),
    codec: video.codec,
    durationMs: isStill ? 0 : Math.round(spanSeconds * 1000),
    ...shownSize(video),
    fps: isStill ? 0 : fps,
    isVariableRate: !isStill && isVariableRate,
    rotationDegrees: video.orientation.rotationDegrees,
    hasSound: description.audio.some(({ index: at, decodable }) => decodable && index.audioSpans[at] !== undefined),
    bitRateBitsPerSecond: isStill || spanSeconds <= 0 ? 0 : Math.round(bits / spanSeconds),
  };
  return { ...facts, problems: problemsOf(analysis, facts) };
}

function problemsOf(analysis: Analysis, facts: Omit<MediaFacts, "problems">): MediaProblem[] {
  const { index, video, scan, damagedSamples } = analysis;
  const pixelRate = facts.width * facts.height * facts.fps;
  const found: Record<MediaProblem, boolean> = {
    damaged: index.truncated || damagedSamples > 0,
    hdr: dynamicRangeOf(video.colour) !== "sdr",
    interlaced: scan !== "progressive",
    "low-bit-rate": pixelRate > 0 && facts.bitRateBitsPerSecond < pixelRate * LOW_BITS_PER_PIXEL,
    "low-resolution": Math.min(facts.width, facts.height) < HD_SHORT_SIDE,
    "variable-rate": facts.isVariableRate,
  };
  return (Object.keys(found) as MediaProblem[]).filter((problem) => found[problem]);
}

async function soundFacts(path: string, description: MediaDescription, signal?: AbortSignal): Promise<MediaFacts> {
  const track = description.audio.find(({ decodable }) => decodable);
  if (track === undefined) {
    throw new Fault(
      "input-unsupported",
      `${fileLabel(path)} holds neither a picture nor a sound that can be decoded here.`,
    );
  }
  using source = await Source.open(path);
  // No picture is looked for: the index tells how far the sound reaches, which headers of such files often do not know.
  const { audioSpans, streamBytes, truncated } = await indexPackets(source, -1, signal);
  const span = audioSpans[track.index];
  if (span === undefined) throw new Fault("input-no-frames", `${fileLabel(path)} has no sound in it.`);
  const seconds = span.endSeconds - span.startSeconds;
  return {
    kind: "audio",
    extension: extensionOf(description),
    codec: track.codec,
    durationMs: Math.round(seconds * 1000),
    width: 0,
    height: 0,
    fps: 0,
    isVariableRate: false,
    rotationDegrees: 0,
    hasSound: true,
    bitRateBitsPerSecond: seconds > 0 ? Math.round(((streamBytes[track.index] ?? 0) * 8) / seconds) : 0,
    problems: truncated ? ["damaged"] : [],
  };
}

/** The size that a player shows: of two with the right shape the one that keeps every pixel. */
function shownSize({ width, height, sampleAspectRatio, orientation }: VideoStream): { width: number; height: number } {
  const shown = {
    width: Math.round(width * Math.max(1, sampleAspectRatio)),
    height: Math.round(height * Math.max(1, 1 / sampleAspectRatio)),
  };
  return orientation.rotationDegrees % 180 === 90 ? { width: shown.height, height: shown.width } : shown;
}

/** By FFmpeg's names of containers; where one name stands for several kinds, by what is in it. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  "mov,mp4,m4a,3gp,3g2,mj2": "mp4",
  "matroska,webm": "mkv",
  avi: "avi",
  flv: "flv",
  asf: "wmv",
  mpeg: "mpg",
  mpegts: "ts",
  mpegvideo: "mpg",
  gif: "gif",
  png_pipe: "png",
  jpeg_pipe: "jpg",
  jpegls_pipe: "jls",
  webp_pipe: "webp",
  bmp_pipe: "bmp",
  tiff_pipe: "tiff",
  mp3: "mp3",
  wav: "wav",
  aac: "aac",
  flac: "flac",
  ogg: "ogg",
};
const WEBM_CODECS = new Set(["vp8", "vp9", "av1"]);

function extensionOf({ container, video, audio }: MediaDescription): string {
  if (container === "mov,mp4,m4a,3gp,3g2,mj2" && video.length === 0) return "m4a";
  if (container === "matroska,webm" && video.every(({ codec }) => WEBM_CODECS.has(codec)))
    return audio.every(({ codec }) => codec === "opus" || codec === "vorbis") ? "webm" : "mkv";
  return EXTENSIONS[container] ?? "bin";
}
