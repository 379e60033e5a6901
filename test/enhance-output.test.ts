/** The file that comes out: plays everywhere, starts at once, is no larger than it has to be. */
import { copyFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectFramesKept } from "./support/clip-expectations.js";
import { videoOf } from "./support/clip-spans.js";
import { brokenFiles, clips, FILE_FORMATS } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { QUICK } from "./support/program-run.js";
import { hasFaststart, readFormat, readFrames, readPackets } from "./support/read-clip.js";

const place = new Workplace();

/** H.264's number for its High profile. */
const HIGH = 100;

describe("the file", () => {
  it.each([
    ["an ordinary clip", () => clips.constantRate("25")],
    ["a 4:4:4 clip", () => clips.sampling("yuv444p")],
    ["a 10-bit clip", () => clips.sampling("yuv422p10le")],
    ["an HDR clip", () => clips.colors("hdr10")],
  ])("is H.264 High, 8 bits, 4:2:0, with its index first, from %s", async (_, make) => {
    const { path } = await place.enhance(await make(), "--preset", "veryfast");
    expect(videoOf(path)).toMatchObject({ codec: "h264", profile: HIGH, pixelFormat: "yuv420p", sar: [1, 1] });
    expect(readFormat(path).name).toMatch(/^mov,mp4/);
    expect(hasFaststart(path)).toBe(true);
  });

  it.each([
    ["hevc", "hevc"],
    ["av1", "av1"],
  ])("is %s when asked for", async (name, codec) => {
    const source = await clips.constantRate("25");
    const { path } = await place.enhance(source, "--target", "2x", "--codec", name, "--crf", "10");
    expect(videoOf(path).codec).toBe(codec);
    expectFramesKept(source, path);
  });

  it("has a keyframe every two seconds at most, before which nothing of its group is shown", async () => {
    const { path } = await place.enhance(await clips.screenRecording(), "--target", "2x");
    const packets = readPackets(path).filter(({ stream }) => stream === 0);
    const keyframes = packets.filter(({ keyframe }) => keyframe).map(({ ptsSeconds = Number.NaN }) => ptsSeconds);
    expect(keyframes[0]).toBe(0);
    const end = packets.reduce((last, { ptsSeconds = 0 }) => Math.max(last, ptsSeconds), 0);
    for (const [index, keyframe] of keyframes.entries()) {
      expect((keyframes[index + 1] ?? end) - keyframe).toBeLessThanOrEqual(2.001);
    }
    let opened = Number.NEGATIVE_INFINITY;
    for (const { keyframe, ptsSeconds = Number.NaN } of packets) {
      if (keyframe) opened = ptsSeconds;
      expect(ptsSeconds).toBeGreaterThanOrEqual(opened);
    }
    expect(keyframes.filter((keyframe) => Math.abs(keyframe - 5) < 5).length).toBeGreaterThan(3);
  });

  it("is of a sensible size with the settings that nobody changed", async () => {
    const path = join(place.newFolder(), "head.mp4");
    const run = await place.run([
      "enhance",
      await clips.talkingHead(),
      "-o",
      path,
      "--network",
      "fast",
      "--device",
      "cpu",
    ]);
    expect(run.code).toBe(0);
    const bitsPerSecond = (statSync(path).size * 8) / 2;
    expect(bitsPerSecond).toBeLessThan(8_000_000);
    expect(bitsPerSecond).toBeGreaterThan(100_000);
  });

  it("is smaller with a higher CRF", async () => {
    const source = await clips.talkingHead();
    const [fine, coarse] = [
      await place.enhance(source, "--target", "2x", "--crf", "16"),
      await place.enhance(source, "--target", "2x", "--crf", "28"),
    ];
    expect(statSync(coarse.path).size).toBeLessThan(0.7 * statSync(fine.path).size);
  });

  it("has the same bytes when it is made again from nothing", async () => {
    const source = await clips.constantRate("25");
    const first = await place.enhance(source, "--target", "2x");
    const other = new Map<string, string>([["cache", place.newFolder()]]);
    const path = join(place.newFolder(), "again.mp4");
    const run = await place.run(["enhance", source, "-o", path, ...QUICK, "--target", "2x"], {
      cache: other.get("cache") ?? "",
    });
    expect(run.code).toBe(0);
    expect(readFileSync(path).equals(readFileSync(first.path))).toBe(true);
  });
});

describe("what goes in", () => {
  it.each(FILE_FORMATS)("takes %s and keeps its frames and times", async (format) => {
    const source = await clips.format(format);
    const { path } = await place.enhance(source, "--target", "2x");
    const frames = expectFramesKept(source, path);
    expect(frames.length).toBe(format === "gif" ? 12 : format === "3gp" ? 60 : 50);
  });

  it("goes by what is in a file, not by its name", async () => {
    const source = await clips.wrongExtension();
    const { path } = await place.enhance(source, "--target", "2x");
    expect(expectFramesKept(source, path)).toHaveLength(50);
  });

  it.each(["mp3", "wav", "m4a", "cover.mp3"] as const)(
    "refuses %s, which is sound only, and says what to do",
    async (kind) => {
      const folder = place.newFolder();
      const run = await place.run([
        "enhance",
        await brokenFiles.soundOnly(kind),
        "-o",
        join(folder, "x.mp4"),
        ...QUICK,
        "--quiet",
      ]);
      expect(run.code).toBe(3);
      expect(run.stderr).toMatch(/sound only.*\. Give the video/);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("takes names with spaces, quotes, percent signs, colons and other scripts", async () => {
    const folder = place.newFolder();
    for (const name of [
      "a b 'c' \"d\".mp4",
      "100% #1 %d.mp4",
      "concat:a|b.mp4",
      "-dash.mp4",
      "早上好.mp4",
      "no extension",
    ]) {
      copyFileSync(await clips.oneFrame(), join(folder, name));
      const output = place.newFolder();
      const run = await place.run(["enhance", "-o", `${output}/`, ...QUICK, "--target", "2x", "--", name], {
        cwd: folder,
      });
      expect(run, name).toMatchObject({ code: 0 });
      const [made] = readdirSync(output);
      expect(made).toBe(`${name.replace(/\.mp4$/, "")}-hd.mp4`);
      expect(readFrames(join(output, made ?? ""))).toHaveLength(1);
    }
  });

  it("writes beside the source when no place is named", async () => {
    const folder = place.newFolder();
    copyFileSync(await clips.oneFrame(), join(folder, "clip.MP4"));
    const run = await place.run(["enhance", join(folder, "clip.MP4"), ...QUICK, "--target", "2x"]);
    expect(run.code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(["clip-hd.mp4", "clip.MP4"]);
  });
});
