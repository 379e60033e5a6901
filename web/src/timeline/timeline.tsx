import { Minus, Plus, Scissors, SquareSplitHorizontal, X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useMessages } from "../language";
import { Button, IconButton } from "../parts/button";
import { clock } from "../wording";
import {
  type ClipView,
  placeAt,
  rulerMarks,
  snapMoments,
  snapped,
  type TimelineView,
  type TrackView,
} from "./timeline-view";

/** What a person did to the timeline with hand or keys. Times are the timeline's, before the change. */
export type TimelineAction =
  | { kind: "trim"; clip: ClipView; track: TrackView; startMs: number; endMs: number }
  | { kind: "move"; clip: ClipView; track: TrackView; startMs: number }
  | { kind: "reorder"; clip: ClipView; place: number }
  | { kind: "remove"; clip: ClipView; track: TrackView };

interface TimelineProps {
  view: TimelineView;
  playheadMs: number;
  range: { startMs: number; endMs: number } | undefined;
  selectedId: string | undefined;
  onSeek(ms: number): void;
  onSelect(id: string | undefined): void;
  onAct(action: TimelineAction): void;
  onKeepRange(): void;
  onCutRange(): void;
  onClearRange(): void;
  onSplit(): void;
  /** What is drawn inside of a clip: thumbnails, a waveform. */
  filling(clip: ClipView, track: TrackView, widthPixels: number): ReactNode;
}

/** Pixels within which an edge is drawn to another. */
const SNAP_PIXELS = 8;
const LEAST_CLIP_MS = 100;
const KEY_STEP_MS = 100;

interface Drag {
  clip: ClipView;
  track: TrackView;
  what: "start" | "end" | "whole";
  fromX: number;
  startMs: number;
  endMs: number;
}

const COLOURS: Record<TrackView["kind"], string> = {
  video: "bg-clip-video",
  overlay: "bg-clip-video",
  sound: "bg-clip-sound",
  music: "bg-clip-sound",
  title: "bg-clip-title",
  captions: "bg-clip-title",
};

