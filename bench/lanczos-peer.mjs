/**
 * The peer that speed is measured against: FFmpeg's own Lanczos and x264, decoded, scaled and encoded in one process
 * by the same FFmpeg build, with FFmpeg's own threads. Usage: node lanczos-peer.mjs <input> <width> <height> <preset> <crf>
 */
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_QUIET,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  Filter,
  FilterGraph,
  FormatContext,
  Frame,
  Log,
  Packet,
  Rational,
} from "node-av/lib";

const [input = "", width = "1920", height = "1080", preset = "veryfast", crf = "20"] = process.argv.slice(2);
/** @param {number} result */
const checked = (result) => FFmpegError.throwIfError(result, "lanczos peer");
/**
 * @template T
 * @param {T | null} value
 * @returns {T}
 */
function present(value) {
  if (value === null) throw new Error("the lanczos peer cannot be set up");
  return value;
}
Log.setLevel(AV_LOG_QUIET);

const source = new FormatContext();
source.allocContext();
checked(await source.openInput(input, null, null));
checked(await source.findStreamInfo(null));
const index = source.findBestStream(AVMEDIA_TYPE_VIDEO);
const stream = source.streams[index];
if (stream === undefined) throw new Error("no video");

const decoder = new CodecContext();
decoder.allocContext3(Codec.findDecoder(stream.codecpar.codecId));
checked(decoder.parametersToContext(stream.codecpar));
decoder.threadCount = 0;
checked(await decoder.open2(null, null));

const encoder = new CodecContext();
encoder.allocContext3(Codec.findEncoderByName(/** @type {any} */ ("libx264")));
encoder.width = Number(width);
encoder.height = Number(height);
encoder.pixelFormat = AV_PIX_FMT_YUV420P;
encoder.timeBase = stream.timeBase;
encoder.framerate = stream.avgFrameRate;
encoder.threadCount = 0;
encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
checked(await encoder.open2(null, Dictionary.fromObject({ preset, crf })));

const graph = new FilterGraph();
graph.alloc();
const from = present(graph.allocFilter(present(Filter.getByName("buffer")), "in"));
const to = present(graph.createFilter(present(Filter.getByName("buffersink")), "out"));
const scale = present(
  graph.createFilter(present(Filter.getByName("scale")), "scale", `${width}:${height}:flags=lanczos`),
);
from.buffersrcParametersSet({
  width: stream.codecpar.width,
  height: stream.codecpar.height,
  format: stream.codecpar.format,
  timeBase: stream.timeBase,
  sampleAspectRatio: new Rational(1, 1),
  colorRange: stream.codecpar.colorRange,
  colorSpace: stream.codecpar.colorSpace,
});
checked(from.init(null));
checked(from.link(0, scale, 0));
checked(scale.link(0, to, 0));
checked(graph.configSync());

const packet = new Packet();
packet.alloc();
const encoded = new Packet();
encoded.alloc();
const decoded = new Frame();
decoded.alloc();
const scaled = new Frame();
scaled.alloc();
let frames = 0;

async function drainEncoder() {
  while ((await encoder.receivePacket(encoded)) >= 0) encoded.unref();
}

async function drainDecoder() {
  while ((await decoder.receiveFrame(decoded)) >= 0) {
    checked(await from.buffersrcAddFrame(decoded));
    decoded.unref();
    while ((await to.buffersinkGetFrame(scaled)) >= 0) {
      frames++;
      scaled.pictType = AV_PICTURE_TYPE_NONE;
      checked(await encoder.sendFrame(scaled));
      scaled.unref();
      await drainEncoder();
    }
  }
}

while ((await source.readFrame(packet)) >= 0) {
  if (packet.streamIndex === index) {
    await decoder.sendPacket(packet);
    await drainDecoder();
  }
  packet.unref();
}
await decoder.sendPacket(null);
await drainDecoder();
await encoder.sendFrame(null);
await drainEncoder();
process.stdout.write(`${frames}\n`);
process.exit(0);
