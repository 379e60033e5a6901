import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detailedAreas, detailOf } from "./detail.js";

/** A flat plane with one busy square. */
function planeWith(busy: { left: number; top: number; side: number }, width = 400, height = 300) {
  const data = Buffer.alloc(width * height, 100);
  for (let y = busy.top; y < busy.top + busy.side; y++)
    for (let x = busy.left; x < busy.left + busy.side; x++) data[y * width + x] = x % 2 === 0 ? 90 : 110;
  return { data, stride: width, width, height };
}

describe("detailedAreas", () => {
  it("puts the busiest place first", () => {
    const plane = planeWith({ left: 300, top: 200, side: 60 });
    const [first] = detailedAreas(plane, { width: 80, height: 80 }, 2);
    expect(first).toMatchObject({ width: 80, height: 80 });
    expect(first?.left).toBeGreaterThan(200);
    expect(first?.top).toBeGreaterThan(120);
  });

  it("gives places inside the picture that do not overlap", () => {
    const plane = planeWith({ left: 30, top: 20, side: 60 });
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 500 }),
        fc.integer({ min: 10, max: 400 }),
        fc.integer({ min: 1, max: 4 }),
        (width, height, count) => {
          const areas = detailedAreas(plane, { width, height }, count);
          expect(areas.length).toBeGreaterThan(0);
          expect(areas.length).toBeLessThanOrEqual(count);
          for (const [i, a] of areas.entries()) {
            expect(a.left + a.width).toBeLessThanOrEqual(plane.width);
            expect(a.top + a.height).toBeLessThanOrEqual(plane.height);
            for (const b of areas.slice(i + 1)) {
              const isApart =
                a.left + a.width <= b.left ||
                b.left + b.width <= a.left ||
                a.top + a.height <= b.top ||
                b.top + b.height <= a.top;
              expect(isApart).toBe(true);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("detailOf", () => {
  it("is nothing where all is flat", () => {
    const plane = planeWith({ left: 0, top: 0, side: 40 });
    expect(detailOf(plane, { left: 100, top: 100, width: 50, height: 50 })).toBe(0);
    expect(detailOf(plane, { left: 0, top: 0, width: 40, height: 40 })).toBe(20);
  });
});
