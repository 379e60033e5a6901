/** From a draft and its files to the scenes that its picture is made of, each with the key of its pixels. */
import { createHash } from "node:crypto";
import type { Network } from "../enhance/network.js";
import { type NetworkChoice, networkFor } from "../enhance/registry.js";
import { type Device, ONNX_RUNTIME_BUILD } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { FFMPEG_BUILD, rateFraction } from "../media/ffmpeg.js";
import { stillChain } from "../media/still-picture.js";
import type { EncoderSettings } from "../media/video-encoder.js";
import { canvasOf } from "../timeline/canvas.js";
import { type ClipSegment, type Draft, type OverlaySegment, type TextSegment, tailOf } from "../timeline/draft.js";
import { clipSegments, segmentsBetween, sourceSpan } from "../timeline/span.js";
import { cutsOf, firstAtOrAfter } from "./chunk-plan.js";
import { cutFrames } from "./draft-cuts.js";
import { FramePicker, type PlayedPart } from "./frame-picking.js";
import { spanOf } from "./plan.js";
import { placeOf } from "./safe-area.js";
import type {
  EvenMotion,
  LaidOver,
  Scene,
  SceneInset,
  SceneSource,
  SceneStill,
  Shot,
  ShotLook,
  Size,
} from "./scene.js";
import { chainOf, lookOf, pixelAspect } from "./shot-look.js";
import { evenMotionOf, findingsOf, neededKeyframes, prerollOf, sourceOf, sourceTime } from "./shot-source.js";
import type { SourceLook } from "./source-look.js";
import { type TextStyle, type TimedText, textScript } from "./title-script.js";

/** The picture files of a draft by their asset ids. */
export type DraftFiles = ReadonlyMap<string, SourceLook>;

/** What a person asks for besides the draft. */
export interface DraftSettings extends NetworkChoice {
  device: Device;
  threads: number;
  /** Everything about the encoding but what the canvas says. */
  encoder: Pick<EncoderSettings, "codec" | "family" | "crf" | "preset">;
  /** Another size than the draft's: its shape is kept within it. */
  size?: Size;
}

/** A scene with its place and the key of its pixels. */
export interface PlannedScene {
  key: string;
  startFrame: number;
  scene: Scene;
}

export interface DraftPlan {
  canvas: Size;
  encoder: EncoderSettings;
  totalFrames: number;
  scenes: PlannedScene[];
  /** One of the networks that run; undefined where none does. */
  network: Network | undefined;
}

/** Version of everything in the program that decides a scene's pixels and is not in the scene itself. */
const SCENE_FORMAT = 4;

/** FFmpeg's names of our transitions, by where they go. */
const TRANSITIONS: Record<
  NonNullable<ClipSegment["tr"]>["k"],
  string | Record<"left" | "right" | "up" | "down", string>
> = {
  crossfade: "fade",
  fade_black: "fadeblack",
  fade_white: "fadewhite",
  wipe: { left: "wipeleft", right: "wiperight", up: "wipeup", down: "wipedown" },
  slide: { left: "slideleft", right: "slideright", up: "slideup", down: "slidedown" },
  // FFmpeg's own goes through one pixel, as large as the picture: this one is a fade from a shot that comes nearer.
  zoom: "fade",
  circle: "circleopen",
  blur: "hblur",
  pixelize: "pixelize",
};

/** How text looks where the draft does not say. */
const TITLE_STYLE: TextStyle = { position: "center", size: 72, colour: "#ffffff", backing: "outline" };
const CAPTION_STYLE: TextStyle = { position: "bottom", size: 48, colour: "#ffffff", backing: "outline" };

/** The scene of one frame: that which is shown at a moment. @throws Fault `usage` where there is nothing to show. */
export async function frameScene(
  draft: Draft,
  files: DraftFiles,
  settings: DraftSettings,
  atMs: number,
): Promise<Scene> {
  return await new DraftPlanner(draft, files, settings).sceneAt(atMs);
}

/** Plans the picture of a draft. @throws Fault `usage` where there is nothing to show. */
export async function planDraft(draft: Draft, files: DraftFiles, settings: DraftSettings): Promise<DraftPlan> {
  return await new DraftPlanner(draft, files, settings).plan();
}

