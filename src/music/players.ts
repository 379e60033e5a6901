/** Players: each knows how to play one bar of a chord on its instrument. */
import { BEATS_PER_BAR, type Section } from "./form.js";
import { type Chord, type Key, mod12, nearestStep, nearestTone, scalePitch, voiceChord } from "./harmony.js";
import type { Random } from "./random.js";

/** One bar as a player sees it. */
export interface Bar {
  index: number;
  section: Section;
  /** Counted from 0 inside the section. */
  barInSection: number;
  key: Key;
  chord: Chord;
  nextChord: Chord;
  /** True where this chord was not there in the bar before. */
  isNewChord: boolean;
  /** Beats until the next chord. */
  chordBeats: number;
  /** The last chord of the piece: held, not played in rhythm. */
  isEnding: boolean;
}

/** A note in beats of its bar. */
export interface BarNote {
  beat: number;
  beats: number;
  pitch: number;
  velocity: number;
  /** Later than its beat: a strum or a roll. */
  lateSeconds?: number;
}

export interface Range {
  low: number;
  high: number;
}

/** Plays bars in order; it may remember what it played. */
export type Player = (bar: Bar) => BarNote[];
export type PlayerOf = (range: Range, random: Random) => Player;

/** Chords that are held until the next one. */
export function held(size: number, velocity = 0.7): PlayerOf {
  return (range) => {
    let before: number[] = [];
    return (bar) => {
      if (!bar.isNewChord && bar.barInSection !== 0 && !bar.isEnding) return [];
      before = voiceChord(bar.chord, { ...range, size }, before);
      return before.map((pitch) => ({ beat: 0, beats: bar.chordBeats, pitch, velocity }));
    };
  };
}

/** A rhythm for a bar: beats at which something sounds, with the length and the strength of each. */
export type Rhythm = readonly (readonly [beat: number, beats: number, velocity: number])[];

/** Chords in a rhythm; one rhythm a section, varied now and then. `rollSeconds` spreads the notes of each chord. */
export function comped(size: number, rhythms: readonly [Rhythm, ...Rhythm[]], rollSeconds = 0.008): PlayerOf {
  return (range, random) => {
    let before: number[] = [];
    let rhythm = rhythms[0];
    return (bar) => {
      before = voiceChord(bar.chord, { ...range, size }, before);
      if (bar.isEnding) return rolled(before, 0, bar.chordBeats, 0.75, 0.05);
      if (bar.barInSection === 0) rhythm = random.pick(rhythms);
      const played = bar.barInSection % 4 === 3 && random.chance(0.4) ? random.pick(rhythms) : rhythm;
      return played.flatMap(([beat, beats, velocity]) => rolled(before, beat, beats, velocity, rollSeconds));
    };
  };
}

function rolled(pitches: readonly number[], beat: number, beats: number, velocity: number, seconds: number): BarNote[] {
  return pitches.map((pitch, i) => ({ beat, beats, pitch, velocity, lateSeconds: i * seconds }));
}

/** A guitar's strums: down from the lowest string, up from the highest and softer. */
export function strummed(patterns: readonly [string, ...string[]], size = 5): PlayerOf {
  return (range, random) => {
    let before: number[] = [];
    let pattern = patterns[0];
    return (bar) => {
      before = voiceChord(bar.chord, { ...range, size }, before);
      const root = range.low - 5 + mod12(bar.chord.root - range.low + 5);
      const strings = [root, ...before.filter((pitch) => pitch > root)];
      if (bar.isEnding) return rolled(strings, 0, bar.chordBeats, 0.8, 0.035);
      if (bar.barInSection === 0) pattern = random.pick(patterns);
      const step = BEATS_PER_BAR / pattern.length;
      const strokes = [...pattern].flatMap((stroke, i) => (stroke === "." ? [] : [{ stroke, at: i * step }]));
      return strokes.flatMap(({ stroke, at }, i) => {
        const until = strokes[i + 1]?.at ?? BEATS_PER_BAR;
        const isUp = stroke === "u";
        const played = isUp ? strings.slice(-3).reverse() : strings;
        const velocity = (stroke === "D" ? 0.9 : isUp ? 0.5 : 0.7) * random.between(0.92, 1.05);
        return rolled(played, at, until - at, velocity, isUp ? 0.007 : 0.011);
      });
    };
  };
}

