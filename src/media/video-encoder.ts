/** Encoders for the finished picture: what each is called, how it is set, and the packets it gives. */

import type { FFEncoderCodec } from "node-av/constants";
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_HWDEVICE_TYPE_VAAPI,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_VAAPI,
  AV_PIX_FMT_YUV420P,
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from "node-av/constants";
import {
  Codec,
  CodecContext,
  Frame,
  HardwareDeviceContext,
  HardwareFramesContext,
  Packet,
  Rational,
} from "node-av/lib";
import { Fault } from "../faults.js";
import { checked, dictionary, isDrained, present, rateFraction, type TimeBase, timestamp } from "./ffmpeg.js";

export type VideoCodec = "h264" | "hevc" | "av1" | "vp9";
export type EncoderFamily = "x264" | "nvenc" | "vaapi" | "videotoolbox" | "qsv";

/** All that decides how pictures are encoded. It is part of a chunk's key: two equal settings give equal bytes. */
export interface EncoderSettings {
  codec: VideoCodec;
  /** `x264` stands for the software encoder of each codec: x264, x265, SVT-AV1, libvpx. */
  family: EncoderFamily;
  width: number;
  height: number;
  /** Frames are stamped in this unit. */
  timeBase: TimeBase;
  /** Average rate, for rate control. */
  fps: number;
  /** Quality: 0 best to 51 worst; other encoders' own scales are derived from it. */
  crf: number;
  /** x264's names, `ultrafast` to `veryslow`. */
  preset: string;
  threads: number;
}

/** Keyframes are at most this far apart, so that players can seek and platforms can cut. */
const MAX_GOP_SECONDS = 2;

/** Presets by x264's names, fastest first. */
export const PRESETS = [
  "ultrafast",
  "superfast",
  "veryfast",
  "faster",
  "fast",
  "medium",
  "slow",
  "slower",
  "veryslow",
] as const;

/** FFmpeg's names. */
export const ENCODER_NAMES: Record<VideoCodec, Record<EncoderFamily, string>> = {
  h264: {
    x264: "libx264",
    nvenc: "h264_nvenc",
    vaapi: "h264_vaapi",
    videotoolbox: "h264_videotoolbox",
    qsv: "h264_qsv",
  },
  hevc: {
    x264: "libx265",
    nvenc: "hevc_nvenc",
    vaapi: "hevc_vaapi",
    videotoolbox: "hevc_videotoolbox",
    qsv: "hevc_qsv",
  },
  vp9: {
    x264: "libvpx-vp9",
    nvenc: "vp9_nvenc",
    vaapi: "vp9_vaapi",
    videotoolbox: "vp9_videotoolbox",
    qsv: "vp9_qsv",
  },
  av1: { x264: "libsvtav1", nvenc: "av1_nvenc", vaapi: "av1_vaapi", videotoolbox: "av1_videotoolbox", qsv: "av1_qsv" },
};

/** One encoded packet, detached from FFmpeg. */
export interface EncodedPacket {
  data: Buffer;
  /** Presentation time in the settings' time base. */
  pts: number;
  isKeyframe: boolean;
}

/** Frames in the memory of a graphics card, which VA-API encodes from. */
interface HardwareFrames {
  device: HardwareDeviceContext;
  frames: HardwareFramesContext;
}

/** Encodes frames of 8-bit 4:2:0, BT.709, limited range. Dispose it to free the encoder. */
export class VideoEncoder implements Disposable {
  readonly #settings: EncoderSettings;
  readonly #context: CodecContext;
  readonly #hardware: HardwareFrames | undefined;
  readonly #packet = new Packet();
  #lastForcedPts = Number.NEGATIVE_INFINITY;

  private constructor(settings: EncoderSettings, context: CodecContext, hardware: HardwareFrames | undefined) {
    this.#settings = settings;
    this.#context = context;
    this.#hardware = hardware;
    this.#packet.alloc();
  }

  /** @throws Fault `encoder-unavailable` where the encoder does not exist in this build or refuses to start on this machine. */
  static async open(settings: EncoderSettings): Promise<VideoEncoder> {
    const name = ENCODER_NAMES[settings.codec][settings.family];
    const codec = Codec.findEncoderByName(name as FFEncoderCodec);
    if (codec === null) throw unavailable(settings, "this program's FFmpeg does not have it");
    const context = new CodecContext();
    context.allocContext3(codec);
    let hardware: HardwareFrames | undefined;
    try {
      context.width = settings.width;
      context.height = settings.height;
      context.pixelFormat = inputFormat(settings.family);
      context.timeBase = new Rational(settings.timeBase.num, settings.timeBase.den);
      const rate = rateFraction(settings.fps);
      context.framerate = new Rational(rate.num, rate.den);
      context.gopSize = Math.max(1, Math.floor(settings.fps * MAX_GOP_SECONDS));
      context.threadCount = settings.threads;
      context.colorRange = AVCOL_RANGE_MPEG;
      context.colorSpace = AVCOL_SPC_BT709;
      context.colorPrimaries = AVCOL_PRI_BT709;
      context.colorTrc = AVCOL_TRC_BT709;
      context.chromaLocation = AVCHROMA_LOC_LEFT;
      context.sampleAspectRatio = new Rational(1, 1);
      context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
      if (settings.family === "vaapi") {
        hardware = vaapiFrames(settings);
        context.hwFramesCtx = hardware.frames;
      }
      using encoderOptions = dictionary(codecOptions(settings));
      const opened = await context.open2(codec, encoderOptions);
      if (opened < 0)
        throw unavailable(
          settings,
          settings.family === "x264" ? "it refused these settings" : "this machine has no hardware or driver for it",
        );
      return new VideoEncoder(settings, context, hardware);
    } catch (error) {
      context.freeContext();
      hardware?.frames.free();
      hardware?.device.free();
      throw error;
    }
  }

