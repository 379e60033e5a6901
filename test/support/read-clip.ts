import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_LOG_INFO,
  AV_LOG_QUIET,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_FLAG_DISCARD,
  AV_SAMPLE_FMT_FLT,
  AVCOL_RANGE_JPEG,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  type AVMediaType,
  type AVPixelFormat,
  type AVSampleFormat,
  SWS_BICUBIC,
} from "node-av/constants";
import {
  avChannelLayoutDefault,
  avGetCodecName,
  avGetMediaTypeString,
  avGetPixFmtFromName,
  avGetPixFmtName,
  Codec,
  CodecContext,
  FFmpegError,
  FormatContext,
  Frame,
  Log,
  Packet,
  type Rational,
  SoftwareResampleContext,
  SoftwareScaleContext,
  type Stream,
} from "node-av/lib";
import { boxesIn } from "./clip-chapters.js";
import type { Cue } from "./clip-spec.js";

Log.setLevel(AV_LOG_QUIET);

/** What a stream says of itself; colours as FFmpeg's numbers (1 is BT.709, 2 unspecified). */
export interface ReadStream {
  readonly index: number;
  readonly kind: string;
  readonly codec: string;
  readonly pixelFormat: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly timeBase: number;
  /** Seconds; nothing where the file does not say. */
  readonly startSeconds: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly averageRate: number;
  readonly sar: readonly [number, number];
  /** Clockwise degrees of the display matrix, 0 without one. */
  readonly rotation: number;
  readonly color: ReadColor;
  readonly sampleRate: number;
  readonly channels: number;
  readonly profile: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly disposition: number;
}

/** Colour tags as FFmpeg's numbers. */
export interface ReadColor {
  readonly range: number;
  readonly matrix: number;
  readonly primaries: number;
  readonly transfer: number;
}

/** A file's own words. */
export interface ReadFormat {
  readonly name: string;
  readonly startSeconds: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly streams: readonly ReadStream[];
}

/** One packet, times in seconds. */
export interface ReadPacket {
  readonly stream: number;
  readonly ptsSeconds: number | undefined;
  readonly dtsSeconds: number | undefined;
  readonly durationSeconds: number;
  readonly keyframe: boolean;
  /** Decoded but not shown: cut off by an edit list. */
  readonly discarded: boolean;
  readonly size: number;
}

/** One decoded picture. */
export interface ReadFrame {
  readonly ptsSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
  /** Tight rows of 8 bits; higher depths are cut, RGB is converted to BT.601. */
  readonly luma: Buffer;
  /** Colour difference planes, tight rows of 8 bits, empty for RGB and grey. */
  readonly chroma: readonly ReadPlane[];
  readonly color: ReadColor;
  readonly interlaced: boolean;
  readonly topFieldFirst: boolean;
}

/** A tight plane of 8-bit values. */
export interface ReadPlane {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Decoded sound, all channels averaged; gaps between packets are silence. */
export interface ReadSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly startSeconds: number;
}

