/** Two clips compared, with a picture of both where one is wanted. Runs in a worker process. */
import { Fault } from "../faults.js";
import { type Comparison, compareClips } from "../media/comparison.js";
import { comparisonSheet, MostDetailedPair } from "../media/comparison-sheet.js";
import type { PairedClip } from "../media/frame-pairs.js";
import { writePicture } from "../media/picture-file.js";
import { fileLabel } from "../media/source.js";
import type { Analysis } from "./analysis.js";

/** What is compared with what. */
export interface ComparisonTask {
  reference: PairedClip;
  candidate: PairedClip;
  /** Where the picture is written; absent: none is made. */
  picturePath: string | undefined;
  threads: number;
}

/** Rows of enlarged parts on the picture. */
const CROPS = 3;

/** A whole clip, ready to be paired. */
export function pairedClip({ description, video, scan, index }: Analysis): PairedClip {
  return { path: description.path, stream: video, scan, keyframes: index.keyframes };
}

/** @throws Fault `input-no-frames` where a clip has no frame that can be decoded. */
export async function compare(
  { reference, candidate, picturePath, threads }: ComparisonTask,
  control: { gate(): Promise<void>; onFrame(): void },
): Promise<Comparison> {
  using pair = new MostDetailedPair();
  const watch = picturePath === undefined ? undefined : pair.consider.bind(pair);
  const result = await compareClips(reference, candidate, { threads, ...control, ...(watch && { watch }) });
  if (result === undefined)
    throw new Fault(
      "input-no-frames",
      `${fileLabel(reference.path)} and ${fileLabel(candidate.path)} cannot be compared: no frame of one of them can be decoded.`,
    );
  if (picturePath !== undefined && pair.frames !== undefined) {
    using sheet = await comparisonSheet(pair.frames.first, pair.frames.second, {
      labels: ["REFERENCE", "CANDIDATE"],
      rows: CROPS,
      whole: false,
    });
    await writePicture(picturePath, sheet, "png");
  }
  return result;
}