  get extradata(): Buffer {
    return Buffer.from(this.#context.extraData ?? Buffer.alloc(0));
  }

  /** Encodes a frame (and frees it); gives the packets that are ready, in decoding order. */
  async encode(frame: Frame, pts: number): Promise<EncodedPacket[]> {
    using owned = frame;
    owned.pts = BigInt(pts);
    const secondsSinceForced =
      ((pts - this.#lastForcedPts) * this.#settings.timeBase.num) / this.#settings.timeBase.den;
    // `gopSize` counts frames; with a variable rate only the clock bounds a GOP.
    const isForced = secondsSinceForced >= MAX_GOP_SECONDS - 1e-6;
    owned.pictType = isForced ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    if (isForced) this.#lastForcedPts = pts;
    if (this.#hardware === undefined) {
      checked(await this.#context.sendFrame(owned), "encode a frame");
    } else {
      using uploaded = new Frame();
      uploaded.alloc();
      checked(this.#hardware.frames.getBuffer(uploaded, 0), "reserve a hardware frame");
      checked(await uploaded.hwframeTransferData(owned), "upload a frame");
      uploaded.copyProps(owned);
      checked(await this.#context.sendFrame(uploaded), "encode a frame");
    }
    return this.#receive();
  }

  /** Ends the stream; gives the packets that were still held back. */
  async finish(): Promise<EncodedPacket[]> {
    checked(await this.#context.sendFrame(null), "finish encoding");
    return this.#receive();
  }

  async #receive(): Promise<EncodedPacket[]> {
    const packets: EncodedPacket[] = [];
    for (;;) {
      const result = await this.#context.receivePacket(this.#packet);
      if (isDrained(result)) return packets;
      checked(result, "encode a frame");
      packets.push({
        data: Buffer.from(present(this.#packet.data, "packet data")),
        pts: present(timestamp(this.#packet.pts), "packet time"),
        isKeyframe: this.#packet.isKeyframe,
      });
      this.#packet.unref();
    }
  }

  [Symbol.dispose](): void {
    this.#packet.free();
    this.#context.freeContext();
    this.#hardware?.frames.free();
    this.#hardware?.device.free();
  }
}

function unavailable(settings: EncoderSettings, why: string): Fault {
  const name = ENCODER_NAMES[settings.codec][settings.family];
  return new Fault(
    "encoder-unavailable",
    `The encoder ${name} cannot be used: ${why}. Leave --encoder out to use the software encoder.`,
  );
}

function inputFormat(family: EncoderFamily): typeof AV_PIX_FMT_YUV420P {
  if (family === "vaapi") return AV_PIX_FMT_VAAPI;
  return AV_PIX_FMT_YUV420P;
}

function vaapiFrames(settings: EncoderSettings): HardwareFrames {
  const device = new HardwareDeviceContext();
  if (device.create(AV_HWDEVICE_TYPE_VAAPI, null, null) < 0)
    throw unavailable(settings, "this machine has no VA-API device");
  const frames = new HardwareFramesContext();
  frames.alloc(device);
  frames.format = AV_PIX_FMT_VAAPI;
  frames.swFormat = AV_PIX_FMT_NV12;
  frames.width = settings.width;
  frames.height = settings.height;
  frames.initialPoolSize = 32;
  checked(frames.init(), "reserve hardware frames");
  return { device, frames };
}

/** Each encoder's own options for the same quality and speed. */
function codecOptions({ codec, family, crf, preset, threads }: EncoderSettings): Record<string, string | number> {
  const speed = PRESETS.indexOf(preset as (typeof PRESETS)[number]);
  switch (family) {
    case "x264":
      // At CRF 0 x264 is lossless, which the High profile is not. Without being told so it decides a little differently on
      // each kind of processor, and with AVX-512 now and then from run to run.
      if (codec === "h264")
        return {
          preset,
          crf: Math.max(1, crf),
          profile: "high",
          "forced-idr": 1,
          "x264-params": "open-gop=0:cpu-independent=1",
        };
      // CRF scales differ: x265's is about two steps more efficient, those of VP9 and AV1 run to 63.
      if (codec === "hevc")
        return {
          preset,
          crf: Math.min(51, crf + 2),
          "forced-idr": 1,
          "x265-params": `log-level=none:open-gop=0:pools=${threads}`,
        };
      if (codec === "vp9")
        return {
          deadline: "good",
          "cpu-used": speed < 3 ? 8 : speed < 6 ? 5 : 3,
          "row-mt": 1,
          // Without a bit rate of zero the quality is only a bound.
          b: 0,
          crf: Math.min(63, Math.round(crf * 1.3 + 3)),
        };
      return {
        // Above 9 a block of another frame is left in sharp pictures now and then.
        preset: Math.min(9, 12 - speed),
        crf: Math.min(63, Math.round(crf * 1.25 + 5)),
        "svtav1-params": "enable-force-key-frames=1",
      };
    case "nvenc":
      return { preset: speed < 3 ? "p3" : speed < 6 ? "p5" : "p7", rc: "vbr", cq: crf, b: 0, "forced-idr": 1 };
    case "vaapi":
      return { rc_mode: "CQP", qp: crf };
    case "qsv":
      return { global_quality: crf, preset: speed < 3 ? "veryfast" : speed < 6 ? "medium" : "slow", forced_idr: 1 };
    case "videotoolbox":
      return { "q:v": Math.max(1, 100 - crf * 2), allow_sw: 0 };
  }
}
