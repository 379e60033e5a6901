/**
 * Colour as streams describe it: the names that FFmpeg's filters take, for the code points of
 * ITU-T H.273 (matrix coefficients, colour primaries, transfer characteristics).
 */

const MATRICES: Record<number, string> = {
  0: "gbr",
  1: "bt709",
  4: "fcc",
  5: "bt470bg",
  6: "smpte170m",
  7: "smpte240m",
  8: "ycgco",
  9: "bt2020nc",
  10: "bt2020c",
};

const PRIMARIES: Record<number, string> = {
  1: "bt709",
  4: "bt470m",
  5: "bt470bg",
  6: "smpte170m",
  7: "smpte240m",
  8: "film",
  9: "bt2020",
  10: "smpte428",
  11: "smpte431",
  12: "smpte432",
};

const TRANSFERS: Record<number, string> = {
  1: "bt709",
  4: "gamma22",
  5: "gamma28",
  6: "smpte170m",
  7: "smpte240m",
  8: "linear",
  11: "iec61966-2-4",
  13: "iec61966-2-1",
  14: "bt2020-10",
  15: "bt2020-12",
  16: "smpte2084",
  18: "arib-std-b67",
};

/** Colour of a stream; undefined where the stream does not say. */
export interface Colour {
  range: "limited" | "full" | undefined;
  matrix: string | undefined;
  primaries: string | undefined;
  transfer: string | undefined;
}

/** Reads H.273 code points; `range` is 1 for limited, 2 for full. */
export function colourOf(codes: { range: number; matrix: number; primaries: number; transfer: number }): Colour {
  return {
    range: codes.range === 1 ? "limited" : codes.range === 2 ? "full" : undefined,
    matrix: MATRICES[codes.matrix],
    primaries: PRIMARIES[codes.primaries],
    transfer: TRANSFERS[codes.transfer],
  };
}

/** High dynamic range, by its transfer function (ITU-R BT.2100). */
export function dynamicRangeOf(colour: Colour): "sdr" | "pq" | "hlg" {
  if (colour.transfer === "smpte2084") return "pq";
  if (colour.transfer === "arib-std-b67") return "hlg";
  return "sdr";
}
