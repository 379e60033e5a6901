/** Edits of the line of clips: what is shown, in which order, how fast. */
import type { ClipSegment } from "../draft.js";
import type { EditOf } from "../edit.js";
import { LIMITS } from "../limits.js";
import { type Clip, clipsOf, cutAt, type Piece } from "../line.js";
import { type Refusal, refusal, secondsText } from "../words.js";
import {
  beyondEnd,
  clipAt,
  isRefusal,
  nextIdentity,
  noClip,
  piecesWithin,
  type Stretch,
  scopeOf,
  type Workbench,
  within,
} from "../workbench.js";

export function trim(bench: Workbench, edit: EditOf<"trim">): Refusal | undefined {
  const isScopedKeep = edit.keep === undefined && edit.remove === undefined && edit.range !== undefined;
  const whole = scopeOf(bench, isScopedKeep ? { clip: edit.clip } : edit);
  if (isRefusal(whole)) return whole;
  const isClip = edit.clip !== undefined;
  const keep = isScopedKeep && edit.range !== undefined ? [edit.range] : edit.keep;
  if (keep === undefined && edit.remove === undefined)
    return refusal("incomplete", "Tell me which part to keep or to cut.", "请告诉我要保留或剪掉哪一段。");
  const removed: Stretch[] = [];
  const kept: Stretch[] = [];
  for (const range of edit.remove ?? []) {
    const stretch = within(whole, range, isClip);
    if (isRefusal(stretch)) return stretch;
    removed.push(stretch);
  }
  for (const range of keep ?? []) {
    const stretch = within(whole, range, isClip);
    if (isRefusal(stretch)) return stretch;
    kept.push(stretch);
  }
  if (kept.length > 0) removed.push(...between(whole, kept));
  return removeStretches(bench, removed);
}

/** What of a stretch is in none of the others. */
function between(whole: Stretch, others: readonly Stretch[]): Stretch[] {
  const gaps: Stretch[] = [];
  let fromMs = whole.fromMs;
  for (const other of [...others].sort((a, b) => a.fromMs - b.fromMs)) {
    if (other.fromMs > fromMs) gaps.push({ fromMs, toMs: other.fromMs });
    fromMs = Math.max(fromMs, other.toMs);
  }
  return fromMs < whole.toMs ? [...gaps, { fromMs, toMs: whole.toMs }] : gaps;
}

function removeStretches(bench: Workbench, stretches: readonly Stretch[]): Refusal | undefined {
  for (const stretch of stretches) {
    const gone = new Set(piecesWithin(bench, stretch));
    bench.line = bench.line.filter((piece) => !gone.has(piece));
  }
  const leftMs = bench.line.reduce((sum, { origin }) => sum + (origin?.d ?? 0), 0);
  if (leftMs >= LIMITS.minTimelineMs) return undefined;
  const length = secondsText(bench.lengthMs);
  return refusal(
    "nothing-left",
    `The video is ${length} s long: that would leave nothing of it.`,
    `视频只有 ${length} 秒，这样就什么都不剩了。`,
  );
}

