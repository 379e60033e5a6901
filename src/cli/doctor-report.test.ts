import { describe, expect, it } from "vitest";
import type { Checkup } from "../render/checkup.js";
import { cudaAdvice, doctorReport } from "./doctor-report.js";

const HEALTHY: Checkup = {
  processor: { model: "A processor", cores: 8 },
  memory: { totalBytes: 16e9, freeBytes: 9e9 },
  system: { platform: "darwin", architecture: "arm64", release: "24.0", nodeVersion: "20.19.0" },
  share: { workers: 2, threadsPerWorker: 4 },
  devices: [
    { device: "cpu", isUsable: true, reason: null },
    { device: "webgpu", isUsable: false, reason: "No graphics card." },
    { device: "cuda", isUsable: false, reason: "No part." },
  ],
  cuda: { state: "not-for-this-system" },
  encoders: [
    { name: "libx264", codec: "h264", family: "x264", state: "works" },
    { name: "h264_videotoolbox", codec: "h264", family: "videotoolbox", state: "works" },
    { name: "h264_nvenc", codec: "h264", family: "nvenc", state: "absent" },
    { name: "h264_vaapi", codec: "h264", family: "vaapi", state: "absent" },
    { name: "h264_qsv", codec: "h264", family: "qsv", state: "refused" },
  ],
  networks: [{ name: "fast", version: "1", scale: 2, state: "whole" }],
  cache: { folder: "/cache", isWritable: true, usedBytes: 5e6, maxBytes: 4e9, diskFreeBytes: 80e9 },
  speed: {
    device: "cpu",
    reason: "the processor was faster",
    networks: [{ name: "fast", networkFramesPerSecond: 40, framesPerSecond: 15, minuteOfVideoSeconds: 120 }],
  },
  problems: [],
};

describe("doctorReport", () => {
  it("says of a healthy machine that everything works, and how long a minute of video takes", () => {
    const report = doctorReport("1.2.3", HEALTHY);
    expect(report).toContain("HD Local AI 1.2.3");
    expect(report).toContain("macOS 24.0 (arm64), Node.js 20.19.0");
    expect(report).toContain("VideoToolbox (macOS): works for h264");
    expect(report).toMatch(/no hardware or driver here for NVENC \(NVIDIA\), VA-API \(Linux\), Quick Sync\s+\(Intel\)/);
    expect(report).toMatch(/15\.0 frames\/s \(the network alone 40\.0\); a minute of video takes\s+about 2:00/);
    expect(report).toMatch(/Everything that is needed works\.$/);
  });

  it("says what is broken and what to do about it", () => {
    const report = doctorReport("1.2.3", {
      ...HEALTHY,
      networks: [{ name: "fast", version: "1", scale: 2, state: "changed" }],
      speed: null,
      problems: [{ what: "The weights changed.", advice: "Install again." }],
    });
    expect(report).toContain("weights are NOT as published");
    expect(report).toContain("Broken: The weights changed.\n  Install again.");
    expect(report).not.toContain("Everything that is needed works");
  });
});

describe("cudaAdvice", () => {
  it("gives the command that fetches NVIDIA's part, in one piece", () => {
    const advice = cudaAdvice({ state: "missing", installScript: "/far/install.js", installArgument: "--it" });
    expect(advice[advice.length - 1]).toMatch(/^\$ node .*install\.js --it$/);
  });

  it("says where it cannot be had, and what it needs where it is there", () => {
    expect(cudaAdvice({ state: "not-for-this-system" }).join(" ")).toContain("Linux on x64 only");
    expect(cudaAdvice({ state: "there" }).join(" ")).toContain("CUDA 12");
  });
});
