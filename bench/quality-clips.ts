/** What quality is measured on: true HD frames of real clips, and the same frames as poor videos have them. */
import { rmSync } from "node:fs";
import type { Frame } from "node-av/lib";
import { ChunkWriter, readChunkIndex } from "../src/media/chunk-file.js";
import { FilterChain } from "../src/media/filter-chain.js";
import { FrameReader } from "../src/media/frame-reader.js";
import { writeMovie } from "../src/media/movie-writer.js";
import { pictureTrack } from "../src/media/picture-track.js";
import { describe } from "../src/media/probe.js";
import { Source } from "../src/media/source.js";
import { type EncoderSettings, VideoEncoder } from "../src/media/video-encoder.js";
import { sharedClip, sharedFile } from "./measured-process.js";

/** Name: file of the shared clips, and by what it is made smaller first, because its own pixels hold no more detail. */
export const QUALITY_CLIPS = {
  bbb: { file: "hd/bbb_1080p60_vp8.webm", reduction: 1, isNatural: false },
  bedroom_dog: { file: "hd/bedroom_dog_720p_h264.mp4", reduction: 1, isNatural: true },
  sowt: { file: "hd/sowt_1080p50.mov", reduction: 2, isNatural: true },
  whitedog: { file: "hd/whitedog_1080p_phone.mp4", reduction: 2, isNatural: true },
} as const;
export type QualityClip = keyof typeof QUALITY_CLIPS;

/** What settings of others are chosen on: clips that no figure is measured on. */
export const TUNING_CLIPS = {
  juggle: { file: "sam2_05_default_juggle_720p.mp4", reduction: 1 },
  cups: { file: "sam2_02_cups_720p.mp4", reduction: 1 },
} as const;
export type TuningClip = keyof typeof TUNING_CLIPS;

/** Where a clip lies, and what makes its true frames: sides that stay whole numbers, even ones when they are made smaller. */
export function originalOf(clip: QualityClip | TuningClip, scale: number): { path: string; filters: string[] } {
  const { path, reduction } = placeOf(clip);
  const unit = scale === 1 || scale === 2 ? 4 : 6;
  const filters = [
    "format=yuv420p",
    ...(reduction > 1 ? [`scale=iw/${reduction}:ih/${reduction}:flags=lanczos+accurate_rnd`] : []),
    `crop=iw-mod(iw\\,${unit}):ih-mod(ih\\,${unit})`,
  ];
  return { path, filters };
}

/** A clip's file, and by what it is made smaller first. */
function placeOf(clip: QualityClip | TuningClip): { path: string; reduction: number } {
  if (clip === "juggle" || clip === "cups") {
    const { file, reduction } = TUNING_CLIPS[clip];
    return { path: sharedFile(`train/video/${file}`), reduction };
  }
  const { file, reduction } = QUALITY_CLIPS[clip];
  return { path: sharedClip(file), reduction };
}

export type Damage = "clean" | "crf30";

/** So many frames of each clip are encoded; those that are measured come from two places, some in a row at each. */
const CLIP_FRAMES = 60;
const PLACES = [12, 42];
const FPS = 30;

/** Luma of true frames and of poor ones, in pairs. Dispose it to free them. */
export class QualityPairs implements Disposable {
  readonly truth: readonly Frame[];
  readonly poor: readonly Frame[];

  constructor(truth: readonly Frame[], poor: readonly Frame[]) {
    this.truth = truth;
    this.poor = poor;
  }

  [Symbol.dispose](): void {
    for (const frame of [...this.truth, ...this.poor]) frame.free();
  }
}

/** The pairs of a clip at a scale. @param framesEach how many frames in a row are measured at each place. */
export async function qualityPairs(
  clip: QualityClip | TuningClip,
  damage: Damage,
  scale: number,
  framesEach: number,
  folder: string,
): Promise<QualityPairs> {
  const { path, filters: original } = originalOf(clip, scale);
  const reduced = [...original, ...(scale === 1 ? [] : [`scale=iw/${scale}:ih/${scale}:flags=bicubic+accurate_rnd`])];
  const isMeasured = (i: number): boolean => PLACES.some((place) => i >= place && i < place + framesEach);
  const truth = await lumaOf(framesOf(path, original), isMeasured);
  if (damage === "clean") return new QualityPairs(truth, await lumaOf(framesOf(path, reduced), isMeasured));
  const coded = `${folder}/${clip}-${scale}.mp4`;
  await encode(framesOf(path, reduced), coded, 30);
  const poor = await lumaOf(framesOf(coded, ["format=yuv420p"]), isMeasured);
  rmSync(coded);
  return new QualityPairs(truth, poor);
}

/** The first frames of a clip through filters; whoever receives one frees it. */
export async function* framesOf(
  path: string,
  filters: readonly string[],
  count = CLIP_FRAMES,
): AsyncGenerator<Frame, undefined> {
  const stream = await firstVideo(path);
  using reader = await FrameReader.open({ path, streamIndex: stream.index, keyframes: [], threads: 2 });
  using chain = new FilterChain(filters.join(","), stream.timeBase);
  let given = 0;
  while (given < count) {
    const decoded = await reader.next();
    if (decoded === undefined) return;
    for (const { frame } of await chain.push(decoded)) {
      given++;
      yield frame;
    }
  }
}

async function firstVideo(path: string) {
  using source = await Source.open(path);
  const [stream] = (await describe(source)).video;
  if (stream === undefined) throw new Error(`${path} has no video`);
  return stream;
}

/** The luma of some frames. */
export async function lumaOf(
  frames: AsyncGenerator<Frame, undefined>,
  isWanted: (i: number) => boolean,
): Promise<Frame[]> {
  const kept: Frame[] = [];
  let i = 0;
  for await (const frame of frames) {
    if (isWanted(i++)) kept.push(await lumaFrame(frame));
    else frame.free();
  }
  return kept;
}

async function lumaFrame(frame: Frame): Promise<Frame> {
  using chain = new FilterChain("extractplanes=y", { num: 1, den: 1 });
  const [luma] = [...(await chain.push({ frame, pts: 0 })), ...(await chain.flush())];
  if (luma === undefined) throw new Error("a frame has no luma");
  return luma.frame;
}

/** Writes frames as H.264 by x264 medium. */
export async function encode(frames: AsyncGenerator<Frame, undefined>, path: string, crf: number): Promise<void> {
  const chunkPath = `${path}.chunk`;
  let settings: EncoderSettings | undefined;
  let encoder: VideoEncoder | undefined;
  try {
    {
      await using writer = await ChunkWriter.create(chunkPath);
      let i = 0;
      for await (const frame of frames) {
        const { width, height } = frame;
        const common = { codec: "h264", family: "x264", preset: "medium", crf, fps: FPS, threads: 2 } as const;
        settings ??= { ...common, width, height, timeBase: { num: 1, den: FPS } };
        encoder ??= await VideoEncoder.open(settings);
        await writer.write(await encoder.encode(frame, i++));
      }
      if (encoder === undefined) throw new Error("there is nothing to encode");
      await writer.write(await encoder.finish());
      await writer.finish({ extradata: encoder.extradata, damaged: 0 });
    }
    const index = await readChunkIndex(chunkPath);
    if (settings === undefined || index === undefined) throw new Error("the clip was not encoded");
    const track = pictureTrack(settings, [{ path: chunkPath, index, shift: 0 }], 0, 1);
    await writeMovie(path, "mp4", [track], { title: undefined, location: undefined, chapters: [] });
  } finally {
    encoder?.[Symbol.dispose]();
    rmSync(chunkPath, { force: true });
  }
}
