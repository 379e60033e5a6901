/** What a file holds: its streams, colour, geometry, chapters and metadata. */
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import { avGetCodecName, avGetPixFmtName, Codec, type Stream } from "node-av/lib";
import { type Chapter, readChapters } from "./chapters.js";
import { type Colour, colourOf } from "./colour.js";
import { type TimeBase, timestamp } from "./ffmpeg.js";
import { checkInputFile, type Source } from "./source.js";

/** A display matrix in words: first the flip, then the clockwise rotation. */
export interface Orientation {
  rotationDegrees: 0 | 90 | 180 | 270;
  flip: boolean;
}

export interface VideoStream {
  index: number;
  codec: string;
  /** False where this FFmpeg has no decoder for the codec. */
  decodable: boolean;
  /** Stored size in pixels, before rotation and sample aspect ratio. */
  width: number;
  height: number;
  /** FFmpeg's name; `unknown` where nothing of it could be decoded. */
  pixelFormat: string;
  bitDepth: number;
  timeBase: TimeBase;
  /** Average rate as the container or codec states it; undefined where it says nothing. */
  statedFps: number | undefined;
  orientation: Orientation;
  /** Width of a pixel over its height. */
  sampleAspectRatio: number;
  colour: Colour;
}

export interface AudioStream {
  index: number;
  codec: string;
  decodable: boolean;
  sampleRate: number;
  channels: number;
  language: string | undefined;
  title: string | undefined;
}

export interface SubtitleStream {
  index: number;
  codec: string;
  language: string | undefined;
  title: string | undefined;
}

export interface MediaDescription {
  path: string;
  sizeBytes: number;
  /** FFmpeg's name of the container: «mov,mp4,m4a,3gp,3g2,mj2». */
  container: string;
  /** As the container states it; undefined where it says nothing. */
  durationMs: number | undefined;
  /** Best stream first. Cover pictures of sound files are not video and not listed. */
  video: VideoStream[];
  audio: AudioStream[];
  subtitles: SubtitleStream[];
  /** Streams that are none of these (data, attachments, cover pictures). */
  otherStreams: number;
  chapters: Chapter[];
  title: string | undefined;
  /** ISO 6709, where the camera recorded the place. */
  location: string | undefined;
}

const LOCATION_KEYS = ["location", "location-eng", "com.apple.quicktime.location.ISO6709"];
const PICTURE_DEMUXERS = /_pipe$/;

/** True for the containers of still pictures. */
export function isPicture(description: MediaDescription): boolean {
  return PICTURE_DEMUXERS.test(description.container);
}

/** Describes an open file. Reads headers only: rates and sizes are what the file says of itself. */
export async function describe(source: Source): Promise<MediaDescription> {
  const { context } = source;
  const metadata = context.metadata?.getAll() ?? {};
  const description: MediaDescription = {
    path: source.path,
    sizeBytes: (await checkInputFile(source.path)).sizeBytes,
    container: context.iformat?.name ?? "unknown",
    durationMs: milliseconds(context.duration, { num: 1, den: 1_000_000 }),
    video: [],
    audio: [],
    subtitles: [],
    otherStreams: 0,
    chapters: await readChapters(source),
    title: metadata["title"] || undefined,
    location: LOCATION_KEYS.map((key) => metadata[key]).find((value) => value !== undefined),
  };
  for (const stream of context.streams) {
    const type = stream.codecpar.codecType;
    if (type === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC))
      description.video.push(videoStream(stream));
    else if (type === AVMEDIA_TYPE_AUDIO) description.audio.push(audioStream(stream));
    else if (type === AVMEDIA_TYPE_SUBTITLE) description.subtitles.push(subtitleStream(stream));
    else description.otherStreams++;
  }
  const best = context.findBestStream(AVMEDIA_TYPE_VIDEO);
  description.video.sort((a, b) => Number(b.index === best) - Number(a.index === best));
  return description;
}

