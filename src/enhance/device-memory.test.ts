import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { recallDevice, rememberDevice } from "./device-memory.js";
import { LUMA_BYTES, type Network } from "./network.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-devices-"));
beforeAll(() => void vi.stubEnv("HD_LOCAL_CACHE", folder));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const NETWORK: Network = { name: "made", path: "", scale: 2, multiple: 2, halo: 4, form: LUMA_BYTES, sha256: "a" };
const CHOICE = { device: "webgpu", reason: "the graphics card was 3.0 times as fast in a trial" } as const;

describe("the device that was found fastest", () => {
  it("is remembered for its network and its threads", async () => {
    expect(await recallDevice(NETWORK, 2)).toBeUndefined();
    await rememberDevice(NETWORK, 2, CHOICE);
    expect(await recallDevice(NETWORK, 2)).toEqual(CHOICE);
    expect(await recallDevice(NETWORK, 1)).toBeUndefined();
    expect(await recallDevice({ ...NETWORK, sha256: "b" }, 2)).toBeUndefined();
  });

  it("is looked for again where another driver is chosen, after a month, and where the note cannot be read", async () => {
    await rememberDevice(NETWORK, 2, CHOICE);
    vi.stubEnv("VK_ICD_FILENAMES", "/another/driver.json");
    expect(await recallDevice(NETWORK, 2)).toBeUndefined();
    vi.stubEnv("VK_ICD_FILENAMES", undefined);
    const path = join(folder, "devices.json");
    const note = readFileSync(path, "utf8");
    writeFileSync(path, note.replace(/"atMs": \d+/g, `"atMs": ${Date.now() - 31 * 24 * 3600 * 1000}`));
    expect(await recallDevice(NETWORK, 2)).toBeUndefined();
    writeFileSync(path, note.slice(0, 20));
    expect(await recallDevice(NETWORK, 2)).toBeUndefined();
    await rememberDevice(NETWORK, 2, CHOICE);
    expect(await recallDevice(NETWORK, 2)).toEqual(CHOICE);
  });
});
