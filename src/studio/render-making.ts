/** What makes a render: from a draft and its files to a finished film, its sound, or a picture. */
import { DraftJob, type DraftRequest } from "../render/draft-job.js";
import { ExportJob, type ExportRequest, type ExportResult } from "../render/export-job.js";
import { isJoined } from "../render/film.js";
import { DEFAULT_OPTIONS } from "../render/plan.js";
import type { JobProgress } from "../render/progress-meter.js";
import type { WorkerPool } from "../render/worker-pool.js";
import { type Output, type OutputFormat, type OutputWish, outputOf } from "../timeline/output.js";
import type { Draft } from "./drafting.js";

export { ASPECTS, FITS } from "../timeline/edit.js";
export { mediaKindOf, OUTPUT_FORMATS, PRESET_NAMES, RESOLUTION_WORDS } from "../timeline/output.js";

/** `high`, and none, is the machine's default network. */
export const QUALITIES = ["low", "high", "best"] as const;
export const DEFAULT_NETWORK = "balanced";

/** The network that a quality means, where the machine's own default is another than ours. */
export function networkFor(quality: (typeof QUALITIES)[number], machineDefault: string): string {
  return { low: "fast", high: machineDefault, best: "best" }[quality];
}

export interface RenderSettings extends OutputWish {
  quality?: (typeof QUALITIES)[number];
  /** Put in when a render is submitted: a later change of the machine's default does not change what is under way. */
  network?: string;
  /** No network, and the quickest encoding: something to look at while one works. */
  isQuick?: boolean;
  /** No network: what a film would be without. */
  isPlain?: boolean;
}

export interface RenderProgress {
  /** 0 to 100; 100 is not yet finished. */
  percent: number;
  framesPerSecond: number | undefined;
  remainingSeconds: number | undefined;
}

export interface MadeRender {
  /** Absent of renders from before there was a choice: MP4. */
  format?: OutputFormat;
  durationMs: number;
  sizeBytes: number;
  /** Sound has none. */
  width?: number;
  height?: number;
  frames: number;
  elapsedSeconds: number;
  /** Of the picture; absent where every part was there before. */
  framesPerSecond?: number;
  /** One of the networks that ran; absent where none did. */
  network?: string;
  /** Parts that were there before. */
  foundParts?: number;
  /** What could not be kept, and why. */
  notes: string[];
  /** The same in Chinese; absent of renders from before it was told. */
  notesZh?: string[];
}

/** What a render would take. */
export interface RenderEstimate {
  /** Sound has none. */
  width: number | undefined;
  height: number | undefined;
  frames: number;
  durationMs: number;
  network: string | undefined;
  maxBytes: number | undefined;
}

export interface RenderTask {
  draft: Draft;
  settings: RenderSettings;
  /** Files of the draft's assets. */
  paths: ReadonlyMap<string, string>;
  /** What the networks run on; absent: the best that works. */
  device: ExportRequest["device"];
  /** What other machines run them on, where they make the film. */
  deviceElsewhere?: NonNullable<DraftRequest["deviceElsewhere"]>;
  signal?: AbortSignal;
}

/** What comes out of a task, by its ending. */
export function formatOf({ draft, settings }: Pick<RenderTask, "draft" | "settings">): OutputFormat {
  return outputOf(draft, settings).output.format;
}

/** @throws Fault. */
export async function makeRender(
  pool: WorkerPool,
  task: RenderTask & { outputPath: string },
  onProgress: (progress: RenderProgress) => void,
): Promise<MadeRender> {
  const job = await ExportJob.init(pool, { ...requestOf(task), outputPath: task.outputPath }, task.signal);
  const made = await job.execute(renderProgress(task, onProgress));
  return { ...madeRender(job, made), format: formatOf(task) };
}

/** What is told of a render that was made. */
export function madeRender({ plan }: Pick<ExportJob, "plan">, result: Omit<ExportResult, "outputPath">): MadeRender {
  const {
    durationMs,
    sizeBytes,
    width,
    height,
    frames,
    elapsedSeconds,
    framesPerSecond,
    shortfalls,
    hasFallenBack = false,
  } = result;
  return {
    durationMs,
    sizeBytes,
    ...(width === undefined || height === undefined ? {} : { width, height }),
    frames,
    elapsedSeconds,
    ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
    ...(plan.network === undefined ? {} : { network: plan.network }),
    foundParts: result.cachedChunks,
    notes: [
      ...shortfalls.map(({ what, why }) => `${what}: ${why}`),
      ...(hasFallenBack ? ["the graphics card failed midway: the processor made the rest"] : []),
    ],
    notesZh: [
      ...shortfalls.map(({ what, why, zh }) => zh ?? `${what}: ${why}`),
      ...(hasFallenBack ? ["显卡中途出错：其余部分由处理器完成"] : []),
    ],
  };
}