function videoStream(stream: Stream): VideoStream {
  const { codecpar } = stream;
  const pixelFormat = avGetPixFmtName(codecpar.format as Parameters<typeof avGetPixFmtName>[0]) ?? "unknown";
  const stated = stream.avgFrameRate.num > 0 ? stream.avgFrameRate : stream.rFrameRate;
  const aspect = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : codecpar.sampleAspectRatio;
  return {
    index: stream.index,
    codec: avGetCodecName(codecpar.codecId) ?? "unknown",
    decodable: Codec.findDecoder(codecpar.codecId) !== null,
    width: codecpar.width,
    height: codecpar.height,
    pixelFormat,
    bitDepth: bitDepthOf(pixelFormat),
    timeBase: { num: stream.timeBase.num, den: stream.timeBase.den },
    statedFps: stated.num > 0 && stated.den > 0 ? stated.num / stated.den : undefined,
    orientation: orientationOf(codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)),
    sampleAspectRatio: aspect.num > 0 && aspect.den > 0 ? aspect.num / aspect.den : 1,
    colour: colourOf({
      // Pixel formats named yuvj… are full range by definition.
      range: pixelFormat.startsWith("yuvj") ? 2 : codecpar.colorRange,
      matrix: codecpar.colorSpace,
      primaries: codecpar.colorPrimaries,
      transfer: codecpar.colorTrc,
    }),
  };
}

function audioStream(stream: Stream): AudioStream {
  const { codecpar } = stream;
  return {
    index: stream.index,
    codec: avGetCodecName(codecpar.codecId) ?? "unknown",
    decodable: Codec.findDecoder(codecpar.codecId) !== null && codecpar.sampleRate > 0 && codecpar.channels > 0,
    sampleRate: codecpar.sampleRate,
    channels: codecpar.channels,
    ...labels(stream),
  };
}

function subtitleStream(stream: Stream): SubtitleStream {
  return { index: stream.index, codec: avGetCodecName(stream.codecpar.codecId) ?? "unknown", ...labels(stream) };
}

function labels(stream: Stream): { language: string | undefined; title: string | undefined } {
  const metadata = stream.metadata?.getAll() ?? {};
  const language = metadata["language"] ?? metadata["LANGUAGE"];
  return { language: language === "und" ? undefined : language || undefined, title: metadata["title"] || undefined };
}

function milliseconds(value: bigint, timeBase: TimeBase): number | undefined {
  const units = timestamp(value);
  return units === undefined || units < 0 ? undefined : (units * timeBase.num * 1000) / timeBase.den;
}

/** Bits a sample, read from the pixel format's name: yuv420p10le, gbrp12be, gray16le, rgb48le, p010le. */
export function bitDepthOf(pixelFormat: string): number {
  const planar = /p(9|10|12|14|16)(le|be)$/.exec(pixelFormat) ?? /^gray(9|10|12|14|16)(le|be)$/.exec(pixelFormat);
  if (planar !== null) return Number(planar[1]);
  const semiPlanar = /^p[024](10|12|16)(le|be)$/.exec(pixelFormat) ?? /^x2(?:rgb|bgr)(10)(le|be)$/.exec(pixelFormat);
  if (semiPlanar !== null) return Number(semiPlanar[1]);
  return /^(rgb|bgr)(48|a64)|^rgba64|^bgra64|^ya16|^ayuv64/.test(pixelFormat) ? 16 : 8;
}

/**
 * Orientation from a display matrix: nine little-endian 16.16 numbers (ISO/IEC 14496-12, 8.2.2.3), of which the
 * first four of the two-by-two part say how the picture is turned. Angles are rounded to quarter turns.
 */
export function orientationOf(matrix: Buffer | null): Orientation {
  if (matrix === null || matrix.length < 36) return { rotationDegrees: 0, flip: false };
  const [a, b, c, d] = [0, 1, 3, 4].map((i) => matrix.readInt32LE(i * 4)) as [number, number, number, number];
  const flip = a * d - b * c < 0;
  // A flip is taken as horizontal and done first, which negates the first row of the turn that remains.
  const degrees = (Math.atan2(flip ? -b : b, flip ? -a : a) * 180) / Math.PI;
  const quarter = (((Math.round(degrees / 90) * 90) % 360) + 360) % 360;
  return { rotationDegrees: quarter as Orientation["rotationDegrees"], flip };
}
