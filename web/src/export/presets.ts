/** What the presets of the export dialog make of a draft. */
import type { Draft } from "../../../src/timeline/draft";
import type { Preset } from "./export-dialog";

/** Mail and messengers take files up to 25 MB; a little is left for what they add. */
const SMALL_BYTES = 24_500_000;

/** The draft to render: the project's own stays as it is. */
export function draftFor(draft: Draft, preset: Preset): Draft {
  switch (preset) {
    case "hd":
      return { ...draft, o: { ...draft.o, f: "mp4" } };
    case "vertical":
      return { ...draft, cv: { ...draft.cv, ap: "9:16", ft: draft.cv.ft ?? "blur" }, o: { ...draft.o, f: "mp4" } };
    case "square":
      return { ...draft, cv: { ...draft.cv, ap: "1:1", ft: draft.cv.ft ?? "blur" }, o: { ...draft.o, f: "mp4" } };
    case "small":
      return { ...draft, o: { ...draft.o, f: "mp4", mb: SMALL_BYTES } };
    case "sound":
      return { ...draft, o: { ...draft.o, f: "m4a" } };
  }
}
