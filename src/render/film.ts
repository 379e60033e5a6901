/** A planned film as data: parts that can be made anywhere, each by its key, and what joins them. */
import type { SoundEncoding } from "../media/sound-encoder.js";
import type { VideoOutput } from "../timeline/output.js";
import type { Assembly } from "./assembly.js";
import type { DraftPlan, PlannedScene } from "./draft-plan.js";
import type { SoundPlan } from "./sound-plan.js";

/** What a film is put out as. */
export type FilmOutput = Pick<VideoOutput, "format" | "quality" | "maxBytes">;

export const PLAIN_FILM: FilmOutput = { format: "mp4", quality: "high", maxBytes: undefined };

export interface Film extends Pick<DraftPlan, "canvas" | "totalFrames"> {
  /** In presentation order; the same one may come again. */
  scenes: PlannedScene[];
  /** Absent where nothing is to be heard. */
  sound?: { key: string; plan: SoundPlan; encoding: SoundEncoding };
  joining: Joining;
  output: FilmOutput;
}

/** What makes a file of a film's finished parts, without what is in them. */
export interface Finishing extends Pick<Film, "canvas" | "totalFrames" | "joining" | "output"> {
  scenes: { key: string; startFrame: number; frames: number }[];
}

export function finishingOf({ canvas, totalFrames, joining, output, scenes }: Film): Finishing {
  const parts = scenes.map(({ key, startFrame, scene }) => ({ key, startFrame, frames: scene.frames }));
  return { canvas, totalFrames, joining, output, scenes: parts };
}

/** True where the parts of the picture are joined as they are, whatever the size of the file. */
export function isJoined({ format, quality, maxBytes }: FilmOutput): boolean {
  return format !== "webm" && format !== "gif" && quality === "high" && maxBytes === undefined;
}

/** An assembly whose parts are told by their keys, wherever their files will lie. */
export interface Joining extends Omit<Assembly, "outputPath" | "chunks" | "sound"> {
  chunks: { key: string; shift: number }[];
  sound?: { key: string; encoding: SoundEncoding; samples: number };
}

/** @param pathOf where the finished part of a key lies. */
export function assemblyOf(
  { chunks, sound, ...rest }: Joining,
  pathOf: (key: string) => string,
  outputPath: string,
): Assembly {
  return {
    ...rest,
    outputPath,
    chunks: chunks.map(({ key, shift }) => ({ path: pathOf(key), shift })),
    sound: sound && { path: pathOf(sound.key), encoding: sound.encoding, samples: sound.samples },
  };
}
