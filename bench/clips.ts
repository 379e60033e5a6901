/** Every shared clip, whole: a verified right output or a clear refusal, as a table. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { type ClipVerdict, judgeClip, sharedClips, sharedClipsFolder } from "../test/support/clip-verdict.js";
import { QUICK, runProgram } from "../test/support/program-run.js";
import { Scratch } from "./measured-process.js";

/** `clips [part of a name]…` */
export async function tableOfClips(words: string[]): Promise<void> {
  const folder = sharedClipsFolder();
  if (folder === undefined) throw new Error("There are no shared clips: set HD_SHARED to the folder that has them.");
  using scratch = new Scratch();
  const cache = scratch.file("cache");
  process.stdout.write("| file | in | out | frames in | frames out | sound at start | sound at end | verdict |\n");
  process.stdout.write("|---|---|---|---:|---:|---:|---:|---|\n");
  const files = sharedClips(folder).filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  let right = 0;
  for (const file of files) {
    const result = scratch.file(join("results", `${basename(file, extname(file))}.mp4`));
    mkdirSync(dirname(result), { recursive: true });
    const source = join(folder, file);
    const run = await runProgram(["enhance", source, "-o", result, ...QUICK, "--json"], { cache, hangMs: 1_200_000 });
    const verdict = judgeClip(file, source, run, result);
    if (verdict.wrong.length === 0) right++;
    process.stdout.write(`${rowOf(verdict)}\n`);
    if (existsSync(result)) rmSync(result);
    rmSync(cache, { recursive: true, force: true });
  }
  process.stdout.write(`\n${right} of ${files.length} files: right or refused clearly.\n`);
}

function rowOf({
  file,
  before,
  after,
  framesBefore,
  framesAfter,
  startOffsetMs,
  endOffsetMs,
  verdict,
}: ClipVerdict): string {
  const milliseconds = (value: number | undefined): string => (value === undefined ? "–" : `${value.toFixed(0)} ms`);
  const cells = [
    file,
    before || "–",
    after || "–",
    framesBefore ?? "–",
    framesAfter ?? "–",
    milliseconds(startOffsetMs),
    milliseconds(endOffsetMs),
    verdict.replaceAll("|", "/"),
  ];
  return `| ${cells.join(" | ")} |`;
}
