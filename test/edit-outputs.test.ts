/** What comes out of a draft besides the plain MP4: other containers, a limit of bytes, sound alone, a picture. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ExportResult } from "../src/render/export-job.js";
import type { JobProgress } from "../src/render/progress-meter.js";
import type { Draft } from "../src/timeline/draft.js";
import { AUDIO_FORMATS, type Edit } from "../src/timeline/edit.js";
import { readFrameIndex } from "./support/clip-marks.js";
import { draftOf, type EditedFile, EditingPlace, meanAt, numberedClip, range } from "./support/edited-clip.js";
import { readFormat, readFrames, readSound } from "./support/read-clip.js";

const place = new EditingPlace();
const BEEPS = { audio: [{ codec: "aac", durationMs: 2000, sound: "beeps" }] } as const;

/** What these edits make of the file that comes out, to be exported without another word. */
async function asked(files: EditedFile[], ...edits: Edit[]): Promise<ExportResult> {
  return await place.exported(await place.edited(files, edits), files, {});
}

/** Two seconds with a beep at every flash; `detailed` pictures cost many bytes. */
async function film(isDetailed = false): Promise<{ draft: Draft; files: EditedFile[] }> {
  const files = [await numberedClip(2, isDetailed ? { source: "fractal" } : {}, BEEPS)];
  return { draft: draftOf(files, [{ file: 0, d: 2000 }]), files };
}

function numbersIn(path: string): (number | undefined)[] {
  return readFrames(path).map(({ luma, width, height }) => readFrameIndex(luma, width, height));
}

describe("other films", () => {
  it.each([
    ["mov", "mov,mp4,m4a,3gp,3g2,mj2", "h264", "aac"],
    ["mkv", "matroska,webm", "h264", "aac"],
    ["webm", "matroska,webm", "vp9", "opus"],
  ] as const)("%s has every frame, and the sound with it", async (format, container, video, audio) => {
    const { files } = await film();
    const { outputPath, frames } = await asked(files, { op: "convert", format });
    const described = readFormat(outputPath);
    expect(described.name).toBe(container);
    expect(described.streams.map(({ codec }) => codec)).toEqual([video, audio]);
    expect(numbersIn(outputPath)).toEqual(range(0, 50));
    expect(frames).toBe(50);
    expect(described.durationSeconds).toBeCloseTo(2, 1);
  });

  it("gif moves, says what it leaves out, and shows every picture", async () => {
    const { draft, files } = await film();
    const { outputPath, shortfalls, width } = await place.exported(draft, files, { format: "gif", fps: 12.5 });
    const frames = readFrames(outputPath);
    expect(frames).toHaveLength(25);
    expect(width).toBe(320);
    expect(readFileSync(outputPath).subarray(0, 6).toString()).toBe("GIF89a");
    expect(shortfalls.map(({ what }) => what)).toContain("the sound");
    // Flashes are bright.
    const levels = frames.map((frame) => meanAt(frame, {}));
    expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(40);
  });
});

describe("a limit of bytes", () => {
  it("is met, and nearly used up, by a picture that is still the same", async () => {
    const { draft, files } = await film(true);
    const whole = await place.exported(draft, files, { format: "mp4" });
    const maxBytes = Math.round(whole.sizeBytes * 0.25);
    const stages = new Set<JobProgress["stage"]>();
    const compressed = await place.edited(files, [{ op: "compress", max_bytes: maxBytes }]);
    const small = await place.exported(compressed, files, {}, ({ stage }) => stages.add(stage));
    expect(statSync(small.outputPath).size).toBe(small.sizeBytes);
    expect(small.sizeBytes).toBeLessThanOrEqual(maxBytes);
    expect(small.sizeBytes).toBeGreaterThan(maxBytes * 0.8);
    expect(small).toMatchObject({ width: 320, height: 180, shortfalls: [] });
    expect(readFormat(small.outputPath).streams.map(({ codec }) => codec)).toEqual(["h264", "aac"]);
    expect(likeness(whole.outputPath, small.outputPath)).toBeGreaterThan(28);
    // The picture was there: what is made of it is all that took time.
    expect(small.cachedChunks).toBe(small.chunks);
    expect([...stages]).toEqual(expect.arrayContaining(["conversion", "assembly"]));
    expect(readdirSync(place.folder).filter((name) => name.includes(".part"))).toEqual([]);
  });

  it("that the picture cannot meet at its size makes it smaller, and says so", async () => {
    const { draft, files } = await film(true);
    const resolution = "640x360";
    const whole = await place.exported(draft, files, { format: "mp4", resolution });
    const maxBytes = Math.round(whole.sizeBytes / 12);
    const small = await place.exported(draft, files, { format: "mp4", resolution, maxBytes });
    expect(small.sizeBytes).toBeLessThanOrEqual(maxBytes);
    expect(small.height).toBeLessThan(360);
    expect(readFrames(small.outputPath)[0]).toMatchObject({ width: small.width, height: small.height });
    expect(small.shortfalls.map(({ why }) => why).join()).toContain(`${small.width}×${small.height}`);
  });

  it("that is out of reach is refused with the least that can be reached, and that is true", async () => {
    const { draft, files } = await film(true);
    const refusal = await place.exported(draft, files, { maxBytes: 12_000 }).catch((error: Error) => error);
    expect(refusal).toBeInstanceOf(Error);
    const [, least = ""] = /about (\d+) kB is the least/.exec(refusal instanceof Error ? refusal.message : "") ?? [];
    expect(Number(least)).toBeGreaterThan(12);
    const small = await place.exported(draft, files, { maxBytes: Number(least) * 1000 });
    expect(small.sizeBytes).toBeLessThanOrEqual(Number(least) * 1000);
  });

  it("holds for webm and gif as well", async () => {
    const { draft, files } = await film(true);
    for (const format of ["webm", "gif"] as const) {
      const maxBytes = format === "gif" ? 400_000 : 60_000;
      const { sizeBytes, frames } = await place.exported(draft, files, { format, maxBytes, fps: 12.5 });
      expect(sizeBytes).toBeLessThanOrEqual(maxBytes);
      expect(frames).toBe(25);
    }
  });

  it("without a number, «smaller» makes fewer bytes of the same frames", async () => {
    const { draft, files } = await film(true);
    const whole = await place.exported(draft, files, {});
    const [low, medium] = [
      await asked(files, { op: "compress" }),
      await asked(files, { op: "compress", quality: "medium" }),
    ];
    expect(medium.sizeBytes).toBeLessThan(whole.sizeBytes);
    expect(medium.sizeBytes).toBeGreaterThan(low.sizeBytes);
    expect(low.sizeBytes).toBeLessThan(whole.sizeBytes * 0.7);
    expect(low).toMatchObject({ frames: 50, width: 320 });
  });
});

