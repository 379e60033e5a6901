/**
 * A scene: one stretch of an edited picture of which every frame is made the same way. It is what a worker gets for one
 * chunk, and everything in it but the paths decides the chunk's pixels.
 */
import type { Network } from "../enhance/network.js";
import type { Device } from "../enhance/session.js";
import type { TimeBase } from "../media/ffmpeg.js";
import type { PacketIndex } from "../media/packet-index.js";
import type { PictureChain, PlanarFormat } from "../media/picture-chain.js";
import type { EncoderSettings } from "../media/video-encoder.js";
import type { FontName } from "./title-fonts.js";

export interface Size {
  width: number;
  height: number;
}

/** The picture of one file. */
export interface SceneSource {
  path: string;
  /** Of the file's bytes. */
  sha256: string;
  streamIndex: number;
  timeBase: TimeBase;
  /** The first, and those that reading may begin at for this scene. */
  keyframes: PacketIndex["keyframes"];
  /** Usual distance between frames, in units of the time base. */
  gapPts: number;
  chain: PictureChain;
}

/** How the pictures of a source are laid on the canvas. */
export interface ShotLook {
  /** Filters on the picture as it was coded; may be empty. */
  cleaning: string;
  /** Frames that these filters must see before the first one that counts; above 0 they see every frame of the source. */
  prerollFrames: number;
  /** Filters behind them, at the source's own size, each on one frame by itself; may be empty. */
  before: string;
  /** Behind all of those. */
  format: PlanarFormat;
  size: Size;
  /** What the picture is enlarged to. */
  fitted: Size;
  /** Absent where the picture is not enlarged by one. */
  network: Network | undefined;
  /** Filters that bring the fitted picture to the canvas; may be empty. */
  after: string;
}

/** A clock at each of whose ticks a frame is made from those of the source around it. */
export interface EvenMotion {
  /** Time of the source at tick 0. */
  zeroPts: number;
  ticksPerSecond: TimeBase;
}

export type SteadyStrength = "light" | "medium" | "strong";

/** What has to be known to take a camera's shake out. */
export interface Steadying {
  strength: SteadyStrength;
  /** Width of an upright pixel over its height. */
  pixelAspect: number;
  /** Filters that bring a picture upright, and whether they exchange width and height. */
  turning: readonly string[];
  isTurned: boolean;
  /**
   * Stretches of the source whose motion has a part in the scene: where they begin and where the next one does, and before
   * that the frame before them.
   */
  stretches: [beforePts: number, fromPts: number, toPts: number][];
  keyframes: PacketIndex["keyframes"];
}

/** Frames of a source from which something is found out that holds for all of it. */
export interface SpreadLook {
  places: number[];
  keyframes: PacketIndex["keyframes"];
}

/** A run of pictures, one for each frame of the scene. */
export type Shot =
  | {
      kind: "clip";
      source: SceneSource;
      /**
       * For each frame of the scene the time of the source's frame that it shows, or the tick of `even`; rising, or falling
       * in reverse.
       */
      framePts: number[];
      even?: EvenMotion;
      steady?: Steadying;
      colours?: SpreadLook;
      look: ShotLook;
      /** Brightness of each frame, 1 as it is, 0 black; absent: 1. */
      levels?: number[];
      /** For each frame the part of the fitted canvas's sides that is seen; absent: all of it. */
      views?: number[];
    }
  | { kind: "plain"; colour: "black" | "white" };

/** Where and when something is laid over the scene. */
export interface LaidOver {
  /** Frames of the scene in which it is seen: from the first to before the second. */
  fromFrame: number;
  toFrame: number;
  left: number;
  top: number;
  size: Size;
  /** 0 to 1. */
  opacity: number;
  /** It comes and goes slowly. */
  fades?: {
    /** Frames for which it is there before the scene, and in all. */
    passedFrames: number;
    frames: number;
    inFrames: number;
    outFrames: number;
  };
}

/** A still picture laid over the scene. */
export interface SceneStill extends LaidOver {
  path: string;
  sha256: string;
  streamIndex: number;
  /** Filters that bring it to RGB with alpha, upright. */
  chain: string;
}

/** A moving picture laid over the scene. */
export interface SceneInset extends LaidOver {
  shot: Shot;
}

/** Text drawn over the scene. */
export interface SceneText {
  /** In the notation of Advanced SubStation, with times from the scene's start. */
  script: string;
  fonts: FontName[];
}

/** The way from the first shot to the second. */
export interface SceneTransition {
  /** FFmpeg's name. */
  name: string;
  /** Frames of all of it, and those of them that lie before the scene. */
  frames: number;
  passedFrames: number;
}

export interface Scene {
  frames: number;
  /** The second one where a transition leads from the first to it. */
  shots: [Shot] | [Shot, Shot];
  transition: SceneTransition | undefined;
  /** From the lowest to the highest. */
  over: (SceneStill | SceneInset)[];
  /** Brightness of each frame of the whole, 1 as it is, 0 black; absent: 1. */
  levels?: number[];
  text: SceneText | undefined;
  /** Its time base is one frame. */
  encoder: EncoderSettings;
  device: Device;
  threads: number;
}
