/**
 * From a frame as it was stored to the one form that the rest of the program knows: upright, progressive, square in
 * time, planar 8-bit Y'CbCr, BT.709, limited range, with the chroma resolution of the source kept.
 */
import { dynamicRangeOf } from "./colour.js";
import type { Scan } from "./interlacing.js";
import type { Orientation, VideoStream } from "./probe.js";

export type PlanarFormat = "yuv420p" | "yuv422p" | "yuv444p";

/** How many times chroma planes are halved, by axis. */
export const CHROMA_SHIFTS: Record<PlanarFormat, { shiftX: number; shiftY: number }> = {
  yuv420p: { shiftX: 1, shiftY: 1 },
  yuv422p: { shiftX: 1, shiftY: 0 },
  yuv444p: { shiftX: 0, shiftY: 0 },
};

export interface PictureChain {
  /** Filters in FFmpeg's notation. */
  description: string;
  /** Frames that the filters must see before the first one that counts, because they remember earlier ones. */
  prerollFrames: number;
  format: PlanarFormat;
  /** Size behind the filters. */
  width: number;
  height: number;
  /** Conversions that a person should know of: «HDR (PQ) to SDR». */
  conversions: string[];
}

/** bwdif weaves from the frame before and the frame after. */
const DEINTERLACE_PREROLL_FRAMES = 2;

/** The size below which untagged video is taken for standard definition, and so for BT.601 (as players do). */
const HD_WIDTH = 1280;
const HD_HEIGHT = 720;

/** The chain for a stream. Fields are woven to one frame each, so the number of frames stays. */
export function pictureChain(stream: VideoStream, scan: Scan): PictureChain {
  const filters: string[] = [];
  const conversions: string[] = [];
  if (scan !== "progressive") {
    filters.push(`bwdif=mode=send_frame:parity=${scan === "top-field-first" ? "tff" : "bff"}:deint=all`);
    conversions.push("deinterlaced");
  }
  const turning = turningFilters(stream.orientation);
  filters.push(...turning.filters);
  conversions.push(...turning.conversions);
  const colour = colourFilters(stream);
  // 4:2:2 turned by a quarter has its chroma halved on the other axis, for which there is no common format.
  const format = isTurned(stream) && colour.format === "yuv422p" ? "yuv444p" : colour.format;
  if (format !== colour.format) filters.push(`format=${format}`);
  filters.push(...colour.filters);
  conversions.push(...colour.conversions);
  return {
    description: filters.join(","),
    prerollFrames: scan === "progressive" ? 0 : DEINTERLACE_PREROLL_FRAMES,
    format,
    width: isTurned(stream) ? stream.height : stream.width,
    height: isTurned(stream) ? stream.width : stream.height,
    conversions,
  };
}

/** Filters that bring a picture upright, and what a person should know of it. */
export function turningFilters({ rotationDegrees, flip }: Orientation): { filters: string[]; conversions: string[] } {
  const turns = { 0: [], 90: ["transpose=clock"], 180: ["hflip", "vflip"], 270: ["transpose=cclock"] };
  const isUpright = !flip && rotationDegrees === 0;
  const words = flip ? "turned upright (mirrored)" : `turned upright (${rotationDegrees}°)`;
  return {
    filters: [...(flip ? ["hflip"] : []), ...turns[rotationDegrees]],
    conversions: isUpright ? [] : [words],
  };
}

function isTurned({ orientation }: VideoStream): boolean {
  return orientation.rotationDegrees % 180 === 90;
}

interface ColourConversion {
  filters: string[];
  format: PlanarFormat;
  conversions: string[];
}

function colourFilters(stream: VideoStream): ColourConversion {
  const dynamicRange = dynamicRangeOf(stream.colour);
  if (dynamicRange !== "sdr") return toneMapping(stream, dynamicRange);
  if (!stream.pixelFormat.startsWith("yuv") && !/^(nv|p0|p2|p4|uyvy|yuyv|yvyu)/.test(stream.pixelFormat))
    return fromRgbOrGray(stream);
  return fromYuv(stream);
}

/** Diffuse white of HDR in candela per square metre (ITU-R BT.2408), which becomes the white of SDR. */
const HDR_WHITE_NITS = 203;
/** The nominal peak of HLG, and what nearly all PQ video is graded to. */
const HDR_PEAK_NITS = 1000;

/**
 * In linear light and BT.709's primaries, by the curve of Hable: colours keep their hue, highlights roll off. What is
 * brighter still than the peak is white, and what BT.709 cannot show is its nearest colour: RGB in whole numbers has
 * nothing beyond its ends, where Y'CbCr would have values that are forbidden.
 */
