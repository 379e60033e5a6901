import { expect, it } from "vitest";
import { bytes, clock, rate } from "./wording";

it.each([
  [0, false, "0:00"],
  [7499, false, "0:07"],
  [7500, true, "0:07.5"],
  [59_990, true, "1:00.0"],
  [105_000, false, "1:45"],
  [3_723_000, false, "1:02:03"],
])("tells %i ms (tenths: %s) as %s", (ms, tenths, said) => {
  expect(clock(ms, tenths)).toBe(said);
});

it.each([
  [0, "0\u00a0B"],
  [532, "532\u00a0B"],
  [14_200, "14\u00a0kB"],
  [3_200_000, "3.2\u00a0MB"],
  [524_288_000, "524\u00a0MB"],
  [1_400_000_000, "1.4\u00a0GB"],
])("tells %i bytes as %s", (count, said) => {
  expect(bytes(count)).toBe(said);
});

it("leaves needless digits of a frame rate away", () => {
  expect([30, 29.97003, 0.84].map(rate)).toEqual(["30", "29.97", "0.84"]);
});
