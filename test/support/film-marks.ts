/** Flashes and beeps of made clips, found again in what was made of them. */
import { meanAt } from "./edited-clip.js";
import type { ReadFrame, ReadSound } from "./read-clip.js";

/** Where beeps begin, in seconds. */
export function beepsIn({ samples, sampleRate, startSeconds }: ReadSound): number[] {
  const found: number[] = [];
  let quietUntil = -1;
  for (const [i, value] of samples.entries()) {
    if (Math.abs(value) < 0.05) continue;
    if (i > quietUntil) found.push(startSeconds + i / sampleRate);
    quietUntil = i + 0.2 * sampleRate;
  }
  return found;
}

/** Where a part of the picture begins to be white, in seconds. */
export function flashesIn(
  pictures: readonly ReadFrame[],
  area: Parameters<typeof meanAt>[1] = { top: 0.5 },
  white = 180,
): number[] {
  const bright = pictures.map((picture) => meanAt(picture, area) > white);
  return pictures.flatMap(({ ptsSeconds }, i) => (bright[i] && !bright[i - 1] ? [ptsSeconds] : []));
}
