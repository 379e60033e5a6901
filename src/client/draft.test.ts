import { expect, it } from "vitest";
import { draftFingerprint, draftSummary, isReadyForExport } from "./draft.js";

const draft = {
  t: [
    { tt: 0, sg: [{ n: "city timelapse", s: 0, d: 10_000 }] },
    { tt: 1, sg: [{ m: { name: "Lo-fi" }, s: 0, d: 10_000, vol: 0.35 }] },
    { tt: 7, sg: [{ tx: "Urban Dreams", s: 0, d: 3000 }] },
  ],
};

it("sums a draft up in one line", () => {
  expect(draftSummary(draft, "en")).toBe(
    'Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)',
  );
  expect(draftSummary({ t: [] }, "en")).toBe("The timeline is empty.");
  expect(draftSummary(undefined, "zh")).toBe("时间线是空的。");
});

it("knows when there is something to export", () => {
  expect(isReadyForExport(draft)).toBe(true);
  for (const empty of [undefined, {}, { t: [] }, { t: [{ tt: 0, sg: [] }] }, { t: "x" }])
    expect(isReadyForExport(empty)).toBe(false);
});

it("takes drafts for equal whatever the order of their keys and their time stamps", () => {
  expect(draftFingerprint({ a: 1, b: { c: 2, d: 3 }, updated_at: 1 })).toBe(
    draftFingerprint({ b: { d: 3, c: 2 }, a: 1, updated_at: 2 }),
  );
  expect(draftFingerprint({ a: 1 })).not.toBe(draftFingerprint({ a: 2 }));
});

it("reads the drafts of this program's own server", () => {
  const own = {
    as: [{ i: "a1", n: "holiday.mov", k: "video", d: 9000 }],
    t: [
      {
        tt: 0,
        r: "clips",
        sg: [
          { i: 1, c: 1, a: "a1", st: 0, d: 4000 },
          { i: 2, c: 1, a: "a1", st: 4000, d: 1000 },
        ],
      },
      { tt: 1, r: "music", sg: [{ i: 3, gn: { ms: "lofi", sd: 1 }, st: 0, d: 5000, vl: 35 }] },
      {
        tt: 7,
        r: "captions",
        sg: Array.from({ length: 8 }, (_, i) => ({ i: 10 + i, tx: `line ${i}`, st: i * 500, d: 500 })),
      },
    ],
  };
  expect(draftSummary(own, "en")).toMatch(
    /^Timeline \(3 tracks\): 1\. Video: holiday\.mov \(0-5s\) 2\. BGM: lofi \(0-5s, 35%\) 3\. Captions: "line 0" .*, and 2 more$/,
  );
});
