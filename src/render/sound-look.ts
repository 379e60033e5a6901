/** What is heard in a file: which stream, from when, how loud, where it is silent, where somebody speaks. */

import { describe } from "../media/probe.js";
import { SOUND_RATE } from "../media/sound-block.js";
import { firstHeardSeconds, SoundSource } from "../media/sound-source.js";
import { Source } from "../media/source.js";
import { LoudnessMeter } from "../music/loudness.js";
import type { Analysis } from "./analysis.js";
import { spanOf } from "./plan.js";
import { LevelLine } from "./silences.js";
import type { SoundControl } from "./sound-mix.js";
import type { SoundFile } from "./sound-plan.js";
import { SpeechDetector } from "./speech-detector.js";
import { WaveformPeaks } from "./waveform.js";

/** The sound of a file whose picture was looked at; undefined where it has none that can be decoded. */
export function soundOfPicture({ analysis, sha256 }: { analysis: Analysis; sha256: string }): SoundFile | undefined {
  const { description } = analysis;
  const stream = description.audio.find(({ decodable }) => decodable);
  if (stream === undefined || analysis.isPicture) return undefined;
  return {
    path: description.path,
    sha256,
    streamIndex: stream.index,
    zeroSeconds: spanOf(analysis, undefined).startSeconds,
  };
}

/**
 * The sound of a file without a picture; undefined where there is none that can be decoded.
 * @throws Fault `input-…`
 */
export async function lookAtSound(path: string): Promise<Omit<SoundFile, "sha256"> | undefined> {
  using source = await Source.open(path);
  const { audio, container } = await describe(source);
  const stream = audio.find(({ decodable }) => decodable);
  if (stream === undefined) return undefined;
  const first = await firstHeardSeconds(path, stream.index);
  if (first === undefined) return undefined;
  // As with pictures: times of an MP4 run from the start of its edit list.
  return { path, streamIndex: stream.index, zeroSeconds: container.includes("mp4") ? Math.max(0, first) : first };
}

/** What one pass over a file's sound tells. Times are in ms from the file's first moment. */
export interface SoundAnalysis {
  durationMs: number;
  /** LUFS; undefined where all is silence. */
  loudness: number | undefined;
  /** Decibels below full scale of the highest sample. */
  peakDb: number;
  silences: [startMs: number, endMs: number][];
  /** The part of the time in which somebody seems to speak, 0 to 1. */
  speechShare: number;
  /** Lowest and highest sample of evenly long stretches, −100 to 100, for drawing. */
  waveform: { low: number[]; high: number[] };
  damaged: number;
}

/**
 * Hears a file through, once.
 * @param buckets of the waveform
 * @throws Fault `input-…`, `cancelled`
 */
export async function analyseSound(
  file: Omit<SoundFile, "sha256">,
  buckets: number,
  control: SoundControl,
): Promise<SoundAnalysis> {
  using source = await SoundSource.open(file.path, file.streamIndex);
  const meter = new LoudnessMeter();
  const speech = new SpeechDetector();
  const levels = new LevelLine();
  const peaks = new WaveformPeaks(buckets);
  let samples = 0;
  let spoken = 0;
  let steps = 0;
  let peak = 0;
  for await (const block of source.read(file.zeroSeconds, Number.POSITIVE_INFINITY)) {
    await control.gate();
    meter.add(block.left, block.right);
    levels.add(block);
    peaks.add(block);
    for (const decision of speech.push(block)) {
      steps++;
      if (decision) spoken++;
    }
    for (const channel of [block.left, block.right])
      for (const value of channel) if (Math.abs(value) > peak) peak = Math.abs(value);
    samples += block.left.length;
    control.onProgress(0);
  }
  const durationMs = Math.round((samples * 1000) / SOUND_RATE);
  return {
    durationMs,
    loudness: meter.integrated,
    peakDb: 20 * Math.log10(Math.max(1e-6, peak)),
    silences: levels.silences(durationMs),
    speechShare: steps === 0 ? 0 : spoken / steps,
    waveform: peaks.result,
    damaged: source.damaged,
  };
}
