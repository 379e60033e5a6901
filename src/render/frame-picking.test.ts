import fc from "fast-check";
import { expect, test } from "vitest";
import { FramePicker } from "./frame-picking.js";

const TIME_BASE = { num: 1, den: 1000 };

/** Times of an even rate in milliseconds, rounded as containers round them. */
const evenTimes = (fps: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.round((i * 1000) / fps));

const picker = (framePts: number[], zeroSeconds = 0): FramePicker =>
  new FramePicker({ framePts }, TIME_BASE, zeroSeconds);

test("shows every frame once where the rates are the same, from wherever it starts", () => {
  fc.assert(
    fc.property(fc.constantFrom(23.976, 25, 29.97, 30, 59.94, 60), fc.integer({ min: 0, max: 2000 }), (fps, fromMs) => {
      const framePts = evenTimes(fps, 400);
      const part = { fromSeconds: fromMs / 1000, toSeconds: 100, speed: 1, isReversed: false };
      const picked = picker(framePts).pick(part, fps, 0, 100);
      const first = framePts.indexOf(picked[0] ?? -1);
      expect(picked).toEqual(framePts.slice(first, first + 100));
      expect(Math.abs((picked[0] ?? 0) - fromMs)).toBeLessThanOrEqual(500 / fps + 1);
    }),
  );
});

test("shows the same frame at a tick whatever tick the picking began with", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(24, 30, 50),
      fc.double({ min: 0.1, max: 8, noNaN: true }),
      fc.boolean(),
      fc.integer({ min: 1, max: 60 }),
      (fps, speed, isReversed, cut) => {
        const framePts = evenTimes(29.97, 600);
        const part = { fromSeconds: 0.5, toSeconds: 20, speed, isReversed };
        const whole = picker(framePts).pick(part, fps, 0, 80);
        const pieces = [
          ...picker(framePts).pick(part, fps, 0, cut),
          ...picker(framePts).pick(part, fps, cut, 80 - cut),
        ];
        expect(pieces.slice(0, 80)).toEqual(whole);
      },
    ),
  );
});

test("plays backwards every frame once, from the last one of the part", () => {
  const framePts = evenTimes(25, 50);
  const part = { fromSeconds: 0, toSeconds: 2, speed: 1, isReversed: true };
  expect(picker(framePts).pick(part, 25, 0, 50)).toEqual([...framePts].reverse());
  const middle = { fromSeconds: 0.4, toSeconds: 1.2, speed: 1, isReversed: true };
  expect(picker(framePts).pick(middle, 25, 0, 20)).toEqual(framePts.slice(10, 30).reverse());
});

test("takes every other frame at double speed and each twice at half", () => {
  const framePts = evenTimes(25, 50);
  const part = { fromSeconds: 0, toSeconds: 2, speed: 2, isReversed: false };
  expect(picker(framePts).pick(part, 25, 0, 25)).toEqual(framePts.filter((_, i) => i % 2 === 0));
  const slow = picker(framePts).pick({ ...part, speed: 0.5 }, 25, 0, 100);
  expect(new Set(slow)).toEqual(new Set(framePts));
  expect(slow.slice(0, 4)).toEqual([0, 0, 40, 40]);
});

test("shows a frame of a variable rate for as long as it lasts", () => {
  const framePts = [0, 33, 66, 1066, 1100];
  const part = { fromSeconds: 0, toSeconds: 1.2, speed: 1, isReversed: false };
  const picked = picker(framePts).pick(part, 10, 0, 12);
  expect(picked).toEqual([0, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 1100]);
});

test("counts from the source's first moment", () => {
  const framePts = evenTimes(25, 50).map((pts) => pts + 1400);
  const part = { fromSeconds: 0.2, toSeconds: 2, speed: 1, isReversed: false };
  expect(picker(framePts, 1.4).pick(part, 25, 0, 2)).toEqual([1600, 1640]);
});
