/** The sound of a draft as one packet file, made in one go and kept by its key. Runs in a worker process. */

import { Fault } from "../faults.js";
import { type SoundEncoding, writeSoundChunk } from "../media/sound-encoder.js";
import { type MixFacts, mixedSound, type SoundControl } from "./sound-mix.js";
import type { SoundPlan } from "./sound-plan.js";

/** What was made. */
export interface RenderedSound {
  samples: number;
  damaged: number;
  /** LUFS before the loudness was set; undefined where it was not asked for, or there is only silence. */
  loudnessBefore: number | undefined;
}

/**
 * Mixes and encodes the sound of a timeline into a packet file (see `soundTrack` for how it gets into a movie).
 * @throws Fault `input-…`, `disk-full`, `cancelled`
 */
export async function renderDraftSound(
  { plan, encoding, path }: { plan: SoundPlan; encoding: SoundEncoding; path: string },
  control: SoundControl,
): Promise<RenderedSound> {
  const facts: MixFacts = { loudnessBefore: undefined, damaged: 0 };
  const { samples } = await writeSoundChunk(path, encoding, mixedSound(plan, control, facts));
  if (samples !== plan.samples)
    throw new Fault("output-wrong", "The sound came out with another length than the timeline. Nothing was kept.");
  return { samples, damaged: facts.damaged, loudnessBefore: facts.loudnessBefore };
}
