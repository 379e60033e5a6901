import { describe, expect, it } from "vitest";
import { type FieldCounts, scanOf } from "./interlacing.js";

const SILENT: FieldCounts = { top: 0, bottom: 0, progressive: 0, flagged: 0, flaggedTop: 0, frames: 120 };

describe("scanOf", () => {
  it("takes what neither says nor shows anything for whole pictures", () => {
    expect(scanOf(SILENT, 576)).toBe("progressive");
    expect(scanOf({ ...SILENT, progressive: 110 }, 576)).toBe("progressive");
  });

  it("believes a picture that shows its fields clearly, whatever its frames say", () => {
    expect(scanOf({ ...SILENT, top: 100, progressive: 2 }, 576)).toBe("top-field-first");
    expect(scanOf({ ...SILENT, bottom: 100 }, 576)).toBe("bottom-field-first");
    expect(scanOf({ ...SILENT, bottom: 100, flagged: 120, flaggedTop: 120 }, 576)).toBe("bottom-field-first");
  });

  it("does not take a moving pattern of a small picture for fields", () => {
    expect(scanOf({ ...SILENT, top: 100 }, 288)).toBe("progressive");
  });

  it("believes frames that call themselves interlaced where the picture tells nothing", () => {
    expect(scanOf({ ...SILENT, flagged: 120, flaggedTop: 120 }, 288)).toBe("top-field-first");
    expect(scanOf({ ...SILENT, flagged: 120 }, 288)).toBe("bottom-field-first");
  });

  it("does not believe them where the picture shows whole pictures", () => {
    expect(scanOf({ ...SILENT, flagged: 120, flaggedTop: 120, progressive: 100, top: 3 }, 576)).toBe("progressive");
  });
});
