/** `hd-local edit`: words become edits, edits a film. */
import { basename, dirname, extname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import type { Context } from "../agent/context.js";
import type { Interpreter } from "../agent/interpreter.js";
import { isChinese } from "../agent/language/normal-form.js";
import type { DEVICES } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { lookForFact } from "../render/draft-facts.js";
import { renderFrame } from "../render/draft-frame.js";
import { ExportJob, type ExportResult } from "../render/export-job.js";
import { DEFAULT_OPTIONS } from "../render/plan.js";
import type { JobProgress } from "../render/progress-meter.js";
import { lookAt } from "../render/source-look.js";
import { machineShare, WorkerPool } from "../render/worker-pool.js";
import { applyEdits } from "../timeline/apply-edit.js";
import { addAsset } from "../timeline/assets.js";
import { type Asset, type Draft, emptyDraft } from "../timeline/draft.js";
import type { Edit } from "../timeline/edit.js";
import { type Facts, factsNeeded } from "../timeline/facts.js";
import { OUTPUT_FORMATS, type OutputFormat, type OutputPreset, outputOf, PRESET_NAMES } from "../timeline/output.js";
import { clipSegments } from "../timeline/span.js";
import { summarize } from "../timeline/summary.js";
import { crfOption, deviceOption, presetOption } from "./encoding-options.js";
import { FALLEN_BACK } from "./enhance-report.js";
import { expandInputs } from "./input-files.js";
import { interpreterOf, type ModelFlags, tellShortfall, withModelOptions } from "./model-options.js";
import { oneOf, speechModelOf } from "./option-parsers.js";
import { ProgressLine, TerminalKeys } from "./terminal.js";
import { bytesInWords, clock, lengthInWords, shownName } from "./wording.js";

interface EditFlags extends ModelFlags {
  message: string[];
  output?: string;
  as?: OutputPreset;
  speechModel?: string;
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
  const command = new Command("edit")
    .description("edit videos, pictures and sound by words, in English or Chinese, into one file")
    .argument("<files...>", "videos and pictures, in the order in which they play; music; subtitle files; logos")
    .requiredOption("-m, --message <words>", "what to do; may be said several times, one after the other", gathered, [])
    .option(
      "-o, --output <file>",
      "the result; its ending says what it is (default: <name>-edit.mp4 beside the first file)",
    )
    .addOption(
      new Option(
        "--as <preset>",
        `ready-made: ${PRESET_NAMES.join(", ")} (1080p, 9:16, 1:1, under 25 MB, sound only)`,
      ).argParser(oneOf(PRESET_NAMES)),
    )
    .option("--plan", "tell what was understood and show the timeline, and make nothing", false)
    .option(
      "--network <name>",
      "fast, balanced, best, none, one of your own (hd-local models), or a path to an .onnx file",
      "balanced",
    )
    .addOption(deviceOption())
    .addOption(crfOption())
    .addOption(presetOption())
    .option("--speech-model <file>", "a whisper.cpp model, for captions from what is said (HD_LOCAL_SPEECH_MODEL)")
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
  return withModelOptions(command);
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
  const interpreter = await interpreterOf(flags);
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
    const speechModel = speechModelOf(flags.speechModel);
    for (const message of flags.message) {
      const said = await follow({ pool, project, interpreter, speechModel }, message);
      tell("understood", { message, ...said }, said.sentences.map((sentence) => `· ${sentence}`).join("\n"));
    }
    const summary = summarize(project.draft);
    // A person is told in the language of the words, a program in the published form.
    const told = isChinese(flags.message.join(" ")) ? summarize(project.draft, "zh") : summary;
    tell("timeline", { summary, ...(flags.plan ? { draft: project.draft } : {}) }, told);
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
  const { kind, durationMs, width, height, fps, hasSound } = await pool.call("mediaFacts", {
    path,
    threads: machineShare().threads,
  });
  if (kind === "subtitle") return { i: id, n, k: kind };
  if (kind === "image") return { i: id, n, k: kind, w: width, h: height };
  const d = Math.max(1, durationMs);
  if (kind === "audio") return { i: id, n, k: kind, d, au: true };
  return { i: id, n, k: kind, d, w: width, h: height, ...(fps > 0 ? { f: Math.min(1000, fps) } : {}), au: hasSound };
}

const NO_SPEECH_MODEL =
  "Captions from what is said need a speech model, which does not come with this program: give a whisper.cpp model (ggml-base.bin or another) with --speech-model <file>, or a subtitle file (.srt, .vtt or .ass) beside the videos.";

/** What came of one message, in sentences. */
interface Said {
  intent: string;
  edits: readonly Edit[];
  sentences: string[];
}

/** Understands a message and does what it says. @throws Fault `usage` where it cannot be done. */
async function follow(
  {
    pool,
    project,
    interpreter,
    speechModel,
  }: { pool: WorkerPool; project: Project; interpreter: Interpreter; speechModel: string | undefined },
  message: string,
): Promise<Said> {
  const { understood, shortfall } = await interpreter.interpret({
    words: message,
    context: contextOf(project),
    summary: summarize(project.draft),
  });
  tellShortfall(shortfall);
  const { intent, edits, say, also } = understood;
  const language = isChinese(message) ? "zh" : "en";
  if (intent === "undo" || intent === "redo" || intent === "reset") {
    const [from, to] = intent === "redo" ? [project.future, project.past] : [project.past, project.future];
    const draft = intent === "reset" ? project.past[0] : from.pop();
    if (draft !== undefined) {
      to.push(project.draft);
      project.draft = draft;
    }
    // «no, the second one»: what takes the place of the last change follows.
    if (intent !== "undo" || edits.length === 0) return { intent, edits, sentences: [say] };
  } else if (intent !== "edit" || edits.length === 0) {
    if (intent === "export") return { intent, edits, sentences: [say] };
    throw new Fault("usage", `«${message}»: ${say}`);
  }
  const facts: Record<string, Record<string, unknown>> = {};
  for (const need of factsNeeded(project.draft, edits)) {
    if (need.kind === "speech" && speechModel === undefined) throw new Fault("usage", NO_SPEECH_MODEL);
    const found = await lookForFact(pool, need, project.paths.get(need.asset) ?? "", { speechModel });
    if (found !== undefined) facts[need.kind] = { ...facts[need.kind], [need.asset]: found };
  }
  const outcome = applyEdits(project.draft, edits, facts as Facts);
  const [refusal] = outcome.refusals;
  if (refusal !== undefined) throw new Fault("usage", `«${message}»: ${refusal.refused[language]}`);
  project.past.push(project.draft);
  project.future = [];
  project.draft = outcome.draft;
  project.lastEdits = edits;
  const done = outcome.changes.map((change) => change[language]);
  return { intent, edits, sentences: also === undefined ? done : [...done, also] };
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
  const first = [...paths.values()][0] ?? "";
  const asked = outputOf(draft, { preset: flags.as, format: formatNamed(flags.output) });
  const { format } = asked.output;
  const outputPath = resolve(flags.output ?? join(dirname(first), `${basename(first, extname(first))}-edit.${format}`));
  if (formatNamed(outputPath) !== format)
    throw new Fault("usage", `${format.toUpperCase()} was asked for: give -o a name that ends in .${format}.`);
  const { network, device, crf, preset, force: mayReplace } = flags;
  const { codec, encoder: family } = DEFAULT_OPTIONS;
  const encoder = { codec, family, crf, preset };
  let toldMs = 0;
  const onProgress = (progress: JobProgress): void => {
    const isDue = performance.now() - toldMs > JSON_INTERVAL_MS;
    if (flags.json && isDue) {
      toldMs = performance.now();
      process.stdout.write(`${JSON.stringify({ event: "progress", ...progress })}\n`);
    }
    if (!flags.json && !flags.quiet && !pool.isPaused) line.show(progressInWords(progress));
  };
  const job = await ExportJob.init(pool, { ...asked, paths, outputPath, mayReplace, network, device, encoder }, signal);
  const result = await job.execute(onProgress);
  const hasPoster = asked.output.kind === "video" && draft.o.po !== undefined;
  const posterPath = hasPoster ? `${outputPath.slice(0, -extname(outputPath).length)}.jpg` : undefined;
  if (posterPath !== undefined) {
    const frame = { draft: asked.draft, paths, atMs: draft.o.po ?? 0, outputPath: posterPath };
    await renderFrame(pool, frame, (path) => lookAt(pool, path, signal));
  }
  const { elapsedSeconds, chunks, cachedChunks, shortfalls } = result;
  const there = cachedChunks > 0 ? `; ${cachedChunks} of ${chunks} parts were there` : "";
  tell(
    "done",
    { ...result, format, poster: posterPath ?? null },
    [
      `${shownName(outputPath)}: ${factsInWords(result)}`,
      `  took ${lengthInWords(elapsedSeconds)}${there}`,
      ...shortfalls.map(({ what, why }) => `  not kept: ${what} (${why})`),
      ...(result.hasFallenBack ? [`  ${FALLEN_BACK}`] : []),
      ...(posterPath === undefined ? [] : [`  with its picture ${shownName(posterPath)}`]),
    ].join("\n"),
  );
}

const JSON_INTERVAL_MS = 500;

/** The format that a file's name means; undefined without one. @throws Fault `usage` where it is none that is made. */
function formatNamed(path: string | undefined): OutputFormat | undefined {
  if (path === undefined) return undefined;
  const ending = extname(path).slice(1).toLowerCase();
  const format = OUTPUT_FORMATS.find((each) => each === (ending === "jpeg" ? "jpg" : ending));
  if (format !== undefined) return format;
  throw new Fault("usage", `Give -o a name that ends in one of .${OUTPUT_FORMATS.join(", .")}.`);
}

function factsInWords({ width, height, frames, durationMs, sizeBytes }: ExportResult): string {
  return [
    ...(width === undefined || height === undefined ? [] : [`${width}×${height}`]),
    ...(frames > 1 ? [`${frames} frames`] : []),
    ...(durationMs > 0 ? [lengthInWords(durationMs / 1000)] : []),
    bytesInWords(sizeBytes),
  ].join(", ");
}

function progressInWords({ stage, stageShare, frames, totalFrames, remainingSeconds }: JobProgress): string {
  switch (stage) {
    case "sound":
      return `sound, ${Math.floor(stageShare * 100)}%`;
    case "picture": {
      const rest = remainingSeconds === undefined ? "" : `, about ${clock(remainingSeconds)} left`;
      return `${frames} of ${totalFrames} frames${rest}`;
    }
    case "conversion":
      return `converting, ${Math.floor(stageShare * 100)}%`;
    case "assembly":
      return "joining…";
  }
}