function toneMapping(stream: VideoStream, dynamicRange: "pq" | "hlg"): ColourConversion {
  const transfer = dynamicRange === "pq" ? "smpte2084" : "arib-std-b67";
  return {
    filters: madeEven(stream, [
      "format=yuv420p10le",
      `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc`,
      `zscale=t=linear:npl=${HDR_WHITE_NITS}:p=bt709`,
      "format=gbrpf32le",
      `tonemap=tonemap=hable:desat=0:peak=${(HDR_PEAK_NITS / HDR_WHITE_NITS).toFixed(2)}`,
      "zscale=t=bt709",
      "format=gbrp10le",
      "zscale=m=bt709:r=limited",
      "format=yuv420p",
    ]),
    format: "yuv420p",
    conversions: [`HDR (${dynamicRange.toUpperCase()}) tone-mapped to SDR`],
  };
}

function fromRgbOrGray(stream: VideoStream): ColourConversion {
  const isGray = /^(gray|ya\d|mono)/.test(stream.pixelFormat);
  const format = isGray ? "yuv420p" : "yuv444p";
  return {
    filters: [
      `scale=out_color_matrix=bt709:out_range=limited:flags=accurate_rnd+full_chroma_int+full_chroma_inp`,
      `format=${format}`,
    ],
    format,
    conversions: isGray ? [] : ["RGB to BT.709"],
  };
}

/** Matrices and primaries that the `colorspace` filter takes by these names. */
const CONVERTIBLE_MATRICES = new Set(["bt709", "fcc", "bt470bg", "smpte170m", "smpte240m", "ycgco", "bt2020nc"]);
const CONVERTIBLE_PRIMARIES = new Set([
  "bt470m",
  "bt470bg",
  "smpte170m",
  "smpte240m",
  "film",
  "smpte431",
  "smpte432",
  "bt2020",
]);
const CONVERTIBLE_TRANSFERS = new Set([
  "bt709",
  "gamma22",
  "gamma28",
  "smpte170m",
  "smpte240m",
  "linear",
  "iec61966-2-1",
  "iec61966-2-4",
  "bt2020-10",
  "bt2020-12",
]);

function fromYuv(stream: VideoStream): ColourConversion {
  const { colour, pixelFormat } = stream;
  const format = planarFormatOf(pixelFormat);
  const matrix =
    colour.matrix !== undefined && CONVERTIBLE_MATRICES.has(colour.matrix) ? colour.matrix : assumedMatrix(stream);
  const primaries =
    colour.primaries !== undefined && CONVERTIBLE_PRIMARIES.has(colour.primaries) ? colour.primaries : "bt709";
  const transfer =
    colour.transfer !== undefined && CONVERTIBLE_TRANSFERS.has(colour.transfer) ? colour.transfer : "bt709";
  const isFull = colour.range === "full";
  if (matrix === "bt709" && primaries === "bt709" && !isFull)
    return { filters: [`format=${format}`], format, conversions: [] };
  const before = stream.bitDepth > 8 ? `${format}10le` : format;
  const convert = [
    `ispace=${matrix}`,
    `iprimaries=${primaries}`,
    `itrc=${transfer}`,
    `irange=${isFull ? "pc" : "tv"}`,
    "space=bt709",
    "primaries=bt709",
    "trc=bt709",
    "range=tv",
    `format=${format}`,
    // Without a change of primaries only the matrix changes: the way through linear light is left out.
    `fast=${primaries === "bt709" ? 1 : 0}`,
  ].join(":");
  const conversions = [
    ...(matrix === "bt709" ? [] : [`${matrixLabel(matrix)} to BT.709`]),
    ...(isFull ? ["full range to limited"] : []),
  ];
  return { filters: madeEven(stream, [`format=${before}`, `colorspace=${convert}`]), format, conversions };
}

/**
 * Filters that take even sizes only, behind a first one that sets the format, for a stream of any size. The line added
 * for them is cut off again: no other line depends on it.
 */
function madeEven(stream: VideoStream, [format = "null", ...filters]: readonly string[]): string[] {
  if (stream.width % 2 === 0 && stream.height % 2 === 0) return [format, ...filters];
  const uprightSize = isTurned(stream) ? `${stream.height}:${stream.width}` : `${stream.width}:${stream.height}`;
  return [format, "pad=ceil(iw/2)*2:ceil(ih/2)*2", ...filters, `crop=${uprightSize}:0:0:exact=1`];
}

/** The matrix that a picture is taken to be made with where it does not say. */
export function assumedMatrix({ width, height }: { width: number; height: number }): "bt709" | "smpte170m" {
  const isHd = Math.max(width, height) >= HD_WIDTH || Math.min(width, height) >= HD_HEIGHT;
  return isHd ? "bt709" : "smpte170m";
}

function matrixLabel(matrix: string): string {
  return matrix === "bt470bg" || matrix === "smpte170m" ? "BT.601" : matrix;
}

/** The planar 8-bit format that keeps a format's chroma resolution; rare subsamplings become 4:4:4. */
function planarFormatOf(pixelFormat: string): PlanarFormat {
  if (/420|^nv12|^nv21|^p01/.test(pixelFormat)) return "yuv420p";
  if (/422|^nv16|^nv20|^p21|^uyvy|^yuyv|^yvyu/.test(pixelFormat)) return "yuv422p";
  return "yuv444p";
}
