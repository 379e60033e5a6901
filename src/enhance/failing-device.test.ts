import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Runtime from "onnxruntime-node";
import { afterAll, describe, expect, it, vi } from "vitest";
import { enlargerFile } from "../../test/support/onnx-file.js";
import { chooseDevice } from "./device-trial.js";
import { LUMA_BYTES, type Network } from "./network.js";
import { NetworkSession } from "./session.js";

/** Runs that the graphics card still does; it is the processor in truth. */
let goodRuns = 0;

vi.mock("onnxruntime-node", async (original) => {
  const runtime = await original<typeof Runtime>();
  const create = async (bytes: Uint8Array, options: Runtime.InferenceSession.SessionOptions) => {
    const [device] = options.executionProviders ?? [];
    if (device === "cuda") throw new Error("no such provider");
    const session = await runtime.InferenceSession.create(bytes, { ...options, executionProviders: ["cpu"] });
    if (device !== "webgpu") return session;
    return new Proxy(session, {
      get(target, name) {
        if (name === "run" && goodRuns-- <= 0) return () => Promise.reject(new Error("device lost"));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  return { ...runtime, InferenceSession: { create } };
});

const folder = mkdtempSync(join(tmpdir(), "hd-local-failing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "made.onnx");
writeFileSync(path, enlargerFile({ scale: 2, channels: 1, type: "uint8" }));
const NETWORK: Network = { name: "made", path, scale: 2, multiple: 2, halo: 0, form: LUMA_BYTES, sha256: "" };

describe("a graphics card that fails", () => {
  it("is told apart from one that is not there", async () => {
    goodRuns = 1;
    await using session = await NetworkSession.open(NETWORK, "webgpu", 1);
    const out = new Uint8Array(16);
    await session.run(new Uint8Array(4).fill(50), 2, 2, out);
    expect(out[0]).toBe(50);
    await expect(session.run(new Uint8Array(4), 2, 2, out)).rejects.toMatchObject({ code: "device-failed" });
    await expect(NetworkSession.open(NETWORK, "cuda", 1)).rejects.toMatchObject({ code: "device-unavailable" });
  });

  it("is not chosen where it fails in its trial, and is where it works", async () => {
    goodRuns = 0;
    expect(await chooseDevice(NETWORK, "auto", 1)).toEqual({
      device: "cpu",
      reason: "the graphics card failed its trial",
    });
    goodRuns = Number.POSITIVE_INFINITY;
    expect((await chooseDevice(NETWORK, "auto", 1)).reason).toMatch(/times as fast/);
  });
});
