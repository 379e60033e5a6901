import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chordOf, type MODES, mod12, nearestStep, nearestTone, scalePitch, voiceChord } from "./harmony.js";

const keys = fc.record({
  tonic: fc.integer({ min: 0, max: 11 }),
  mode: fc.constantFrom("major", "minor", "dorian", "lydian", "mixolydian") as fc.Arbitrary<keyof typeof MODES>,
});

describe("harmony", () => {
  it("reads chords of the scale and borrowed ones", () => {
    const c = { tonic: 0, mode: "major" } as const;
    expect(chordOf(c, "1")).toEqual({ root: 0, tones: [0, 4, 7] });
    expect(chordOf(c, "2:9")).toEqual({ root: 2, tones: [2, 5, 9, 0, 4] });
    expect(chordOf(c, "4:min")).toEqual({ root: 5, tones: [5, 8, 0] });
    expect(chordOf({ tonic: 9, mode: "minor" }, "5:maj")).toEqual({ root: 4, tones: [4, 8, 11] });
    expect(() => chordOf(c, "9")).toThrow("no such chord");
  });

  it("finds the step of every pitch of the scale again", () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 20, max: 60 }), (key, step) => {
        expect(nearestStep(key, scalePitch(key, step))).toBe(step);
      }),
    );
  });

  it("moves a pitch to the nearest of some tones, by half an octave at most", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 30, max: 90 }),
        (tones, pitch) => {
          const moved = nearestTone(tones, pitch);
          expect(tones).toContain(mod12(moved));
          expect(Math.abs(moved - pitch)).toBeLessThanOrEqual(6);
        },
      ),
    );
  });

  it("leads the notes of a chord to the next one by small steps", () => {
    const symbols = ["1", "2:9", "4:add9", "5:7", "6:7", "3:7"];
    fc.assert(
      fc.property(keys, fc.array(fc.constantFrom(...symbols), { minLength: 2, maxLength: 12 }), (key, list) => {
        let before: number[] = [];
        for (const symbol of list) {
          const chord = chordOf(key, symbol);
          const voicing = voiceChord(chord, { low: 52, high: 76, size: 4 }, before);
          expect(voicing).toHaveLength(4);
          expect(new Set(voicing).size).toBe(4);
          for (const pitch of voicing) expect(chord.tones).toContain(mod12(pitch));
          expect(voicing.every((pitch) => pitch >= 52 && pitch <= 76)).toBe(true);
          const moves = before.map((pitch, i) => Math.abs(pitch - (voicing[i] ?? pitch)));
          if (moves.length > 0) expect(moves.reduce((sum, move) => sum + move, 0) / moves.length).toBeLessThan(5);
          before = voicing;
        }
      }),
    );
  });
});
