/** Words understood with what is known of the session. */
import type { Understanding } from "../timeline/edit.js";
import type { Draft } from "./drafting.js";
import type { Language } from "./turn-words.js";

export type { Understanding } from "../timeline/edit.js";

export interface SessionContext {
  draft: Draft;
  language: Language;
  /** The words that were answered with a question. */
  asked: string | undefined;
}

/** Temporary. */
export function understood(words: string, _context: SessionContext): Understanding {
  const edits: Understanding["edits"] = [];
  if (/enhance|upscale|HD|清晰/i.test(words)) edits.push({ op: "enhance", target: "1080p" });
  const trim = /trim the first (\d+) seconds?/i.exec(words);
  if (trim !== null) edits.push({ op: "trim", remove: [[0, Number(trim[1]) * 1000]] });
  if (/undo/i.test(words)) return { intent: "undo", edits: [], say: "" };
  return edits.length > 0
    ? { intent: "edit", edits, say: "" }
    : { intent: "chat", edits: [], say: "I understand only a little yet." };
}
