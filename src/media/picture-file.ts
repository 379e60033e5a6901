/** Still pictures on disk: PNG, and JPEG as JFIF. */
import { writeFile } from "node:fs/promises";
import { AV_CODEC_FLAG_QSCALE, AVCOL_RANGE_JPEG, type FFEncoderCodec } from "node-av/constants";
import { Codec, CodecContext, type Frame, Packet, Rational } from "node-av/lib";
import { checked, dictionary, present } from "./ffmpeg.js";

export type PictureFileKind = "png" | "jpeg";

/** PNG: effort of the compression; more costs seconds and saves a few percent. */
const PNG_COMPRESSION = 6;
/** JPEG: FFmpeg's quantiser scale from 1 (finest) to 31; at 2 no block shows, at about a fifth of the samples' size. */
const JPEG_QUANTISER = 2;
/** FFmpeg counts its quantisers in parts of this many (`FF_QP2LAMBDA`). */
const QUANTISER_UNIT = 118;

/**
 * Encodes one frame and writes it.
 * @param frame RGB, RGB with alpha or grey for PNG; planar Y'CbCr in full range by BT.601, as JFIF has it, for JPEG.
 */
export async function writePicture(path: string, frame: Frame, kind: PictureFileKind): Promise<void> {
  await writeFile(path, await encoded(frame, kind));
}

async function encoded(frame: Frame, kind: PictureFileKind): Promise<Buffer> {
  const name = kind === "png" ? "png" : "mjpeg";
  const codec = present(Codec.findEncoderByName(name as FFEncoderCodec), `encoder ${name}`);
  using context = new CodecContext();
  context.allocContext3(codec);
  context.width = frame.width;
  context.height = frame.height;
  context.pixelFormat = frame.format as typeof context.pixelFormat;
  context.timeBase = new Rational(1, 1);
  // Without it the JPEG encoder writes no JFIF header.
  context.sampleAspectRatio = new Rational(1, 1);
  context.threadCount = 1;
  if (kind === "jpeg") {
    context.colorRange = AVCOL_RANGE_JPEG;
    context.setFlags(AV_CODEC_FLAG_QSCALE);
    context.globalQuality = JPEG_QUANTISER * QUANTISER_UNIT;
    frame.quality = context.globalQuality;
  }
  using options = dictionary(
    kind === "png" ? { compression_level: PNG_COMPRESSION, pred: "mixed" } : { huffman: "optimal" },
  );
  checked(await context.open2(codec, options), `open encoder ${name}`);
  frame.pts = 0n;
  checked(await context.sendFrame(frame), "encode a picture");
  checked(await context.sendFrame(null), "encode a picture");
  using packet = new Packet();
  packet.alloc();
  checked(await context.receivePacket(packet), "encode a picture");
  return Buffer.from(present(packet.data, "packet data"));
}
