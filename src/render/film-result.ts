/** What is told of a film that was made, be it enhanced or edited. */
import type { Shortfall } from "../faults.js";
import type { AssembledMovie } from "./assembly.js";

export interface FilmResult extends AssembledMovie {
  outputPath: string;
  width: number;
  height: number;
  elapsedSeconds: number;
  /** Of the picture alone, with all workers busy; undefined where every chunk was there before. */
  framesPerSecond: number | undefined;
  chunks: number;
  cachedChunks: number;
  shortfalls: Shortfall[];
  /** True where the graphics card failed midway, and the processor made the rest. */
  hasFallenBack: boolean;
}
