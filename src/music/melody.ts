/** Melodies: a short idea that comes back, changed a little, and phrases that end where the ear expects it. */
import { BEATS_PER_BAR, type SectionKind } from "./form.js";
import { nearestStep, nearestTone, scalePitch } from "./harmony.js";
import type { Bar, BarNote, PlayerOf, Range } from "./players.js";
import type { Random } from "./random.js";

/** How much a melody moves: lengths of notes that fill a bar, negative ones are rests. */
const CELLS = {
  sparse: [
    [3, -1],
    [1.5, 2.5],
    [2, 2],
    [-1, 3],
    [1, 3],
  ],
  flowing: [
    [1, 1, 2],
    [1.5, 0.5, 2],
    [0.5, 0.5, 1, 2],
    [-0.5, 0.5, 1, 2],
    [1, 0.5, 0.5, 1, -1],
    [1.5, 1.5, 1],
  ],
  lively: [
    [0.5, 0.5, 0.5, 0.5, 1, 1],
    [0.75, 0.75, 0.5, 1, -1],
    [0.5, 1, 0.5, 1, -1],
    [1, 0.5, 0.5, 0.5, 0.5, 1],
    [-0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.5],
  ],
} as const satisfies Record<string, readonly (readonly number[])[]>;

export type MelodyPace = keyof typeof CELLS;

/** An idea of one bar: when notes sound, and by how many steps of the scale each moves on from the one before. */
interface Motif {
  notes: { beat: number; beats: number; move: number }[];
}

/** A phrase of four bars: the idea, its answer, the idea, a close. */
interface Phrase {
  bars: readonly [Motif, Motif, Motif, Motif];
}

/** @param silentIn sections in which it rests. */
export function melody(pace: MelodyPace, silentIn: readonly SectionKind[] = ["intro", "break"]): PlayerOf {
  return (range, random) => {
    const phrases = new Map<string, Phrase>();
    let pitch = Math.round((range.low + range.high) / 2);
    return (bar) => {
      if (bar.isEnding) {
        const close = within(range, nearestTone([bar.key.tonic], pitch));
        return [{ beat: 0, beats: bar.chordBeats, pitch: close, velocity: 0.65 }];
      }
      if (silentIn.includes(bar.section.kind)) return [];
      // The chorus keeps its tune; a verse gets a new one every other time.
      const again = bar.section.kind === "verse" ? Math.floor(bar.section.occurrence / 2) : 0;
      const name = `${bar.section.kind} ${again}`;
      const phrase = phrases.get(name) ?? newPhrase(pace, random.named(name));
      phrases.set(name, phrase);
      const place = bar.barInSection % 4;
      const motif = phrase.bars[place] ?? phrase.bars[0];
      // An idea begins where it began before, so that it is known again.
      if (place === 0) pitch = nearestTone(bar.chord.tones, Math.round(range.low + (range.high - range.low) * 0.45));
      const notes = sung(motif, bar, range, pitch, place === 3);
      pitch = notes[notes.length - 1]?.pitch ?? pitch;
      return varied(notes, bar, random);
    };
  };
}

function newPhrase(pace: MelodyPace, random: Random): Phrase {
  const cells: readonly (readonly number[])[] = CELLS[pace];
  const [first = [4], ...others] = cells;
  const idea = newMotif(random.pick([first, ...others]), random);
  const answer = newMotif(random.pick([first, ...others]), random);
  const close: Motif = { notes: [...idea.notes.slice(0, 1), { beat: 1, beats: 2.5, move: random.pick([-1, 1, -2]) }] };
  return { bars: [idea, answer, idea, close] };
}

function newMotif(lengths: readonly number[], random: Random): Motif {
  const notes: Motif["notes"] = [];
  let beat = 0;
  let lastMove = 0;
  for (const length of lengths) {
    const beats = Math.abs(length);
    if (length > 0) {
      // After a leap a melody turns back by a step.
      const step = random.pick([-1, 1, -1, 1, 0, 2, -2, 3, -3]);
      const move = Math.abs(lastMove) > 1 ? -Math.sign(lastMove) : notes.length === 0 ? 0 : step;
      notes.push({ beat, beats, move });
      lastMove = move;
    }
    beat += beats;
  }
  return { notes };
}

function sung(motif: Motif, bar: Bar, range: Range, from: number, isClose: boolean): BarNote[] {
  let step = nearestStep(bar.key, from);
  return motif.notes.map(({ beat, beats, move }, i) => {
    step += move;
    const isStrong = beat % 2 === 0 || beats >= 1;
    const isLast = i === motif.notes.length - 1;
    let pitch = scalePitch(bar.key, step);
    // What is long or on a strong beat belongs to the chord; the rest passes between.
    if (isStrong || isLast)
      pitch = nearestTone(isClose && isLast ? bar.chord.tones.slice(0, 3) : bar.chord.tones, pitch);
    pitch = within(range, pitch);
    step = nearestStep(bar.key, pitch);
    const velocity = (beat === 0 ? 0.75 : beat % 1 === 0 ? 0.66 : 0.56) + (beats >= 1 ? 0.05 : 0);
    return { beat, beats: Math.min(beats, BEATS_PER_BAR - beat) * 0.96, pitch, velocity };
  });
}

/** Coming back, an idea is not quite the same: a note is left out, split or ornamented now and then. */
function varied(notes: BarNote[], bar: Bar, random: Random): BarNote[] {
  const freedom = Math.min(0.3, 0.06 * bar.section.occurrence + (bar.barInSection >= 4 ? 0.12 : 0));
  return notes.flatMap((note, i) => {
    if (i === 0 || !random.chance(freedom)) return [note];
    if (note.beats >= 0.9 && random.chance(0.6)) {
      const half = note.beats / 2;
      const neighbour = scalePitch(bar.key, nearestStep(bar.key, note.pitch) + random.pick([1, -1]));
      return [
        { ...note, beats: half, pitch: neighbour, velocity: note.velocity * 0.9 },
        { ...note, beat: note.beat + half, beats: half },
      ];
    }
    return random.chance(0.4) ? [] : [note];
  });
}

function within(range: Range, pitch: number): number {
  let moved = pitch;
  while (moved > range.high) moved -= 12;
  while (moved < range.low) moved += 12;
  return moved;
}
