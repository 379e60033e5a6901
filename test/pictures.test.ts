/** Still pictures, and clips that are nearly that: what becomes of size, colour, transparency and orientation. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenFiles, clips } from "./support/made-clips.js";
import { transparentGif, withOrientation } from "./support/made-pictures.js";
import { Workplace } from "./support/program.js";
import { type FinishedRun, QUICK } from "./support/program-run.js";
import { meanRgb, type ReadPicture, readFormat, readFrames, readPicture } from "./support/read-clip.js";

const place = new Workplace();

function enhanced(input: string, ...flags: readonly string[]): Promise<FinishedRun> {
  return place.run(["enhance", input, ...QUICK, ...flags]);
}

/** A copy of a file in an empty folder, for results that come to stand beside it. */
function copied(path: string, name = basename(path)): string {
  const copy = join(place.newFolder(), name);
  copyFileSync(path, copy);
  return copy;
}

/** Mean difference of one sample of all pixels, each compared with the place that it comes from. */
function difference(source: ReadPicture, result: ReadPicture, sample: 0 | 1 | 2 | 3): number {
  let sum = 0;
  for (let y = 0; y < result.height; y++) {
    for (let x = 0; x < result.width; x++) {
      const [fromX, fromY] = [
        Math.floor((x * source.width) / result.width),
        Math.floor((y * source.height) / result.height),
      ];
      const before = source.rgba[(fromY * source.width + fromX) * 4 + sample] ?? 0;
      sum += Math.abs((result.rgba[(y * result.width + x) * 4 + sample] ?? 0) - before);
    }
  }
  return sum / (result.width * result.height);
}

function expectSameLook(source: ReadPicture, result: ReadPicture, within: number): void {
  for (const sample of [0, 1, 2, 3] as const) expect(difference(source, result, sample)).toBeLessThan(within);
}

