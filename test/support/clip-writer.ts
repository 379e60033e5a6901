import { writeFileSync } from "node:fs";
import {
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_CODEC_ID_ASS,
  AV_CODEC_ID_MOV_TEXT,
  AV_CODEC_ID_SUBRIP,
  AV_CODEC_ID_WEBVTT,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_LOG_QUIET,
  AV_PICTURE_TYPE_NONE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_FLAG_KEY,
  AVCOL_PRI_BT470BG,
  AVCOL_PRI_BT709,
  AVCOL_PRI_BT2020,
  AVCOL_PRI_SMPTE170M,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_SMPTE170M,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_BT709,
  AVCOL_TRC_SMPTE170M,
  AVCOL_TRC_SMPTE2084,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVFMT_GLOBALHEADER,
  AVMEDIA_TYPE_SUBTITLE,
  type FFEncoderCodec,
} from "node-av/constants";
import {
  avChannelLayoutDefault,
  avGetPixFmtFromName,
  avGetSampleFmtName,
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  type FilterContext,
  FilterGraph,
  FormatContext,
  Frame,
  Log,
  Packet,
  Rational,
  type Stream,
} from "node-av/lib";
import { addChapters } from "./clip-chapters.js";
import { audioGraph, videoGraph } from "./clip-graphs.js";
import type { AudioSpec, ClipSpec, ColorTags, Ratio, SubtitleSpec, VideoSpec } from "./clip-spec.js";

Log.setLevel(AV_LOG_QUIET);

const FINE_OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  libx264: { preset: "veryfast", crf: "18" },
  libx264rgb: { preset: "veryfast", crf: "18" },
  libx265: { preset: "ultrafast", crf: "18", "x265-params": "log-level=error" },
  "libvpx-vp9": { deadline: "realtime", "cpu-used": "8", crf: "20", b: "0" },
  libvpx: { deadline: "realtime", "cpu-used": "8", crf: "10", b: "1M" },
  libwebp: { lossless: "0", quality: "90" },
  mpeg1video: { flags: "+qscale", global_quality: "236" },
  mpeg2video: { flags: "+qscale", global_quality: "236" },
  mpeg4: { flags: "+qscale", global_quality: "236" },
  flv: { flags: "+qscale", global_quality: "236" },
  // Finer quantisers clip the step from black to white.
  h263: { flags: "+qscale", global_quality: "944" },
  wmv2: { flags: "+qscale", global_quality: "236" },
  mjpeg: { flags: "+qscale", global_quality: "236" },
  opus: { strict: "-2" },
  vorbis: { strict: "-2" },
};

const MATRICES = {
  bt709: AVCOL_SPC_BT709,
  smpte170m: AVCOL_SPC_SMPTE170M,
  bt470bg: AVCOL_SPC_BT470BG,
  bt2020nc: AVCOL_SPC_BT2020_NCL,
};
const PRIMARIES = {
  bt709: AVCOL_PRI_BT709,
  smpte170m: AVCOL_PRI_SMPTE170M,
  bt470bg: AVCOL_PRI_BT470BG,
  bt2020: AVCOL_PRI_BT2020,
};
const TRANSFERS = {
  bt709: AVCOL_TRC_BT709,
  smpte170m: AVCOL_TRC_SMPTE170M,
  smpte2084: AVCOL_TRC_SMPTE2084,
  "arib-std-b67": AVCOL_TRC_ARIB_STD_B67,
};
const RANGES = { limited: AVCOL_RANGE_MPEG, full: AVCOL_RANGE_JPEG };

const SUBTITLE_CODECS = {
  srt: AV_CODEC_ID_SUBRIP,
  ass: AV_CODEC_ID_ASS,
  webvtt: AV_CODEC_ID_WEBVTT,
  mov_text: AV_CODEC_ID_MOV_TEXT,
};

/** An encoder that has finished, still open for its description, and its packets. */
interface Encoded {
  readonly encoder: CodecContext;
  readonly packets: Packet[];
}

/** Packets of one stream with their stamps in `timeBase`, kept until all streams can be interleaved. */
interface Track {
  readonly index: number;
  readonly timeBase: Rational;
  readonly packets: Packet[];
}

function check(result: number, doing: string): number {
  FFmpegError.throwIfError(result, doing);
  return result;
}

/** FFmpeg says «not now» and «no more» in-band; all else below zero is an error. */
function isDone(result: number, doing: string): boolean {
  if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return true;
  check(result, doing);
  return false;
}

function rational([numerator, denominator]: Ratio): Rational {
  return new Rational(numerator, denominator);
}

function optionsFor(codec: string, options: Readonly<Record<string, string>> = {}): Dictionary {
  return Dictionary.fromObject({ threads: "1", ...FINE_OPTIONS[codec], ...options });
}

