/**
 * The one door to FFmpeg: node-av's low-level bindings with quiet logs, and errors with a meaning.
 * No other room imports node-av.
 */
import { AV_LOG_QUIET, AV_NOPTS_VALUE, AVERROR_EAGAIN, AVERROR_ENOSPC, AVERROR_EOF } from "node-av/constants";
import { Dictionary, FFmpegError, getFFmpegInfo, Log } from "node-av/lib";
import { Fault } from "../faults.js";

Log.setLevel(AV_LOG_QUIET);

/** Which FFmpeg this is: another build may decode, filter and encode to other bytes. */
export const FFMPEG_BUILD = getFFmpegInfo().version;

/** A quota that is used up: EDQUOT of Linux and of macOS. */
const AVERROR_EDQUOT = process.platform === "darwin" ? -69 : -122;

/** The unit that time stamps of a stream count in: `num / den` seconds. */
export interface TimeBase {
  num: number;
  den: number;
}

/** A time in another unit, rounded to the nearest. */
export function rescale(value: number, from: TimeBase, to: TimeBase): number {
  return Math.round((value * from.num * to.den) / (from.den * to.num));
}

/** A rate as a fraction: whole, a multiple of 1/1.001 (NTSC), or thousandths. */
export function rateFraction(fps: number): { num: number; den: number } {
  if (Math.abs(fps - Math.round(fps)) < 0.005) return { num: Math.round(fps), den: 1 };
  const ntsc = Math.round(fps * 1.001);
  if (Math.abs(fps - ntsc / 1.001) < 0.005) return { num: ntsc * 1000, den: 1001 };
  return { num: Math.max(1, Math.round(fps * 1000)), den: 1000 };
}

/** What FFmpeg was asked to do and what it answered. */
export class FfmpegFailure extends Error {
  override readonly name = "FfmpegFailure";
  readonly errorCode: number;

  constructor(action: string, errorCode: number) {
    super(`${action}: ${FFmpegError.strerror(errorCode)}`);
    this.errorCode = errorCode;
  }
}

/** Passes a non-negative FFmpeg result through; throws what a negative one means. */
export function checked(result: number, action: string): number {
  if (result >= 0) return result;
  const failure = new FfmpegFailure(action, result);
  if (result === AVERROR_ENOSPC || result === AVERROR_EDQUOT)
    throw new Fault("disk-full", "The disk is full.", { cause: failure });
  throw failure;
}

/** True where FFmpeg says «nothing more for now» or «nothing more at all». */
export function isDrained(result: number): boolean {
  return result === AVERROR_EAGAIN || result === AVERROR_EOF;
}

export function isEndOfFile(result: number): boolean {
  return result === AVERROR_EOF;
}

export function dictionary(entries: Record<string, string | number>): Dictionary {
  return Dictionary.fromObject(entries);
}

/** A value that FFmpeg must have given; its absence is a bug or an exhausted machine. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`FFmpeg gave no ${what}`);
  return value;
}

/** A time stamp as a number of time base units, or undefined where the file has none. Exact below 2^53. */
export function timestamp(value: bigint): number | undefined {
  return value === AV_NOPTS_VALUE ? undefined : Number(value);
}
