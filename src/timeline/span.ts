/** What of a draft touches a span of its timeline: what a renderer asks for each chunk. */
import {
  type ClipSegment,
  type Draft,
  type OverlaySegment,
  type Role,
  type SoundSegment,
  type TextLook,
  type TextSegment,
  type TrackOf,
  tailOf,
} from "./draft.js";

/** A clip within a span, with how long it goes on under the transition of the next one. */
export interface SpanClip {
  segment: ClipSegment;
  /** Milliseconds after its end in which it is still to be seen and heard. */
  tailMs: number;
}

/** All that is to be seen or heard between two moments. Segments keep their places on the whole timeline. */
export interface Span {
  clips: SpanClip[];
  /** In the order of drawing. */
  overlays: OverlaySegment[];
  sounds: SoundSegment[];
  music: SoundSegment[];
  titles: TextSegment[];
  captions: TextSegment[];
  captionLook: TextLook;
}

/** The segments that touch [fromMs, toMs). */
export function segmentsBetween(draft: Draft, fromMs: number, toMs: number): Span {
  const touches = ({ st, d }: { st: number; d: number }, tailMs = 0): boolean => st < toMs && st + d + tailMs > fromMs;
  return {
    clips: tracksOf(draft, "clips").flatMap(({ sg }) =>
      sg
        .map((segment, place) => ({ segment, tailMs: tailOf(sg, place) }))
        .filter(({ segment, tailMs }) => touches(segment, tailMs)),
    ),
    overlays: tracksOf(draft, "overlay").flatMap(({ sg }) => sg.filter((segment) => touches(segment))),
    sounds: tracksOf(draft, "sound").flatMap(({ sg }) => sg.filter((segment) => touches(segment))),
    music: tracksOf(draft, "music").flatMap(({ sg }) => sg.filter((segment) => touches(segment))),
    titles: tracksOf(draft, "title").flatMap(({ sg }) => sg.filter((segment) => touches(segment))),
    captions: tracksOf(draft, "captions").flatMap(({ sg }) => sg.filter((segment) => touches(segment))),
    captionLook: tracksOf(draft, "captions")[0]?.sy ?? {},
  };
}

/** The tracks of one role, in order. */
export function tracksOf<R extends Role>(draft: Draft, role: R): TrackOf<R>[] {
  return draft.t.filter((track): track is TrackOf<R> => track.r === role);
}

/** The clips' segments, in order. */
export function clipSegments(draft: Draft): ClipSegment[] {
  return tracksOf(draft, "clips")[0]?.sg ?? [];
}

/**
 * The place in the source that is shown at a moment of the timeline, in ms; `atMs` may lie in the clip's tail.
 * For a clip played backwards it is the end of the frame that is shown, so it falls as time goes on.
 */
export function sourceTimeAt({ segment, tailMs }: SpanClip, atMs: number): number {
  const playedMs = (atMs - segment.st) * (segment.sp ?? 1);
  if (segment.rv !== true) return segment.si + playedMs;
  return segment.si + (segment.d + tailMs) * (segment.sp ?? 1) - playedMs;
}

/** The part [from, to] of its source that a clip shows, in ms. */
export function sourceSpan({ segment, tailMs }: SpanClip): [fromMs: number, toMs: number] {
  return [segment.si, segment.si + (segment.d + tailMs) * (segment.sp ?? 1)];
}
