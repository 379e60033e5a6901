/** Black bars around a picture, found by looking at frames from all over the clip. Runs in a worker process. */
import { pictureChain } from "../media/picture-chain.js";
import { type Plane, planesOf } from "../media/plane.js";
import type { Analysis } from "./analysis.js";
import { spreadPlaces } from "./shot-source.js";
import { spreadPictures } from "./spread-pictures.js";

/** The picture inside of its bars, in pixels of the upright picture with square pixels: left, top, width, height. */
export type PictureArea = [left: number, top: number, width: number, height: number];

/** A row or column is black where nearly nothing in it is brighter than this. */
const MOST_BLACK = 30;
const MOST_BRIGHT_PART = 0.01;
/** Bars narrower than this part of a side are an unclean edge, or chance. */
const LEAST_BAR = 0.012;
/** A frame that is dark all over tells nothing. */
const LEAST_SEEN_PART = 0.2;

/** @returns null where there are no bars. */
export async function findBlackBars({
  description,
  video,
  index,
  scan,
  isPicture,
}: Analysis): Promise<PictureArea | null> {
  const chain = pictureChain(video, scan);
  const source = {
    path: description.path,
    streamIndex: video.index,
    keyframes: index.keyframes,
    timeBase: video.timeBase,
    chain,
  };
  let bounds: Bounds | undefined;
  for await (const upright of spreadPictures(source, isPicture ? [0] : spreadPlaces(index.framePts))) {
    using owned = upright;
    const [luma] = planesOf(owned, { shiftX: 1, shiftY: 1 });
    const seen = luma === undefined ? undefined : boundsOf(luma);
    if (seen !== undefined) bounds = bounds === undefined ? seen : joined(bounds, seen);
  }
  if (bounds === undefined) return null;
  const { left, right, top, bottom } = withoutHairs(bounds, chain);
  if (left === 0 && top === 0 && right === chain.width && bottom === chain.height) return null;
  const isTurned = video.orientation.rotationDegrees % 180 === 90;
  const aspect = isTurned ? 1 / video.sampleAspectRatio : video.sampleAspectRatio;
  // The larger of two sizes with the right shape is the stated one.
  const [across, down] = aspect >= 1 ? [aspect, 1] : [1, 1 / aspect];
  return [left * across, top * down, (right - left) * across, (bottom - top) * down].map(Math.round) as PictureArea;
}

interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function joined(a: Bounds, b: Bounds): Bounds {
  return {
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    top: Math.min(a.top, b.top),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

function boundsOf({ data, stride, width, height }: Plane): Bounds | undefined {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = data.subarray(y * stride, y * stride + width);
    return row.reduce((count, value) => count + Number(value > MOST_BLACK), 0) > width * MOST_BRIGHT_PART;
  });
  const columns = Array.from({ length: width }, (_, x) => {
    let count = 0;
    for (let y = 0; y < height; y++) count += Number((data[y * stride + x] ?? 0) > MOST_BLACK);
    return count > height * MOST_BRIGHT_PART;
  });
  const bounds = {
    left: columns.indexOf(true),
    right: columns.lastIndexOf(true) + 1,
    top: rows.indexOf(true),
    bottom: rows.lastIndexOf(true) + 1,
  };
  const isSeen =
    bounds.right - bounds.left > width * LEAST_SEEN_PART && bounds.bottom - bounds.top > height * LEAST_SEEN_PART;
  return isSeen ? bounds : undefined;
}

function withoutHairs(
  { left, right, top, bottom }: Bounds,
  { width, height }: { width: number; height: number },
): Bounds {
  return {
    left: left < width * LEAST_BAR ? 0 : left,
    right: width - right < width * LEAST_BAR ? width : right,
    top: top < height * LEAST_BAR ? 0 : top,
    bottom: height - bottom < height * LEAST_BAR ? height : bottom,
  };
}
