import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyDraft, anyEdit, FACTS, lineEdit } from "../../test/support/drafts.js";
import { applyEdit, applyEdits } from "./apply-edit.js";
import { canvasOf } from "./canvas.js";
import { difference } from "./difference.js";
import { type Draft, readDraft } from "./draft.js";
import { presentOf, recorded, redone, startHistory, undone } from "./history.js";
import { clipSegments, segmentsBetween, sourceSpan, sourceTimeAt } from "./span.js";
import { summarize } from "./summary.js";

const anyEdits = fc.array(anyEdit, { maxLength: 12 });
const RUNS = { numRuns: 120 };

/** Every draft on the way that a list of edits takes. */
function* onTheWay(start: Draft, edits: Parameters<typeof applyEdits>[1]): Generator<Draft> {
  let draft = start;
  yield draft;
  for (const edit of edits) {
    draft = applyEdit(draft, edit, FACTS).draft ?? draft;
    yield draft;
  }
}

describe("any draft that edits can reach", () => {
  it("is valid, and is the same after it was written and read", () => {
    fc.assert(
      fc.property(anyDraft, anyEdits, (start, edits) => {
        for (const draft of onTheWay(start, edits)) {
          const { draft: read, issues } = readDraft(JSON.parse(JSON.stringify(draft)));
          expect(issues).toBeUndefined();
          expect(read).toEqual(JSON.parse(JSON.stringify(draft)));
        }
      }),
      RUNS,
    );
  });

  it("has clips whose durations add up to the whole, and nothing that overlaps on a track", () => {
    fc.assert(
      fc.property(anyDraft, anyEdits, (start, edits) => {
        for (const draft of onTheWay(start, edits)) {
          const sum = clipSegments(draft).reduce((total, { d }) => total + d, 0);
          if (sum > 0) expect(sum).toBe(draft.d);
          for (const { sg } of draft.t) {
            let end = 0;
            for (const { st, d } of sg) {
              expect(st).toBeGreaterThanOrEqual(end);
              end = st + d;
            }
            expect(end).toBeLessThanOrEqual(draft.d);
          }
        }
      }),
      RUNS,
    );
  });

  it("can be rendered: a clip at every moment, read from inside of its source", () => {
    fc.assert(
      fc.property(anyDraft, anyEdits, fc.double({ min: 0, max: 1, noNaN: true }), (start, edits, part) => {
        for (const draft of onTheWay(start, edits)) {
          const assets = new Map(draft.as.map((asset) => [asset.i, asset]));
          const { width, height, fps } = canvasOf(draft);
          expect([width % 2, height % 2]).toEqual([0, 0]);
          expect(width * height).toBeLessThanOrEqual(3840 * 2160);
          expect(fps).toBeGreaterThan(0);
          if (clipSegments(draft).length === 0) continue;
          const atMs = Math.min(draft.d - 1, Math.floor(part * draft.d));
          const { clips } = segmentsBetween(draft, atMs, atMs + 1);
          const shown = clips.filter(({ segment }) => segment.st <= atMs && segment.st + segment.d > atMs);
          expect(shown).toHaveLength(1);
          for (const clip of clips) {
            const asset = assets.get(clip.segment.a);
            if (asset?.k !== "video") continue;
            const speed = clip.segment.sp ?? 1;
            const [fromMs, toMs] = sourceSpan(clip);
            expect(fromMs).toBeGreaterThanOrEqual(0);
            expect(toMs).toBeLessThanOrEqual((asset.d ?? 0) + speed);
            const ms = sourceTimeAt(clip, atMs);
            expect(ms).toBeGreaterThanOrEqual(fromMs - 1e-6);
            expect(ms).toBeLessThanOrEqual(toMs + 1e-6);
          }
        }
      }),
      RUNS,
    );
  });

  it("can be told in one line, and every change of it in words of both languages", () => {
    fc.assert(
      fc.property(anyDraft, anyEdits, (start, edits) => {
        let before = start;
        for (const draft of onTheWay(start, edits)) {
          expect(summarize(draft)).toMatch(/^Timeline \(\d+ tracks?\):[^\n]*$/);
          const [en, zh] = [difference(before, draft, "en"), difference(before, draft, "zh")];
          expect(en).toHaveLength(zh.length);
          for (const sentence of en) expect(sentence).toMatch(/^\S.*\.$/s);
          for (const sentence of zh) expect(sentence).toMatch(/。$/);
          expect([...en, ...zh].join()).not.toMatch(/undefined|NaN|\[object/);
          before = draft;
        }
      }),
      RUNS,
    );
  });
});

describe("an edit", () => {
  it("leaves the draft that it is given as it is, and does the same twice", () => {
    fc.assert(
      fc.property(anyDraft, anyEdits, anyEdit, (start, edits, edit) => {
        const { draft } = applyEdits(start, edits, FACTS);
        const copy = structuredClone(draft);
        const once = applyEdit(draft, edit, FACTS);
        expect(draft).toEqual(copy);
        expect(applyEdit(draft, edit, FACTS)).toEqual(once);
      }),
      RUNS,
    );
  });

  it("is made and told, or refused in both languages", () => {
    fc.assert(
      fc.property(anyDraft, anyEdits, anyEdit, (start, edits, edit) => {
        const { draft } = applyEdits(start, edits, FACTS);
        const { changes, refused } = applyEdit(draft, edit, FACTS);
        if (changes !== undefined) expect(changes.length).toBeGreaterThan(0);
        else {
          expect(refused.en).toMatch(/^\S.*\.$/);
          expect(refused.zh).toMatch(/。$/);
          expect(refused.code).not.toBe("needs-analysis");
          expect(`${refused.en}${refused.zh}`).not.toMatch(/undefined|NaN/);
        }
      }),
      RUNS,
    );
  });

  it("takes from the video what is trimmed away, to the millisecond", () => {
    const cut = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 20_000 }));
    fc.assert(
      fc.property(anyDraft, fc.array(lineEdit, { maxLength: 6 }), cut, (start, edits, [from, length]) => {
        const isPlain = edits.filter(({ op }) => op !== "transition");
        const { draft } = applyEdits(start, isPlain, FACTS);
        const { draft: after } = applyEdit(draft, { op: "trim", remove: [[from, from + length]] });
        if (after !== undefined) expect(after.d).toBe(draft.d - (Math.min(draft.d, from + length) - from));
      }),
      RUNS,
    );
  });

  it("shows after a cut what it showed before, at every place of every clip", () => {
    fc.assert(
      fc.property(
        anyDraft,
        fc.array(lineEdit, { maxLength: 6 }),
        fc.integer({ min: 1, max: 15_000 }),
        (start, edits, at) => {
          const { draft } = applyEdits(start, edits, FACTS);
          const { draft: after } = applyEdit(draft, { op: "split", at: [at] });
          if (after === undefined) return;
          expect(after.d).toBe(draft.d);
          for (let ms = 0; ms < draft.d; ms += 97) {
            const [was, now] = [draft, after].map((each) =>
              segmentsBetween(each, ms, ms + 1).clips.map((clip) => ({
                asset: clip.segment.a,
                ms: Math.round(sourceTimeAt(clip, ms) * 10) / 10,
              })),
            );
            // A transition's tail is counted from its own clip, so both lists have the same order.
            expect(now?.map(({ asset }) => asset)).toEqual(was?.map(({ asset }) => asset));
            for (const [place, { ms: source }] of (was ?? []).entries())
              expect(Math.abs((now?.[place]?.ms ?? 0) - source)).toBeLessThan(0.2);
          }
        },
      ),
      RUNS,
    );
  });

  it("is undone and done again to the last detail, at any depth", () => {
    fc.assert(
      fc.property(anyDraft, anyEdits, fc.integer({ min: 0, max: 12 }), (start, edits, depth) => {
        const drafts = [...onTheWay(start, edits)];
        const [first = start, ...rest] = drafts;
        let history = rest.reduce(recorded, startHistory(first));
        for (let step = 0; step < depth; step++) history = undone(history) ?? history;
        expect(presentOf(history)).toBe(drafts[Math.max(0, rest.length - depth)]);
        for (let step = 0; step < depth; step++) history = redone(history) ?? history;
        expect(presentOf(history)).toBe(drafts.at(-1));
        expect(redone(history)).toBeUndefined();
      }),
      RUNS,
    );
  });
});
