/** Where a clip that is dragged stands, within what is possible, drawn to the edges near it. */
import { type ClipView, snapMoments, snapped, type TimelineView, type TrackView } from "./timeline-view";

export interface Drag {
  clip: ClipView;
  track: TrackView;
  what: "start" | "end" | "whole";
  fromX: number;
  startMs: number;
  endMs: number;
}

export const LEAST_CLIP_MS = 100;
/** Pixels within which an edge is drawn to another. */
const SNAP_PIXELS = 8;

/** @param shiftMs how far the pointer has gone since the clip was grabbed. */
export function dragged(drag: Drag, view: TimelineView, shiftMs: number, playheadMs: number, msPerPixel: number): Drag {
  const { clip, track, what } = drag;
  const { startMs, endMs, room } = clip;
  if (room === undefined) return drag;
  const moments = snapMoments(view, clip.id, playheadMs);
  const near = (ms: number): number => Math.round(snapped(ms, moments, SNAP_PIXELS * msPerPixel));
  if (what === "start")
    return { ...drag, startMs: between(near(startMs + shiftMs), startMs - room.beforeMs, endMs - LEAST_CLIP_MS) };
  if (what === "end")
    return { ...drag, endMs: between(near(endMs + shiftMs), startMs + LEAST_CLIP_MS, endMs + room.afterMs) };
  // A clip of the film only changes places with others; everything else lies within the film.
  const isClip = track.kind === "video";
  const start = isClip
    ? startMs + shiftMs
    : between(nearer(near, startMs, endMs, shiftMs), 0, view.durationMs - (endMs - startMs));
  return { ...drag, startMs: start, endMs: start + endMs - startMs };
}

/** Of a thing that is moved, the edge that is nearer to something decides. */
function nearer(near: (ms: number) => number, startMs: number, endMs: number, shiftMs: number): number {
  const start = near(startMs + shiftMs);
  const end = near(endMs + shiftMs);
  const [byStart, byEnd] = [Math.abs(start - startMs - shiftMs), Math.abs(end - endMs - shiftMs)];
  return byEnd > 0.5 && (byStart <= 0.5 || byEnd < byStart) ? end - (endMs - startMs) : start;
}

function between(ms: number, least: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, ms)));
}
