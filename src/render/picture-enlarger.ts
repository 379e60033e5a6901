/** A picture's planes at their new size: luma by the network, everything else by Lanczos. Runs in a worker process. */
import { LumaEnlarger } from "../enhance/luma-enlarger.js";
import type { Network } from "../enhance/registry.js";
import { type Device, NetworkSession } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { meanOf } from "../media/picture.js";
import { type Plane, PlaneScaler } from "../media/plane.js";

/**
 * The mean of an enlarged picture stays within this many steps of the source's. A network gone wrong (a broken driver,
 * a damaged file) gives black or noise, which must never pass for a result.
 */
const MAX_MEAN_DRIFT = 12;

/** Enlarges pictures. Keeps the network and its buffers from picture to picture. Dispose it to free them. */
export class PictureEnlarger implements AsyncDisposable {
  readonly #session: NetworkSession | undefined;
  readonly #enlarger: LumaEnlarger | undefined;
  readonly #scaler = new PlaneScaler();
  #enlarged: Plane | undefined;

  private constructor(session: NetworkSession | undefined) {
    this.#session = session;
    this.#enlarger = session && new LumaEnlarger(session);
  }

  /**
   * @param means without a network Lanczos does all of it.
   * @throws Fault `network-invalid`, `device-unavailable`.
   */
  static async open(means: {
    network: Network | undefined;
    device: Device;
    threads: number;
  }): Promise<PictureEnlarger> {
    const { network, device, threads } = means;
    return new PictureEnlarger(network && (await NetworkSession.open(network, device, threads)));
  }

  /**
   * Writes planes, luma first, into others of another size.
   * @throws Fault `device-unavailable` where the network gave a picture that cannot be right.
   */
  async enlarge([luma, ...others]: readonly Plane[], [finishedLuma, ...finished]: readonly Plane[]): Promise<void> {
    if (luma === undefined || finishedLuma === undefined) throw new Error("a frame has no luma");
    await this.#enlargeLuma(luma, finishedLuma);
    for (const [i, plane] of others.entries()) {
      const target = finished[i];
      if (target !== undefined) this.#scaler.scale(plane, target);
    }
  }

  async #enlargeLuma(luma: Plane, finished: Plane): Promise<void> {
    if (this.#enlarger === undefined || this.#session === undefined) {
      this.#scaler.scale(luma, finished);
      return;
    }
    const { scale, name } = this.#session.network;
    // At 1.5 times an odd side ends with half a pixel, which is rounded up.
    const [width, height] = [Math.ceil(luma.width * scale), Math.ceil(luma.height * scale)];
    const isExact = finished.width === width && finished.height === height;
    const enlarged = isExact ? finished : this.#enlargedPlane(width, height);
    await this.#enlarger.enlarge(luma, enlarged);
    if (!isExact) this.#scaler.scale(enlarged, finished);
    if (Math.abs(meanOf(luma) - meanOf(finished)) > MAX_MEAN_DRIFT) {
      throw new Fault(
        "device-unavailable",
        `The network «${name}» gave a wrong picture on this device. Try \`--device cpu\`.`,
      );
    }
  }

  #enlargedPlane(width: number, height: number): Plane {
    if (this.#enlarged?.width !== width || this.#enlarged.height !== height) {
      this.#enlarged = { data: Buffer.alloc(width * height), stride: width, width, height };
    }
    return this.#enlarged;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#scaler[Symbol.dispose]();
    await this.#session?.[Symbol.asyncDispose]();
  }
}
