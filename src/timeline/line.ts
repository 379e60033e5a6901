/**
 * The line of clips while it is edited. On the timeline a clip ends where the next one begins; here each piece has all
 * that it shows, its part in the next one's transition included, so pieces can be cut, moved and thrown away freely.
 */
import { type ClipSegment, type Draft, tailOf } from "./draft.js";
import { LIMITS } from "./limits.js";
import { clipSegments } from "./span.js";

export interface Piece {
  segment: ClipSegment;
  /** All that it shows, in ms. */
  lengthMs: number;
  /** Where it was on the timeline before the edit, and how long it all was; absent for what is new. */
  origin?: { st: number; d: number; lengthMs: number; isMirrored: boolean };
}

/** A clip as the person counts: neighbouring pieces with the same number. */
export interface Clip {
  pieces: Piece[];
  fromMs: number;
  toMs: number;
}

/** The line of a draft. Its segments are the draft's own. */
export function unfold(draft: Draft): Piece[] {
  const segments = clipSegments(draft);
  return segments.map((segment, place) => {
    const lengthMs = segment.d + tailOf(segments, place);
    return { segment, lengthMs, origin: { st: segment.st, d: segment.d, lengthMs, isMirrored: false } };
  });
}

/** Puts the pieces onto the timeline one after the other. Transitions that have no room become shorter, or go. */
export function fold(line: readonly Piece[]): ClipSegment[] {
  const segments: ClipSegment[] = [];
  let [beforeMs, beforeTransitionMs] = [0, 0];
  for (const { segment, lengthMs } of line) {
    const { tr, ...rest } = segment;
    // Of the piece before, its own transition stays, and something to be seen alone.
    const d = Math.min(tr?.d ?? 0, lengthMs, beforeMs - Math.max(beforeTransitionMs, 1));
    const isKept = tr !== undefined && d >= LIMITS.minTransitionMs;
    segments.push(isKept ? { ...rest, tr: { ...tr, d } } : rest);
    [beforeMs, beforeTransitionMs] = [lengthMs, isKept ? d : 0];
  }
  let st = 0;
  return segments.map((segment, place) => {
    const d = (line[place]?.lengthMs ?? 0) - tailOf(segments, place);
    st += d;
    return { ...segment, st: st - d, d };
  });
}

/**
 * Cuts the line at a moment of the timeline before the edit, in place. A moment between two pieces needs no cut.
 * Within a transition nothing is cut, as it belongs to one clip: the cut goes to the nearer end of it.
 * @returns the moment of the cut.
 */
export function cutAt(line: Piece[], atMs: number, nextIdentity: () => number): number {
  const place = line.findIndex(({ origin }) => origin !== undefined && origin.st < atMs && origin.st + origin.d > atMs);
  const piece = line[place];
  if (piece?.origin === undefined) return atMs;
  const { st, d } = piece.origin;
  const transitionMs = piece.segment.tr?.d ?? 0;
  const offsetMs = atMs - st >= transitionMs ? atMs - st : atMs - st < transitionMs / 2 ? 0 : transitionMs;
  if (offsetMs > 0 && offsetMs < d) line.splice(place, 1, ...halves(piece, piece.origin, offsetMs, nextIdentity()));
  return st + offsetMs;
}

function halves(
  { segment, lengthMs }: Piece,
  origin: NonNullable<Piece["origin"]>,
  offsetMs: number,
  identity: number,
): [Piece, Piece] {
  const speed = segment.sp ?? 1;
  const restMs = lengthMs - offsetMs;
  const isBackwards = segment.rv === true;
  const { tr, fd, ...rest } = segment;
  const left: ClipSegment = { ...rest, si: thousandths(isBackwards ? segment.si + restMs * speed : segment.si) };
  const right: ClipSegment = {
    ...rest,
    i: identity,
    si: thousandths(isBackwards ? segment.si : segment.si + offsetMs * speed),
  };
  if (tr !== undefined) left.tr = tr;
  if (fd?.vi !== undefined || fd?.ai !== undefined) left.fd = { vi: fd.vi, ai: fd.ai };
  if (fd?.vo !== undefined || fd?.ao !== undefined) right.fd = { vo: fd.vo, ao: fd.ao };
  return [
    { segment: left, lengthMs: offsetMs, origin: { ...origin, d: offsetMs, lengthMs: offsetMs } },
    {
      segment: right,
      lengthMs: restMs,
      origin: { ...origin, st: origin.st + offsetMs, d: origin.d - offsetMs, lengthMs: restMs },
    },
  ];
}

function thousandths(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000) / 1000);
}

/** The clips as the person counts them, with their places on the timeline before the edit. */
export function clipsOf(line: readonly Piece[]): Clip[] {
  const clips: Clip[] = [];
  let number: number | undefined;
  for (const piece of line) {
    const { st = 0, d = piece.lengthMs } = piece.origin ?? {};
    const last = clips.at(-1);
    if (last === undefined || piece.segment.c !== number) clips.push({ pieces: [piece], fromMs: st, toMs: st + d });
    else {
      last.pieces.push(piece);
      last.toMs = st + d;
    }
    number = piece.segment.c;
  }
  return clips;
}

/**
 * Where a stretch of the old timeline is on the new one: in order, and in several parts where what it lay on was torn
 * apart or repeated; nowhere where that is gone.
 */
export function carriedOver(
  line: readonly Piece[],
  folded: readonly ClipSegment[],
  fromMs: number,
  toMs: number,
): [fromMs: number, toMs: number][] {
  const parts: [number, number][] = [];
  for (const [place, { origin, lengthMs }] of line.entries()) {
    const segment = folded[place];
    if (origin === undefined || segment === undefined) continue;
    const [from, to] = [Math.max(fromMs, origin.st), Math.min(toMs, origin.st + origin.d)];
    if (from >= to) continue;
    const rate = lengthMs / origin.lengthMs;
    const within = (ms: number): number => Math.min(segment.d, Math.max(0, Math.round(ms * rate))) + segment.st;
    let [start, end] = [within(from - origin.st), within(to - origin.st)];
    // A piece that is longer now, as no transition takes its end any more, keeps what lay on it to its end.
    if (to === origin.st + origin.d) end = segment.st + segment.d;
    if (origin.isMirrored)
      [start, end] = [within(origin.st + origin.lengthMs - to), within(origin.st + origin.lengthMs - from)];
    const before = parts.at(-1);
    if (before !== undefined && start - before[1] <= 1 && start >= before[1]) before[1] = Math.max(before[1], end);
    else if (end > start) parts.push([start, end]);
  }
  return parts;
}
