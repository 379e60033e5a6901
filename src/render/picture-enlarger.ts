/** A picture's planes at their new size: by the network what it knows, everything else by Lanczos. Runs in a worker process. */
import { type ColourCode, ColourEnlarger } from "../enhance/colour-enlarger.js";
import { LumaEnlarger } from "../enhance/luma-enlarger.js";
import type { Network } from "../enhance/network.js";
import { NetworkThread } from "../enhance/network-thread.js";
import type { Device } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { meanOf } from "../media/picture.js";
import { copyPlane, isSamePlane, type Plane, PlaneScaler } from "../media/plane.js";

/**
 * The mean of an enlarged picture stays within this many steps of the source's. A network gone wrong (a broken driver,
 * a damaged file) gives black or noise, which must never pass for a result.
 */
const MAX_MEAN_DRIFT = 12;

/** The one form of video. */
const VIDEO_COLOURS: ColourCode = { matrix: "bt709", range: "limited" };

/** A network of fewer numbers is done sooner than the encoder: beside it, a second thread costs more than it gains. */
const LIGHT_WEIGHTS = 20_000;

function threadsBesideEncoder({ weights }: Network, threads: number): number {
  return weights !== undefined && weights < LIGHT_WEIGHTS ? Math.ceil(threads / 2) : threads;
}

/**
 * Enlarges the pictures of one film. Keeps the network and its buffers from picture to picture, and what it made of the
 * last one: parts that have not changed are not made again. Dispose it to free them.
 */
export class PictureEnlarger implements AsyncDisposable {
  readonly #session: NetworkThread | undefined;
  readonly #lumaEnlarger: LumaEnlarger | undefined;
  readonly #colourEnlarger: ColourEnlarger | undefined;
  readonly #scaler = new PlaneScaler();
  /** One for each plane of a picture. */
  readonly #memories: PlaneMemory[] = [];
  /** Planes between two steps, by their use. */
  readonly #between = new Map<string, Plane>();

  private constructor(session: NetworkThread | undefined, colours: ColourCode) {
    this.#session = session;
    if (session?.network.form.channels === 1) this.#lumaEnlarger = new LumaEnlarger(session);
    else if (session !== undefined) this.#colourEnlarger = new ColourEnlarger(session, colours);
  }

  /**
   * @param means without a network Lanczos does all of it; without a word on colours they are those of video.
   * @throws Fault `network-invalid`, `device-unavailable`.
   */
  static async open(means: {
    network: Network | undefined;
    device: Device;
    threads: number;
    colours?: ColourCode;
  }): Promise<PictureEnlarger> {
    const { network, device, threads, colours = VIDEO_COLOURS } = means;
    const session = network && (await NetworkThread.open(network, device, threadsBesideEncoder(network, threads)));
    return new PictureEnlarger(session, colours);
  }

  /** Forgets the last picture, so that the next does not depend on it: to be called where a chunk begins. */
  forget(): void {
    this.#lumaEnlarger?.forget();
    this.#memories.length = 0;
  }

