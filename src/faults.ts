/**
 * The typed errors of every room.
 *
 * A fault is something a person can act on: it has a stable `code`, one plain sentence as its message, and the
 * error that caused it. Expected shortfalls (a dropped track, an unsupported stream) are not faults: they travel as
 * data, see {@link Shortfall}.
 */

/** Every code, with the process exit code it leads to (0 done, 1 failed, 2 usage, 3 bad input, 130 cancelled). */
const EXIT_CODES = {
  usage: 2,
  "input-missing": 3,
  "input-empty": 3,
  "input-unreadable": 3,
  "input-not-media": 3,
  "input-no-video": 3,
  "input-no-frames": 3,
  "input-unsupported": 3,
  "input-too-large": 3,
  "input-damaged": 3,
  "output-exists": 2,
  "output-unwritable": 1,
  "disk-full": 1,
  "device-unavailable": 1,
  "device-failed": 1,
  "encoder-unavailable": 1,
  "network-invalid": 2,
  "worker-lost": 1,
  "output-wrong": 1,
  "server-unreachable": 1,
  "server-refused": 1,
  "server-answer-unreadable": 1,
  "remote-not-allowed": 2,
  "token-refused": 1,
  "session-missing": 1,
  "credits-missing": 1,
  "export-blocked": 1,
  "rate-limited": 1,
  "turn-failed": 1,
  "turn-timed-out": 1,
  "timeline-empty": 1,
  "render-failed": 1,
  "download-failed": 1,
  cancelled: 130,
  internal: 1,
} as const;

export type FaultCode = keyof typeof EXIT_CODES;

const MARKER = Symbol.for("hd-local-ai.fault");

/** An error that a person can act on. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly [MARKER] = true;

  constructor(code: FaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** True for a fault from any copy of this module. */
  static isInstance(error: unknown): error is Fault {
    return typeof error === "object" && error !== null && MARKER in error;
  }

  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** A fault as plain data, for crossing a process boundary or a stream of events. */
export interface FaultRecord {
  code: FaultCode;
  message: string;
}

/** Any error as a fault: faults pass through, everything else is ours to answer for. */
export function toFault(error: unknown): Fault {
  if (Fault.isInstance(error)) return error;
  // Closing failed too, after the error that matters.
  if (error instanceof Error && error.name === "SuppressedError" && "suppressed" in error)
    return toFault(error.suppressed);
  const reason = error instanceof Error ? error.message : String(error);
  const systemCode = error instanceof Error && "code" in error ? error.code : undefined;
  if (systemCode === "ENOSPC" || systemCode === "EDQUOT")
    return new Fault("disk-full", "The disk is full.", { cause: error });
  return new Fault("internal", `Something went wrong inside the program: ${reason}`, { cause: error });
}

/** Something that was left out on purpose, and why. Comes back as data beside a successful result. */
export interface Shortfall {
  /** What was left out, in the person's words: «subtitle track 2 (PGS)». */
  what: string;
  /** Why, in one clause. */
  why: string;
  /** All of it in Chinese, for those who meet it in the studio. */
  zh?: string;
}
