/** Real clips, each a fraction of a second: a verified right output or a clear refusal. `npm run bench -- clips` does all of them whole. */
import { basename, extname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeClip, sharedClips, sharedClipsFolder } from "./support/clip-verdict.js";
import { Workplace } from "./support/program.js";
import { QUICK } from "./support/program-run.js";

const place = new Workplace();
const folder = sharedClipsFolder();
const LENGTH_SECONDS = 0.4;

describe.skipIf(folder === undefined)("the shared clips (needs $HD_SHARED or ../shared)", () => {
  it.each(sharedClips(folder ?? place.folder))("%s becomes right or is refused clearly", async (file) => {
    const source = join(folder ?? "", file);
    const result = join(place.newFolder(), `${basename(file, extname(file))}.mp4`);
    const part = ["--trim", `0-${LENGTH_SECONDS}`, "--target", "720p", "--json"];
    const run = await place.run(["enhance", source, "-o", result, ...QUICK, ...part]);
    expect(judgeClip(file, source, run, result, LENGTH_SECONDS).wrong).toEqual([]);
  });
});
