/** What does the work: the network asked for, on the device asked for or found. */
import { type Network, type NetworkChoice, networkFor } from "../enhance/registry.js";
import type { Device, DeviceChoice } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

export interface Means {
  network: Network;
  device: DeviceChoice;
}

/**
 * The means for a ratio of output to source; undefined where no network has anything to do at it.
 * @throws Fault `network-invalid`, `device-unavailable`, `usage`, `cancelled`.
 */
export async function chooseMeans(
  pool: WorkerPool,
  asked: NetworkChoice & { device: Device | "auto" },
  ratio: number,
): Promise<Means | undefined> {
  const network = await networkFor(asked, ratio);
  if (network === undefined) return undefined;
  return { network, device: await chosenDevice(pool, network, asked.device, machineShare().threads) };
}

/** The device asked for, or the fastest that works. */
export async function chosenDevice(
  pool: WorkerPool,
  network: Network,
  device: Device | "auto",
  threads: number,
): Promise<DeviceChoice> {
  try {
    return await pool.call("chooseDevice", { network, device, threads });
  } catch (error) {
    // A driver that takes the whole process down is a device that cannot be used.
    const isCrash = Fault.isInstance(error) && error.code === "worker-lost";
    if (device === "auto" && isCrash) return { device: "cpu", reason: "the graphics card failed its trial" };
    throw error;
  }
}
