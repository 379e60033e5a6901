/** A request becomes a score: who plays what when. No sound yet. */
import { Fault } from "../faults.js";
import type { DrumPiece } from "./drums.js";
import { SAMPLE_RATE } from "./effects.js";
import { BEATS_PER_BAR, formOf, type Section, timingOf } from "./form.js";
import { type Chord, chordOf, type Key } from "./harmony.js";
import type { Bar, BarNote } from "./players.js";
import { Random } from "./random.js";
import { MAX_MUSIC_SECONDS, type MusicMood, type MusicRequest, type MusicStyle, TEMPO_LIMITS } from "./request.js";
import type { Harmonies, Part, Style } from "./style.js";
import { acoustic } from "./styles/acoustic.js";
import { ambient } from "./styles/ambient.js";
import { cinematic } from "./styles/cinematic.js";
import { corporate } from "./styles/corporate.js";
import { electronic } from "./styles/electronic.js";
import { epic } from "./styles/epic.js";
import { hiphop } from "./styles/hiphop.js";
import { jazz } from "./styles/jazz.js";
import { lofi } from "./styles/lofi.js";
import { piano } from "./styles/piano.js";
import { upbeat } from "./styles/upbeat.js";

const STYLES: Record<MusicStyle, Style> = {
  lofi,
  upbeat,
  ambient,
  cinematic,
  acoustic,
  electronic,
  piano,
  epic,
  corporate,
  jazz,
  hiphop,
};

/** What a mood changes. */
const MOODS: Record<MusicMood, { isDark: boolean; tempo: number; intensity: number; highsDb: number }> = {
  happy: { isDark: false, tempo: 1.06, intensity: 0.05, highsDb: 1.5 },
  sad: { isDark: true, tempo: 0.9, intensity: -0.12, highsDb: -2 },
  calm: { isDark: false, tempo: 0.9, intensity: -0.15, highsDb: -2 },
  energetic: { isDark: false, tempo: 1.12, intensity: 0.12, highsDb: 1.5 },
  dark: { isDark: true, tempo: 0.96, intensity: 0, highsDb: -3 },
  dreamy: { isDark: false, tempo: 0.92, intensity: -0.08, highsDb: -1.5 },
};

/** A note in samples. */
export interface ScoreNote {
  start: number;
  samples: number;
  pitch: number;
  velocity: number;
}

export interface ScoreStroke {
  piece: DrumPiece;
  start: number;
  velocity: number;
  pan: number;
}

/** Everything that is played, each list in the order of its times. */
export interface Score {
  style: Style;
  seed: number;
  tempo: number;
  key: Key;
  samples: number;
  sections: Section[];
  /** The chord of each bar, the last one for the ending. */
  chords: { start: number; chord: Chord }[];
  parts: { part: Part; notes: ScoreNote[] }[];
  strokes: ScoreStroke[];
  /** Where the last chord is struck. */
  endingStart: number;
  highsDb: number;
}

/**
 * Composes a piece.
 * @throws Fault `usage` where the length or the tempo cannot be played.
 */
export function compose(request: MusicRequest): Score {
  const { durationSeconds, seed } = request;
  if (!(durationSeconds > 0 && durationSeconds <= MAX_MUSIC_SECONDS))
    throw new Fault("usage", `Music can be made up to ${MAX_MUSIC_SECONDS / 3600} hours long.`);
  const { tempo: asked } = request;
  if (asked !== undefined && !(asked >= TEMPO_LIMITS.low && asked <= TEMPO_LIMITS.high))
    throw new Fault("usage", `Music can be made at ${TEMPO_LIMITS.low} to ${TEMPO_LIMITS.high} beats a minute.`);
  const style = STYLES[request.style];
  const mood = request.mood === undefined ? undefined : MOODS[request.mood];
  const random = new Random(seed, `piece ${request.style}`);
  const isDark = mood?.isDark ?? random.chance(style.darkness);
  const harmonies = isDark ? style.dark : style.bright;
  const key: Key = { tonic: Math.floor(random.next() * 12), mode: harmonies.mode };
  const usualTempo = random.between(style.tempo.low, style.tempo.high) * (mood?.tempo ?? 1);
  const timing = timingOf(durationSeconds, asked ?? usualTempo, asked === undefined);
  const sections = formOf(timing.bars, style.contour, random.named("form")).map((section) => ({
    ...section,
    intensity: Math.max(0.2, Math.min(1, section.intensity + (mood?.intensity ?? 0))),
  }));
  const bars = barsOf(sections, style, harmonies, key, random.named("chords"));
  const clock = clockOf(style, timing.beatSeconds);
  const endingStart = Math.round(timing.endingSeconds * SAMPLE_RATE);
  const samples = Math.round(durationSeconds * SAMPLE_RATE);
  const barStart = (bar: Bar): number => (bar.isEnding ? endingStart / SAMPLE_RATE : clock(bar.index * BEATS_PER_BAR));
  const perform = performer(style, samples, (bar, beat) =>
    bar.isEnding ? barStart(bar) + beat * timing.beatSeconds : clock(bar.index * BEATS_PER_BAR + beat),
  );
  return {
    style,
    seed,
    tempo: timing.tempo,
    key,
    samples,
    sections,
    chords: bars.map((bar) => ({ start: Math.round(barStart(bar) * SAMPLE_RATE), chord: bar.chord })),
    parts: style.parts.map((part) => ({ part, notes: perform.part(part, bars, random.named(part.name)) })),
    strokes: perform.drums(bars, random.named("drums")),
    endingStart,
    highsDb: mood?.highsDb ?? 0,
  };
}