/** Tracks with their clips, a ruler and a playhead. */
export function Timeline(props: TimelineProps) {
  const { view, playheadMs, range, onSeek } = props;
  const messages = useMessages();
  const lane = useRef<HTMLElement>(null);
  const [laneWidth, setLaneWidth] = useState(600);
  const [zoom, setZoom] = useState(1);
  const [drag, setDrag] = useState<Drag>();
  useEffect(() => {
    const element = lane.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setLaneWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shownMs = Math.max(1000, view.durationMs);
  const pixelsPerMs = ((laneWidth - 16) * zoom) / shownMs;
  const width = Math.ceil(shownMs * pixelsPerMs) + 16;
  const msAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(view.durationMs, Math.max(0, (event.clientX - box.left) / pixelsPerMs));
  };

  const moveDrag = (event: PointerEvent): void => {
    if (drag === undefined) return;
    const moments = snapMoments(view, drag.clip.id, playheadMs);
    const shift = (event.clientX - drag.fromX) / pixelsPerMs;
    const near = (ms: number) => Math.round(snapped(ms, moments, SNAP_PIXELS / pixelsPerMs));
    const { startMs, endMs } = drag.clip;
    if (drag.what === "start")
      setDrag({ ...drag, startMs: Math.min(endMs - LEAST_CLIP_MS, Math.max(0, near(startMs + shift))) });
    else if (drag.what === "end") setDrag({ ...drag, endMs: Math.max(startMs + LEAST_CLIP_MS, near(endMs + shift)) });
    else {
      const start = Math.max(0, near(startMs + shift));
      setDrag({ ...drag, startMs: start, endMs: start + endMs - startMs });
    }
  };
  const endDrag = (): void => {
    if (drag === undefined) return;
    const { clip, track, what, startMs, endMs } = drag;
    setDrag(undefined);
    if (startMs === clip.startMs && endMs === clip.endMs) return;
    if (what !== "whole") props.onAct({ kind: "trim", clip, track, startMs, endMs });
    else if (track.kind !== "video") props.onAct({ kind: "move", clip, track, startMs });
    else {
      const place = placeAt(track.clips, clip.id, (startMs + endMs) / 2);
      if (place !== clip.clipNumber) props.onAct({ kind: "reorder", clip, place });
    }
  };

  return (
    <section aria-label={messages.timeline} className="flex min-h-0 flex-col border-t border-line bg-surface">
      <p id="clip-hint" className="sr-only">
        {messages.clipHint}
      </p>
      <div className="flex flex-wrap items-center gap-1 border-b border-line px-2 py-1">
        <IconButton
          label={messages.splitHere}
          icon={<SquareSplitHorizontal size={18} aria-hidden />}
          disabled={view.durationMs === 0}
          onClick={props.onSplit}
        />
        {range !== undefined && (
          <>
            <span className="px-1 text-sm tabular-nums text-quiet">
              {clock(range.startMs, true)}–{clock(range.endMs, true)}
            </span>
            <Button look="quiet" onClick={props.onKeepRange}>
              {messages.keepRange}
            </Button>
            <Button look="quiet" onClick={props.onCutRange}>
              <Scissors size={16} aria-hidden /> {messages.cutRange}
            </Button>
            <IconButton label={messages.clearRange} icon={<X size={16} aria-hidden />} onClick={props.onClearRange} />
          </>
        )}
        <div className="ml-auto flex items-center">
          <IconButton
            label={`${messages.timelineZoom}: −`}
            icon={<Minus size={16} aria-hidden />}
            disabled={zoom <= 1}
            onClick={() => setZoom(Math.max(1, zoom / 2))}
          />
          <IconButton
            label={`${messages.timelineZoom}: +`}
            icon={<Plus size={16} aria-hidden />}
            disabled={zoom >= 32}
            onClick={() => setZoom(Math.min(32, zoom * 2))}
          />
        </div>
      </div>
      <div className="flex min-h-0 flex-1 overflow-y-auto">
        <div className="w-20 shrink-0 border-r border-line pt-6 text-sm text-quiet" aria-hidden>
          {view.tracks.map((track) => (
            <div key={track.id} className={`truncate px-2 leading-9 ${heightOf(track)}`}>
              {messages.tracks[track.kind]}
            </div>
          ))}
        </div>
        <section
          ref={lane}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keys.
          tabIndex={0}
          aria-label={messages.timelineTracks}
          className="relative min-w-0 flex-1 overflow-x-auto"
        >
          {view.durationMs === 0 ? (
            <p className="p-4 text-quiet">{messages.timelineEmpty}</p>
          ) : (
            <div
              className="relative"
              style={{ width }}
              onPointerMove={moveDrag}
              onPointerUp={endDrag}
              onPointerCancel={() => setDrag(undefined)}
            >
              <div
                className="relative h-6 cursor-ew-resize touch-none border-b border-line text-xs text-quiet"
                onPointerDown={(event) => {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  onSeek(msAt(event));
                }}
                onPointerMove={(event) => event.buttons === 1 && onSeek(msAt(event))}
              >
                {rulerMarks(view.durationMs, pixelsPerMs).map((ms) => (
                  <span
                    key={ms}
                    className="absolute top-0 h-full border-l border-line pl-1 leading-6"
                    style={{ left: ms * pixelsPerMs }}
                  >
                    {clock(ms, pixelsPerMs > 0.1)}
                  </span>
                ))}
              </div>
              {view.tracks.map((track) => (
                <ul key={track.id} aria-label={messages.tracks[track.kind]} className={`relative ${heightOf(track)}`}>
                  {track.clips.map((clip) => (
                    <Clip
                      key={clip.id}
                      clip={drag?.clip.id === clip.id ? { ...clip, startMs: drag.startMs, endMs: drag.endMs } : clip}
                      original={clip}
                      track={track}
                      pixelsPerMs={pixelsPerMs}
                      timeline={props}
                      onDragStart={(what, event) => {
                        props.onSelect(clip.id);
                        setDrag({ clip, track, what, fromX: event.clientX, startMs: clip.startMs, endMs: clip.endMs });
                      }}
                    />
                  ))}
                </ul>
              ))}
              {range !== undefined && (
                <div
                  className="pointer-events-none absolute inset-y-0 border-x-2 border-accent bg-accent/15"
                  style={{ left: range.startMs * pixelsPerMs, width: (range.endMs - range.startMs) * pixelsPerMs }}
                />
              )}
              <div
                className="pointer-events-none absolute inset-y-0 w-px bg-danger"
                style={{ left: playheadMs * pixelsPerMs }}
              >
                <div className="-ml-1.5 size-3 rounded-b-full bg-danger" />
              </div>
            </div>
          )}
        </section>
      </div>
    </section>
  );
}

function heightOf({ kind }: TrackView): string {
  return kind === "video" ? "h-14" : "h-9";
}

interface ClipProps {
  clip: ClipView;
  /** As it was before it was dragged. */
  original: ClipView;
  track: TrackView;
  pixelsPerMs: number;
  timeline: TimelineProps;
  onDragStart(what: Drag["what"], event: PointerEvent): void;
}

function Clip({ clip, original, track, pixelsPerMs, timeline, onDragStart }: ClipProps) {
  const messages = useMessages();
  const width = Math.max(6, (clip.endMs - clip.startMs) * pixelsPerMs - 2);
  const isSelected = timeline.selectedId === clip.id;
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -KEY_STEP_MS, ArrowRight: KEY_STEP_MS }[event.key];
    const { startMs, endMs, clipNumber } = original;
    if (event.key === "Delete" || event.key === "Backspace") timeline.onAct({ kind: "remove", clip: original, track });
    else if (event.key === "Enter") timeline.onSelect(clip.id);
    else if (step === undefined) return;
    else if (event.shiftKey)
      timeline.onAct({
        kind: "trim",
        clip: original,
        track,
        startMs,
        endMs: Math.max(startMs + LEAST_CLIP_MS, endMs + step),
      });
    else if (event.altKey)
      timeline.onAct({ kind: "trim", clip: original, track, startMs: Math.max(0, startMs + step), endMs });
    else if (track.kind !== "video")
      timeline.onAct({ kind: "move", clip: original, track, startMs: Math.max(0, startMs + step) });
    else if (clipNumber !== undefined) {
      const place = clipNumber + Math.sign(step);
      if (place >= 1 && place <= track.clips.length) timeline.onAct({ kind: "reorder", clip: original, place });
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const grab = (what: Drag["what"]) => (event: PointerEvent) => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    onDragStart(what, event);
  };
  return (
    <li className="absolute inset-y-0.5" style={{ left: clip.startMs * pixelsPerMs + 1, width }}>
      <button
        type="button"
        aria-label={messages.clipLabel(clip.label, clock(clip.startMs, true), clock(clip.endMs, true))}
        aria-describedby="clip-hint"
        aria-pressed={isSelected}
        className={`relative size-full touch-none overflow-hidden rounded-md border text-left text-xs text-clip-ink ${COLOURS[track.kind]} ${isSelected ? "border-accent ring-2 ring-accent" : "border-edge"}`}
        onKeyDown={onKey}
        onPointerDown={grab("whole")}
        onFocus={() => timeline.onSelect(clip.id)}
      >
        {timeline.filling(clip, track, width)}
        <span className="absolute inset-x-0 bottom-0 truncate bg-linear-to-t from-black/60 to-transparent px-1.5 pb-0.5 pt-3 text-white">
          {clip.label}
        </span>
      </button>
      <span
        aria-hidden
        className="absolute inset-y-0 left-0 w-2.5 cursor-w-resize touch-none rounded-l-md hover:bg-accent"
        onPointerDown={grab("start")}
      />
      <span
        aria-hidden
        className="absolute inset-y-0 right-0 w-2.5 cursor-e-resize touch-none rounded-r-md hover:bg-accent"
        onPointerDown={grab("end")}
      />
    </li>
  );
}
