import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enlargerFile, onnxFile } from "../../test/support/onnx-file.js";
import { fromFloat16, toFloat16 } from "./float16.js";
import { blendWeights } from "./weight-blend.js";

const FORM = { scale: 2, channels: 1, type: "float32" } as const;

describe("blendWeights", () => {
  it("gives either end, and what lies between", () => {
    const weak = enlargerFile({ ...FORM, offset: 1 });
    const strong = enlargerFile({ ...FORM, offset: 5 });
    expect(Buffer.from(blendWeights(weak, strong, 0))).toEqual(weak);
    expect(Buffer.from(blendWeights(weak, strong, 1))).toEqual(strong);
    expect(Buffer.from(blendWeights(weak, strong, 0.25))).toEqual(enlargerFile({ ...FORM, offset: 2 }));
  });

  it("mixes weights of sixteen bits too", () => {
    const form = { ...FORM, type: "float16" } as const;
    const [weak, strong] = [enlargerFile({ ...form, offset: -1 }), enlargerFile({ ...form, offset: 3 })];
    expect(Buffer.from(blendWeights(weak, strong, 0.5))).toEqual(enlargerFile({ ...form, offset: 1 }));
  });

  it("refuses two networks that are not of the same graph", () => {
    const network = enlargerFile(FORM);
    expect(() => blendWeights(network, enlargerFile({ ...FORM, channels: 3 }), 0.5)).toThrow(/same graph|length/);
    expect(() => blendWeights(network, network.subarray(1), 0.5)).toThrow(/length/);
    const other = { inputs: [], outputs: [], weights: [] };
    const node = { inputs: ["a"], outputs: ["b"] };
    const [one, two] = ["Add", "Sub"].map((operator) => onnxFile({ ...other, nodes: [{ ...node, operator }] }));
    expect(() => blendWeights(one ?? network, two ?? network, 0.5)).toThrow(/same graph/);
  });

  it("says so where a file is none of ONNX", () => {
    const text = Buffer.from("This is not a network, and was never meant to be one.");
    expect(() => blendWeights(text, text, 0.5)).toThrow(/ONNX|breaks off/);
  });
});

describe("numbers of sixteen bits", () => {
  it("come back as they were, all of them", () => {
    for (let bits = 0; bits < 65_536; bits++) {
      const value = fromFloat16(bits);
      if (!Number.isNaN(value)) expect(toFloat16(value)).toBe(bits);
    }
  });

  it("are the nearest there is", () => {
    fc.assert(
      fc.property(fc.double({ min: -65_000, max: 65_000, noNaN: true }), (value) => {
        const error = (bits: number): number => Math.abs(fromFloat16(bits) - value);
        const nearest = toFloat16(value);
        const [before, after] = [error(Math.max(0, nearest - 1)), error(nearest + 1)];
        expect(error(nearest) <= before || Number.isNaN(before)).toBe(true);
        expect(error(nearest) <= after || Number.isNaN(after)).toBe(true);
      }),
    );
  });
});
