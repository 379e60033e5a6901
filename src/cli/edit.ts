/** `hd-local edit`: words become edits, edits a film. */
import { rm } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import type { Context } from "../agent/context.js";
import { understand } from "../agent/understand.js";
import { DEVICES } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { PRESETS } from "../media/video-encoder.js";
import { lookForFact } from "../render/draft-facts.js";
import { renderFrame } from "../render/draft-frame.js";
import { DraftJob, type DraftResult } from "../render/draft-job.js";
import { DEFAULT_OPTIONS } from "../render/plan.js";
import type { JobProgress } from "../render/progress-meter.js";
import { lookAt } from "../render/source-look.js";
import { machineShare, WorkerPool } from "../render/worker-pool.js";
import { applyEdits } from "../timeline/apply-edit.js";
import { addAsset } from "../timeline/assets.js";
import { type Asset, type Draft, emptyDraft } from "../timeline/draft.js";
import type { Edit } from "../timeline/edit.js";
import { type Facts, factsNeeded } from "../timeline/facts.js";
import { clipSegments } from "../timeline/span.js";
import { summarize } from "../timeline/summary.js";
import { expandInputs } from "./input-files.js";
import { numberBetween, oneOf } from "./option-parsers.js";
import { ProgressLine, TerminalKeys } from "./terminal.js";
import { bytesInWords, clock, lengthInWords } from "./wording.js";

interface EditFlags {
  message: string[];
  output?: string;
  plan: boolean;
  network: string;
  device: (typeof DEVICES)[number] | "auto";
  crf: number;
  preset: string;
  force: boolean;
  json: boolean;
  quiet: boolean;
}

export function editCommand(): Command {
  return new Command("edit")
    .description("edit videos, pictures and sound by words, in English or Chinese, into one MP4")
    .argument("<files...>", "videos and pictures, in the order in which they play; music; subtitle files; logos")
    .requiredOption("-m, --message <words>", "what to do; may be said several times, one after the other", gathered, [])
    .option("-o, --output <file>", "the MP4 (default: <name>-edit.mp4 beside the first file)")
    .option("--plan", "tell what was understood and show the timeline, and make nothing", false)
    .option(
      "--network <name>",
      "fast, balanced, best, none, one of your own (hd-local models), or a path to an .onnx file",
      "balanced",
    )
    .addOption(
      new Option("--device <device>", "what runs the network: auto, cpu, webgpu, cuda")
        .argParser(oneOf(["auto", ...DEVICES]))
        .default("auto"),
    )
    .addOption(
      new Option("--crf <number>", "quality of the encoding, 0 (best) to 51; lower is larger")
        .argParser(numberBetween(0, 51))
        .default(DEFAULT_OPTIONS.crf),
    )
    .addOption(
      new Option("--preset <name>", `effort of the encoder: ${PRESETS.join(", ")}`)
        .argParser(oneOf(PRESETS))
        .default(DEFAULT_OPTIONS.preset),
    )
    .option("--force", "replace an existing output", false)
    .option("--json", "one event a line, as JSON, on standard output", false)
    .option("--quiet", "say nothing but errors", false)
    .addHelpText(
      "after",
      `
Examples:
  hd-local edit clip.mov -m "trim the first 5 seconds, make it vertical, title 'Day 1' at the top"
  hd-local edit a.mp4 b.mp4 -m "crossfade between the clips" -m "lo-fi music at 30%" --plan
  hd-local edit 旅行.mp4 -m "剪掉前5秒，加标题「第一天」"`,
    )
    .action(edit);
}

function gathered(words: string, before: string[]): string[] {
  return [...before, words];
}

/** A project of this run: the draft, where its files lie, and the drafts that undo leads back to. */
interface Project {
  draft: Draft;
  paths: Map<string, string>;
  past: Draft[];
  future: Draft[];
  lastEdits: readonly Edit[] | undefined;
}

async function edit(words: string[], flags: EditFlags): Promise<void> {
  const inputs = await expandInputs(words);
  await using pool = new WorkerPool();
  const cancellation = new AbortController();
  const line = new ProgressLine();
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
    () => (pool.isPaused ? line.show("Paused. p goes on, Ctrl-C cancels (finished parts are kept).") : undefined),
  );
  const tell = (event: string, facts: Record<string, unknown>, text: string): void => {
    line.clear();
    if (flags.json) process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
    else if (!flags.quiet) process.stdout.write(`${text}\n`);
  };
  try {
    const project = await openProject(pool, inputs);
    for (const message of flags.message) {
      const said = await follow(pool, project, message);
      tell("understood", { message, ...said }, said.sentences.map((sentence) => `· ${sentence}`).join("\n"));
    }
    const summary = summarize(project.draft);
    tell("timeline", { summary, ...(flags.plan ? { draft: project.draft } : {}) }, summary);
    if (!flags.plan) await make(pool, project, flags, { tell, line, signal: cancellation.signal });
  } catch (error) {
    line.clear();
    if (!cancellation.signal.aborted) throw error;
    throw new Fault(
      "cancelled",
      "Cancelled. Finished parts are kept: the same command goes on behind the last of them.",
    );
  }
}

