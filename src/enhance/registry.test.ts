import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { enlargerFile } from "../../test/support/onnx-file.js";
import { LUMA_BYTES, type Network } from "./network.js";
import { bestFitting, listNetworks, networkFor } from "./registry.js";
import { NetworkSession } from "./session.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ofScale(scale: number): Network {
  return { name: "made", path: "", scale, multiple: 2, halo: 4, form: LUMA_BYTES, sha256: String(scale) };
}
const ALL = [1, 1.5, 2, 3].map(ofScale);

describe("the network for a ratio", () => {
  it.each([
    [1, 1],
    [1.05, 1],
    [1.2, 1.5],
    [1.5, 1.5],
    [1.51, 1.5],
    [1.6, 2],
    [2, 2],
    [2.25, 3],
    [3, 3],
    [9, 3],
  ])("at %s is the one of ×%s", (ratio, scale) => {
    expect(bestFitting(ALL, ratio)?.scale).toBe(scale);
  });

  it("is none where the picture is made smaller, or keeps its size and none restores", () => {
    expect(bestFitting(ALL, 0.5)).toBeUndefined();
    expect(bestFitting([ofScale(2)], 1)).toBeUndefined();
    expect(bestFitting([], 2)).toBeUndefined();
  });

  it("reaches the ratio wherever one of them can", () => {
    fc.assert(
      fc.property(fc.double({ min: 1.11, max: 8, noNaN: true }), fc.subarray(ALL, { minLength: 1 }), (ratio, some) => {
        const most = Math.max(...some.map(({ scale }) => scale));
        expect(bestFitting(some, ratio)?.scale).toBeGreaterThanOrEqual(Math.min(most, ratio / 1.02));
      }),
    );
  });

  it("is none where none is wanted", async () => {
    expect(await networkFor({ network: "none" }, 2)).toBeUndefined();
    expect(await networkFor({ network: "fast", strength: 0 }, 1)).toBeUndefined();
  });

  it("says so where its strength cannot be chosen", async () => {
    const path = join(folder, "one-end.onnx");
    writeFileSync(path, enlargerFile({ scale: 2, channels: 1, type: "uint8" }));
    await expect(networkFor({ network: path, strength: 50 }, 2)).rejects.toThrow(/one strength only at ×2/);
  });
});

describe("our networks", () => {
  it("have different names or scales, each", async () => {
    const names = (await listNetworks()).map(({ name, scale }) => `${name} ×${scale}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(["fast", "balanced", "best"])("do something at every ratio: %s", async (network) => {
    for (const ratio of [1, 1.5, 2, 3])
      expect((await networkFor({ network }, ratio))?.scale).toBeGreaterThanOrEqual(ratio);
  });

  it("open at both ends of their strength and in between", async () => {
    for (const network of await listNetworks()) {
      if (network.strength === undefined) continue;
      for (const percent of [0, 50, 100]) {
        const session = await NetworkSession.open({ ...network, strength: { ...network.strength, percent } }, "cpu", 1);
        await session[Symbol.asyncDispose]();
      }
    }
  });
});

describe("the strength of a network", () => {
  it("moves what comes out between its two ends", async () => {
    const form = { scale: 2, channels: 1, type: "uint8" } as const;
    const [path, strongPath] = [join(folder, "weak.onnx"), join(folder, "strong.onnx")];
    writeFileSync(path, enlargerFile(form));
    writeFileSync(strongPath, enlargerFile({ ...form, offset: 40 }));
    const pixelAt = async (percent: number): Promise<number | undefined> => {
      const strength = { percent, strongPath, strongSha256: "" };
      await using session = await NetworkSession.open({ ...ofScale(2), path, strength }, "cpu", 1);
      const out = new Uint8Array(16);
      await session.run(new Uint8Array(4).fill(100), 2, 2, out);
      return out[0];
    };
    expect([await pixelAt(0), await pixelAt(50), await pixelAt(100)]).toEqual([100, 120, 140]);
  });
});
