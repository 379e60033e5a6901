/** What `enhance` tells while it works and when it is done: for people, or one JSON event a line. */

import { basename } from "node:path";
import type { Fault } from "../faults.js";
import type { EnhanceJob } from "../render/enhance-job.js";
import type { FilmResult } from "../render/film-result.js";
import type { PictureJob, PictureResult } from "../render/picture-job.js";
import type { JobProgress } from "../render/progress-meter.js";
import type { SampleResult } from "../render/sample.js";
import { ProgressLine } from "./terminal.js";
import { bytesInWords, clock, counted, lengthInWords, printable, shownName } from "./wording.js";

/** What is said where a graphics card fails at work. */
export const FALLEN_BACK = "the graphics card failed midway: the processor made the rest";

/** Told of everything that happens, in order. */
export interface EnhanceReporter {
  starting(input: string, position: number, count: number): void;
  planned(job: EnhanceJob): void;
  progress(progress: JobProgress): void;
  pausing(isPaused: boolean): void;
  done(job: EnhanceJob, result: FilmResult): void;
  sampled(job: EnhanceJob, result: SampleResult): void;
  picturePlanned(job: PictureJob): void;
  pictureDone(job: PictureJob, result: PictureResult): void;
  failed(input: string, fault: Fault): void;
  summary(count: number, failures: readonly { input: string; fault: Fault }[]): void;
}

/** Plain words: progress and errors on standard error, the result on standard output. */
export class TextReporter implements EnhanceReporter {
  readonly #isQuiet: boolean;
  readonly #canPause: boolean;
  readonly #line = new ProgressLine();
  #last: JobProgress | undefined;
  #isPaused = false;
  #place = "";

  constructor(options: { isQuiet: boolean; canPause: boolean }) {
    this.#isQuiet = options.isQuiet;
    this.#canPause = options.canPause;
  }

  starting(input: string, position: number, count: number): void {
    this.#last = undefined;
    this.#place = count > 1 ? `[${position + 1}/${count}] ` : "";
    this.#live(`${this.#place}${shownName(input)}: looking at it…`);
  }

