/** Real clips, each a fraction of a second: a verified right output or a clear refusal. `npm run bench -- clips` does all of them whole. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Fault, type FaultCode } from "../src/faults.js";
import { judgeClip, sharedClips, sharedClipsFolder } from "./support/clip-verdict.js";
import { Workplace } from "./support/program.js";
import { type FinishedRun, QUICK } from "./support/program-run.js";

const place = new Workplace();
const folder = sharedClipsFolder();
const LENGTH_SECONDS = 0.4;
const MOST_MS = 600_000;

describe.skipIf(folder === undefined)("the shared clips (needs $HD_SHARED or ../shared)", () => {
  const files = sharedClips(folder ?? place.folder);
  const pathOf = (file: string): string => join(folder ?? "", file);
  let batch: FinishedRun;

  // All in one run: to start the program and its workers takes longer than most of these parts.
  beforeAll(async () => {
    const part = ["--trim", `0-${LENGTH_SECONDS}`, "--target", "720p", "--json"];
    const words = ["enhance", ...files.map(pathOf), "-o", `${place.newFolder()}/`, ...QUICK, ...part];
    batch = await place.run(words, { hangMs: MOST_MS });
  }, MOST_MS);

  it.each(files)("%s becomes right or is refused clearly", (file) => {
    const events = batch.events.filter(({ input }) => input === pathOf(file));
    const failed = events.find(({ event }) => event === "failed");
    const code = failed === undefined ? 0 : new Fault(failed.code as FaultCode, "").exitCode;
    const result = String(events.find(({ event }) => event === "done")?.outputPath ?? "");
    expect(judgeClip(file, pathOf(file), { ...batch, code, events }, result, LENGTH_SECONDS).wrong).toEqual([]);
  });
});
