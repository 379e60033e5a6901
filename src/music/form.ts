/** The form of a piece: how many bars, in which parts, and how full each is. */
import type { Random } from "./random.js";

export type SectionKind = "intro" | "verse" | "chorus" | "break" | "outro";

export interface Section {
  kind: SectionKind;
  /** Of all bars, counted from 0. */
  firstBar: number;
  bars: number;
  /** How full it sounds, 0 to 1: decides who plays. */
  intensity: number;
  /** How often its kind was heard before. */
  occurrence: number;
}

/** How a piece develops: in waves, or towards its end. */
export type Contour = "waves" | "rising";

/** When things happen, in seconds: whole bars, then a last chord that rings until the end. */
export interface Timing {
  tempo: number;
  beatSeconds: number;
  bars: number;
  /** Where the last chord is struck. */
  endingSeconds: number;
}

export const BEATS_PER_BAR = 4;

/** A tempo that nobody asked for may move so far that the bars fill the length. */
const TEMPO_SLACK = 0.08;

/** How many bars fit before the last chord; where the tempo is free it gives way, so that whole phrases fit. */
export function timingOf(durationSeconds: number, tempo: number, isFree: boolean): Timing {
  const barSeconds = (60 / tempo) * BEATS_PER_BAR;
  const ringSeconds = Math.min(durationSeconds * 0.25, Math.max(2.5, barSeconds));
  const roomSeconds = durationSeconds - ringSeconds;
  const exact = roomSeconds / barSeconds;
  if (exact < 0.75) return { tempo, beatSeconds: 60 / tempo, bars: 0, endingSeconds: 0 };
  if (isFree) {
    for (const phrase of [8, 4, 2, 1]) {
      const bars = Math.max(1, Math.round(exact / phrase)) * phrase;
      const fitted = (bars * BEATS_PER_BAR * 60) / roomSeconds;
      if (Math.abs(fitted / tempo - 1) > TEMPO_SLACK) continue;
      return { tempo: fitted, beatSeconds: 60 / fitted, bars, endingSeconds: roomSeconds };
    }
  }
  const bars = Math.max(1, Math.round(exact));
  const endingSeconds = Math.min(bars * barSeconds, durationSeconds * 0.95);
  return { tempo, beatSeconds: 60 / tempo, bars, endingSeconds };
}

/** Verse and chorus in turn, with a rest now and then; the last one before the outro is a chorus. */
const ORDER: readonly SectionKind[] = ["verse", "chorus", "verse", "chorus", "break", "chorus"];

/** Divides bars into sections. */
export function formOf(bars: number, contour: Contour, random: Random): Section[] {
  if (bars <= 0) return [];
  const introBars = bars >= 28 ? 4 : bars >= 10 ? 2 : bars >= 6 ? 1 : 0;
  const outroBars = bars >= 32 ? 4 : bars >= 14 ? 2 : 0;
  const lengths = bodyLengths(bars - introBars - outroBars, random);
  const kinds = lengths.map((_, i) =>
    i === lengths.length - 1 && i > 0 ? "chorus" : (ORDER[i % ORDER.length] ?? "verse"),
  );
  const plan: { kind: SectionKind; bars: number }[] = [
    ...(introBars > 0 ? [{ kind: "intro" as const, bars: introBars }] : []),
    ...kinds.map((kind, i) => ({ kind, bars: lengths[i] ?? 0 })),
    ...(outroBars > 0 ? [{ kind: "outro" as const, bars: outroBars }] : []),
  ];
  const seen = new Map<SectionKind, number>();
  let firstBar = 0;
  return plan.map(({ kind, bars: length }, i) => {
    const occurrence = seen.get(kind) ?? 0;
    seen.set(kind, occurrence + 1);
    const progress = plan.length > 1 ? i / (plan.length - 1) : 1;
    const section = {
      kind,
      firstBar,
      bars: length,
      occurrence,
      intensity: intensityOf(kind, occurrence, contour, progress),
    };
    firstBar += length;
    return section;
  });
}

/** Parts of eight bars, or of four where there is little room; what is left over makes the last one longer. */
function bodyLengths(bars: number, random: Random): number[] {
  const usual = bars >= 32 ? 8 : 4;
  if (bars < 2 * usual) return [bars];
  const lengths: number[] = [];
  for (let rest = bars; rest > 0; ) {
    const wanted = usual === 8 && random.chance(0.2) ? 4 : usual;
    const length = rest - wanted < usual ? rest : wanted;
    lengths.push(...(length >= 3 * usual ? [usual, length - usual] : [length]));
    rest -= length;
  }
  return lengths;
}

function intensityOf(kind: SectionKind, occurrence: number, contour: Contour, progress: number): number {
  const calm = { intro: 0.3, verse: 0.6, chorus: 0.85, break: 0.38, outro: 0.35 }[kind];
  if (contour === "rising" && (kind === "verse" || kind === "chorus")) return Math.min(1, 0.45 + 0.6 * progress);
  return kind === "verse" || kind === "chorus" ? Math.min(1, calm + 0.08 * occurrence) : calm;
}
