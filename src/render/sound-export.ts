/** The sound of a timeline as a file of its own, checked before it counts. Runs in a worker process. */
import { stat } from "node:fs/promises";
import { Fault } from "../faults.js";
import { SOUND_RATE } from "../media/sound-block.js";
import { type SoundFormat, writeSoundFile } from "../media/sound-file.js";
import { SoundSource } from "../media/sound-source.js";
import { lookAtSound } from "./sound-look.js";
import { mixedSound, type SoundControl } from "./sound-mix.js";
import type { SoundPlan } from "./sound-plan.js";

export interface SoundExport {
  plan: SoundPlan;
  path: string;
  format: SoundFormat;
  /** Absent: as the format has it. */
  bitRate?: number | undefined;
  title?: string | undefined;
}

export interface ExportedSound {
  durationMs: number;
  sizeBytes: number;
}

/** What encoders may add at the end: a frame or two. */
const SLACK_SAMPLES = 0.1 * SOUND_RATE;

/** @throws Fault `output-wrong` where the file cannot be played to its end, `disk-full`, `cancelled`. */
export async function exportSound(task: SoundExport, control: SoundControl): Promise<ExportedSound> {
  const { plan, path, format, bitRate, title } = task;
  await writeSoundFile(path, { format, bitRate }, mixedSound(plan, control), title);
  const wrong = (what: string): Fault =>
    new Fault("output-wrong", `The finished file failed its check and was not kept: ${what}.`);
  const found = await lookAtSound(path);
  if (found === undefined) throw wrong("it has no sound");
  using source = await SoundSource.open(path, found.streamIndex);
  let samples = 0;
  for await (const { left } of source.read(found.zeroSeconds, Number.POSITIVE_INFINITY)) {
    await control.gate();
    samples += left.length;
  }
  if (source.damaged > 0) throw wrong("it cannot be decoded");
  if (Math.abs(samples - plan.samples) > SLACK_SAMPLES)
    throw wrong(`it is ${(samples / SOUND_RATE).toFixed(2)} s long`);
  return { durationMs: Math.round((plan.samples * 1000) / SOUND_RATE), sizeBytes: (await stat(path)).size };
}