function encoderNamed(name: string): Codec {
  const codec = Codec.findEncoderByName(name as FFEncoderCodec);
  if (codec === null) throw new Error(`This FFmpeg has no encoder ${name}.`);
  return codec;
}

function openGraph(description: string, sinkName: string): { graph: FilterGraph; sink: FilterContext } {
  const graph = new FilterGraph();
  graph.alloc();
  check(graph.parse2(description), `parse ${description}`);
  check(graph.configSync(), `configure ${description}`);
  const sink = graph.getFilter(sinkName);
  if (sink === null) throw new Error(`No ${sinkName} in ${description}`);
  return { graph, sink };
}

function drain(encoder: CodecContext, packets: Packet[]): void {
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    if (isDone(encoder.receivePacketSync(packet), "encode")) {
      packet.free();
      return;
    }
    packets.push(packet);
  }
}

function tag(encoder: CodecContext, color: ColorTags): void {
  if (color.range !== undefined) encoder.colorRange = RANGES[color.range];
  if (color.matrix !== undefined) encoder.colorSpace = MATRICES[color.matrix];
  if (color.primaries !== undefined) encoder.colorPrimaries = PRIMARIES[color.primaries];
  if (color.transfer !== undefined) encoder.colorTrc = TRANSFERS[color.transfer];
}

/** The 3×3 matrix of fixed-point numbers that says «turn clockwise by so many degrees». */
function displayMatrix(degrees: 90 | 180 | 270): Buffer {
  const one = 1 << 16;
  const [a, b] = { 90: [0, one], 180: [-one, 0], 270: [0, -one] }[degrees] as [number, number];
  const matrix = Buffer.alloc(36);
  [a, b, 0, -b, a, 0, 0, 0, 1 << 30].forEach((value, index) => {
    matrix.writeInt32LE(value, index * 4);
  });
  return matrix;
}

function frameTimes(spec: VideoSpec, timeBase: Rational): number[] {
  const start = Math.round((spec.startMs ?? 0) / 1000 / timeBase.toDouble());
  const frameTicks = spec.fps[1] / spec.fps[0] / timeBase.toDouble();
  return Array.from(
    { length: spec.frames },
    (_, index) => start + (spec.times?.[index] ?? Math.round(index * frameTicks)),
  );
}

function prepareVideoEncoder(spec: VideoSpec, sink: FilterContext, timeBase: Rational): CodecContext {
  const codec = spec.codec ?? "libx264";
  const encoder = new CodecContext();
  encoder.allocContext3(encoderNamed(codec));
  encoder.width = sink.buffersinkGetWidth();
  encoder.height = sink.buffersinkGetHeight();
  encoder.pixelFormat = avGetPixFmtFromName(spec.pixelFormat ?? "yuv420p");
  encoder.timeBase = timeBase;
  encoder.framerate = rational(spec.fps);
  // Without it packets have no duration, and MP4's edit list cuts off the last frame of a variable rate.
  encoder.setFlags(AV_CODEC_FLAG_FRAME_DURATION);
  if (spec.sar !== undefined) encoder.sampleAspectRatio = rational(spec.sar);
  if (spec.untagged !== true) tag(encoder, spec.color ?? {});
  if (spec.interlaced !== undefined) {
    encoder.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
  }
  return encoder;
}

function stampFrame(frame: Frame, spec: VideoSpec, timeBase: Rational, time: number, duration: number): void {
  frame.pts = BigInt(time);
  frame.timeBase = timeBase;
  frame.duration = BigInt(duration);
  frame.pictType = AV_PICTURE_TYPE_NONE;
  if (spec.interlaced === undefined) return;
  frame.setFlags(AV_FRAME_FLAG_INTERLACED);
  if (spec.interlaced === "tff") frame.setFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST);
  else frame.clearFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST);
}

async function encodeVideo(spec: VideoSpec, globalHeader: boolean): Promise<Encoded> {
  const timeBase = rational(spec.timeBase ?? [spec.fps[1], spec.fps[0]]);
  const times = frameTimes(spec, timeBase);
  const frameTicks = Math.max(1, Math.round(spec.fps[1] / spec.fps[0] / timeBase.toDouble()));
  const seconds = times.map((time) => time * timeBase.toDouble());
  const { graph, sink } = openGraph(videoGraph(spec, seconds), "buffersink@out");
  using _graph = graph;
  const encoder = prepareVideoEncoder(spec, sink, timeBase);
  if (globalHeader) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  using options = optionsFor(spec.codec ?? "libx264", spec.options);
  check(await encoder.open2(null, options), `open ${spec.codec ?? "libx264"}`);
  const packets: Packet[] = [];
  using frame = new Frame();
  frame.alloc();
  for (const [index, time] of times.entries()) {
    check(sink.buffersinkGetFrameSync(frame), "draw picture");
    stampFrame(frame, spec, timeBase, time, (times[index + 1] ?? time + frameTicks) - time);
    // FFmpeg's own encoders take a constant quantiser from each frame, not from their options.
    frame.quality = encoder.globalQuality;
    check(encoder.sendFrameSync(frame), "encode picture");
    frame.unref();
    drain(encoder, packets);
  }
  check(encoder.sendFrameSync(null), "finish pictures");
  drain(encoder, packets);
  return { encoder, packets };
}