/** Chords note by note: digits count the notes of the voicing from below, `.` rests. */
export function broken(patterns: readonly [string, ...string[]], size: number, ring = 1): PlayerOf {
  return (range, random) => {
    let before: number[] = [];
    let pattern = patterns[0];
    return (bar) => {
      before = voiceChord(bar.chord, { ...range, size }, before);
      if (bar.isEnding) return rolled(before, 0, bar.chordBeats, 0.7, 0.07);
      if (bar.barInSection === 0) pattern = random.pick(patterns);
      const step = BEATS_PER_BAR / pattern.length;
      return [...pattern].flatMap((sign, i) => {
        const pitch = before[Number(sign) - 1];
        if (pitch === undefined) return [];
        const velocity = (i % 4 === 0 ? 0.75 : 0.58) * random.between(0.9, 1.06);
        return [{ beat: i * step, beats: step * (1 + ring), pitch, velocity }];
      });
    };
  };
}

/** What a bass plays: `r` root, `5` fifth, `8` octave, `3` third, `a` a step from which the next root is reached. */
export type BassRhythm = readonly (readonly [
  beat: number,
  beats: number,
  tone: "r" | "5" | "8" | "3" | "a",
  velocity: number,
])[];

export function bassLine(rhythms: readonly [BassRhythm, ...BassRhythm[]]): PlayerOf {
  return (range, random) => {
    let rhythm = rhythms[0];
    return (bar) => {
      const { chord, nextChord, key } = bar;
      const root = range.low + mod12(chord.root - range.low);
      if (bar.isEnding) return [{ beat: 0, beats: bar.chordBeats, pitch: root, velocity: 0.8 }];
      if (bar.barInSection === 0) rhythm = random.pick(rhythms);
      const third = chord.tones.find((tone) => [3, 4].includes(mod12(tone - chord.root))) ?? chord.root;
      const fifth = chord.tones.find((tone) => [6, 7, 8].includes(mod12(tone - chord.root))) ?? chord.root;
      const nextRoot = range.low + mod12(nextChord.root - range.low);
      const above = nearestStep(key, nextRoot);
      const approach = scalePitch(key, nextRoot >= root ? above - 1 : above + 1);
      const pitchOf = {
        r: root,
        "3": root + mod12(third - root),
        "5": root + mod12(fifth - root),
        "8": root + 12,
        a: approach,
      };
      return rhythm.map(([beat, beats, tone, velocity]) => {
        const isApproach = tone === "a" && mod12(nextChord.root) === mod12(chord.root);
        const pitch = isApproach ? pitchOf["5"] : pitchOf[tone];
        return {
          beat,
          beats,
          pitch: pitch > range.high ? pitch - 12 : pitch,
          velocity: velocity * random.between(0.94, 1.04),
        };
      });
    };
  };
}

/** A long line over the chords: at each change the nearest of their colouring notes. */
export function counterLine(): PlayerOf {
  return (range) => {
    let before = (range.low + range.high) / 2;
    return (bar) => {
      if (!bar.isNewChord && bar.barInSection !== 0 && !bar.isEnding) return [];
      const colours = bar.isEnding ? [bar.chord.root] : bar.chord.tones.slice(1);
      const pitch = nearestTone(colours, Math.round(before));
      before = pitch < range.low ? pitch + 12 : pitch > range.high ? pitch - 12 : pitch;
      return [{ beat: 0, beats: bar.chordBeats, pitch: before, velocity: 0.65 }];
    };
  };
}
