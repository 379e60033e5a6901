/** Temporary. */
import { z } from "zod";
import type { MediaFacts } from "../render/media-facts.js";
import type { AssetRecord } from "./records.js";
import { malformed } from "./refusal.js";

export const editSchema = z.looseObject({ op: z.string() });
export type Edit = z.infer<typeof editSchema>;
export const LIMITS = { editsPerRequest: 100 };

const DRAFT = z.object({
  t: z.array(
    z.object({ tt: z.int(), sg: z.array(z.object({ a: z.string(), s: z.int(), d: z.int(), n: z.string() })) }),
  ),
  d: z.int(),
  m: z.record(z.string(), z.unknown()),
});
export type Draft = z.infer<typeof DRAFT>;

export function emptyDraft(): Draft {
  return { t: [], d: 0, m: {} };
}
export function readDraft(text: string): Draft {
  return DRAFT.parse(JSON.parse(text));
}
export function readDraftFromOutside(value: unknown): Draft {
  const parsed = DRAFT.safeParse(value);
  if (!parsed.success) throw malformed("The draft cannot be understood.", "draft");
  return parsed.data;
}
export function addAsset(draft: Draft, { record, facts }: { record: AssetRecord; facts: MediaFacts }): Draft {
  const length = facts.kind === "image" ? 3000 : facts.durationMs;
  const segment = { a: record.id, s: draft.d, d: length, n: record.name };
  const [first = { tt: 0, sg: [] }] = draft.t;
  return { ...draft, d: draft.d + length, t: [{ ...first, sg: [...first.sg, segment] }] };
}
export function isReady(draft: Draft): boolean {
  return draft.t.some(({ sg }) => sg.length > 0);
}
export function firstClip(draft: Draft): { assetId: string } | undefined {
  const segment = draft.t[0]?.sg[0];
  return segment === undefined ? undefined : { assetId: segment.a };
}
export function outlineOf(draft: Draft): { durationMs: number; summary: string; hasPicture: boolean } {
  return { durationMs: draft.d, summary: "", hasPicture: draft.t.length > 0 };
}
export function canvasOf(_draft: Draft): { width: number; height: number; fps: number } {
  return { width: 1920, height: 1080, fps: 30 };
}
