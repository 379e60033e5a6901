import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyEdit, FACTS } from "../../test/support/drafts.js";
import { hostileDocument } from "../../test/support/hostile-drafts.js";
import { applyEdits } from "./apply-edit.js";
import { canvasOf } from "./canvas.js";
import { difference } from "./difference.js";
import { readDraft } from "./draft.js";
import { readyForExport } from "./readiness.js";
import { segmentsBetween, sourceSpan } from "./span.js";
import { summarize } from "./summary.js";

describe("a draft from outside with anything in it", () => {
  it("is refused with the place of what is wrong, or can be told, changed and rendered within its limits", () => {
    fc.assert(
      fc.property(hostileDocument, anyEdit, (document, edit) => {
        const { draft, issues } = readDraft(document);
        if (draft === undefined) {
          expect(issues.length).toBeGreaterThan(0);
          for (const { path, message } of issues) {
            expect(message).not.toBe("");
            expect(`${path} ${message}`.length).toBeGreaterThan(3);
          }
          return;
        }
        expect(draft.d).toBeLessThanOrEqual(12 * 3_600_000);
        const { width, height } = canvasOf(draft);
        expect(width * height).toBeLessThanOrEqual(3840 * 2160);
        summarize(draft);
        readyForExport(draft);
        for (const clip of segmentsBetween(draft, 0, draft.d).clips) {
          const asset = draft.as.find(({ i }) => i === clip.segment.a);
          if (asset?.k === "video")
            expect(sourceSpan(clip)[1]).toBeLessThanOrEqual((asset.d ?? 0) + (clip.segment.sp ?? 1));
        }
        const after = applyEdits(draft, [edit], FACTS).draft;
        difference(draft, after, "en");
        expect(readDraft(JSON.parse(JSON.stringify(after))).issues).toBeUndefined();
      }),
      { numRuns: Number(process.env["HD_TEST_DRAFTS"] ?? 500) },
    );
  });

  it("is refused in a moment, however large it is", () => {
    const segment = { i: 1, c: 1, st: 0, d: 1000, a: "a", si: 0 };
    const huge = {
      ...readDraft({ v: 1, d: 0, t: [], as: [], cv: {}, mx: {}, fd: {}, o: {}, m: { nx: 1 } }).draft,
      t: Array.from({ length: 50 }, () => ({ tt: 0, r: "clips", sg: Array.from({ length: 3000 }, () => segment) })),
    };
    expect(readDraft(huge).issues?.map(({ path }) => path)).toContain("t");
  });
});
