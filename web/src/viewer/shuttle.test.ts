import { expect, it } from "vitest";
import { shuttled } from "./shuttle";

it("goes faster with every press in the same direction, up to eight times", () => {
  const speeds = [1, 2, 3, 4, 5].reduce<number[]>((list) => [...list, shuttled(list.at(-1) ?? 0, "l")], [0]);
  expect(speeds).toEqual([0, 1, 2, 4, 8, 8]);
});

it("turns round at its own speed, and stops with K", () => {
  expect(shuttled(4, "j")).toBe(-1);
  expect(shuttled(-1, "j")).toBe(-2);
  expect(shuttled(-2, "l")).toBe(1);
  expect(shuttled(8, "k")).toBe(0);
});
