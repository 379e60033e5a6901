/** From what a clip's segment says of its picture to the filters that do it. */
import type { Network } from "../enhance/network.js";
import { type PictureChain, type PlanarFormat, pictureChain } from "../media/picture-chain.js";
import type { ClipSegment } from "../timeline/draft.js";
import type { Analysis } from "./analysis.js";
import { colourFilters } from "./colour-look.js";
import type { ShotLook, Size } from "./scene.js";

type FilterSettings = NonNullable<ClipSegment["fx"]>;

/** How a picture is laid on a canvas of another shape. */
export type Fit = "crop" | "pad" | "blur";

/** What decides a look besides the clip. */
export interface LookContext {
  canvas: Size;
  /** Size of the upright picture with square pixels that the segment's own numbers count in. */
  stated: Size;
  fit: Fit;
  /** The network for a ratio of output to source. */
  networkFor(ratio: number): Promise<Network | undefined>;
}

/** A part of a picture, in its pixels. */
interface Area extends Size {
  left: number;
  top: number;
}

/** The chain of a clip: deinterlaced where the picture is woven of fields, or where a person says so. */
export function chainOf(analysis: Analysis, filters: FilterSettings | undefined): PictureChain {
  const isForced = filters?.di !== undefined && analysis.scan === "progressive" && !analysis.isPicture;
  const chain = pictureChain(stillColour(analysis), isForced ? "top-field-first" : analysis.scan);
  return hasAlpha(analysis) ? { ...chain, description: `${ON_BLACK},${chain.description}` } : chain;
}

/** Colours of a transparent picture as they are on black: its own colours may be anything where it is transparent. */
const ON_BLACK = "format=rgba,premultiply=inplace=1";

function hasAlpha({ isPicture, video }: Analysis): boolean {
  return isPicture && /^(rgba|bgra|argb|abgr|gbrap|yuva|ya\d|pal8)/.test(video.pixelFormat);
}

/** A JPEG is made by BT.601 whatever its size (JFIF), and says nothing of it. */
function stillColour({ video, isPicture }: Analysis): Analysis["video"] {
  if (!isPicture || video.codec !== "mjpeg" || video.colour.matrix !== undefined) return video;
  return { ...video, colour: { ...video.colour, matrix: "bt470bg" } };
}

/** The look of a segment, whose picture comes out of its chain. */
export async function lookOf(
  segment: ClipSegment,
  analysis: Analysis,
  chain: PictureChain,
  context: LookContext,
): Promise<ShotLook> {
  const { canvas, stated } = context;
  const isQuarter = segment.ro === 90 || segment.ro === 270;
  const before: string[] = [];
  const { filters, prerollFrames } = cleaning(segment.fx);
  const aspect = pixelAspect(analysis);
  let kept: Area = { left: 0, top: 0, width: chain.width, height: chain.height };
  if (segment.cr !== undefined) kept = croppedArea(segment.cr, stated, kept);
  const frame = isQuarter ? { width: canvas.height, height: canvas.width } : canvas;
  if (context.fit === "crop") kept = shapedArea(kept, frame.width / frame.height / aspect);
  if (kept.width !== chain.width || kept.height !== chain.height)
    before.push(`crop=${kept.width}:${kept.height}:${kept.left}:${kept.top}`);
  if (segment.fl === true) before.push("hflip");
  const format: PlanarFormat = isQuarter && chain.format === "yuv422p" ? "yuv444p" : chain.format;
  if (format !== chain.format) before.push(`format=${format}`);
  before.push(...TURNS[segment.ro ?? 0]);
  before.push(...colourFilters(segment.co));
  const size = isQuarter ? { width: kept.height, height: kept.width } : { width: kept.width, height: kept.height };
  const shown = isQuarter
    ? { width: size.width, height: size.height * aspect }
    : { width: size.width * aspect, height: size.height };
  const fitted = context.fit === "crop" ? canvas : within(shown, canvas);
  return {
    cleaning: filters.length === 0 ? "" : [...filters, `format=${chain.format}`].join(","),
    prerollFrames,
    before: before.length === 0 ? "" : [...before, `format=${format}`].join(","),
    format,
    size,
    fitted,
    network: await context.networkFor(Math.max(fitted.width / size.width, fitted.height / size.height)),
    after: [...sharpening(segment.fx), ...placing(fitted, canvas, context.fit)].join(","),
  };
}

const TURNS = {
  0: [],
  90: ["transpose=clock"],
  180: ["hflip", "vflip"],
  270: ["transpose=cclock"],
} as const;

/** Width of an upright pixel over its height. */
export function pixelAspect({ video }: Analysis): number {
  return video.orientation.rotationDegrees % 180 === 90 ? 1 / video.sampleAspectRatio : video.sampleAspectRatio;
}

