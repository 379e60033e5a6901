import { expect, it } from "vitest";
import { presetFor } from "./presets.js";

it("proposes what keeps the whole picture: upright films as vertical, square ones as square, all others as they are", () => {
  expect(presetFor({ width: 1080, height: 1920 })).toBe("vertical");
  expect(presetFor({ width: 608, height: 1080 })).toBe("vertical");
  expect(presetFor({ width: 1080, height: 1080 })).toBe("square");
  expect(presetFor({ width: 1080, height: 1350 })).toBe("hd");
  expect(presetFor({ width: 1920, height: 1080 })).toBe("hd");
  expect(presetFor({ width: 0, height: 0 })).toBe("hd");
});