const SUBTITLES = /\.(srt|vtt|ass|ssa)$/i;

/** All files as assets, videos and pictures on the timeline in their order. */
async function openProject(pool: WorkerPool, inputs: readonly string[]): Promise<Project> {
  const project: Project = { draft: emptyDraft(), paths: new Map(), past: [], future: [], lastEdits: undefined };
  for (const [i, input] of inputs.entries()) {
    const path = resolve(input);
    const asset = await assetOf(pool, path, `f${i + 1}`);
    const outcome = addAsset(project.draft, asset);
    if (outcome.refused !== undefined) throw new Fault("usage", outcome.refused.en);
    project.draft = outcome.draft;
    project.paths.set(asset.i, path);
  }
  return project;
}

async function assetOf(pool: WorkerPool, path: string, id: string): Promise<Asset> {
  const n = basename(path);
  if (SUBTITLES.test(path)) return { i: id, n, k: "subtitle" };
  const { kind, durationMs, width, height, fps, hasSound } = await pool.call("mediaFacts", {
    path,
    threads: machineShare().threads,
  });
  if (kind === "image") return { i: id, n, k: kind, w: width, h: height };
  const d = Math.max(1, durationMs);
  if (kind === "audio") return { i: id, n, k: kind, d, au: true };
  return { i: id, n, k: kind, d, w: width, h: height, ...(fps > 0 ? { f: Math.min(1000, fps) } : {}), au: hasSound };
}

/** What came of one message, in sentences. */
interface Said {
  intent: string;
  edits: readonly Edit[];
  sentences: string[];
}

/** Understands a message and does what it says. @throws Fault `usage` where it cannot be done. */
async function follow(pool: WorkerPool, project: Project, message: string): Promise<Said> {
  const { intent, edits, say } = understand(message, contextOf(project));
  const language = /\p{Script=Han}/u.test(message) ? "zh" : "en";
  if (intent === "undo" || intent === "redo" || intent === "reset") {
    const [from, to] = intent === "redo" ? [project.future, project.past] : [project.past, project.future];
    const draft = intent === "reset" ? project.past[0] : from.pop();
    if (draft !== undefined) {
      to.push(project.draft);
      project.draft = draft;
    }
    return { intent, edits, sentences: [say] };
  }
  if (intent !== "edit" || edits.length === 0) {
    if (intent === "export") return { intent, edits, sentences: [say] };
    throw new Fault("usage", `«${message}»: ${say}`);
  }
  const facts: Record<string, Record<string, unknown>> = {};
  for (const need of factsNeeded(project.draft, edits)) {
    if (need.kind === "speech")
      throw new Fault(
        "usage",
        "Captions from what is said need a speech model, which this version does not have: give a subtitle file (.srt, .vtt or .ass) beside the videos.",
      );
    const found = await lookForFact(pool, need, project.paths.get(need.asset) ?? "");
    if (found !== undefined) facts[need.kind] = { ...facts[need.kind], [need.asset]: found };
  }
  const outcome = applyEdits(project.draft, edits, facts as Facts);
  const [refusal] = outcome.refusals;
  if (refusal !== undefined) throw new Fault("usage", `«${message}»: ${refusal.refused[language]}`);
  project.past.push(project.draft);
  project.future = [];
  project.draft = outcome.draft;
  project.lastEdits = edits;
  return { intent, edits, sentences: outcome.changes.map((change) => change[language]) };
}

function contextOf({ draft, lastEdits }: Project): Context {
  const count = (role: string): number => draft.t.reduce((sum, { r, sg }) => sum + (r === role ? sg.length : 0), 0);
  return {
    durationMs: draft.d,
    clips: new Set(clipSegments(draft).map(({ c }) => c)).size,
    titles: count("title"),
    overlays: count("overlay"),
    hasCaptions: count("captions") > 0,
    hasMusic: count("music") > 0,
    assets: draft.as.map(({ n }) => n),
    lastEdits,
  };
}

