/** One scene at a time: shots laid on the canvas, mixed, drawn over, encoded, written. Runs in a worker process. */
import { rm, writeFile } from "node:fs/promises";
import { ChunkWriter } from "../media/chunk-file.js";
import { filtered, filterValue } from "../media/filter-chain.js";
import { FrameMixer } from "../media/frame-mixer.js";
import type { TimedFrame } from "../media/frame-reader.js";
import { StillPicture } from "../media/still-picture.js";
import { VideoEncoder } from "../media/video-encoder.js";
import type { ChunkControl } from "./chunk-renderer.js";
import { EncodingLine } from "./encoding-line.js";
import type { Scene, SceneStill, SceneText } from "./scene.js";
import { Enlargers, type ShotTools, shotPictures } from "./shot-pictures.js";
import { SourceReaders } from "./source-pictures.js";
import { fontFolder } from "./title-fonts.js";

type Picture = TimedFrame["frame"];

/** Makes scenes. Keeps files, decoders and networks open from scene to scene. */
export class SceneRenderer implements AsyncDisposable {
  readonly #readers: SourceReaders;
  readonly #enlargers: Enlargers;

  constructor({ device, threads }: Pick<Scene, "device" | "threads">) {
    this.#readers = new SourceReaders(threads);
    this.#enlargers = new Enlargers(device, threads);
  }

  /** Makes a scene's chunk under `path`; gives the number of its frames. */
  async render(scene: Scene, path: string, control: ChunkControl): Promise<number> {
    let damaged = 0;
    using encoder = await VideoEncoder.open(scene.encoder);
    await using writer = await ChunkWriter.create(path);
    const line = new EncodingLine(encoder, writer);
    const tools: ShotTools = {
      readers: this.#readers,
      enlargers: this.#enlargers,
      onDamage: (count) => {
        damaged += count;
      },
    };
    let frames = 0;
    try {
      for await (const picture of scenePictures(scene, tools, scriptPathFor(path))) {
        await held(picture, control.gate());
        await line.add(picture, frames++);
        control.onFrame();
      }
    } catch (error) {
      await Promise.allSettled([line.settle()]);
      throw error;
    }
    await line.settle();
    await writer.write(await encoder.finish());
    await writer.finish({ extradata: encoder.extradata, damaged });
    return frames;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#readers[Symbol.dispose]();
    await this.#enlargers[Symbol.asyncDispose]();
  }
}

/** A picture that waits for something is freed where that fails. */
async function held(picture: Picture, wait: Promise<void>): Promise<void> {
  try {
    await wait;
  } catch (error) {
    picture.free();
    throw error;
  }
}

/** Beside an unfinished chunk, under a name that goes with it when its process dies. */
function scriptPathFor(chunkPath: string): string {
  return chunkPath.replace(/(\.\d+\.part)?$/, (ending) => `-text${ending}`);
}

/** The finished pictures of a scene, as many as it has frames; whoever receives one frees it. */
async function* scenePictures(scene: Scene, tools: ShotTools, scriptPath: string): AsyncGenerator<Picture, undefined> {
  const shots = scene.shots.map((shot) => shotPictures(shot, scene, tools));
  await using layers = await Layers.open(scene, scriptPath);
  try {
    for (let frame = 0; frame < scene.frames; frame++) {
      const pictures = await nextOfAll(shots);
      for (const picture of await layers.over(pictures, frame)) yield picture;
    }
    for (const picture of await layers.finish()) yield picture;
  } finally {
    for (const shot of shots) await shot.return(undefined);
  }
}

async function nextOfAll(shots: readonly AsyncGenerator<Picture, undefined>[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  try {
    for (const shot of shots) {
      const { value } = await shot.next();
      if (value === undefined) throw new Error("a shot ended before its scene");
      pictures.push(value);
    }
    return pictures;
  } catch (error) {
    for (const picture of pictures) picture.free();
    throw error;
  }
}

/** Everything that is laid over the first shot: the second one by a transition, pictures, text. */
class Layers implements AsyncDisposable {
  readonly #mixer: FrameMixer | undefined;
  readonly #stills: readonly Picture[];
  readonly #scriptPath: string;

  private constructor(mixer: FrameMixer | undefined, stills: readonly Picture[], scriptPath: string) {
    this.#mixer = mixer;
    this.#stills = stills;
    this.#scriptPath = scriptPath;
  }

  static async open(scene: Scene, scriptPath: string): Promise<Layers> {
    const stills: Picture[] = [];
    try {
      for (const still of scene.stills) stills.push(await openStill(still));
      const text = scene.text && (await openText(scene.text, scriptPath));
      const graph = layerGraph(scene, text);
      const mixer = graph === undefined ? undefined : new FrameMixer(graph, scene.encoder.timeBase, stills);
      return new Layers(mixer, stills, scriptPath);
    } catch (error) {
      for (const still of stills) still.free();
      await rm(scriptPath, { force: true });
      throw error;
    }
  }

  /** Takes the shots' pictures of one frame; gives the finished ones that are ready. */
  async over(pictures: Picture[], frame: number): Promise<Picture[]> {
    if (this.#mixer === undefined) return pictures;
    return (await this.#mixer.push(pictures, frame)).map((mixed) => mixed.frame);
  }

  async finish(): Promise<Picture[]> {
    return ((await this.#mixer?.flush()) ?? []).map((mixed) => mixed.frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#mixer?.[Symbol.dispose]();
    for (const still of this.#stills) still.free();
    await rm(this.#scriptPath, { force: true });
  }
}

/** The graph that lays everything over each other; undefined where there is nothing to lay. */
function layerGraph(scene: Scene, text: string | undefined): string | undefined {
  const { shots, transition, stills, frames, encoder } = scene;
  const steps: string[] = [];
  if (transition !== undefined) {
    const seconds = (frames * encoder.timeBase.num) / encoder.timeBase.den;
    steps.push(`[in1]xfade=transition=${transition}:duration=${seconds.toFixed(6)}:offset=0,format=yuv420p`);
  }
  for (const [i, { left, top, fromFrame, toFrame }] of stills.entries()) {
    const isThroughout = fromFrame === 0 && toFrame === frames;
    const enable = isThroughout ? "" : `:enable='between(n,${fromFrame},${toFrame - 1})'`;
    steps.push(`[in${shots.length + i}]overlay=x=${left}:y=${top}:eof_action=repeat:format=yuv420${enable}`);
  }
  if (text !== undefined) steps.push(text);
  if (steps.length === 0) return undefined;
  const chained = steps.map((step, i) => `[${i === 0 ? "in0" : `layer${i}`}]${step}[layer${i + 1}]`);
  return [...chained, `[layer${steps.length}]format=yuv420p[out]`].join(";");
}

/** A still picture as it is laid over others: at its size, with its own alpha and its opacity. */
async function openStill({ path, streamIndex, chain, size, opacity }: SceneStill): Promise<Picture> {
  using picture = await StillPicture.read(path, streamIndex);
  const filters = [
    chain,
    "format=rgba",
    `scale=${size.width}:${size.height}:flags=lanczos`,
    `colorchannelmixer=aa=${opacity.toFixed(4)}`,
    "scale=out_color_matrix=bt709:out_range=limited:flags=accurate_rnd+full_chroma_int",
    "format=yuva420p",
  ];
  return await filtered(picture.frame, filters.filter(Boolean).join(","));
}

async function openText({ script, fonts }: SceneText, scriptPath: string): Promise<string> {
  await writeFile(scriptPath, script);
  return `ass=filename=${filterValue(scriptPath)}:fontsdir=${filterValue(await fontFolder(fonts))}`;
}
