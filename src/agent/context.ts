/** What is known where words are understood: the draft so far, and what was said before. All of it may be absent. */
import type { Edit } from "../timeline/edit.js";

export interface Context {
  /** The language answers are given in; absent: that of the words. */
  language?: Language | undefined;
  /** The length of the timeline. */
  durationMs?: number | undefined;
  /** How many clips are on the timeline. */
  clips?: number | undefined;
  /** How many there are of each. */
  titles?: number | undefined;
  overlays?: number | undefined;
  hasCaptions?: boolean | undefined;
  hasMusic?: boolean | undefined;
  /** The names of the files at hand. */
  assets?: readonly string[] | undefined;
  /** What the last request did. */
  lastEdits?: readonly Edit[] | undefined;
  /** The words that were answered with a question. */
  asked?: string | undefined;
}

export type Language = "en" | "zh";
