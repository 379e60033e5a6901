import { type RefObject, useEffect, useRef, useState } from "react";
import { useLanguage } from "../language";
import { ProgressBar } from "../parts/progress-bar";
import { reasonOf } from "../reasons";
import type { RenderView } from "../studio/studio-api";
import { clock } from "../wording";
import { Film } from "./film";
import { FramePicture } from "./frame-picture";
import { SampleComparison } from "./sample-comparison";
import { Transport } from "./transport";
import type { Playback } from "./use-playback";
import type { Player } from "./use-player";

interface ViewerProps {
  projectId: string;
  version: number;
  durationMs: number;
  player: Player;
  playback: Playback;
  renders: readonly RenderView[];
  frameAt(ms: number, width: number): string | undefined;
  isMuted: boolean;
  isComparing: boolean;
  onMute(isMuted: boolean): void;
  onCompare(isComparing: boolean): void;
}

/** Widths in which frames are asked for, in pixels: small while one scrubs, as large as the screen when one stops. */
const SCRUB_WIDTH = 640;
const WIDTHS = [640, 960, 1280, 1920];
const SETTLED_AFTER_MS = 250;

/** The edited picture: a frame while it stands still, the quick render while it plays, before and after when asked for. */
export function Viewer({ player, playback, isComparing, durationMs, frameAt, ...props }: ViewerProps) {
  const { language, messages } = useLanguage();
  const screen = useRef<HTMLDivElement>(null);
  const screenWidth = useWidth(screen);
  const isSettled = useSettled(player.positionMs);
  const isFilm = !isComparing && player.speed > 0 && playback.url !== undefined;
  const full = WIDTHS.find((width) => width >= screenWidth) ?? SCRUB_WIDTH;
  const frameUrl = frameAt(player.positionMs, isSettled ? Math.max(SCRUB_WIDTH, full) : SCRUB_WIDTH);
  return (
    <section aria-label={messages.viewer} className="flex flex-col max-lg:contents lg:min-h-0 lg:flex-1">
      <div
        ref={screen}
        className="relative grid place-items-center overflow-hidden bg-screen max-lg:sticky max-lg:top-0 max-lg:z-20 max-lg:aspect-video max-lg:max-h-[40dvh] max-lg:w-full max-lg:shrink-0 lg:min-h-0 lg:flex-1"
      >
        {isComparing ? (
          <SampleComparison
            // Of another version it is another sample: what was being made for this one is called off.
            key={props.version}
            projectId={props.projectId}
            version={props.version}
            durationMs={durationMs}
            player={player}
            renders={props.renders}
            frameUrl={frameUrl}
            onCancel={() => props.onCompare(false)}
          />
        ) : isFilm ? (
          <Film url={playback.url ?? ""} player={player} isMuted={props.isMuted} />
        ) : (
          <FramePicture url={frameUrl} alt={messages.frameAt(clock(player.positionMs, true))} />
        )}
        {player.speed > 0 && playback.preparing !== undefined && !isComparing && (
          <div role="status" className="absolute bottom-3 w-64 rounded-xl bg-surface p-2 text-center text-sm shadow-xl">
            <p className="mb-1">{messages.preparing(Math.round(playback.preparing * 100))}</p>
            <ProgressBar label={messages.play} done={playback.preparing} />
          </div>
        )}
        {playback.failure !== undefined && !isComparing && (
          <p role="alert" className="absolute bottom-3 max-w-[90%] rounded-xl bg-danger-soft px-3 py-1.5 text-sm">
            {reasonOf(playback.failure, language, messages)}
          </p>
        )}
      </div>
      <Transport
        positionMs={player.positionMs}
        durationMs={durationMs}
        frameMs={player.frameMs}
        isPlaying={player.speed !== 0}
        isMuted={props.isMuted}
        isComparing={isComparing}
        onSeek={player.seek}
        onPlay={(isPlaying) => player.play(isPlaying ? 1 : 0)}
        onMute={props.onMute}
        onCompare={props.onCompare}
      />
    </section>
  );
}

/** Device pixels across. */
function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(SCRUB_WIDTH);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width * devicePixelRatio));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

/** True once a value has stood still for a moment. */
function useSettled(value: number): boolean {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled === value;
}