async function encodeAudio(spec: AudioSpec, track: number, globalHeader: boolean): Promise<Encoded> {
  const codec = encoderNamed(spec.codec);
  const sampleRate = spec.sampleRate ?? 48_000;
  const sampleFormat = codec.sampleFormats?.[0];
  if (sampleFormat === undefined) throw new Error(`${spec.codec} names no sample format.`);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.sampleRate = sampleRate;
  encoder.sampleFormat = sampleFormat;
  encoder.channelLayout = avChannelLayoutDefault(spec.channels ?? 2);
  encoder.timeBase = new Rational(1, sampleRate);
  if (globalHeader) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  using options = optionsFor(spec.codec, spec.options);
  check(await encoder.open2(null, options), `open ${spec.codec}`);
  const { graph, sink } = openGraph(
    audioGraph(spec, track, {
      sampleRate,
      sampleFormat: avGetSampleFmtName(sampleFormat) ?? "s16",
      frameSize: encoder.frameSize === 0 ? 1024 : encoder.frameSize,
    }),
    "abuffersink@out",
  );
  using _graph = graph;
  const start = BigInt(Math.round(((spec.startMs ?? 0) / 1000) * sampleRate));
  const packets: Packet[] = [];
  using frame = new Frame();
  frame.alloc();
  while (!isDone(sink.buffersinkGetFrameSync(frame), "make sound")) {
    frame.pts += start;
    frame.timeBase = encoder.timeBase;
    check(encoder.sendFrameSync(frame), "encode sound");
    frame.unref();
    drain(encoder, packets);
  }
  check(encoder.sendFrameSync(null), "finish sound");
  drain(encoder, packets);
  return { encoder, packets };
}

const ASS_HEADER = `[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`;

/** The tx3g sample description: default box, default style, one font. */
function movTextDescription(): Buffer {
  const font = Buffer.from("Arial");
  const description = Buffer.alloc(30 + 8 + 2 + 3 + font.length);
  description.writeUInt8(1, 4);
  description.writeInt8(-1, 5);
  description.writeUInt16BE(1, 22);
  description.writeUInt8(18, 25);
  description.writeUInt32BE(0xffffffff, 26);
  description.writeUInt32BE(8 + 2 + 3 + font.length, 30);
  description.write("ftab", 34);
  description.writeUInt16BE(1, 38);
  description.writeUInt16BE(1, 40);
  description.writeUInt8(font.length, 42);
  font.copy(description, 43);
  return description;
}

function subtitlePayload(kind: SubtitleSpec["kind"], text: string, order: number): Buffer {
  const bytes = Buffer.from(text);
  if (kind === "ass") return Buffer.from(`${order},0,Default,,0,0,0,,${text}`);
  if (kind !== "mov_text") return bytes;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function subtitleTrack(output: FormatContext, spec: SubtitleSpec): Track {
  const stream = output.newStream(null);
  const timeBase = new Rational(1, 1000);
  stream.timeBase = timeBase;
  stream.codecpar.codecType = AVMEDIA_TYPE_SUBTITLE;
  stream.codecpar.codecId = SUBTITLE_CODECS[spec.kind];
  if (spec.kind === "ass") stream.codecpar.extradata = Buffer.from(ASS_HEADER);
  if (spec.kind === "mov_text") stream.codecpar.extradata = movTextDescription();
  stream.metadata = labels(spec);
  const packets = spec.cues.map((cue, order) => {
    const packet = new Packet();
    packet.alloc();
    packet.data = subtitlePayload(spec.kind, cue.text, order);
    packet.pts = BigInt(cue.startMs);
    packet.dts = packet.pts;
    packet.duration = BigInt(cue.endMs - cue.startMs);
    packet.setFlags(AV_PKT_FLAG_KEY);
    return packet;
  });
  return { index: stream.index, timeBase, packets };
}

function labels(spec: { readonly language?: string; readonly title?: string }): Dictionary {
  return Dictionary.fromObject({ language: spec.language, title: spec.title });
}

/** Adds an encoded stream to the file; the encoder is no longer needed afterwards. */
function encodedTrack(output: FormatContext, { encoder, packets }: Encoded): Track {
  using spent = encoder;
  const stream = output.newStream(null);
  check(stream.codecpar.fromContext(spent), "describe stream");
  const timeBase = spent.timeBase;
  stream.timeBase = timeBase;
  return { index: stream.index, timeBase, packets };
}

async function videoTrack(output: FormatContext, spec: VideoSpec, globalHeader: boolean): Promise<Track> {
  const track = encodedTrack(output, await encodeVideo(spec, globalHeader));
  const stream = streamAt(output, track.index);
  if (spec.times === undefined) stream.avgFrameRate = rational(spec.fps);
  if (spec.sar !== undefined) stream.sampleAspectRatio = rational(spec.sar);
  if (spec.rotation !== undefined) {
    const matrix = displayMatrix(spec.rotation);
    check(stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix), "say rotation");
  }
  return track;
}