/** One subtitle packet's text as stored. */
export interface ReadText {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/** Which of the streams of a kind to read, counted from zero among its kind. */
export interface StreamChoice {
  readonly order?: number;
  /** Stop after so many frames. */
  readonly limit?: number;
}

function check(result: number, doing: string): number {
  FFmpegError.throwIfError(result, doing);
  return result;
}

function isDone(result: number, doing: string): boolean {
  if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return true;
  check(result, doing);
  return false;
}

function seconds(stamp: bigint, timeBase: Rational): number | undefined {
  return stamp === AV_NOPTS_VALUE ? undefined : (Number(stamp) * timeBase.num) / timeBase.den;
}

function withInput<Result>(path: string, use: (input: FormatContext) => Result): Result {
  const input = new FormatContext();
  input.allocContext();
  try {
    check(input.openInputSync(path, null, null), `open ${path}`);
    check(input.findStreamInfoSync(null), `read ${path}`);
    return use(input);
  } finally {
    input.closeInputSync();
  }
}

function rotationOf(stream: Stream): number {
  const matrix = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (matrix === null) return 0;
  const degrees = (Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI;
  return (Math.round(degrees) + 360) % 360;
}

function describeStream(stream: Stream): ReadStream {
  const { codecpar, timeBase } = stream;
  const isVideo = codecpar.codecType === AVMEDIA_TYPE_VIDEO;
  const sar = stream.sampleAspectRatio.num === 0 ? codecpar.sampleAspectRatio : stream.sampleAspectRatio;
  return {
    index: stream.index,
    kind: avGetMediaTypeString(codecpar.codecType) ?? "unknown",
    codec: avGetCodecName(codecpar.codecId) ?? "unknown",
    pixelFormat: isVideo ? (avGetPixFmtName(codecpar.format as AVPixelFormat) ?? undefined) : undefined,
    width: codecpar.width,
    height: codecpar.height,
    timeBase: timeBase.toDouble(),
    startSeconds: seconds(stream.startTime, timeBase),
    durationSeconds: seconds(stream.duration, timeBase),
    averageRate: stream.avgFrameRate.den === 0 ? 0 : stream.avgFrameRate.toDouble(),
    sar: [sar.num, sar.den],
    rotation: rotationOf(stream),
    color: {
      range: codecpar.colorRange,
      matrix: codecpar.colorSpace,
      primaries: codecpar.colorPrimaries,
      transfer: codecpar.colorTrc,
    },
    sampleRate: codecpar.sampleRate,
    channels: codecpar.channels,
    profile: codecpar.profile,
    metadata: stream.metadata?.getAll() ?? {},
    disposition: stream.disposition,
  };
}

/** Reads what the file says of itself and its streams. */
export function readFormat(path: string): ReadFormat {
  return withInput(path, (input) => ({
    name: input.iformat?.name ?? "unknown",
    startSeconds: input.startTime === AV_NOPTS_VALUE ? undefined : Number(input.startTime) / 1e6,
    durationSeconds: input.duration === AV_NOPTS_VALUE ? undefined : Number(input.duration) / 1e6,
    metadata: input.metadata?.getAll() ?? {},
    streams: input.streams.map(describeStream),
  }));
}

/** Calls `use` with every packet until it says `false`. */
function eachPacket(input: FormatContext, use: (packet: Packet) => boolean | undefined): void {
  using packet = new Packet();
  packet.alloc();
  while (!isDone(input.readFrameSync(packet), "read packet")) {
    const goOn = use(packet);
    packet.unref();
    if (goOn === false) return;
  }
}

/** Lists all packets in file order. */
export function readPackets(path: string): ReadPacket[] {
  return withInput(path, (input) => {
    const { streams } = input;
    const packets: ReadPacket[] = [];
    eachPacket(input, (packet) => {
      const timeBase = streams[packet.streamIndex]?.timeBase;
      if (timeBase === undefined) return undefined;
      packets.push({
        stream: packet.streamIndex,
        ptsSeconds: seconds(packet.pts, timeBase),
        dtsSeconds: seconds(packet.dts, timeBase),
        durationSeconds: seconds(packet.duration, timeBase) ?? 0,
        keyframe: packet.isKeyframe,
        discarded: packet.hasFlags(AV_PKT_FLAG_DISCARD),
        size: packet.size,
      });
      return undefined;
    });
    return packets;
  });
}

/** Digests of an audio stream's packets (the first stream unless said), in order. */
export function readPayloads(path: string, { order = 0 }: StreamChoice = {}): string[] {
  return withInput(path, (input) => {
    const { index } = chosenStream(input, AVMEDIA_TYPE_AUDIO, order, path);
    const digests: string[] = [];
    eachPacket(input, ({ streamIndex, data }) => {
      if (streamIndex === index && data !== null) digests.push(createHash("sha256").update(data).digest("hex"));
      return undefined;
    });
    return digests;
  });
}

function chosenStream(input: FormatContext, kind: AVMediaType, order: number, path: string): Stream {
  const stream = input.streams.filter(({ codecpar }) => codecpar.codecType === kind)[order];
  if (stream === undefined) throw new Error(`${path} has no stream ${order} of kind ${kind}.`);
  return stream;
}

/** Decodes one stream; a packet that the decoder refuses is skipped, as players do. */
function decode(input: FormatContext, stream: Stream, use: (frame: Frame) => boolean | undefined): void {
  using decoder = new CodecContext();
  decoder.allocContext3(Codec.findDecoder(stream.codecpar.codecId));
  check(decoder.parametersToContext(stream.codecpar), "set up decoder");
  decoder.pktTimebase = stream.timeBase;
  decoder.threadCount = 1;
  check(decoder.open2Sync(null, null), "open decoder");
  using frame = new Frame();
  frame.alloc();
  const receive = (): boolean => {
    while (!isDone(decoder.receiveFrameSync(frame), "decode")) {
      const goOn = use(frame);
      frame.unref();
      if (goOn === false) return false;
    }
    return true;
  };
  let going = true;
  eachPacket(input, (packet) => {
    if (packet.streamIndex !== stream.index) return undefined;
    if (decoder.sendPacketSync(packet) >= 0) going = receive();
    return going;
  });
  if (!going) return;
  check(decoder.sendPacketSync(null), "finish decoding");
  receive();
}

/** Copies a plane to tight 8-bit rows. */
function tightPlane(data: Buffer, stride: number, width: number, height: number, depth: number): Buffer {
  const plane = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    if (depth === 8) {
      data.copy(plane, y * width, y * stride, y * stride + width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      plane[y * width + x] = data.readUInt16LE(y * stride + 2 * x) >> (depth - 8);
    }
  }
  return plane;
}

/** Bit depth and chroma shifts of a planar YUV or grey format by its name; nothing for the others. */
function layoutOf(pixelFormat: string): { depth: number; across: number; down: number; chroma: boolean } | undefined {
  const match = /^(?:gray|yuvj?a?(420|422|440|444|410|411)p)(\d+le)?$/.exec(pixelFormat);
  if (match === null) return undefined;
  const depth = match[2] === undefined ? 8 : Number.parseInt(match[2], 10);
  const sampling = match[1];
  const across = { "420": 1, "422": 1, "411": 2, "410": 2 }[sampling ?? ""] ?? 0;
  const down = { "420": 1, "440": 1, "410": 2 }[sampling ?? ""] ?? 0;
  return { depth, across, down, chroma: sampling !== undefined };
}

function convertedLuma(frame: Frame): Buffer {
  return firstPlaneIn(frame, "yuv444p", 1);
}

/** The first plane of a frame in another pixel format, as tight rows. */
function firstPlaneIn(frame: Frame, pixelFormat: "yuv444p" | "rgba", samplesPerPixel: number): Buffer {
  using scaler = new SoftwareScaleContext();
  const format = avGetPixFmtFromName(pixelFormat);
  const { width, height } = frame;
  scaler.getContext(width, height, frame.format as AVPixelFormat, width, height, format, SWS_BICUBIC);
  using converted = new Frame();
  converted.alloc();
  converted.width = width;
  converted.height = height;
  converted.format = format;
  check(converted.getBuffer(0), "allocate");
  check(scaler.scaleFrameSync(converted, frame), "convert");
  const plane = converted.data?.[0];
  const stride = converted.linesize[0];
  if (plane === undefined || stride === undefined) throw new Error("Conversion gave no plane.");
  return tightPlane(plane, stride, width * samplesPerPixel, height, 8);
}

/** A still picture as red, green, blue and alpha, row by row. */
export interface ReadPicture {
  readonly width: number;
  readonly height: number;
  /** As stored. */
  readonly pixelFormat: string;
  readonly rgba: Buffer;
}

/** Decodes the first picture of a file. */
export function readPicture(path: string): ReadPicture {
  return withInput(path, (input) => {
    const pictures: ReadPicture[] = [];
    decode(input, chosenStream(input, AVMEDIA_TYPE_VIDEO, 0, path), (frame) => {
      const { width, height } = frame;
      const pixelFormat = avGetPixFmtName(frame.format as AVPixelFormat) ?? "unknown";
      pictures.push({ width, height, pixelFormat, rgba: firstPlaneIn(frame, "rgba", 4) });
      return false;
    });
    const [first] = pictures;
    if (first === undefined) throw new Error(`No picture in ${path}`);
    return first;
  });
}

function planesOf(frame: Frame, pixelFormat: string): Pick<ReadFrame, "luma" | "chroma"> {
  const layout = layoutOf(pixelFormat);
  if (layout === undefined) return { luma: convertedLuma(frame), chroma: [] };
  const { data, linesize, width, height } = frame;
  const plane = (index: number, planeWidth: number, planeHeight: number): ReadPlane => {
    const bytes = data?.[index];
    const stride = linesize[index];
    if (bytes === undefined || stride === undefined) throw new Error(`No plane ${index}`);
    const tight = tightPlane(bytes, stride, planeWidth, planeHeight, layout.depth);
    return { data: tight, width: planeWidth, height: planeHeight };
  };
  const chromaWidth = -(-width >> layout.across);
  const chromaHeight = -(-height >> layout.down);
  return {
    luma: plane(0, width, height).data,
    chroma: layout.chroma ? [1, 2].map((index) => plane(index, chromaWidth, chromaHeight)) : [],
  };
}

function describeFrame(frame: Frame, timeBase: Rational): ReadFrame {
  const pixelFormat = avGetPixFmtName(frame.format as AVPixelFormat) ?? "unknown";
  return {
    ptsSeconds: seconds(frame.bestEffortTimestamp, timeBase) ?? Number.NaN,
    width: frame.width,
    height: frame.height,
    pixelFormat,
    ...planesOf(frame, pixelFormat),
    color: {
      range: frame.colorRange,
      matrix: frame.colorSpace,
      primaries: frame.colorPrimaries,
      transfer: frame.colorTrc,
    },
    interlaced: frame.hasFlags(AV_FRAME_FLAG_INTERLACED),
    topFieldFirst: frame.hasFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST),
  };
}

/** Decodes the pictures of a video stream (the first unless said) in the order they are shown. */
export function readFrames(path: string, { order = 0, limit }: StreamChoice = {}): ReadFrame[] {
  return withInput(path, (input) => {
    const stream = chosenStream(input, AVMEDIA_TYPE_VIDEO, order, path);
    const frames: ReadFrame[] = [];
    decode(input, stream, (frame) => {
      frames.push(describeFrame(frame, stream.timeBase));
      return frames.length !== limit;
    });
    return frames;
  });
}

/** Decodes all pictures of a video stream, however long; keeps their times, and of the pictures every `step`th. */
export function readLongVideo(
  path: string,
  order: number,
  step: number,
  limitSeconds = Number.POSITIVE_INFINITY,
): { times: number[]; kept: ReadFrame[] } {
  return withInput(path, (input) => {
    const stream = chosenStream(input, AVMEDIA_TYPE_VIDEO, order, path);
    const times: number[] = [];
    const kept: ReadFrame[] = [];
    decode(input, stream, (frame) => {
      if (times.length % step === 0) kept.push(describeFrame(frame, stream.timeBase));
      times.push(seconds(frame.bestEffortTimestamp, stream.timeBase) ?? Number.NaN);
      return !((times.at(-1) ?? 0) - (times[0] ?? 0) > limitSeconds);
    });
    return { times, kept };
  });
}

/** Mixes one decoded piece of sound down to one channel of floats. */
function monoSamples(frame: Frame): Float32Array {
  using mixer = new SoftwareResampleContext();
  const mono = avChannelLayoutDefault(1);
  const { sampleRate, nbSamples } = frame;
  const format = frame.format as AVSampleFormat;
  check(
    mixer.allocSetOpts2(mono, AV_SAMPLE_FMT_FLT, sampleRate, frame.channelLayout, format, sampleRate),
    "set up mixing",
  );
  check(mixer.init(), "start mixing");
  const mixed = Buffer.alloc(nbSamples * 4);
  const count = check(mixer.convertSync([mixed], nbSamples, frame.extendedData, nbSamples), "mix");
  return Float32Array.from({ length: count }, (_, index) => mixed.readFloatLE(index * 4));
}

/** Decodes an audio stream (the first unless said) to one channel, every sample at its own time. */
export function readSound(path: string, { order = 0 }: StreamChoice = {}): ReadSound {
  return withInput(path, (input) => {
    const stream = chosenStream(input, AVMEDIA_TYPE_AUDIO, order, path);
    const pieces: { startSeconds: number; samples: Float32Array }[] = [];
    let sampleRate = stream.codecpar.sampleRate;
    decode(input, stream, (frame) => {
      sampleRate = frame.sampleRate;
      const last = pieces.at(-1);
      const follows = last === undefined ? 0 : last.startSeconds + last.samples.length / sampleRate;
      const startSeconds = seconds(frame.bestEffortTimestamp, stream.timeBase) ?? follows;
      pieces.push({ startSeconds, samples: monoSamples(frame) });
      return undefined;
    });
    const startSeconds = pieces[0]?.startSeconds ?? 0;
    const ends = pieces.map((piece) => piece.startSeconds + piece.samples.length / sampleRate);
    const length = Math.round((Math.max(startSeconds, ...ends) - startSeconds) * sampleRate);
    const samples = new Float32Array(length);
    for (const piece of pieces) {
      const at = Math.max(0, Math.round((piece.startSeconds - startSeconds) * sampleRate));
      samples.set(piece.samples.subarray(0, Math.max(0, length - at)), at);
    }
    return { samples, sampleRate, startSeconds };
  });
}

/** Strength of one pitch in a sound, 0 to about its amplitude (Goertzel's filter). */
export function strengthAt(sound: ReadSound, hertz: number): number {
  const turn = (2 * Math.PI * hertz) / sound.sampleRate;
  let real = 0;
  let imaginary = 0;
  for (const [index, sample] of sound.samples.entries()) {
    real += sample * Math.cos(turn * index);
    imaginary += sample * Math.sin(turn * index);
  }
  return (2 * Math.hypot(real, imaginary)) / Math.max(1, sound.samples.length);
}

function subtitleText(codec: string, data: Buffer): string {
  if (codec !== "mov_text") return data.toString();
  return data.toString("utf8", 2, 2 + data.readUInt16BE(0));
}

/** Lists a subtitle stream's packets that carry text (the first stream unless said). */
export function readSubtitles(path: string, { order = 0 }: StreamChoice = {}): ReadText[] {
  return withInput(path, (input) => {
    const stream = chosenStream(input, AVMEDIA_TYPE_SUBTITLE, order, path);
    const codec = avGetCodecName(stream.codecpar.codecId) ?? "unknown";
    const texts: ReadText[] = [];
    eachPacket(input, (packet) => {
      if (packet.streamIndex !== stream.index) return undefined;
      const text = packet.data === null ? "" : subtitleText(codec, packet.data);
      const startSeconds = seconds(packet.pts, stream.timeBase) ?? Number.NaN;
      const lasts = seconds(packet.duration, stream.timeBase) ?? 0;
      if (text !== "") texts.push({ startSeconds, endSeconds: startSeconds + lasts, text });
      return undefined;
    });
    return texts;
  });
}

/** Reads the chapters from FFmpeg's description of the file, which comes through its log, a little later. */
export async function readChapters(path: string): Promise<Cue[]> {
  const words: string[] = [];
  const level = Log.getLevel();
  try {
    withInput(path, (input) => {
      Log.setLevel(AV_LOG_INFO);
      Log.setCallback((_, message) => words.push(message));
      input.dumpFormat(0, path, false);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    Log.resetCallback();
    Log.setLevel(level);
  }
  const chapter = /Chapter #\d+:\d+: \nstart ([\d.-]+), \nend ([\d.-]+)(?:\n +Metadata:\n +title +: \n(.*))?/g;
  return [...words.join("\n").matchAll(chapter)].map(([, start, end, text]) => ({
    startMs: Math.round(Number(start) * 1000),
    endMs: Math.round(Number(end) * 1000),
    text: text ?? "",
  }));
}

/** Names of an MP4's outermost boxes in file order. */
export function topLevelBoxes(path: string): string[] {
  return boxesIn(readFileSync(path)).map(({ kind }) => kind);
}

/** Whether an MP4's index comes before its data, so that it plays while it loads. */
export function hasFaststart(path: string): boolean {
  const boxes = topLevelBoxes(path);
  return boxes.includes("moov") && boxes.indexOf("moov") < boxes.indexOf("mdat");
}

/** Peak signal-to-noise ratio of two planes of the same size, in decibels. */
export function psnr(one: Buffer, other: Buffer): number {
  if (one.length !== other.length) throw new Error(`Planes of ${one.length} and ${other.length} bytes.`);
  let squares = 0;
  for (const [index, value] of one.entries()) squares += (value - (other[index] ?? 0)) ** 2;
  return squares === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10((255 ** 2 * one.length) / squares);
}

const LUMA_WEIGHTS = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114] } as const;

/** Mean RGB of an area (fractions of the picture) of a YUV picture, read with the given matrix. */
export function meanRgb(
  frame: ReadFrame,
  area: { left: number; top: number; width: number; height: number },
  matrix: keyof typeof LUMA_WEIGHTS,
): [red: number, green: number, blue: number] {
  const mean = ({ data, width, height }: ReadPlane): number => {
    const values: number[] = [];
    const [fromX, toX] = [area.left + area.width * 0.25, area.left + area.width * 0.75];
    const [fromY, toY] = [area.top + area.height * 0.25, area.top + area.height * 0.75];
    for (let y = Math.ceil(fromY * height); y < toY * height; y++) {
      for (let x = Math.ceil(fromX * width); x < toX * width; x++) {
        values.push(data.readUInt8(y * width + x));
      }
    }
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const [first, second] = frame.chroma;
  if (first === undefined || second === undefined) throw new Error(`No chroma in ${frame.pixelFormat}.`);
  const full = frame.color.range === AVCOL_RANGE_JPEG || frame.pixelFormat.startsWith("yuvj");
  const bright = mean({ data: frame.luma, width: frame.width, height: frame.height });
  const luma = full ? bright : ((bright - 16) * 255) / 219;
  const scale = full ? 2 : (2 * 255) / 224;
  const [redWeight, blueWeight] = LUMA_WEIGHTS[matrix];
  const blue = luma + scale * (1 - blueWeight) * (mean(first) - 128);
  const red = luma + scale * (1 - redWeight) * (mean(second) - 128);
  const green = (luma - redWeight * red - blueWeight * blue) / (1 - redWeight - blueWeight);
  return [red, green, blue];
}

/** A picture's luma at a small size by averaging areas, whatever its own size and shape. */
export function smallerLuma(
  picture: { luma: Buffer; width: number; height: number },
  width: number,
  height: number,
): Buffer {
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const cell = Math.floor((y * height) / picture.height) * width + Math.floor((x * width) / picture.width);
      sums[cell] = (sums[cell] ?? 0) + picture.luma.readUInt8(y * picture.width + x);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return Buffer.from(sums.map((sum, cell) => Math.round(sum / Math.max(1, counts[cell] ?? 0))));
}
