import { useEffect, useState } from "react";

const PLAY_TICK_MS = 100;

/** Where the playhead is and how fast it runs. */
export function usePlayer(durationMs: number, fps: number) {
  const [positionMs, setPosition] = useState(0);
  const [speed, setSpeed] = useState(0);
  const bounded = (ms: number): number => Math.min(durationMs, Math.max(0, ms));
  useEffect(() => {
    if (speed === 0) return;
    const timer = setInterval(
      () => setPosition((now) => Math.min(durationMs, Math.max(0, now + speed * PLAY_TICK_MS))),
      PLAY_TICK_MS,
    );
    return () => clearInterval(timer);
  }, [speed, durationMs]);
  useEffect(() => {
    if ((speed > 0 && positionMs >= durationMs) || (speed < 0 && positionMs <= 0)) setSpeed(0);
    if (positionMs > durationMs) setPosition(durationMs);
  }, [positionMs, durationMs, speed]);
  return {
    positionMs,
    speed,
    frameMs: 1000 / Math.max(1, fps),
    seek: (ms: number) => setPosition(bounded(ms)),
    play: (next: number) => {
      if (next > 0 && positionMs >= durationMs) setPosition(0);
      setSpeed(next);
    },
  };
}
