/** Words understood with what is known of the session. */
import type { Context } from "../agent/context.js";
import { understand } from "../agent/understand.js";
import type { Edit, INTENTS } from "../timeline/edit.js";
import type { Draft } from "./drafting.js";
import type { Language } from "./turn-words.js";

export interface Understanding {
  intent: (typeof INTENTS)[number];
  edits: Edit[];
  say: string;
  /** The result is wanted right after the edits. */
  export?: true;
  /** What was asked for besides and is not done. */
  also?: string;
}

/** What was said before that words may lean on: «a bit more», or the answer to a question. */
export interface Memory {
  lastEdits?: readonly Edit[];
  /** The words that were answered with a question. */
  asked?: string;
}

/** What a request means in a session, by the grammar alone. */
export function understood(words: string, draft: Draft, language: Language, memory: Memory): Understanding {
  return understand(words, contextOf(draft, language, memory));
}

/** «Export it as a GIF» says what is made and that it is wanted now; «make it a GIF» only the first. */
export function wantsFile(words: string, { edits, export: isAsked }: Understanding): boolean {
  const saysFormat = edits.some(({ op }) => op === "convert" || op === "extract_audio");
  return isAsked === true || (saysFormat && /\bexport\b|导出|輸出|输出|匯出/iu.test(words));
}

/** What is known where words are understood in a session. */
export function contextOf(draft: Draft, language: Language, memory: Memory): Context {
  const count = (role: string): number =>
    draft.t.filter(({ r }) => r === role).reduce((sum, { sg }) => sum + sg.length, 0);
  const clips = draft.t.flatMap((track) => (track.r === "clips" ? track.sg : []));
  return {
    language,
    durationMs: draft.d > 0 ? draft.d : undefined,
    clips: new Set(clips.map(({ c }) => c)).size,
    titles: count("title"),
    overlays: count("overlay"),
    hasCaptions: count("captions") > 0,
    hasMusic: count("music") > 0,
    assets: draft.as.map(({ n }) => n),
    lastEdits: memory.lastEdits,
    asked: memory.asked,
  };
}
