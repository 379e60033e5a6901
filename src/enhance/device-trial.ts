/** Which device runs a network fastest, by trying. */
import { Fault } from "../faults.js";
import type { Network } from "./network.js";
import { type Device, NetworkSession } from "./session.js";

/** What runs the network, and why it was chosen. */
export interface DeviceChoice {
  device: Device;
  reason: string;
}

/** Side of the square that devices are tried with, in pixels. */
const TRIAL_SIDE = 256;
/** For each of the three devices: two seconds in all where all of them work. */
const TRIAL_MS = 650;

/**
 * Chooses the device: the one asked for, or for `auto` the fastest of those that work, by a trial of two seconds
 * on the network itself.
 */
export async function chooseDevice(network: Network, wanted: Device | "auto", threads: number): Promise<DeviceChoice> {
  if (wanted !== "auto") {
    await trialSeconds(network, wanted, threads, 0);
    return { device: wanted, reason: "as asked for" };
  }
  let fastest: { device: Device; seconds: number } | undefined;
  let hasFailed = false;
  for (const device of ["cuda", "webgpu"] as const) {
    try {
      const seconds = await trialSeconds(network, device, threads, TRIAL_MS);
      if (seconds < (fastest?.seconds ?? Number.POSITIVE_INFINITY)) fastest = { device, seconds };
    } catch (error) {
      hasFailed ||= !(Fault.isInstance(error) && error.code === "device-unavailable");
    }
  }
  // Without another device there is nothing to compare with, but the network still has to run.
  const cpuSeconds = await trialSeconds(network, "cpu", threads, fastest === undefined ? 0 : TRIAL_MS);
  if (fastest === undefined) {
    const reason = hasFailed ? "the graphics card failed its trial" : "no graphics card that can be used was found";
    return { device: "cpu", reason };
  }
  const ratio = cpuSeconds / fastest.seconds;
  if (ratio > 1)
    return { device: fastest.device, reason: `the graphics card was ${ratio.toFixed(1)} times as fast in a trial` };
  return {
    device: "cpu",
    reason: `the processor was ${(1 / ratio).toFixed(1)} times as fast as the graphics card in a trial`,
  };
}

/** Seconds for one run; at least one is made, however long it takes. */
async function trialSeconds(network: Network, device: Device, threads: number, durationMs: number): Promise<number> {
  await using session = await NetworkSession.open(network, device, threads);
  const { width, height } = network.form.fixedSize ?? { width: TRIAL_SIDE, height: TRIAL_SIDE };
  const samples = Uint8Array.from(
    { length: width * height * network.form.channels },
    (_, i) => 16 + ((i * 7919) % 220),
  );
  const enlarged = new Uint8Array(samples.length * network.scale ** 2);
  try {
    await session.run(samples, width, height, enlarged);
  } catch (error) {
    if (device !== "cpu") throw error;
    throw new Fault(
      "network-invalid",
      `The network «${network.name}» cannot be used: it does not enlarge pictures of any size ${network.scale} times.`,
      { cause: error },
    );
  }
  const startedMs = performance.now();
  for (let runs = 1; ; runs++) {
    await session.run(samples, width, height, enlarged);
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs >= durationMs) return elapsedMs / 1000 / runs;
  }
}