async function coverTrack(output: FormatContext): Promise<Track> {
  const picture: VideoSpec = {
    width: 64,
    height: 64,
    fps: [25, 1],
    frames: 1,
    codec: "png",
    pixelFormat: "rgb24",
  };
  const track = await videoTrack(output, picture, false);
  streamAt(output, track.index).disposition = AV_DISPOSITION_ATTACHED_PIC;
  return track;
}

async function audioTrack(
  output: FormatContext,
  spec: AudioSpec,
  order: number,
  globalHeader: boolean,
): Promise<Track> {
  const track = encodedTrack(output, await encodeAudio(spec, order, globalHeader));
  streamAt(output, track.index).metadata = labels(spec);
  return track;
}

function streamAt(output: FormatContext, index: number): Stream {
  const stream = output.streams[index];
  if (stream === undefined) throw new Error(`No stream ${index}`);
  return stream;
}

/** All packets of all tracks in the order of their decoding times. */
function interleaved(tracks: readonly Track[]): { track: Track; packet: Packet }[] {
  return tracks
    .flatMap((track) => track.packets.map((packet) => ({ track, packet })))
    .map((entry) => ({
      ...entry,
      seconds: Number(entry.packet.dts) * entry.track.timeBase.toDouble(),
    }))
    .sort((one, other) => one.seconds - other.seconds);
}

function writePackets(output: FormatContext, tracks: readonly Track[], offsetSeconds: number): void {
  for (const { track, packet } of interleaved(tracks)) {
    const { timeBase } = streamAt(output, track.index);
    packet.streamIndex = track.index;
    packet.rescaleTs(track.timeBase, timeBase);
    const offset = BigInt(Math.round(offsetSeconds / timeBase.toDouble()));
    packet.pts += offset;
    packet.dts += offset;
    check(output.interleavedWriteFrameSync(packet), "write packet");
  }
}

async function muxed(path: string, spec: ClipSpec): Promise<void> {
  const output = new FormatContext();
  const tracks: Track[] = [];
  try {
    check(output.allocOutputContext2(null, spec.container, path), `find muxer ${spec.container}`);
    const globalHeader = output.oformat?.hasFlags(AVFMT_GLOBALHEADER) ?? false;
    if (spec.video !== undefined) tracks.push(await videoTrack(output, spec.video, globalHeader));
    for (const [order, audio] of (spec.audio ?? []).entries()) {
      tracks.push(await audioTrack(output, audio, order, globalHeader));
    }
    if (spec.cover === true) tracks.push(await coverTrack(output));
    for (const subtitle of spec.subtitles ?? []) tracks.push(subtitleTrack(output, subtitle));
    if (spec.metadata !== undefined) output.metadata = Dictionary.fromObject({ ...spec.metadata });
    if (spec.keepNegativeTimes === true) output.setOption("avoid_negative_ts", "disabled");
    check(output.openOutputSync(), `open ${path}`);
    using options = Dictionary.fromObject({ ...spec.muxerOptions });
    check(output.writeHeaderSync(options), "write header");
    writePackets(output, tracks, spec.offsetSeconds ?? 0);
    check(output.writeTrailerSync(), "write trailer");
  } finally {
    for (const packet of tracks.flatMap((track) => track.packets)) packet.free();
    output.closeOutputSync();
    output.freeContext();
  }
}

async function pictureBytes(spec: VideoSpec): Promise<Buffer> {
  const { encoder, packets } = await encodeVideo(spec, false);
  using _encoder = encoder;
  try {
    const bytes = packets[0]?.data;
    if (bytes === undefined || bytes === null) throw new Error("The encoder gave no picture.");
    return Buffer.from(bytes);
  } finally {
    for (const packet of packets) packet.free();
  }
}

/** Writes the clip that `spec` describes to `path`. */
export async function makeClip(path: string, spec: ClipSpec): Promise<void> {
  if (spec.container === "picture") {
    if (spec.video === undefined) throw new Error("A picture needs a video spec.");
    writeFileSync(path, await pictureBytes(spec.video));
    return;
  }
  await muxed(path, spec);
  if (spec.chapters !== undefined) addChapters(path, spec.chapters);
}
