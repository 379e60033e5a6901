/** What a rule is: which words wake it, which it accounts for, and how it reads them. */
import type { Edit, INTENTS } from "../../timeline/edit.js";
import type { Context } from "../context.js";
import type { Value } from "../language/tokens.js";
import type { Choice, Impossible, Meaning } from "../vocabulary/vocabulary.js";
import type { Clause } from "./clause.js";

export type Op = Edit["op"];
export type Intent = (typeof INTENTS)[number];

/** An edit before it is checked: its times may still be shares of a length that is not known. */
export type RoughEdit = { op: Op } & Record<string, unknown>;

/** A question that has to be answered first, in both languages. */
export interface Question {
  en: string;
  zh: string;
}

/** What a clause was read as. */
export type Reading =
  | { edits: readonly RoughEdit[] }
  /** `otherwise`: what it means right after an edit that makes it plain. */
  | { ask: Question; otherwise?: (last: Op) => RoughEdit | undefined }
  | { intent: Exclude<Intent, "edit" | "clarify" | "unsupported"> }
  | { impossible: Impossible };

export interface Rule {
  /** What it is for, in a few words. */
  name: string;
  /** At least one of these has to be said. */
  heads: readonly Meaning[];
  /** Or one of these choices. */
  headChoices?: readonly Choice[];
  /** Or a value of one of these kinds. */
  headValues?: readonly Value["kind"][];
  /** Or the words have this form. */
  form?: RegExp;
  /** What else it accounts for. */
  about?: readonly Meaning[];
  /** Whether a clip or a stretch of time that is said is where it acts. */
  isScoped?: boolean;
  /** How much more it counts than its words do; for what is said in a single word. */
  bonus?: number;
  /** What the clause means, or nothing. */
  read: (clause: Clause, context: Context) => Reading | RoughEdit | readonly RoughEdit[] | undefined;
  /** What people say, and what it has to become. These are the rule's tests. */
  examples: readonly (readonly [words: string, ...edits: RoughEdit[]] | readonly [words: string, intent: Intent])[];
}
