import { useEffect, useState } from "react";

const PLAY_TICK_MS = 100;

export interface Player {
  positionMs: number;
  /** 1 is as it was made, negative backwards, 0 still. */
  speed: number;
  frameMs: number;
  seek(ms: number): void;
  play(speed: number): void;
}

/**
 * Where the playhead is and how fast it runs.
 * @param hasOwnClock false while a film that plays says where it is, or is waited for.
 */
export function usePlayer(durationMs: number, fps: number, hasOwnClock: (speed: number) => boolean): Player {
  const [positionMs, setPosition] = useState(0);
  const [speed, setSpeed] = useState(0);
  const bounded = (ms: number): number => Math.min(durationMs, Math.max(0, ms));
  const ticks = speed !== 0 && hasOwnClock(speed);
  useEffect(() => {
    if (!ticks) return;
    const timer = setInterval(
      () => setPosition((now) => Math.min(durationMs, Math.max(0, now + speed * PLAY_TICK_MS))),
      PLAY_TICK_MS,
    );
    return () => clearInterval(timer);
  }, [ticks, speed, durationMs]);
  useEffect(() => {
    if ((speed > 0 && positionMs >= durationMs) || (speed < 0 && positionMs <= 0)) setSpeed(0);
    if (positionMs > durationMs) setPosition(durationMs);
  }, [positionMs, durationMs, speed]);
  return {
    positionMs,
    speed,
    frameMs: 1000 / Math.max(1, fps),
    seek: (ms) => setPosition(bounded(ms)),
    play: (next) => {
      if (next > 0 && positionMs >= durationMs) setPosition(0);
      setSpeed(next);
    },
  };
}