export function extend(bench: Workbench, edit: EditOf<"extend">): Refusal | undefined {
  const clip = clipAt(bench, edit.clip);
  if (isRefusal(clip)) return clip;
  const [first, last] = [clip.pieces[0], clip.pieces.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const endMs = Math.min(edit.end ?? 0, roomBeside(bench, last, "end"));
  const startMs = Math.min(edit.start ?? 0, roomBeside(bench, first, "start"));
  if (endMs === 0 && startMs === 0)
    return refusal("no-change", "There is no more of this clip to show.", "这个片段没有更多内容了。");
  if (endMs > 0) growEnd(last, endMs);
  if (startMs > 0)
    bench.line.splice(bench.line.indexOf(first), 1, ...withHead(first, startMs, nextIdentity(bench.draft)));
  return undefined;
}

/** How much of its source lies beside a piece, in ms of the timeline. */
function roomBeside(bench: Workbench, { segment, lengthMs }: Piece, side: "start" | "end"): number {
  const asset = bench.draft.as.find(({ i }) => i === segment.a);
  if (asset?.k !== "video" || asset.d === undefined) return LIMITS.durationMs;
  const speedFactor = segment.sp ?? 1;
  const isBelow = (side === "start") !== (segment.rv === true);
  const sourceMs = isBelow ? segment.si : asset.d - segment.si - lengthMs * speedFactor;
  return Math.max(0, Math.floor(sourceMs / speedFactor + 1e-6));
}

/** What lies on the piece stays where it is on it: its rate of old to new stays one. */
function growEnd(piece: Piece, ms: number): void {
  const { segment } = piece;
  if (segment.rv === true) piece.segment = { ...segment, si: lowered(segment, ms) };
  piece.lengthMs += ms;
  if (piece.origin !== undefined) piece.origin = { ...piece.origin, lengthMs: piece.lengthMs };
}

/** What comes before a piece is a part of its own: nothing lay on it before. */
function withHead({ segment, ...piece }: Piece, ms: number, i: number): [Piece, Piece] {
  const { tr, fd, ...rest } = segment;
  const head: ClipSegment = { ...rest, i };
  if (segment.rv === true) head.si = Math.round((segment.si + piece.lengthMs * (segment.sp ?? 1)) * 1000) / 1000;
  else head.si = lowered(segment, ms);
  if (tr !== undefined) head.tr = tr;
  if (fd?.vi !== undefined || fd?.ai !== undefined) head.fd = { vi: fd.vi, ai: fd.ai };
  const body: ClipSegment = { ...rest };
  if (fd?.vo !== undefined || fd?.ao !== undefined) body.fd = { vo: fd.vo, ao: fd.ao };
  return [
    { segment: head, lengthMs: ms },
    { ...piece, segment: body },
  ];
}

function lowered({ si, sp = 1 }: ClipSegment, ms: number): number {
  return Math.max(0, Math.round((si - ms * sp) * 1000) / 1000);
}

export function split(bench: Workbench, edit: EditOf<"split">): Refusal | undefined {
  const whole = scopeOf(bench, edit);
  if (isRefusal(whole)) return whole;
  const lengthMs = whole.toMs - whole.fromMs;
  for (const moment of edit.at) {
    const inside = moment < 0 ? lengthMs + moment : moment;
    if (inside >= lengthMs || inside < 0)
      return beyondEnd(Math.max(inside, -moment), lengthMs, edit.clip !== undefined);
    const atMs = cutAt(bench.line, whole.fromMs + inside, () => nextIdentity(bench.draft));
    const clip = clipsOf(bench.line).find(({ fromMs, toMs }) => fromMs < atMs && toMs > atMs);
    const rest = clip?.pieces.filter(({ origin }) => origin !== undefined && origin.st >= atMs) ?? [];
    renumber(bench, rest);
  }
  return undefined;
}

/** Makes a clip of its own of these pieces. */
function renumber(bench: Workbench, pieces: readonly Piece[]): void {
  if (pieces.length === 0) return;
  const c = nextIdentity(bench.draft);
  for (const piece of pieces) piece.segment = { ...piece.segment, c };
}

export function removeClip(bench: Workbench, edit: EditOf<"remove_clip">): Refusal | undefined {
  const clip = clipAt(bench, edit.clip);
  if (isRefusal(clip)) return clip;
  const gone = new Set(clip.pieces);
  bench.line = bench.line.filter((piece) => !gone.has(piece));
  return undefined;
}

export function moveClip(bench: Workbench, edit: EditOf<"move_clip">): Refusal | undefined {
  const clip = clipAt(bench, edit.clip);
  if (isRefusal(clip)) return clip;
  const goal = clipAt(bench, edit.to);
  if (isRefusal(goal)) return goal;
  const clips = clipsOf(bench.line);
  const order = clips.map(({ fromMs }) => fromMs);
  const [from, to] = [order.indexOf(clip.fromMs), order.indexOf(goal.fromMs)];
  reorder(bench, clips.toSpliced(from, 1).toSpliced(to, 0, clip));
  return undefined;
}

/** Puts the clips into another order. A transition belongs to its place between two clips, and stays there. */
function reorder(bench: Workbench, clips: readonly Clip[]): void {
  const transitions = clipsOf(bench.line).map(({ pieces }) => pieces[0]?.segment.tr);
  bench.line = clips.flatMap(({ pieces }, place) =>
    pieces.map((piece, part) => (part === 0 ? withTransition(piece, transitions[place]) : piece)),
  );
}

export function withTransition(piece: Piece, transition: Piece["segment"]["tr"]): Piece {
  const { tr: _, ...segment } = piece.segment;
  return { ...piece, segment: transition === undefined ? segment : { ...segment, tr: transition } };
}

export function merge(bench: Workbench): Refusal | undefined {
  const clips = clipsOf(bench.line).length;
  if (clips === 0) return noClip();
  return clips > 1
    ? undefined
    : refusal(
        "no-change",
        "There is only one clip on the timeline, so there is nothing to join it with.",
        "时间线上只有一个片段，没有可以合并的。",
      );
}

export function speed(bench: Workbench, edit: EditOf<"speed">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  for (const piece of piecesWithin(bench, scope)) {
    const { segment } = piece;
    const wanted = edit.relative === true ? (segment.sp ?? 1) * edit.factor : edit.factor;
    const factor = Math.round(Math.min(LIMITS.maxSpeed, Math.max(LIMITS.minSpeed, wanted)) * 1e4) / 1e4;
    const playedMs = piece.lengthMs * (segment.sp ?? 1);
    const { sp: _, ...rest } = segment;
    piece.segment = factor === 1 ? rest : { ...rest, sp: factor };
    piece.lengthMs = Math.max(1, Math.round(fitting(bench, piece, playedMs) / factor - 1e-6));
    if (piece.lengthMs > LIMITS.durationMs)
      return refusal("too-long", "That would make the video longer than 12 hours.", "这样视频会超过 12 小时。");
  }
  return undefined;
}

/** A length in its source that ends with the source, where rounding has led it past its end. */
function fitting(bench: Workbench, { segment }: Piece, playedMs: number): number {
  const asset = bench.draft.as.find(({ i }) => i === segment.a);
  return asset?.k === "video" && asset.d !== undefined ? Math.min(playedMs, asset.d - segment.si) : playedMs;
}

export function reverse(bench: Workbench, edit: EditOf<"reverse">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const pieces = piecesWithin(bench, scope);
  const [start] = pieces;
  if (start === undefined) return undefined;
  const first = bench.line.indexOf(start);
  // Going backwards, a transition leads into the piece before which it was.
  const backwards = [...pieces].reverse().map((piece, place) => {
    const came = place === 0 ? pieces[0]?.segment.tr : pieces[pieces.length - place]?.segment.tr;
    return withTransition(turned(bench, piece), came);
  });
  bench.line.splice(first, pieces.length, ...backwards);
  return undefined;
}

function turned(bench: Workbench, piece: Piece): Piece {
  const { rv, fd, ...segment } = piece.segment;
  const isMoving = bench.draft.as.find(({ i }) => i === segment.a)?.k === "video";
  return {
    ...piece,
    ...(piece.origin === undefined ? {} : { origin: { ...piece.origin, isMirrored: !piece.origin.isMirrored } }),
    segment: {
      ...segment,
      ...(isMoving && rv !== true ? { rv: true } : {}),
      ...(fd === undefined ? {} : { fd: { vi: fd.vo, vo: fd.vi, ai: fd.ao, ao: fd.ai } }),
    },
  };
}

export function loop(bench: Workbench, edit: EditOf<"loop">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const pieces = piecesWithin(bench, scope);
  const times = edit.times ?? 2;
  if (bench.line.length + pieces.length * (times - 1) > LIMITS.segmentsPerTrack)
    return refusal("too-much", "That would be too many repetitions.", "重复次数太多了。");
  const end = pieces.at(-1);
  if (end === undefined) return undefined;
  const last = bench.line.indexOf(end);
  const isWhole = pieces.length === bench.line.length;
  const repetitions = Array.from({ length: times - 1 }, () => repetition(bench, pieces, isWhole));
  bench.line.splice(last + 1, 0, ...repetitions.flat());
  return undefined;
}

/** The same pieces once more: as clips of their own where all is repeated, else as more of the same clip. */
function repetition(bench: Workbench, pieces: readonly Piece[], isWhole: boolean): Piece[] {
  const numbers = new Map<number, number>();
  const numberOf = (c: number): number => {
    if (!isWhole) return c;
    const number = numbers.get(c) ?? nextIdentity(bench.draft);
    numbers.set(c, number);
    return number;
  };
  return pieces.map((piece) => ({
    ...piece,
    segment: { ...piece.segment, i: nextIdentity(bench.draft), c: numberOf(piece.segment.c) },
  }));
}

export function silences(bench: Workbench): Refusal | undefined {
  if (bench.line.length === 0) return noClip();
  const known = bench.facts.silences;
  const removed: Stretch[] = [];
  for (const { segment, lengthMs, origin } of bench.line) {
    const asset = bench.draft.as.find(({ i }) => i === segment.a);
    if (origin === undefined || asset?.k !== "video" || asset.au !== true || segment.mu === true) continue;
    const silent = known?.[segment.a];
    if (silent === undefined)
      return refusal("needs-analysis", "The sound has not been listened to yet.", "声音还没有分析过。");
    const speedFactor = segment.sp ?? 1;
    for (const [from, to] of silent) {
      const forwards = [from, to].map((ms) => (ms - segment.si) / speedFactor) as [number, number];
      const [start, end] = segment.rv === true ? [lengthMs - forwards[1], lengthMs - forwards[0]] : forwards;
      const stretch = {
        fromMs: origin.st + Math.ceil(Math.max(0, start)),
        toMs: origin.st + Math.floor(Math.min(origin.d, end)),
      };
      if (stretch.toMs - stretch.fromMs >= SHORTEST_SILENCE_MS) removed.push(stretch);
    }
  }
  if (removed.length === 0) return refusal("no-change", "I found no silent parts.", "没有找到静音的部分。");
  return removeStretches(bench, removed);
}

/** Cutting less would be felt as a stumble, not as a shorter pause. */
const SHORTEST_SILENCE_MS = 200;
