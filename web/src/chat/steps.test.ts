import { expect, it } from "vitest";
import { stepsOf } from "./steps";

const versions = (...origins: string[]) => origins.map((origin, version) => ({ version, origin }));

it("knows what was taken back, and what undo and redo would take next", () => {
  expect(stepsOf(versions("created", "turn", "turn", "undo"))).toEqual({ latest: 1, next: 2, undone: new Set([2]) });
  expect(stepsOf(versions("created", "turn", "turn", "undo", "undo"))).toEqual({
    latest: 0,
    next: 1,
    undone: new Set([1, 2]),
  });
  expect(stepsOf(versions("created", "turn", "turn", "undo", "undo", "redo"))).toMatchObject({ latest: 1, next: 2 });
});

it("keeps what was taken back as such when something else is done, and redoes it no more", () => {
  expect(stepsOf(versions("created", "turn", "undo", "edit"))).toEqual({
    latest: 3,
    next: undefined,
    undone: new Set([1]),
  });
});
