/** The picture of a sample: its source as a player would show it, and what became of it. Runs in a worker process. */
import { Fault } from "../faults.js";
import { comparisonSheet, MostDetailedPair } from "../media/comparison-sheet.js";
import { framePairs, type PairedClip } from "../media/frame-pairs.js";
import { writePicture } from "../media/picture-file.js";
import { describe } from "../media/probe.js";
import { fileLabel, Source } from "../media/source.js";

export interface SampleSheetTask {
  /** The part that the sample was made of. */
  source: PairedClip;
  resultPath: string;
  picturePath: string;
  threads: number;
}

/** Enlarged parts below the whole picture. */
const CROPS = 2;

/** Writes the picture. Of all frames it shows the one with most detail; the source is brought to size by Lanczos. */
export async function sampleSheet(
  { source, resultPath, picturePath, threads }: SampleSheetTask,
  gate: () => Promise<void>,
): Promise<void> {
  using opened = await Source.open(resultPath);
  const [stream] = (await describe(opened)).video;
  if (stream === undefined) throw new Fault("output-wrong", `${fileLabel(resultPath)} has no picture.`);
  const result: PairedClip = { path: resultPath, stream, scan: "progressive", keyframes: [] };
  using best = new MostDetailedPair();
  for await (const pair of framePairs(source, result, stream, threads)) {
    using owned = pair;
    await gate();
    best.consider(owned);
  }
  if (best.frames === undefined)
    throw new Fault("input-no-frames", `${fileLabel(source.path)} has no frame that can be decoded here.`);
  using sheet = await comparisonSheet(best.frames.first, best.frames.second, {
    labels: ["BEFORE", "AFTER"],
    rows: CROPS,
    whole: true,
  });
  await writePicture(picturePath, sheet, "png");
}
