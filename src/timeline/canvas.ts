/** The picture that the clips are put on: its size and its rate, decided from the draft alone. */
import type { Asset, ClipSegment, Draft } from "./draft.js";
import { clipSegments } from "./span.js";

/** Boxes by name; a picture that is higher than wide gets them turned. */
const BOXES = {
  "720p": [1280, 720],
  "1080p": [1920, 1080],
  "1440p": [2560, 1440],
  "2160p": [3840, 2160],
} as const;

/** The largest box: a factor does not lead beyond it. */
const LARGEST: readonly [number, number] = BOXES["2160p"];
const DEFAULT_FPS = 30;
/** Rates above this are halved until they fit, unless asked for. */
const HIGHEST_DEFAULT_FPS = 60;

/** Size of a clip's picture as it is shown, in pixels of its source: cropped and turned. */
export function shownSize(segment: ClipSegment, asset: Asset): { width: number; height: number } {
  const [width, height] = segment.cr?.slice(2) ?? [asset.w, asset.h];
  const isTurned = segment.ro === 90 || segment.ro === 270;
  return isTurned ? { width: height ?? 1, height: width ?? 1 } : { width: width ?? 1, height: height ?? 1 };
}

/** The canvas in pixels, both sides even. A draft without clips has the standard one. */
export function canvasOf(draft: Draft): { width: number; height: number; fps: number } {
  const first = clipSegments(draft)[0];
  const asset = draft.as.find(({ i }) => i === first?.a);
  const shown = first === undefined || asset === undefined ? undefined : shownSize(first, asset);
  const [across = 16, down = 9] = draft.cv.ap?.split(":").map(Number) ?? [shown?.width, shown?.height];
  const ratio = across / down;
  const own = shown === undefined ? undefined : withRatio(shown, ratio);
  const size =
    draft.cv.fa !== undefined && own !== undefined
      ? within(own.width * draft.cv.fa, own.height * draft.cv.fa, LARGEST)
      : within(ratio * 1e6, 1e6, BOXES[draft.cv.tg ?? "1080p"]);
  return { width: even(size.width), height: even(size.height), fps: draft.cv.fr ?? fpsOf(draft) };
}

/** The largest picture of a shape that a picture holds. */
function withRatio(
  { width, height }: { width: number; height: number },
  ratio: number,
): { width: number; height: number } {
  return width / height > ratio ? { width: height * ratio, height } : { width, height: width / ratio };
}

/** As large as fits the box, and no larger than asked where `width` and `height` are pixels. */
function within(
  width: number,
  height: number,
  [long, short]: readonly [number, number],
): { width: number; height: number } {
  const isUpright = height > width;
  const factor = Math.min(1, (isUpright ? short : long) / width, (isUpright ? long : short) / height);
  return { width: width * factor, height: height * factor };
}

function even(pixels: number): number {
  return Math.max(16, Math.round(pixels / 2) * 2);
}

/** The rate of the first moving clip. */
function fpsOf(draft: Draft): number {
  const assets = new Map(draft.as.map((asset) => [asset.i, asset]));
  let fps = clipSegments(draft)
    .map(({ a }) => assets.get(a)?.f)
    .find((rate) => rate !== undefined && rate >= 1);
  if (fps === undefined) return DEFAULT_FPS;
  while (fps > HIGHEST_DEFAULT_FPS) fps /= 2;
  return fps;
}
