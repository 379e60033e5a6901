import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNameOf } from "./shown-files.js";

describe("the name that a film is shown under", () => {
  it("is the project's, as far as every system takes it", () => {
    expect(fileNameOf("旅行 2026")).toBe("旅行 2026");
    expect(fileNameOf("a/b: «c»?")).toBe("a b «c»");
    expect(fileNameOf("../../etc/passwd")).toBe("etc passwd");
    expect(fileNameOf("con")).toBe("con_");
    expect(fileNameOf(" … ".replace("…", "..."))).toBe("video");
  });

  it("never leads to another folder, is an option, or ends in what Windows drops", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (given) => {
        const name = fileNameOf(given);
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
        expect(name).not.toMatch(/^[.-]|[. ]$|^$/);
        expect([...name].length).toBeLessThanOrEqual(101);
      }),
    );
  });
});
