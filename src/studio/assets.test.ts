import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shownName } from "./assets.js";

describe("the name of an upload", () => {
  it("is its last part, whatever system it comes from", () => {
    expect(shownName("/etc/passwd")).toBe("passwd");
    expect(shownName("..\\..\\boot.ini")).toBe("boot.ini");
    expect(shownName("旅行 1.mp4")).toBe("旅行 1.mp4");
    expect(shownName("../..")).toBe("file");
    expect(shownName("")).toBe("file");
  });

  it("never holds what leads to another folder, breaks a line or turns its direction", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (given) => {
        const name = shownName(given);
        expect(name).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(name).not.toMatch(/^\.{0,2}$/);
        expect([...name].length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
