/** A finished film as GIF, checked before it counts. Runs in a worker process. */
import { stat } from "node:fs/promises";
import type { TimeBase } from "../media/ffmpeg.js";
import { writeGif } from "../media/gif-file.js";
import type { AssembledMovie } from "./assembly.js";
import type { ChunkControl } from "./chunk-renderer.js";
import { masterFrames } from "./recoding.js";
import { verifyMovie } from "./verification.js";

export interface GifExport {
  /** A silent film of one frame a tick. */
  masterPath: string;
  frames: number;
  path: string;
  timeBase: TimeBase;
  width: number;
  height: number;
  colours: number;
}

/** @throws Fault `output-wrong`, `disk-full`, `cancelled`. */
export async function exportGif(task: GifExport, control: ChunkControl): Promise<AssembledMovie> {
  const { masterPath, frames, path, timeBase, width, height, colours } = task;
  let passes = 0;
  await writeGif(path, { width, height, timeBase, colours }, async function* () {
    const isLastPass = ++passes === 2;
    for await (const frame of masterFrames({ masterPath, fromFrame: 0, frames }, timeBase)) {
      await control.gate().catch((error: unknown) => {
        frame.free();
        throw error;
      });
      if (isLastPass) control.onFrame();
      yield frame;
    }
  });
  const expected = { frames, width, height, audioTracks: 0, subtitleTracks: 0 };
  const verified = await verifyMovie(path, expected, () => control.gate());
  return { ...verified, frames, sizeBytes: (await stat(path)).size, damaged: 0 };
}
