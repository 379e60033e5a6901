/** Luma through a network, by areas of any size; what needs no network is left out or filled. */
import { BLOCK, ChangedBlocks, type Rectangle } from "./changed-blocks.js";
import type { RunningNetwork } from "./session.js";
import { type SamplePlane, Tiles } from "./tiles.js";

/**
 * Enlarges the luma of one film by a network's scale. It remembers the frame before: what has not changed is not made
 * again. Buffers are kept from frame to frame.
 */
export class LumaEnlarger {
  readonly #session: RunningNetwork;
  readonly #tiles: Tiles;
  #blocks: ChangedBlocks | undefined;
  #sizes = "";
  /** The output of the frame before, without gaps. */
  #kept: SamplePlane = { data: new Uint8Array(0), stride: 0, width: 0, height: 0 };

  constructor(session: RunningNetwork) {
    this.#session = session;
    this.#tiles = new Tiles(session);
  }

  /** Forgets the frame before, so that what comes next does not depend on it. */
  forget(): void {
    this.#blocks = undefined;
  }

  /**
   * Writes `from`, enlarged by the network's scale, into `to`.
   * @returns false where that is what it was the last time.
   */
  async enlarge(from: SamplePlane, to: SamplePlane): Promise<boolean> {
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
    for (const area of work.areas) await this.#tiles.draw([from], [this.#kept], pixelsOf(area, from));
    for (const area of work.flat) fillFlat(from, this.#kept, pixelsOf(area, from), scale);
    copyRows(this.#kept, to);
    return work.areas.length + work.flat.length > 0;
  }
}

/** The pixels of an area of blocks. */
function pixelsOf({ left, top, right, bottom }: Rectangle, { width, height }: SamplePlane): Rectangle {
  return {
    left: left * BLOCK,
    top: top * BLOCK,
    right: Math.min(width, right * BLOCK),
    bottom: Math.min(height, bottom * BLOCK),
  };
}

/** Fills an area with its own pixels, each as large as the scale makes it. */
function fillFlat(from: SamplePlane, to: SamplePlane, { left, top, right, bottom }: Rectangle, scale: number): void {
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

function copyRows(from: SamplePlane, to: SamplePlane): void {
  if (from.stride === to.stride) {
    to.data.set(from.data);
    return;
  }
  for (let y = 0; y < to.height; y++)
    to.data.set(from.data.subarray(y * from.stride, y * from.stride + from.width), y * to.stride);
}
