/** Frames of the finished picture, and what can be said of a picture at a glance. */
import { AV_PIX_FMT_YUV420P } from "node-av/constants";
import { Frame } from "node-av/lib";
import { checked } from "./ffmpeg.js";
import type { Plane } from "./plane.js";

/** A new frame of 8-bit 4:2:0 without content; whoever receives it frees it. */
export function newPicture(width: number, height: number): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  checked(frame.getBuffer(0), "reserve a frame");
  return frame;
}

const MEAN_GRID = 64;

/** Mean of a plane over a coarse grid, 0 to 255. */
export function meanOf(plane: Plane): number {
  let sum = 0;
  let count = 0;
  const stepY = Math.max(1, Math.floor(plane.height / MEAN_GRID));
  const stepX = Math.max(1, Math.floor(plane.width / MEAN_GRID));
  for (let y = stepY >> 1; y < plane.height; y += stepY) {
    for (let x = stepX >> 1; x < plane.width; x += stepX) {
      sum += plane.data[y * plane.stride + x] ?? 0;
      count++;
    }
  }
  return sum / count;
}
