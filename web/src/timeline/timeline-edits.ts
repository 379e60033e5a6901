/** What a hand does to the timeline, as the edits that words would become. */
import type { Edit } from "../../../src/timeline/edit";
import type { TimelineAction } from "./timeline";
import type { ClipView, TimelineView, TrackView } from "./timeline-view";

/** No edits where the action means nothing on its track. */
export function editsFor(action: TimelineAction, view: TimelineView): Edit[] {
  switch (action.kind) {
    case "reorder":
      return action.clip.clipNumber === undefined
        ? []
        : [{ op: "move_clip", clip: action.clip.clipNumber, to: action.place }];
    case "remove":
      return removal(action.clip, action.track, view);
    case "trim":
      return action.track.kind === "video"
        ? clipEdges(action)
        : span(action.clip, action.track, view, action.startMs, action.endMs);
    case "move":
      return span(
        action.clip,
        action.track,
        view,
        action.startMs,
        action.startMs + action.clip.endMs - action.clip.startMs,
      );
  }
}

/** An edge that was moved inwards cuts off what lies outside of it; outwards it gives back what was cut off there. */
function clipEdges({ clip, startMs, endMs }: Extract<TimelineAction, { kind: "trim" }>): Edit[] {
  const remove: [number, number][] = [];
  if (startMs > clip.startMs) remove.push([clip.startMs, startMs]);
  if (endMs < clip.endMs) remove.push([endMs, clip.endMs]);
  const wider = { start: Math.max(0, clip.startMs - startMs), end: Math.max(0, endMs - clip.endMs) };
  return [
    ...(clip.clipNumber === undefined || wider.start + wider.end === 0
      ? []
      : [{ op: "extend" as const, clip: clip.clipNumber, ...wider }]),
    ...(remove.length === 0 ? [] : [{ op: "trim" as const, remove }]),
  ];
}

function removal(clip: ClipView, track: TrackView, view: TimelineView): Edit[] {
  switch (track.kind) {
    case "video":
      return clip.clipNumber === undefined ? [] : [{ op: "remove_clip", clip: clip.clipNumber }];
    case "title":
    case "overlay":
    case "music":
      return [{ op: "remove", what: track.kind, target: ordinalOf(clip, track, view) }];
    case "captions":
      return [{ op: "remove", what: "captions" }];
    case "sound":
      return [];
  }
}

function span(clip: ClipView, track: TrackView, view: TimelineView, start: number, end: number): Edit[] {
  if (!(start >= 0 && end <= view.durationMs && end > start)) return [];
  const place = { target: ordinalOf(clip, track, view), start, end };
  switch (track.kind) {
    case "title":
      return [{ op: "change_title", ...place }];
    case "overlay":
      return [{ op: "change_overlay", ...place }];
    case "music":
      return [{ op: "change_music", ...place }];
    case "sound":
      return [{ op: "change_music", track: "sound", ...place }];
    case "video":
    case "captions":
      return [];
  }
}

/** Which of its kind it is, 1-based in order of time: how edits name titles, overlays and music. */
function ordinalOf(clip: ClipView, { kind }: TrackView, view: TimelineView): number {
  const all = view.tracks.filter((track) => track.kind === kind).flatMap(({ clips }) => clips);
  return (
    all.sort((a, b) => a.startMs - b.startMs || Number(a.id) - Number(b.id)).findIndex(({ id }) => id === clip.id) + 1
  );
}
