/** The draft as the studio uses it: made of assets, read from records and from outside, told in one line. */

import type { MediaFacts } from "../render/media-facts.js";
import { addAsset, withAssets } from "../timeline/assets.js";
import { type Draft, type Asset as DraftAsset, emptyDraft, readDraft } from "../timeline/draft.js";
import { excerpt } from "../timeline/excerpt.js";
import { clipSegments } from "../timeline/span.js";
import { summarize } from "../timeline/summary.js";
import type { Words } from "../timeline/words.js";
import type { AssetRecord } from "./records.js";
import { Refusal } from "./refusal.js";

export { canvasOf } from "../timeline/canvas.js";
export { type Draft, emptyDraft } from "../timeline/draft.js";
export { type Edit, editSchema } from "../timeline/edit.js";
export { LIMITS } from "../timeline/limits.js";
export { readyForExport } from "../timeline/readiness.js";
export type { Words } from "../timeline/words.js";

/** An asset with what was found in it. */
export interface Asset {
  record: AssetRecord;
  facts: AssetFacts;
}

export type AssetFacts = MediaFacts;

/** What a list shows of a draft. */
export interface Outline {
  durationMs: number;
  summary: string;
  hasPicture: boolean;
}

export function outlineOf(draft: Draft): Outline {
  return { durationMs: draft.d, summary: summarize(draft), hasPicture: clipSegments(draft).length > 0 };
}

/** A draft of our own records. */
export function readStoredDraft(text: string): Draft {
  const { draft, issues } = readDraft(JSON.parse(text));
  if (draft === undefined)
    throw new Error(`A draft on record cannot be read: ${issues.map(({ path, message }) => `${path} ${message}`)}`);
  return draft;
}

/**
 * A draft from outside, with what we know of its files in place of what it says of them.
 * @param known the files that it may use.
 * @throws Refusal `malformed`.
 */
export function readDraftFromOutside(value: unknown, known: readonly Asset[]): Draft {
  const first = readDraft(value);
  if (first.issues !== undefined) throw malformedDraft(first.issues);
  const { draft, issues } = readDraft(withAssets(first.draft, known.map(draftAsset)));
  if (draft === undefined) throw malformedDraft(issues);
  return draft;
}

function malformedDraft(issues: { path: string; message: string }[]): Refusal {
  const [first] = issues;
  const inDraft = issues.map(({ path, message }) => ({ path: path === "" ? "draft" : `draft.${path}`, message }));
  return new Refusal("malformed", `The draft cannot be used: ${first?.path ?? ""} ${first?.message ?? ""}`.trim(), {
    issues: inDraft,
  });
}

/**
 * Puts a file onto a draft's timeline.
 * @throws Refusal `malformed` where there is no room for it.
 */
export function withAsset(draft: Draft, asset: Asset): { draft: Draft; changes: Words[] } {
  const outcome = addAsset(draft, draftAsset(asset));
  if (outcome.refused !== undefined) {
    const { en } = outcome.refused;
    throw new Refusal("malformed", en, { issues: [{ path: "files", message: en }] });
  }
  return outcome;
}

/** A part of a draft around a moment; all of it where it is no longer. */
export function partOf(draft: Draft, middleMs: number | undefined, lengthMs: number): Draft {
  if (draft.d <= lengthMs) return draft;
  const middle = middleMs ?? draft.d / 2;
  const from = Math.round(Math.max(0, Math.min(middle - lengthMs / 2, draft.d - lengthMs)));
  return excerpt(draft, from, from + Math.round(lengthMs));
}

/** The draft of these files and nothing else. */
export function draftOfAssets(assets: readonly Asset[]): Draft {
  return assets.reduce((draft, asset) => withAsset(draft, asset).draft, emptyDraft());
}

/** A file as a draft knows it. */
function draftAsset({ record, facts }: Asset): DraftAsset {
  const { kind, durationMs, width, height, fps, hasSound } = facts;
  const isMoving = kind === "video" || kind === "audio";
  const isSeen = kind === "video" || kind === "image";
  return {
    i: record.id,
    n: record.name,
    k: kind,
    ...(isMoving ? { d: Math.max(1, durationMs) } : {}),
    ...(isSeen ? { w: width, h: height } : {}),
    ...(kind === "video" && fps > 0 ? { f: Math.min(1000, fps) } : {}),
    ...(isMoving ? { au: hasSound } : {}),
  };
}
