/** Many clips of many kinds on one timeline. */
import { expect, it } from "vitest";
import { cachedClip } from "./support/clip-cache.js";
import { draftOf, type EditedFile, EditingPlace, numberedClip, pictureAt } from "./support/edited-clip.js";
import { beepsIn, flashesIn } from "./support/film-marks.js";
import { readSound } from "./support/read-clip.js";

const place = new EditingPlace();

const sound = (more: object = {}): { audio: [{ codec: string; durationMs: number; sound: "beeps" }] } => ({
  audio: [{ codec: "aac", durationMs: 1200, sound: "beeps", ...more }],
});
const HDR = { range: "limited", matrix: "bt2020nc", primaries: "bt2020" } as const;
/** Frames at 33 and 50 ms by turns. */
const UNEVEN = Array.from({ length: 29 }, (_, i) => Math.floor(i / 2) * 83 + (i % 2) * 33);

/** Sizes, shapes, rates, turns, ranges and sounds, each unlike the others. White and a beep for a tenth of every second. */
async function files(): Promise<EditedFile[]> {
  const clip = (video: object, more: object = {}): Promise<EditedFile> =>
    numberedClip(1.2, { source: "desk", ...video }, more);
  const still = await cachedClip("still.png", {
    container: "picture",
    video: { source: "desk", width: 240, height: 240, fps: [25, 1], frames: 1, codec: "png", pixelFormat: "rgb24" },
  });
  return [
    await clip({}, sound()),
    await clip({ width: 160, height: 90, fps: [30_000, 1001] }, sound({ sampleRate: 44_100, channels: 1 })),
    await clip({ fps: [24, 1], rotation: 90 }, sound({ codec: "libmp3lame", sampleRate: 32_000 })),
    await clip({ pixelFormat: "yuv420p10le", color: { ...HDR, transfer: "smpte2084" } }),
    await clip({ width: 180, height: 320, fps: [50, 1] }, sound({ channels: 6 })),
    await clip({ width: 160, height: 180, sar: [2, 1], fps: [15, 1] }, sound({ sampleRate: 48_000 })),
    await clip({ pixelFormat: "yuv420p10le", color: { ...HDR, transfer: "arib-std-b67" }, fps: [60, 1] }, sound()),
    await clip({ fps: [24, 1], times: UNEVEN, timeBase: [1, 1000] }, sound()),
    { path: still, k: "image", w: 240, h: 240 },
    await clip({ fps: [25, 1], rotation: 180, color: { range: "full" } }),
  ];
}

it("twenty clips of all sizes, rates, turns and ranges, with and without sound, stay together at every cut", async () => {
  const all = await files();
  // Each begins with its flash and, where it has a sound, with its beep; the rest of it is as long as the first's, or not.
  const order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 1, 6, 0, 8, 7, 4, 2, 5, 9];
  const draft = draftOf(
    all,
    order.map((file, i) => ({ file, d: 360 + (i % 4) * 50 })),
    { cv: { fr: 25 } },
  );
  const film = await place.render(draft, all);
  expect(film.frames).toBe(Math.round((draft.d * 25) / 1000));
  const cuts: { atSeconds: number; file: EditedFile }[] = [];
  for (const [i, file] of order.entries()) {
    const before = draft.t[0]?.sg[i];
    const known = all[file];
    if (before !== undefined && known !== undefined) cuts.push({ atSeconds: before.st / 1000, file: known });
  }
  const flashes = flashesIn(film.pictures, { left: 0.42, right: 0.58, top: 0.3, bottom: 0.6 }, 210);
  const beeps = beepsIn(readSound(film.outputPath));
  const frame = 1 / 25;
  const near = (moments: readonly number[], at: number): number =>
    Math.min(...moments.map((each) => Math.abs(each - at)));
  for (const [i, { atSeconds, file }] of cuts.entries()) {
    const what = `clip ${i + 1} at ${atSeconds} s`;
    if (file.k === "image") continue;
    expect(near(flashes, atSeconds), `the flash of ${what}`).toBeLessThan(frame);
    if (file.au === true) expect(near(beeps, atSeconds), `the beep of ${what}`).toBeLessThan(frame);
  }
  // And nothing is seen or heard that no clip has.
  expect(flashes).toHaveLength(cuts.filter(({ file }) => file.k === "video").length);
  expect(beeps).toHaveLength(cuts.filter(({ file }) => file.au === true).length);
  // Upright pictures stand between bars, the wide ones fill the canvas.
  expect(pictureAt(film, (cuts[4]?.atSeconds ?? 0) + 0.2).luma[100 * 320 + 20]).toBeLessThan(20);
  expect(Math.abs((film.audioSpansMs[0]?.endMs ?? 0) - draft.d)).toBeLessThan(41);
});
