/** Which frame of a source is seen at each tick of an even clock. */
import type { TimeBase } from "../media/ffmpeg.js";
import { medianGap, type PacketIndex } from "../media/packet-index.js";
import { firstAtOrAfter } from "./chunk-plan.js";

/** A part of a source as it is played. */
export interface PlayedPart {
  /** Places in the source, in seconds from its first moment. */
  fromSeconds: number;
  toSeconds: number;
  speed: number;
  isReversed: boolean;
}

/** A frame belongs to a tick that is early by this part of a frame: times are rounded, in files as on the timeline. */
const EARLY_PART = 0.25;

/** Reads the frames of a source by the clock. */
export class FramePicker {
  readonly #framePts: readonly number[];
  readonly #unitSeconds: number;
  readonly #zeroSeconds: number;
  readonly #gapSeconds: number;

  /** @param zeroSeconds the source's first moment, of picture or sound, in its own time. */
  constructor(index: Pick<PacketIndex, "framePts">, timeBase: TimeBase, zeroSeconds: number) {
    this.#framePts = index.framePts;
    this.#unitSeconds = timeBase.num / timeBase.den;
    this.#zeroSeconds = zeroSeconds;
    this.#gapSeconds = medianGap(index.framePts) * this.#unitSeconds;
  }

  /**
   * The frame that is seen at each of `count` ticks of a part's playing, the first of them `firstTick` ticks after its
   * beginning.
   */
  pick(part: PlayedPart, fps: number, firstTick: number, count: number): number[] {
    const startSeconds = this.#snapped(part.isReversed ? part.toSeconds : part.fromSeconds, part.isReversed);
    const early = this.#gapSeconds * EARLY_PART;
    return Array.from({ length: count }, (_, i) => {
      const played = ((firstTick + i) / fps) * part.speed;
      // Backwards the frame is seen that ends at the moment.
      const seconds = part.isReversed ? startSeconds - played - 2 * early : startSeconds + played + early;
      return this.#seenAt(seconds);
    });
  }

  /**
   * The time of the source, in its own units, at which a part's playing begins: the first frame's, and backwards the last
   * one's.
   */
  startOf(part: PlayedPart): number {
    const seconds = this.#snapped(part.isReversed ? part.toSeconds : part.fromSeconds, part.isReversed);
    return Math.round((seconds + this.#zeroSeconds - (part.isReversed ? this.#gapSeconds : 0)) / this.#unitSeconds);
  }

  /** The time of the frame that is seen at a moment; before the first and behind the last it is those. */
  #seenAt(seconds: number): number {
    const units = (seconds + this.#zeroSeconds) / this.#unitSeconds;
    const place = firstAtOrAfter(this.#framePts, Math.floor(units) + 1) - 1;
    return this.#framePts[Math.max(0, place)] ?? 0;
  }

  /**
   * A start that lies within half a frame of a frame's own begins with that frame: else a clip whose rate is the
   * timeline's would show some frames twice and others never, for a hair's breadth.
   */
  #snapped(seconds: number, isReversed: boolean): number {
    const units = (seconds + this.#zeroSeconds) / this.#unitSeconds;
    const after = firstAtOrAfter(this.#framePts, units);
    const candidates = [this.#framePts[after - 1], this.#framePts[after]].filter((pts) => pts !== undefined);
    const end = (this.#framePts[this.#framePts.length - 1] ?? 0) + this.#gapSeconds / this.#unitSeconds;
    const near = (isReversed ? [...candidates, end] : candidates)
      .map((pts) => pts * this.#unitSeconds - this.#zeroSeconds)
      .filter((time) => Math.abs(time - seconds) <= this.#gapSeconds / 2)
      .sort((a, b) => Math.abs(a - seconds) - Math.abs(b - seconds));
    return near[0] ?? seconds;
  }
}
