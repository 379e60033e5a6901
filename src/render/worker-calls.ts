/** What a worker process can be asked to do, and how the two sides talk. */

import type { DeviceChoice } from "../enhance/device-trial.js";
import type { Network } from "../enhance/network.js";
import type { Device } from "../enhance/session.js";
import type { SpeedTest } from "../enhance/speed.js";
import type { FaultRecord } from "../faults.js";
import type { Comparison } from "../media/comparison.js";
import type { EncoderState } from "../media/encoder-trial.js";
import type { PictureFileKind } from "../media/picture-file.js";
import type { MediaDescription } from "../media/probe.js";
import type { SoundEncoding } from "../media/sound-encoder.js";
import type { TestClip } from "../media/test-clip.js";
import type { EncoderFamily, VideoCodec } from "../media/video-encoder.js";
import type { MusicRequest } from "../music/request.js";
import type { Analysis } from "./analysis.js";
import type { AssembledMovie, Assembly } from "./assembly.js";
import type { PictureArea } from "./black-bars.js";
import type { ChunkSpan } from "./chunk-plan.js";
import type { ChunkSetting } from "./chunk-renderer.js";
import type { ComparisonTask } from "./clip-comparison.js";
import type { RenderedSound } from "./draft-sound.js";
import type { GifExport } from "./gif-export.js";
import type { MediaFacts } from "./media-facts.js";
import type { Outline } from "./music-outline.js";
import type { PictureProblem } from "./picture-look.js";
import type { PictureSetting, RenderedPicture } from "./picture-renderer.js";
import type { Recoding } from "./recoding.js";
import type { SampleSheetTask } from "./sample-sheet.js";
import type { Scene } from "./scene.js";
import type { ExportedSound, SoundExport } from "./sound-export.js";
import type { SoundAnalysis } from "./sound-look.js";
import type { SoundFile, SoundPlan } from "./sound-plan.js";
import type { SpeechTask } from "./speech.js";
import type { SubtitleLine } from "./subtitle-file.js";

/** Calls by name: what goes in and what comes out. */
export interface WorkerCalls {
  describe: { input: { path: string }; output: MediaDescription };
  mediaFacts: { input: { path: string; threads: number }; output: MediaFacts };
  lookAtPicture: { input: { path: string; sha256: string; threads: number }; output: PictureProblem[] };
  analyse: { input: { path: string; threads: number }; output: Analysis };
  chooseDevice: { input: { network: Network; device: Device | "auto"; threads: number }; output: DeviceChoice };
  renderChunk: { input: { setting: ChunkSetting; span: ChunkSpan; path: string }; output: { frames: number } };
  renderScene: { input: { scene: Scene; path: string }; output: { frames: number } };
  findBlackBars: { input: { analysis: Analysis }; output: PictureArea | null };
  renderStill: { input: { scene: Scene; path: string; kind: PictureFileKind }; output: undefined };
  hearSpeech: { input: SpeechTask; output: SubtitleLine[] };
  readSubtitles: { input: { path: string }; output: SubtitleLine[] };
  /** Undefined where a file has no sound that can be decoded. */
  lookAtSound: { input: { path: string }; output: Omit<SoundFile, "sha256"> | undefined };
  analyseSound: { input: { file: Omit<SoundFile, "sha256">; buckets: number }; output: SoundAnalysis };
  outlineMusic: { input: { request: MusicRequest; buckets: number }; output: Outline };
  /** Progress is told in thousandths. */
  renderSound: { input: { plan: SoundPlan; encoding: SoundEncoding; path: string }; output: RenderedSound };
  exportSound: { input: SoundExport; output: ExportedSound };
  recode: { input: Recoding; output: { frames: number } };
  renderGif: { input: GifExport; output: AssembledMovie };
  assemble: { input: Assembly; output: AssembledMovie };
  renderPicture: { input: { setting: PictureSetting; path: string }; output: RenderedPicture };
  sampleSheet: { input: SampleSheetTask; output: undefined };
  compare: { input: ComparisonTask; output: Comparison };
  tryEncoder: { input: { codec: VideoCodec; family: EncoderFamily }; output: EncoderState };
  measureNetwork: { input: SpeedTest; output: { framesPerSecond: number } };
  makeTestClip: { input: TestClip; output: undefined };
}

export type CallName = keyof WorkerCalls;

/** Whoever does a worker's calls. */
export interface Caller {
  call<Name extends CallName>(name: Name, input: WorkerCalls[Name]["input"]): Promise<WorkerCalls[Name]["output"]>;
}

/** From the parent to the worker. A worker does one call at a time. */
export type ToWorker =
  | { kind: "call"; name: CallName; input: WorkerCalls[CallName]["input"] }
  | { kind: "pause" }
  | { kind: "resume" }
  | { kind: "cancel" }
  /** The answer to `need`, with the reason where the bytes could not be had. */
  | { kind: "supplied"; id: number; fault?: FaultRecord };

/** From the worker to the parent. `alive` is sent while a call makes progress. */
export type FromWorker =
  | { kind: "progress"; frames: number }
  | { kind: "alive" }
  | { kind: "paused" }
  /** Bytes of a file that lies elsewhere are about to be read. */
  | { kind: "need"; id: number; path: string; start: number; end: number }
  /** A worn worker holds clearly more memory than at its start: another should take its place. */
  | { kind: "done"; output: WorkerCalls[CallName]["output"]; isWorn: boolean }
  | { kind: "failed"; fault: FaultRecord; detail: string };
