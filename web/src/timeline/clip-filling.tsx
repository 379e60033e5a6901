/** What is drawn inside of a clip: pictures of the film, and how its sound goes. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AssetView } from "../media/media-list";
import { studioApi } from "../studio/studio-api";
import { type ClipView, type GeneratedMusic, type PartView, pictureMoment, sourceTimeAt } from "./timeline-view";

interface ClipFillingProps {
  clip: ClipView;
  assets: readonly AssetView[];
  pixelsPerMs: number;
  hasPictures: boolean;
}

/** Pixels of one picture in the strip. */
const TILE_PIXELS = 84;
/** However far one zooms in, this many pictures are enough; those out of sight are not loaded. */
const MOST_TILES = 400;

/** For the drawing of a longer piece all of it would have to be made. */
const MOST_MUSIC_MS = 600_000;

export function ClipFilling({ clip, assets, pixelsPerMs, hasPictures }: ClipFillingProps) {
  return (
    <span className="absolute inset-0 flex flex-col" aria-hidden>
      {hasPictures && (
        <span className="relative min-h-0 flex-1">
          {clip.parts.map((part) => (
            <Pictures key={part.startMs} part={part} clip={clip} assets={assets} pixelsPerMs={pixelsPerMs} />
          ))}
        </span>
      )}
      {!clip.isSilent && clip.generated !== undefined && (
        <Music clip={clip} music={clip.generated} pixelsPerMs={pixelsPerMs} />
      )}
      {!clip.isSilent && clip.parts.length > 0 && (
        <span className={`relative ${hasPictures ? "h-5 shrink-0" : "min-h-0 flex-1"}`}>
          {clip.parts.map((part) => (
            <Waveform key={part.startMs} part={part} clip={clip} pixelsPerMs={pixelsPerMs} assets={assets} />
          ))}
        </span>
      )}
    </span>
  );
}

interface PartProps {
  part: PartView;
  clip: ClipView;
  assets: readonly AssetView[];
  pixelsPerMs: number;
}

/** A seam shows where a clip goes on at another place of its file. */
function placeOf({ startMs, endMs }: PartView, clip: ClipView, pixelsPerMs: number) {
  return { left: (startMs - clip.startMs) * pixelsPerMs, width: (endMs - startMs) * pixelsPerMs };
}

function Pictures({ part, clip, assets, pixelsPerMs }: PartProps) {
  const asset = assets.find(({ id }) => id === part.assetId);
  const url = asset?.thumbnailUrl;
  if (url === undefined) return null;
  const place = placeOf(part, clip, pixelsPerMs);
  const count = Math.max(1, Math.min(MOST_TILES, Math.round(place.width / TILE_PIXELS)));
  const tileMs = (part.endMs - part.startMs) / count;
  return (
    <span
      className="absolute inset-y-0 flex overflow-hidden border-l border-clip-ink/30 first:border-l-0"
      style={place}
    >
      {Array.from({ length: count }, (_, i) => {
        const source = sourceTimeAt(part, part.startMs + (i + 0.5) * tileMs);
        const at = asset?.kind === "image" ? 0 : pictureMoment(source, tileMs * part.speed);
        return (
          <img
            // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place in the strip.
            key={i}
            src={`${url}&at=${at}&width=160`}
            alt=""
            loading="lazy"
            fetchPriority="low"
            decoding="async"
            draggable={false}
            className="h-full min-w-0 flex-1 object-cover"
          />
        );
      })}
    </span>
  );
}

function Waveform({ part, clip, assets, pixelsPerMs }: PartProps) {
  const hasSound = assets.find(({ id }) => id === part.assetId)?.hasSound === true;
  const { data: sound } = useQuery({
    queryKey: ["waveform", part.assetId],
    queryFn: () => studioApi.waveform(part.assetId),
    enabled: hasSound,
    // A file never changes under its id.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <OutlineDrawing
      sound={sound}
      fromMs={part.sourceMs}
      toMs={part.sourceMs + (part.endMs - part.startMs) * part.speed}
      isReversed={part.isReversed}
      place={placeOf(part, clip, pixelsPerMs)}
    />
  );
}

/** Music that is made for its place, from its beginning to its end. */
function Music({ clip, music, pixelsPerMs }: { clip: ClipView; music: GeneratedMusic; pixelsPerMs: number }) {
  const { data: sound } = useQuery({
    queryKey: ["music", music],
    queryFn: () => studioApi.musicWaveform(music),
    enabled: music.durationMs <= MOST_MUSIC_MS,
    // The same request makes the same piece.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const place = { left: 0, width: (clip.endMs - clip.startMs) * pixelsPerMs };
  return <OutlineDrawing sound={sound} fromMs={0} toMs={music.durationMs} isReversed={false} place={place} />;
}

interface OutlineProps {
  sound: Sound | undefined;
  fromMs: number;
  toMs: number;
  isReversed: boolean;
  place: { left: number; width: number };
}

function OutlineDrawing({ sound, fromMs, toMs, isReversed, place }: OutlineProps) {
  const outline = useMemo(() => sound && outlineOf(sound), [sound]);
  if (sound === undefined || outline === undefined) return null;
  const bucketsPerMs = sound.low.length / sound.durationMs;
  return (
    <svg
      viewBox={`${fromMs * bucketsPerMs} -100 ${Math.max(0.001, (toMs - fromMs) * bucketsPerMs)} 200`}
      preserveAspectRatio="none"
      className={`absolute inset-y-0 h-full fill-wave ${isReversed ? "-scale-x-100" : ""}`}
      style={place}
      aria-hidden
    >
      <path d={outline} />
    </svg>
  );
}

interface Sound {
  durationMs: number;
  /** Lowest and highest samples of evenly long stretches, −100 to 100. */
  low: number[];
  high: number[];
}

/** The loud above, back along the low beneath; silence is a thin line. */
function outlineOf({ low, high }: Sound): string {
  const above = high.map((value, i) => `${i} ${-Math.max(2, value)} ${i + 1} ${-Math.max(2, value)}`);
  const below = low.map((value, i) => `${i + 1} ${-Math.min(-2, value)} ${i} ${-Math.min(-2, value)}`).reverse();
  return `M${[...above, ...below].join("L")}Z`;
}
