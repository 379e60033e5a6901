/** Drafts, made by edits or put together by hand, and rendered small, so that a test can look at what comes out. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll } from "vitest";
import type { lookForFact } from "../../src/render/draft-facts.js";
import type { renderFrame } from "../../src/render/draft-frame.js";
import type { DraftJob, DraftRequest } from "../../src/render/draft-job.js";
import type { ExportJob, ExportResult } from "../../src/render/export-job.js";
import type { FilmResult } from "../../src/render/film-result.js";
import type { JobProgress } from "../../src/render/progress-meter.js";
import type { SoundJob, SoundRequest } from "../../src/render/sound-job.js";
import type { lookAt, SourceLook } from "../../src/render/source-look.js";
import type { WorkerPool } from "../../src/render/worker-pool.js";
import { applyEdit } from "../../src/timeline/apply-edit.js";
import { addAsset } from "../../src/timeline/assets.js";
import { type Draft, emptyDraft } from "../../src/timeline/draft.js";
import type { Edit } from "../../src/timeline/edit.js";
import { type Facts, factsNeeded } from "../../src/timeline/facts.js";
import { type OutputWish, outputOf } from "../../src/timeline/output.js";
import { cachedClip } from "./clip-cache.js";
import { readFrameIndex } from "./clip-marks.js";
import type { ClipSpec, VideoSpec } from "./clip-spec.js";
import { type ReadFrame, readFrames } from "./read-clip.js";

// Workers are started from files beside the module that starts them, which are the built ones.
const built = (module: string): string => new URL(`../../dist/render/${module}.js`, import.meta.url).href;
const job: { DraftJob: typeof DraftJob } = await import(built("draft-job"));
const facts: { lookForFact: typeof lookForFact } = await import(built("draft-facts"));
const frames: { renderFrame: typeof renderFrame } = await import(built("draft-frame"));
const exports: { ExportJob: typeof ExportJob } = await import(built("export-job"));
const sounds: { SoundJob: typeof SoundJob } = await import(built("sound-job"));
const looks: { lookAt: typeof lookAt } = await import(built("source-look"));
const pools: { WorkerPool: typeof WorkerPool } = await import(built("worker-pool"));

type Clips = Extract<Draft["t"][number], { r: "clips" }>["sg"];
type Segment = Clips[number];
type Tracks = Draft["t"];

/** A file of a draft, and what the draft says of it. */
export interface EditedFile {
  path: string;
  k: "video" | "image" | "audio" | "subtitle";
  d?: number;
  w?: number;
  h?: number;
  f?: number;
  au?: boolean;
}

const VIDEO: VideoSpec = { width: 320, height: 180, fps: [25, 1], frames: 50, flash: true };

/** A made clip of `seconds`, 25 frames a second and 320 × 180 unless said. */
export async function numberedClip(
  seconds = 2,
  video: Partial<VideoSpec> = {},
  more: Partial<ClipSpec> = {},
): Promise<EditedFile> {
  const fps = video.fps ?? VIDEO.fps;
  const frames = Math.round((seconds * fps[0]) / fps[1]);
  const spec: ClipSpec = { container: "mp4", video: { ...VIDEO, ...video, frames }, ...more };
  const path = await cachedClip("numbered.mp4", spec);
  const { width, height, sar } = { ...VIDEO, ...video };
  const w = Math.round(sar === undefined ? width : (width * sar[0]) / sar[1]);
  return {
    path,
    k: "video",
    d: Math.round(seconds * 1000),
    w,
    h: height,
    f: fps[0] / fps[1],
    au: (more.audio?.length ?? 0) > 0,
  };
}

/** A segment as a test writes it: the file by its place, the rest as the draft has it. */
export type SegmentWords = Partial<Omit<Segment, "a">> & { file: number; d: number };

