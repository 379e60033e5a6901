/** `--sample`: a few seconds from the middle, a picture of before and after, and what the whole would take. */
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { indices, upTo } from "./support/clip-expectations.js";
import { clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { type FinishedRun, QUICK } from "./support/program-run.js";
import { readFrames, readPicture } from "./support/read-clip.js";

const place = new Workplace();

async function sampled(...flags: readonly string[]): Promise<{ folder: string; run: FinishedRun }> {
  const folder = place.newFolder();
  copyFileSync(await clips.constantRate("25"), join(folder, "clip.mp4"));
  return { folder, run: await place.run(["enhance", join(folder, "clip.mp4"), ...QUICK, "--target", "2x", ...flags]) };
}

it("makes the middle of a clip, a picture of before and after, and says how long the whole takes", async () => {
  const { folder, run } = await sampled("--sample", "0.4s");
  expect(run.code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["clip-hd-sample.mp4", "clip-hd-sample.png", "clip.mp4"]);
  expect(indices(readFrames(join(folder, "clip-hd-sample.mp4")))).toEqual(upTo(10, 20));
  expect(readPicture(join(folder, "clip-hd-sample.png"))).toMatchObject({ width: 1288, pixelFormat: "rgb24" });
  expect(run.stdout).toMatch(
    /before and after: clip-hd-sample\.png\n.*the whole \(50 frames\) would take about .+ here\n/,
  );
});

it("takes the middle of a part", async () => {
  const { folder, run } = await sampled(
    "--sample",
    "0.2s",
    "--trim",
    "1-2",
    "-o",
    `${place.folder}/part.mp4`,
    "--json",
  );
  expect(run.code).toBe(0);
  expect(readdirSync(folder)).toEqual(["clip.mp4"]);
  const frames = indices(readFrames(join(place.folder, "part.mp4")));
  expect(frames).toEqual(upTo(frames.length, 35));
  expect(frames.length).toBeGreaterThanOrEqual(5);
  expect(run.events.at(-1)).toMatchObject({ event: "sampled", wholeFrames: 25 });
  expect(readdirSync(place.folder)).toContain("part.png");
});

it("takes a clip whole that is shorter than the sample", async () => {
  const { folder, run } = await sampled("--sample", "5s");
  expect(run.code).toBe(0);
  expect(readFrames(join(folder, "clip-hd-sample.mp4"))).toHaveLength(50);
});
