/** What has to be known of the media before some edits can be made. The room asks; others look. */

import { resolveAsset } from "./asset-names.js";
import type { Crop, Draft } from "./draft.js";
import type { Edit } from "./edit.js";
import { clipSegments } from "./span.js";

/** One line of text, between two moments in ms. */
export type Cue = readonly [startMs: number, endMs: number, text: string];

/** By asset id. Times are in the asset's own time. */
export interface Facts {
  /** Stretches without sound. */
  silences?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** The picture inside of its black bars, in pixels of the upright picture; null where there are none. */
  blackBars?: Readonly<Record<string, Crop | null>>;
  /** Lines of a subtitle file. */
  cues?: Readonly<Record<string, readonly Cue[]>>;
  /** Lines of what is said. */
  speech?: Readonly<Record<string, readonly Cue[]>>;
}

/** One look at one asset that an edit waits for. */
export interface FactNeed {
  kind: keyof Facts;
  asset: string;
  /** The language that is spoken, where it was said. */
  language?: string;
}

/** The looks that these edits wait for, each once. */
export function factsNeeded(draft: Draft, edits: readonly Edit[]): FactNeed[] {
  const needs = new Map<string, FactNeed>();
  const add = (need: FactNeed): void => void needs.set(`${need.kind} ${need.asset}`, need);
  const used = new Set(clipSegments(draft).map(({ a }) => a));
  const clips = draft.as.filter(({ i }) => used.has(i));
  const audible = clips.filter(({ k, au }) => k === "video" && au === true);
  for (const edit of edits) {
    if (edit.op === "silences") for (const { i } of audible) add({ kind: "silences", asset: i });
    if (edit.op === "crop" && edit.edges === "black") for (const { i } of clips) add({ kind: "blackBars", asset: i });
    if (edit.op !== "captions") continue;
    if (edit.source === "auto") {
      for (const { i } of audible)
        add({ kind: "speech", asset: i, ...(edit.language === undefined ? {} : { language: edit.language }) });
      continue;
    }
    const file = resolveAsset(draft, edit.asset, ["subtitle"]);
    if (file !== undefined) add({ kind: "cues", asset: file.i });
  }
  return [...needs.values()];
}
