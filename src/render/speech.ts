/** What is said in a file, by FFmpeg's whisper filter and a model that the person has. Runs in a worker process. */
import { open, readFile, rm } from "node:fs/promises";
import { Fault } from "../faults.js";
import { FilterChain, filterValue } from "../media/filter-chain.js";
import { frameOf, SOUND_TIME_BASE } from "../media/sound-block.js";
import { SoundSource } from "../media/sound-source.js";
import { fileLabel } from "../media/source.js";
import type { SoundControl } from "./sound-mix.js";
import type { SoundFile } from "./sound-plan.js";
import { readableLines } from "./speech-lines.js";
import { readSubtitleFile, type SubtitleLine } from "./subtitle-file.js";

export interface SpeechTask {
  file: Omit<SoundFile, "sha256">;
  /** In whisper.cpp's format. */
  modelPath: string;
  /** Of what is spoken, as in `en` or `zh-CN`; absent: the model finds it out. */
  language?: string | undefined;
  /** Where the filter may write meanwhile. */
  scratchPath: string;
}

/** Seconds that the model hears at a time: as long as it was made for. */
const HEARD_SECONDS = 30;
/** The first bytes of a model: «ggml», as its number is stored. */
const MODEL_MARK = "lmgg";

/**
 * Lines with their times in ms from the file's first moment, short enough to be read.
 * @throws Fault `usage` where the model is none, `input-…`, `cancelled`.
 */
export async function hearSpeech(task: SpeechTask, control: SoundControl): Promise<SubtitleLine[]> {
  const { file, modelPath, language, scratchPath } = task;
  await checkModel(modelPath);
  using source = await SoundSource.open(file.path, file.streamIndex);
  const options = [
    `model=${filterValue(modelPath)}`,
    `language=${filterValue(language?.split("-")[0] ?? "auto")}`,
    `queue=${HEARD_SECONDS}`,
    `destination=${filterValue(scratchPath)}`,
    "format=srt",
  ];
  try {
    using chain = new FilterChain(
      `aformat=sample_fmts=fltp:sample_rates=16000:channel_layouts=mono,whisper=${options.join(":")}`,
      SOUND_TIME_BASE,
    );
    let samples = 0;
    for await (const block of source.read(file.zeroSeconds, Number.POSITIVE_INFINITY)) {
      await control.gate();
      for (const { frame } of await chain.push({ frame: frameOf(block), pts: samples })) frame.free();
      samples += block.left.length;
      control.onProgress(0);
    }
    for (const { frame } of await chain.flush()) frame.free();
    if (samples === 0) return [];
    return readableLines(readSubtitleFile(await readFile(scratchPath, "utf8").catch(() => "")));
  } finally {
    await rm(scratchPath, { force: true });
  }
}

async function checkModel(path: string): Promise<void> {
  const mark = await firstBytes(path).catch((error: unknown) => {
    throw new Fault("usage", `The speech model ${fileLabel(path)} cannot be read.`, { cause: error });
  });
  if (mark !== MODEL_MARK)
    throw new Fault(
      "usage",
      `${fileLabel(path)} is no speech model of whisper.cpp: those are called ggml-base.bin, ggml-small.bin and the like.`,
    );
}

async function firstBytes(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MODEL_MARK.length), 0, MODEL_MARK.length, 0);
  return buffer.toString("latin1", 0, bytesRead);
}
