/** What an independent reader finds about a real clip and what was made of it. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { turnPicture } from "./clip-marks.js";
import { soundSpans } from "./clip-spans.js";
import type { FinishedRun } from "./program-run.js";
import { hasFaststart, type ReadFrame, readFormat, readLongVideo, readPackets, smallerLuma } from "./read-clip.js";

/** The folder of the real clips, or nothing where there is none. */
export function sharedClipsFolder(): string | undefined {
  const shared = process.env["HD_SHARED"] ?? fileURLToPath(new URL("../../../shared", import.meta.url));
  const folder = join(shared, "clips");
  return existsSync(folder) ? folder : undefined;
}

/** Paths of the real clips, relative to their folder. */
export function sharedClips(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => /[/\\]/.test(file) && /\.\w+$/.test(file)).sort();
}

/** One row of the table. */
export interface ClipVerdict {
  readonly file: string;
  /** Size and frames of source and result; nothing where it was refused. */
  readonly before: string;
  readonly after: string;
  readonly framesBefore: number | undefined;
  readonly framesAfter: number | undefined;
  /** How far the sound moved against the picture, at its start and at its end, in milliseconds. */
  readonly startOffsetMs: number | undefined;
  readonly endOffsetMs: number | undefined;
  /** What is wrong; empty where all is right. */
  readonly wrong: readonly string[];
  /** `right`, `right as far as it goes: …`, `refused: …` or `wrong: …`. */
  readonly verdict: string;
}

interface Film {
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly times: number[];
  readonly kept: ReadFrame[];
  readonly frameSeconds: number;
}

const STEPS = 25;
/** Behind a part that was asked for, more is looked at: sound may begin before the picture. */
const SLACK_SECONDS = 1;

/** The first video stream that is no cover picture, decoded whole, or as far as it is looked at. */
function filmOf(path: string, limitSeconds?: number): Film | undefined {
  const ATTACHED_PICTURE = 1024;
  const videos = readFormat(path).streams.filter(({ kind }) => kind === "video");
  const sizes = videos.map(({ disposition, width, height }) =>
    (disposition & ATTACHED_PICTURE) === 0 ? width * height : 0,
  );
  const order = sizes.indexOf(Math.max(...sizes));
  const video = videos[order];
  if (video === undefined) return undefined;
  const packets = readPackets(path).filter(({ stream, discarded }) => stream === video.index && !discarded);
  const step = Math.max(1, Math.floor(packets.length / STEPS));
  const { width, height, rotation } = video;
  const long = readLongVideo(path, order, step, limitSeconds);
  const gaps = long.times.slice(1).map((time, index) => time - (long.times[index] ?? time));
  const median = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  return {
    width,
    height,
    rotation,
    ...long,
    // Stated rates and durations are wrong too often.
    frameSeconds: median ?? 0.04,
  };
}

/** Likeness of two pictures' light and dark, from -1 to 1, whatever their sizes and tone curves. */
function likeness(before: ReadFrame, rotation: number, after: ReadFrame): number {
  const turned = rotation === 90 || rotation === 180 || rotation === 270 ? turnPicture(before, rotation) : before;
  const [one, other] = [turned, after].map((picture) => [...smallerLuma(picture, 32, 18)]) as [number[], number[]];
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [oneMean, otherMean] = [mean(one), mean(other)];
  let both = 0;
  let oneSquares = 0;
  let otherSquares = 0;
  for (const [index, value] of one.entries()) {
    const [a, b] = [value - oneMean, (other[index] ?? 0) - otherMean];
    both += a * b;
    oneSquares += a * a;
    otherSquares += b * b;
  }
  // Flat pictures have nothing to be alike in but their tone.
  const flat = 4 * one.length;
  if (oneSquares < flat && otherSquares < flat) return Math.abs(oneMean - otherMean) < 24 ? 1 : 0;
  return both / Math.sqrt(Math.max(1, oneSquares * otherSquares));
}

function soundAgainstPicture(path: string, { times, frameSeconds }: Film): { start: number; end: number }[] {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return soundSpans(path).map(({ startSeconds, endSeconds }) => ({
    start: startSeconds - first,
    end: endSeconds - (last + frameSeconds),
  }));
}

/**
 * Judges a finished run over one clip.
 * @param lengthSeconds the part from the beginning that was asked for; absent: all.
 */