describe("a picture", () => {
  it.each([
    ["png", "picture-hd.png", "rgb24"],
    ["alpha.png", "picture.alpha-hd.png", "rgba"],
    ["jpg", "picture-hd.jpg", "yuvj420p"],
    ["webp", "picture-hd.png", "rgb24"],
  ] as const)(
    "of the kind %s comes up to HD as %s, with its colours and its transparency",
    async (kind, name, pixelFormat) => {
      const input = copied(await clips.picture(kind));
      const run = await enhanced(input);
      expect(run).toMatchObject({ code: 0 });
      expect(run.stdout).toMatch(/1920×1080.*\n.*\n *network fast/);
      const folder = join(input, "..");
      expect(readdirSync(folder).sort()).toEqual([basename(input), name].sort());
      const result = readPicture(join(folder, name));
      expect(result).toMatchObject({ width: 1920, height: 1080, pixelFormat });
      expectSameLook(readPicture(input), result, 6);
    },
  );

  it("is written as the name says, and lies on white where a JPEG has no transparency", async () => {
    const input = await clips.picture("alpha.png");
    const output = join(place.newFolder(), "on-white.jpg");
    expect(await enhanced(input, "-o", output, "--target", "2x")).toMatchObject({ code: 0 });
    expect(readFileSync(output).toString("latin1", 6, 10)).toBe("JFIF");
    const { width, height, rgba, pixelFormat } = readPicture(input);
    const onWhite = Buffer.from(
      rgba.map((value, i) =>
        i % 4 === 3 ? 255 : (value * (rgba[i - (i % 4) + 3] ?? 0)) / 255 + 255 - (rgba[i - (i % 4) + 3] ?? 0),
      ),
    );
    expectSameLook({ width, height, pixelFormat, rgba: onWhite }, readPicture(output), 4);
  });

  it("keeps its size where it is larger than the default target, and comes down where that is asked for", async () => {
    const input = await clips.picture("png");
    const folder = place.newFolder();
    const [large, kept, small] = ["large.png", "kept.png", "small.png"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    expect(await enhanced(input, "-o", large, "--target", "1440p")).toMatchObject({ code: 0 });
    const run = await enhanced(large, "-o", kept, "--network", "none");
    expect(run.stdout).toMatch(/no network ran: the picture keeps its size/);
    expect(readPicture(kept).rgba.equals(readPicture(large).rgba)).toBe(true);
    expect(await enhanced(large, "-o", small, "--target", "1080p")).toMatchObject({ code: 0 });
    expect(readPicture(small)).toMatchObject({ width: 1920, height: 1080 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)("of EXIF's orientation %i stands upright", async (orientation) => {
    const folder = place.newFolder();
    const [input, output] = [join(folder, "in.jpg"), join(folder, "out.png")];
    writeFileSync(input, withOrientation(readFileSync(await clips.picture("jpg")), orientation));
    const run = await enhanced(input, "-o", output, "--target", "1x");
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/left out: the camera's notes/);
    const [source, result] = [readPicture(input), readPicture(output)];
    const [width, height] = orientation > 4 ? [source.height, source.width] : [source.width, source.height];
    expect(result).toMatchObject({ width, height });
    const [right, bottom] = [source.width - 1, source.height - 1];
    // EXIF 2.3, table 6: where the stored first row and column lie.
    const origins: Record<number, (x: number, y: number) => [number, number]> = {
      1: (x, y) => [x, y],
      2: (x, y) => [right - x, y],
      3: (x, y) => [right - x, bottom - y],
      4: (x, y) => [x, bottom - y],
      5: (x, y) => [y, x],
      6: (x, y) => [y, bottom - x],
      7: (x, y) => [right - y, bottom - x],
      8: (x, y) => [right - y, x],
    };
    const turned = Buffer.alloc(result.rgba.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [fromX, fromY] = origins[orientation]?.(x, y) ?? [0, 0];
        source.rgba.copy(
          turned,
          (y * width + x) * 4,
          (fromY * source.width + fromX) * 4,
          (fromY * source.width + fromX) * 4 + 4,
        );
      }
    }
    expectSameLook({ width, height, pixelFormat: "rgba", rgba: turned }, result, 6);
  });

  it("that claims to be huge is refused before it is decoded", async () => {
    const input = copied(await brokenFiles.hugePng(16_000));
    const run = await enhanced(input, "--quiet");
    expect(run).toMatchObject({
      code: 3,
      stderr: "«huge.png» is 16000×16000: pictures above 134 megapixels are not taken.\n",
    });
    expect(readdirSync(join(input, ".."))).toEqual(["huge.png"]);
  });

  it("does not take the place of another of the same name", async () => {
    const [folder, out] = [place.newFolder(), place.newFolder()];
    for (const kind of ["png", "webp"] as const)
      copyFileSync(await clips.picture(kind), join(folder, `picture.${kind}`));
    expect(await enhanced(folder, "-o", out, "--force", "--target", "2x")).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual(["picture-hd.png", "picture.webp-hd.png"]);
  });

  it("is not written as a clip", async () => {
    const run = await enhanced(await clips.picture("png"), "-o", join(place.newFolder(), "clip.mp4"));
    expect(run).toMatchObject({ code: 2 });
  });
});

describe("a GIF", () => {
  it("becomes an MP4", async () => {
    const { path } = await place.enhance(await clips.format("gif"), "--target", "2x");
    expect(readFrames(path)).toHaveLength(12);
    expect(readFormat(path).durationSeconds).toBeCloseTo(1.2, 1);
  });

  it("with transparency lies on white", async () => {
    const input = join(place.newFolder(), "transparent.gif");
    writeFileSync(input, transparentGif());
    const { path } = await place.enhance(input, "--target", "2x");
    const frames = readFrames(path);
    expect(frames).toHaveLength(2);
    for (const frame of frames) {
      const right = meanRgb(frame, { left: 0.6, top: 0.1, width: 0.3, height: 0.8 }, "bt709");
      for (const value of right) expect(value).toBeGreaterThan(245);
    }
  });
});
