/** How large a film will be, told from its draft alone. */
import { canvasOf } from "../timeline/canvas.js";
import { outputOf } from "../timeline/output.js";
import type { Draft } from "./drafting.js";
import type { RenderSettings } from "./render-making.js";

/** What x264 spends at our quality, on average; the sound beside it. */
const BITS_PER_PIXEL = 0.1;
const SOUND_BYTES_PER_SECOND = 16_000;
/** Scenes differ: a film that is half as large as the average is not rare. */
const LEAST_SHARE = 0.5;

/** What is shown and heard in a film. */
interface FilmMeasure {
  /** Of all frames together. */
  pixels: number;
  durationMs: number;
  /** A limit that is asked for. */
  maxBytes: number | undefined;
}

export function usualBytes({ pixels, durationMs, maxBytes }: FilmMeasure): number {
  const bytes = Math.round((pixels * BITS_PER_PIXEL) / 8 + (durationMs / 1000) * SOUND_BYTES_PER_SECOND);
  return Math.min(bytes, maxBytes ?? bytes);
}

/** With less room than this there is no use in beginning. */
export function leastBytes(draft: Draft, settings: RenderSettings): number {
  const { draft: shaped, output } = outputOf(draft, settings);
  if (output.kind === "picture") return 0;
  const { width, height, fps } = canvasOf(shaped);
  const size = output.kind === "video" ? (output.size ?? { width, height }) : { width: 0, height: 0 };
  const pixels = (size.width * size.height * fps * draft.d) / 1000;
  return Math.round(usualBytes({ pixels, durationMs: draft.d, maxBytes: output.maxBytes }) * LEAST_SHARE);
}