/** A draft of clips one after the other, and what else is said. */
export function draftOf(
  files: readonly EditedFile[],
  segments: readonly SegmentWords[],
  more: { tracks?: Tracks; cv?: Draft["cv"]; fd?: Draft["fd"]; o?: Draft["o"]; mx?: Draft["mx"] } = {},
): Draft {
  let at = 0;
  const sg: Clips = segments.map(({ file, ...words }, i) => {
    const segment = { i: i + 1, c: i + 1, si: 0, ...words, st: at, a: `a${file}` };
    at += words.d;
    return segment;
  });
  return {
    v: 1,
    d: at,
    t: [{ tt: 0, r: "clips", sg }, ...(more.tracks ?? [])],
    as: files.map(({ path, ...facts }, i) => ({ i: `a${i}`, n: path.split("/").at(-1) ?? "", ...facts })),
    cv: more.cv ?? {},
    mx: more.mx ?? {},
    fd: more.fd ?? {},
    o: more.o ?? {},
    m: { nx: 1_000_000 },
  };
}

/** What came out. */
export interface Edited extends FilmResult {
  frames: number;
  pictures: ReadFrame[];
  /** Numbers of the source's frames, in the order shown; undefined where none can be read. */
  numbers: (number | undefined)[];
}

/** Renders drafts in a folder of its own, which is removed behind the last test. */
export class EditingPlace {
  readonly folder = mkdtempSync(join(tmpdir(), "hd-local-edit-"));
  #count = 0;
  #workers: WorkerPool | undefined;

