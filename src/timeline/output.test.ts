import { describe, expect, it } from "vitest";
import { addAsset } from "./assets.js";
import { type Draft, emptyDraft } from "./draft.js";
import { outputOf } from "./output.js";

function draftWith(more: Partial<Draft> = {}): Draft {
  const asset = { i: "a", n: "clip.mp4", k: "video", d: 8000, w: 1280, h: 720, f: 25, au: true } as const;
  const { draft } = addAsset(emptyDraft(), asset);
  if (draft === undefined) throw new Error("the clip was refused");
  return { ...draft, ...more };
}

describe("what comes out of a draft", () => {
  it("is a film as the draft says, MP4 where nothing is said", () => {
    const { draft, output } = outputOf(draftWith());
    expect(output).toEqual({ kind: "video", format: "mp4", quality: "high", maxBytes: undefined, size: undefined });
    expect(draft).toEqual(draftWith());
    const said = draftWith({ o: { f: "webm", mb: 8_000_000, q: "low" } });
    expect(outputOf(said).output).toMatchObject({ format: "webm", quality: "low", maxBytes: 8_000_000 });
  });

  it("«mp4», which every published client sends, does not undo what was said in words; a preset does", () => {
    const said = draftWith({ o: { f: "mp3" } });
    expect(outputOf(said, { format: "mp4" }).output).toMatchObject({ kind: "audio", format: "mp3" });
    expect(outputOf(said, { preset: "hd" }).output).toMatchObject({ kind: "video", format: "mp4" });
    expect(outputOf(said, { format: "webm" }).output).toMatchObject({ kind: "video", format: "webm" });
  });

  it("of a preset has its shape and size, whatever is said beside it", () => {
    const vertical = outputOf(draftWith(), { preset: "vertical" });
    expect(vertical.draft.cv).toMatchObject({ ap: "9:16", ft: "crop" });
    expect(vertical.output).toMatchObject({ format: "mp4", size: { width: 1080, height: 1920 } });
    expect(outputOf(draftWith(), { preset: "square" }).output).toMatchObject({ size: { width: 1080, height: 1080 } });
    expect(outputOf(draftWith(), { preset: "small" }).output).toMatchObject({ maxBytes: 25_000_000, size: undefined });
    expect(outputOf(draftWith(), { preset: "sound" }).output).toMatchObject({ kind: "audio", format: "mp3" });
    const blurred = outputOf(draftWith(), { preset: "vertical", fit: "blur", resolution: "720p", maxBytes: 1_000_000 });
    expect(blurred.draft.cv.ft).toBe("blur");
    expect(blurred.output).toMatchObject({ maxBytes: 1_000_000, size: { width: 720, height: 1280 } });
  });

  it("keeps how the person filled a shape that was chosen before", () => {
    const said = draftWith({ cv: { ap: "9:16", ft: "blur" } });
    expect(outputOf(said, { preset: "vertical" }).draft.cv.ft).toBe("blur");
  });

  it("of a resolution by name keeps the draft's shape, by numbers it is exactly that, with even sides", () => {
    const square = draftWith({ cv: { ap: "1:1" } });
    expect(outputOf(square, { resolution: "720p" }).output).toMatchObject({ size: { width: 720, height: 720 } });
    expect(outputOf(draftWith(), { resolution: "4k" }).output).toMatchObject({ size: { width: 3840, height: 2160 } });
    expect(outputOf(square, { resolution: "641x361" }).output).toMatchObject({ size: { width: 642, height: 362 } });
  });

  it("as a picture is that of the moment said, else of the poster, else not the very first", () => {
    const at = (more: Partial<Draft>, atMs?: number): unknown => {
      const { output } = outputOf(draftWith(more), { format: "jpg", atMs });
      return output.kind === "picture" ? output.atMs : undefined;
    };
    expect(at({})).toBe(2000);
    expect(at({ o: { po: 3000 } })).toBe(3000);
    expect(at({ o: { po: 3000 } }, 5000)).toBe(5000);
    expect(at({}, 99_000)).toBe(7999);
  });

  it("as GIF is small and of few pictures a second unless said", () => {
    const { draft, output } = outputOf(draftWith({ o: { f: "gif" } }));
    expect(output).toMatchObject({ size: { width: 640, height: 360 } });
    expect(draft.cv.fr).toBe(15);
    const said = outputOf(draftWith({ o: { f: "gif" } }), { resolution: "720p", fps: 20 });
    expect(said.output).toMatchObject({ size: { width: 1280, height: 720 } });
    expect(said.draft.cv.fr).toBe(20);
  });
});
