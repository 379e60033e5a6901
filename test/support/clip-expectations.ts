/** What tests expect of a clip that they have read back. */
import { expect } from "vitest";
import { beepTimes, flashTimes, PATCHES, readFrameIndex } from "./clip-marks.js";
import {
  meanRgb,
  type ReadFrame,
  type ReadStream,
  readFormat,
  readFrames,
  readPackets,
  readSound,
} from "./read-clip.js";

/** The number that is drawn into each frame. */
export function indices(frames: readonly ReadFrame[]): (number | undefined)[] {
  return frames.map(({ luma, width, height }) => readFrameIndex(luma, width, height));
}

/** `count` numbers from `from` on. */
export function upTo(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/** The first video stream. */
export function videoOf(path: string): ReadStream {
  const stream = readFormat(path).streams.find(({ kind }) => kind === "video");
  if (stream === undefined) throw new Error(`No video in ${path}`);
  return stream;
}

/** Expects flashes and beeps that belong together to be `within` seconds of each other. Gives the number of pairs. */
export function expectInStep(path: string, within: number, frames = readFrames(path)): number {
  const flashes = flashTimes(frames);
  const beeps = beepTimes(readSound(path));
  const pairs = flashes.flatMap((flash) =>
    beeps.filter((beep) => Math.abs(beep - flash) < 0.5).map((beep) => beep - flash),
  );
  expect(pairs.length).toBeGreaterThan(0);
  for (const apart of pairs) expect(Math.abs(apart)).toBeLessThanOrEqual(within);
  return pairs.length;
}

/** Expects the colours of the `patches` source, read with the given matrix, `within` steps of 255. */
export function expectPatches(path: string, matrix: "bt601" | "bt709", within = 4): void {
  const [frame] = readFrames(path, { limit: 1 });
  if (frame === undefined) throw new Error(`No frame in ${path}`);
  for (const patch of PATCHES) {
    const seen = meanRgb(frame, patch, matrix);
    for (const [channel, value] of patch.rgb.entries()) {
      expect(Math.abs((seen[channel] ?? 0) - value), `${patch.rgb} became ${seen.map(Math.round)}`).toBeLessThan(
        within,
      );
    }
  }
}

/** How much more neighbouring lines differ than lines two apart: above 1 where fields show two moments. */
export function combing({ luma, width, height }: ReadFrame): number {
  let near = 0;
  let far = 0;
  const rows = Math.floor(height * 0.85);
  for (let y = 2; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const here = luma.readUInt8(y * width + x);
      near += Math.abs(here - luma.readUInt8((y - 1) * width + x));
      far += Math.abs(here - luma.readUInt8((y - 2) * width + x));
    }
  }
  return near / far;
}

/** Spans of the streams of one kind that a player shows or plays, in seconds. */
export function spansOf(path: string, kind: "video" | "audio"): { startSeconds: number; endSeconds: number }[] {
  const packets = readPackets(path).filter(({ discarded }) => !discarded);
  return readFormat(path)
    .streams.filter((stream) => stream.kind === kind)
    .map(({ index }) => {
      const own = packets.filter(({ stream }) => stream === index);
      const starts = own.map(({ ptsSeconds = Number.NaN }) => ptsSeconds);
      const ends = own.map(({ ptsSeconds = Number.NaN, durationSeconds }) => ptsSeconds + durationSeconds);
      return { startSeconds: Math.min(...starts), endSeconds: Math.max(...ends) };
    });
}

/**
 * Expects a result to show the frames of its source, each by its number, at the source's times.
 * Zero of the result is the first moment of the source's picture or sound.
 */
export function expectFramesKept(source: string, result: string): ReadFrame[] {
  const before = readFrames(source);
  const after = readFrames(result);
  expect(indices(after)).toEqual(indices(before));
  const starts = [...spansOf(source, "audio").map(({ startSeconds }) => startSeconds), before[0]?.ptsSeconds ?? 0];
  const zero = Math.min(...starts);
  const milliseconds = (seconds: number): number => Math.round(seconds * 1000);
  const expected = before.map(({ ptsSeconds }) => milliseconds(ptsSeconds - zero));
  for (const [index, { ptsSeconds }] of after.entries()) {
    expect(Math.abs(milliseconds(ptsSeconds) - (expected[index] ?? Number.NaN)), `frame ${index}`).toBeLessThanOrEqual(
      1,
    );
  }
  return after;
}

/**
 * Expects every sound of a result to begin and end where it did in its source, seen from the picture, `within` seconds.
 * Beeps are compared as well, since streams may say one thing and sound another.
 */
export function expectSoundKept(source: string, result: string, within: number): void {
  const fromPicture = (path: string): { start: number; end: number }[] => {
    const [picture] = spansOf(path, "video");
    const origin = picture?.startSeconds ?? Number.NaN;
    return spansOf(path, "audio").map(({ startSeconds, endSeconds }) => ({
      start: startSeconds - origin,
      end: endSeconds - origin,
    }));
  };
  const beepsFromPicture = (path: string): number[] => {
    const [picture] = spansOf(path, "video");
    return beepTimes(readSound(path)).map((beep) => beep - (picture?.startSeconds ?? Number.NaN));
  };
  const before = fromPicture(source);
  const after = fromPicture(result);
  expect(after).toHaveLength(before.length);
  for (const [index, { start, end }] of after.entries()) {
    expect(Math.abs(start - (before[index]?.start ?? Number.NaN)), "start of the sound").toBeLessThanOrEqual(within);
    expect(Math.abs(end - (before[index]?.end ?? Number.NaN)), "end of the sound").toBeLessThanOrEqual(within);
  }
  const beepsBefore = beepsFromPicture(source);
  const beepsAfter = beepsFromPicture(result);
  expect(beepsAfter).toHaveLength(beepsBefore.length);
  for (const [index, beep] of beepsAfter.entries()) {
    expect(Math.abs(beep - (beepsBefore[index] ?? Number.NaN)), `beep ${index}`).toBeLessThanOrEqual(0.005);
  }
}
