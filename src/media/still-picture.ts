/** Still pictures: read with what a camera noted in them, and brought to one form. */
import {
  AV_FRAME_DATA_DISPLAYMATRIX,
  AV_FRAME_DATA_EXIF,
  AV_FRAME_DATA_ICC_PROFILE,
  type AVPixelFormat,
} from "node-av/constants";
import { avGetPixFmtName, type Frame } from "node-av/lib";
import { Fault } from "../faults.js";
import { filtered } from "./filter-chain.js";
import { FrameReader } from "./frame-reader.js";
import type { PictureFormat } from "./picture.js";
import { turningFilters } from "./picture-chain.js";
import type { PictureFileKind } from "./picture-file.js";
import { planesOf } from "./plane.js";
import { bitDepthOf, type Orientation, orientationOf, type VideoStream } from "./probe.js";
import { fileLabel } from "./source.js";

/** A decoded picture. Dispose it to free the frame. */
export class StillPicture implements Disposable {
  readonly frame: Frame;

  private constructor(frame: Frame) {
    this.frame = frame;
  }

  /** @throws Fault `input-damaged` where it cannot be decoded. */
  static async read(path: string, streamIndex: number): Promise<StillPicture> {
    using reader = await FrameReader.open({ path, streamIndex, keyframes: [], threads: 1 });
    const first = await reader.next();
    if (first === undefined)
      throw new Fault("input-damaged", `${fileLabel(path)} is damaged: its picture cannot be decoded.`);
    return new StillPicture(first.frame);
  }

  /** What only the decoded picture says of itself: EXIF's orientation comes with the frame, not with the stream. */
  get facts(): Pick<VideoStream, "orientation" | "pixelFormat" | "bitDepth" | "width" | "height"> {
    const pixelFormat = avGetPixFmtName(this.frame.format as AVPixelFormat) ?? "unknown";
    return {
      orientation: this.#orientation,
      pixelFormat,
      bitDepth: bitDepthOf(pixelFormat),
      width: this.frame.width,
      height: this.frame.height,
    };
  }

  get #orientation(): Orientation {
    return orientationOf(this.frame.getSideData(AV_FRAME_DATA_DISPLAYMATRIX));
  }

  /** True where the camera noted when, where and how it was taken. */
  get hasCameraNotes(): boolean {
    return this.frame.getSideData(AV_FRAME_DATA_EXIF) !== null;
  }

  /** Gives a frame this picture's ICC profile, without which its colours would be others. */
  copyProfileTo(target: Frame): void {
    target.removeSideData(AV_FRAME_DATA_ICC_PROFILE);
    const profile = this.frame.getSideData(AV_FRAME_DATA_ICC_PROFILE);
    if (profile !== null) profile.copy(target.newSideData(AV_FRAME_DATA_ICC_PROFILE, profile.length));
  }

  [Symbol.dispose](): void {
    this.frame.free();
  }
}

/** The form in which a picture is enlarged: Y'CbCr by BT.601 in full range, as JFIF has it, or grey; 8 bits. */
export type StillFormat = Extract<PictureFormat, "yuv420p" | "yuv444p" | "yuva444p" | "gray">;

/** From a picture as it is stored to its form, upright. */
export interface StillChain {
  /** Filters in FFmpeg's notation. */
  description: string;
  /** The same without a change of colour, for a picture that keeps its size in a PNG. */
  unchanged: string;
  format: StillFormat;
  /** Size behind the filters. */
  width: number;
  height: number;
  conversions: string[];
}

const TO_FORM = "scale=out_color_matrix=smpte170m:out_range=full:flags=accurate_rnd+full_chroma_int+full_chroma_inp";

const TO_RGB = "scale=out_range=full:flags=accurate_rnd+full_chroma_int+full_chroma_inp";

/** The chain for a picture. RGB keeps its colour resolution, and so does everything but 4:2:0. */
export function stillChain({ pixelFormat, orientation, bitDepth, width, height }: StillPicture["facts"]): StillChain {
  const turning = turningFilters(orientation);
  const format = stillFormatOf(pixelFormat);
  const isTurned = orientation.rotationDegrees % 180 === 90;
  return {
    description: [...turning.filters, TO_FORM, `format=${format}`].join(","),
    unchanged: [...turning.filters, TO_RGB, `format=${pngFormat(format, format !== "yuva444p")}`].join(","),
    format,
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    conversions: [...turning.conversions, ...(bitDepth > 8 ? [`${bitDepth} bits a sample to 8`] : [])],
  };
}

/** The form that keeps what a pixel format holds. */
function stillFormatOf(pixelFormat: string): StillFormat {
  if (/^(rgba|bgra|argb|abgr|gbrap|yuva|ya\d|pal8)/.test(pixelFormat)) return "yuva444p";
  if (/^(gray|mono)/.test(pixelFormat)) return "gray";
  return /^yuvj?420p/.test(pixelFormat) ? "yuv420p" : "yuv444p";
}

/**
 * A picture in its form as the file kind wants it; whoever receives the frame frees it. Alpha that hides nothing is
 * dropped, and in a JPEG, which has none, the picture lies on white.
 */
export function fileForm(frame: Frame, format: StillFormat, kind: PictureFileKind): Promise<Frame> {
  const isOpaque = format !== "yuva444p" || hidesNothing(frame);
  const name = kind === "png" ? pngFormat(format, isOpaque) : format === "yuv420p" ? "yuvj420p" : "yuvj444p";
  if (kind === "jpeg" && !isOpaque) layOnWhite(frame);
  const read = "in_color_matrix=smpte170m:in_range=full:out_color_matrix=smpte170m:out_range=full";
  return filtered(frame, `scale=${read}:flags=accurate_rnd+full_chroma_int+full_chroma_inp+lanczos,format=${name}`);
}

function pngFormat(format: StillFormat, isOpaque: boolean): string {
  if (format === "gray") return "gray";
  return isOpaque ? "rgb24" : "rgba";
}

const FULL_CHROMA = { shiftX: 0, shiftY: 0 };
const OPAQUE = 255;
/** White by luma and both colour differences, full range. */
const WHITE = [255, 128, 128];

function hidesNothing(frame: Frame): boolean {
  const alpha = planesOf(frame, FULL_CHROMA)[3];
  if (alpha === undefined) return true;
  for (let y = 0; y < alpha.height; y++) {
    const row = alpha.data.subarray(y * alpha.stride, y * alpha.stride + alpha.width);
    if (!row.every((value) => value === OPAQUE)) return false;
  }
  return true;
}

function layOnWhite(frame: Frame): void {
  const [luma, blue, red, alpha] = planesOf(frame, FULL_CHROMA);
  for (const [i, plane] of [luma, blue, red].entries()) {
    if (plane === undefined || alpha === undefined) continue;
    const paper = WHITE[i] ?? 0;
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        const share = (alpha.data[y * alpha.stride + x] ?? OPAQUE) / OPAQUE;
        const place = y * plane.stride + x;
        plane.data[place] = Math.round((plane.data[place] ?? 0) * share + paper * (1 - share));
      }
    }
  }
}
