/** From when to when the streams of a clip last, by what is played. */
import { type ReadStream, readFormat, readPackets, readSound } from "./read-clip.js";

/** The first video stream. */
export function videoOf(path: string): ReadStream {
  const stream = readFormat(path).streams.find(({ kind }) => kind === "video");
  if (stream === undefined) throw new Error(`No video in ${path}`);
  return stream;
}

interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** From when to when the first picture stream shows something. */
export function pictureSpan(path: string): Span {
  const { index } = videoOf(path);
  const packets = readPackets(path).filter(({ stream, discarded }) => stream === index && !discarded);
  const starts = packets.map(({ ptsSeconds = Number.NaN }) => ptsSeconds);
  const ends = packets.map(({ ptsSeconds = Number.NaN, durationSeconds }) => ptsSeconds + durationSeconds);
  return { startSeconds: Math.min(...starts), endSeconds: Math.max(...ends) };
}

/** From when to when each audio stream sounds, by its samples. */
export function soundSpans(path: string): Span[] {
  const streams = readFormat(path).streams.filter(({ kind }) => kind === "audio");
  return streams.map((_, order) => {
    const { samples, sampleRate, startSeconds } = readSound(path, { order });
    return { startSeconds, endSeconds: startSeconds + samples.length / sampleRate };
  });
}
