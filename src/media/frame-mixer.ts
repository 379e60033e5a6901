/** Several streams of pictures that become one: transitions, logos and text are laid over each other here. */
import type { Frame } from "node-av/lib";
import { checked, isEndOfFile, present, type TimeBase } from "./ffmpeg.js";
import { buildGraph, receiveFrames } from "./filter-chain.js";
import type { TimedFrame } from "./frame-reader.js";

/**
 * Mixes pictures by a graph whose moving inputs are labelled `[in0]`, `[in1]`… and whose still ones follow them in
 * number. Pictures come at every tick of the time base. Dispose it to free the graph; the stills stay their owner's.
 */
export class FrameMixer implements Disposable {
  readonly #description: string;
  readonly #timeBase: TimeBase;
  readonly #stills: readonly Frame[];
  #built: ReturnType<typeof buildGraph> | undefined;

  constructor(description: string, timeBase: TimeBase, stills: readonly Frame[] = []) {
    this.#description = description;
    this.#timeBase = timeBase;
    this.#stills = stills;
  }

  /** Takes one picture of each moving input (and frees them), gives those that are ready. */
  async push(pictures: readonly Frame[], pts: number): Promise<TimedFrame[]> {
    try {
      this.#built ??= await this.#build(pictures);
      for (const [i, picture] of pictures.entries()) {
        picture.pts = BigInt(pts);
        checked(await present(this.#built.inputs[i], "input").buffersrcAddFrame(picture), "mix pictures");
      }
    } finally {
      for (const picture of pictures) picture.free();
    }
    return await receiveFrames(this.#built.output, this.#timeBase);
  }

  /** Gives what the filters still hold. Nothing can be pushed after it. */
  async flush(): Promise<TimedFrame[]> {
    if (this.#built === undefined) return [];
    const { inputs, output } = this.#built;
    for (const input of inputs.slice(0, inputs.length - this.#stills.length)) await end(input);
    return await receiveFrames(output, this.#timeBase);
  }

  async #build(pictures: readonly Frame[]): Promise<ReturnType<typeof buildGraph>> {
    const built = buildGraph(this.#description, [...pictures, ...this.#stills], this.#timeBase, true);
    for (const [i, still] of this.#stills.entries()) {
      using copy = present(still.clone(), "frame");
      copy.pts = 0n;
      const input = present(built.inputs[pictures.length + i], "input");
      checked(await input.buffersrcAddFrame(copy), "mix pictures");
      await end(input);
    }
    return built;
  }

  [Symbol.dispose](): void {
    this.#built?.graph.free();
    this.#built = undefined;
  }
}

async function end(input: ReturnType<typeof buildGraph>["inputs"][number]): Promise<void> {
  const added = await input.buffersrcAddFrame(null);
  if (!isEndOfFile(added)) checked(added, "finish mixing");
}