  /**
   * Writes planes, luma first, into others of another size.
   * @throws Fault `device-failed` where the device failed, or the network gave a picture that cannot be right.
   */
  async enlarge(from: readonly Plane[], to: readonly Plane[]): Promise<void> {
    const [[luma], [finishedLuma]] = [from, to];
    if (luma === undefined || finishedLuma === undefined) throw new Error("a frame has no luma");
    if (this.#colourEnlarger !== undefined) await this.#enlargeColours(from, to, this.#colourEnlarger);
    else {
      // The network is at work while the other planes are made.
      await Promise.all([
        this.#enlargeLuma(luma, finishedLuma),
        Promise.resolve().then(() => this.#scaleOthers(from, to)),
      ]);
    }
    if (this.#session !== undefined) this.#checkMean(luma, finishedLuma, this.#session.network.name);
  }

  #checkMean(luma: Plane, finished: Plane, name: string): void {
    if (Math.abs(meanOf(luma) - meanOf(finished)) <= MAX_MEAN_DRIFT) return;
    throw new Fault(
      "device-failed",
      `The network «${name}» gave a wrong picture on this device. Try \`--device cpu\`.`,
    );
  }

  #scaleOthers(from: readonly Plane[], to: readonly Plane[]): void {
    for (let i = 1; i < from.length; i++) this.#scalePlane(from, to, i);
  }

  #scalePlane(from: readonly Plane[], to: readonly Plane[], place: number): void {
    const [source, target] = [from[place], to[place]];
    if (source !== undefined && target !== undefined) this.#scale(source, target, place);
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
    if (this.#lumaEnlarger === undefined || this.#session === undefined) {
      this.#scale(luma, finished, 0);
      return;
    }
    const { width, height } = enlargedSize(luma, this.#session.network.scale);
    const isExact = finished.width === width && finished.height === height;
    const enlarged = isExact ? finished : this.#plane("luma", width, height);
    await this.#lumaEnlarger.enlarge(luma, enlarged);
    if (!isExact) this.#scale(enlarged, finished, 0);
  }

  /** Chroma is brought to luma's size before the network, and behind it to its own. */
  async #enlargeColours(from: readonly Plane[], to: readonly Plane[], enlarger: ColourEnlarger): Promise<void> {
    const [[luma, ...others], [finishedLuma, ...finished]] = [from, to];
    if (luma === undefined || finishedLuma === undefined || this.#session === undefined) return;
    if (this.#recallAll(from, to)) return;
    const chroma = [others[0], others[1]].map((plane, i) => this.#chromaAt(luma, plane, `source ${i}`));
    const { width, height } = enlargedSize(luma, this.#session.network.scale);
    const enlarged = [0, 1, 2].map((i) => this.#plane(`enlarged ${i}`, width, height));
    await enlarger.enlarge(threeOf([luma, ...chroma]), threeOf(enlarged));
    for (const [i, target] of [finishedLuma, ...finished.slice(0, 2)].entries()) {
      const source = enlarged[i];
      if (source !== undefined) this.#scaler.scale(source, target);
    }
    // Alpha is none of its colours.
    this.#scalePlane(from, to, 3);
    for (const i of [0, 1, 2]) {
      const [source, target] = [from[i], to[i]];
      if (source === undefined || target === undefined) continue;
      this.#memories[i] ??= new PlaneMemory();
      this.#memories[i].keep(source, target);
    }
  }

  /** Writes what was made of the same picture before; false where any of its planes is another. */
  #recallAll(from: readonly Plane[], to: readonly Plane[]): boolean {
    return from.every((plane, i) => {
      const target = to[i];
      return target === undefined || this.#memories[i]?.recall(plane, target) === true;
    });
  }

  /** A picture without chroma has no colour. */
  #chromaAt({ width, height }: Plane, chroma: Plane | undefined, use: string): Plane {
    const plane = this.#plane(use, width, height);
    if (chroma === undefined) plane.data.fill(128);
    else this.#scaler.scale(chroma, plane);
    return plane;
  }

  #plane(use: string, width: number, height: number): Plane {
    const known = this.#between.get(use);
    if (known?.width === width && known.height === height) return known;
    const plane = { data: Buffer.alloc(width * height), stride: width, width, height };
    this.#between.set(use, plane);
    return plane;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#scaler[Symbol.dispose]();
    await this.#session?.[Symbol.asyncDispose]();
  }
}

/** At 1.5 times an odd side ends with half a pixel, which is rounded up. */
function enlargedSize({ width, height }: Plane, scale: number): { width: number; height: number } {
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
}

function threeOf([one, two, three]: readonly Plane[]): [Plane, Plane, Plane] {
  if (one === undefined || two === undefined || three === undefined) throw new Error("a picture has no colours");
  return [one, two, three];
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
