/** The envelope of every answer, and the one table of what can go wrong. */
import { z } from "zod";
import { type Fault, type FaultCode, toFault } from "../faults.js";
import { Refusal, type RefusalKind } from "../studio/refusal.js";

/** Every kind of refusal on the wire. The numbers are the published API's; 403 is ours. */
const WIRE: Readonly<Record<RefusalKind, { code: number; status: number }>> = Object.freeze({
  unauthorized: { code: 1001, status: 401 },
  "session-missing": { code: 1002, status: 404 },
  "credits-short": { code: 2001, status: 403 },
  "file-unsupported": { code: 4001, status: 415 },
  "file-too-large": { code: 4002, status: 413 },
  malformed: { code: 400, status: 400 },
  "export-blocked": { code: 402, status: 402 },
  forbidden: { code: 403, status: 403 },
  missing: { code: 404, status: 404 },
  duplicate: { code: 409, status: 409 },
  "too-many": { code: 429, status: 429 },
});
const OUR_FAULT = { code: 5000, status: 500 };

/** The body of a failed request. */
export const FAILURE = z
  .object({
    code: z.int().describe("What went wrong; see the table of codes."),
    message: z.string().describe("One sentence that a person can act on."),
    data: z.record(z.string(), z.unknown()).optional().describe("Facts that go with the code."),
  })
  .meta({ description: "A failed request" });

export type Failure = z.infer<typeof FAILURE>;

/** The body of a successful request. */
export function envelopeOf<Data extends z.ZodType>(data: Data) {
  return z.object({ code: z.literal(0), message: z.literal("ok"), data });
}

export function ok<Data>(data: Data): { code: 0; message: "ok"; data: Data } {
  return { code: 0, message: "ok", data };
}

/** The answers of a route: its own, and the failures that every route can have. */
export function answers<Data extends z.ZodType>(data: Data) {
  return { 200: envelopeOf(data), ...FAILURES };
}

/** The failures that a route can have. */
export const FAILURES = {
  400: FAILURE,
  401: FAILURE,
  402: FAILURE,
  403: FAILURE,
  404: FAILURE,
  409: FAILURE,
  413: FAILURE,
  415: FAILURE,
  429: FAILURE,
  500: FAILURE,
};

export interface Answer {
  status: number;
  body: Failure;
  retryAfterSeconds?: number;
}

/** The answer to a request that failed. What is not expected is our fault, and tells nothing but its number. */
export function answerTo(error: unknown, requestId: string): Answer {
  const refusal = refusalOf(error);
  if (refusal === undefined) {
    const { code, status } = OUR_FAULT;
    const message = `Something went wrong on our side. Try again; if it stays, report the number ${requestId}.`;
    return { status, body: { code, message, data: { requestId } } };
  }
  const { code, status } = WIRE[refusal.kind];
  const facts = wireFacts(refusal);
  return {
    status,
    body: { code, message: refusal.message, ...(facts === undefined ? {} : { data: facts }) },
    ...(refusal.facts !== undefined && "retryAfterSeconds" in refusal.facts
      ? { retryAfterSeconds: refusal.facts.retryAfterSeconds }
      : {}),
  };
}

function wireFacts({ facts }: Refusal): Record<string, unknown> | undefined {
  if (facts === undefined) return undefined;
  if ("retryAfterSeconds" in facts) return { retryAfter: facts.retryAfterSeconds };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** Faults that a client caused, as what they are to it. */
const CLIENT_FAULTS: Partial<Record<FaultCode, "malformed">> = { usage: "malformed" };

function refusalOf(error: unknown): Refusal | undefined {
  if (Refusal.isInstance(error)) return error;
  if (!isFrameworkError(error)) {
    const fault: Fault = toFault(error);
    return CLIENT_FAULTS[fault.code] === undefined ? undefined : asMalformed(fault.message);
  }
  if (error.validation !== undefined) {
    const issues = error.validation.map(({ instancePath, message }) => ({
      path: [error.validationContext ?? "", ...(instancePath ?? "").split("/").filter(Boolean)].join("."),
      message: message ?? "is not as expected",
    }));
    const [first] = issues;
    return new Refusal("malformed", `The request is malformed: ${first?.path} ${first?.message}`, { issues });
  }
  switch (error.statusCode) {
    case 413:
      return new Refusal("file-too-large", "This request is larger than it may be.", { maxBytes: JSON_LIMIT_BYTES });
    case 429:
      return new Refusal("too-many", "That was tried too often. Wait a while.", { retryAfterSeconds: 60 });
    case 403:
    case 404:
      return new Refusal("missing", "There is no such thing here.", undefined);
    case 431:
      return asMalformed("The headers are too long.");
    default:
      return (error.statusCode ?? 500) < 500 ? asMalformed(error.message) : undefined;
  }
}

/** A JSON body may have this much. */
export const JSON_LIMIT_BYTES = 4 * 1024 * 1024;

function asMalformed(message: string): Refusal {
  return new Refusal("malformed", message, { issues: [{ path: "", message }] });
}

interface FrameworkError extends Error {
  statusCode?: number;
  validation?: { instancePath?: string; message?: string }[];
  validationContext?: string;
}

function isFrameworkError(error: unknown): error is FrameworkError {
  return error instanceof Error && ("statusCode" in error || "validation" in error);
}
