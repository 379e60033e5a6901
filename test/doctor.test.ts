/** `hd-local doctor` on this very machine. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Checkup } from "../src/render/checkup.js";
import { Workplace } from "./support/program.js";
import { killGroup, startProgram } from "./support/program-run.js";

const place = new Workplace();

/** Temporary folders of speed tests. */
function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("hd-local-doctor-"));
}

describe("doctor", () => {
  let checkup: Checkup & { version: string };

  beforeAll(async () => {
    const { code, stdout, stderr } = await place.run(["doctor", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    checkup = JSON.parse(stdout) as typeof checkup;
  });

  it("finds nothing broken on a healthy machine", () => {
    expect(checkup.problems).toEqual([]);
  });

  it("describes the machine", () => {
    expect(checkup.processor.cores).toBeGreaterThan(0);
    expect(checkup.memory.totalBytes).toBeGreaterThan(checkup.memory.freeBytes);
    expect(checkup.system.nodeVersion).toBe(process.versions.node);
    expect(checkup.cache).toMatchObject({ folder: place.cache, isWritable: true });
    expect(checkup.cache.diskFreeBytes).toBeGreaterThan(0);
  });

  it("has tried every device and every encoder", () => {
    expect(checkup.devices.map(({ device }) => device)).toEqual(["cpu", "webgpu", "cuda"]);
    for (const { isUsable, reason } of checkup.devices) expect(isUsable).toBe(reason === null);
    const inSoftware = checkup.encoders.filter(({ family }) => family === "x264");
    expect(inSoftware.map(({ name, state }) => [name, state])).toEqual([
      ["libx264", "works"],
      ["libx265", "works"],
      ["libvpx-vp9", "works"],
      ["libsvtav1", "works"],
    ]);
    expect(checkup.encoders.length).toBe(20);
  });

  it("has measured every network that doubles, by itself and with everything else", () => {
    expect(checkup.networks.length).toBeGreaterThan(0);
    for (const { state } of checkup.networks) expect(state).toBe("whole");
    const doubling = checkup.networks.filter(({ scale }) => scale === 2);
    expect(checkup.speed?.networks.map(({ name }) => name)).toEqual(doubling.map(({ name }) => name));
    for (const { networkFramesPerSecond, framesPerSecond, minuteOfVideoSeconds } of checkup.speed?.networks ?? []) {
      expect(framesPerSecond).toBeGreaterThan(0);
      expect(framesPerSecond).toBeLessThanOrEqual(networkFramesPerSecond * 1.5);
      expect(minuteOfVideoSeconds).toBeCloseTo(1800 / framesPerSecond, 3);
    }
  });

  it("puts its temporary files away when it is cancelled", async () => {
    const before = leftovers();
    const run = startProgram(["doctor"], { cache: place.cache });
    const deadline = Date.now() + 50_000;
    while (leftovers().length === before.length && Date.now() < deadline)
      await new Promise((wake) => setTimeout(wake, 50));
    expect(leftovers().length).toBeGreaterThan(before.length);
    killGroup(run.child, "SIGINT");
    const { code, stdout } = await run.finished;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(leftovers()).toEqual(before);
  });

  it("says what is broken and what to do, without measuring first, and fails", async () => {
    const blocked = join(place.folder, "a-file");
    writeFileSync(blocked, "");
    const { code, stdout } = await place.run(["doctor"], { cache: join(blocked, "cache") });
    expect(code).toBe(1);
    expect(stdout).toMatch(/Broken: The cache folder .* cannot be written to\.\n {2}Set HD_LOCAL_CACHE/);
    expect(stdout).not.toMatch(/frames\/s/);
    expect(existsSync(blocked)).toBe(true);
  });
});
