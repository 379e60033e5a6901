/** A stretch of a finished picture in another codec, size or quality, as a chunk. Runs in a worker process. */
import { ChunkWriter } from "../media/chunk-file.js";
import { rescale, type TimeBase } from "../media/ffmpeg.js";
import { FilterChain } from "../media/filter-chain.js";
import { FrameReader, type TimedFrame } from "../media/frame-reader.js";
import { describe } from "../media/probe.js";
import { Source } from "../media/source.js";
import { type EncoderSettings, VideoEncoder } from "../media/video-encoder.js";
import type { ChunkControl } from "./chunk-renderer.js";
import { EncodingLine } from "./encoding-line.js";

export interface Recoding {
  /** A film of one frame a tick, made by {@link assemble}. */
  masterPath: string;
  /** First frame, which is a keyframe of the film. */
  fromFrame: number;
  frames: number;
  /** What it becomes; its time base is one frame. */
  encoder: EncoderSettings;
  path: string;
}

/** Gives the number of frames. @throws Fault `output-wrong` where the film does not hold what it should. */
export async function recode(task: Recoding, control: ChunkControl): Promise<number> {
  const { encoder: settings, path } = task;
  using encoder = await VideoEncoder.open(settings);
  await using writer = await ChunkWriter.create(path);
  const line = new EncodingLine(encoder, writer);
  let frames = 0;
  try {
    for await (const picture of scaledFrames(task)) {
      await control.gate().catch((error: unknown) => {
        picture.free();
        throw error;
      });
      await line.add(picture, frames++);
      control.onFrame();
    }
  } catch (error) {
    await Promise.allSettled([line.settle()]);
    throw error;
  }
  await line.settle();
  await writer.write(await encoder.finish());
  await writer.finish({ extradata: encoder.extradata, damaged: 0 });
  return frames;
}

/** The frames of a stretch at another size; whoever receives one frees it. */
async function* scaledFrames({
  encoder: { width, height, timeBase },
  ...stretch
}: Recoding): AsyncGenerator<TimedFrame["frame"]> {
  using chain = new FilterChain(
    `scale=${width}:${height}:flags=lanczos+accurate_rnd+full_chroma_int,format=yuv420p`,
    timeBase,
  );
  let at = 0;
  for await (const frame of masterFrames(stretch, timeBase))
    for (const scaled of await chain.push({ frame, pts: at++ })) yield scaled.frame;
  for (const scaled of await chain.flush()) yield scaled.frame;
}

/**
 * Frames of a finished film from one of its keyframes on; whoever receives one frees it.
 * @param tick how long each is shown.
 */
export async function* masterFrames(
  { masterPath, fromFrame, frames }: Pick<Recoding, "masterPath" | "fromFrame" | "frames">,
  tick: TimeBase,
): AsyncGenerator<TimedFrame["frame"]> {
  const { streamIndex, timeBase } = await pictureOf(masterPath);
  const fromPts = rescale(fromFrame, tick, timeBase);
  const keyframes = [0, fromPts].map((pts) => ({ pts, seek: pts }));
  using reader = await FrameReader.open({ path: masterPath, streamIndex, keyframes, threads: 1 });
  await reader.start(fromPts);
  let given = 0;
  while (given < frames) {
    const next = await reader.next();
    if (next === undefined) throw new Error("the finished picture ended before its last frame");
    if (next.pts < fromPts) {
      next.frame.free();
      continue;
    }
    given++;
    yield next.frame;
  }
}

async function pictureOf(path: string): Promise<{ streamIndex: number; timeBase: TimeBase }> {
  using source = await Source.open(path);
  const [video] = (await describe(source)).video;
  if (video === undefined) throw new Error("the finished film has no picture");
  return { streamIndex: video.index, timeBase: video.timeBase };
}
