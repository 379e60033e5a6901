/** A clip for whatever only needs one: a second of 160 × 90 with sound. */
import { cachedClip } from "./clip-cache.js";

const VIDEO = { width: 160, height: 90, fps: [25, 1], frames: 25 } as const;

export function smallClip(): Promise<string> {
  const audio = [{ codec: "aac", durationMs: 1000 }];
  return cachedClip("small.mp4", { container: "mp4", video: VIDEO, audio });
}

/** A third of a second, for what is made in earnest. */
export function shortClip(): Promise<string> {
  return cachedClip("short.mp4", { container: "mp4", video: { ...VIDEO, frames: 8 } });
}

export function smallSilentClip(): Promise<string> {
  return cachedClip("silent.mp4", { container: "mp4", video: VIDEO });
}
