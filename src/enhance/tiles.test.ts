import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LUMA_BYTES } from "./network.js";
import { piecesOf } from "./tiles.js";

const FORM = fc.oneof(
  fc.integer({ min: 1, max: 2 ** 20 }).map((mostPixels) => ({ mostPixels })),
  fc.integer({ min: 64, max: 512 }).map((side) => ({ mostPixels: side * 80, fixedSize: { width: side, height: 80 } })),
);

describe("piecesOf", () => {
  it("covers every pixel of an area once, with the neighbours that the network looks at", () => {
    const side = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 0, max: 20 }),
        fc.constantFrom(1, 2, 4, 8),
        FORM,
        (width, height, halo, multiple, form) => {
          const area = { left: Math.floor(width / 48) * 16, top: 0, right: width, bottom: height };
          const covered = new Uint8Array(width * height);
          for (const { own, seen } of piecesOf(area, { width, height }, { halo, multiple, form })) {
            for (let y = own.top; y < own.bottom; y++)
              for (let x = own.left; x < own.right; x++) covered[y * width + x] = (covered[y * width + x] ?? 0) + 1;
            expect(seen.top).toBeLessThanOrEqual(Math.max(0, own.top - halo));
            expect(seen.left).toBeLessThanOrEqual(Math.max(0, own.left - halo));
            expect(seen.right).toBeGreaterThanOrEqual(Math.min(width, own.right + halo));
            expect(seen.bottom).toBeGreaterThanOrEqual(Math.min(height, own.bottom + halo));
            expect([seen.top % multiple, seen.left % multiple]).toEqual([0, 0]);
            const { fixedSize } = { fixedSize: undefined, ...form };
            if (fixedSize === undefined) continue;
            expect(seen.right - seen.left).toBeLessThanOrEqual(fixedSize.width);
            expect(seen.bottom - seen.top).toBeLessThanOrEqual(fixedSize.height);
          }
          for (const [i, count] of covered.entries())
            if (count !== Number(i % width >= area.left)) expect(count).toBe(1);
        },
      ),
    );
  });

  it("gives a network of ours at most a million pixels at a time besides their neighbours, or one row", () => {
    const rule = { halo: 10, multiple: 2, form: LUMA_BYTES };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16_384 }), fc.integer({ min: 1, max: 8192 }), (width, height) => {
        for (const { own } of piecesOf({ left: 0, top: 0, right: width, bottom: height }, { width, height }, rule))
          expect(own.bottom - own.top <= 2 || (own.bottom - own.top) * width <= 2 ** 20).toBe(true);
      }),
    );
  });

  it("makes tiles where strips would mostly be neighbours", () => {
    const rule = { halo: 32, multiple: 2, form: { mostPixels: 65_536 } };
    const pieces = piecesOf({ left: 0, top: 0, right: 960, bottom: 540 }, { width: 960, height: 540 }, rule);
    const own = pieces.reduce((sum, piece) => sum + sizeOf(piece.own), 0);
    const seen = pieces.reduce((sum, piece) => sum + sizeOf(piece.seen), 0);
    expect(own).toBe(960 * 540);
    expect(seen / own).toBeLessThan(1.8);
  });

  it("leaves a 720p picture whole", () => {
    const whole = { left: 0, top: 0, right: 1280, bottom: 720 };
    expect(piecesOf(whole, { width: 1280, height: 720 }, { halo: 10, multiple: 2, form: LUMA_BYTES })).toEqual([
      { own: whole, seen: whole },
    ]);
  });
});

function sizeOf({ left, top, right, bottom }: { left: number; top: number; right: number; bottom: number }): number {
  return (right - left) * (bottom - top);
}
