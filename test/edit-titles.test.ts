/** Text over an edited film, found by the pixels that it changes. */
import { describe, expect, it } from "vitest";
import { draftOf, type Edited, EditingPlace, numberedClip, pictureAt } from "./support/edited-clip.js";

const place = new EditingPlace();

type Tracks = NonNullable<NonNullable<Parameters<typeof draftOf>[2]>["tracks"]>;
type Look = Extract<Tracks[number], { r: "title" }>["sg"][number]["sy"];

const titleTrack = (tx: string, st: number, d: number, sy: Look = {}): Tracks => [
  { tt: 7, r: "title", sg: [{ i: 900, st, d, tx, sy }] },
];

/** The part of the picture, in fractions of it, in which two films differ at a moment; undefined where they are the same. */
function changedArea(
  one: Edited,
  other: Edited,
  seconds: number,
): { left: number; top: number; right: number; bottom: number } | undefined {
  const [a, b] = [pictureAt(one, seconds), pictureAt(other, seconds)];
  const { width, height } = a;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (Math.abs((a.luma[y * width + x] ?? 0) - (b.luma[y * width + x] ?? 0)) < 60) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  if (right < 0) return undefined;
  return { left: left / width, top: top / height, right: (right + 1) / width, bottom: (bottom + 1) / height };
}

describe("a title", () => {
  it("is seen from its first frame to its last, and not a frame more; the other pictures stay as they are", async () => {
    const files = [await numberedClip(3)];
    const segments = [{ file: 0, d: 3000 }];
    const plain = await place.render(draftOf(files, segments), files);
    const titled = await place.render(draftOf(files, segments, { tracks: titleTrack("Hello", 1000, 800) }), files);
    const changed = titled.pictures.map((_, i) => changedArea(titled, plain, i / 25) !== undefined);
    expect(changed.indexOf(true)).toBe(25);
    expect(changed.lastIndexOf(true)).toBe(44);
    expect(changed.filter(Boolean)).toHaveLength(20);
  });

  it.each([
    ["top", { centre: [0.5, 0.2] }],
    ["center", { centre: [0.5, 0.5] }],
    ["bottom", { centre: [0.5, 0.8] }],
    ["top_left", { centre: [0.2, 0.2] }],
    ["bottom_right", { centre: [0.8, 0.8] }],
    ["left", { centre: [0.2, 0.5] }],
  ] as const)("stands where it is put: %s", async (ps, { centre }) => {
    const files = [await numberedClip(1, { source: "desk" })];
    const segments = [{ file: 0, d: 400 }];
    const plain = await place.render(draftOf(files, segments), files);
    const titled = await place.render(
      draftOf(files, segments, { tracks: titleTrack("Hey", 0, 400, { ps, sz: 140, cl: "#ff0000" }) }),
      files,
    );
    const area = changedArea(titled, plain, 0.2);
    if (area === undefined) throw new Error("there is no title");
    expect((area.left + area.right) / 2).toBeCloseTo(centre[0], 0.7);
    expect((area.top + area.bottom) / 2).toBeCloseTo(centre[1], 0.7);
    for (const side of [area.left, area.top, 1 - area.right, 1 - area.bottom]) expect(side).toBeGreaterThan(0.03);
  });

  it("draws Latin, Chinese, Japanese, Korean, Arabic, Hebrew, Thai, Devanagari and emoji, each as something else than a box", async () => {
    const files = [await numberedClip(1, { source: "desk" })];
    const segments = [{ file: 0, d: 120 }];
    const plain = await place.render(draftOf(files, segments), files);
    const missing = "\u{10fffd}\u{10fffd}";
    const inks: number[] = [];
    for (const text of ["Ag", "你好", "かな", "안녕", "سلام", "שלום", "สวัส", "नमस्ते", "🎉🎉", missing]) {
      const titled = await place.render(
        draftOf(files, segments, { tracks: titleTrack(text, 0, 120, { sz: 300, bx: "plain", cl: "#000000" }) }),
        files,
      );
      const [a, b] = [pictureAt(titled, 0.04), pictureAt(plain, 0.04)];
      inks.push(a.luma.filter((value, i) => Math.abs(value - (b.luma[i] ?? 0)) > 60).length);
    }
    expect(Math.min(...inks.slice(0, 9))).toBeGreaterThan(100);
    expect(new Set(inks).size).toBe(10);
  });

  it("has its colour", async () => {
    const files = [await numberedClip(1, { source: "desk" })];
    const tracks = titleTrack("█████", 0, 400, { sz: 300, cl: "#ff0000", bx: "plain" });
    const { pictures } = await place.render(draftOf(files, [{ file: 0, d: 400 }], { tracks }), files);
    const [first] = pictures;
    if (first === undefined) throw new Error("there is no picture");
    const [blue, red] = first.chroma;
    // Red by BT.709 in limited range.
    const reddest = Math.max(...(red?.data ?? []));
    const at = red?.data.indexOf(reddest) ?? 0;
    expect(Math.abs(reddest - 240)).toBeLessThan(8);
    expect(Math.abs((blue?.data[at] ?? 0) - 102)).toBeLessThan(8);
  });

  it("breaks a long text into lines that stay within the picture", async () => {
    const files = [await numberedClip(1, { source: "desk" })];
    const segments = [{ file: 0, d: 200 }];
    const plain = await place.render(draftOf(files, segments), files);
    const long = "A rather long title that nobody could read in one line, 而且后面还有很长的中文标题需要换行显示";
    const titled = await place.render(draftOf(files, segments, { tracks: titleTrack(long, 0, 200) }), files);
    const area = changedArea(titled, plain, 0.1);
    expect(area?.left).toBeGreaterThan(0.03);
    expect(area?.right).toBeLessThan(0.97);
    expect((area?.bottom ?? 0) - (area?.top ?? 0)).toBeGreaterThan(0.15);
  });

  it("takes commands of the text's own notation as text", async () => {
    const files = [await numberedClip(1, { source: "desk" })];
    const segments = [{ file: 0, d: 120 }];
    const tricky = await place.render(draftOf(files, segments, { tracks: titleTrack("{\\fs1}a\\Nb", 0, 120) }), files);
    const plain = await place.render(draftOf(files, segments), files);
    const area = changedArea(tricky, plain, 0.04);
    // All of it in one line: braces, backslashes and letters.
    expect((area?.bottom ?? 1) - (area?.top ?? 0)).toBeLessThan(0.14);
    expect((area?.right ?? 0) - (area?.left ?? 1)).toBeGreaterThan(0.12);
  });
});

describe("captions", () => {
  it("follow each other at the bottom, in the look of their track", async () => {
    const files = [await numberedClip(2, { source: "desk" })];
    const segments = [{ file: 0, d: 2000 }];
    const plain = await place.render(draftOf(files, segments), files);
    const tracks: Tracks = [
      {
        tt: 7,
        r: "captions",
        sy: { bx: "box", sz: 80 },
        sg: [
          { i: 900, st: 200, d: 400, tx: "First" },
          { i: 901, st: 1000, d: 600, tx: "第二句" },
        ],
      },
    ];
    const captioned = await place.render(draftOf(files, segments, { tracks }), files);
    const changed = captioned.pictures.map((_, i) => changedArea(captioned, plain, i / 25));
    expect(changed.map((area) => (area === undefined ? "-" : "x")).join("")).toBe(
      `${"-".repeat(5)}${"x".repeat(10)}${"-".repeat(10)}${"x".repeat(15)}${"-".repeat(10)}`,
    );
    expect(changed[7]?.top).toBeGreaterThan(0.7);
  });
});
