/** A part of a draft by itself: for a sample, or a look at one place. */
import { applyEdit } from "./apply-edit.js";
import type { Draft, Track } from "./draft.js";

/** What is seen and heard between two moments, as a draft of its own. All of it where nothing lies outside. */
export function excerpt(draft: Draft, fromMs: number, toMs: number): Draft {
  const { vi, vo, ai, ao } = draft.fd;
  const isFromStart = fromMs <= 0;
  const isToEnd = toMs >= draft.d;
  const fixed: Draft = {
    ...draft,
    t: draft.t.map((track) => (track.r === "clips" ? track : asItLies(track, Math.max(0, fromMs)))),
    fd: { ...(isFromStart ? { vi, ai } : {}), ...(isToEnd ? { vo, ao } : {}) },
  };
  return applyEdit(fixed, { op: "trim", keep: [[Math.max(0, fromMs), toMs]] }).draft ?? draft;
}

/** Everything stays on the picture that it is on, and sound goes on where it would be. */
function asItLies(track: Exclude<Track, { r: "clips" }>, fromMs: number): Track {
  const segments = track.sg.map(({ an: _, ...segment }) => {
    const goneMs = Math.min(segment.d - 1, fromMs - segment.st);
    if (goneMs <= 0 || "tx" in segment) return segment;
    return { ...segment, st: segment.st + goneMs, d: segment.d - goneMs, si: (segment.si ?? 0) + goneMs };
  });
  return { ...track, sg: segments } as Track;
}