/** Seconds of a beat counted from the beginning, with the swing of the style. */
function clockOf(style: Style, beatSeconds: number): (beat: number) => number {
  const { swing } = style;
  if (swing === undefined) return (beat) => beat * beatSeconds;
  const pair = swing.unit * 2;
  const middle = 0.5 + swing.amount / 4;
  return (beat) => {
    const whole = Math.floor(beat / pair + 1e-9);
    const place = Math.max(0, beat / pair - whole);
    const swung = place < 0.5 ? place * 2 * middle : middle + (place - 0.5) * 2 * (1 - middle);
    return (whole + swung) * pair * beatSeconds;
  };
}

/** Every bar with its chord; the last one is the ending. */
function barsOf(sections: readonly Section[], style: Style, harmonies: Harmonies, key: Key, random: Random): Bar[] {
  const sequences = new Map<string, string[]>();
  const symbols: string[] = [];
  const total = sections.reduce((sum, section) => sum + section.bars, 0);
  for (const section of sections) {
    const isChorus = section.kind === "chorus";
    // Verses come in pairs over the same chords; the chorus keeps its own.
    const name = isChorus ? "chorus" : `verse ${section.kind === "verse" ? Math.floor(section.occurrence / 2) : 0}`;
    const list = sequences.get(name) ?? random.pick(isChorus ? harmonies.chorus : harmonies.verse).split(" ");
    sequences.set(name, list);
    for (let i = 0; i < section.bars; i++) symbols.push(list[Math.floor(i / style.barsPerChord) % list.length] ?? "1");
  }
  if (total >= 2) symbols[total - 1] = harmonies.cadence;
  if (total >= 4 && style.barsPerChord === 2) symbols[total - 2] = harmonies.cadence;
  const chords = symbols.map((symbol) => chordOf(key, symbol));
  const last = chordOf(key, harmonies.last);
  const bars: Bar[] = sections.flatMap((section) =>
    Array.from({ length: section.bars }, (_, barInSection) => {
      const index = section.firstBar + barInSection;
      let length = 1;
      while (
        index + length < total &&
        barInSection + length < section.bars &&
        symbols[index + length] === symbols[index]
      )
        length++;
      return {
        index,
        section,
        barInSection,
        key,
        chord: chords[index] ?? last,
        nextChord: chords[index + 1] ?? last,
        isNewChord: symbols[index] !== symbols[index - 1],
        chordBeats: length * BEATS_PER_BAR,
        isEnding: false,
      };
    }),
  );
  const outro: Section = { kind: "outro", firstBar: total, bars: 1, intensity: 1, occurrence: 0 };
  const section = { ...outro, intensity: sections[sections.length - 1]?.intensity ?? 0.7 };
  // Those who played in the fullest part come back for the last chord.
  const fullest = Math.max(section.intensity, ...sections.map(({ intensity }) => intensity)) * 0.9;
  return [
    ...bars,
    {
      index: total,
      section: { ...section, intensity: fullest },
      barInSection: 0,
      key,
      chord: last,
      nextChord: last,
      isNewChord: true,
      chordBeats: 2 * BEATS_PER_BAR,
      isEnding: true,
    },
  ];
}

function isPlaying({ from, to }: { from?: number; to?: number }, intensity: number): boolean {
  return intensity >= (from ?? 0) && intensity < (to ?? 2);
}

const STROKES: Record<string, number> = { X: 1, x: 0.72, o: 0.42 };
const STEPS = 16;

