/** `hd-local compare`: how far one clip is from another. */
import { basename, extname, resolve } from "node:path";
import { Command } from "commander";
import { Fault } from "../faults.js";
import type { Comparison, NotedFrame } from "../media/comparison.js";
import { pairedClip } from "../render/clip-comparison.js";
import { OutputFile } from "../render/output-file.js";
import { machineShare, WorkerPool } from "../render/worker-pool.js";
import { ProgressLine, TerminalKeys } from "./terminal.js";
import { counted } from "./wording.js";

interface CompareFlags {
  json: boolean;
  picture?: string;
  force: boolean;
}

/** What a comparison tells: the measures, and how many frames each clip has. */
interface Told extends Comparison {
  reference: { path: string; frames: number };
  candidate: { path: string; frames: number };
  picture: string | undefined;
}

export function compareCommand(): Command {
  return new Command("compare")
    .description("measure how far a clip is from a reference: PSNR and SSIM on luma, frame by frame")
    .argument("<reference>", "the clip to compare with")
    .argument("<candidate>", "the clip to judge; where its size is another it is brought to the reference's by Lanczos")
    .option("--picture <file.png>", "write three enlarged parts of both, side by side")
    .option("--force", "replace an existing picture", false)
    .option("--json", "the result as JSON on standard output", false)
    .addHelpText(
      "after",
      `
Frames are paired by their order, as far as both clips go. The mean PSNR is that of the mean squared error over all
frames; the mean of the frames' own values is given beside it, in which equal frames count as 100 dB.`,
    )
    .action(compare);
}

async function compare(referencePath: string, candidatePath: string, flags: CompareFlags): Promise<void> {
  const picture = flags.picture === undefined ? undefined : resolve(flags.picture);
  if (picture !== undefined && extname(picture).toLowerCase() !== ".png")
    throw new Fault("usage", "The picture is a PNG: give --picture a name that ends in .png.");
  const paths = [resolve(referencePath), resolve(candidatePath)] as const;
  const { threads } = machineShare();
  const line = new ProgressLine();
  await using pool = new WorkerPool();
  using _keys = new TerminalKeys(
    {
      pause: () => pool.pause(),
      resume: () => pool.resume(),
      isPaused: () => pool.isPaused,
      cancel: () => void pool.cancel(),
    },
    () => (pool.isPaused ? line.show("Paused. p goes on, Ctrl-C cancels.") : undefined),
  );
  try {
    await using output = picture === undefined ? undefined : await OutputFile.prepare(picture, paths, flags.force);
    line.show("Looking at both clips…");
    const reference = await pool.call("analyse", { path: paths[0], threads });
    const candidate = await pool.call("analyse", { path: paths[1], threads });
    const [referenceFrames, candidateFrames] = [reference.index.framePts.length, candidate.index.framePts.length];
    const expected = Math.min(referenceFrames, candidateFrames);
    const result = await pool.call(
      "compare",
      {
        reference: pairedClip(reference),
        candidate: pairedClip(candidate),
        picturePath: output?.partPath,
        threads,
      },
      (frames) =>
        line.show(`${String(Math.floor((100 * frames) / expected)).padStart(3)} %  frame ${frames} of ${expected}`),
    );
    await output?.commit();
    line.clear();
    const told: Told = {
      ...result,
      reference: { path: referencePath, frames: referenceFrames },
      candidate: { path: candidatePath, frames: candidateFrames },
      picture: flags.picture,
    };
    process.stdout.write(flags.json ? `${jsonOf(told)}\n` : `${textOf(told)}\n`);
  } finally {
    line.clear();
  }
}

/** JSON has no infinity: the PSNR of equal pictures is null, and `isIdentical` says that all of them are. */
function jsonOf(told: Told): string {
  return JSON.stringify({
    event: "compared",
    isIdentical: told.psnr.worst.value === Number.POSITIVE_INFINITY,
    ...told,
  });
}

function textOf(told: Told): string {
  const { psnr, ssim, reference, candidate, scaledFrom } = told;
  const isIdentical = psnr.worst.value === Number.POSITIVE_INFINITY;
  const lines = [
    `${basename(candidate.path)} against ${basename(reference.path)}: ${counted(told.frames, "frame")} at ${told.width}×${told.height}, luma`,
    isIdentical
      ? "  PSNR  infinite: every frame is equal"
      : `  PSNR  mean ${inDecibels(psnr.ofMeanError)} (mean of the frames' values ${inDecibels(psnr.ofFrames)}), worst ${inDecibels(psnr.worst.value)} ${place(psnr.worst)}`,
    `  SSIM  mean ${ssim.mean.toFixed(4)}${isIdentical ? "" : `, worst ${ssim.worst.value.toFixed(4)} ${place(ssim.worst)}`}`,
  ];
  if (scaledFrom !== undefined)
    lines.push(
      `  the candidate was brought from ${scaledFrom.width}×${scaledFrom.height} to ${told.width}×${told.height} by Lanczos`,
    );
  if (reference.frames !== told.frames || candidate.frames !== told.frames)
    lines.push(
      `  the reference has ${counted(reference.frames, "frame")}, the candidate ${candidate.frames}: the first ${told.frames} were compared`,
    );
  if (told.picture !== undefined) lines.push(`  picture: ${told.picture}`);
  return lines.join("\n");
}

function inDecibels(value: number): string {
  return `${value.toFixed(2)} dB`;
}

function place({ number, seconds }: NotedFrame): string {
  return `at frame ${number} (${seconds.toFixed(2)} s)`;
}
