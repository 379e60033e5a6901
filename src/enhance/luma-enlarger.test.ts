import { describe, expect, it } from "vitest";
import { LumaEnlarger } from "./luma-enlarger.js";
import type { Network } from "./network.js";
import { findNetworks } from "./registry.js";
import { NetworkSession } from "./session.js";
import { piecesOf, type SamplePlane } from "./tiles.js";

/** The same noise over soft waves for the same size: detail at every place. */
function picture(width: number, height: number): SamplePlane {
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

function blank(width: number, height: number, stride = width): SamplePlane {
  return { data: new Uint8Array(stride * height), stride, width, height };
}

describe("LumaEnlarger", () => {
  it("gives the same from strips as from the whole picture, pixel by pixel", { timeout: 60_000 }, async () => {
    const network = await fastNetwork();
    await using session = await NetworkSession.open(network, "cpu", 1);
    const from = picture(2048, 700);
    const whole = { left: 0, top: 0, right: from.width, bottom: from.height };
    expect(piecesOf(whole, from, network).length).toBeGreaterThan(1);
    const inStrips = blank(from.width * network.scale, from.height * network.scale);
    await new LumaEnlarger(session).enlarge(from, inStrips);
    const atOnce = blank(inStrips.width, inStrips.height);
    await session.run(from.data, from.width, from.height, atOnce.data);
    let different = 0;
    for (const [i, value] of atOnce.data.entries()) if (value !== inStrips.data[i]) different++;
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

  it("makes a frame of which parts have changed the same as one that is made anew, pixel by pixel", async () => {
    await using session = await NetworkSession.open(await fastNetwork(), "cpu", 1);
    const follower = new LumaEnlarger(session);
    const frame = picture(320, 180);
    const places = [
      [],
      [[40, 30]],
      [
        [300, 170],
        [0, 0],
      ],
      [],
      [
        [160, 90],
        [170, 95],
        [10, 170],
      ],
    ] as const;
    for (const [round, changes] of places.entries()) {
      for (const [left, top] of changes)
        for (let y = top; y < Math.min(180, top + 12); y++)
          for (let x = left; x < Math.min(320, left + 12); x++)
            frame.data[y * 320 + x] = (x * 31 + y * 17 + round * 50) & 255;
      const [followed, anew] = [blank(640, 360, 672), blank(640, 360)];
      const isNew = await follower.enlarge(frame, followed);
      expect(isNew).toBe(round === 0 || changes.length > 0);
      await new LumaEnlarger(session).enlarge(frame, anew);
      for (let y = 0; y < 360; y++) {
        const row = followed.data.subarray(y * 672, y * 672 + 640);
        expect(Buffer.compare(row, anew.data.subarray(y * 640, (y + 1) * 640))).toBe(0);
      }
    }
  });

  it("does not run the network for what has not changed, nor for what is flat", async () => {
    const network = await fastNetwork();
    await using session = await NetworkSession.open(network, "cpu", 1);
    let pixels = 0;
    const run = session.run.bind(session);
    session.run = (luma, width, height, enlarged) => {
      pixels += width * height;
      return run(luma, width, height, enlarged);
    };
    const enlarger = new LumaEnlarger(session);
    const frame = picture(320, 192);
    for (let y = 0; y < 96; y++) frame.data.fill(90, y * 320, (y + 1) * 320);
    const to = blank(640, 384);
    await enlarger.enlarge(frame, to);
    expect(pixels).toBeLessThan(320 * 192 * 0.75);
    pixels = 0;
    await enlarger.enlarge(frame, to);
    expect(pixels).toBe(0);
    frame.data[150 * 320 + 200] = 255;
    await enlarger.enlarge(frame, to);
    expect(pixels).toBeGreaterThan(0);
    expect(pixels).toBeLessThan(320 * 192 * 0.2);
    enlarger.forget();
    pixels = 0;
    await enlarger.enlarge(frame, to);
    expect(pixels).toBeGreaterThan(320 * 192 * 0.5);
  });

  it("keeps what only noise has changed, and sees a fade by one step and a single pixel", async () => {
    await using session = await NetworkSession.open(await fastNetwork(), "cpu", 1);
    const first = picture(64, 48);
    const isNewAfter = async (change: (value: number, i: number) => number): Promise<boolean> => {
      const enlarger = new LumaEnlarger(session);
      const to = blank(128, 96);
      await enlarger.enlarge(first, to);
      return enlarger.enlarge({ ...first, data: first.data.map(change) }, to);
    };
    expect(await isNewAfter((value, i) => value + ((Math.imul(i, 2_654_435_761) >>> 30) % 3) - 1)).toBe(false);
    expect(await isNewAfter((value) => value + 1)).toBe(true);
    expect(await isNewAfter((value, i) => value + (i === 1000 ? 9 : 0))).toBe(true);
  });

  it("follows a change that comes a little at a time", async () => {
    await using session = await NetworkSession.open(await fastNetwork(), "cpu", 1);
    const enlarger = new LumaEnlarger(session);
    const frame = picture(64, 48);
    const to = blank(128, 96);
    for (let round = 0; round < 200; round++) {
      // One pixel of a block by one step: too little to be seen, but not for ever.
      const place = ((round * 5) % 48) * 64 + ((round * 7) % 64);
      frame.data[place] = Math.min(255, (frame.data[place] ?? 0) + 1);
      await enlarger.enlarge(frame, to);
      const anew = blank(128, 96);
      await new LumaEnlarger(session).enlarge(frame, anew);
      let squares = 0;
      for (const [i, value] of anew.data.entries()) squares += (value - (to.data[i] ?? 0)) ** 2;
      expect(squares / to.data.length).toBeLessThan(1.5);
    }
  });
});
