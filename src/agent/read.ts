/** From words to what they ask for, before lengths are filled in and sentences are made. */
import type { Context } from "./context.js";
import { withoutRefusals } from "./grammar/refusals.js";
import { joined } from "./grammar/row.js";
import type { Intent, Question, RoughEdit } from "./grammar/rule.js";
import { partsOf } from "./grammar/sentence.js";
import { SPAN_READERS } from "./grammar/spans.js";
import { ROLE_READERS, VALUE_READERS } from "./grammar/values.js";
import { normalForm } from "./language/normal-form.js";
import { type Token, textOf, tokensOf } from "./language/tokens.js";
import { RULES } from "./rules/rules.js";
import type { Impossible } from "./vocabulary/vocabulary.js";

/** What was heard in a request. */
export interface Heard {
  edits: RoughEdit[];
  /** What was asked of the session, in the order said. */
  intents: Exclude<Intent, "edit" | "clarify" | "unsupported">[];
  impossible: Impossible[];
  questions: Question[];
  hasRefusal: boolean;
  /** Whether the edits take the place of those of the request before. */
  replaces?: true;
  tokens: readonly Token[];
}

/** The tokens of a request, with its values joined. */
export function tokensFor(words: string): Token[] {
  const plain = tokensOf(words, normalForm(words));
  return joined(joined(joined(plain, VALUE_READERS), SPAN_READERS), ROLE_READERS);
}

export function hear(words: string, context: Context): Heard {
  return hearTokens(tokensFor(words), words, context);
}

/** The same for tokens that are there already; `words` is what was typed. */
export function hearTokens(said: readonly Token[], words: string, context: Context): Heard {
  const { tokens, hasRefusal } = withoutRefusals(said);
  const parts = partsOf(tokens, words, RULES, context);
  const heard: Heard = { edits: [], intents: [], impossible: [], questions: [], hasRefusal, tokens };
  for (const part of parts) {
    const { reading } = part;
    if ("edits" in reading)
      for (const edit of reading.edits)
        append(
          heard.edits,
          edit,
          /\b(?:clean|fix|improve|enhance) (?:it|this|that)\b|修|处理/.test(textOf(part.tokens)),
        );
    else if ("ask" in reading) heard.questions.push(reading.ask);
    else if ("impossible" in reading) heard.impossible.push(reading.impossible);
    else heard.intents.push(reading.intent);
  }
  return heard;
}

/** An edit that completes the one before it becomes one with it: brightness and contrast, fade in and fade out. */
function append(edits: RoughEdit[], edit: RoughEdit, isOfIt: boolean): void {
  const last = edits.at(-1);
  if (last !== undefined && last.op === edit.op && isSameScope(last, edit)) {
    if (edit.op === "trim") {
      for (const list of ["remove", "keep"] as const) {
        const [before, more] = [last[list], edit[list]];
        if (Array.isArray(before) && Array.isArray(more)) {
          last[list] = [...before, ...more];
          return;
        }
      }
    } else if (
      MERGED.has(edit.op) &&
      !Object.keys(edit).some((key) => key !== "op" && last[key] !== undefined && last[key] !== edit[key])
    ) {
      Object.assign(last, edit);
      return;
    }
  }
  // «add calm music, volume 30 %»
  if (
    last?.op === "music" &&
    last.source !== undefined &&
    edit.op === "volume" &&
    edit.track !== "original" &&
    last.volume === undefined
  ) {
    last.volume = edit.percent;
    return;
  }
  // «the audio is noisy, can you clean it up»: the second part only says that it shall be done.
  if (last !== undefined && REPAIRS.has(last.op) && edit.op === "enhance" && Object.keys(edit).length === 1 && isOfIt)
    return;
  // «add the title X, in red, bigger»: what is said of a thing right after it is part of it.
  const change = last === undefined ? undefined : ADDED_THEN_CHANGED[last.op];
  if (last !== undefined && edit.op === change && edit.text === undefined && edit.target === undefined) {
    const { op: _, size_by, scale_by, ...rest } = edit;
    Object.assign(last, rest);
    if (size_by !== undefined) last.size = Number(size_by) > 1 ? "large" : "small";
    if (scale_by !== undefined) last.scale = Number(scale_by) > 1 ? 0.3 : 0.1;
    return;
  }
  edits.push({ ...edit });
}

const REPAIRS: ReadonlySet<string> = new Set([
  "denoise",
  "deblock",
  "sharpen",
  "stabilize",
  "deinterlace",
  "denoise_audio",
  "normalize_audio",
  "color",
  "crop",
  "rotate",
  "volume",
]);

const ADDED_THEN_CHANGED: Partial<Record<RoughEdit["op"], RoughEdit["op"]>> = {
  title: "change_title",
  captions: "change_captions",
  overlay: "change_overlay",
};

const MERGED = new Set([
  "color",
  "fade",
  "enhance",
  "music",
  "captions",
  "change_title",
  "change_overlay",
  "change_captions",
  "denoise",
  "sharpen",
  "stabilize",
  "deblock",
  "denoise_audio",
  "normalize_audio",
  "silences",
  "reframe",
  "compress",
  "mute",
  "merge",
]);

function isSameScope(a: RoughEdit, b: RoughEdit): boolean {
  return a.clip === b.clip && JSON.stringify(a.range) === JSON.stringify(b.range);
}