export function judgeClip(
  file: string,
  source: string,
  run: FinishedRun,
  result: string,
  lengthSeconds?: number,
): ClipVerdict {
  const none = { file, before: "", after: "", framesBefore: undefined, framesAfter: undefined };
  const noOffsets = { startOffsetMs: undefined, endOffsetMs: undefined };
  const failed = run.events.find(({ event }) => event === "failed");
  if (run.code !== 0 || !existsSync(result)) {
    const words = String(failed?.message ?? run.stderr);
    const isClear = run.code === 3 && failed !== undefined && failed.code !== "internal" && !existsSync(result);
    return {
      ...none,
      ...noOffsets,
      wrong: isClear ? [] : [`exit ${run.code}: ${words}`],
      verdict: `${isClear ? "refused" : "wrong"}: ${words}`,
    };
  }
  const done = run.events.find(({ event }) => event === "done");
  const before = filmOf(source, lengthSeconds && lengthSeconds + SLACK_SECONDS);
  const after = filmOf(result);
  if (before === undefined || after === undefined) throw new Error(`${file} has no picture.`);
  const wrong: string[] = [];
  const isLossTold = Number(done?.damaged ?? 0) > 0 || /breaks off/.test(JSON.stringify(done?.shortfalls));
  const sounds = soundAgainstPicture(source, before);
  const zero = Math.min(before.times[0] ?? 0, ...sounds.map(({ start }) => start + (before.times[0] ?? 0)));
  // Where the end falls on a frame's edge, the source's own rounding of times decides on which side.
  const until = (limit: number): number[] => before.times.filter((time) => time < limit);
  const end = zero + (lengthSeconds ?? Number.POSITIVE_INFINITY);
  const [least, most] = [until(end - before.frameSeconds / 2), until(end + before.frameSeconds / 2)];
  const wanted = after.times.length === least.length ? least : most;
  if (after.times.length !== wanted.length && !isLossTold)
    wrong.push(`${after.times.length} of ${wanted.length} frames`);
  const shift = (after.times[0] ?? 0) - (wanted[0] ?? 0);
  const moved = after.times.map((time, index) => Math.abs(time - shift - (wanted[index] ?? Number.NaN)));
  const furthest = moved.reduce((most, apart) => Math.max(most, apart), 0);
  if (!isLossTold && !(furthest < 0.002)) wrong.push(`a frame is ${(furthest * 1000).toFixed(1)} ms from its time`);
  const stream = readFormat(result).streams.find(({ kind }) => kind === "video");
  const tags = [stream?.codec, stream?.pixelFormat, stream?.sar.join(":"), stream?.rotation, stream?.color.matrix];
  if (tags.join(" ") !== "h264 yuv420p 1:1 0 1") wrong.push(`it is ${tags.join(" ")}`);
  if (!hasFaststart(result)) wrong.push("its index is not first");
  const step = Math.max(1, Math.floor(before.times.length / STEPS));
  if (!isLossTold && lengthSeconds === undefined) {
    const alike = before.kept.map((frame, index) => {
      const other = after.kept[index];
      return other === undefined ? 0 : likeness(frame, before.rotation, other);
    });
    const least = Math.min(...alike);
    if (step === Math.max(1, Math.floor(after.times.length / STEPS)) && least < 0.9)
      wrong.push(`a picture is not like its source (${least.toFixed(2)})`);
  } else {
    const [one, other] = [before.kept[0], after.kept[0]];
    if (one === undefined || other === undefined) wrong.push("there is no picture");
    else if (likeness(one, before.rotation, other) < 0.9) wrong.push("the first picture is not like its source");
  }
  const made = soundAgainstPicture(result, after);
  const isSoundWhole = JSON.stringify(done?.shortfalls).includes("audio track") === false;
  if (isSoundWhole && made.length !== sounds.length) wrong.push(`${made.length} of ${sounds.length} sounds`);
  const [from, to] = [sounds[0], made[0]];
  const startOffsetMs = from === undefined || to === undefined ? undefined : (to.start - from.start) * 1000;
  const isWhole = lengthSeconds === undefined && after.times.length === before.times.length;
  const endOffsetMs = !isWhole || from === undefined || to === undefined ? undefined : (to.end - from.end) * 1000;
  const frameMs = Math.max(before.frameSeconds, 1 / 30) * 1000;
  for (const [name, offset] of [
    ["start", startOffsetMs],
    ["end", endOffsetMs],
  ] as const) {
    if (offset !== undefined && Math.abs(offset) > frameMs)
      wrong.push(`the sound's ${name} moved by ${offset.toFixed(0)} ms`);
  }
  const loss = isLossTold ? "right as far as it goes: the source is damaged, and that is said" : "right";
  return {
    file,
    before: `${before.width}×${before.height}`,
    after: `${after.width}×${after.height}`,
    framesBefore: wanted.length,
    framesAfter: after.times.length,
    startOffsetMs,
    endOffsetMs,
    wrong,
    verdict: wrong.length > 0 ? `wrong: ${wrong.join("; ")}` : loss,
  };
}
