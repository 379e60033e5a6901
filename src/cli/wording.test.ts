import { describe, expect, it } from "vitest";
import { printable, shownName } from "./wording.js";

describe("a file's name on the terminal", () => {
  it("does nothing to the terminal, whatever it is", () => {
    expect(shownName("/clips/a\u001b[2Jb\u202ec.mp4")).toBe("a\\u001b[2Jb\\u202ec.mp4");
    expect(printable("«x\ry» is damaged:\ncut it")).toBe("«x\\u000dy» is damaged:\ncut it");
  });

  it("is as it is where there is nothing to hide", () => {
    for (const name of ["旅行 é.mp4", "a 'b' (1).mov", "👍🏽.mkv"]) expect(shownName(name)).toBe(name);
  });
});
