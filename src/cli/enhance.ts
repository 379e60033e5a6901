/** `hd-local enhance`: clips become HD. */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_NETWORK } from "../enhance/registry.js";
import type { DEVICES } from "../enhance/session.js";
import { Fault, toFault } from "../faults.js";
import { fileLabel } from "../media/source.js";
import type { Analysis } from "../render/analysis.js";
import { EnhanceJob, type EnhanceRequest } from "../render/enhance-job.js";
import { parseTarget, type Target } from "../render/geometry.js";
import { PictureJob, type PictureRequest } from "../render/picture-job.js";
import type { JobProgress } from "../render/progress-meter.js";
import { makeSample, samplePart } from "../render/sample.js";
import { lookAt } from "../render/source-look.js";
import { WorkerPool } from "../render/worker-pool.js";
import { crfOption, deviceOption, presetOption } from "./encoding-options.js";
import { type EnhanceReporter, JsonReporter, TextReporter } from "./enhance-report.js";
import { expandInputs } from "./input-files.js";
import { numberBetween, oneOf, seconds, timeSpan } from "./option-parsers.js";
import { isInteractive, TerminalKeys } from "./terminal.js";

interface EnhanceFlags {
  output?: string;
  target: Target;
  network: string;
  strength?: number;
  device: (typeof DEVICES)[number] | "auto";
  crf: number;
  preset: string;
  codec: "h264" | "hevc" | "av1";
  encoder: "auto" | "x264" | "nvenc" | "vaapi" | "videotoolbox" | "qsv";
  trim?: { fromSeconds: number; toSeconds: number | undefined };
  sample?: number;
  subtitles: boolean;
  keepLocation: boolean;
  force: boolean;
  json: boolean;
  quiet: boolean;
}

export function enhanceCommand(): Command {
  return new Command("enhance")
    .description("enhance clips and pictures to HD")
    .argument("<input...>", "files, folders or patterns")
    .option(
      "-o, --output <path>",
      "output file, or folder for several inputs (default: <name>-hd.mp4 beside the source)",
    )
    .addOption(
      new Option("--target <size>", "720p, 1080p, 1440p, 2160p, a factor such as 2x, or <width>x<height> to fit into")
        .argParser(target)
        .default(target("1080p"), "1080p"),
    )
    .option(
      "--network <name>",
      "fast, balanced, best, none, one of your own (hd-local models), or a path to an .onnx file",
      DEFAULT_NETWORK,
    )
    .addOption(
      new Option(
        "--strength <number>",
        "how much the network does, 0 (little) to 100 (most); 0 leaves a clip that keeps its size as it is (default: the network's own)",
      ).argParser(numberBetween(0, 100)),
    )
    .addOption(deviceOption())
    .addOption(crfOption())
    .addOption(presetOption())
    .addOption(
      new Option("--codec <codec>", "h264 plays everywhere; hevc and av1 are smaller")
        .argParser(oneOf(["h264", "hevc", "av1"]))
        .default("h264"),
    )
    .addOption(
      new Option("--encoder <encoder>", "auto is the software encoder; the others need their hardware")
        .argParser(oneOf(["auto", "x264", "nvenc", "vaapi", "videotoolbox", "qsv"]))
        .default("auto"),
    )
    .addOption(new Option("--trim <from-to>", "keep only this part, e.g. 0:10-0:25, 5-, -30s").argParser(timeSpan))
    .addOption(
      new Option(
        "--sample <length>",
        "make only a few seconds from the middle, and a picture of before and after",
      ).argParser(seconds),
    )
    .option("--no-subtitles", "leave subtitles out")
    .option("--keep-location", "keep the place where the clip was recorded", false)
    .option("--force", "replace an existing output", false)
    .option("--json", "one event a line, as JSON, on standard output", false)
    .option("--quiet", "say nothing but errors", false)
    .action(enhance);
}

function target(words: string): Target {
  const parsed = parseTarget(words);
  if (parsed === undefined)
    throw new InvalidArgumentError("Give 720p, 1080p, 1440p, 2160p, a factor such as 2x, or a size such as 1280x720.");
  return parsed;
}

async function enhance(words: string[], flags: EnhanceFlags, command: Command): Promise<void> {
  const inputs = await expandInputs(words);
  if (inputs.length > 1 && flags.output !== undefined && !isFolder(flags.output)) {
    if (extname(flags.output) !== "")
      throw new Fault("usage", "Several inputs need a folder to write to: give -o a folder.");
  }
  const reporter: EnhanceReporter = flags.json
    ? new JsonReporter()
    : new TextReporter({ isQuiet: flags.quiet, canPause: isInteractive() });
  await using pool = new WorkerPool();
  const cancellation = new AbortController();
  using _keys = new TerminalKeys(
    {
      pause: () => pool.pause(),
      resume: () => pool.resume(),
      isPaused: () => pool.isPaused,
      cancel: () => {
        cancellation.abort();
        void pool.cancel();
      },
    },
    () => reporter.pausing(pool.isPaused),
  );
  const taken = new Set<string>();
  const failures: { input: string; fault: Fault }[] = [];
  for (const [i, input] of inputs.entries()) {
    try {
      reporter.starting(input, i, inputs.length);
      const asked: Asked = {
        inputPath: resolve(input),
        flags,
        inputs,
        taken,
        isTargetChosen: command.getOptionValueSource("target") !== "default",
      };
      await enhanceOne(pool, asked, reporter, cancellation.signal);
    } catch (error) {
      const fault = cancellation.signal.aborted
        ? new Fault(
            "cancelled",
            "Cancelled. Finished chunks are kept: the same command goes on behind the last of them.",
          )
        : toFault(error);
      failures.push({ input, fault });
      reporter.failed(input, fault);
      if (fault.code === "cancelled") break;
    }
  }
  if (inputs.length > 1) reporter.summary(inputs.length, failures);
  process.exitCode = exitCodeOf(failures.map(({ fault }) => fault));
}

