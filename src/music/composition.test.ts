import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compose, type Score } from "./composition.js";
import { SAMPLE_RATE } from "./effects.js";
import { MODES, mod12 } from "./harmony.js";
import { MUSIC_MOODS, MUSIC_STYLES, musicStyleOf, TEMPO_LIMITS } from "./request.js";

const requests = fc.record({
  style: fc.constantFrom(...MUSIC_STYLES),
  durationSeconds: fc.double({ min: 0.05, max: 150, noNaN: true }),
  seed: fc.integer(),
  tempo: fc.option(fc.integer({ min: TEMPO_LIMITS.low, max: TEMPO_LIMITS.high }), { nil: undefined }),
  mood: fc.option(fc.constantFrom(...MUSIC_MOODS), { nil: undefined }),
});

/** Bars that sound, by the number of notes and strokes that start in each section. */
function eventsIn(score: Score, kind: string): number {
  const barSamples = (SAMPLE_RATE * 240) / score.tempo;
  const starts = [...score.parts.flatMap(({ notes }) => notes), ...score.strokes].map(({ start }) => start);
  const bars = score.sections.filter((section) => section.kind === kind);
  const count = bars.reduce((sum, section) => {
    const from = section.firstBar * barSamples - 1000;
    const to = (section.firstBar + section.bars) * barSamples - 1000;
    return sum + starts.filter((start) => start >= from && start < to).length;
  }, 0);
  return count / bars.reduce((sum, section) => sum + section.bars, 0);
}

describe("a composition", () => {
  it("stays inside its length and its instruments' ranges, whatever is asked", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const score = compose(request);
        expect(score.samples).toBe(Math.round(request.durationSeconds * SAMPLE_RATE));
        expect(score.endingStart).toBeLessThan(Math.max(1, score.samples));
        const notes = score.parts.flatMap(({ part, notes }) => notes.map((note) => ({ ...note, part })));
        expect(notes.length).toBeGreaterThan(0);
        const isOutside = (start: number): boolean => !(start >= 0 && start < score.samples);
        const wrong = notes.filter(
          ({ start, pitch, velocity, part }) =>
            isOutside(start) ||
            !(velocity > 0 && velocity <= 1) ||
            pitch < part.range.low - 6 ||
            pitch > part.range.high + 12,
        );
        expect(wrong).toEqual([]);
        expect(score.strokes.filter(({ start }) => isOutside(start))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps to its key but for borrowed chords", () => {
    for (const style of MUSIC_STYLES) {
      const score = compose({ style, durationSeconds: 90, seed: 5 });
      const scale = new Set<number>(MODES[score.key.mode].map((step) => mod12(step + score.key.tonic)));
      const pitches = score.parts.flatMap(({ notes }) => notes.map(({ pitch }) => mod12(pitch)));
      const inKey = pitches.filter((pitch) => scale.has(pitch)).length / pitches.length;
      expect(inKey, style).toBeGreaterThan(0.9);
    }
  });

  it("ends on its key note, with everybody who has played", () => {
    for (const style of MUSIC_STYLES) {
      const score = compose({ style, durationSeconds: 60, seed: 2 });
      const last = score.chords[score.chords.length - 1];
      expect(last?.chord.root).toBe(score.key.tonic);
      const atEnd = score.parts.filter(({ notes }) => notes.some(({ start }) => start >= score.endingStart - 2400));
      expect(atEnd.length, style).toBeGreaterThan(score.parts.length / 3);
      const ring = (score.samples - score.endingStart) / SAMPLE_RATE;
      expect(ring, style).toBeGreaterThan(2);
      expect(ring, style).toBeLessThan(6);
    }
  });

  it("plays at the tempo asked for, and fits whole bars into the length where none is", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const score = compose(request);
        if (request.tempo !== undefined) expect(score.tempo).toBe(request.tempo);
        else if (request.durationSeconds > 30)
          expect(score.endingStart / SAMPLE_RATE).toBeCloseTo((score.chords.length - 1) * (240 / score.tempo), 3);
      }),
      { numRuns: 30 },
    );
  });

  it("grows from its intro to its chorus", () => {
    for (const style of MUSIC_STYLES) {
      const score = compose({ style, durationSeconds: 120, seed: 3 });
      expect(new Set(score.sections.map(({ kind }) => kind)).size, style).toBeGreaterThanOrEqual(3);
      // The piano plays alone from beginning to end: what grows there is how hard it is struck.
      if (style !== "piano") expect(eventsIn(score, "chorus"), style).toBeGreaterThan(eventsIn(score, "intro") * 1.15);
    }
  });

  it("brings the idea of its tune back", () => {
    const score = compose({ style: "piano", durationSeconds: 80, seed: 11, tempo: 72 });
    const barSamples = (SAMPLE_RATE * 240) / score.tempo;
    const tune = score.parts.find(({ part }) => part.name === "right hand")?.notes ?? [];
    const verse = score.sections.find(({ kind }) => kind === "verse");
    const rhythm = (bar: number): number[] =>
      tune
        .map(({ start }) => start / barSamples - bar)
        .filter((place) => place > -0.02 && place < 0.98)
        .map((place) => Math.round(place * 16));
    const first = verse?.firstBar ?? 0;
    expect(rhythm(first).length).toBeGreaterThan(1);
    expect(rhythm(first + 2)).toEqual(rhythm(first));
  });

  it("swings where the style does", () => {
    const late = (style: "lofi" | "electronic"): number => {
      const score = compose({ style, durationSeconds: 60, seed: 4, tempo: 80 });
      const sixteenth = (SAMPLE_RATE * 60) / score.tempo / 4;
      const odd = score.strokes
        .map(({ start }) => start / sixteenth)
        .filter((place) => Math.floor(place + 0.2) % 2 === 1 && score.endingStart > place * sixteenth)
        .map((place) => place - Math.floor(place + 0.2));
      return odd.reduce((sum, each) => sum + each, 0) / odd.length;
    };
    expect(late("lofi")).toBeGreaterThan(0.12);
    expect(Math.abs(late("electronic"))).toBeLessThan(0.01);
  });

  it("differs from seed to seed and is the same for the same one", () => {
    const notes = (seed: number): string =>
      JSON.stringify(compose({ style: "lofi", durationSeconds: 30, seed }).parts.map(({ notes: all }) => all));
    expect(notes(1)).toBe(notes(1));
    expect(new Set([1, 2, 3, 4, 5].map(notes)).size).toBe(5);
  });

  it("refuses lengths and tempos that cannot be played", () => {
    const request = { style: "lofi", durationSeconds: 10, seed: 1 } as const;
    expect(() => compose({ ...request, durationSeconds: 0 })).toThrow("hours long");
    expect(() => compose({ ...request, durationSeconds: Number.NaN })).toThrow("hours long");
    expect(() => compose({ ...request, tempo: 500 })).toThrow("beats a minute");
  });
});

describe("the name of a style", () => {
  it.each([
    ["lo-fi", "lofi"],
    ["Lo-Fi beats", "lofi"],
    ["欢快", "upbeat"],
    ["hip hop", "hiphop"],
    ["sad piano", "piano"],
    ["电影", "cinematic"],
    ["synth wave", "electronic"],
    ["ukulele", "acoustic"],
  ])("is understood as people say it: %s", (word, style) => {
    expect(musicStyleOf(word)).toBe(style);
  });

  it("is not made up", () => {
    expect(musicStyleOf("")).toBeUndefined();
    expect(musicStyleOf("xyzzy")).toBeUndefined();
  });
});
