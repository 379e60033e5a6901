/** Planes through a network, piece by piece: no more pixels at a time than it may get, and no seam between them. */
import type { Rectangle } from "./changed-blocks.js";
import type { NetworkForm } from "./network.js";
import type { RunningNetwork } from "./session.js";

/** One plane of 8-bit samples; row `y` starts at `y * stride`. */
export interface SamplePlane {
  data: Uint8Array;
  stride: number;
  width: number;
  height: number;
}

/** A part of a frame: its own pixels, and those around them that the network looks at. */
interface Piece {
  own: Rectangle;
  seen: Rectangle;
}

/** What decides how a frame is cut. */
export interface TileRule {
  /** Pixels around a place that its output depends on. */
  halo: number;
  multiple: number;
  form: Pick<NetworkForm, "mostPixels" | "fixedSize">;
}

/** Strips that are this many halos high cost little more than the whole; flatter ones become tiles. */
const LEAST_HALOS_PER_STRIP = 4;
/** Tiles may be this small, whatever memory they take: below, nearly all work would be for their neighbours. */
const LEAST_TILE_SIDE = 32;

/**
 * Cuts an area of a frame into pieces with `halo` pixels of neighbours on all sides, so that every output pixel is what
 * it would be from the whole frame.
 */
export function piecesOf(area: Rectangle, frame: { width: number; height: number }, rule: TileRule): Piece[] {
  const { multiple } = rule;
  const reach = Math.ceil(rule.halo / multiple) * multiple;
  const { width, height } = tileSize(area, frame, reach, rule);
  const pieces: Piece[] = [];
  for (let top = area.top; top < area.bottom; top += height) {
    for (let left = area.left; left < area.right; left += width) {
      const own = {
        left,
        top,
        right: Math.min(area.right, left + width),
        bottom: Math.min(area.bottom, top + height),
      };
      pieces.push({
        own,
        seen: {
          left: Math.max(0, own.left - reach),
          top: Math.max(0, own.top - reach),
          right: Math.min(frame.width, own.right + reach),
          bottom: Math.min(frame.height, own.bottom + reach),
        },
      });
    }
  }
  return pieces;
}

/** The own pixels of a piece. */
function tileSize(
  area: Rectangle,
  frame: { width: number; height: number },
  reach: number,
  { multiple, form: { mostPixels, fixedSize } }: TileRule,
): { width: number; height: number } {
  const down = (pixels: number): number => Math.max(multiple, Math.floor(pixels / multiple) * multiple);
  if (fixedSize !== undefined) {
    // A frame that fits into the one size needs no neighbours from elsewhere.
    const inside = (side: number, own: number): number => (own <= side ? own : down(side - 2 * reach));
    return { width: inside(fixedSize.width, frame.width), height: inside(fixedSize.height, frame.height) };
  }
  const width = Math.min(frame.width, area.right + reach) - Math.max(0, area.left - reach);
  const rows = down(mostPixels / width);
  if (rows >= LEAST_HALOS_PER_STRIP * reach || rows >= area.bottom - area.top)
    return { width: area.right - area.left, height: rows };
  const side = down(Math.max(LEAST_TILE_SIDE, Math.sqrt(mostPixels) - 2 * reach));
  return { width: side, height: side };
}

/** Runs the pieces of areas. Buffers are kept from piece to piece. */
export class Tiles {
  readonly #session: RunningNetwork;
  #input = new Uint8Array(0);
  #output = new Uint8Array(0);

  constructor(session: RunningNetwork) {
    this.#session = session;
  }

  /** Enlarges an area of planes of one size, as many as the network takes, into its place in others. */
  async draw(from: readonly SamplePlane[], to: readonly SamplePlane[], area: Rectangle): Promise<void> {
    const { network } = this.#session;
    const { scale, multiple } = network;
    const { fixedSize } = network.form;
    const [firstFrom, firstTo] = [from[0], to[0]];
    if (firstFrom === undefined || firstTo === undefined) throw new Error("there is no plane");
    for (const { own, seen } of piecesOf(area, firstFrom, network)) {
      const width = fixedSize?.width ?? Math.ceil((seen.right - seen.left) / multiple) * multiple;
      const height = fixedSize?.height ?? Math.ceil((seen.bottom - seen.top) / multiple) * multiple;
      const pixels = width * height;
      this.#input = sized(this.#input, pixels * from.length);
      for (const [i, plane] of from.entries())
        fill(this.#input.subarray(i * pixels, (i + 1) * pixels), plane, seen, width, height);
      const isWhole = to.length === 1 && width * scale === firstTo.stride && height * scale === firstTo.height;
      if (isWhole) {
        await this.#session.run(this.#input, width, height, firstTo.data);
        continue;
      }
      const enlarged = pixels * scale ** 2;
      this.#output = sized(this.#output, enlarged * to.length);
      await this.#session.run(this.#input, width, height, this.#output);
      for (const [i, plane] of to.entries())
        place(this.#output.subarray(i * enlarged, (i + 1) * enlarged), width * scale, plane, { own, seen, scale });
    }
  }
}

function sized(buffer: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return buffer.length === length ? buffer : new Uint8Array(length);
}

/** Copies a part without gaps; the last column and row are repeated up to the size that the network takes. */
function fill(target: Uint8Array, from: SamplePlane, seen: Rectangle, width: number, height: number): void {
  const own = seen.right - seen.left;
  for (let y = 0; y < height; y++) {
    const start = Math.min(seen.top + y, from.height - 1) * from.stride + seen.left;
    target.set(from.data.subarray(start, start + own), y * width);
    if (width > own) target.fill(from.data[start + own - 1] ?? 0, y * width + own, (y + 1) * width);
  }
}

/** Copies a piece's own pixels to their place. */
function place(enlarged: Uint8Array, stride: number, to: SamplePlane, at: Piece & { scale: number }): void {
  const { own, seen, scale } = at;
  const [left, top] = [own.left * scale, own.top * scale];
  // Pieces begin at multiples, where every scale has whole pixels; of an odd side the last pixel may be half.
  const right = Math.min(to.width, Math.ceil(own.right * scale));
  const bottom = Math.min(to.height, Math.ceil(own.bottom * scale));
  for (let row = top; row < bottom; row++) {
    const start = (row - seen.top * scale) * stride + left - seen.left * scale;
    to.data.set(enlarged.subarray(start, start + right - left), row * to.stride + left);
  }
}