/** A crop in stated pixels as an area of stored ones, on places that every chroma resolution has. */
function croppedArea([x, y, width, height]: readonly number[], stated: Size, whole: Area): Area {
  const acrossBy = whole.width / stated.width;
  const downBy = whole.height / stated.height;
  const left = evenWithin((x ?? 0) * acrossBy, whole.width - 2);
  const top = evenWithin((y ?? 0) * downBy, whole.height - 2);
  return {
    left,
    top,
    width: Math.max(2, evenWithin((width ?? 0) * acrossBy + 1, whole.width - left)),
    height: Math.max(2, evenWithin((height ?? 0) * downBy + 1, whole.height - top)),
  };
}

/** The largest area of a shape in the middle of another. */
function shapedArea(area: Area, ratio: number): Area {
  const width = Math.max(2, evenWithin(area.height * ratio + 1, area.width));
  const height = Math.max(2, evenWithin(area.width / ratio + 1, area.height));
  // A line or two too many are no reason to cut.
  const isSame = area.width - width <= 2 && area.height - height <= 2;
  if (isSame) return area;
  return {
    left: area.left + evenWithin((area.width - width) / 2, area.width),
    top: area.top + evenWithin((area.height - height) / 2, area.height),
    width,
    height,
  };
}

function evenWithin(value: number, most: number): number {
  return Math.max(0, Math.floor(Math.min(value, most) / 2) * 2);
}

/** Bars narrower than this part of a side are not worth having: the picture is stretched over them unseen. */
const LEAST_BAR = 0.008;

function within(shown: Size, canvas: Size): Size {
  const factor = Math.min(canvas.width / shown.width, canvas.height / shown.height);
  return {
    width: side(shown.width * factor, canvas.width),
    height: side(shown.height * factor, canvas.height),
  };
}

function side(pixels: number, most: number): number {
  if (most - pixels < Math.max(2, most * LEAST_BAR)) return most;
  return Math.max(2, Math.round(pixels / 2) * 2);
}

/** Ours are at an eighth of the canvas: a blur over few pixels is as smooth and costs nothing. */
const BACKDROP_PART = 8;
/** The blur runs wild in planes of a few pixels. */
const LEAST_BACKDROP = 64;

function placing(fitted: Size, canvas: Size, fit: Fit): string[] {
  if (fitted.width === canvas.width && fitted.height === canvas.height) return [];
  const left = evenWithin((canvas.width - fitted.width) / 2, canvas.width);
  const top = evenWithin((canvas.height - fitted.height) / 2, canvas.height);
  if (fit !== "blur") return [`pad=${canvas.width}:${canvas.height}:${left}:${top}:black`];
  const part = Math.min(BACKDROP_PART, Math.max(1, Math.min(canvas.width, canvas.height) / LEAST_BACKDROP));
  const small = {
    width: Math.max(2, Math.round(canvas.width / part / 2) * 2),
    height: Math.max(2, Math.round(canvas.height / part / 2) * 2),
  };
  const cover = Math.max(small.width / fitted.width, small.height / fitted.height);
  const backdrop = [
    `scale=${Math.ceil(fitted.width * cover)}:${Math.ceil(fitted.height * cover)}:flags=area`,
    `crop=${small.width}:${small.height}`,
    "gblur=sigma=5:steps=2",
    "eq=brightness=-0.06",
    `scale=${canvas.width}:${canvas.height}:flags=bicubic`,
  ].join(",");
  return [`split[front][behind];[behind]${backdrop}[backdrop];[backdrop][front]overlay=${left}:${top}:format=yuv420`];
}

type Strength = "light" | "medium" | "strong";

/** `fspp`, its quicker kin, ends the process where a width is no multiple of 16. */
const DEBLOCKING: Record<Strength, string> = {
  light: "pp7=qp=6",
  medium: "pp7=qp=12",
  strong: "pp7=qp=20",
};

/** Spatial luma and chroma, temporal luma and chroma. */
const DENOISING: Record<Strength, string> = {
  light: "hqdn3d=2:1.5:3:2.5",
  medium: "hqdn3d=4:3:6:4.5",
  strong: "hqdn3d=8:6:12:9",
};
/** The filter's memory fades: behind so many frames nothing is left of where it began. */
const DENOISING_PREROLL_FRAMES = 12;

/** Filters on the picture as it was coded: blocks lie on the grid of the codec. */
function cleaning(fx: FilterSettings | undefined): { filters: string[]; prerollFrames: number } {
  return {
    filters: [
      ...(fx?.db === undefined ? [] : [DEBLOCKING[fx.db]]),
      ...(fx?.dn === undefined ? [] : [DENOISING[fx.dn]]),
    ],
    prerollFrames: fx?.dn === undefined ? 0 : DENOISING_PREROLL_FRAMES,
  };
}

const SHARPENING: Record<Strength, string> = {
  light: "cas=strength=0.2:planes=1",
  medium: "cas=strength=0.4:planes=1",
  strong: "cas=strength=0.65:planes=1",
};

function sharpening(fx: FilterSettings | undefined): string[] {
  return fx?.sh === undefined ? [] : [SHARPENING[fx.sh]];
}
