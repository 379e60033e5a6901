/** FFmpeg's filters: chains for pictures and sound, one stream of frames in and one out. */
import { AVMEDIA_TYPE_AUDIO } from "node-av/constants";
import { Filter, type FilterContext, FilterGraph, FilterInOut, Frame, Rational } from "node-av/lib";
import { checked, isDrained, present, type TimeBase, timestamp } from "./ffmpeg.js";
import type { TimedFrame } from "./frame-reader.js";

interface Graph {
  graph: FilterGraph;
  inputs: FilterContext[];
  output: FilterContext;
}

/**
 * Builds a graph from a description whose inputs are labelled `[in0]`, `[in1]`… (an unlabelled chain has the one
 * input `in0`) for frames like the given ones, and whose one output is labelled `[out]`.
 */
export function buildGraph(description: string, samples: readonly Frame[], timeBase: TimeBase): Graph {
  const graph = new FilterGraph();
  graph.alloc();
  try {
    graph.nbThreads = 1;
    const isAudio = samples[0]?.getMediaType() === AVMEDIA_TYPE_AUDIO;
    const inputs = samples.map((frame, i) => {
      const source = present(Filter.getByName(isAudio ? "abuffer" : "buffer"), "buffer filter");
      const input = present(graph.allocFilter(source, `in${i}`), "filter");
      input.buffersrcParametersSet(isAudio ? soundOf(frame, timeBase) : pictureOf(frame, timeBase));
      checked(input.init(null), "set up filters");
      return input;
    });
    const sink = present(Filter.getByName(isAudio ? "abuffersink" : "buffersink"), "buffersink filter");
    const output = present(graph.createFilter(sink, "out"), "filter");
    const sources = FilterInOut.createList(inputs.map((filterCtx, i) => ({ name: `in${i}`, filterCtx, padIdx: 0 })));
    const sinks = FilterInOut.createList([{ name: "out", filterCtx: output, padIdx: 0 }]);
    const labelled = description.includes("[in0]") ? description : `[in0]${description}[out]`;
    checked(graph.parsePtr(labelled, sinks, sources), `parse filters «${description}»`);
    checked(graph.configSync(), `configure filters «${description}»`);
    return { graph, inputs, output };
  } catch (error) {
    graph.free();
    throw error;
  }
}

function pictureOf(frame: Frame, timeBase: TimeBase): Parameters<FilterContext["buffersrcParametersSet"]>[0] {
  return {
    width: frame.width,
    height: frame.height,
    format: frame.format,
    timeBase: new Rational(timeBase.num, timeBase.den),
    sampleAspectRatio: new Rational(1, 1),
    colorRange: frame.colorRange,
    colorSpace: frame.colorSpace,
  };
}

function soundOf(frame: Frame, timeBase: TimeBase): Parameters<FilterContext["buffersrcParametersSet"]>[0] {
  return {
    format: frame.format,
    timeBase: new Rational(timeBase.num, timeBase.den),
    sampleRate: frame.sampleRate,
    channelLayout: frame.channelLayout.mask,
  };
}

/** Every frame that a graph's output has ready; whoever receives them frees them. */
export async function receiveFrames(output: FilterContext): Promise<TimedFrame[]> {
  const frames: TimedFrame[] = [];
  for (;;) {
    const frame = new Frame();
    frame.alloc();
    const result = await output.buffersinkGetFrame(frame);
    if (result < 0) {
      frame.free();
      if (!isDrained(result)) checked(result, "filter a frame");
      return frames;
    }
    frames.push({ frame, pts: timestamp(frame.pts) ?? 0 });
  }
}

/**
 * Runs frames through a filter description such as `bwdif=mode=send_frame,transpose=clock`. The graph is built from
 * the first frame, and built anew where frames change their format midway. Dispose it to free the graph.
 */
export class FilterChain implements Disposable {
  readonly #description: string;
  readonly #timeBase: TimeBase;
  #built: (Graph & { key: string; input: FilterContext }) | undefined;

  constructor(description: string, timeBase: TimeBase) {
    this.#description = description;
    this.#timeBase = timeBase;
  }

  /** Takes a frame (and frees it), gives those that are ready. */
  async push({ frame, pts }: TimedFrame): Promise<TimedFrame[]> {
    using owned = frame;
    const key = formatKey(owned);
    const flushed = this.#built !== undefined && this.#built.key !== key ? await this.flush() : [];
    this.#built ??= this.#build(owned, key);
    owned.pts = BigInt(pts);
    checked(await this.#built.input.buffersrcAddFrame(owned), "filter a frame");
    return [...flushed, ...(await receiveFrames(this.#built.output))];
  }

  /** Gives the frames that the filters still hold, and starts afresh. */
  async flush(): Promise<TimedFrame[]> {
    if (this.#built === undefined) return [];
    checked(await this.#built.input.buffersrcAddFrame(null), "finish filtering");
    const frames = await receiveFrames(this.#built.output);
    this[Symbol.dispose]();
    return frames;
  }

  #build(frame: Frame, key: string): Graph & { key: string; input: FilterContext } {
    const graph = buildGraph(this.#description, [frame], this.#timeBase);
    return { ...graph, key, input: present(graph.inputs[0], "filter input") };
  }

  [Symbol.dispose](): void {
    this.#built?.graph.free();
    this.#built = undefined;
  }
}

function formatKey(frame: Frame): string {
  const size = frame.isVideo() ? `${frame.width}x${frame.height}` : `${frame.sampleRate}:${frame.channels}`;
  return `${size}:${frame.format}:${frame.colorRange}:${frame.colorSpace}`;
}