  constructor() {
    process.env["HD_LOCAL_CACHE"] = join(this.folder, "cache");
    afterAll(async () => {
      await this.#workers?.[Symbol.asyncDispose]();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** One worker for all renders of a test file: to start one takes as long as a small render. */
  get #pool(): WorkerPool {
    this.#workers ??= new pools.WorkerPool(1);
    return this.#workers;
  }

  request(draft: Draft, files: readonly EditedFile[], more: Partial<DraftRequest> = {}): DraftRequest {
    return {
      draft,
      paths: new Map(files.map(({ path }, i) => [`a${i}`, path])),
      outputPath: join(this.folder, `result-${++this.#count}.mp4`),
      mayReplace: false,
      network: "none",
      device: "cpu",
      encoder: { codec: "h264", family: "x264", crf: 16, preset: "ultrafast" },
      size: { width: 320, height: 180 },
      ...more,
    };
  }

  /**
   * A draft as it comes to be: files are handed over one after the other, then edits follow, none of which may be refused.
   * What they wait for is looked for in the files, unless it is given.
   */
  async edited(files: readonly EditedFile[], edits: readonly Edit[], known: Facts = {}): Promise<Draft> {
    let draft = emptyDraft();
    for (const [i, { path, ...words }] of files.entries()) {
      const added = addAsset(draft, { i: `a${i}`, n: basename(path), ...words });
      if (added.draft === undefined) throw new Error(added.refused.en);
      draft = added.draft;
    }
    for (const edit of edits) {
      const found: Record<string, Record<string, unknown>> = {};
      for (const need of factsNeeded(draft, [edit])) {
        const path = files[Number(need.asset.slice(1))]?.path ?? "";
        found[need.kind] = { ...found[need.kind], [need.asset]: await facts.lookForFact(this.#pool, need, path) };
      }
      const outcome = applyEdit(draft, edit, { ...found, ...known });
      if (outcome.draft === undefined) throw new Error(`${JSON.stringify(edit)}: ${outcome.refused.en}`);
      draft = outcome.draft;
    }
    return draft;
  }

  /** Renders what these edits make of these files. */
  async made(
    files: readonly EditedFile[],
    edits: readonly Edit[],
    more: Partial<DraftRequest> = {},
    known: Facts = {},
  ): Promise<Edited> {
    return await this.render(await this.edited(files, edits, known), files, more);
  }

  /** Renders without a network, 320 × 180 unless said. */
  async render(draft: Draft, files: readonly EditedFile[], more: Partial<DraftRequest> = {}): Promise<Edited> {
    const planned = await job.DraftJob.init(this.#pool, this.request(draft, files, more));
    const result = await planned.execute(() => undefined);
    const pictures = readFrames(result.outputPath);
    const numbers = pictures.map(({ luma, width, height }) => readFrameIndex(luma, width, height));
    return { ...result, pictures, numbers };
  }

  /** Makes what is wished for, 320 × 180 unless said. */
  async exported(
    draft: Draft,
    files: readonly EditedFile[],
    wish: OutputWish,
    onProgress: (progress: JobProgress) => void = () => undefined,
  ): Promise<ExportResult> {
    const { size: _, outputPath, ...request } = this.request(draft, files);
    const described = outputOf(draft, { resolution: "320x180", ...wish });
    const path = outputPath.replace(/mp4$/, described.output.format);
    const job = await exports.ExportJob.init(this.#pool, { ...request, ...described, outputPath: path });
    return await job.execute(onProgress);
  }

  look(path: string): Promise<SourceLook> {
    return looks.lookAt(this.#pool, path);
  }

  /** Renders a draft whose files lie anywhere; gives how many frames it has, and should have. */
  async frameCounts(
    draft: Draft,
    paths: ReadonlyMap<string, string>,
    size: NonNullable<DraftRequest["size"]>,
  ): Promise<{ made: number; planned: number }> {
    const planned = await job.DraftJob.init(this.#pool, { ...this.request(draft, []), paths, size });
    const { frames: made } = await planned.execute(() => undefined);
    return { made, planned: planned.plan.totalFrames };
  }

  /** Writes the sound alone; gives its path. */
  async sound(draft: Draft, files: readonly EditedFile[], format: SoundRequest["format"]): Promise<string> {
    const { paths, mayReplace } = this.request(draft, files);
    const outputPath = join(this.folder, `sound-${++this.#count}.${format}`);
    const planned = await sounds.SoundJob.init(this.#pool, { draft, paths, mayReplace, outputPath, format });
    await planned.execute(() => undefined);
    return outputPath;
  }

  /** Writes the picture of a moment, 320 × 180, as PNG; gives its path. */
  async frame(draft: Draft, files: readonly EditedFile[], atMs: number): Promise<string> {
    const { paths, size } = this.request(draft, files);
    const outputPath = join(this.folder, `frame-${++this.#count}.png`);
    const request = { draft, paths, atMs, outputPath, ...(size && { size }) };
    await frames.renderFrame(this.#pool, request, (path) => looks.lookAt(this.#pool, path));
    return outputPath;
  }
}

/** A stretch of numbers: `range(3, 6)` is 3, 4, 5. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.abs(to - from) }, (_, i) => (from < to ? from + i : from - i));
}

/** Mean of a plane over a part of the picture, given in fractions of it; plane 0 is luma. */
export function meanAt(
  picture: ReadFrame,
  { left = 0, top = 0, right = 1, bottom = 1 }: { left?: number; top?: number; right?: number; bottom?: number },
  plane: 0 | 1 | 2 = 0,
): number {
  const { data, width, height } =
    plane === 0
      ? { data: picture.luma, width: picture.width, height: picture.height }
      : (picture.chroma[plane - 1] ?? { data: Buffer.alloc(0), width: 0, height: 0 });
  let [sum, count] = [0, 0];
  for (let y = Math.round(top * height); y < Math.round(bottom * height); y++)
    for (let x = Math.round(left * width); x < Math.round(right * width); x++) {
      sum += data[y * width + x] ?? 0;
      count++;
    }
  return sum / count;
}

/** The picture that is shown at a moment. */
export function pictureAt({ pictures }: Edited, seconds: number): ReadFrame {
  const found = pictures.findLast(({ ptsSeconds }) => ptsSeconds <= seconds + 1e-6);
  if (found === undefined) throw new Error(`nothing is shown at ${seconds} s`);
  return found;
}
