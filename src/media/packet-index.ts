/**
 * The index of a file: one pass over its packets, without decoding. It tells how many frames to expect, when they
 * are shown, where decoding can start, and how far the sound reaches.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { AV_PKT_DATA_SKIP_SAMPLES, AV_PKT_FLAG_DISCARD } from "node-av/constants";
import { Packet } from "node-av/lib";
import type { TimeBase } from "./ffmpeg.js";
import { isEndOfFile, timestamp } from "./ffmpeg.js";
import type { Source } from "./source.js";

export interface PacketIndex {
  /** Presentation times of the video packets that are to be shown, ascending, in units of the video time base. */
  framePts: number[];
  /** Duration of the last frame, in units of the video time base. */
  lastDuration: number;
  /** Places where decoding can start, ascending by `pts`; `seek` is the time stamp to ask the demuxer for. */
  keyframes: { pts: number; seek: number }[];
  /** First and last moment of each audio stream, in seconds. */
  audioSpans: Record<number, { startSeconds: number; endSeconds: number }>;
  /** Bytes of the packets of each stream. */
  streamBytes: Record<number, number>;
  /** True where reading stopped at damage instead of at the end of the file. */
  truncated: boolean;
  /** Where the times of the picture start again from an earlier one, in seconds: nothing behind that is indexed. */
  restartSeconds: number | undefined;
}

/** Times that fall back by more than this belong to another recording that was appended. */
export const RESTART_SECONDS = 1;

/** Packets read between two turns of the event loop, so that a cancel is heard. */
const PACKETS_PER_TURN = 2000;

/** Reading goes on after this many errors in a row; a file that gives more of them ends there. */
export const MAX_READ_ERRORS = 50;

/** Reads every packet of a file once. `signal` stops it. */
export async function indexPackets(source: Source, videoIndex: number, signal?: AbortSignal): Promise<PacketIndex> {
  const framePts: number[] = [];
  const keyframes: PacketIndex["keyframes"] = [];
  const audioSpans: PacketIndex["audioSpans"] = {};
  const streamBytes: PacketIndex["streamBytes"] = {};
  const hiddenUntilSeconds: Record<number, number> = {};
  let last = { pts: Number.NEGATIVE_INFINITY, duration: 0 };
  let truncated = false;
  let lastDts = Number.NEGATIVE_INFINITY;
  let restartSeconds: number | undefined;
  const timeBases = source.context.streams.map(
    (stream): TimeBase => ({ num: stream.timeBase.num, den: stream.timeBase.den }),
  );
  // Asked for a keyframe's decoding time, FFmpeg's reader of MP4 goes to the keyframe before it.
  const seeksByPts = source.context.iformat?.name?.includes("mp4") === true;
  const sampleRates = source.context.streams.map((stream) => stream.codecpar.sampleRate);
  using packet = new Packet();
  packet.alloc();
  for (let count = 1, errors = 0; ; count++) {
    const result = source.context.readFrameSync(packet);
    if (isEndOfFile(result)) break;
    if (result < 0) {
      truncated = true;
      if (++errors > MAX_READ_ERRORS) break;
      continue;
    }
    errors = 0;
    streamBytes[packet.streamIndex] = (streamBytes[packet.streamIndex] ?? 0) + packet.size;
    const pts = timestamp(packet.pts) ?? timestamp(packet.dts);
    const duration = Number(packet.duration);
    if (pts !== undefined && packet.streamIndex === videoIndex) {
      const timeBase = timeBases[videoIndex] ?? { num: 1, den: 1 };
      const dts = timestamp(packet.dts) ?? lastDts;
      if (((lastDts - dts) * timeBase.num) / timeBase.den > RESTART_SECONDS) {
        restartSeconds = ((last.pts + last.duration) * timeBase.num) / timeBase.den;
        break;
      }
      lastDts = dts;
      if (packet.isKeyframe)
        keyframes.push({ pts, seek: seeksByPts ? pts : Math.min(pts, timestamp(packet.dts) ?? pts) });
      if (!packet.hasFlags(AV_PKT_FLAG_DISCARD)) {
        framePts.push(pts);
        if (pts > last.pts) last = { pts, duration };
      }
    } else if (pts !== undefined) {
      const { streamIndex } = packet;
      const timeBase = timeBases[streamIndex] ?? { num: 1, den: 1 };
      const packetSeconds = (pts * timeBase.num) / timeBase.den;
      const endSeconds = packetSeconds + (duration * timeBase.num) / timeBase.den;
      const skipped = skippedSamples(packet) / Math.max(1, sampleRates[streamIndex] ?? 1);
      const hiddenUntil = Math.max(hiddenUntilSeconds[streamIndex] ?? packetSeconds, packetSeconds + skipped);
      hiddenUntilSeconds[streamIndex] = hiddenUntil;
      const startSeconds = Math.max(packetSeconds, hiddenUntil);
      if (!packet.hasFlags(AV_PKT_FLAG_DISCARD) && startSeconds <= endSeconds) {
        const span = audioSpans[streamIndex] ?? { startSeconds, endSeconds };
        audioSpans[streamIndex] = {
          startSeconds: Math.min(span.startSeconds, startSeconds),
          endSeconds: Math.max(span.endSeconds, endSeconds),
        };
      }
    }
    packet.unref();
    if (count % PACKETS_PER_TURN === 0) {
      await nextTick();
      signal?.throwIfAborted();
    }
  }
  framePts.sort((a, b) => a - b);
  keyframes.sort((a, b) => a.pts - b.pts);
  const usualDuration = medianGap(framePts);
  // Some containers say one tick where they do not know; the last frame would hardly be seen.
  const lastDuration = last.duration < usualDuration / 4 ? usualDuration : last.duration;
  return { framePts, lastDuration, keyframes, audioSpans, streamBytes, truncated, restartSeconds };
}

