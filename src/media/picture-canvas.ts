/** A sheet of RGB on which pictures and a few words are laid out. */
import type { Frame } from "node-av/lib";
import type { Area } from "./detail.js";
import { present } from "./ffmpeg.js";
import { filtered } from "./filter-chain.js";
import { newPicture } from "./picture.js";

/** A picture as packed RGB without gaps between its rows. */
export interface RgbPicture {
  data: Buffer;
  width: number;
  height: number;
}

const SAMPLES = 3;

/** A frame in the one form (BT.709, limited range) as RGB, resized where asked. */
export async function rgbOf(frame: Frame, size?: { width: number; height: number }): Promise<RgbPicture> {
  const to = size === undefined ? "" : `${size.width}:${size.height}:`;
  using rgb = await filtered(
    frame,
    `scale=${to}in_color_matrix=bt709:in_range=limited:out_range=full:flags=lanczos+accurate_rnd+full_chroma_int,format=rgb24`,
  );
  const { width, height } = rgb;
  const [rows] = present(rgb.data, "frame data");
  const stride = rgb.linesize[0] ?? 0;
  const data = Buffer.alloc(width * height * SAMPLES);
  for (let y = 0; y < height; y++) rows?.copy(data, y * width * SAMPLES, y * stride, y * stride + width * SAMPLES);
  return { data, width, height };
}

/** Letters that are used on sheets, five by seven: seven rows of five bits. */
const GLYPHS: Record<string, readonly number[]> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  I: [14, 4, 4, 4, 4, 4, 14],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  R: [30, 17, 17, 30, 20, 18, 17],
  T: [31, 4, 4, 4, 4, 4, 4],
};
const GLYPH_COLUMNS = 5;
const GLYPH_ROWS = 7;
/** Side of a letter's dot, in pixels. */
const DOT = 2;

/** Words that a sheet can carry: all their letters have a shape. */
export type Label = "REFERENCE" | "CANDIDATE" | "BEFORE" | "AFTER";

const PAPER = 32;
const INK = 255;

/** A sheet to paste on. */
export class PictureCanvas {
  readonly width: number;
  readonly height: number;
  readonly #data: Buffer;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#data = Buffer.alloc(width * height * SAMPLES, PAPER);
  }

  /** Lays a part of a picture down with its corner at `left`, `top`, each pixel `zoom` pixels wide and high. */
  paste(picture: RgbPicture, area: Area, left: number, top: number, zoom = 1): void {
    for (let y = 0; y < area.height * zoom; y++) {
      const from = ((area.top + Math.floor(y / zoom)) * picture.width + area.left) * SAMPLES;
      const to = ((top + y) * this.width + left) * SAMPLES;
      if (zoom === 1) {
        picture.data.copy(this.#data, to, from, from + area.width * SAMPLES);
        continue;
      }
      for (let x = 0; x < area.width * zoom; x++) {
        const pixel = from + Math.floor(x / zoom) * SAMPLES;
        picture.data.copy(this.#data, to + x * SAMPLES, pixel, pixel + SAMPLES);
      }
    }
  }

  /** Fills a rectangle with a grey. */
  fill({ left, top, width, height }: Area, value: number): void {
    for (let y = top; y < top + height; y++) {
      const start = (y * this.width + left) * SAMPLES;
      this.#data.fill(value, start, start + width * SAMPLES);
    }
  }

  /** Writes a word, white on dark, with its corner at `left`, `top`; `align` says which corner. */
  label(word: Label, left: number, top: number, align: "left" | "right" = "left"): void {
    const advance = (GLYPH_COLUMNS + 1) * DOT;
    const width = word.length * advance + 3 * DOT;
    const start = align === "left" ? left : left - width;
    this.fill({ left: start, top, width, height: (GLYPH_ROWS + 4) * DOT }, 0);
    for (const [i, letter] of [...word].entries()) {
      for (const [row, bits] of (GLYPHS[letter] ?? []).entries()) {
        for (let column = 0; column < GLYPH_COLUMNS; column++) {
          if (((bits >> (GLYPH_COLUMNS - 1 - column)) & 1) === 0) continue;
          const dot = { left: start + i * advance + (column + 2) * DOT, top: top + (row + 2) * DOT };
          this.fill({ ...dot, width: DOT, height: DOT }, INK);
        }
      }
    }
  }

  /** The sheet as a frame; whoever receives it frees it. */
  toFrame(): Frame {
    const frame = newPicture(this.width, this.height, "rgb24");
    const [rows] = present(frame.data, "frame data");
    const stride = frame.linesize[0] ?? 0;
    for (let y = 0; y < this.height; y++)
      this.#data.copy(
        present(rows, "frame data"),
        y * stride,
        y * this.width * SAMPLES,
        (y + 1) * this.width * SAMPLES,
      );
    return frame;
  }
}
