/** How fast a network is here, by itself: nothing is decoded or encoded. */
import { LumaEnlarger } from "./luma-enlarger.js";
import type { Network } from "./registry.js";
import { type Device, NetworkSession } from "./session.js";

/** What is measured: one network on one device. */
export interface SpeedTest {
  network: Network;
  device: Device;
  threads: number;
  /** Luma that goes in, in pixels. */
  width: number;
  height: number;
  /** Frames are enlarged for this long, but at least one. */
  durationMs: number;
}

/** Enlarges made-up pictures, one after the other, and gives the frames a second. The first one is not counted. */
export async function measureNetwork(test: SpeedTest, signal?: AbortSignal): Promise<{ framesPerSecond: number }> {
  const { network, device, threads, width, height, durationMs } = test;
  await using session = await NetworkSession.open(network, device, threads);
  const enlarger = new LumaEnlarger(session);
  const { scale } = network;
  const from = { data: new Uint8Array(width * height), stride: width, width, height };
  const to = {
    data: new Uint8Array(width * height * scale ** 2),
    stride: width * scale,
    width: width * scale,
    height: height * scale,
  };
  // What a network costs does not depend on what it sees; a plain surface would only flatter a device that compresses.
  for (let i = 0; i < from.data.length; i++) from.data[i] = 16 + ((i * 7919) % 220);
  await enlarger.enlarge(from, to);
  const startedMs = performance.now();
  let frames = 0;
  let elapsedMs = 0;
  while (frames === 0 || elapsedMs < durationMs) {
    signal?.throwIfAborted();
    await enlarger.enlarge(from, to);
    frames++;
    elapsedMs = performance.now() - startedMs;
  }
  return { framesPerSecond: (1000 * frames) / elapsedMs };
}
