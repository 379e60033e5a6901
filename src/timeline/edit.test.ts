import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edit, editSchema, INTENTS, type Understanding, understandingSchema } from "./edit.js";

describe("editSchema", () => {
  it.each<Edit>([
    { op: "enhance", target: "1080p" },
    { op: "denoise", strength: "light" },
    { op: "color", brightness: -20, look: "bw" },
    {
      op: "trim",
      remove: [
        [0, 5000],
        [-5000, null],
      ],
    },
    { op: "trim", keep: [[30_000, 105_000]], clip: -1 },
    { op: "speed", factor: 0.5, range: [-3000, null] },
    { op: "move_clip", clip: -1, to: 1 },
    { op: "merge" },
    { op: "title", text: "你好", start: -2000, end: null, position: "bottom_right" },
    { op: "music", duck: true },
    { op: "crop", edges: "black" },
    { op: "silences", remove: true },
    { op: "compress" },
    { op: "change_title", size_by: 0.75 },
    { op: "remove", what: "title", target: -1 },
  ])("takes %j", (edit) => {
    expect(editSchema.safeParse(edit).error).toBeUndefined();
  });

  it.each([
    { op: "explode" },
    { op: "trim", remove: [] },
    { op: "speed", factor: 0 },
    { op: "remove_clip", clip: 0 },
    { op: "rotate", degrees: 45 },
    { op: "title", text: " " },
    { op: "color", brightness: 200 },
    { op: "fps", value: 100_000 },
    { op: "mute", colour: "red" },
  ])("refuses %j", (edit) => {
    expect(editSchema.safeParse(edit).success).toBe(false);
  });

  it.each(INTENTS)("takes an understanding of intent %s", (intent) => {
    const understanding: Understanding = { intent, edits: [{ op: "merge" }], say: "Done." };
    expect(understandingSchema.parse(understanding)).toEqual(understanding);
  });

  it("answers anything with edits or issues, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = understandingSchema.safeParse({ intent: "edit", edits: [value], say: "" });
        if (!result.success) expect(result.error.issues[0]?.path[0]).toBe("edits");
      }),
    );
  });
});
