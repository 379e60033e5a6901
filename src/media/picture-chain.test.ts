import { describe, expect, it } from "vitest";
import { assumedMatrix, pictureChain } from "./picture-chain.js";
import type { VideoStream } from "./probe.js";

const BT709 = { range: "limited", matrix: "bt709", primaries: "bt709", transfer: "bt709" } as const;
const UNKNOWN = { range: undefined, matrix: undefined, primaries: undefined, transfer: undefined };

function stream(facts: Partial<VideoStream>): VideoStream {
  return {
    index: 0,
    codec: "h264",
    decodable: true,
    width: 640,
    height: 360,
    pixelFormat: "yuv420p",
    bitDepth: 8,
    timeBase: { num: 1, den: 90_000 },
    statedFps: 25,
    orientation: { rotationDegrees: 0, flip: false },
    sampleAspectRatio: 1,
    colour: BT709,
    ...facts,
  };
}

describe("pictureChain", () => {
  it("leaves a picture alone that has the one form already", () => {
    expect(pictureChain(stream({}), "progressive")).toEqual({
      description: "format=yuv420p",
      prerollFrames: 0,
      format: "yuv420p",
      width: 640,
      height: 360,
      conversions: [],
    });
  });

  it("swaps width and height of what is turned by a quarter, and only of that", () => {
    for (const rotationDegrees of [90, 270] as const) {
      const chain = pictureChain(stream({ orientation: { rotationDegrees, flip: false } }), "progressive");
      expect(chain).toMatchObject({ width: 360, height: 640, conversions: [`turned upright (${rotationDegrees}°)`] });
    }
    const half = pictureChain(stream({ orientation: { rotationDegrees: 180, flip: false } }), "progressive");
    expect(half).toMatchObject({ width: 640, height: 360 });
  });

  it("deinterlaces with the right field first, and warms the filter up", () => {
    const chain = pictureChain(stream({}), "bottom-field-first");
    expect(chain.description).toMatch(/^bwdif=mode=send_frame:parity=bff/);
    expect(chain.prerollFrames).toBeGreaterThan(0);
    expect(chain.conversions).toEqual(["deinterlaced"]);
  });

  it("deinterlaces before it turns: fields are lines of the stored picture", () => {
    const { description } = pictureChain(
      stream({ orientation: { rotationDegrees: 90, flip: false } }),
      "top-field-first",
    );
    expect(description.indexOf("bwdif")).toBeLessThan(description.indexOf("transpose"));
  });

  it("converts BT.601 and full range on purpose, and says so", () => {
    const pal = pictureChain(stream({ colour: { ...BT709, matrix: "bt470bg" } }), "progressive");
    expect(pal.description).toContain("ispace=bt470bg");
    expect(pal.conversions).toEqual(["BT.601 to BT.709"]);
    const full = pictureChain(stream({ colour: { ...BT709, range: "full" } }), "progressive");
    expect(full.description).toContain("irange=pc");
    expect(full.conversions).toEqual(["full range to limited"]);
  });

  it("takes small pictures without a word on colour for BT.601, large ones for BT.709", () => {
    expect(pictureChain(stream({ colour: UNKNOWN }), "progressive").conversions).toEqual(["BT.601 to BT.709"]);
    const large = stream({ colour: UNKNOWN, width: 1280, height: 720 });
    expect(pictureChain(large, "progressive").conversions).toEqual([]);
    expect(assumedMatrix({ width: 720, height: 1280 })).toBe("bt709");
    expect(assumedMatrix({ width: 720, height: 576 })).toBe("smpte170m");
  });

  it.each([
    ["pq", "smpte2084"],
    ["hlg", "arib-std-b67"],
  ])("tone-maps HDR (%s) to 8 bits", (name, transfer) => {
    const colour = { range: "limited", matrix: "bt2020nc", primaries: "bt2020", transfer } as const;
    const chain = pictureChain(stream({ colour, pixelFormat: "yuv420p10le", bitDepth: 10 }), "progressive");
    expect(chain.format).toBe("yuv420p");
    expect(chain.conversions).toEqual([`HDR (${name.toUpperCase()}) tone-mapped to SDR`]);
  });

  it.each([
    ["yuv420p10le", "yuv420p"],
    ["nv12", "yuv420p"],
    ["p010le", "yuv420p"],
    ["yuv422p", "yuv422p"],
    ["yuyv422", "yuv422p"],
    ["yuv444p12le", "yuv444p"],
    ["yuv411p", "yuv444p"],
    ["rgb24", "yuv444p"],
    ["gbrp", "yuv444p"],
    ["gray", "yuv420p"],
  ])("keeps the chroma resolution of %s, as %s", (pixelFormat, format) => {
    expect(pictureChain(stream({ pixelFormat }), "progressive").format).toBe(format);
  });

  it("gives 4:2:2 a form that can be turned by a quarter", () => {
    const turned = stream({ pixelFormat: "yuv422p", orientation: { rotationDegrees: 90, flip: false } });
    expect(pictureChain(turned, "progressive").format).toBe("yuv444p");
  });
});
