/**
 * Which device was found fastest for a network, kept from run to run: as long as the machine, its graphics driver and the
 * program are what they were, and for a month at most, since not every driver can be seen from here.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { arch, cpus, platform, release } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../folders.js";
import { cudaProvider } from "./cuda-provider.js";
import type { DeviceChoice } from "./device-trial.js";
import type { Network } from "./network.js";
import { DEVICES, ONNX_RUNTIME_BUILD } from "./session.js";

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
/** More networks and machines than anybody has; the oldest go first. */
const MOST_ENTRIES = 200;

const memorySchema = z.record(z.string(), z.object({ device: z.enum(DEVICES), reason: z.string(), atMs: z.number() }));

/** What was found before; undefined where it has to be tried. */
export async function recallDevice(network: Network, threads: number): Promise<DeviceChoice | undefined> {
  const found = (await readMemory())[await keyOf(network, threads)];
  if (found === undefined || Date.now() - found.atMs > MONTH_MS || found.atMs > Date.now()) return undefined;
  return { device: found.device, reason: found.reason };
}

/** Keeps a choice. Where nothing can be kept it is tried again the next time. */
export async function rememberDevice(
  network: Network,
  threads: number,
  { device, reason }: DeviceChoice,
): Promise<void> {
  const memory = { ...(await readMemory()), [await keyOf(network, threads)]: { device, reason, atMs: Date.now() } };
  const kept = Object.entries(memory)
    .sort(([, one], [, other]) => other.atMs - one.atMs)
    .slice(0, MOST_ENTRIES);
  const part = `${memoryPath()}.${randomUUID()}.part`;
  try {
    await mkdir(cacheFolder(), { recursive: true });
    await writeFile(part, JSON.stringify(Object.fromEntries(kept), null, 2));
    await rename(part, memoryPath());
  } catch {
    // Read-only or full: a trial costs two seconds.
  }
}

function memoryPath(): string {
  return join(cacheFolder(), "devices.json");
}

async function readMemory(): Promise<z.infer<typeof memorySchema>> {
  try {
    return memorySchema.parse(JSON.parse(await readFile(memoryPath(), "utf8")));
  } catch {
    return {};
  }
}

/** Everything that a trial's outcome depends on, as far as it can be seen without opening a driver. */
async function keyOf(network: Network, threads: number): Promise<string> {
  const facts = {
    network: [network.sha256, network.scale],
    threads,
    machine: [platform(), arch(), release(), cpus()[0]?.model, cpus().length],
    build: [ONNX_RUNTIME_BUILD, cudaProvider().state],
    driver: await driverFacts(),
  };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/** Graphics cards and drivers by what the system tells of them. */
async function driverFacts(): Promise<string[]> {
  const { VK_ICD_FILENAMES, VK_DRIVER_FILES, CUDA_VISIBLE_DEVICES } = process.env;
  const chosen = [VK_ICD_FILENAMES, VK_DRIVER_FILES, CUDA_VISIBLE_DEVICES].map((value) => value ?? "");
  if (platform() !== "linux") return chosen;
  const listed = await Promise.all(
    ["/dev/dri", "/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"].map((folder) => readdir(folder).catch(() => [])),
  );
  const nvidia = await readFile("/proc/driver/nvidia/version", "utf8").catch(() => "");
  return [...chosen, ...listed.flat(), nvidia];
}