/**
 * Samples from the beginning of a packet on, often more than it holds, that are decoded but not played: an encoder's
 * run-up, or what an edit list cuts off. FFmpeg hands their number on as little-endian (AV_PKT_DATA_SKIP_SAMPLES).
 */
function skippedSamples(packet: Packet): number {
  const skip = packet.getSideData(AV_PKT_DATA_SKIP_SAMPLES);
  return skip === null || skip.length < 4 ? 0 : skip.readUInt32LE(0);
}

/** The median distance between neighbouring times; 0 for fewer than two. */
export function medianGap(sortedPts: readonly number[]): number {
  const gaps = sortedPts.slice(1).map((pts, i) => pts - (sortedPts[i] ?? pts));
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}

/**
 * Frame rate of an index. Variable where a tenth of the distances or more, or any by more than half, differ from
 * the median by more than 1 ms and the rounding of the time base.
 */
export function frameRateOf(index: PacketIndex, timeBase: TimeBase): { fps: number; variable: boolean } {
  const { framePts } = index;
  const unitSeconds = timeBase.num / timeBase.den;
  const first = framePts[0];
  const last = framePts[framePts.length - 1];
  const median = medianGap(framePts);
  if (first === undefined || last === undefined || last <= first)
    return { fps: index.lastDuration > 0 ? 1 / (index.lastDuration * unitSeconds) : 25, variable: false };
  const tolerance = Math.max(1.01, 0.001 / unitSeconds);
  const odd = framePts.slice(1).filter((pts, i) => Math.abs(pts - (framePts[i] ?? pts) - median) > tolerance);
  const jumps = framePts
    .slice(1)
    .filter((pts, i) => Math.abs(pts - (framePts[i] ?? pts) - median) > Math.max(tolerance, median / 2));
  const variable = jumps.length > 0 || odd.length > framePts.length / 10;
  return { fps: (framePts.length - 1) / ((last - first) * unitSeconds), variable };
}