/** Plans a render without making it. @throws Fault. */
export async function planRenderOf(pool: WorkerPool, task: RenderTask): Promise<RenderEstimate> {
  const request = requestOf(task);
  const { plan } = await ExportJob.init(pool, { ...request, outputPath: "" }, task.signal);
  const { output } = request;
  return {
    width: plan.width,
    height: plan.height,
    frames: plan.frames,
    durationMs: output.kind === "picture" ? 0 : task.draft.d,
    network: plan.network,
    maxBytes: output.kind === "picture" ? undefined : output.maxBytes,
  };
}

/**
 * A film that is planned only: somebody else makes it, wherever. Undefined for sound alone and for a picture.
 * @throws Fault.
 */
export async function plannedFilm(pool: WorkerPool, task: RenderTask): Promise<DraftJob | undefined> {
  const { output, ...request } = requestOf(task);
  if (output.kind !== "video") return undefined;
  const { size, ...film } = output;
  const { deviceElsewhere } = task;
  const elsewhere = deviceElsewhere === undefined ? {} : { deviceElsewhere };
  return await DraftJob.init(pool, { ...request, ...elsewhere, output: film, size, outputPath: "" }, task.signal);
}

function requestOf({ draft, settings, paths, device }: RenderTask): Omit<ExportRequest, "outputPath"> {
  const { quality = "high", isQuick = false, isPlain = false, network: chosen, ...wish } = settings;
  const network = chosen ?? networkFor(quality, DEFAULT_NETWORK);
  const asked = outputOf(draft, wish);
  return {
    draft: isQuick || isPlain ? withoutNetworks(asked.draft) : asked.draft,
    output: asked.output,
    paths,
    mayReplace: true,
    network: isQuick || isPlain ? "none" : network,
    device,
    encoder: {
      codec: DEFAULT_OPTIONS.codec,
      family: DEFAULT_OPTIONS.encoder,
      crf: DEFAULT_OPTIONS.crf,
      preset: isQuick ? "ultrafast" : DEFAULT_OPTIONS.preset,
    },
  };
}

/** A clip can ask for a network of its own. */
function withoutNetworks(draft: Draft): Draft {
  return {
    ...draft,
    t: draft.t.map((track) =>
      track.r === "clips" ? { ...track, sg: track.sg.map((segment) => ({ ...segment, en: "none" as const })) } : track,
    ),
  };
}

type Shares = Readonly<Record<JobProgress["stage"], number>>;

/** Parts of a render, in percent: making the picture is nearly all of it, unless it is coded again. */
const JOINED: Shares = { sound: 2, picture: 95, conversion: 0, assembly: 3 };
const CONVERTED: Shares = { sound: 2, picture: 65, conversion: 30, assembly: 3 };
const SOUND_ALONE: Shares = { sound: 100, picture: 0, conversion: 0, assembly: 0 };
const STAGES = ["sound", "picture", "conversion", "assembly"] as const;

function sharesOf(output: Output): Shares {
  if (output.kind !== "video") return SOUND_ALONE;
  return isJoined(output) ? JOINED : CONVERTED;
}

/** How far a render is, in one figure that never falls. */
export function renderProgress(
  { draft, settings }: Pick<RenderTask, "draft" | "settings">,
  onProgress: (progress: RenderProgress) => void,
): (progress: JobProgress) => void {
  return progressTeller(sharesOf(outputOf(draft, settings).output), onProgress);
}

/** How far a job is, in one figure that never falls. */
function progressTeller(
  shares: Shares,
  onProgress: (progress: RenderProgress) => void,
): (progress: JobProgress) => void {
  let percent = 0;
  return ({ stage, stageShare, fps, remainingSeconds }) => {
    const before = STAGES.slice(0, STAGES.indexOf(stage)).reduce((sum, each) => sum + shares[each], 0);
    percent = Math.max(percent, Math.min(100, before + stageShare * shares[stage]));
    onProgress({ percent, framesPerSecond: fps > 0 ? fps : undefined, remainingSeconds });
  };
}
