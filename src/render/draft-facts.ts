/** Looks at files that edits wait for: pauses, black bars, subtitle lines. */
import { readFile, stat } from "node:fs/promises";
import { Fault } from "../faults.js";
import { fileLabel } from "../media/source.js";
import type { FactNeed, Facts } from "../timeline/facts.js";
import { readSubtitleFile } from "./subtitle-file.js";
import type { Caller } from "./worker-calls.js";
import { machineShare } from "./worker-pool.js";

type Fact = NonNullable<Facts[keyof Facts]>[string];

/** Larger files are no subtitles. */
const MOST_SUBTITLE_BYTES = 20_000_000;

/**
 * What was found; undefined where this program cannot look for it.
 * @throws Fault `input-…`, `cancelled`.
 */
export async function lookForFact(caller: Caller, need: FactNeed, path: string): Promise<Fact | undefined> {
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
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      const lines = size > MOST_SUBTITLE_BYTES ? [] : readSubtitleFile(await readFile(path, "utf8"));
      if (lines.length > 0) return lines;
      throw new Fault(
        "input-unsupported",
        `${fileLabel(path)} holds no subtitles: SubRip, WebVTT and SubStation files are read.`,
      );
    }
    case "speech":
      return undefined;
  }
}
