/** How far requests are understood as they are labelled: intent, operations in their order, and the values that count. */
import { z } from "zod";
import { understandWithoutVideo } from "../../src/agent/understand.js";

const labelledEdit = z.looseObject({ op: z.string() });

/** One labelled request: `must` names the fields that have to match; absent, all fields of the label do. */
export const labelledRequestSchema = z.object({
  text: z.string(),
  intent: z.string(),
  edits: z.array(labelledEdit).default([]),
  must: z.array(z.string()).optional(),
  /** Other edit lists, and other intents, that are as right. */
  alt: z.array(z.array(labelledEdit)).default([]),
  alt_intent: z.array(z.string()).default([]),
});
export type LabelledRequest = z.infer<typeof labelledRequestSchema>;

/** The requests that were not understood, each as a line that says what was wanted and what came. */
export function failuresOf(requests: readonly LabelledRequest[]): string[] {
  return requests.flatMap((request) => {
    const got = understandWithoutVideo(request.text);
    if (request.alt_intent.includes(got.intent)) return [];
    const isRight =
      got.intent === request.intent &&
      [request.edits, ...request.alt].some((wanted) => fits(wanted, got.edits, request.must));
    if (isRight) return [];
    return [
      `«${request.text}»: wanted ${request.intent} ${JSON.stringify(request.edits)}, got ${got.intent} ${JSON.stringify(got.edits)}`,
    ];
  });
}

type Fields = Record<string, unknown>;

function fits(wanted: readonly Fields[], got: readonly Fields[], must: readonly string[] | undefined): boolean {
  return (
    wanted.length === got.length &&
    wanted.every((edit, index) => {
      const other = got[index] ?? {};
      if (edit.op !== other.op) return false;
      const fields = Object.keys(edit).filter(
        (field) => must === undefined || must.includes(`${String(edit.op)}.${field}`),
      );
      return fields.every((field) => isSame(edit[field], other[field]));
    })
  );
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-3 * Math.max(1, Math.abs(a));
  if (typeof a === "string" && typeof b === "string") return a.trim().toLowerCase() === b.trim().toLowerCase();
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Labelled requests, one as JSON a line. */
export function readRequests(lines: string): LabelledRequest[] {
  return lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => labelledRequestSchema.parse(JSON.parse(line)));
}
