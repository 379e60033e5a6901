/** Looks at files that edits wait for: pauses, black bars, subtitle lines. */
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "../faults.js";
import { fileLabel } from "../media/source.js";
import type { FactNeed, Facts } from "../timeline/facts.js";
import type { Caller } from "./worker-calls.js";
import { machineShare } from "./worker-pool.js";

type Fact = NonNullable<Facts[keyof Facts]>[string];

/** What looking needs besides the files. */
export interface FactMeans {
  /** A whisper.cpp model, for what is said. */
  speechModel?: string | undefined;
}

/**
 * What was found; undefined where this program cannot look for it.
 * @throws Fault `input-…`, `cancelled`.
 */
export async function lookForFact(
  caller: Caller,
  need: FactNeed,
  path: string,
  { speechModel }: FactMeans = {},
): Promise<Fact | undefined> {
  switch (need.kind) {
    case "blackBars": {
      const { threads } = machineShare();
      return await caller.call("findBlackBars", { analysis: await caller.call("analyse", { path, threads }) });
    }
    case "silences": {
      const file = await caller.call("lookAtSound", { path });
      return file === undefined ? [] : (await caller.call("analyseSound", { file, buckets: 1 })).silences;
    }
    case "cues": {
      const lines = await caller.call("readSubtitles", { path });
      if (lines.length > 0) return lines;
      throw new Fault(
        "input-unsupported",
        `${fileLabel(path)} holds no subtitles: SubRip, WebVTT and SubStation files are read.`,
      );
    }
    case "speech": {
      if (speechModel === undefined) return undefined;
      const file = await caller.call("lookAtSound", { path });
      if (file === undefined) return [];
      const scratchPath = join(tmpdir(), `hd-local-speech-${randomUUID()}.srt`);
      return await caller.call("hearSpeech", { file, modelPath: speechModel, language: need.language, scratchPath });
    }
  }
}
