import { Minus, Plus, Scissors, SquareSplitHorizontal, X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useMessages } from "../language";
import type { AssetView } from "../media/media-list";
import { Button, IconButton } from "../parts/button";
import { clock } from "../wording";
import { ClipFilling } from "./clip-filling";
import { type Drag, dragged, LEAST_CLIP_MS } from "./dragging";
import { type ClipView, placeAt, rulerMarks, type TimelineView, type TrackView } from "./timeline-view";

/** What a person did to the timeline with hand or keys. Times are the timeline's, before the change. */
export type TimelineAction =
  | { kind: "trim"; clip: ClipView; track: TrackView; startMs: number; endMs: number }
  | { kind: "move"; clip: ClipView; track: TrackView; startMs: number }
  | { kind: "reorder"; clip: ClipView; place: number }
  | { kind: "remove"; clip: ClipView; track: TrackView };

interface TimelineProps {
  view: TimelineView;
  assets: readonly AssetView[];
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
}

const KEY_STEP_MS = 100;
/** Smaller moves are a hand that only wanted to choose. */
const LEAST_DRAG_PIXELS = 3;

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
  // Zoomed in, the playhead stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another zoom moves the playhead out of sight, too.
  useEffect(() => {
    const element = lane.current;
    if (element === null || playheadMs === undefined) return;
    const at = (playheadMs / Math.max(1000, view.durationMs)) * (element.scrollWidth - 16);
    if (at < element.scrollLeft || at > element.scrollLeft + element.clientWidth)
      element.scrollLeft = at - element.clientWidth / 4;
  }, [playheadMs, zoom, view.durationMs]);
  const shownMs = Math.max(1000, view.durationMs);
  const pixelsPerMs = ((laneWidth - 16) * zoom) / shownMs;
  const width = Math.ceil(shownMs * pixelsPerMs) + 16;
  const msAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(view.durationMs, Math.max(0, (event.clientX - box.left) / pixelsPerMs));
  };

  const moveDrag = (event: PointerEvent): void => {
    if (drag === undefined) return;
    const pixels = event.clientX - drag.fromX;
    if (Math.abs(pixels) < LEAST_DRAG_PIXELS && drag.startMs === drag.clip.startMs && drag.endMs === drag.clip.endMs)
      return;
    setDrag(dragged(drag, view, pixels / pixelsPerMs, playheadMs, 1 / pixelsPerMs));
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
            <div key={track.id} className={`flex items-center truncate px-2 ${heightOf(track)}`}>
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
                className="relative h-6 cursor-ew-resize touch-none overflow-hidden border-b border-line text-xs text-quiet"
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
                <ul
                  key={track.id}
                  aria-label={messages.tracks[track.kind]}
                  className={`relative border-b border-line/60 ${heightOf(track)}`}
                  onPointerDown={(event) => {
                    props.onSelect(undefined);
                    onSeek(msAt(event));
                  }}
                >
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
  return kind === "video" ? "h-19" : "h-9";
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

/** The edges that keys move, and what is done where there is none. */
function actionOf(event: KeyboardEvent, clip: ClipView, track: TrackView): TimelineAction | undefined {
  if (event.key === "Delete" || event.key === "Backspace") return { kind: "remove", clip, track };
  const step = { ArrowLeft: -KEY_STEP_MS, ArrowRight: KEY_STEP_MS }[event.key];
  if (step === undefined || clip.room === undefined) return undefined;
  const { startMs, endMs, clipNumber, room } = clip;
  if (event.shiftKey) {
    const end = Math.min(endMs + room.afterMs, Math.max(startMs + LEAST_CLIP_MS, endMs + step));
    return { kind: "trim", clip, track, startMs, endMs: end };
  }
  if (event.altKey) {
    const start = Math.min(endMs - LEAST_CLIP_MS, Math.max(startMs - room.beforeMs, startMs + step));
    return { kind: "trim", clip, track, startMs: start, endMs };
  }
  if (clipNumber === undefined)
    return { kind: "move", clip, track, startMs: startMs + Math.min(room.afterMs, Math.max(-room.beforeMs, step)) };
  const place = clipNumber + Math.sign(step);
  return place >= 1 && place <= track.clips.length ? { kind: "reorder", clip, place } : undefined;
}

function Clip({ clip, original, track, pixelsPerMs, timeline, onDragStart }: ClipProps) {
  const messages = useMessages();
  const width = Math.max(6, (clip.endMs - clip.startMs) * pixelsPerMs - 2);
  const isSelected = timeline.selectedId === clip.id;
  const isDragged = clip !== original;
  const hasPictures = track.kind === "video";
  // Its outline is drawn behind the name.
  const isHeard = track.kind === "music" || track.kind === "sound";
  const onKey = (event: KeyboardEvent): void => {
    const action = actionOf(event, original, track);
    if (action !== undefined) timeline.onAct(action);
    else if (event.key === "Enter") timeline.onSelect(clip.id);
    else if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    event.stopPropagation();
  };
  const grab = (what: Drag["what"]) => (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    onDragStart(what, event);
  };
  const border = isSelected ? "border-accent ring-2 ring-accent" : "border-edge";
  return (
    <li
      className={`absolute inset-y-0.5 ${isDragged ? "z-10 opacity-90" : ""}`}
      style={{ left: clip.startMs * pixelsPerMs + 1, width }}
    >
      <button
        type="button"
        aria-label={messages.clipLabel(clip.label, clock(clip.startMs, true), clock(clip.endMs, true))}
        aria-describedby="clip-hint"
        aria-pressed={isSelected}
        data-passes-keys
        className={`relative size-full touch-none overflow-hidden rounded-md border text-left text-xs text-clip-ink ${COLOURS[track.kind]} ${border}`}
        onKeyDown={onKey}
        onPointerDown={grab("whole")}
        onFocus={() => timeline.onSelect(clip.id)}
      >
        <ClipFilling clip={original} assets={timeline.assets} pixelsPerMs={pixelsPerMs} hasPictures={hasPictures} />
        {hasPictures ? (
          <span className="absolute left-1 top-1 max-w-[calc(100%-0.5rem)] truncate rounded bg-black/65 px-1.5 text-white">
            {clip.label}
          </span>
        ) : (
          <span className="absolute inset-0 flex items-center px-2">
            <span className={`truncate ${isHeard ? "rounded bg-black/65 px-1.5 text-white" : ""}`}>{clip.label}</span>
          </span>
        )}
      </button>
      {clip.room !== undefined && (
        <>
          <Handle side="start" onGrab={grab("start")} />
          <Handle side="end" onGrab={grab("end")} />
        </>
      )}
      {isDragged && (
        <span className="pointer-events-none absolute -top-6 left-0 whitespace-nowrap rounded bg-ink px-1.5 text-xs text-surface tabular-nums">
          {clock(clip.startMs, true)}–{clock(clip.endMs, true)} · {clock(clip.endMs - clip.startMs, true)}
        </span>
      )}
    </li>
  );
}

function Handle({ side, onGrab }: { side: "start" | "end"; onGrab(event: PointerEvent): void }) {
  const place = side === "start" ? "left-0 cursor-w-resize rounded-l-md" : "right-0 cursor-e-resize rounded-r-md";
  return (
    <span
      aria-hidden
      className={`absolute inset-y-0 flex w-2.5 touch-none items-center justify-center hover:bg-accent/80 ${place}`}
      onPointerDown={onGrab}
    >
      <span className="h-4 w-0.5 rounded bg-clip-ink/60" />
    </span>
  );
}
