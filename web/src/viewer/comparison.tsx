import { Minus, Plus } from "lucide-react";
import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useMessages } from "../language";
import { IconButton } from "../parts/button";

interface ComparisonProps {
  /** Pictures or videos of the same size; both fill their box. */
  before: ReactNode;
  after: ReactNode;
  aspect: number;
}

const ZOOMS = [1, 2, 3, 4, 6];

/** Before and after behind a divider that moves; zoomed in, the picture is dragged about. */
export function Comparison({ before, after, aspect }: ComparisonProps) {
  const messages = useMessages();
  const box = useRef<HTMLDivElement>(null);
  const [divider, setDivider] = useState(50);
  const [zoom, setZoom] = useState(1);
  const [shift, setShift] = useState({ x: 0, y: 0 });
  const dragged = useRef<{ what: "divider" | "picture"; x: number; y: number } | undefined>(undefined);

  const bounded = (next: { x: number; y: number }, at: number) => {
    // Half of what hangs over the edges, in parts of the box.
    const most = (at - 1) / 2;
    const clamp = (value: number) => Math.min(most, Math.max(-most, value));
    return { x: clamp(next.x), y: clamp(next.y) };
  };
  const zoomTo = (step: number) => {
    const next = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(zoom) + step))] ?? 1;
    setZoom(next);
    setShift((now) => bounded(now, next));
  };
  const start = (what: "divider" | "picture") => (event: PointerEvent) => {
    event.stopPropagation();
    dragged.current = { what, x: event.clientX, y: event.clientY };
    box.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const from = dragged.current;
    const area = box.current?.getBoundingClientRect();
    if (from === undefined || area === undefined) return;
    if (from.what === "divider" || zoom === 1) {
      setDivider(Math.min(100, Math.max(0, ((event.clientX - area.left) / area.width) * 100)));
      return;
    }
    const step = { x: (event.clientX - from.x) / area.width, y: (event.clientY - from.y) / area.height };
    dragged.current = { what: "picture", x: event.clientX, y: event.clientY };
    setShift((now) => bounded({ x: now.x + step.x, y: now.y + step.y }, zoom));
  };
  const place = { transform: `translate(${shift.x * 100}%, ${shift.y * 100}%) scale(${zoom})` };
  const layer = "absolute inset-0 [&>*]:size-full [&>*]:object-contain";
  return (
    <div
      ref={box}
      className="relative max-h-full max-w-full touch-none select-none overflow-hidden bg-screen"
      style={{ aspectRatio: aspect, width: "100%" }}
      onPointerDown={start("picture")}
      onPointerMove={move}
      onPointerUp={() => {
        dragged.current = undefined;
      }}
    >
      <div className={layer} style={place}>
        {after}
      </div>
      <div className="absolute inset-0" style={{ clipPath: `inset(0 ${100 - divider}% 0 0)` }}>
        <div className={layer} style={place}>
          {before}
        </div>
      </div>
      <span className="absolute left-2 top-2 rounded bg-black/70 px-1.5 py-0.5 text-xs text-white">
        {messages.before}
      </span>
      <span className="absolute right-2 top-2 rounded bg-black/70 px-1.5 py-0.5 text-xs text-white">
        {messages.after}
      </span>
      <div
        role="slider"
        tabIndex={0}
        aria-label={messages.compareDivider}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(divider)}
        className="absolute inset-y-0 w-11 -translate-x-1/2 cursor-ew-resize"
        style={{ left: `${divider}%` }}
        onPointerDown={start("divider")}
        onKeyDown={(event) => {
          const steps: Record<string, number> = {
            ArrowLeft: -2,
            ArrowRight: 2,
            PageDown: -10,
            PageUp: 10,
            Home: -100,
            End: 100,
          };
          const step = steps[event.key];
          if (step === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          setDivider((now) => Math.min(100, Math.max(0, now + step)));
        }}
      >
        <div className="mx-auto h-full w-0.5 bg-white shadow-[0_0_0_1px_rgb(0_0_0/0.5)]" />
        <div className="absolute left-1/2 top-1/2 size-8 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-white bg-black/60 text-center text-sm leading-7 text-white">
          ⇔
        </div>
      </div>
      <div
        className="absolute bottom-2 right-2 flex rounded-lg bg-surface"
        onPointerDown={(event) => event.stopPropagation()}
      >
        <IconButton
          label={messages.zoomOut}
          icon={<Minus size={16} aria-hidden />}
          disabled={zoom === 1}
          onClick={() => zoomTo(-1)}
        />
        <span className="self-center text-sm tabular-nums">{zoom}×</span>
        <IconButton
          label={messages.zoomIn}
          icon={<Plus size={16} aria-hidden />}
          disabled={zoom === 6}
          onClick={() => zoomTo(1)}
        />
      </div>
    </div>
  );
}
