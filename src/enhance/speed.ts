/** How fast a network is here, by itself: nothing is decoded or encoded. */
import type { Network } from "./network.js";
import { type Device, NetworkSession } from "./session.js";
import { type SamplePlane, Tiles } from "./tiles.js";

/** What is measured: one network on one device. */
export interface SpeedTest {
  network: Network;
  device: Device;
  threads: number;
  /** What goes in, in pixels. */
  width: number;
  height: number;
  /** Frames are enlarged for this long, but at least one. */
  durationMs: number;
}

/** Enlarges made-up pictures, one after the other, and gives the frames a second. The first one is not counted. */
export async function measureNetwork(test: SpeedTest, signal?: AbortSignal): Promise<{ framesPerSecond: number }> {
  const { network, device, threads, width, height, durationMs } = test;
  await using session = await NetworkSession.open(network, device, threads);
  const tiles = new Tiles(session);
  const { scale, form } = network;
  const planes = (times: number): SamplePlane[] =>
    Array.from({ length: form.channels }, () => ({
      data: new Uint8Array(width * height * times ** 2),
      stride: width * times,
      width: width * times,
      height: height * times,
    }));
  const [from, to] = [planes(1), planes(scale)];
  // What a network costs does not depend on what it sees; a plain surface would only flatter a device that compresses.
  for (const { data } of from) for (let i = 0; i < data.length; i++) data[i] = 16 + ((i * 7919) % 220);
  const whole = { left: 0, top: 0, right: width, bottom: height };
  await tiles.draw(from, to, whole);
  const startedMs = performance.now();
  let frames = 0;
  let elapsedMs = 0;
  while (frames === 0 || elapsedMs < durationMs) {
    signal?.throwIfAborted();
    await tiles.draw(from, to, whole);
    frames++;
    elapsedMs = performance.now() - startedMs;
  }
  return { framesPerSecond: (1000 * frames) / elapsedMs };
}
