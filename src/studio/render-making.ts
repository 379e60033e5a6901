/** What makes a render: from a draft and its files to a finished film. */
import { DraftJob, type DraftRequest, type DraftResult } from "../render/draft-job.js";
import { DEFAULT_OPTIONS } from "../render/plan.js";
import type { JobProgress } from "../render/progress-meter.js";
import type { WorkerPool } from "../render/worker-pool.js";
import { canvasOf, type Draft } from "./drafting.js";

/** `high`, and none, is the machine's default network. */
export const QUALITIES = ["low", "high", "best"] as const;
export const NETWORK_NAMES = ["fast", "balanced", "best"] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];
export const DEFAULT_NETWORK = "balanced";

/** The network that a quality means, where the machine's own default is another than ours. */
export function networkFor(quality: (typeof QUALITIES)[number], machineDefault: NetworkName): NetworkName {
  return ({ low: "fast", high: machineDefault, best: "best" } as const)[quality];
}

export interface RenderSettings {
  quality?: (typeof QUALITIES)[number];
  /** Put in when a render is submitted: a later change of the machine's default does not change what is under way. */
  network?: NetworkName;
  /** `1080p`, `1280x720`; absent: as the draft says. */
  resolution?: string;
  /** Absent: as the draft says. */
  fps?: number;
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
  durationMs: number;
  sizeBytes: number;
  width: number;
  height: number;
  frames: number;
  elapsedSeconds: number;
  /** Of the picture; absent where every part was there before. */
  framesPerSecond?: number;
  /** One of the networks that ran; absent where none did. */
  network?: string;
  /** What could not be kept, and why. */
  notes: string[];
}

/** What a render would take. */
export interface RenderEstimate {
  width: number;
  height: number;
  frames: number;
  durationMs: number;
  network: string | undefined;
}

export interface RenderTask {
  draft: Draft;
  settings: RenderSettings;
  /** Files of the draft's assets. */
  paths: ReadonlyMap<string, string>;
  /** What the networks run on; absent: the best that works. */
  device: DraftRequest["device"];
  signal?: AbortSignal;
}

/** Making the picture is all but this much of a render. */
const ASSEMBLY_PERCENT = 3;

/** @throws Fault. */
export async function makeRender(
  pool: WorkerPool,
  task: RenderTask & { outputPath: string },
  onProgress: (progress: RenderProgress) => void,
): Promise<MadeRender> {
  const job = await DraftJob.init(pool, { ...requestOf(task), outputPath: task.outputPath }, task.signal);
  return madeRender(job, await job.execute((progress) => onProgress(wireProgress(progress))));
}

/** What is told of a render that was made. */
function madeRender({ plan }: DraftJob, result: Omit<DraftResult, "outputPath">): MadeRender {
  const { durationMs, sizeBytes, width, height, frames, elapsedSeconds, framesPerSecond, shortfalls } = result;
  return {
    durationMs,
    sizeBytes,
    width,
    height,
    frames,
    elapsedSeconds,
    ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
    ...(plan.network === undefined ? {} : { network: plan.network.name }),
    notes: shortfalls.map(({ what, why }) => `${what}: ${why}`),
  };
}

/** Plans a render without making it. @throws Fault. */
export async function planRenderOf(pool: WorkerPool, task: RenderTask): Promise<RenderEstimate> {
  const { plan } = await planned(pool, task);
  return {
    ...plan.canvas,
    frames: plan.totalFrames,
    durationMs: task.draft.d,
    network: plan.network?.name,
  };
}

/** A film that is planned only: somebody else makes it, wherever. @throws Fault. */
async function planned(pool: WorkerPool, task: RenderTask): Promise<DraftJob> {
  return await DraftJob.init(pool, { ...requestOf(task), outputPath: "" }, task.signal);
}

function requestOf({ draft, settings, paths, device }: RenderTask): Omit<DraftRequest, "outputPath"> {
  const { quality = "high", resolution, fps, isQuick = false, isPlain = false } = settings;
  const network = settings.network ?? networkFor(quality, DEFAULT_NETWORK);
  const asked = fps === undefined ? draft : { ...draft, cv: { ...draft.cv, fr: fps } };
  const size = resolution === undefined ? undefined : sizeOf(resolution, asked);
  return {
    draft: isQuick || isPlain ? withoutNetworks(asked) : asked,
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
    ...(size === undefined ? {} : { size }),
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

/** The box that a resolution means for a draft: turned where the draft is upright. */
function sizeOf(resolution: string, draft: Draft): { width: number; height: number } | undefined {
  const [, across, down] = /^(\d+)x(\d+)$/.exec(resolution) ?? [];
  if (across !== undefined && down !== undefined) return { width: Number(across), height: Number(down) };
  const short = resolution === "4k" ? 2160 : Number.parseInt(resolution, 10);
  const long = Math.round((short * 16) / 9);
  const { width, height } = canvasOf(draft);
  return height > width ? { width: short, height: long } : { width: long, height: short };
}

/** How far a job is, in one figure. */
function wireProgress({ stage, frames, totalFrames, fps, remainingSeconds }: JobProgress): RenderProgress {
  const share = stage === "assembly" ? 1 : frames / Math.max(1, totalFrames);
  return {
    percent: share * (100 - ASSEMBLY_PERCENT),
    framesPerSecond: fps > 0 ? fps : undefined,
    remainingSeconds,
  };
}
