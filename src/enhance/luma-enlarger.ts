/** Luma through a network, by areas of any size; what needs no network is left out or filled. */
import { BLOCK, ChangedBlocks, type Rectangle } from "./changed-blocks.js";
import type { NetworkSession } from "./session.js";

/** One plane of 8-bit samples; row `y` starts at `y * stride`. */
export interface LumaPlane {
  data: Uint8Array;
  stride: number;
  width: number;
  height: number;
}

/** Pixels that the network gets at a time: its working memory grows with them, and a 720p frame passes whole. */
const STRIP_PIXELS = 1_048_576;

/** A part of a frame: its own pixels, and those around them that the network looks at. */
interface Piece {
  own: Rectangle;
  seen: Rectangle;
}

/**
 * Cuts an area of a frame into strips of at most `STRIP_PIXELS` with `halo` pixels of neighbours on all sides, so that
 * every output pixel is what it would be from the whole frame.
 */
export function piecesOf(
  area: Rectangle,
  frame: { width: number; height: number },
  halo: number,
  multiple: number,
): Piece[] {
  const reach = Math.ceil(halo / multiple) * multiple;
  const left = Math.max(0, area.left - reach);
  const right = Math.min(frame.width, area.right + reach);
  const rows = Math.max(multiple, Math.floor(STRIP_PIXELS / (right - left) / multiple) * multiple);
  const pieces: Piece[] = [];
  for (let top = area.top; top < area.bottom; top += rows) {
    const bottom = Math.min(area.bottom, top + rows);
    pieces.push({
      own: { left: area.left, top, right: area.right, bottom },
      seen: { left, top: Math.max(0, top - reach), right, bottom: Math.min(frame.height, bottom + reach) },
    });
  }
  return pieces;
}

/**
 * Enlarges the luma of one film by a network's scale. It remembers the frame before: what has not changed is not made
 * again. Buffers are kept from frame to frame.
 */
export class LumaEnlarger {
  readonly #session: NetworkSession;
  #input = new Uint8Array(0);
  #output = new Uint8Array(0);
  #blocks: ChangedBlocks | undefined;
  #sizes = "";
  /** The output of the frame before, without gaps. */
  #kept: LumaPlane = { data: new Uint8Array(0), stride: 0, width: 0, height: 0 };

  constructor(session: NetworkSession) {
    this.#session = session;
  }

  /** Forgets the frame before, so that what comes next does not depend on it. */
  forget(): void {
    this.#blocks = undefined;
  }

  /**
   * Writes `from`, enlarged by the network's scale, into `to`.
   * @returns false where that is what it was the last time.
   */
  async enlarge(from: LumaPlane, to: LumaPlane): Promise<boolean> {
    const { scale, halo, version } = this.#session.network;
    const sizes = [from.width, from.height, to.width, to.height].join();
    if (this.#blocks === undefined || this.#sizes !== sizes) {
      // How far a foreign network looks is not known: a change anywhere may change everything.
      this.#blocks = new ChangedBlocks(
        from.width,
        from.height,
        version === undefined ? Number.POSITIVE_INFINITY : halo,
      );
      this.#kept = { data: new Uint8Array(to.width * to.height), stride: to.width, width: to.width, height: to.height };
      this.#sizes = sizes;
    }
    const work = this.#blocks.next(from);
    for (const area of work.areas) await this.#draw(from, pixelsOf(area, from));
    for (const area of work.flat) fillFlat(from, this.#kept, pixelsOf(area, from), scale);
    copyRows(this.#kept, to);
    return work.areas.length + work.flat.length > 0;
  }

  async #draw(from: LumaPlane, area: Rectangle): Promise<void> {
    const { scale, halo, multiple } = this.#session.network;
    for (const { own, seen } of piecesOf(area, from, halo, multiple)) {
      const width = Math.ceil((seen.right - seen.left) / multiple) * multiple;
      const height = Math.ceil((seen.bottom - seen.top) / multiple) * multiple;
      this.#input = sized(this.#input, width * height);
      fill(this.#input, from, seen, width, height);
      const [left, top] = [own.left * scale, own.top * scale];
      // Areas begin at multiples, where every scale has whole pixels; of an odd side the last pixel may be half.
      const right = Math.min(this.#kept.width, Math.ceil(own.right * scale));
      const bottom = Math.min(this.#kept.height, Math.ceil(own.bottom * scale));
      const isWhole = width * scale === this.#kept.stride && height * scale === this.#kept.height;
      if (isWhole) {
        await this.#session.run(this.#input, width, height, this.#kept.data);
        continue;
      }
      this.#output = sized(this.#output, width * height * scale ** 2);
      await this.#session.run(this.#input, width, height, this.#output);
      for (let row = top; row < bottom; row++) {
        const start = (row - seen.top * scale) * width * scale + left - seen.left * scale;
        this.#kept.data.set(this.#output.subarray(start, start + right - left), row * this.#kept.stride + left);
      }
    }
  }
}

function sized(buffer: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return buffer.length === length ? buffer : new Uint8Array(length);
}

/** The pixels of an area of blocks. */
function pixelsOf({ left, top, right, bottom }: Rectangle, { width, height }: LumaPlane): Rectangle {
  return {
    left: left * BLOCK,
    top: top * BLOCK,
    right: Math.min(width, right * BLOCK),
    bottom: Math.min(height, bottom * BLOCK),
  };
}

/** Copies a part without gaps; the last column and row are repeated up to the size that the network takes. */
function fill(target: Uint8Array, from: LumaPlane, seen: Rectangle, width: number, height: number): void {
  const own = seen.right - seen.left;
  for (let y = 0; y < height; y++) {
    const start = Math.min(seen.top + y, from.height - 1) * from.stride + seen.left;
    target.set(from.data.subarray(start, start + own), y * width);
    if (width > own) target.fill(from.data[start + own - 1] ?? 0, y * width + own, (y + 1) * width);
  }
}

/** Fills an area with its own pixels, each as large as the scale makes it. */
function fillFlat(from: LumaPlane, to: LumaPlane, { left, top, right, bottom }: Rectangle, scale: number): void {
  const [toLeft, toRight] = [left * scale, Math.min(to.width, Math.ceil(right * scale))];
  const toBottom = Math.min(to.height, Math.ceil(bottom * scale));
  for (let y = top * scale, drawn = -1, drawnAt = 0; y < toBottom; y++) {
    const row = Math.min(Math.floor(y / scale), from.height - 1);
    const line = y * to.stride;
    if (row === drawn) {
      to.data.copyWithin(line + toLeft, drawnAt + toLeft, drawnAt + toRight);
      continue;
    }
    const source = row * from.stride;
    for (let x = toLeft; x < toRight; x++)
      to.data[line + x] = from.data[source + Math.min(Math.floor(x / scale), from.width - 1)] ?? 0;
    drawn = row;
    drawnAt = line;
  }
}

function copyRows(from: LumaPlane, to: LumaPlane): void {
  if (from.stride === to.stride) {
    to.data.set(from.data);
    return;
  }
  for (let y = 0; y < to.height; y++)
    to.data.set(from.data.subarray(y * from.stride, y * from.stride + from.width), y * to.stride);
}
