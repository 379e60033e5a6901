/** What a server of the wire API refuses, as a fault with everything it said about it. */
import { Fault, type FaultCode } from "../faults.js";

/** The codes of the wire API, each with what it means to the program. Any other code is {@link UNKNOWN}. */
const MEANINGS: Readonly<Record<number, FaultCode>> = {
  400: "server-refused",
  402: "export-blocked",
  404: "server-refused",
  409: "server-refused",
  429: "rate-limited",
  1001: "token-refused",
  1002: "session-missing",
  2001: "credits-missing",
  4001: "input-unsupported",
  4002: "input-too-large",
  5000: "server-refused",
};

const UNKNOWN: FaultCode = "server-refused";

/** A refusal, with the server's code, the HTTP status it came with, and the data beside it. */
export class WireError extends Fault {
  /** The code of the envelope; the HTTP status where there was no envelope. */
  readonly wireCode: number;
  readonly httpStatus: number;
  /** What the error table puts beside the code: `required`, `supported`, `maxBytes`, `retryAfter`, … */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(wireCode: number, httpStatus: number, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(MEANINGS[wireCode] ?? UNKNOWN, message);
    this.wireCode = wireCode;
    this.httpStatus = httpStatus;
    this.data = data;
  }

  /** True for a refusal with one of these codes. */
  static is(error: unknown, ...wireCodes: readonly number[]): error is WireError {
    return error instanceof WireError && (wireCodes.length === 0 || wireCodes.includes(error.wireCode));
  }
}

/** The connection broke, or there was none: nobody knows what became of the request unless it {@link neverArrived}. */
export class ConnectionLost extends Fault {
  /** True where nothing listened at the address, so that the request can be sent again without harm. */
  readonly neverArrived: boolean;

  constructor(cause: unknown) {
    super("server-unreachable", "The server cannot be reached.", { cause });
    this.neverArrived = NEVER_ARRIVED.has(causeCode(cause));
  }
}

const NEVER_ARRIVED: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"]);

function causeCode(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return "cause" in error ? causeCode(error.cause) : undefined;
}
