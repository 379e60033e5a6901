import { useEffect, useRef } from "react";
import type { Player } from "./use-player";

interface FilmProps {
  url: string;
  player: Player;
  isMuted: boolean;
}

/** The quick render, playing: it says where the playhead is. */
export function Film({ url, player, isMuted }: FilmProps) {
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(player);
  latest.current = player;
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.playbackRate = player.speed;
    let frame = 0;
    const follow = (): void => {
      const { positionMs, seek } = latest.current;
      const shownMs = element.currentTime * 1000;
      // A seek by hand moves the film; else the film moves the playhead.
      if (Math.abs(shownMs - positionMs) > 700) element.currentTime = positionMs / 1000;
      else if (!element.paused) seek(element.ended ? Number.POSITIVE_INFINITY : shownMs);
      frame = requestAnimationFrame(follow);
    };
    element.currentTime = latest.current.positionMs / 1000;
    element.play().catch(() => latest.current.play(0));
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [player.speed]);
  return (
    <video
      ref={video}
      src={url}
      muted={isMuted}
      playsInline
      tabIndex={-1}
      className="absolute inset-0 size-full object-contain"
      onEnded={() => {
        player.seek(Number.POSITIVE_INFINITY);
        player.play(0);
      }}
    />
  );
}
