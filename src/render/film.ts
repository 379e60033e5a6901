/** A planned film as data: parts that can be made anywhere, each by its key, and what joins them. */
import type { SoundEncoding } from "../media/sound-encoder.js";
import type { AssembledMovie, Assembly } from "./assembly.js";
import type { PlannedScene } from "./draft-plan.js";
import type { SoundPlan } from "./sound-plan.js";

/** The finished, checked film. */
export type MovieFacts = AssembledMovie;

export interface Film {
  /** In presentation order; the same one may come again. */
  scenes: PlannedScene[];
  /** Absent where nothing is to be heard. */
  sound?: { key: string; plan: SoundPlan; encoding: SoundEncoding };
  joining: Joining;
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
