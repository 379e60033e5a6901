/** A draft as the timeline draws it. */
import type { ClipSegment, Draft, OverlaySegment, Role, Segment, SoundSegment } from "../../../src/timeline/draft";
import { musicName } from "../../../src/timeline/music-names";
import type { Language } from "../language";
import type { ClipView, GeneratedMusic, PartView, TimelineView, TrackKind } from "./timeline-view";

const KINDS: Record<Role, TrackKind> = {
  clips: "video",
  overlay: "overlay",
  sound: "sound",
  music: "music",
  title: "title",
  captions: "captions",
};

/** A piece of music that begins again more often than this is drawn no further. */
const MOST_LOOPS = 200;

export function timelineView(draft: Draft, language: Language): TimelineView {
  return {
    durationMs: draft.d,
    tracks: draft.t
      .filter(({ sg }) => sg.length > 0)
      .map((track, index) => ({
        id: `${track.r}-${index}`,
        kind: KINDS[track.r],
        clips:
          track.r === "clips"
            ? clipViews(draft, track.sg, language)
            : track.sg.map((each) => segmentView(draft, track.r, each, language)),
      })),
  };
}

/** Neighbouring segments of one clip are one clip for the person, and for edits. */
function clipViews(draft: Draft, segments: readonly ClipSegment[], language: Language): ClipView[] {
  const groups: ClipSegment[][] = [];
  for (const segment of segments) {
    const group = groups.at(-1);
    if (group?.[0]?.c === segment.c) group.push(segment);
    else groups.push([segment]);
  }
  return groups.flatMap((group, place): ClipView[] => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      {
        id: String(first.i),
        clipNumber: place + 1,
        label: nameOf(draft, first, language),
        startMs: first.st,
        endMs: last.st + last.d,
        parts: group.map((segment): PartView => partOf(segment)),
        generated: undefined,
        isSilent: group.every(({ mu, a }) => mu === true || assetOf(draft, a)?.au !== true),
        room: { beforeMs: roomBeside(draft, first, "before"), afterMs: roomBeside(draft, last, "after") },
      },
    ];
  });
}

function partOf({ st, d, a, si, sp, rv }: ClipSegment): PartView {
  return { startMs: st, endMs: st + d, assetId: a, sourceMs: si, speed: sp ?? 1, isReversed: rv === true };
}

/** How much of its file lies beside what a segment shows, in ms of the timeline. A still picture has no end. */
function roomBeside(draft: Draft, { a, si, d, sp = 1, rv }: ClipSegment, side: "before" | "after"): number {
  const asset = assetOf(draft, a);
  if (asset?.k !== "video" || asset.d === undefined) return Number.POSITIVE_INFINITY;
  const isBelow = (side === "before") !== (rv === true);
  return Math.max(0, Math.floor((isBelow ? si : asset.d - si - d * sp) / sp));
}

function segmentView(draft: Draft, role: Role, segment: Segment, language: Language): ClipView {
  const { st, d } = segment;
  const isMovable = role !== "captions";
  return {
    id: String(segment.i),
    clipNumber: undefined,
    label: nameOf(draft, segment, language),
    startMs: st,
    endMs: st + d,
    parts: "a" in segment && segment.a !== undefined ? loops(draft, segment as SoundSegment | OverlaySegment) : [],
    generated: generatedOf(segment),
    isSilent: role === "overlay" || ("mu" in segment && segment.mu === true),
    room: isMovable ? { beforeMs: st, afterMs: draft.d - st - d } : undefined,
  };
}

function generatedOf(segment: Segment): GeneratedMusic | undefined {
  if (!("gn" in segment) || segment.gn === undefined) return undefined;
  return { style: segment.gn.ms, durationMs: segment.d, seed: segment.gn.sd, tempo: segment.gn.bp };
}

/** A file that is shorter than its place begins again, from its start. */
function loops(draft: Draft, { st, d, a, si = 0, lp }: SoundSegment | OverlaySegment): PartView[] {
  const lengthMs = assetOf(draft, a)?.d;
  if (a === undefined) return [];
  const parts: PartView[] = [];
  let [at, from] = [st, si];
  while (at < st + d && parts.length < MOST_LOOPS) {
    const leftMs = lengthMs === undefined ? d : Math.max(1, lengthMs - (from % lengthMs));
    const endMs = Math.min(st + d, at + leftMs);
    parts.push({
      startMs: at,
      endMs,
      assetId: a,
      sourceMs: from % (lengthMs ?? Number.POSITIVE_INFINITY),
      speed: 1,
      isReversed: false,
    });
    if (lp !== true) break;
    [at, from] = [endMs, 0];
  }
  return parts;
}

function assetOf(draft: Draft, id: string | undefined): Draft["as"][number] | undefined {
  return draft.as.find(({ i }) => i === id);
}

function nameOf(draft: Draft, segment: Segment, language: Language): string {
  if ("tx" in segment) return segment.tx;
  if ("gn" in segment && segment.gn !== undefined) return musicName(segment.gn.ms, language);
  return segment.m?.n ?? ("a" in segment ? (assetOf(draft, segment.a)?.n ?? "") : "");
}
