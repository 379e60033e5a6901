/** Text over an edited film, found by the pixels that it changes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Edit, POSITIONS } from "../src/timeline/edit.js";
import { draftOf, type Edited, type EditedFile, EditingPlace, numberedClip, pictureAt } from "./support/edited-clip.js";

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

const title = (text: string, words: object = {}): Edit => ({ op: "title", text, start: 0, end: null, ...words });

describe("a title", () => {
  it("is seen from its first frame to its last, and not a frame more; the other pictures stay as they are", async () => {
    const files = [await numberedClip(3)];
    const plain = await place.made(files, []);
    const titled = await place.made(files, [title("Hello", { start: 1000, end: 1800 })]);
    const changed = titled.pictures.map((_, i) => changedArea(titled, plain, i / 25) !== undefined);
    expect(changed.indexOf(true)).toBe(25);
    expect(changed.lastIndexOf(true)).toBe(44);
    expect(changed.filter(Boolean)).toHaveLength(20);
  });

  it("stands where it is put, as large as it is said, and elsewhere when it is changed", async () => {
    const files = [await numberedClip(2, { source: "desk", flash: false })];
    const STEP_MS = 160;
    const places = POSITIONS.map((position, i) =>
      title("Hey", { start: i * STEP_MS, end: (i + 1) * STEP_MS, position, size: 140, color: "red" }),
    );
    const plain = await place.made(files, []);
    const titled = await place.made(files, places);
    const areaOf = (
      film: Edited,
      position: (typeof POSITIONS)[number],
    ): NonNullable<ReturnType<typeof changedArea>> => {
      const area = changedArea(film, plain, (POSITIONS.indexOf(position) * STEP_MS + 80) / 1000);
      if (area === undefined) throw new Error(`there is no title: ${position}`);
      return area;
    };
    for (const position of POSITIONS) {
      const { left, top, right, bottom } = areaOf(titled, position);
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const column = position.endsWith("left") ? 0 : position.endsWith("right") ? 2 : 1;
      const row = position.startsWith("top") ? 0 : position.startsWith("bottom") ? 2 : 1;
      expect(Math.min(2, Math.floor(x * 3)), `${position}: ${x}`).toBe(column);
      expect(Math.min(2, Math.floor(y * 3)), `${position}: ${y}`).toBe(row);
      for (const side of [left, top, 1 - right, 1 - bottom]) expect(side).toBeGreaterThan(0.03);
    }
    const changed = await place.made(files, [
      ...places,
      { op: "change_title", size_by: 2 },
      { op: "change_title", target: 1, text: "Hey Hey", position: "center", color: "#00ff00" },
      { op: "change_title", target: 2, start: 2 * STEP_MS - 40 },
    ]);
    const height = ({ top, bottom }: ReturnType<typeof areaOf>): number => bottom - top;
    expect(height(areaOf(changed, "bottom_right"))).toBeGreaterThan(height(areaOf(titled, "bottom_right")) * 1.6);
    const first = areaOf(changed, "top");
    expect(Math.abs((first.top + first.bottom) / 2 - 0.5)).toBeLessThan(0.1);
    expect(first.right - first.left).toBeGreaterThan(areaOf(titled, "top").right - areaOf(titled, "top").left);
    expect(changedArea(changed, plain, (STEP_MS + 80) / 1000)).toBeUndefined();
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
  const talk = join(place.folder, "talk.srt");
  const CUES = ["1\n00:00:00,200 --> 00:00:00,600\nFirst\n", "2\n00:00:01,000 --> 00:00:01,600\n第二句\n"];
  const shown = (film: Edited, plain: Edited): string =>
    film.pictures.map((_, i) => (changedArea(film, plain, i / 25) === undefined ? "-" : "x")).join("");

  it("of a file follow each other at the bottom, in the look asked for, and elsewhere when they are changed", async () => {
    writeFileSync(talk, CUES.join("\n"));
    const files: EditedFile[] = [await numberedClip(2, { source: "desk" }), { path: talk, k: "subtitle" }];
    const plain = await place.made(files, []);
    const edits: Edit[] = [{ op: "captions", source: "file", style: "box", size: 80 }];
    const captioned = await place.made(files, edits);
    expect(shown(captioned, plain)).toBe(
      `${"-".repeat(5)}${"x".repeat(10)}${"-".repeat(10)}${"x".repeat(15)}${"-".repeat(10)}`,
    );
    const area = changedArea(captioned, plain, 7 / 25);
    expect(area?.top).toBeGreaterThan(0.7);
    const changed = await place.made(files, [
      ...edits,
      { op: "change_captions", style: "outline", position: "top", size_by: 0.75, shift: 200 },
    ]);
    expect(shown(changed, plain)).toBe(
      `${"-".repeat(10)}${"x".repeat(10)}${"-".repeat(10)}${"x".repeat(15)}${"-".repeat(5)}`,
    );
    expect(changedArea(changed, plain, 12 / 25)?.bottom).toBeLessThan(0.3);
  });

  it("of what is said stand where it is said, also in a film that was cut", async () => {
    const sound = { audio: [{ codec: "aac", durationMs: 2000 }] } as const;
    const files = [await numberedClip(2, { source: "desk" }, sound)];
    const trim: Edit = { op: "trim", remove: [[0, 400]] };
    const heard = { speech: { a0: [[600, 1000, "Hello"] as const, [1200, 2000, "there"] as const] } };
    const plain = await place.made(files, [trim]);
    const film = await place.made(files, [trim, { op: "captions", source: "auto", language: "en" }], {}, heard);
    expect(shown(film, plain)).toBe(`${"-".repeat(5)}${"x".repeat(10)}${"-".repeat(5)}${"x".repeat(20)}`);
  });
});
