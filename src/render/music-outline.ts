/** The outline of a piece of generated music, for drawing. Runs in a worker process. */
import { z } from "zod";
import type { MusicRequest } from "../music/request.js";
import { makeMusic } from "../music/track.js";
import { keptLook } from "./kept-looks.js";
import type { SoundControl } from "./sound-mix.js";
import { WaveformPeaks } from "./waveform.js";

/** Version of the synthesiser, as far as an outline shows it. */
const OUTLINE_VERSION = 1;

const outlineSchema = z.object({ low: z.array(z.number()), high: z.array(z.number()) });
/** Lowest and highest sample of evenly long stretches, −100 to 100. */
export type Outline = z.infer<typeof outlineSchema>;

/** @throws Fault `usage` where the request cannot be played, `cancelled`. */
export async function outlineMusic(request: MusicRequest, buckets: number, control: SoundControl): Promise<Outline> {
  return await keptLook({ music: OUTLINE_VERSION, request, buckets }, outlineSchema, async () => {
    const peaks = new WaveformPeaks(buckets);
    for (const block of makeMusic(request)) {
      await control.gate();
      peaks.add(block);
      control.onProgress(0);
    }
    return peaks.result;
  });
}