interface Telling {
  tell(event: string, facts: Record<string, unknown>, text: string): void;
  line: ProgressLine;
  signal: AbortSignal;
}

async function make(
  pool: WorkerPool,
  { draft, paths }: Project,
  flags: EditFlags,
  { tell, line, signal }: Telling,
): Promise<void> {
  const refusal = outputRefusal(draft);
  if (refusal !== undefined) throw new Fault("usage", refusal);
  const first = [...paths.values()][0] ?? "";
  const outputPath = resolve(flags.output ?? join(dirname(first), `${basename(first, extname(first))}-edit.mp4`));
  if (extname(outputPath).toLowerCase() !== ".mp4")
    throw new Fault("usage", "The result is an MP4: give -o a name that ends in .mp4.");
  const { network, device, crf, preset, force: mayReplace } = flags;
  const { codec, encoder: family } = DEFAULT_OPTIONS;
  let toldMs = 0;
  const onProgress = (progress: JobProgress): void => {
    const { stage, frames, totalFrames, remainingSeconds } = progress;
    const isDue = performance.now() - toldMs > JSON_INTERVAL_MS;
    if (flags.json && isDue) {
      toldMs = performance.now();
      process.stdout.write(`${JSON.stringify({ event: "progress", ...progress })}\n`);
    }
    if (flags.json || flags.quiet || pool.isPaused) return;
    const rest = remainingSeconds === undefined ? "" : `, about ${clock(remainingSeconds)} left`;
    line.show(stage === "assembly" ? "joining…" : `${frames} of ${totalFrames} frames${rest}`);
  };
  const made = async (quality: number, isAgain: boolean): Promise<DraftResult> => {
    const encoder = { codec, family, crf: quality, preset };
    const request = { draft, paths, outputPath, mayReplace: mayReplace || isAgain, network, device, encoder };
    const job = await DraftJob.init(pool, request, signal);
    return await job.execute(onProgress);
  };
  const result = await withinBytes(made, Math.min(WORST_CRF, crf + QUALITY_STEPS[draft.o.q ?? "high"]), draft.o.mb);
  const posterPath = draft.o.po === undefined ? undefined : `${outputPath.slice(0, -extname(outputPath).length)}.jpg`;
  if (posterPath !== undefined) {
    const frame = { draft, paths, atMs: draft.o.po ?? 0, outputPath: posterPath };
    await renderFrame(pool, frame, (path) => lookAt(pool, path, signal));
  }
  const { width, height, frames, durationMs, sizeBytes, elapsedSeconds, chunks, cachedChunks } = result;
  const there = cachedChunks > 0 ? `; ${cachedChunks} of ${chunks} parts were there` : "";
  tell(
    "done",
    { ...result, poster: posterPath ?? null },
    [
      `${basename(outputPath)}: ${width}×${height}, ${frames} frames, ${lengthInWords(durationMs / 1000)}, ${bytesInWords(sizeBytes)}`,
      `  took ${lengthInWords(elapsedSeconds)}${there}`,
      ...(posterPath === undefined ? [] : [`  with its picture ${basename(posterPath)}`]),
    ].join("\n"),
  );
}

/** Makes the film again with a lower quality until it is no larger than asked. @throws Fault `usage` where that cannot be. */
async function withinBytes(
  make: (crf: number, isAgain: boolean) => Promise<DraftResult>,
  startCrf: number,
  mostBytes: number | undefined,
): Promise<DraftResult> {
  for (let crf = startCrf, attempt = 0; ; attempt++) {
    const result = await make(crf, attempt > 0);
    if (mostBytes === undefined || result.sizeBytes <= mostBytes) return result;
    if (crf >= WORST_CRF) {
      await rm(result.outputPath, { force: true });
      throw new Fault(
        "usage",
        `At the lowest quality the film has ${bytesInWords(result.sizeBytes)}, which is more than ${bytesInWords(mostBytes)}: make it shorter or smaller («make it 720p»).`,
      );
    }
    // Six steps halve the picture's bytes, one more for what else is in the file.
    crf = Math.min(WORST_CRF, crf + Math.ceil(6 * Math.log2(result.sizeBytes / mostBytes)) + 1);
  }
}

const WORST_CRF = 51;
/** What a lower quality adds to the CRF. */
const QUALITY_STEPS = { high: 0, medium: 4, low: 8 } as const;

const JSON_INTERVAL_MS = 500;

/** What this version cannot put out, in a sentence. */
function outputRefusal({ o }: Draft): string | undefined {
  if (o.f !== undefined && o.f !== "mp4") return `This version makes MP4 only, not ${o.f.toUpperCase()}.`;
  return undefined;
}
