import { describe, expect, it } from "vitest";
import { draftOf, type Edited, EditingPlace, numberedClip } from "./support/edited-clip.js";
import { beepsIn, flashesIn } from "./support/film-marks.js";
import { readSound } from "./support/read-clip.js";

const place = new EditingPlace();

const beeping = { audio: [{ codec: "aac", durationMs: 4000, sound: "beeps" }] } as const;

describe("the sound of an edited film", () => {
  it("stays with the picture over cuts, to less than a frame", async () => {
    const clip = await numberedClip(4, {}, beeping);
    const draft = draftOf(
      [clip],
      [
        { file: 0, d: 1500, si: 500 },
        { file: 0, d: 1300, si: 2700 },
        { file: 0, d: 2000, si: 0, sp: 0.5 },
      ],
    );
    const film = await place.render(draft, [clip]);
    const beeps = beepsIn(readSound(film.outputPath));
    const flashes = flashesIn(film.pictures);
    expect(flashes.length).toBeGreaterThanOrEqual(3);
    for (const flash of flashes) expect(Math.min(...beeps.map((beep) => Math.abs(beep - flash)))).toBeLessThan(0.041);
    expect(Math.abs((film.audioSpansMs[0]?.endMs ?? 0) - draft.d)).toBeLessThan(40);
  });

  it("is made anew without the picture where the music changes, and not at all where only the picture does", async () => {
    const clip = await numberedClip(2, {}, beeping);
    const film = async (vl: number, fl?: boolean): Promise<Edited> => {
      const music = { i: 50, st: 0, d: 2000, gn: { ms: "lofi" as const, sd: 1 }, vl };
      const draft = draftOf([clip], [{ file: 0, d: 2000, ...(fl === undefined ? {} : { fl }) }], {
        tracks: [{ tt: 1, r: "music", sg: [music] }],
      });
      return await place.render(draft, [clip]);
    };
    await film(40);
    const quieter = await film(20);
    expect(quieter.cachedChunks).toBe(quieter.chunks);
    const flipped = await film(20, true);
    expect(flipped.cachedChunks).toBe(0);
    expect(readSound(flipped.outputPath).samples).toEqual(readSound(quieter.outputPath).samples);
  });

  it("is all that is left where silent parts are cut out, with its picture", async () => {
    const clip = await numberedClip(4, {}, beeping);
    const film = await place.made([clip], [{ op: "silences", remove: true }]);
    expect(film.frames).toBeLessThan(75);
    const beeps = beepsIn(readSound(film.outputPath));
    const flashes = flashesIn(film.pictures);
    expect(beeps.length).toBeGreaterThanOrEqual(3);
    for (const beep of beeps) expect(Math.min(...flashes.map((flash) => Math.abs(beep - flash)))).toBeLessThan(0.041);
  });

  it("is not there where nothing is to be heard", async () => {
    const clip = await numberedClip(1);
    const film = await place.render(draftOf([clip], [{ file: 0, d: 1000 }]), [clip]);
    expect(film.audioSpansMs).toEqual([]);
  });

  it("can be had alone", async () => {
    const clip = await numberedClip(4, {}, beeping);
    const path = await place.sound(draftOf([clip], [{ file: 0, d: 2500, si: 500 }]), [clip], "mp3");
    const sound = readSound(path);
    expect(Math.abs(sound.samples.length / sound.sampleRate - 2.5)).toBeLessThan(0.06);
    const [first = 0, second = 0] = beepsIn(sound);
    expect(first).toBeCloseTo(0.5, 1);
    expect(second - first).toBeCloseTo(1, 2);
  });
});
