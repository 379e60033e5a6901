/** What the studio does not do, told so that a person or a program can act on it. Free of any transport. */

/** Each kind of refusal with the facts that go with it. */
export interface RefusalFacts {
  /** No token, or one that is not valid, not any more, or not yet. */
  unauthorized: undefined;
  /** No such session, or another account's: the two are not told apart. */
  "session-missing": undefined;
  "credits-short": { required: number; available: number; bind?: string | undefined };
  /** `reason` is the code of the fault that was found in the file. */
  "file-unsupported": { supported: string[]; reason: string };
  "file-too-large": { maxBytes: number; reason?: "disk-full" };
  /** `zh`: the message in Chinese, where a person may have asked for what cannot be done. */
  malformed: { issues: Issue[]; zh?: string };
  "export-blocked": { reason: "attribution" | "plan" };
  /** No such render, asset or version. */
  missing: undefined;
  duplicate: undefined;
  "too-many": { retryAfterSeconds: number };
  /** Where the request came from or went to is not one this server talks to. */
  forbidden: undefined;
}

export type RefusalKind = keyof RefusalFacts;

/** One thing that is wrong with a request. */
export interface Issue {
  path: string;
  message: string;
}

const MARKER = Symbol.for("hd-local-ai.refusal");

/** An expected no. The message is one sentence that a person can act on. */
export class Refusal<Kind extends RefusalKind = RefusalKind> extends Error {
  override readonly name = "Refusal";
  readonly kind: Kind;
  readonly facts: RefusalFacts[Kind];
  readonly [MARKER] = true;

  constructor(kind: Kind, message: string, facts: RefusalFacts[Kind], options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
    this.facts = facts;
  }

  /** True for a refusal from any copy of this module. */
  static isInstance(error: unknown): error is Refusal {
    return typeof error === "object" && error !== null && MARKER in error;
  }
}

/** A malformed request with one thing wrong. */
export function malformed(message: string, path = "", zh?: string): Refusal<"malformed"> {
  return new Refusal("malformed", message, { issues: [{ path, message }], ...(zh === undefined ? {} : { zh }) });
}

export function sessionMissing(): Refusal<"session-missing"> {
  return new Refusal("session-missing", "There is no such session. Open a new one.", undefined);
}
