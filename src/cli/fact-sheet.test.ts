import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fact, factSheet, wrapped } from "./fact-sheet.js";

describe("factSheet", () => {
  it("aligns labels over all sections, and leaves empty sections out", () => {
    const sheet = factSheet([
      { heading: "One", rows: [...fact("a", "first", "second"), ...fact("longer", undefined)] },
      { heading: "Nothing", rows: [] },
      { heading: "Two", rows: fact("name", "word") },
    ]);
    expect(sheet).toBe(["One", "  a     first", "        second", "", "Two", "  name  word"].join("\n"));
  });
});

describe("wrapped", () => {
  it("loses no word and makes no line too long that could be broken", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 40 }), (list, width) => {
        const lines = wrapped(list.join(" "), width);
        expect(lines.join(" ")).toBe(list.join(" "));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("keeps commands whole, so that they can be copied", () => {
    const command = "$ node some/long/path/to/a/script.js --with-an-argument";
    expect(wrapped(command, 20)).toEqual([command]);
  });
});