describe("sound alone", () => {
  const CODECS = { mp3: "mp3", m4a: "aac", aac: "aac", wav: "pcm_s16le", flac: "flac", ogg: "vorbis" } as const;

  it("of each format is what it says, as long as the film, with its beeps", async () => {
    const { files } = await film();
    for (const format of AUDIO_FORMATS) {
      const codec = CODECS[format];
      const made = await asked(files, { op: "extract_audio", format });
      const [stream, ...others] = readFormat(made.outputPath).streams;
      expect([stream?.codec, others.length]).toEqual([codec, 0]);
      const { samples, sampleRate } = readSound(made.outputPath);
      expect(Math.abs(samples.length / sampleRate - 2)).toBeLessThan(0.1);
      expect(samples.some((sample) => Math.abs(sample) > 0.2)).toBe(true);
      expect(made).toMatchObject({ durationMs: 2000, sizeBytes: statSync(made.outputPath).size });
      expect(made.width).toBeUndefined();
    }
  });

  it("keeps below a limit, or says why not", async () => {
    const { draft, files } = await film();
    const { sizeBytes } = await place.exported(draft, files, { format: "mp3", maxBytes: 20_000 });
    expect(sizeBytes).toBeLessThanOrEqual(20_000);
    await expect(place.exported(draft, files, { format: "wav", maxBytes: 20_000 })).rejects.toThrow(/385 kB.*20 kB/);
  });

  it("of a film without any is refused in words", async () => {
    const files = [await numberedClip(1)];
    const silent = draftOf(files, [{ file: 0, d: 1000 }]);
    await expect(place.exported(silent, files, { preset: "sound" })).rejects.toThrow("There is no sound");
  });
});

describe("a picture", () => {
  it.each(["png", "jpg"] as const)("as %s is that of the moment, with what was edited", async (format) => {
    const files = [await numberedClip(2), await numberedClip(1)];
    // The second clip begins at frame 10 of its file.
    const draft = await place.edited(files, [
      { op: "trim", clip: 1, keep: [[0, 1000]] },
      { op: "trim", clip: 2, keep: [[400, 1000]] },
      { op: "poster", at: -400 },
    ]);
    const { outputPath, width, height } = await place.exported(draft, files, { format });
    const [picture, ...others] = readFrames(outputPath);
    expect(others).toEqual([]);
    expect(picture).toMatchObject({ width: 320, height: 180 });
    expect([width, height]).toEqual([320, 180]);
    expect(readFrameIndex(picture?.luma ?? Buffer.alloc(0), 320, 180)).toBe(15);
    const chosen = await place.exported(draft, files, { format, atMs: 40 });
    expect(numbersIn(chosen.outputPath)).toEqual([1]);
  });
});

/** How like two films are in luma: PSNR in dB over all frames. */
function likeness(one: string, other: string): number {
  const [first, second] = [readFrames(one), readFrames(other)];
  expect(second).toHaveLength(first.length);
  let [sum, count] = [0, 0];
  for (const [i, { luma }] of first.entries())
    for (let at = 0; at < luma.length; at++) {
      sum += ((luma[at] ?? 0) - (second[i]?.luma[at] ?? 0)) ** 2;
      count++;
    }
  return 10 * Math.log10(255 ** 2 / (sum / count));
}
