/** A draft as the timeline draws it. */
import type { Draft, Role, Segment } from "../../../src/timeline/draft";
import type { ClipView, TimelineView, TrackKind } from "./timeline-view";

const KINDS: Record<Role, TrackKind> = {
  clips: "video",
  overlay: "overlay",
  sound: "sound",
  music: "music",
  title: "title",
  captions: "captions",
};

export function timelineView(draft: Draft): TimelineView {
  const names = new Map(draft.as.map(({ i, n }) => [i, n]));
  const nameOf = (segment: Segment): string => {
    if ("tx" in segment) return segment.tx;
    if ("gn" in segment && segment.gn !== undefined) return segment.gn.ms;
    return segment.m?.n ?? names.get("a" in segment ? (segment.a ?? "") : "") ?? "";
  };
  return {
    durationMs: draft.d,
    tracks: draft.t
      .filter(({ sg }) => sg.length > 0)
      .map((track, index) => ({
        id: `${track.r}-${index}`,
        kind: KINDS[track.r],
        clips: track.sg.map(
          (segment, place): ClipView => ({
            id: String(segment.i),
            clipNumber: track.r === "clips" ? clipNumber(track.sg, place) : undefined,
            label: nameOf(segment),
            startMs: segment.st,
            endMs: segment.st + segment.d,
            assetId: "a" in segment ? segment.a : undefined,
          }),
        ),
      })),
  };
}

/** Neighbouring segments of one clip count as one for the person, and for edits. */
function clipNumber(segments: readonly Segment[], place: number): number {
  const clipOf = (segment: Segment | undefined) => (segment !== undefined && "c" in segment ? segment.c : undefined);
  let number = 1;
  for (let i = 1; i <= place; i++) if (clipOf(segments[i]) !== clipOf(segments[i - 1])) number++;
  return number;
}