interface Performer {
  part(part: Part, bars: readonly Bar[], random: Random): ScoreNote[];
  drums(bars: readonly Bar[], random: Random): ScoreStroke[];
}

/** From bars and beats to samples, as people play: a little early, a little late, no two strokes alike. */
function performer(style: Style, samples: number, secondsOf: (bar: Bar, beat: number) => number): Performer {
  const sampleOf = (seconds: number): number => Math.max(0, Math.round(seconds * SAMPLE_RATE));
  return {
    part(part, bars, random) {
      const play = part.player(part.range, random.named("line"));
      const notes: ScoreNote[] = [];
      for (const bar of bars) {
        // The player hears every bar, so that it comes in knowing where the chords are.
        const played: BarNote[] = play(bar);
        if (!isPlaying(part, bar.section.intensity)) continue;
        for (const { beat, beats, pitch, velocity, lateSeconds = 0 } of played) {
          const start = sampleOf(secondsOf(bar, beat) + lateSeconds + random.jitter() * style.looseness);
          const end = sampleOf(secondsOf(bar, beat + beats));
          if (start >= samples) continue;
          const strength = velocity * (0.82 + 0.18 * bar.section.intensity) * (1 + 0.06 * random.jitter());
          notes.push({ start, samples: Math.max(480, end - start), pitch, velocity: Math.min(1, strength) });
        }
      }
      return notes.sort((a, b) => a.start - b.start);
    },

    drums(bars, random) {
      const strokes: ScoreStroke[] = [];
      const chosen = style.drums.map(({ patterns }) => patterns[0]);
      const strike = (bar: Bar, step: number, piece: DrumPiece, level: number, pan: number): void => {
        const isFirm = piece === "kick" || piece === "crash" || piece === "riser";
        const late = isFirm ? 0 : random.jitter() * style.looseness * 0.6;
        const start = sampleOf(secondsOf(bar, (step * BEATS_PER_BAR) / STEPS) + late);
        const velocity = level * (1 + 0.08 * random.jitter()) * (0.85 + 0.15 * bar.section.intensity);
        if (start < samples) strokes.push({ piece, start, velocity, pan });
      };
      for (const [i, bar] of bars.entries()) {
        const { section } = bar;
        if (bar.isEnding) {
          if (style.drums.length === 0) continue;
          for (const { piece, level, pan = 0 } of style.drums)
            if (piece === "kick" || piece === "lowTom") strike(bar, 0, piece, gainOf(level), pan);
          if (style.crash) strike(bar, 0, "crash", gainOf(-12), 0.2);
          continue;
        }
        if (bar.barInSection === 0)
          for (const [k, { patterns }] of style.drums.entries()) chosen[k] = random.pick(patterns);
        const next = bars[i + 1];
        const isTurn = next !== undefined && bar.barInSection === section.bars - 1 && section.bars > 1;
        const hasFill = isTurn && style.fill !== "none" && section.intensity >= 0.5 && random.chance(0.85);
        for (const [k, line] of style.drums.entries()) {
          if (!isPlaying(line, section.intensity)) continue;
          for (const [step, sign] of [...(chosen[k] ?? line.patterns[0])].entries()) {
            const strength = STROKES[sign];
            const isInFill = hasFill && step >= 12 && line.piece !== "kick" && line.piece !== "hat";
            if (strength !== undefined && !isInFill)
              strike(bar, step, line.piece, strength * gainOf(line.level), line.pan ?? 0);
          }
        }
        if (hasFill) fill(bar, strike, random);
        if (style.crash && bar.barInSection === 0 && section.intensity >= 0.7)
          strike(bar, 0, "crash", gainOf(-14), 0.25);
        const rises = isTurn && style.riser && !next.isEnding && next.section.intensity >= section.intensity + 0.15;
        if (rises) strike(bar, 0, "riser", gainOf(-10), 0);
      }
      return strokes.sort((a, b) => a.start - b.start);
    },
  };

  function fill(
    bar: Bar,
    strike: (bar: Bar, step: number, piece: DrumPiece, level: number, pan: number) => void,
    random: Random,
  ): void {
    for (let step = 12; step < STEPS; step++) {
      if (step > 12 && random.chance(0.25)) continue;
      const level = gainOf(-13 + (step - 12) * 1.5);
      if (style.fill === "snare") strike(bar, step, "snare", level, 0);
      else strike(bar, step, step < 14 ? "tom" : "lowTom", level * 1.5, step < 14 ? 0.3 : -0.3);
    }
  }
}

/** Decibels as a factor. */
export function gainOf(decibels: number): number {
  return 10 ** (decibels / 20);
}
