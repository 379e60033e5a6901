/** Finding out whether a picture is made of two fields, from the picture itself and from what its frames say. */
import { AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST } from "node-av/constants";
import type { TimeBase } from "./ffmpeg.js";
import { FilterChain } from "./filter-chain.js";
import { FrameReader, type ReaderInit } from "./frame-reader.js";
import type { PacketIndex } from "./packet-index.js";

export type Scan = "progressive" | "top-field-first" | "bottom-field-first";

/** Frames looked at in each of the places that {@link detectScan} visits. */
const FRAMES_PER_PLACE = 40;
const PLACES = [0, 0.4, 0.8];

/** Field counts of FFmpeg's `idet`, and how many frames call themselves interlaced. */
export interface FieldCounts {
  top: number;
  bottom: number;
  progressive: number;
  flagged: number;
  flaggedTop: number;
  frames: number;
}

/**
 * Looks at a few seconds in three places of a clip. `damaged` counts the packets and frames there that could not be
 * decoded properly.
 */
export async function detectScan(
  init: ReaderInit,
  index: PacketIndex,
  timeBase: TimeBase,
): Promise<{ scan: Scan; damaged: number }> {
  using reader = await FrameReader.open(init);
  let lines = 0;
  const counts: FieldCounts = { top: 0, bottom: 0, progressive: 0, flagged: 0, flaggedTop: 0, frames: 0 };
  for (const place of index.framePts.length > PLACES.length * FRAMES_PER_PLACE ? PLACES : [0]) {
    const from = index.framePts[Math.floor(place * index.framePts.length)] ?? 0;
    const keyframe = index.keyframes.findLast(({ pts }) => pts <= from) ?? index.keyframes[0];
    await reader.start(keyframe?.pts ?? from);
    lines = Math.max(lines, await countFields(reader, timeBase, counts));
    // Moving pictures without a comb and without a flag settle it; a still one would not tell, and counts as neither.
    if (counts.flagged === 0 && counts.progressive > CLEAR_SHARE * counts.frames) break;
  }
  return { scan: scanOf(counts, lines), damaged: reader.damaged };
}

/** Of the frames that tell, as good as all. */
const CLEAR_SHARE = 0.9;

/** Interlaced formats have 480 lines or more (ITU-R BT.601); what looks like fields below that is a moving pattern. */
const LEAST_INTERLACED_LINES = 480;

/**
 * Frames that call themselves interlaced are believed unless the picture says otherwise; where they do not, the
 * picture must say it clearly: nearly all frames that tell, and nearly all with the same field first.
 */
export function scanOf({ top, bottom, progressive, flagged, flaggedTop, frames }: FieldCounts, lines: number): Scan {
  const combed = top + bottom;
  const isFlagged = flagged > frames / 2;
  const isClear =
    Math.max(top, bottom) > CLEAR_SHARE * (combed + progressive) &&
    combed > frames / 2 &&
    lines >= LEAST_INTERLACED_LINES;
  if (isFlagged ? progressive > 3 * combed && progressive > frames / 10 : !isClear) return "progressive";
  const isTopFirst = isFlagged && !isClear ? flaggedTop * 2 >= flagged : top > bottom;
  return isTopFirst ? "top-field-first" : "bottom-field-first";
}

/** Adds what the next frames show; gives their number of lines. */
async function countFields(reader: FrameReader, timeBase: TimeBase, counts: FieldCounts): Promise<number> {
  using detector = new FilterChain("idet", timeBase);
  let last: Record<string, string> = {};
  let lines = 0;
  for (let i = 0; i < FRAMES_PER_PLACE; i++) {
    const next = await reader.next();
    if (next === undefined) break;
    lines = next.frame.height;
    const isFlagged = next.frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
    counts.frames++;
    counts.flagged += Number(isFlagged);
    counts.flaggedTop += Number(isFlagged && next.frame.hasFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST));
    for (const { frame } of await detector.push(next)) {
      last = frame.getMetadata().getAll();
      frame.free();
    }
  }
  for (const { frame } of await detector.flush()) {
    last = frame.getMetadata().getAll();
    frame.free();
  }
  counts.top += Number(last["lavfi.idet.single.tff"] ?? 0);
  counts.bottom += Number(last["lavfi.idet.single.bff"] ?? 0);
  counts.progressive += Number(last["lavfi.idet.single.progressive"] ?? 0);
  return lines;
}
