import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cachedClip } from "../../test/support/clip-cache.js";
import type { VideoSpec } from "../../test/support/clip-spec.js";
import { lookAtPicture, type PictureProblem } from "./picture-look.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-looks-"));
process.env["HD_LOCAL_CACHE"] = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A still, rich in edges, in which a window of 256 × 144 is moved. */
function windowAt(x: string, y: string): string {
  return `crop=256:144:x='${x}':y='${y}',scale=320:180`;
}

const CLIPS: [name: string, flaws: string | undefined, problems: PictureProblem[], source?: VideoSpec["source"]][] = [
  ["a steady one", windowAt("32", "18"), []],
  ["one held by a hand", windowAt("32+6*sin(n*0.9)+4*sin(n*1.7)", "18+5*sin(n*1.2+1)"), ["shaky"]],
  ["a slow pan", windowAt("n*0.8", "18"), []],
  ["a pan that begins and ends", windowAt("32-32*cos(n*PI/60)", "18"), []],
  ["one with something moving in it", undefined, [], "desk"],
  ["a dark one", "lutyuv=y='16+(val-16)*0.15'", ["dark"]],
  [
    "a dark one held by a hand",
    `${windowAt("32+7*sin(n*0.9)+4*sin(n*1.7)", "18+6*sin(n*1.2+1)")},lutyuv=y='16+(val-16)*0.2'`,
    ["dark", "shaky"],
  ],
  ["black", "lutyuv=y=16:u=128:v=128", []],
  [
    "night with lights",
    "drawbox=x=0:y=0:w=iw:h=ih:color=black:t=fill,drawbox=x=20:y=20:w=60:h=60:color=white:t=fill",
    [],
  ],
];

describe("what ails a picture", () => {
  it.each(CLIPS)("of %s", async (name, flaws, problems, source = "fractal") => {
    const video: VideoSpec = {
      source,
      ...(flaws === undefined ? {} : { flaws: source === "fractal" ? `loop=-1:1:0,setpts=N/25/TB,${flaws}` : flaws }),
      width: 320,
      height: 180,
      fps: [25, 1],
      frames: 60,
      bare: true,
      options: { preset: "ultrafast" },
    };
    const path = await cachedClip(`look-${name.replaceAll(" ", "-")}.mp4`, { container: "mp4", video });
    const found = await lookAtPicture({ path, sha256: name, threads: 1 }, () => Promise.resolve());
    expect(found).toEqual(problems);
  });
});
