/** Where on a canvas things can be put so that nothing hides them. */
import type { Size } from "./scene.js";

/** Distances from the edges, in pixels. */
export interface Margins {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Parts of the canvas that televisions cut off and players lay their buttons over. */
const LANDSCAPE = { sides: 0.05, top: 0.06, bottom: 0.07 };
/** Apps that play upright videos draw names, texts and buttons over them: least at the top, most at the bottom. */
const UPRIGHT = { sides: 0.1, top: 0.11, bottom: 0.19 };

export function safeMargins({ width, height }: Size): Margins {
  const { sides, top, bottom } = height > width ? UPRIGHT : LANDSCAPE;
  return {
    left: Math.round(width * sides),
    right: Math.round(width * sides),
    top: Math.round(height * top),
    bottom: Math.round(height * bottom),
  };
}

export type Position =
  | "top"
  | "center"
  | "bottom"
  | "left"
  | "right"
  | "top_left"
  | "top_right"
  | "bottom_left"
  | "bottom_right";

/** Where a thing of a size has its upper left corner. */
export function placeOf(position: Position, thing: Size, canvas: Size): { left: number; top: number } {
  const margins = safeMargins(canvas);
  const lefts = {
    left: margins.left,
    center: Math.round((canvas.width - thing.width) / 2),
    right: canvas.width - margins.right - thing.width,
  };
  const tops = {
    top: margins.top,
    center: Math.round((canvas.height - thing.height) / 2),
    bottom: canvas.height - margins.bottom - thing.height,
  };
  const across = position.endsWith("left") ? "left" : position.endsWith("right") ? "right" : "center";
  const down = position.startsWith("top") ? "top" : position.startsWith("bottom") ? "bottom" : "center";
  return { left: lefts[across], top: tops[down] };
}
