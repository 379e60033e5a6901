/** Pictures that show a difference: two frames beside each other, whole and enlarged where there is most to see. */
import type { Frame } from "node-av/lib";
import { type Area, detailedAreas, detailOf } from "./detail.js";
import { present } from "./ffmpeg.js";
import type { FramePair } from "./frame-pairs.js";
import { type Label, PictureCanvas, type RgbPicture, rgbOf } from "./picture-canvas.js";
import { type Plane, planesOf } from "./plane.js";

/** Parts are cut this large, or as large as the picture is… */
const CROP = { width: 320, height: 180 };
/** …and shown with pixels of this size, not smoothed: what is seen is what is there. */
const ZOOM = 2;
const GAP = 8;
const FULL_CHROMA = { shiftX: 0, shiftY: 0 };

/** Keeps, of many pairs, the one with most detail in its first frame. Dispose it to free that pair. */
export class MostDetailedPair implements Disposable {
  #kept: { first: Frame; second: Frame; detail: number } | undefined;

  /** Looks at a pair, and leaves it as it is. */
  consider({ first, second }: FramePair): void {
    const luma = lumaOf(first);
    const detail = detailOf(luma, { left: 0, top: 0, width: luma.width, height: luma.height });
    if (this.#kept !== undefined && detail <= this.#kept.detail) return;
    this[Symbol.dispose]();
    this.#kept = { first: present(first.clone(), "frame"), second: present(second.clone(), "frame"), detail };
  }

  /** The kept frames, which stay its own; undefined where none was considered. */
  get frames(): { first: Frame; second: Frame } | undefined {
    return this.#kept;
  }

  [Symbol.dispose](): void {
    this.#kept?.first.free();
    this.#kept?.second.free();
    this.#kept = undefined;
  }
}

/**
 * A sheet with enlarged parts of two frames of one size, a row a part, the first frame on the left.
 * @param whole puts the whole picture above them, its left half from the first frame, its right from the second.
 * @returns a frame of RGB; whoever receives it frees it.
 */
export async function comparisonSheet(
  first: Frame,
  second: Frame,
  options: { labels: readonly [Label, Label]; rows: number; whole: boolean },
): Promise<Frame> {
  const pair = [await rgbOf(first), await rgbOf(second)] as const;
  const areas = detailedAreas(lumaOf(first), CROP, options.rows);
  const cell = { width: (areas[0]?.width ?? 0) * ZOOM, height: (areas[0]?.height ?? 0) * ZOOM };
  const width = cell.width * 2 + GAP;
  const whole = options.whole ? fitted(first, { width, height: Math.round((width * 9) / 16) }) : undefined;
  const wholeHeight = whole === undefined ? 0 : whole.height + GAP;
  const canvas = new PictureCanvas(width, wholeHeight + areas.length * (cell.height + GAP) - GAP);
  if (whole !== undefined) {
    const left = Math.floor((width - whole.width) / 2);
    pasteHalves(canvas, await rgbOf(first, whole), await rgbOf(second, whole), left);
    canvas.label(options.labels[0], left, 0);
    canvas.label(options.labels[1], left + whole.width, 0, "right");
  }
  for (const [row, area] of areas.entries()) {
    const top = wholeHeight + row * (cell.height + GAP);
    for (const [column, picture] of pair.entries()) {
      const left = column * (cell.width + GAP);
      canvas.paste(picture, area, left, top, ZOOM);
      if (row === 0 && whole === undefined) canvas.label(options.labels[column === 0 ? 0 : 1], left, top);
    }
  }
  return canvas.toFrame();
}

function pasteHalves(canvas: PictureCanvas, first: RgbPicture, second: RgbPicture, left: number): void {
  const half = Math.floor(first.width / 2);
  const leftHalf: Area = { left: 0, top: 0, width: half, height: first.height };
  const rightHalf: Area = { left: half, top: 0, width: first.width - half, height: first.height };
  canvas.paste(first, leftHalf, left, 0);
  canvas.paste(second, rightHalf, left + half, 0);
  canvas.fill({ left: left + half - 1, top: 0, width: 2, height: first.height }, 255);
}

/** A frame's shape as large as a box allows. */
function fitted(frame: Frame, box: { width: number; height: number }): { width: number; height: number } {
  const factor = Math.min(box.width / frame.width, box.height / frame.height);
  return {
    width: Math.max(1, Math.round(frame.width * factor)),
    height: Math.max(1, Math.round(frame.height * factor)),
  };
}

function lumaOf(frame: Frame): Plane {
  return present(planesOf(frame, FULL_CHROMA)[0], "luma");
}
