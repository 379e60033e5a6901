/** Checks a finished file by opening it as a player would. Success is reported only behind this. */
import { Fault } from "../faults.js";
import { FrameReader } from "../media/frame-reader.js";
import { indexPackets } from "../media/packet-index.js";
import { describe } from "../media/probe.js";
import { Source } from "../media/source.js";

/** Nothing else runs meanwhile. */
const VERIFYING_THREADS = 2;

export interface ExpectedMovie {
  frames: number;
  width: number;
  height: number;
  audioTracks: number;
  subtitleTracks: number;
}

export interface MovieTimes {
  durationMs: number;
  firstFrameMs: number;
  lastFrameEndMs: number;
  audioSpansMs: { startMs: number; endMs: number }[];
}

/**
 * Opens a movie, counts its frames and streams, and decodes its beginning and its end.
 * @param gate awaited before every frame: holds while paused, throws when cancelled.
 * @throws Fault `output-wrong` naming the first thing that is not as planned.
 */
export async function verifyMovie(
  path: string,
  expected: ExpectedMovie,
  gate: () => Promise<void>,
): Promise<MovieTimes> {
  const wrong = (what: string): Fault =>
    new Fault("output-wrong", `The finished file failed its check and was not kept: ${what}.`);
  using source = await Source.open(path).catch((error: unknown) => {
    throw new Fault("output-wrong", "The finished file failed its check and was not kept: it does not open.", {
      cause: error,
    });
  });
  const description = await describe(source);
  const [video] = description.video;
  if (video === undefined) throw wrong("it has no picture");
  if (video.width !== expected.width || video.height !== expected.height)
    throw wrong(`its size is ${video.width}×${video.height}`);
  if (description.audio.length !== expected.audioTracks)
    throw wrong(`it has ${description.audio.length} of ${expected.audioTracks} audio tracks`);
  if (description.subtitles.length !== expected.subtitleTracks)
    throw wrong(`it has ${description.subtitles.length} of ${expected.subtitleTracks} subtitle tracks`);
  const index = await indexPackets(source, video.index);
  if (index.framePts.length !== expected.frames)
    throw wrong(`it has ${index.framePts.length} of ${expected.frames} frames`);
  const first = index.framePts[0] ?? 0;
  const last = index.framePts[index.framePts.length - 1] ?? 0;
  using reader = await FrameReader.open({
    path,
    streamIndex: video.index,
    keyframes: index.keyframes,
    threads: VERIFYING_THREADS,
    isCheck: true,
  });
  await gate();
  const opening = await reader.next();
  opening?.frame.free();
  if (opening?.pts !== first) throw wrong("its first frame cannot be decoded");
  await reader.start(index.keyframes[index.keyframes.length - 1]?.pts ?? last);
  let closing = opening.pts;
  for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
    closing = next.pts;
    next.frame.free();
    await gate();
  }
  if (closing !== last || reader.damaged > 0) throw wrong("its last frames cannot be decoded");
  const milliseconds = (pts: number): number => (pts * 1000 * video.timeBase.num) / video.timeBase.den;
  return {
    durationMs: description.durationMs ?? milliseconds(last - first),
    firstFrameMs: milliseconds(first),
    lastFrameEndMs: milliseconds(last + index.lastDuration),
    audioSpansMs: description.audio.map((stream) => {
      const span = index.audioSpans[stream.index];
      return { startMs: (span?.startSeconds ?? 0) * 1000, endMs: (span?.endSeconds ?? 0) * 1000 };
    }),
  };
}
