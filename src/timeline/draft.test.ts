import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { canvasOf } from "./canvas.js";
import { type Draft, draftSchema, emptyDraft, type Migration, readDraft } from "./draft.js";
import { segmentsBetween, sourceSpan, sourceTimeAt } from "./span.js";
import { summarize } from "./summary.js";

/** Two clips of ten seconds, the second coming in over half a second, with a title over the joint. */
function twoClips(): Draft {
  return {
    ...emptyDraft(),
    d: 19_500,
    as: [{ i: "a", n: "a.mp4", k: "video", d: 10_000, w: 1280, h: 720, f: 25, au: true }],
    t: [
      {
        tt: 0,
        r: "clips",
        sg: [
          { i: 1, c: 1, st: 0, d: 9500, a: "a", si: 0 },
          { i: 2, c: 2, st: 9500, d: 10_000, a: "a", si: 0, rv: true, tr: { k: "crossfade", d: 500 } },
        ],
      },
      { tt: 7, r: "title", sg: [{ i: 3, st: 9000, d: 2000, tx: "Joint" }] },
    ],
    m: { nx: 4 },
  };
}

/** The draft with something put at a path. */
function withValue(path: (string | number)[], value: unknown): unknown {
  const draft: unknown = structuredClone(twoClips());
  let place = draft as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  place[path.at(-1) ?? ""] = value;
  return draft;
}

describe("readDraft", () => {
  it("takes a draft that holds together, and the empty one", () => {
    expect(readDraft(twoClips())).toEqual({ draft: twoClips() });
    expect(readDraft(emptyDraft("Holiday"))).toEqual({ draft: emptyDraft("Holiday") });
  });

  it.each<[string, (string | number)[], unknown]>([
    ["v", ["v"], 99],
    ["d", ["d"], 20_000],
    ["t[0].sg[0].a", ["t", 0, "sg", 0, "a"], "elsewhere"],
    ["t[0].sg[0].sp", ["t", 0, "sg", 0, "sp"], 1e9],
    ["t[0].sg[0].si", ["t", 0, "sg", 0, "si"], 500],
    ["t[0].sg[1].st", ["t", 0, "sg", 1, "st"], 9000],
    ["t[0].sg[0].si", ["t", 0, "sg", 1, "tr"], { k: "wipe", d: 10_000 }],
    ["t[0].sg[0].cr", ["t", 0, "sg", 0, "cr"], [1000, 0, 1000, 100]],
    ["t[1].sg[0].i", ["t", 1, "sg", 0, "i"], 2],
    ["t[1].sg[0].tx", ["t", 1, "sg", 0, "tx"], "x".repeat(501)],
    ["as[0].i", ["as", 0, "i"], "../../etc/passwd"],
    ["as[0].d", ["as", 0, "d"], undefined],
    ["cv.fa", ["cv", "fa"], 1000],
    ["t", ["t"], undefined],
  ])("says that %s is wrong", (expected, path, value) => {
    expect(readDraft(withValue(path, value)).issues?.map((issue) => issue.path)).toContain(expected);
  });

  it("names a key that it does not know", () => {
    expect(readDraft({ ...twoClips(), shell: "rm" }).issues?.[0]?.message).toContain("shell");
  });

  it("never throws, whatever comes, and says where it is wrong", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { issues } = readDraft(value);
        expect(issues?.length).toBeGreaterThan(0);
      }),
    );
  });

  it("brings old documents up to date, step by step", () => {
    const old = { ...twoClips(), v: -1 };
    const steps = new Map<number, Migration>([
      [-1, (draft) => ({ ...draft, m: { nx: 10 } })],
      [0, (draft) => ({ ...draft, o: { f: "mov" } })],
    ]);
    expect(readDraft(old, steps).draft).toEqual({ ...twoClips(), m: { nx: 10 }, o: { f: "mov" } });
    expect(readDraft(twoClips(), steps).draft).toEqual(twoClips());
    expect(readDraft(old).issues?.[0]?.path).toBe("v");
  });
});

describe("docs/draft.md", () => {
  const page = readFileSync(fileURLToPath(new URL("../../docs/draft.md", import.meta.url)), "utf8");

  it("names every key", () => {
    const keys = new Set<string>();
    JSON.stringify(z.toJSONSchema(draftSchema), (key, value: unknown) => {
      if (key === "properties" && typeof value === "object" && value !== null)
        for (const name of Object.keys(value)) keys.add(name);
      return value;
    });
    expect(keys.size).toBeGreaterThan(50);
    for (const key of keys) expect(page).toContain(`\`${key}\``);
  });

  it("shows a draft that is one, and how it is told", () => {
    const example = /```json\n(.*?)```/s.exec(page)?.[1] ?? "";
    const { draft, issues } = readDraft(JSON.parse(example));
    expect(issues).toBeUndefined();
    expect(page).toContain(`\`${summarize(draft ?? emptyDraft())}\``);
  });
});

describe("segmentsBetween", () => {
  it("gives what touches a span, and a clip also where it goes on under a transition", () => {
    const identities = (fromMs: number, toMs: number): number[] => {
      const { clips, titles } = segmentsBetween(twoClips(), fromMs, toMs);
      return [...clips.map(({ segment }) => segment.i), ...titles.map(({ i }) => i)];
    };
    expect(identities(0, 9000)).toEqual([1]);
    expect(identities(9000, 9500)).toEqual([1, 3]);
    expect(identities(9500, 10_000)).toEqual([1, 2, 3]);
    expect(identities(10_000, 11_000)).toEqual([2, 3]);
    expect(identities(11_000, 19_500)).toEqual([2]);
    expect(identities(19_500, 30_000)).toEqual([]);
  });

  it("finds the place in the source, forwards and backwards", () => {
    const [first, second] = segmentsBetween(twoClips(), 9500, 10_000).clips;
    if (first === undefined || second === undefined) throw new Error("two clips meet there");
    expect(sourceSpan(first)).toEqual([0, 10_000]);
    expect(sourceTimeAt(first, 9750)).toBe(9750);
    expect(sourceTimeAt(second, 9500)).toBe(10_000);
    expect(sourceTimeAt(second, 19_500)).toBe(0);
  });
});

describe("canvasOf", () => {
  it.each([
    [{}, { width: 1920, height: 1080 }],
    [{ ap: "9:16" }, { width: 1080, height: 1920 }],
    [{ ap: "1:1" }, { width: 1080, height: 1080 }],
    [{ ap: "4:5" }, { width: 1080, height: 1350 }],
    [{ ap: "21:9" }, { width: 1920, height: 822 }],
    [{ tg: "2160p" }, { width: 3840, height: 2160 }],
    [{ fa: 2 }, { width: 2560, height: 1440 }],
    [{ fa: 8 }, { width: 3840, height: 2160 }],
    [
      { fa: 1, ap: "9:16" },
      { width: 406, height: 720 },
    ],
  ] as const)("makes of %j a picture of %j", (cv, size) => {
    expect(canvasOf({ ...twoClips(), cv })).toEqual({ ...size, fps: 25 });
  });
});