  planned(job: EnhanceJob): void {
    if (this.#isQuiet) return;
    this.#line.clear();
    const { plan } = job;
    // Upright, as it is seen; what is stored can lie on its side.
    const { width, height } = plan.setting.chain;
    const source = `${width}×${height}, ${counted(plan.expectedFrames, "frame")}`;
    process.stderr.write(
      `${this.#place}${shownName(job.request.inputPath)}: ${source} → ${plan.geometry.width}×${plan.geometry.height}\n`,
    );
    process.stderr.write(`${means(job)}; needs about ${bytesInWords(plan.estimatedBytes)} of disk\n`);
  }

  progress(progress: JobProgress): void {
    this.#last = progress;
    if (!this.#isPaused) this.#live(this.#progressText(progress));
  }

  pausing(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) this.#live("Paused. p goes on, Ctrl-C cancels (finished parts are kept).");
    else if (this.#last !== undefined) this.#live(this.#progressText(this.#last));
  }

  done(job: EnhanceJob, result: FilmResult): void {
    this.#line.clear();
    if (this.#isQuiet) return;
    const { description } = job.analysis;
    const { chain } = job.plan.setting;
    const speed = result.framesPerSecond === undefined ? "" : ` (${result.framesPerSecond.toFixed(1)} frames/s)`;
    const lines = [
      `${shownName(result.outputPath)}: ${result.width}×${result.height}, ${counted(result.frames, "frame")}, ${lengthInWords(result.durationMs / 1000)}, ${bytesInWords(result.sizeBytes)}`,
      `  from ${chain.width}×${chain.height}, ${bytesInWords(description.sizeBytes)}; took ${lengthInWords(result.elapsedSeconds)}${speed}`,
      `  ${means(job)}`,
      ...(result.hasFallenBack ? [`  ${FALLEN_BACK}`] : []),
      ...(result.cachedChunks > 0
        ? [
            `  ${result.cachedChunks} of ${counted(result.chunks, "chunk")} ${result.cachedChunks === 1 ? "was" : "were"} there from an earlier run`,
          ]
        : []),
      ...(job.plan.conversions.length > 0 ? [`  also: ${job.plan.conversions.join(", ")}`] : []),
      ...(result.damaged > 0
        ? [`  the source is damaged: ${counted(result.damaged, "part")} of it could not be decoded properly`]
        : []),
      ...result.shortfalls.map(({ what, why }) => `  left out: ${what}: ${why}`),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }

  sampled(job: EnhanceJob, result: SampleResult): void {
    this.done(job, result);
    if (this.#isQuiet) return;
    const whole = counted(result.wholeFrames, "frame");
    const estimate =
      result.wholeSeconds === undefined
        ? `how long the whole (${whole}) takes is not known: this sample was there from an earlier run`
        : `the whole (${whole}) would take about ${lengthInWords(result.wholeSeconds)} here`;
    process.stdout.write(`  before and after: ${shownName(result.picturePath)}\n  ${estimate}\n`);
  }

  picturePlanned({ request, analysis, plan }: PictureJob): void {
    const { width, height } = analysis.video;
    this.#live(`${shownName(request.inputPath)}: ${width}×${height} → ${plan.geometry.width}×${plan.geometry.height}…`);
  }

  pictureDone(job: PictureJob, result: PictureResult): void {
    this.#line.clear();
    if (this.#isQuiet) return;
    const { description, video } = job.analysis;
    const lines = [
      `${shownName(result.outputPath)}: ${result.width}×${result.height}, ${bytesInWords(result.sizeBytes)}`,
      `  from ${video.width}×${video.height}, ${bytesInWords(description.sizeBytes)}; took ${lengthInWords(result.elapsedSeconds)}`,
      `  ${means(job)}`,
      ...(result.hasFallenBack ? [`  ${FALLEN_BACK}`] : []),
      ...(job.plan.conversions.length > 0 ? [`  also: ${job.plan.conversions.join(", ")}`] : []),
      ...result.shortfalls.map(({ what, why }) => `  left out: ${what}: ${why}`),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }

  failed(input: string, fault: Fault): void {
    this.#line.clear();
    const prefix = fault.message.includes(basename(input)) ? "" : `${shownName(input)}: `;
    process.stderr.write(`${prefix}${printable(fault.message)}\n${debugText(fault)}`);
  }

  summary(count: number, failures: readonly { input: string; fault: Fault }[]): void {
    if (this.#isQuiet && failures.length === 0) return;
    process.stderr.write(`${count - failures.length} of ${counted(count, "file")} done.\n`);
    for (const { input, fault } of failures) {
      const what = fault.code === "output-exists" ? "not made again" : "failed";
      process.stderr.write(`  ${what}: ${shownName(input)}: ${printable(fault.message)}\n`);
    }
  }

  #live(text: string): void {
    if (!this.#isQuiet) this.#line.show(text);
  }

  #progressText(progress: JobProgress): string {
    if (progress.stage === "assembly") return "Joining picture and sound, checking the result…";
    const percent = Math.floor((100 * progress.frames) / Math.max(1, progress.totalFrames));
    return [
      `${String(percent).padStart(3)} %`,
      `${progress.fps.toFixed(1)} frames/s`,
      `${clock(progress.elapsedSeconds)} elapsed`,
      progress.remainingSeconds === undefined ? "time left: measuring" : `${clock(progress.remainingSeconds)} left`,
      `${progress.finishedChunks}/${progress.chunks} chunks${progress.cachedChunks > 0 ? ` (${progress.cachedChunks} from cache)` : ""}`,
      ...(this.#canPause ? ["p pauses"] : []),
    ].join("  ");
  }
}

/** For reports of bugs: where a fault came from, with `HD_LOCAL_DEBUG=1`. It can hold paths, so it is not shown unasked. */
export function debugText(fault: Fault): string {
  if (!process.env.HD_LOCAL_DEBUG || !(fault.cause instanceof Error)) return "";
  return `${fault.cause.stack ?? fault.cause.message}\n`;
}

/** What works on the picture, and why: «network balanced ×2 on the processor (no graphics card …)». */
function means({ network, device, plan }: Pick<EnhanceJob | PictureJob, "network" | "device" | "plan">): string {
  if (network === undefined || device === undefined) {
    const { ratio } = plan.geometry;
    if (ratio === 1) return "no network ran: the picture keeps its size, and is only converted and encoded anew";
    return `no network ran: the picture is made ${ratio < 1 ? "smaller" : "larger"}, by Lanczos`;
  }
  const names = { cpu: "the processor", webgpu: "the graphics card (WebGPU)", cuda: "the graphics card (CUDA)" };
  // At 0 a network is as it was trained, which needs no word.
  const percent = network.strength?.percent ?? 0;
  const strength = percent === 0 ? "" : ` at strength ${percent}`;
  return `network ${network.name} ×${network.scale}${strength} on ${names[device.device]} (${device.reason})`;
}

/** One JSON object a line on standard output. */
export class JsonReporter implements EnhanceReporter {
  #input = "";

  starting(input: string): void {
    this.#input = input;
    this.#write({ event: "started" });
  }

  planned({ analysis, plan, network, device }: EnhanceJob): void {
    this.#write({
      event: "planned",
      source: {
        width: analysis.video.width,
        height: analysis.video.height,
        frames: plan.expectedFrames,
        fps: analysis.fps,
        isVariableRate: analysis.isVariableRate,
      },
      output: { width: plan.geometry.width, height: plan.geometry.height },
      network: network?.name ?? null,
      scale: network?.scale ?? null,
      strength: network?.strength?.percent ?? null,
      device: device ?? null,
      chunks: plan.chunks.length,
      estimatedBytes: plan.estimatedBytes,
      conversions: plan.conversions,
      shortfalls: plan.shortfalls,
    });
  }

  progress(progress: JobProgress): void {
    this.#write({ event: "progress", ...progress });
  }

  pausing(isPaused: boolean): void {
    this.#write({ event: isPaused ? "paused" : "resumed" });
  }

  done(_job: EnhanceJob, result: FilmResult): void {
    this.#write({ event: "done", ...result });
  }

  sampled(_job: EnhanceJob, result: SampleResult): void {
    this.#write({ event: "sampled", ...result });
  }

  picturePlanned({ analysis, plan, network, device }: PictureJob): void {
    this.#write({
      event: "planned",
      source: { width: analysis.video.width, height: analysis.video.height },
      output: { width: plan.geometry.width, height: plan.geometry.height },
      network: network?.name ?? null,
      scale: network?.scale ?? null,
      strength: network?.strength?.percent ?? null,
      device: device ?? null,
      conversions: plan.conversions,
    });
  }

  pictureDone(_job: PictureJob, result: PictureResult): void {
    this.#write({ event: "done", ...result });
  }

  failed(_input: string, fault: Fault): void {
    this.#write({ event: "failed", code: fault.code, message: fault.message });
  }

  summary(count: number, failures: readonly { input: string; fault: Fault }[]): void {
    const failed = failures.map(({ input, fault }) => ({ input, code: fault.code, message: fault.message }));
    process.stdout.write(
      `${JSON.stringify({ event: "summary", files: count, done: count - failures.length, failed })}\n`,
    );
  }

  #write(event: Record<string, unknown>): void {
    process.stdout.write(`${JSON.stringify({ ...event, input: this.#input })}\n`);
  }
}
