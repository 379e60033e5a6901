import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyDraft, anyEdit, FACTS } from "../../test/support/drafts.js";
import { applyEdits } from "./apply-edit.js";
import { canvasOf } from "./canvas.js";
import { difference } from "./difference.js";
import { readDraft } from "./draft.js";
import { readyForExport } from "./readiness.js";
import { segmentsBetween, sourceSpan } from "./span.js";
import { summarize } from "./summary.js";

/** Values that tend to break things, beside any JSON. */
const poison = fc.oneof(
  fc.constantFrom<unknown>(
    -1,
    0,
    0.5,
    1,
    7,
    1e9,
    Number.MAX_SAFE_INTEGER,
    1e308,
    "",
    "x".repeat(600),
    "../../etc/passwd",
    "__proto__",
    null,
    [],
    {},
    true,
    "all",
    "end",
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Every place in a JSON document. */
function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...(path.length > 0 ? [path] : []), ...inner.flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

function changed(document: unknown, path: readonly (string | number)[], value: unknown, isRemoved: boolean): unknown {
  const copy: unknown = structuredClone(document);
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  if (isRemoved && !Array.isArray(place)) delete place[last];
  else place[last] = value;
  return copy;
}

/** Drafts as they are made, with one to three places changed to anything. */
const hostile = fc
  .tuple(
    anyDraft,
    fc.array(anyEdit, { maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(), poison, fc.boolean()), { minLength: 1, maxLength: 3 }),
  )
  .map(([start, edits, changes]) => {
    const { draft } = applyEdits(start, edits, FACTS);
    return changes.reduce<unknown>(
      (document, [at, value, isRemoved]) => {
        const places = placesOf(document);
        const path = places[at % Math.max(1, places.length)];
        return path === undefined ? document : changed(document, path, value, isRemoved);
      },
      JSON.parse(JSON.stringify(draft)),
    );
  });

describe("a draft from outside with anything in it", () => {
  it("is refused with the place of what is wrong, or can be told, changed and rendered within its limits", () => {
    fc.assert(
      fc.property(hostile, anyEdit, (document, edit) => {
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
