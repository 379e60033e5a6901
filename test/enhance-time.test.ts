/** Frames and time: nothing is lost, nothing is moved. */
import { describe, expect, it } from "vitest";
import { expectFramesKept, expectInStep, expectSoundKept, indices, upTo } from "./support/clip-expectations.js";
import { pictureSpan, soundSpans, videoOf } from "./support/clip-spans.js";
import { clips, PAUSE_TIMES, RATES, VARIABLE_TIMES } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { readFormat, readFrames } from "./support/read-clip.js";

const place = new Workplace();

describe("constant rate", () => {
  it.each(Object.keys(RATES) as (keyof typeof RATES)[])("keeps every frame at its time at %s", async (rate) => {
    const source = await clips.constantRate(rate);
    const { path } = await place.enhance(source, "--target", "2x");
    const frames = expectFramesKept(source, path);
    const [numerator, denominator] = RATES[rate];
    expect(indices(frames)).toEqual(upTo(Math.round((2 * numerator) / denominator)));
    expect(videoOf(path).averageRate).toBeCloseTo(numerator / denominator, 2);
    expect(expectInStep(path, denominator / numerator, frames)).toBe(2);
    expectSoundKept(source, path, denominator / numerator);
  });

  it("keeps one single frame", async () => {
    const source = await clips.oneFrame();
    const { path } = await place.enhance(source, "--target", "2x");
    expectFramesKept(source, path);
    expect(readFormat(path).durationSeconds).toBeCloseTo(0.04, 2);
  });

  it("keeps all frames of a long stretch with one keyframe, over several chunks", async () => {
    const source = await clips.screenRecording();
    const { path, done } = await place.enhance(source, "--target", "2x");
    expect(done.chunks).toBeGreaterThan(1);
    expect(expectFramesKept(source, path)).toHaveLength(601);
  });
});

describe("variable rate", () => {
  it.each([
    ["irregular gaps", clips.variableRate, VARIABLE_TIMES],
    ["a pause of two seconds", clips.variableRateWithPause, PAUSE_TIMES],
  ])("keeps the times of frames with %s", async (_, make, times) => {
    const source = await make();
    const { path } = await place.enhance(source, "--target", "2x");
    const frames = expectFramesKept(source, path);
    expect(frames.map(({ ptsSeconds }) => Math.round(ptsSeconds * 1000))).toEqual(times);
    expectSoundKept(source, path, 0.034);
  });

  it("shows the last frame as long as the source does", async () => {
    const source = await clips.variableRate();
    const { path } = await place.enhance(source, "--target", "2x");
    expect(pictureSpan(path).endSeconds).toBeCloseTo(pictureSpan(source).endSeconds, 2);
  });
});

describe("the last frame", () => {
  it.each(["flv", "mkv", "avi", "webm"] as const)(
    "is shown as long as the others where %s does not say how long",
    async (format) => {
      const { path } = await place.enhance(await clips.format(format), "--target", "1x");
      const { startSeconds, endSeconds } = pictureSpan(path);
      expect(endSeconds - startSeconds).toBeCloseTo(2, 2);
    },
  );
});

describe("odd starts", () => {
  it.each([
    ["a picture that starts late", clips.videoStartsLate],
    ["a sound that starts late", clips.audioStartsLate],
    ["an edit list that hides the beginning", clips.editList],
    ["a transport stream that starts at 1.4 s", clips.transportStreamLate],
    ["a transport stream that starts at ten hours", clips.transportStreamTenHours],
    ["a transport stream whose clock runs over", clips.transportStreamClockOverrun],
  ])("keeps frames, times and sound of %s", async (_, make) => {
    const source = await make();
    const { path } = await place.enhance(source, "--target", "2x");
    const frames = expectFramesKept(source, path);
    expect(frames).toHaveLength(50);
    expectInStep(path, 0.04, frames);
    expectSoundKept(source, path, 0.04);
    expect(readFormat(path).durationSeconds).toBeLessThan(2.6);
  });

  it("shows a late picture late", async () => {
    const { path } = await place.enhance(await clips.videoStartsLate(), "--target", "2x");
    expect(readFrames(path, { limit: 1 })[0]?.ptsSeconds).toBeCloseTo(0.48, 3);
  });

  it("shows what an edit list shows and nothing of what it hides", async () => {
    const { path } = await place.enhance(await clips.editList(), "--target", "2x");
    const frames = readFrames(path);
    expect(indices(frames)).toEqual(upTo(50, 10));
    expect(frames[0]?.ptsSeconds).toBeCloseTo(0, 3);
  });
});

describe("a part", () => {
  it("keeps exactly the frames from one moment until before another, with their sound", async () => {
    const source = await clips.constantRate("25");
    const { path } = await place.enhance(source, "--target", "2x", "--trim", "0.4-1.6");
    const frames = readFrames(path);
    expect(indices(frames)).toEqual(upTo(30, 10));
    expect(frames[0]?.ptsSeconds).toBeCloseTo(0, 3);
    expect(expectInStep(path, 0.04, frames)).toBe(1);
    const [sound] = soundSpans(path);
    expect(sound?.startSeconds).toBeLessThan(0.04);
    expect(sound?.endSeconds).toBeCloseTo(1.2, 1);
  });
});
