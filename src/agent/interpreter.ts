/** The port behind which words are understood: by the grammar, or by a language model with the grammar behind it. */
import type { Context } from "./context.js";
import { type Understood, understand } from "./understand.js";

export interface Request {
  words: string;
  context: Context;
  /** The draft in one line, as it is told to the person. */
  summary?: string | undefined;
}

/** Why a language model that was asked has not answered this time. */
export interface ModelShortfall {
  code: "timed-out" | "unreachable" | "refused" | "answer-unusable";
  /** One clause for the person. */
  why: string;
}

export interface Interpretation {
  understood: Understood;
  /** A language model was asked and could not help: this is the grammar's understanding. */
  shortfall?: ModelShortfall;
}

export interface Interpreter {
  /** Never fails for want of a model. @throws the signal's reason where it is aborted. */
  interpret(request: Request, signal?: AbortSignal): Promise<Interpretation>;
}

/** Understanding without any model. */
export const GRAMMAR: Interpreter = {
  interpret: ({ words, context }) => Promise.resolve({ understood: understand(words, context) }),
};
