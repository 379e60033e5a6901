/** Drafts from outside, made into films: whatever they say, they end, soon, in a film or in words. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fault } from "../src/faults.js";
import { planDraft } from "../src/render/draft-plan.js";
import type { SourceLook } from "../src/render/source-look.js";
import { withAssets } from "../src/timeline/assets.js";
import { canvasOf } from "../src/timeline/canvas.js";
import { type Asset, type Draft, readDraft } from "../src/timeline/draft.js";
import { cachedClip } from "./support/clip-cache.js";
import { FILES } from "./support/drafts.js";
import { EditingPlace, numberedClip } from "./support/edited-clip.js";
import { hostileDocument } from "./support/hostile-drafts.js";

const place = new EditingPlace();

/** Small files with the lengths that the drafts' assets have; what the drafts say of them is not believed. */
async function files(): Promise<{ paths: Map<string, string>; known: Asset[] }> {
  const small = { width: 70, height: 50, flash: false, source: "patches" } as const;
  const clips = {
    a: await numberedClip(10, { ...small, fps: [30, 1] }, { audio: [{ codec: "aac", durationMs: 10_000 }] }),
    b: await numberedClip(7.333, { ...small, width: 50, height: 70 }, { audio: [{ codec: "aac", durationMs: 7333 }] }),
    c: await numberedClip(4.001, { ...small, fps: [30, 1] }),
  };
  const picture = await cachedClip("p.png", {
    container: "picture",
    video: { ...small, fps: [25, 1], frames: 1, codec: "png", pixelFormat: "rgb24" },
  });
  const song = await cachedClip("m.m4a", { container: "mp4", audio: [{ codec: "aac", durationMs: 60_000 }] });
  const paths = new Map([
    ...Object.entries(clips).map(([id, { path }]) => [id, path] as const),
    ["p", picture] as const,
    ["m", song] as const,
  ]);
  const known = FILES.map((asset) => {
    const { path: _, ...facts } = clips[asset.i as keyof typeof clips] ?? { path: "" };
    return asset.k === "image" ? { ...asset, w: 70, h: 50 } : { ...asset, ...facts };
  });
  return { paths, known };
}

/** A draft that holds together with our own files, from anything; undefined where it is refused, with its place. */
function accepted(document: unknown, known: readonly Asset[]): Draft | undefined {
  const first = readDraft(document);
  const { draft, issues } = first.draft === undefined ? first : readDraft(withAssets(first.draft, known));
  if (draft !== undefined) return draft;
  expect(issues.length).toBeGreaterThan(0);
  for (const { message } of issues) expect(message).not.toBe("");
  return undefined;
}

const DRAFTS = Number(process.env["HD_TEST_DRAFTS"] ?? 150);
const RENDERED = Math.max(5, Math.round(DRAFTS / 200));
/** Longer ones are planned, not rendered here. */
const MOST_RENDERED_MS = 12_000;

describe("a draft from outside", () => {
  it("is refused with its place, or planned frame by frame, or told to be empty", { timeout: 3_000_000 }, async () => {
    const { paths, known } = await files();
    const looks = new Map<string, SourceLook>();
    for (const [id, path] of paths) if (id !== "m") looks.set(id, await place.look(path));
    const encoder = { codec: "h264", family: "x264", crf: 30, preset: "ultrafast" } as const;
    const settings = { network: "none", device: "cpu", threads: 1, encoder } as const;
    const toRender: Draft[] = [];
    await fc.assert(
      fc.asyncProperty(hostileDocument, async (document) => {
        const draft = accepted(document, known);
        if (draft === undefined) return;
        const plan = await planDraft(draft, looks, settings).catch((error: unknown) => {
          if (Fault.isInstance(error) && error.code === "usage") return undefined;
          throw error;
        });
        if (plan === undefined) return;
        // Each frame is made once, and none is left out.
        let next = 0;
        for (const { startFrame, scene } of plan.scenes) {
          expect(startFrame).toBe(next);
          next += scene.frames;
        }
        expect(next).toBe(plan.totalFrames);
        expect(Math.abs(plan.totalFrames - (draft.d * canvasOf(draft).fps) / 1000)).toBeLessThanOrEqual(1);
        if (draft.d <= MOST_RENDERED_MS && toRender.length < RENDERED) toRender.push(draft);
      }),
      { numRuns: DRAFTS },
    );
    for (const draft of toRender) {
      const { made, planned } = await place.frameCounts(draft, paths, { width: 64, height: 48 });
      expect(made).toBe(planned);
    }
  });
});
