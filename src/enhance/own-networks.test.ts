import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EnlargerForm, enlargerFile, onnxFile } from "../../test/support/onnx-file.js";
import { examineNetwork } from "./examination.js";
import { addOwnNetwork, foreignNetwork, listOwnNetworks, removeOwnNetwork } from "./own-networks.js";
import { findNetworks } from "./registry.js";
import { NetworkSession } from "./session.js";
import { type SamplePlane, Tiles } from "./tiles.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-own-networks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const before = { data: process.env["HD_LOCAL_DATA"], cache: process.env["HD_LOCAL_CACHE"] };
let count = 0;
beforeEach(() => {
  count++;
  process.env["HD_LOCAL_DATA"] = join(folder, `data ${count}`);
  process.env["HD_LOCAL_CACHE"] = join(folder, `cache ${count}`);
});
afterEach(() => {
  restore("HD_LOCAL_DATA", before.data);
  restore("HD_LOCAL_CACHE", before.cache);
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Puts a made network into a file. */
function fileOf(bytes: Buffer, name = "made"): string {
  const path = join(folder, `${name} ${count}.onnx`);
  writeFileSync(path, bytes);
  return path;
}

const LUMA: EnlargerForm = { scale: 2, channels: 1, type: "float32" };

describe("what a network is, from running it", () => {
  it.each<[string, EnlargerForm, object]>([
    ["luma in bytes", { scale: 2, channels: 1, type: "uint8" }, { scale: 2, white: 255, channels: 1 }],
    ["luma in floats of any size", LUMA, { scale: 2, white: 1, channels: 1 }],
    ["RGB in floats, four times", { scale: 4, channels: 3, type: "float32" }, { scale: 4, white: 1, channels: 3 }],
    ["RGB in half floats, restored", { scale: 1, channels: 3, type: "float16" }, { scale: 1, channels: 3 }],
    [
      "RGB in half floats of one size",
      { scale: 2, channels: 3, type: "float16", sides: { width: 64, height: 48 } },
      { scale: 2, channels: 3, fixedSize: { width: 64, height: 48 } },
    ],
    ["numbers up to 255", { ...LUMA, scale: 3, limits: [4, 250] }, { scale: 3, white: 255 }],
    ["RGB in bytes", { scale: 2, channels: 3, type: "uint8" }, { white: 255, channels: 3 }],
  ])("finds %s", async (_, form, expected) => {
    const { scale, form: found } = await examineNetwork(enlargerFile(form), "made", 1);
    expect({ scale, ...found, input: found.input }).toMatchObject({ ...expected, input: form.type, output: form.type });
  });

  it("finds how far it looks, and of what its sides are multiples", async () => {
    const looking = { ...LUMA, blurRadius: 9, multiple: 4 };
    expect(await examineNetwork(enlargerFile(looking), "made", 1)).toMatchObject({
      halo: 12,
      multiple: 4,
      looksEverywhere: false,
    });
    expect(await examineNetwork(enlargerFile(LUMA), "made", 1)).toMatchObject({ halo: 0, multiple: 2 });
    const far = { ...LUMA, blurRadius: 60 };
    // What a picture of one tone becomes says nothing of it: a mean over so many pixels is hardly the picture any more.
    await expect(examineNetwork(enlargerFile(far), "made", 1)).rejects.toThrow(/not the picture/);
  });

  it.each<[string, Buffer, RegExp]>([
    ["what is no ONNX file", Buffer.from("a letter, not a network"), /not an ONNX file/],
    ["what takes numbers, not pictures", graphOf(["float32", [1, 8]], "Relu"), /does not take pictures/],
    ["four channels", graphOf(["float32", [1, 4, "h", "w"]], "Relu"), /4 channels/],
    ["channels last", graphOf(["float32", [1, "h", "w", 3]], "Relu"), /cannot be used/],
    ["channels last, in a fixed form", graphOf(["float32", [1, 64, 64, 3]], "Relu"), /channels last/],
    ["whole numbers of a kind that no picture has", graphOf(["int64", [1, 3, "h", "w"]], "Abs"), /counts in int64/],
    ["what gives another picture", graphOf(["float32", [1, 1, "h", "w"]], "Neg"), /not the picture that went in/],
    ["what gives no picture", graphOf(["float32", [1, 3, "h", "w"]], "Flatten"), /which is not the same picture/],
  ])("refuses %s", async (_, bytes, reason) => {
    await expect(examineNetwork(bytes, "made", 1)).rejects.toMatchObject({
      code: "network-invalid",
      message: expect.stringMatching(reason),
    });
  });
});

/** A graph of one step. */
function graphOf([type, shape]: ["float32" | "int64", (number | string)[]], operator: string): Buffer {
  const out = shape.map((_, i) => `side${i}`).slice(0, operator === "Flatten" ? 2 : 4);
  return onnxFile({
    inputs: [{ name: "in", type, shape }],
    outputs: [{ name: "out", type, shape: out }],
    weights: [],
    nodes: [{ operator, inputs: ["in"], outputs: ["out"] }],
  });
}

describe("a network of a person's own", () => {
  it("is copied, found by its name, and goes again", async () => {
    const path = fileOf(enlargerFile(LUMA), "My network");
    const added = await addOwnNetwork(path, { taken: ["fast"], mayReplace: false });
    expect(added.name).toBe(`My-network-${count}`);
    rmSync(path);
    expect((await listOwnNetworks()).map(({ name, scale }) => [name, scale])).toEqual([[added.name, 2]]);
    expect(await findNetworks(added.name)).toHaveLength(1);
    await removeOwnNetwork(added.name);
    expect([await listOwnNetworks(), existsSync(added.path)]).toEqual([[], false]);
    await expect(removeOwnNetwork(added.name)).rejects.toThrow(/no network/);
  });

  it("does not take a name that is another's", async () => {
    const path = fileOf(enlargerFile(LUMA));
    const add = (name: string, mayReplace = false) => addOwnNetwork(path, { name, taken: ["fast"], mayReplace });
    await expect(add("fast")).rejects.toThrow(/taken/);
    await expect(add("../fast")).rejects.toThrow(/letters/);
    await add("mine");
    await expect(add("mine")).rejects.toThrow(/already/);
    await add("mine", true);
  });

  it("is not kept where it is no enlarger", async () => {
    const path = fileOf(Buffer.from("nothing of the kind"));
    await expect(addOwnNetwork(path, { name: "mine", taken: [], mayReplace: false })).rejects.toThrow(
      /cannot be opened/,
    );
    expect(await listOwnNetworks()).toEqual([]);
  });
});

/** Waves and grain, as a plane of bytes. */
function plane(width: number, height: number): SamplePlane {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return 100 + 60 * Math.sin(x / 9) * Math.cos(y / 7) + ((Math.imul(i, 2_654_435_761) >>> 27) & 31);
  });
  return { data, stride: width, width, height };
}

