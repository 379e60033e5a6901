import { describe, expect, it } from "vitest";
import { bitDepthOf, orientationOf } from "./probe.js";

/** A display matrix with the given two-by-two part, in 16.16 and 2.30 numbers as files have it. */
function matrix(a: number, b: number, c: number, d: number): Buffer {
  const buffer = Buffer.alloc(36);
  for (const [place, value] of [
    [0, a],
    [1, b],
    [3, c],
    [4, d],
  ] as const)
    buffer.writeInt32LE(Math.round(value * 65_536), place * 4);
  buffer.writeInt32LE(1 << 30, 32);
  return buffer;
}

describe("orientationOf", () => {
  it.each([
    [0, matrix(1, 0, 0, 1)],
    [90, matrix(0, 1, -1, 0)],
    [180, matrix(-1, 0, 0, -1)],
    [270, matrix(0, -1, 1, 0)],
  ])("reads a turn by %i° clockwise", (rotationDegrees, bytes) => {
    expect(orientationOf(bytes)).toEqual({ rotationDegrees, flip: false });
  });

  it("reads a mirrored picture as flipped first, then turned", () => {
    expect(orientationOf(matrix(-1, 0, 0, 1))).toEqual({ rotationDegrees: 0, flip: true });
    expect(orientationOf(matrix(1, 0, 0, -1))).toEqual({ rotationDegrees: 180, flip: true });
  });

  it("takes a turn by an odd angle for the nearest quarter", () => {
    const angle = (92 * Math.PI) / 180;
    const turned = matrix(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle));
    expect(orientationOf(turned).rotationDegrees).toBe(90);
  });

  it("takes a file without a matrix, or with half of one, for upright", () => {
    expect(orientationOf(null)).toEqual({ rotationDegrees: 0, flip: false });
    expect(orientationOf(Buffer.alloc(8))).toEqual({ rotationDegrees: 0, flip: false });
  });
});

describe("bitDepthOf", () => {
  it.each([
    ["yuv420p", 8],
    ["yuvj422p", 8],
    ["nv12", 8],
    ["rgb24", 8],
    ["rgba", 8],
    ["pal8", 8],
    ["gray", 8],
    ["yuv420p10le", 10],
    ["yuv422p10be", 10],
    ["yuv444p12le", 12],
    ["yuva444p10le", 10],
    ["gbrp10le", 10],
    ["gbrap16le", 16],
    ["gray10le", 10],
    ["gray16be", 16],
    ["p010le", 10],
    ["p216le", 16],
    ["x2rgb10le", 10],
    ["rgb48le", 16],
    ["rgba64be", 16],
    ["bgra64le", 16],
    ["ya16le", 16],
  ])("reads %s as %i bits", (pixelFormat, bits) => {
    expect(bitDepthOf(pixelFormat)).toBe(bits);
  });
});
