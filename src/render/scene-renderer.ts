/** One scene at a time: shots laid on the canvas, mixed, drawn over, encoded, written. Runs in a worker process. */
import { rm, writeFile } from "node:fs/promises";
import { ChunkWriter } from "../media/chunk-file.js";
import { filtered, filterValue } from "../media/filter-chain.js";
import { FrameMixer } from "../media/frame-mixer.js";
import type { TimedFrame } from "../media/frame-reader.js";
import { type PictureFileKind, writePicture } from "../media/picture-file.js";
import { StillPicture } from "../media/still-picture.js";
import { VideoEncoder } from "../media/video-encoder.js";
import type { ChunkControl } from "./chunk-renderer.js";
import { EncodingLine } from "./encoding-line.js";
import type { LaidOver, Scene, SceneInset, SceneStill, SceneText } from "./scene.js";
import { dimmed, Enlargers, type ShotTools, shotPictures } from "./shot-pictures.js";
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
      gate: control.gate,
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

  /** Writes the first picture of a scene. */
  async still(scene: Scene, path: string, kind: PictureFileKind): Promise<void> {
    const tools = {
      readers: this.#readers,
      enlargers: this.#enlargers,
      onDamage: () => undefined,
      gate: async () => undefined,
    };
    const pictures = scenePictures(scene, tools, scriptPathFor(path));
    try {
      const { value } = await pictures.next();
      if (value === undefined) throw new Error("a scene gave no picture");
      using picture = value;
      using formed = await filtered(picture, STILL_FORMS[kind]);
      await writePicture(path, formed, kind);
    } finally {
      await pictures.return(undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#readers[Symbol.dispose]();
    await this.#enlargers[Symbol.asyncDispose]();
  }
}

const FROM_VIDEO = "scale=in_color_matrix=bt709:in_range=limited:flags=lanczos+accurate_rnd+full_chroma_int";
/** From a video's picture to what a file of a kind holds. */
const STILL_FORMS: Record<PictureFileKind, string> = {
  png: `${FROM_VIDEO}:out_range=full,format=rgb24`,
  jpeg: `${FROM_VIDEO}:out_color_matrix=smpte170m:out_range=full,format=yuvj420p`,
};

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
  const shots = [
    ...scene.shots.map((shot) => shotPictures(shot, scene, tools)),
    ...insetsOf(scene).map(({ shot, size }) =>
      shotPictures(shot, { ...scene, encoder: { ...scene.encoder, ...size } }, tools),
    ),
  ];
  await using layers = await Layers.open(scene, scriptPath);
  let finished = 0;
  const lit = (picture: Picture): Picture => {
    const level = scene.levels?.[finished++] ?? 1;
    if (level < 1) dimmed(picture, level);
    return picture;
  };
  try {
    for (let frame = 0; frame < scene.frames; frame++) {
      const pictures = await nextOfAll(shots);
      for (const picture of await layers.over(pictures, frame)) yield lit(picture);
    }
    for (const picture of await layers.finish()) yield lit(picture);
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

function insetsOf({ over }: Scene): SceneInset[] {
  return over.filter((each): each is SceneInset => "shot" in each);
}

function stillsOf({ over }: Scene): SceneStill[] {
  return over.filter((each): each is SceneStill => !("shot" in each));
}

/** Everything that is laid over the first shot: the second one by a transition, pictures, text. */
class Layers implements AsyncDisposable {
  readonly #mixer: FrameMixer | undefined;
  readonly #passedFrames: number;
  readonly #stills: readonly Picture[];
  readonly #scriptPath: string;
  #hasBegun = false;

  private constructor(
    mixer: FrameMixer | undefined,
    passedFrames: number,
    stills: readonly Picture[],
    scriptPath: string,
  ) {
    this.#mixer = mixer;
    this.#passedFrames = passedFrames;
    this.#stills = stills;
    this.#scriptPath = scriptPath;
  }

  static async open(scene: Scene, scriptPath: string): Promise<Layers> {
    const stills: Picture[] = [];
    try {
      for (const still of stillsOf(scene)) stills.push(await openStill(still));
      const text = scene.text && (await openText(scene.text, scriptPath));
      const graph = layerGraph(scene, text);
      const mixer = graph === undefined ? undefined : new FrameMixer(graph, scene.encoder.timeBase, stills);
      return new Layers(mixer, scene.transition?.passedFrames ?? 0, stills, scriptPath);
    } catch (error) {
      for (const still of stills) still.free();
      await rm(scriptPath, { force: true });
      throw error;
    }
  }

  /** Takes the pictures of all shots of one frame; gives the finished ones that are ready. */
  async over(pictures: Picture[], frame: number): Promise<Picture[]> {
    if (this.#mixer === undefined) return pictures;
    if (!this.#hasBegun && this.#passedFrames > 0) {
      // A transition counts from the first pictures that it gets: these stand for its beginning, which lies before.
      const copies = pictures.flatMap((picture) => picture.clone() ?? []);
      seenOf(await this.#mixer.push(copies, 0));
    }
    this.#hasBegun = true;
    return seenOf(await this.#mixer.push(pictures, this.#passedFrames + frame));
  }

  async finish(): Promise<Picture[]> {
    return seenOf((await this.#mixer?.flush()) ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#mixer?.[Symbol.dispose]();
    for (const still of this.#stills) still.free();
    await rm(this.#scriptPath, { force: true });
  }
}

/** Pictures from before the scene are not part of it. */
function seenOf(mixed: readonly TimedFrame[]): Picture[] {
  for (const { frame, pts } of mixed) if (pts < 0) frame.free();
  return mixed.filter(({ pts }) => pts >= 0).map(({ frame }) => frame);
}

/** The graph that lays everything over each other; undefined where there is nothing to lay. */
function layerGraph(scene: Scene, text: string | undefined): string | undefined {
  const { shots, transition, over, frames, encoder } = scene;
  const { num, den } = encoder.timeBase;
  const parts: string[] = [];
  let latest = "[in0]";
  const lay = (filters: string): void => {
    const next = `[layer${parts.length}]`;
    parts.push(`${latest}${filters}${next}`);
    latest = next;
  };
  if (transition !== undefined) {
    const seconds = (transition.frames * num) / den;
    // Later layers and their clocks know nothing of what lies before the scene.
    lay(
      `[in1]xfade=transition=${transition.name}:duration=${seconds.toFixed(6)}:offset=0,setpts=PTS-${transition.passedFrames},format=yuv420p`,
    );
  }
  let inset = shots.length;
  let still = shots.length + insetsOf(scene).length;
  for (const each of over) {
    const isThroughout = each.fromFrame === 0 && each.toFrame === frames;
    // Half a frame early and late: moments are compared as broken numbers.
    const [from, to] = [each.fromFrame - 0.5, each.toFrame - 0.5].map((frame) => ((frame * num) / den).toFixed(6));
    const enable = isThroughout ? "" : `:enable='between(t,${from},${to})'`;
    const place = `overlay=x=${each.left}:y=${each.top}:eof_action=repeat:format=yuv420${enable}`;
    if ("shot" in each) {
      const [input, faded] = [`[in${inset}]`, `[inset${inset++}]`];
      const passed = transition === undefined ? "" : `,setpts=PTS-${transition.passedFrames}`;
      const fades = fadeFilters(each, encoder).map((filter) => `,${filter}`);
      parts.push(`${input}format=yuva420p,lutyuv=a=val*${each.opacity.toFixed(4)}${passed}${fades.join("")}${faded}`);
      lay(`${faded}${place}`);
    } else {
      const [input, faded] = [`[in${still}]`, `[still${still++}]`];
      const fades = fadeFilters(each, encoder);
      if (fades.length === 0) lay(`${input}${place}`);
      else {
        // A picture of which only one is there would stay as it is when it first is seen.
        parts.push(`${input}loop=loop=${frames}:size=1,setpts=N,${fades.join(",")}${faded}`);
        lay(`${faded}${place}`);
      }
    }
  }
  if (text !== undefined) lay(text);
  return parts.length === 0 ? undefined : [...parts, `${latest}format=yuv420p[out]`].join(";");
}

/** Makes what is laid over come and go, by a clock that runs from where it is first seen. */
function fadeFilters({ fades }: LaidOver, { timeBase: { num, den } }: Scene["encoder"]): string[] {
  if (fades === undefined) return [];
  const { passedFrames, frames, inFrames, outFrames } = fades;
  const seconds = (count: number): string => ((count * num) / den).toFixed(6);
  return [
    `setpts=PTS+${passedFrames}`,
    ...(inFrames === 0 ? [] : [`fade=t=in:st=0:d=${seconds(inFrames)}:alpha=1`]),
    ...(outFrames === 0
      ? []
      : [`fade=t=out:st=${seconds(Math.max(0, frames - 1 - outFrames))}:d=${seconds(outFrames)}:alpha=1`]),
    `setpts=PTS-${passedFrames}`,
  ];
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
