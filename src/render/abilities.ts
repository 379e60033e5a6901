/** What a machine can do for renders, and how fast. */
import { listNetworks } from "../enhance/registry.js";
import { ENCODER_NAMES, type EncoderFamily } from "../media/video-encoder.js";
import { type Device, usableDevices } from "./means.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

export type { EncoderFamily } from "../media/video-encoder.js";

export interface Abilities {
  /** The fastest first. */
  devices: { device: Device; framesPerSecond: number }[];
  /** Of H.264. */
  encoders: EncoderFamily[];
  networks: string[];
}

/** The network and the picture that speed is told for. */
const MEASURED = { name: "balanced", scale: 2, width: 640, height: 360, durationMs: 500 };

/** Tries devices and encoders, and measures. @throws Fault `cancelled`. */
export async function abilitiesOf(pool: WorkerPool): Promise<Abilities> {
  const networks = await listNetworks();
  const network = networks.find(({ name, scale }) => name === MEASURED.name && scale === MEASURED.scale);
  const devices: Abilities["devices"] = [];
  const { width, height, durationMs } = MEASURED;
  const { threads } = machineShare();
  for (const { device, isUsable } of await usableDevices(pool)) {
    if (!isUsable || network === undefined) continue;
    const test = { network, device, threads, width, height, durationMs };
    const { framesPerSecond } = await pool.call("measureNetwork", test);
    devices.push({ device, framesPerSecond });
  }
  const encoders: EncoderFamily[] = [];
  for (const family of Object.keys(ENCODER_NAMES.h264) as EncoderFamily[])
    if ((await pool.call("tryEncoder", { codec: "h264", family })) === "works") encoders.push(family);
  return {
    devices: devices.sort((a, b) => b.framesPerSecond - a.framesPerSecond),
    encoders,
    networks: [...new Set(networks.map(({ name }) => name))],
  };
}
