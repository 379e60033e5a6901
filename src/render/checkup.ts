/** What this machine can do, and how fast: everything that the main job needs, tried. */
import { access, constants, mkdir, mkdtemp, readdir, rm, stat, statfs } from "node:fs/promises";
import { arch, availableParallelism, cpus, freemem, platform, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { type CudaProvider, cudaProvider } from "../enhance/cuda-provider.js";
import type { DeviceChoice } from "../enhance/device-trial.js";
import type { Network } from "../enhance/network.js";
import { listNetworks } from "../enhance/registry.js";
import type { Device } from "../enhance/session.js";
import { Fault, toFault } from "../faults.js";
import { cacheFolder } from "../folders.js";
import type { EncoderState } from "../media/encoder-trial.js";
import { ENCODER_NAMES, type EncoderFamily, type VideoCodec } from "../media/video-encoder.js";
import { MAX_CACHE_BYTES } from "./chunk-cache.js";
import { type DeviceTrial, fastestDevice, tryDevices } from "./means.js";
import { DEFAULT_OPTIONS, decideRender } from "./plan.js";
import { hashFile } from "./source-hash.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

/** Everything found, as `hd-local doctor --json` gives it. */
export interface Checkup {
  processor: { model: string; cores: number };
  memory: { totalBytes: number; freeBytes: number };
  system: { platform: string; architecture: string; release: string; nodeVersion: string };
  /** How the processor's cores are shared out. */
  share: { workers: number; threadsPerWorker: number };
  /** What can run the networks. */
  devices: DeviceTrial[];
  cuda: CudaProvider;
  encoders: { name: string; codec: VideoCodec; family: EncoderFamily; state: EncoderState }[];
  networks: { name: string; version: string | null; scale: number; state: WeightsState }[];
  cache: { folder: string; isWritable: boolean; usedBytes: number; maxBytes: number; diskFreeBytes: number };
  /** Null where something is broken. */
  speed: SpeedReport | null;
  /** What keeps the main job from working, and what to do about it; empty on a healthy machine. */
  problems: Problem[];
}

/** `changed`: the weights are not those that were published. */
export type WeightsState = "whole" | "changed" | "missing";

/** How fast enlarging 960×540 to 1920×1080 is here. */
export interface SpeedReport {
  device: Device;
  /** Why this device was chosen. */
  reason: string;
  networks: NetworkSpeedReport[];
}

/** One network's speed. */
export interface NetworkSpeedReport {
  name: string;
  /** The network by itself. */
  networkFramesPerSecond: number;
  /** With decoding and encoding: measured for the first network, worked out from it for the others. */
  framesPerSecond: number;
  /** Time for a minute of video at 30 frames a second. */
  minuteOfVideoSeconds: number;
}

/** Something that is broken. */
export interface Problem {
  what: string;
  advice: string;
}

const REINSTALL =
  "Get the program anew: a fresh copy of its folder with `npm ci` in it, or `npm i -g --ignore-scripts hd-local-ai`.";

/** The video that speed is told for. */
const SAMPLE = { width: 960, height: 540, scale: 2, fps: 30, minuteFrames: 1800 };
const NETWORK_TEST_MS = 2000;
const WHOLE_TEST_SECONDS = 2.5;
/** Frames of the clip of the whole test: enough to fill decoder, network and encoder, at most one chunk. */
const LEAST_CLIP_FRAMES = 15;
const MOST_CLIP_FRAMES = 120;
/** Less room than this on the cache's disk is too little for even a short clip. */
const LEAST_FREE_BYTES = 300_000_000;

/**
 * Looks at the machine.
 * @param onStep told what is looked at next.
 * @throws Fault `cancelled`.
 */
export async function examineMachine(pool: WorkerPool, onStep: (step: string) => void): Promise<Checkup> {
  const problems: Problem[] = [];
  onStep("looking at the disk");
  const cache = await examineCache(problems);
  onStep("checking the networks");
  const { whole, all } = await examineNetworks(problems);
  const doubling = whole.filter(({ scale }) => scale === SAMPLE.scale);
  onStep("trying the encoders");
  const encoders = await examineEncoders(pool, problems);
  onStep("trying the devices");
  const [first] = doubling;
  const devices = first === undefined ? [] : await examineDevices(pool, first, problems);
  const canMeasure = devices.some(({ device, isUsable }) => device === "cpu" && isUsable);
  const { workers, threads } = machineShare();
  return {
    processor: { model: cpus()[0]?.model.trim() || "unknown", cores: availableParallelism() },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    system: { platform: platform(), architecture: arch(), release: release(), nodeVersion: process.versions.node },
    share: { workers, threadsPerWorker: threads },
    devices,
    cuda: cudaProvider(),
    encoders,
    networks: all,
    cache,
    // Whoever has something to mend is told at once.
    speed: canMeasure && problems.length === 0 ? await measureSpeed(pool, doubling, problems, onStep) : null,
    problems,
  };
}

async function examineCache(problems: Problem[]): Promise<Checkup["cache"]> {
  const folder = cacheFolder();
  let isWritable = true;
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch {
    isWritable = false;
    problems.push({
      what: `The cache folder ${folder} cannot be written to.`,
      advice: "Set HD_LOCAL_CACHE to a folder that can.",
    });
  }
  const diskFreeBytes = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  if (isWritable && diskFreeBytes < LEAST_FREE_BYTES) {
    problems.push({
      what: `The disk of the cache folder ${folder} is nearly full.`,
      advice: "Make room, or set HD_LOCAL_CACHE to a folder on another disk.",
    });
  }
  return { folder, isWritable, usedBytes: await bytesIn(folder), maxBytes: MAX_CACHE_BYTES, diskFreeBytes };
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      // A chunk may be removed by another run meanwhile.
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** All networks with their state, and those whose weights are what they should be. */
async function examineNetworks(problems: Problem[]): Promise<{ all: Checkup["networks"]; whole: Network[] }> {
  const networks = await listNetworks().catch((): Network[] => []);
  const all: Checkup["networks"] = [];
  const whole: Network[] = [];
  for (const network of networks) {
    const { name, version, scale, path, sha256, strength } = network;
    const state = worseOf(
      await weightsState(path, sha256),
      strength === undefined ? "whole" : await weightsState(strength.strongPath, strength.strongSha256),
    );
    all.push({ name, version: version ?? null, scale, state });
    if (state === "whole") whole.push(network);
    else if (state === "missing")
      problems.push({ what: `The weights of the network ${name} ×${scale} are missing.`, advice: REINSTALL });
    else
      problems.push({
        what: `The weights of the network ${name} ×${scale} are not the published ones.`,
        advice: REINSTALL,
      });
  }
  if (networks.length === 0) problems.push({ what: "The list of networks cannot be read.", advice: REINSTALL });
  return { all, whole };
}

async function weightsState(path: string, sha256: string): Promise<WeightsState> {
  const found = await hashFile(path).catch(() => undefined);
  return found === undefined ? "missing" : found === sha256 ? "whole" : "changed";
}

function worseOf(first: WeightsState, second: WeightsState): WeightsState {
  return first === "whole" ? second : first;
}

async function examineEncoders(pool: WorkerPool, problems: Problem[]): Promise<Checkup["encoders"]> {
  const encoders: Checkup["encoders"] = [];
  for (const [codec, families] of Object.entries(ENCODER_NAMES) as [VideoCodec, Record<EncoderFamily, string>][]) {
    for (const [family, name] of Object.entries(families) as [EncoderFamily, string][])
      encoders.push({ name, codec, family, state: await encoderState(pool, codec, family) });
  }
  if (!encoders.some(({ codec, family, state }) => codec === "h264" && family === "x264" && state === "works"))
    problems.push({ what: "The encoder x264, which writes the results, does not work.", advice: REINSTALL });
  return encoders;
}

async function encoderState(pool: WorkerPool, codec: VideoCodec, family: EncoderFamily): Promise<EncoderState> {
  try {
    return await pool.call("tryEncoder", { codec, family });
  } catch (error) {
    // A driver that takes its process down is one that cannot be used.
    if (isLostWorker(error)) return "refused";
    throw error;
  }
}

async function examineDevices(pool: WorkerPool, network: Network, problems: Problem[]): Promise<DeviceTrial[]> {
  const devices = await tryDevices(pool, network);
  const processor = devices.find(({ device }) => device === "cpu");
  if (processor?.isUsable === false)
    problems.push({ what: `The networks do not run on the processor. ${processor.reason}`, advice: REINSTALL });
  return devices;
}

/** Each network by itself, then everything together with the first one. */
async function measureSpeed(
  pool: WorkerPool,
  networks: readonly Network[],
  problems: Problem[],
  onStep: (step: string) => void,
): Promise<SpeedReport | null> {
  const folder = await mkdtemp(join(tmpdir(), "hd-local-doctor-"));
  try {
    const [first] = networks;
    if (first === undefined) return null;
    const { threads } = machineShare();
    const choice = await fastestDevice(pool, first, threads);
    const alone: { name: string; framesPerSecond: number }[] = [];
    for (const network of networks) {
      onStep(`measuring the network ${network.name}`);
      alone.push({ name: network.name, framesPerSecond: await networkSpeed(pool, network, choice) });
    }
    onStep("measuring decoder, network and encoder together");
    const firstAlone = alone[0]?.framesPerSecond ?? 1;
    const firstWhole = await wholeSpeed(pool, first, choice, firstAlone, folder);
    return { device: choice.device, reason: choice.reason, networks: speedsTogether(alone, firstWhole) };
  } catch (error) {
    if (isCancelled(error)) throw error;
    problems.push({ what: `The speed test failed: ${toFault(error).message}`, advice: REINSTALL });
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The speed of everything together, from each network's speed by itself and the measured whole of the first: all
 * share the same cores, so a network that takes longer for a frame makes the whole longer by that much.
 */
export function speedsTogether(
  alone: readonly { name: string; framesPerSecond: number }[],
  firstWholeFramesPerSecond: number,
): NetworkSpeedReport[] {
  const firstSeconds = 1 / (alone[0]?.framesPerSecond ?? 1);
  return alone.map(({ name, framesPerSecond: networkFramesPerSecond }) => {
    const ownSeconds = 1 / networkFramesPerSecond;
    const seconds = Math.max(ownSeconds, 1 / firstWholeFramesPerSecond + ownSeconds - firstSeconds);
    return {
      name,
      networkFramesPerSecond,
      framesPerSecond: 1 / seconds,
      minuteOfVideoSeconds: SAMPLE.minuteFrames * seconds,
    };
  });
}

/** Frames a second of one network on all workers at once. */
async function networkSpeed(pool: WorkerPool, network: Network, { device }: DeviceChoice): Promise<number> {
  const { width, height } = SAMPLE;
  const { threads } = machineShare();
  return await onAllWorkers(pool, async () => {
    const test = { network, device, threads, width, height, durationMs: NETWORK_TEST_MS };
    return (await pool.call("measureNetwork", test)).framesPerSecond;
  });
}

/** Frames a second from a file to finished chunks, on all workers at once. */
async function wholeSpeed(
  pool: WorkerPool,
  network: Network,
  { device }: DeviceChoice,
  networkFramesPerSecond: number,
  folder: string,
): Promise<number> {
  const { threads } = machineShare();
  const path = join(folder, "clip.mp4");
  const wanted = Math.round((networkFramesPerSecond / pool.size / 2) * WHOLE_TEST_SECONDS);
  const frames = Math.min(MOST_CLIP_FRAMES, Math.max(LEAST_CLIP_FRAMES, wanted));
  await pool.call("makeTestClip", {
    path,
    width: SAMPLE.width,
    height: SAMPLE.height,
    fps: SAMPLE.fps,
    frames,
    threads,
  });
  const analysis = await pool.call("analyse", { path, threads });
  const { setting, chunks } = decideRender(analysis, DEFAULT_OPTIONS, { network, device, threads });
  const [span] = chunks;
  if (span === undefined) throw new Error("the test clip has no chunk");
  return await onAllWorkers(pool, async (worker) => {
    let firstMs: number | undefined;
    const onFrames = (done: number): void => {
      // Opening decoder and network is not part of the pace: time runs from the first frame on.
      if (done > 0) firstMs ??= performance.now();
    };
    const chunk = await pool.call("renderChunk", { setting, span, path: join(folder, `${worker}.part`) }, onFrames);
    return (1000 * (chunk.frames - 1)) / (performance.now() - (firstMs ?? 0));
  });
}

/** The sum of what all workers of a pool reach side by side. */
async function onAllWorkers(pool: WorkerPool, work: (worker: number) => Promise<number>): Promise<number> {
  const speeds = await Promise.all(Array.from({ length: pool.size }, (_, worker) => work(worker)));
  return speeds.reduce((sum, speed) => sum + speed, 0);
}

function isLostWorker(error: unknown): boolean {
  return Fault.isInstance(error) && error.code === "worker-lost";
}

function isCancelled(error: unknown): boolean {
  return Fault.isInstance(error) && error.code === "cancelled";
}
