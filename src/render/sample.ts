/** A sample: a few seconds from the middle of a clip, a picture of before and after, and how long the whole would take. */
import type { Analysis } from "./analysis.js";
import { firstAtOrAfter } from "./chunk-plan.js";
import { pairedClip } from "./clip-comparison.js";
import type { EnhanceJob } from "./enhance-job.js";
import type { FilmResult } from "./film-result.js";
import { OutputFile } from "./output-file.js";
import { type EnhanceOptions, spanOf } from "./plan.js";
import type { JobProgress } from "./progress-meter.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

/** A part of a clip to make first, and what it is a sample of. */
export interface SamplePart {
  /** Undefined where the whole is no longer than a sample. */
  trim: EnhanceOptions["trim"];
  /** Frames of the whole: the clip, or the part that was asked for. */
  wholeFrames: number;
}

export interface SampleResult extends FilmResult {
  picturePath: string;
  wholeFrames: number;
  /** How long the whole would take; undefined where nothing was made now that could be measured. */
  wholeSeconds: number | undefined;
}

/** The middle of what is asked for, `seconds` long, around its middle frame; all of it where it is no longer than that. */
export function samplePart(analysis: Analysis, trim: EnhanceOptions["trim"], seconds: number): SamplePart {
  const { index, video } = analysis;
  const unitSeconds = video.timeBase.num / video.timeBase.den;
  const whole = spanOf(analysis, trim);
  const zero = spanOf(analysis, undefined).startSeconds;
  const first = firstAtOrAfter(index.framePts, whole.startSeconds / unitSeconds);
  const end =
    whole.endSeconds === undefined
      ? index.framePts.length
      : firstAtOrAfter(index.framePts, whole.endSeconds / unitSeconds);
  const timeOf = (place: number): number => (index.framePts[place] ?? 0) * unitSeconds - zero;
  const wholeFrames = end - first;
  const startSeconds = timeOf(first);
  const endSeconds = timeOf(end - 1) + index.lastDuration * unitSeconds;
  if (wholeFrames === 0 || endSeconds - startSeconds <= seconds) return { trim, wholeFrames };
  const middleSeconds = timeOf(first + Math.floor(wholeFrames / 2));
  const fromSeconds = Math.max(startSeconds, Math.min(middleSeconds - seconds / 2, endSeconds - seconds));
  return { trim: { fromSeconds, toSeconds: fromSeconds + seconds }, wholeFrames };
}

/**
 * Makes a sample whose job is planned, and its picture.
 * @throws Fault
 */
export async function makeSample(
  pool: WorkerPool,
  job: EnhanceJob,
  sample: { part: SamplePart; picturePath: string },
  onProgress: (progress: JobProgress) => void,
): Promise<SampleResult> {
  const { request, analysis, plan } = job;
  const { part, picturePath } = sample;
  await using picture = await OutputFile.prepare(picturePath, [request.inputPath], request.mayReplace);
  const result = await job.execute(onProgress);
  const [startPts, endPts] = [plan.chunks[0]?.startPts, plan.chunks[plan.chunks.length - 1]?.endPts];
  await pool.call("sampleSheet", {
    source: {
      ...pairedClip(analysis),
      part: startPts === undefined || endPts === undefined ? undefined : { startPts, endPts },
    },
    resultPath: result.outputPath,
    picturePath: picture.partPath,
    threads: machineShare().threads,
  });
  await picture.commit();
  const { framesPerSecond } = result;
  return {
    ...result,
    picturePath,
    wholeFrames: part.wholeFrames,
    wholeSeconds: framesPerSecond === undefined ? undefined : part.wholeFrames / framesPerSecond,
  };
}
