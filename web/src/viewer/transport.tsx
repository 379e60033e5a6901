import {
  ChevronLeft,
  ChevronRight,
  Columns2,
  Pause,
  Play,
  SkipBack,
  SkipForward,
  Volume2,
  VolumeX,
} from "lucide-react";
import { Slider } from "radix-ui";
import { useMessages } from "../language";
import { IconButton } from "../parts/button";
import { clock } from "../wording";

interface TransportProps {
  positionMs: number;
  durationMs: number;
  frameMs: number;
  isPlaying: boolean;
  isMuted: boolean;
  isComparing: boolean;
  onSeek(ms: number): void;
  onPlay(isPlaying: boolean): void;
  onMute(isMuted: boolean): void;
  onCompare(isComparing: boolean): void;
}

/** The player's buttons and its scrubber. */
export function Transport({ positionMs, durationMs, frameMs, isPlaying, isMuted, isComparing, ...on }: TransportProps) {
  const messages = useMessages();
  const isEmpty = durationMs === 0;
  const seek = (ms: number): void => on.onSeek(Math.min(durationMs, Math.max(0, ms)));
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 border-t border-line bg-surface px-2 py-1.5">
      <IconButton
        label={messages.toStart}
        icon={<SkipBack size={18} aria-hidden />}
        disabled={isEmpty}
        className="max-sm:hidden"
        onClick={() => seek(0)}
      />
      <IconButton
        label={messages.stepBack}
        icon={<ChevronLeft size={20} aria-hidden />}
        disabled={isEmpty}
        onClick={() => seek(positionMs - frameMs)}
      />
      <IconButton
        label={isPlaying ? messages.pause : messages.play}
        icon={isPlaying ? <Pause size={20} aria-hidden /> : <Play size={20} aria-hidden />}
        disabled={isEmpty}
        className="bg-raised"
        onClick={() => on.onPlay(!isPlaying)}
      />
      <IconButton
        label={messages.stepForward}
        icon={<ChevronRight size={20} aria-hidden />}
        disabled={isEmpty}
        onClick={() => seek(positionMs + frameMs)}
      />
      <IconButton
        label={messages.toEnd}
        icon={<SkipForward size={18} aria-hidden />}
        disabled={isEmpty}
        className="max-sm:hidden"
        onClick={() => seek(durationMs)}
      />
      <span className="min-w-28 px-1 text-center text-sm tabular-nums">
        {clock(positionMs, true)} <span className="text-quiet">/ {clock(durationMs, true)}</span>
      </span>
      <Slider.Root
        className="relative flex h-9 min-w-24 flex-1 touch-none select-none items-center max-sm:order-first max-sm:h-6 max-sm:basis-full"
        min={0}
        max={Math.max(1, durationMs)}
        step={Math.max(1, Math.round(frameMs))}
        value={[Math.min(positionMs, durationMs)]}
        disabled={isEmpty}
        onValueChange={([ms]) => ms !== undefined && on.onSeek(ms)}
      >
        <Slider.Track className="relative h-1.5 grow rounded-full bg-raised">
          <Slider.Range className="absolute h-full rounded-full bg-accent" />
        </Slider.Track>
        <Slider.Thumb
          aria-label={messages.position}
          aria-valuetext={clock(positionMs, true)}
          className="block size-4.5 rounded-full border-2 border-surface bg-accent shadow"
        />
      </Slider.Root>
      <IconButton
        label={isMuted ? messages.unmute : messages.mute}
        icon={isMuted ? <VolumeX size={18} aria-hidden /> : <Volume2 size={18} aria-hidden />}
        disabled={isEmpty}
        className="max-sm:ml-auto"
        onClick={() => on.onMute(!isMuted)}
      />
      <IconButton
        label={messages.compare}
        icon={<Columns2 size={18} aria-hidden />}
        isOn={isComparing}
        disabled={isEmpty}
        onClick={() => on.onCompare(!isComparing)}
      />
    </div>
  );
}
