import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LumaEnlarger, type LumaPlane, stripsOf } from "./luma-enlarger.js";
import { findNetworks, type Network } from "./registry.js";
import { NetworkSession } from "./session.js";

/** The same noise over soft waves for the same size: detail at every place. */
function picture(width: number, height: number): LumaPlane {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data[i] = 100 + 60 * Math.sin(x / 9) * Math.cos(y / 7) + ((Math.imul(i, 2_654_435_761) >>> 27) & 31);
  }
  return { data, stride: width, width, height };
}

/** The smallest network that doubles. */
async function fastNetwork(): Promise<Network> {
  const network = (await findNetworks("fast")).find(({ scale }) => scale === 2);
  if (network === undefined) throw new Error("there is no network that doubles");
  return network;
}

function blank(width: number, height: number, stride = width): LumaPlane {
  return { data: new Uint8Array(stride * height), stride, width, height };
}

describe("stripsOf", () => {
  it("covers every row once, in order, with the neighbours that the network looks at", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8192 }),
        fc.integer({ min: 1, max: 8192 }),
        fc.integer({ min: 0, max: 64 }),
        fc.constantFrom(1, 2, 4, 8),
        (width, height, halo, multiple) => {
          let next = 0;
          for (const { top, bottom, fromRow, toRow } of stripsOf(width, height, halo, multiple)) {
            expect(top).toBe(next);
            expect(bottom).toBeGreaterThan(top);
            expect(fromRow).toBeLessThanOrEqual(Math.max(0, top - halo));
            expect(toRow).toBeGreaterThanOrEqual(Math.min(height, bottom + halo));
            expect([fromRow % multiple, toRow <= height]).toEqual([0, true]);
            next = bottom;
          }
          expect(next).toBe(height);
        },
      ),
    );
  });

  it("gives a network at most a million pixels at a time besides their neighbours, or one row", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16_384 }), fc.integer({ min: 1, max: 8192 }), (width, height) => {
        for (const { top, bottom } of stripsOf(width, height, 10, 2))
          expect(bottom - top <= 2 || (bottom - top) * width <= 2 ** 20).toBe(true);
      }),
    );
  });

  it("leaves a 720p picture whole", () => {
    expect(stripsOf(1280, 720, 10, 2)).toEqual([{ top: 0, bottom: 720, fromRow: 0, toRow: 720 }]);
  });
});

describe("LumaEnlarger", () => {
  it("gives the same from strips as from the whole picture, pixel by pixel", { timeout: 60_000 }, async () => {
    const network = await fastNetwork();
    await using session = await NetworkSession.open(network, "cpu", 1);
    const from = picture(2048, 700);
    expect(stripsOf(from.width, from.height, network.halo, network.multiple).length).toBeGreaterThan(1);
    const inStrips = blank(from.width * network.scale, from.height * network.scale);
    await new LumaEnlarger(session).enlarge(from, inStrips);
    const whole = blank(inStrips.width, inStrips.height);
    await session.run(from.data, from.width, from.height, whole.data);
    let different = 0;
    for (const [i, value] of whole.data.entries()) if (value !== inStrips.data[i]) different++;
    expect(different).toBe(0);
  });

  it("takes odd sizes and rows with gaps between them", async () => {
    const network = await fastNetwork();
    await using session = await NetworkSession.open(network, "cpu", 1);
    const enlarger = new LumaEnlarger(session);
    const even = picture(64, 48);
    const odd = { ...even, width: 63, height: 47 };
    const to = blank(odd.width * 2, odd.height * 2, 160);
    to.data.fill(7);
    await enlarger.enlarge(odd, to);
    // What lies between the rows is not touched.
    for (let y = 0; y < to.height; y++)
      expect(to.data.subarray(y * 160 + to.width, (y + 1) * 160)).toEqual(new Uint8Array(34).fill(7));
    const full = blank(even.width * 2, even.height * 2);
    await enlarger.enlarge(even, full);
    // Away from the cut edge the picture is that of the whole.
    for (let y = 0; y < 60; y++)
      expect(to.data.subarray(y * 160, y * 160 + 90)).toEqual(
        full.data.subarray(y * full.stride, y * full.stride + 90),
      );
  });

  it("keeps the brightness of a plain picture", async () => {
    const network = await fastNetwork();
    await using session = await NetworkSession.open(network, "cpu", 1);
    for (const level of [16, 128, 235]) {
      const from = blank(32, 32);
      from.data.fill(level);
      const to = blank(64, 64);
      await new LumaEnlarger(session).enlarge(from, to);
      for (const value of to.data) expect(Math.abs(value - level)).toBeLessThanOrEqual(3);
    }
  });
});
