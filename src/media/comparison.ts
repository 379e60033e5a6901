/** How far two clips differ, by FFmpeg's `psnr` and `ssim` on luma, frame by frame. */
import type { FilterContext, FilterGraph } from "node-av/lib";
import { checked, present } from "./ffmpeg.js";
import { buildGraph, receiveFrames } from "./filter-chain.js";
import { type FramePair, framePairs, type PairedClip } from "./frame-pairs.js";
import { pictureChain } from "./picture-chain.js";

/** A frame by its place, with its value. */
export interface NotedFrame {
  /** Counted from 1. */
  number: number;
  /** From the first frame of the reference. */
  seconds: number;
  /** PSNR in dB (`Infinity` for equal frames) or SSIM (1 for equal frames). */
  value: number;
}

/** The difference of two clips, over all frames that both have. */
export interface Comparison {
  frames: number;
  /** The size both were compared at: the reference's. */
  width: number;
  height: number;
  /** The candidate's own upright size, where it is another. */
  scaledFrom: { width: number; height: number } | undefined;
  /**
   * Peak signal-to-noise ratio in dB. `ofMeanError` is that of the squared error's mean over all frames, and the one to
   * quote; `ofFrames` is the mean of the frames' own values, in which equal frames count as {@link EQUAL_FRAME_DB}.
   * Both are `Infinity` where every frame is equal.
   */
  psnr: { ofMeanError: number; ofFrames: number; worst: NotedFrame };
  /** Structural similarity, up to 1 for equal frames. */
  ssim: { mean: number; worst: NotedFrame };
}

/** What an equal frame counts in a mean of decibels: more than any lossy encoding of 8 bits reaches. */
export const EQUAL_FRAME_DB = 100;

const GRAPH = [
  "[in0]extractplanes=y[candidate]",
  "[in1]extractplanes=y,split[reference1][reference2]",
  "[candidate][reference1]psnr[measured]",
  "[measured][reference2]ssim[out]",
].join(";");

/** Frames are counted here, not timed: the clips are paired by order. */
const COUNTING = { num: 1, den: 1000 };

/**
 * Compares two clips by the order of their frames, as far as both go. A candidate of another size is brought to the
 * reference's by Lanczos.
 * @param watch sees every pair before it is measured, and leaves it as it is.
 * @returns undefined where one of them has no frame that can be decoded.
 */
export async function compareClips(
  reference: PairedClip,
  candidate: PairedClip,
  control: { threads: number; gate(): Promise<void>; onFrame(): void; watch?: (pair: FramePair) => void },
): Promise<Comparison | undefined> {
  const { width, height } = pictureChain(reference.stream, reference.scan);
  const own = pictureChain(candidate.stream, candidate.scan);
  const { timeBase } = reference.stream;
  const tally = new Tally();
  let firstPts: number | undefined;
  using meter = new PairMeter();
  for await (const pair of framePairs(reference, candidate, { width, height }, control.threads)) {
    using owned = pair;
    await control.gate();
    firstPts ??= owned.firstPts;
    control.watch?.(owned);
    tally.place((owned.firstPts - firstPts) * (timeBase.num / timeBase.den));
    tally.add(await meter.push(owned));
    control.onFrame();
  }
  tally.add(await meter.finish());
  const result = tally.result();
  if (result === undefined) return undefined;
  const isScaled = own.width !== width || own.height !== height;
  return { ...result, width, height, scaledFrom: isScaled ? { width: own.width, height: own.height } : undefined };
}

interface Measured {
  order: number;
  meanSquaredError: number;
  ssim: number;
}

/** The two filters over pairs of frames. Dispose it to free them. */
class PairMeter implements Disposable {
  #built: { graph: FilterGraph; inputs: FilterContext[]; output: FilterContext } | undefined;

  /** Takes a pair's frames, gives the measures that are ready. */
  async push({ first: reference, second: candidate, order }: FramePair): Promise<Measured[]> {
    this.#built ??= buildGraph(GRAPH, [candidate, reference], COUNTING);
    for (const [i, frame] of [candidate, reference].entries()) {
      frame.pts = BigInt(order);
      checked(await present(this.#built.inputs[i], "filter input").buffersrcAddFrame(frame), "compare a frame");
    }
    return measuresOf(this.#built.output);
  }

  async finish(): Promise<Measured[]> {
    if (this.#built === undefined) return [];
    for (const input of this.#built.inputs) checked(await input.buffersrcAddFrame(null), "finish comparing");
    return measuresOf(this.#built.output);
  }

  [Symbol.dispose](): void {
    this.#built?.graph.free();
    this.#built = undefined;
  }
}

async function measuresOf(output: FilterContext): Promise<Measured[]> {
  return (await receiveFrames(output, COUNTING)).map(({ frame, pts }) => {
    using owned = frame;
    const metadata = owned.getMetadata().getAll();
    return {
      order: pts,
      meanSquaredError: Number(metadata["lavfi.psnr.mse.y"]),
      ssim: Number(metadata["lavfi.ssim.Y"]),
    };
  });
}

const PEAK = 255;

/** Decibels of a mean squared error of 8-bit samples. */
export function decibels(meanSquaredError: number): number {
  return meanSquaredError === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(PEAK ** 2 / meanSquaredError);
}

/** Sums over frames; the times of frames are kept only until they are measured. */
export class Tally {
  readonly #places: number[] = [];
  #frames = 0;
  #errorSum = 0;
  #decibelSum = 0;
  #ssimSum = 0;
  #worstPsnr: NotedFrame | undefined;
  #worstSsim: NotedFrame | undefined;

  /** Notes the time of the next frame that will be measured. */
  place(seconds: number): void {
    this.#places.push(seconds);
  }

  add(measures: readonly { meanSquaredError: number; ssim: number }[]): void {
    for (const { meanSquaredError, ssim } of measures) {
      const seconds = this.#places.shift() ?? 0;
      const number = ++this.#frames;
      const psnr = decibels(meanSquaredError);
      this.#errorSum += meanSquaredError;
      this.#decibelSum += Math.min(psnr, EQUAL_FRAME_DB);
      this.#ssimSum += ssim;
      if (psnr < (this.#worstPsnr?.value ?? Number.POSITIVE_INFINITY) || this.#worstPsnr === undefined)
        this.#worstPsnr = { number, seconds, value: psnr };
      if (ssim < (this.#worstSsim?.value ?? Number.POSITIVE_INFINITY))
        this.#worstSsim = { number, seconds, value: ssim };
    }
  }

  /** Undefined before the first frame. */
  result(): Pick<Comparison, "frames" | "psnr" | "ssim"> | undefined {
    if (this.#worstPsnr === undefined || this.#worstSsim === undefined) return undefined;
    const ofMeanError = decibels(this.#errorSum / this.#frames);
    return {
      frames: this.#frames,
      psnr: {
        ofMeanError,
        ofFrames: ofMeanError === Number.POSITIVE_INFINITY ? ofMeanError : this.#decibelSum / this.#frames,
        worst: this.#worstPsnr,
      },
      ssim: { mean: this.#ssimSum / this.#frames, worst: this.#worstSsim },
    };
  }
}
