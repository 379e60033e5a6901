/** Luma through a network, whole frames or strips of them, whatever their size. */
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

/** A horizontal part of a frame: its own rows, and the rows around them that the network looks at. */
interface Strip {
  top: number;
  bottom: number;
  fromRow: number;
  toRow: number;
}

/**
 * Cuts `height` rows into strips of at most `STRIP_PIXELS` with `halo` rows of neighbours on both sides, so that
 * every output pixel is what it would be from the whole frame.
 */
export function stripsOf(width: number, height: number, halo: number, multiple: number): Strip[] {
  const rows = Math.max(multiple, Math.floor(STRIP_PIXELS / width / multiple) * multiple);
  const strips: Strip[] = [];
  const alignedHalo = Math.ceil(halo / multiple) * multiple;
  for (let top = 0; top < height; top += rows) {
    const bottom = Math.min(height, top + rows);
    strips.push({
      top,
      bottom,
      fromRow: Math.max(0, top - alignedHalo),
      toRow: Math.min(height, bottom + alignedHalo),
    });
  }
  return strips;
}

/** Enlarges luma planes by a network's scale. Buffers are kept from frame to frame. */
export class LumaEnlarger {
  readonly #session: NetworkSession;
  #input = new Uint8Array(0);
  #output = new Uint8Array(0);

  constructor(session: NetworkSession) {
    this.#session = session;
  }

  /** Writes `from`, enlarged by the network's scale, into `to`. */
  async enlarge(from: LumaPlane, to: LumaPlane): Promise<void> {
    const { scale, halo, multiple } = this.#session.network;
    const width = Math.ceil(from.width / multiple) * multiple;
    for (const strip of stripsOf(width, from.height, halo, multiple)) {
      const height = Math.ceil((strip.toRow - strip.fromRow) / multiple) * multiple;
      this.#input = sized(this.#input, width * height);
      fill(this.#input, from, strip, width, height);
      const fitsWhole = to.stride === width * scale && strip.fromRow === 0 && to.height === height * scale;
      if (fitsWhole) {
        await this.#session.run(this.#input, width, height, to.data.subarray(0, to.stride * to.height));
        continue;
      }
      this.#output = sized(this.#output, width * height * scale ** 2);
      await this.#session.run(this.#input, width, height, this.#output);
      // Strips begin at multiples, where every scale has whole rows; of an odd height the last row may be half.
      const bottom = Math.min(to.height, Math.ceil(strip.bottom * scale));
      for (let row = strip.top * scale; row < bottom; row++) {
        const start = (row - strip.fromRow * scale) * width * scale;
        to.data.set(this.#output.subarray(start, start + to.width), row * to.stride);
      }
    }
  }
}

function sized(buffer: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return buffer.length === length ? buffer : new Uint8Array(length);
}

/** Copies a strip without gaps; the last column and row are repeated up to the size that the network takes. */
function fill(target: Uint8Array, from: LumaPlane, strip: Strip, width: number, height: number): void {
  for (let y = 0; y < height; y++) {
    const row = Math.min(strip.fromRow + y, from.height - 1);
    const source = from.data.subarray(row * from.stride, row * from.stride + from.width);
    target.set(source, y * width);
    if (width > from.width) target.fill(source[from.width - 1] ?? 0, y * width + from.width, (y + 1) * width);
  }
}