describe("a foreign network in tiles", () => {
  it.each<[string, EnlargerForm]>([
    ["of any size, in floats", { ...LUMA, blurRadius: 5 }],
    ["of any size, in half floats, RGB", { scale: 2, channels: 3, type: "float16", blurRadius: 3, multiple: 4 }],
    ["of one size", { scale: 2, channels: 1, type: "float32", blurRadius: 4, sides: { width: 64, height: 48 } }],
  ])("%s gives what the whole picture gives, but for a step", async (_, form) => {
    const network = await foreignNetwork(fileOf(enlargerFile(form)));
    await using session = await NetworkSession.open(
      { ...network, form: { ...network.form, mostPixels: 64 * 64 } },
      "cpu",
      1,
    );
    const [width, height] = [203, 149];
    const from = Array.from({ length: form.channels }, () => plane(width, height));
    const to = from.map(() => ({
      data: new Uint8Array(width * height * 4),
      stride: width * 2,
      width: width * 2,
      height: height * 2,
    }));
    await new Tiles(session).draw(from, to, { left: 0, top: 0, right: width, bottom: height });
    const radius = form.blurRadius ?? 0;
    const whole = wholeOf(from[0]?.data ?? new Uint8Array(0), width, height, radius);
    let apart = 0;
    for (const { data } of to) {
      for (const [i, value] of data.entries()) {
        const [x, y] = [Math.floor((i % (2 * width)) / 2), Math.floor(i / (2 * width) / 2)];
        // Beyond the right and the lower edge the last pixels are repeated.
        const isInside = x < width - radius && y < height - radius;
        if (isInside && Math.abs(value - (whole[i] ?? 0)) > 1) apart++;
      }
    }
    expect(apart).toBe(0);
  });

  it("is examined once, and remembered", async () => {
    const path = fileOf(enlargerFile(LUMA));
    const first = await foreignNetwork(path);
    expect(existsSync(join(folder, `cache ${count}`, "networks", `${first.sha256}.json`))).toBe(true);
    expect(await foreignNetwork(path)).toEqual(first);
  });
});

/** What the made network does: means of as many samples as there are, each as a square. */
function wholeOf(data: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const out = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sum, samples] = [0, 0];
      for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++)
        for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++, samples++)
          sum += data[v * width + u] ?? 0;
      const value = Math.round(sum / samples);
      for (const at of [0, 1, width * 2, width * 2 + 1]) out[y * 2 * width * 2 + x * 2 + at] = value;
    }
  }
  return out;
}