/** A clip on the timeline of frames. */
interface PlacedClip {
  segment: ClipSegment;
  startFrame: number;
  /** Behind the last frame in which nothing but this clip, or its way in, is seen. */
  endFrame: number;
  /** Frames of the transition that leads to it. */
  entryFrames: number;
  part: PlayedPart;
  source: SceneSource;
  look: ShotLook;
  picker: FramePicker;
  /** Where frames are made between its own. */
  even: EvenMotion | undefined;
  isStill: boolean;
}

class DraftPlanner {
  readonly #draft: Draft;
  readonly #files: DraftFiles;
  readonly #settings: DraftSettings;
  readonly #canvas: Size;
  readonly #rate: { num: number; den: number };
  readonly #fps: number;
  readonly #encoder: EncoderSettings;
  #usedNetwork: Network | undefined;

  constructor(draft: Draft, files: DraftFiles, settings: DraftSettings) {
    this.#draft = draft;
    this.#files = files;
    this.#settings = settings;
    const { width, height, fps } = canvasOf(draft);
    this.#canvas = settings.size ?? { width, height };
    const rate = rateFraction(fps);
    this.#rate = rate;
    this.#fps = rate.num / rate.den;
    this.#encoder = {
      ...settings.encoder,
      ...this.#canvas,
      timeBase: { num: rate.den, den: rate.num },
      fps: this.#fps,
      threads: settings.threads,
    };
  }

  /** The scene of one frame. */
  async sceneAt(atMs: number): Promise<Scene> {
    const { clips, totalFrames } = await this.#timeline();
    const frame = Math.max(0, Math.min(totalFrames - 1, Math.floor((atMs * this.#fps) / 1000 + 0.01)));
    return this.#scene(clips, frame, frame + 1, totalFrames);
  }

  async #timeline(): Promise<{ clips: PlacedClip[]; totalFrames: number }> {
    const clips = await this.#placedClips();
    const totalFrames = clips[clips.length - 1]?.endFrame ?? 0;
    if (totalFrames === 0) throw new Fault("usage", "There is no clip on the timeline.");
    return { clips, totalFrames };
  }

  async plan(): Promise<DraftPlan> {
    const { clips, totalFrames } = await this.#timeline();
    const cuts = this.#cuts(clips, totalFrames);
    const scenes: PlannedScene[] = [];
    for (const [i, endFrame] of cuts.slice(1).entries()) {
      const startFrame = cuts[i] ?? 0;
      const scene = this.#scene(clips, startFrame, endFrame, totalFrames);
      scenes.push({ key: sceneKey(scene), startFrame, scene });
    }
    return { canvas: this.#canvas, encoder: this.#encoder, totalFrames, scenes, network: this.#usedNetwork };
  }

  #frameAt(ms: number): number {
    return Math.round((ms * this.#fps) / 1000);
  }

  async #placedClips(): Promise<PlacedClip[]> {
    const segments = clipSegments(this.#draft);
    const clips: PlacedClip[] = [];
    for (const [place, segment] of segments.entries()) {
      const tailMs = tailOf(segments, place);
      const startFrame = this.#frameAt(segment.st);
      const endFrame = this.#frameAt(segment.st + segment.d);
      const { analysis, sha256 } = this.#file(segment.a);
      const { video, index } = analysis;
      const chain = chainOf(analysis, segment.fx);
      const [fromMs, toMs] = sourceSpan({ segment, tailMs });
      const part = {
        fromSeconds: fromMs / 1000,
        toSeconds: toMs / 1000,
        speed: segment.sp ?? 1,
        isReversed: segment.rv === true,
      };
      const picker = new FramePicker(index, video.timeBase, spanOf(analysis, undefined).startSeconds);
      clips.push({
        segment,
        startFrame,
        endFrame,
        entryFrames: segment.tr === undefined ? 0 : this.#frameAt(segment.st + segment.tr.d) - startFrame,
        part,
        source: sourceOf(analysis, sha256, chain),
        look: await this.#look(segment),
        picker,
        even: this.#draft.cv.sm === true ? evenMotionOf(analysis, part, picker, this.#rate) : undefined,
        isStill: analysis.isPicture,
      });
    }
    return clips;
  }

  #file(assetId: string): SourceLook {
    const file = this.#files.get(assetId);
    if (file === undefined) throw new Error(`the file of asset ${assetId} was not looked at`);
    return file;
  }

  async #look(segment: ClipSegment): Promise<ShotLook> {
    const { analysis } = this.#file(segment.a);
    const chain = chainOf(analysis, segment.fx);
    const asset = this.#draft.as.find(({ i }) => i === segment.a);
    const isZoomed = segment.zo !== undefined && analysis.isPicture;
    return await lookOf(segment, analysis, chain, {
      canvas: isZoomed ? enlargedCanvas(this.#canvas) : this.#canvas,
      stated: { width: asset?.w ?? chain.width, height: asset?.h ?? chain.height },
      fit: segment.ft ?? this.#draft.cv.ft ?? "pad",
      networkFor: (ratio) => this.#network(segment.en, ratio),
    });
  }

  /** Without a word of the person's a network runs where there is something to enlarge. */
  async #network(chosen: ClipSegment["en"], ratio: number): Promise<Network | undefined> {
    const { network: usual, strength } = this.#settings;
    if (chosen === undefined && ratio <= LEAST_ENLARGED_RATIO) return undefined;
    const name = chosen === undefined || chosen === "default" ? usual : chosen;
    const network = await networkFor({ network: name, strength }, ratio);
    this.#usedNetwork ??= network;
    return network;
  }

  #cuts(clips: readonly PlacedClip[], totalFrames: number): number[] {
    const { titles, overlays } = segmentsBetween(this.#draft, 0, this.#draft.d);
    return cutFrames(
      {
        totalFrames,
        joints: clips.flatMap(({ startFrame, entryFrames }) => [startFrame, startFrame + entryFrames]),
        edges: [...titles, ...overlays].flatMap(({ st, d }) => [this.#frameAt(st), this.#frameAt(st + d)]),
        sources: clips.flatMap((clip) => this.#sourceCuts(clip)),
        wholes: clips.map(({ startFrame, entryFrames }) => [startFrame, startFrame + entryFrames]),
      },
      this.#fps,
    );
  }

  /** The frames of the timeline at which a clip passes the places where its source is cut. */
  #sourceCuts(clip: PlacedClip): number[] {
    const { startFrame, endFrame, part, source } = clip;
    if (clip.isStill) {
      const step = Math.round(STILL_CHUNK_SECONDS * this.#fps);
      return Array.from({ length: Math.floor((endFrame - startFrame) / step) }, (_, i) => startFrame + (i + 1) * step);
    }
    const { index } = this.#file(clip.segment.a).analysis;
    const places = cutsOf(index, source.timeBase, CHUNK_SECONDS * part.speed);
    const picked = clip.picker.pick(part, this.#fps, 0, endFrame - startFrame);
    const cuts: number[] = [];
    for (let i = 1; i < picked.length; i++) {
      const [low, high] = [picked[i - 1] ?? 0, picked[i] ?? 0].sort((a, b) => a - b) as [number, number];
      if (firstAtOrAfter(places, low + 1) !== firstAtOrAfter(places, high + 1)) cuts.push(startFrame + i);
    }
    return cuts;
  }

  #scene(clips: readonly PlacedClip[], startFrame: number, endFrame: number, totalFrames: number): Scene {
    const place = clips.findIndex((clip) => startFrame < clip.endFrame);
    const [before, clip] = [clips[place - 1], clips[place]];
    if (clip === undefined) throw new Error("a scene lies behind the last clip");
    const frames = endFrame - startFrame;
    const isEntry = before !== undefined && startFrame < clip.startFrame + clip.entryFrames;
    const shot = this.#shot(clip, startFrame, frames);
    return {
      frames,
      shots: isEntry ? [this.#leavingShot(before, clip, startFrame, frames), shot] : [shot],
      transition: isEntry
        ? {
            name: transitionName(clip.segment),
            frames: clip.entryFrames,
            passedFrames: startFrame - clip.startFrame,
          }
        : undefined,
      over: this.#laidOver(startFrame, endFrame),
      ...levelsOf(startFrame, frames, this.#edges(this.#draft.fd, 0, totalFrames)),
      text: this.#text(startFrame, endFrame),
      encoder: this.#encoder,
      device: this.#settings.device,
      threads: this.#settings.threads,
    };
  }

  #shot(clip: PlacedClip, startFrame: number, frames: number): Shot {
    const { part, picker, source, look, even } = clip;
    const firstTick = startFrame - clip.startFrame;
    const framePts =
      even === undefined
        ? picker.pick(part, this.#fps, firstTick, frames)
        : Array.from({ length: frames }, (_, i) => (part.isReversed ? -firstTick - i : firstTick + i));
    const span = spanOfShot(source, even, framePts);
    const preroll = prerollOf({ source, look, even }) * source.gapPts;
    const { fd, zo } = clip.segment;
    return {
      kind: "clip",
      source: { ...source, keyframes: neededKeyframes(source.keyframes, [span[0] - preroll, span[1]]) },
      framePts,
      ...(even && { even }),
      ...findingsOf(clip.segment, this.#file(clip.segment.a).analysis, span),
      look,
      ...levelsOf(startFrame, frames, this.#edges(fd, clip.startFrame, clip.endFrame)),
      ...(zo === undefined || !clip.isStill ? {} : { views: viewsOf(clip, zo, startFrame, frames) }),
    };
  }

  /** The shot that a transition leads away from. */
  #leavingShot(before: PlacedClip, clip: PlacedClip, startFrame: number, frames: number): Shot {
    const shot = this.#shot(before, startFrame, frames);
    if (clip.segment.tr?.k !== "zoom" || shot.kind === "plain") return shot;
    const views = Array.from({ length: frames }, (_, i) => {
      const passed = (startFrame + i - clip.startFrame) / clip.entryFrames;
      return Number(((shot.views?.[i] ?? 1) / LEAVING_ZOOM ** (passed ** 2)).toFixed(6));
    });
    return { ...shot, views };
  }

  /** Where a fade begins and where it ends, in frames of the timeline. */
  #edges(fades: Draft["fd"] | undefined, fromFrame: number, toFrame: number): FadeEdges {
    return {
      fromFrame,
      toFrame,
      inFrames: this.#frameAt(fades?.vi ?? 0),
      outFrames: this.#frameAt(fades?.vo ?? 0),
    };
  }

  /** What is laid over the picture in some of these frames. */
  #over(startFrame: number, endFrame: number): ReturnType<typeof segmentsBetween> {
    const frameMs = 1000 / this.#fps;
    return segmentsBetween(this.#draft, (startFrame - 1) * frameMs, (endFrame + 1) * frameMs);
  }

  #laidOver(startFrame: number, endFrame: number): Scene["over"] {
    return this.#over(startFrame, endFrame)
      .overlays.filter(({ st, d }) => this.#frameAt(st) < endFrame && this.#frameAt(st + d) > startFrame)
      .map((segment) => this.#overlay(segment, startFrame, endFrame));
  }

  #overlay(segment: OverlaySegment, startFrame: number, endFrame: number): SceneStill | SceneInset {
    const { analysis, sha256 } = this.#file(segment.a);
    if (!analysis.isPicture) return this.#inset(segment, startFrame, endFrame);
    const { path } = analysis.description;
    const chain = stillChain(analysis.video);
    return {
      path,
      sha256,
      streamIndex: analysis.video.index,
      chain: chain.description,
      ...this.#place(segment, chain, startFrame, endFrame),
    };
  }

  #place(segment: OverlaySegment, shown: Size, startFrame: number, endFrame: number): LaidOver {
    const width = Math.max(2, Math.round((this.#canvas.width * segment.sc) / 2) * 2);
    const size = { width, height: Math.max(2, Math.round((width * shown.height) / shown.width / 2) * 2) };
    return {
      fromFrame: Math.max(0, this.#frameAt(segment.st) - startFrame),
      toFrame: Math.min(endFrame, this.#frameAt(segment.st + segment.d)) - startFrame,
      ...placeOf(segment.ps, size, this.#canvas),
      size,
      opacity: segment.op ?? 1,
      ...this.#overlayFades(segment, startFrame),
    };
  }

  #overlayFades({ st, d, fd }: OverlaySegment, startFrame: number): Pick<LaidOver, "fades"> {
    const [inFrames, outFrames] = [this.#frameAt(fd?.vi ?? 0), this.#frameAt(fd?.vo ?? 0)];
    if (inFrames === 0 && outFrames === 0) return {};
    const firstFrame = this.#frameAt(st);
    const frames = this.#frameAt(st + d) - firstFrame;
    return { fades: { passedFrames: startFrame - firstFrame, frames, inFrames, outFrames } };
  }

  /** A video laid over the scene; behind its end it begins again or stands still. */
  #inset(segment: OverlaySegment, startFrame: number, endFrame: number): SceneInset {
    const { analysis, sha256 } = this.#file(segment.a);
    const { video, index } = analysis;
    const chain = chainOf(analysis, undefined);
    const shown = { width: chain.width * pixelAspect(analysis), height: chain.height };
    const laid = this.#place(segment, shown, startFrame, endFrame);
    const [first = 0, last = 0] = [index.framePts[0], index.framePts[index.framePts.length - 1]];
    const toSeconds = ((last - first + index.lastDuration) * video.timeBase.num) / video.timeBase.den;
    const fromSeconds = (segment.si ?? 0) / 1000;
    const picker = new FramePicker(index, video.timeBase, spanOf(analysis, undefined).startSeconds);
    const round = Math.max(1, Math.round((toSeconds - fromSeconds) * this.#fps));
    const framePts = Array.from({ length: endFrame - startFrame }, (_, i) => {
      const tick = Math.max(0, startFrame + i - this.#frameAt(segment.st));
      const part = { fromSeconds, toSeconds, speed: 1, isReversed: false };
      return picker.pick(part, this.#fps, segment.lp === true ? tick % round : tick, 1)[0] ?? first;
    });
    const source = sourceOf(analysis, sha256, chain);
    return {
      ...laid,
      shot: {
        kind: "clip",
        source: { ...source, keyframes: neededKeyframes(source.keyframes, spanOfShot(source, undefined, framePts)) },
        framePts,
        look: {
          cleaning: "",
          prerollFrames: 0,
          before: "",
          format: chain.format,
          size: { width: chain.width, height: chain.height },
          fitted: laid.size,
          network: undefined,
          after: "",
        },
      },
    };
  }

  #text(startFrame: number, endFrame: number): Scene["text"] {
    const { titles, captions, captionLook } = this.#over(startFrame, endFrame);
    const usual = styleOf(captionLook, CAPTION_STYLE);
    const texts = [
      ...titles.map((segment) => this.#timedText(segment, TITLE_STYLE, startFrame)),
      ...captions.map((segment) => this.#timedText(segment, usual, startFrame)),
    ];
    return textScript(this.#canvas, texts, (endFrame - startFrame - 0.5) / this.#fps);
  }

  #timedText({ tx, st, d, sy, fd }: TextSegment, usual: TextStyle, startFrame: number): TimedText {
    return {
      text: tx,
      // Half a frame early: the text's clock counts in hundredths of a second.
      startSeconds: (this.#frameAt(st) - startFrame - 0.5) / this.#fps,
      endSeconds: (this.#frameAt(st + d) - startFrame - 0.5) / this.#fps,
      fadeInSeconds: (fd?.vi ?? 0) / 1000,
      fadeOutSeconds: (fd?.vo ?? 0) / 1000,
      look: styleOf(sy, usual),
    };
  }
}

/** The times of a source between which the frames of a shot lie. */
function spanOfShot(
  source: SceneSource,
  even: EvenMotion | undefined,
  framePts: readonly number[],
): readonly [number, number] {
  const ends = [framePts[0] ?? 0, framePts[framePts.length - 1] ?? 0].map((pts) => sourceTime({ source, even }, pts));
  return [Math.min(...ends), Math.max(...ends)];
}

/** What a picture is laid on that is zoomed: its closest view still has a pixel for each of the canvas. */
function enlargedCanvas({ width, height }: Size): Size {
  return { width: Math.ceil((width * ZOOM) / 2) * 2, height: Math.ceil((height * ZOOM) / 2) * 2 };
}

/** A stretch of the timeline with a fade at each end. */
interface FadeEdges {
  fromFrame: number;
  toFrame: number;
  inFrames: number;
  outFrames: number;
}

/** Brightness of frames by their places in a fade; nothing where all of them are as they are. */
function levelsOf(
  startFrame: number,
  frames: number,
  { fromFrame, toFrame, inFrames, outFrames }: FadeEdges,
): { levels?: number[] } {
  const levels = Array.from({ length: frames }, (_, i) => {
    const [since, until] = [startFrame + i - fromFrame, toFrame - 1 - startFrame - i];
    const level = Math.min(inFrames === 0 ? 1 : since / inFrames, outFrames === 0 ? 1 : until / outFrames);
    return Number(Math.max(0, Math.min(1, level)).toFixed(5));
  });
  return levels.every((level) => level === 1) ? {} : { levels };
}

/** How much larger a shot is at the end of a zoom to the next one. */
const LEAVING_ZOOM = 5;

/** How much larger a still picture is laid out than it is seen, so that a zoom has something to show. */
const ZOOM = 1.12;

/** The part of a zoomed picture's sides that is seen at each frame: from all of it to a part, or the other way. */
function viewsOf(
  { startFrame, endFrame }: PlacedClip,
  direction: "in" | "out",
  fromFrame: number,
  frames: number,
): number[] {
  const last = Math.max(1, endFrame - startFrame - 1);
  return Array.from({ length: frames }, (_, i) => {
    const passed = Math.max(0, Math.min(1, (fromFrame + i - startFrame) / last));
    const share = direction === "in" ? passed : 1 - passed;
    return Number((1 - share * (1 - 1 / ZOOM)).toFixed(6));
  });
}

/** Up to this ratio a picture is as good as it was. */
const LEAST_ENLARGED_RATIO = 1.1;
const CHUNK_SECONDS = 4;
const STILL_CHUNK_SECONDS = 4;

function styleOf(
  look:
    | {
        ps?: TextStyle["position"] | undefined;
        sz?: number | undefined;
        cl?: string | undefined;
        bx?: TextStyle["backing"] | undefined;
      }
    | undefined,
  usual: TextStyle,
): TextStyle {
  return {
    position: look?.ps ?? usual.position,
    size: look?.sz ?? usual.size,
    colour: look?.cl ?? usual.colour,
    backing: look?.bx ?? usual.backing,
  };
}

function transitionName({ tr }: ClipSegment): string {
  const name = TRANSITIONS[tr?.k ?? "crossfade"];
  return typeof name === "string" ? name : name[tr?.dr ?? "left"];
}

/** What decides a scene's pixels, hashed. Where its files lie does not. */
function sceneKey(scene: Scene): string {
  const facts = {
    format: SCENE_FORMAT,
    builds: [FFMPEG_BUILD, ONNX_RUNTIME_BUILD],
    ...scene,
    shots: scene.shots.map(shotFacts),
    over: scene.over.map((each) =>
      "shot" in each ? { ...each, shot: shotFacts(each.shot) } : { ...each, path: undefined },
    ),
  };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

function shotFacts(shot: Shot): unknown {
  if (shot.kind === "plain") return shot;
  return {
    ...shot,
    steady: shot.steady && { ...shot.steady, keyframes: undefined },
    colours: shot.colours && { ...shot.colours, keyframes: undefined },
    source: { ...shot.source, path: undefined, keyframes: undefined },
    look: { ...shot.look, network: shot.look.network && networkFacts(shot.look.network) },
  };
}

function networkFacts({ sha256, scale, strength, version, halo, multiple, form }: Network): unknown {
  const facts = { sha256, scale, strength: strength && [strength.percent, strength.strongSha256] };
  // Of ours the version stands for the rest.
  return version === undefined ? { ...facts, halo, multiple, form } : facts;
}
