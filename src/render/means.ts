/** What does the work: the network asked for, on the device asked for or found. */
import { recallDevice, rememberDevice } from "../enhance/device-memory.js";
import type { DeviceChoice } from "../enhance/device-trial.js";
import type { Network } from "../enhance/network.js";
import { listOwnNetworks } from "../enhance/own-networks.js";
import { listNetworks, type NetworkChoice, networkFor } from "../enhance/registry.js";
import { DEVICES, type Device } from "../enhance/session.js";
import { Fault, toFault } from "../faults.js";
import type { Caller } from "./worker-calls.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

export { DEVICES, type Device } from "../enhance/session.js";

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

/** The device asked for, or the fastest that works: as was found before, else by a trial. */
export async function chosenDevice(
  pool: WorkerPool,
  network: Network,
  device: Device | "auto",
  threads: number,
): Promise<DeviceChoice> {
  if (device !== "auto") return await triedDevice(pool, network, device, threads);
  return (await recallDevice(network, threads)) ?? (await fastestDevice(pool, network, threads));
}

/** The fastest device that works, by a trial, whose outcome is remembered. */
export async function fastestDevice(pool: WorkerPool, network: Network, threads: number): Promise<DeviceChoice> {
  const choice = await triedDevice(pool, network, "auto", threads);
  await rememberDevice(network, threads, choice);
  return choice;
}

/** A graphics card that failed at work is not chosen again before a month has passed or its driver has changed. */
export async function rememberFailure(network: Network | undefined): Promise<void> {
  if (network === undefined) return;
  const reason = "the graphics card failed at work the last time";
  await rememberDevice(network, machineShare().threads, { device: "cpu", reason });
}

/** True for what a graphics card or its driver can do to a worker. */
export function mayBeDevice(error: unknown): boolean {
  return Fault.isInstance(error) && ["device-failed", "device-unavailable", "worker-lost"].includes(error.code);
}

async function triedDevice(
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

/** What a network can be chosen by: the names of ours and of the person's own. */
export async function networkNames(): Promise<string[]> {
  const networks = await Promise.all([listNetworks(), listOwnNetworks()]);
  return [...new Set(networks.flat().map(({ name }) => name))];
}

/** Whether a device can run the networks. */
export interface DeviceTrial {
  device: Device;
  isUsable: boolean;
  /** Why it cannot. */
  reason: string | null;
}

/** Tries every device with a network. @throws Fault `cancelled`. */
export async function tryDevices(caller: Caller, network: Network): Promise<DeviceTrial[]> {
  const { threads } = machineShare();
  const trials: DeviceTrial[] = [];
  for (const device of DEVICES) {
    try {
      await caller.call("chooseDevice", { network, device, threads });
      trials.push({ device, isUsable: true, reason: null });
    } catch (error) {
      const { code, message } = toFault(error);
      if (code === "cancelled") throw error;
      trials.push({
        device,
        isUsable: false,
        reason: code === "worker-lost" ? "Its driver crashed in a trial." : message,
      });
    }
  }
  return trials;
}

/** Tries every device with one of our networks. @throws Fault `cancelled`, `network-invalid`. */
export async function usableDevices(caller: Caller): Promise<DeviceTrial[]> {
  const [network] = (await listNetworks()).filter(({ scale }) => scale === 2);
  if (network === undefined) throw new Fault("network-invalid", "The list of networks cannot be read.");
  return await tryDevices(caller, network);
}
