/** What makes a style: its harmonies, its players and instruments, its drums, its room. */
import type { DrumPiece, KitName } from "./drums.js";
import type { Contour } from "./form.js";
import type { Mode } from "./harmony.js";
import type { PlayerOf, Range } from "./players.js";
import type { Instrument } from "./voice.js";

/** Chord sequences of four or eight places, for verses and choruses. */
export interface Harmonies {
  mode: Mode;
  verse: readonly [string, ...string[]];
  chorus: readonly [string, ...string[]];
  /** Before the last chord. */
  cadence: string;
  last: string;
}

/** One player at an instrument, and its place in the mix. */
export interface Part {
  name: string;
  instrument: Instrument;
  player: PlayerOf;
  range: Range;
  /** Decibels in the mix. */
  level: number;
  pan: number;
  /** How much goes into the room and into the echo, 0 to 1. */
  reverb: number;
  echo?: number;
  /** How far the bass drum pushes it down, 0 to 1. */
  duck?: number;
  /** It plays in sections at least, and at most, so full. */
  from?: number;
  to?: number;
  highpass?: number;
  lowpass?: number;
  /** Chorus. */
  chorus?: number;
}

/** One drum: sixteen places a bar, `X` hard, `x` middle, `o` soft, `.` nothing. */
export interface DrumLine {
  piece: DrumPiece;
  patterns: readonly [string, ...string[]];
  level: number;
  pan?: number;
  from?: number;
  to?: number;
}

export interface Style {
  tempo: Range;
  /** Seconds that notes are early or late, at most. */
  looseness: number;
  /** How far every second sixteenth (`0.25`) or eighth (`0.5`) comes late, as a part of itself. */
  swing?: { unit: 0.25 | 0.5; amount: number };
  barsPerChord: 1 | 2;
  bright: Harmonies;
  dark: Harmonies;
  /** How often it is dark where nobody asked. */
  darkness: number;
  contour: Contour;
  parts: readonly Part[];
  kit: KitName;
  drums: readonly DrumLine[];
  /** Of the drums in the room. */
  drumReverb: number;
  drumLevel: number;
  /** Drums that lead from one section to the next. */
  fill: "snare" | "toms" | "none";
  /** A cymbal where a full section begins. */
  crash: boolean;
  /** Wind before a full section. */
  riser: boolean;
  room: { size: number; seconds: number; damping: number };
  /** Of a beat. */
  echoBeats: number;
  /** An old record: crackle, a wavering pitch, no highs. */
  isRecord?: boolean;
}