/** One input and what is asked of it. */
interface Asked {
  inputPath: string;
  flags: EnhanceFlags;
  /** All inputs of this run: none of them is ever replaced. */
  inputs: readonly string[];
  /** Outputs of this run: a.mov and a.mp4 would have the same. */
  taken: Set<string>;
  /** False where the target is the default. */
  isTargetChosen: boolean;
}

async function enhanceOne(
  pool: WorkerPool,
  asked: Asked,
  reporter: EnhanceReporter,
  signal: AbortSignal,
): Promise<void> {
  const look = await lookAt(pool, asked.inputPath, signal);
  if (look.analysis.isPicture) {
    const job = await PictureJob.init(pool, pictureRequestFor(asked, look.analysis), look.analysis);
    reporter.picturePlanned(job);
    reporter.pictureDone(job, await job.execute());
    return;
  }
  const onProgress = (progress: JobProgress): void => reporter.progress(progress);
  const request = requestFor(asked);
  if (asked.flags.sample === undefined) {
    const job = await EnhanceJob.init(pool, request, signal, look);
    reporter.planned(job);
    reporter.done(job, await job.execute(onProgress));
    return;
  }
  const part = samplePart(look.analysis, request.trim, asked.flags.sample);
  const job = await EnhanceJob.init(pool, { ...request, trim: part.trim }, signal, look);
  reporter.planned(job);
  const picturePath = `${withoutExtension(request.outputPath)}.png`;
  reporter.sampled(job, await makeSample(pool, job, { part, picturePath }, onProgress));
}

function withoutExtension(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

/** One failure decides; of several kinds the batch has simply failed. */
function exitCodeOf(faults: readonly Fault[]): number {
  const codes = new Set(faults.map((fault) => fault.exitCode));
  if (codes.has(130)) return 130;
  if (codes.size > 1) return 1;
  return faults[0]?.exitCode ?? 0;
}

/** Pictures stay JPEG or become PNG, unless a name says otherwise; `--sample` makes no sense of them, and is passed over. */
function pictureRequestFor(asked: Asked, analysis: Analysis): PictureRequest {
  const { inputPath, flags, isTargetChosen } = asked;
  const isJpeg = analysis.video.codec === "mjpeg";
  const outputPath = outputPathFor(asked, {
    ending: isJpeg ? "-hd.jpg" : "-hd.png",
    accepted: [".png", ".jpg", ".jpeg"],
    refusal: "The result is a picture: give -o a name that ends in .png or .jpg, or a folder.",
  });
  return {
    inputPath,
    outputPath,
    mayReplace: flags.force,
    kind: extname(outputPath).toLowerCase() === ".png" ? "png" : "jpeg",
    target: flags.target,
    isTargetChosen,
    network: flags.network,
    strength: flags.strength,
    device: flags.device,
  };
}

function requestFor(asked: Asked): EnhanceRequest {
  const { inputPath, flags } = asked;
  return {
    inputPath,
    outputPath: outputPathFor(asked, {
      ending: flags.sample === undefined ? "-hd.mp4" : "-hd-sample.mp4",
      accepted: [".mp4"],
      refusal: "The result is an MP4: give -o a name that ends in .mp4, or a folder.",
    }),
    mayReplace: flags.force,
    target: flags.target,
    network: flags.network,
    strength: flags.strength,
    device: flags.device,
    codec: flags.codec,
    encoder: flags.encoder === "auto" ? "x264" : flags.encoder,
    crf: flags.crf,
    preset: flags.preset,
    trim: flags.trim,
    keepSubtitles: flags.subtitles,
    keepLocation: flags.keepLocation,
  };
}

/** Where a result goes: where -o says, or beside its source under its name with an ending of its own. */
function outputPathFor(
  { inputPath, flags, inputs, taken }: Asked,
  form: { ending: string; accepted: readonly string[]; refusal: string },
): string {
  if (flags.output !== undefined && inputs.length === 1 && !isFolder(flags.output)) {
    if (!form.accepted.includes(extname(flags.output).toLowerCase())) throw new Fault("usage", form.refusal);
    return resolve(flags.output);
  }
  const folder = flags.output === undefined ? dirname(inputPath) : resolve(flags.output);
  const short = join(folder, `${basename(inputPath, extname(inputPath))}${form.ending}`);
  let path = short;
  for (let count = 1; taken.has(path); count++)
    path = join(folder, `${basename(inputPath)}${count === 1 ? "" : `-${count}`}${form.ending}`);
  if (inputs.some((input) => resolve(input) !== inputPath && resolve(input) === path))
    throw new Fault("usage", `${fileLabel(path)} is an input too. Inputs are never overwritten: give -o a folder.`);
  taken.add(path);
  return path;
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (existsSync(path) && statSync(path).isDirectory());
}
