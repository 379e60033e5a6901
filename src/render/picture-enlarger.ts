/** A picture's planes at their new size: luma by the network, everything else by Lanczos. Runs in a worker process. */
import { LumaEnlarger } from "../enhance/luma-enlarger.js";
import type { Network } from "../enhance/registry.js";
import { type Device, NetworkSession } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { meanOf } from "../media/picture.js";
import { copyPlane, isSamePlane, type Plane, PlaneScaler } from "../media/plane.js";

/**
 * The mean of an enlarged picture stays within this many steps of the source's. A network gone wrong (a broken driver,
 * a damaged file) gives black or noise, which must never pass for a result.
 */
const MAX_MEAN_DRIFT = 12;

/**
 * Enlarges the pictures of one film. Keeps the network and its buffers from picture to picture, and what it made of the
 * last one: parts that have not changed are not made again. Dispose it to free them.
 */
export class PictureEnlarger implements AsyncDisposable {
  readonly #session: NetworkSession | undefined;
  readonly #enlarger: LumaEnlarger | undefined;
  readonly #scaler = new PlaneScaler();
  /** One for each plane of a picture. */
  readonly #memories: PlaneMemory[] = [];
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

  /** Forgets the last picture, so that the next does not depend on it: to be called where a chunk begins. */
  forget(): void {
    this.#enlarger?.forget();
    this.#memories.length = 0;
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
      if (target !== undefined) this.#scale(plane, target, i + 1);
    }
  }

  /** Lanczos, unless the plane is what it was in the last picture. */
  #scale(from: Plane, to: Plane, place: number): void {
    this.#memories[place] ??= new PlaneMemory();
    const memory = this.#memories[place];
    if (memory.recall(from, to)) return;
    this.#scaler.scale(from, to);
    memory.keep(from, to);
  }

  async #enlargeLuma(luma: Plane, finished: Plane): Promise<void> {
    if (this.#enlarger === undefined || this.#session === undefined) {
      this.#scale(luma, finished, 0);
      return;
    }
    const { scale, name } = this.#session.network;
    // At 1.5 times an odd side ends with half a pixel, which is rounded up.
    const [width, height] = [Math.ceil(luma.width * scale), Math.ceil(luma.height * scale)];
    const isExact = finished.width === width && finished.height === height;
    const enlarged = isExact ? finished : this.#enlargedPlane(width, height);
    await this.#enlarger.enlarge(luma, enlarged);
    if (!isExact) this.#scale(enlarged, finished, 0);
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

/** A plane, and what was made of it. */
class PlaneMemory {
  #source: Plane | undefined;
  #result: Plane | undefined;

  /** Writes what was made of the same plane before; false where it is another. */
  recall(from: Plane, to: Plane): boolean {
    const [source, result] = [this.#source, this.#result];
    if (source === undefined || result === undefined) return false;
    if (!isSameSize(source, from) || !isSameSize(result, to) || !isSamePlane(source, from)) return false;
    copyPlane(result, to);
    return true;
  }

  keep(from: Plane, to: Plane): void {
    this.#source = copyOf(from, this.#source);
    this.#result = copyOf(to, this.#result);
  }
}

function isSameSize(a: Plane, b: Plane): boolean {
  return a.width === b.width && a.height === b.height;
}

/** A copy without gaps, in the memory of an earlier one where it fits. */
function copyOf(plane: Plane, earlier: Plane | undefined): Plane {
  const { width, height } = plane;
  const copy =
    earlier !== undefined && isSameSize(earlier, plane)
      ? earlier
      : { data: Buffer.alloc(width * height), stride: width, width, height };
  copyPlane(plane, copy);
  return copy;
}
