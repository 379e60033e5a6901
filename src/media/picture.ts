/** Frames without content, and what can be said of a picture at a glance. */
import {
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUVA444P,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
} from "node-av/constants";
import { Frame } from "node-av/lib";
import { checked } from "./ffmpeg.js";
import { type Plane, planesOf } from "./plane.js";

const FORMATS = {
  yuv420p: AV_PIX_FMT_YUV420P,
  yuv422p: AV_PIX_FMT_YUV422P,
  yuv444p: AV_PIX_FMT_YUV444P,
  yuva444p: AV_PIX_FMT_YUVA444P,
  gray: AV_PIX_FMT_GRAY8,
  rgb24: AV_PIX_FMT_RGB24,
} as const;

export type PictureFormat = keyof typeof FORMATS;

/** A new frame without content; whoever receives it frees it. */
export function newPicture(width: number, height: number, format: PictureFormat = "yuv420p"): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = FORMATS[format];
  try {
    checked(frame.getBuffer(0), "reserve a frame");
    return frame;
  } catch (error) {
    frame.free();
    throw error;
  }
}

/** A new frame of a video in the one form, which says so; whoever receives it frees it. */
export function newVideoPicture(width: number, height: number, format: PictureFormat = "yuv420p"): Frame {
  const frame = newPicture(width, height, format);
  frame.colorSpace = AVCOL_SPC_BT709;
  frame.colorRange = AVCOL_RANGE_MPEG;
  return frame;
}

/** Luma of black and of white in limited range, and chroma of no colour. */
const PLAIN_LUMA = { black: 16, white: 235 } as const;
const NO_CHROMA = 128;

/** A picture of one grey in the one form; whoever receives it frees it. */
export function plainPicture(width: number, height: number, colour: keyof typeof PLAIN_LUMA): Frame {
  const frame = newVideoPicture(width, height);
  for (const [i, plane] of planesOf(frame, { shiftX: 1, shiftY: 1 }).entries())
    plane.data.fill(i === 0 ? PLAIN_LUMA[colour] : NO_CHROMA);
  return frame;
}

/** Makes a picture in the one form darker: 1 leaves it, 0 is black. The frame must be nobody else's. */
export function dimPicture(frame: Frame, level: number): void {
  const luma = tableOf(PLAIN_LUMA.black, level);
  const chroma = tableOf(NO_CHROMA, level);
  for (const [i, { data, stride, width, height }] of planesOf(frame, { shiftX: 1, shiftY: 1 }).entries()) {
    const table = i === 0 ? luma : chroma;
    for (let y = 0; y < height; y++)
      for (let at = y * stride; at < y * stride + width; at++) data[at] = table[data[at] ?? 0] ?? 0;
  }
}

function tableOf(dark: number, level: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => Math.round(dark + (value - dark) * level));
}

const MEAN_GRID = 64;
/** Steps of the R2 sequence: places made with them are spread evenly and follow no pattern of a picture. */
const SPREAD = [0.754878, 0.56984] as const;

/** Mean of a plane over one place in each cell of a coarse grid, 0 to 255. */
export function meanOf(plane: Plane): number {
  let sum = 0;
  let count = 0;
  const stepY = Math.max(1, Math.floor(plane.height / MEAN_GRID));
  const stepX = Math.max(1, Math.floor(plane.width / MEAN_GRID));
  for (let top = 0; top + stepY <= plane.height; top += stepY) {
    for (let left = 0; left + stepX <= plane.width; left += stepX) {
      // Always the same place in its cell would take fine stripes for a plain surface.
      const y = top + Math.floor(((count * SPREAD[0]) % 1) * stepY);
      const x = left + Math.floor(((count * SPREAD[1]) % 1) * stepX);
      sum += plane.data[y * plane.stride + x] ?? 0;
      count++;
    }
  }
  return sum / count;
}
