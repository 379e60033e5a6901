/** FFmpeg's filters: chains for pictures and sound, one stream of frames in and one out. */
import { AVMEDIA_TYPE_AUDIO, type AVSampleFormat } from "node-av/constants";
import { avGetSampleFmtName, Filter, type FilterContext, FilterGraph, FilterInOut, Frame, Rational } from "node-av/lib";
import { checked, isDrained, isEndOfFile, present, rescale, type TimeBase, timestamp } from "./ffmpeg.js";
import type { TimedFrame } from "./frame-reader.js";

interface Graph {
  graph: FilterGraph;
  inputs: FilterContext[];
  output: FilterContext;
}

/**
 * Builds a graph from a description whose inputs are labelled `[in0]`, `[in1]`… (an unlabelled chain has the one
 * input `in0`) for frames like the given ones, and whose one output is labelled `[out]`.
 * @param isConstantRate true where a picture comes at every tick of the time base: some filters take nothing else.
 */
export function buildGraph(
  description: string,
  samples: readonly Frame[],
  timeBase: TimeBase,
  isConstantRate = false,
): Graph {
  const graph = new FilterGraph();
  graph.alloc();
  try {
    graph.nbThreads = 1;
    const isAudio = samples[0]?.getMediaType() === AVMEDIA_TYPE_AUDIO;
    const inputs = samples.map((frame, i) =>
      isAudio
        ? soundInput(graph, frame, timeBase, `in${i}`)
        : pictureInput(graph, frame, timeBase, isConstantRate, `in${i}`),
    );
    const sink = present(Filter.getByName(isAudio ? "abuffersink" : "buffersink"), "buffersink filter");
    const output = present(graph.createFilter(sink, "out"), "filter");
    const labelled = description.includes("[in0]") ? description : `[in0]${description}[out]`;
    connect(graph, labelled, inputs, output);
    checked(graph.configSync(), `configure filters «${description}»`);
    return { graph, inputs, output };
  } catch (error) {
    graph.free();
    throw error;
  }
}

/** Parses a description into a graph and joins its open ends to the inputs and the output, by their labels. */
function connect(
  graph: FilterGraph,
  description: string,
  inputs: readonly FilterContext[],
  output: FilterContext,
): void {
  const action = `parse filters «${description}»`;
  const segment = present(graph.segmentParse(description), action);
  const openInputs = new FilterInOut();
  const openOutputs = new FilterInOut();
  try {
    checked(segment.createFilters(), action);
    checked(segment.applyOpts(), action);
    checked(segment.apply(openInputs, openOutputs), action);
    for (let open: FilterInOut | null = openInputs; open?.name; open = open.next) {
      const input = present(inputs[Number(open.name.slice("in".length))], `input ${open.name}`);
      checked(input.link(0, present(open.filterCtx, "filter"), open.padIdx), action);
    }
    checked(present(openOutputs.filterCtx, "filter").link(openOutputs.padIdx, output, 0), action);
  } finally {
    openInputs.free();
    openOutputs.free();
    segment.free();
  }
}

function pictureInput(
  graph: FilterGraph,
  frame: Frame,
  timeBase: TimeBase,
  isConstantRate: boolean,
  name: string,
): FilterContext {
  const input = present(graph.allocFilter(present(Filter.getByName("buffer"), "buffer filter"), name), "filter");
  input.buffersrcParametersSet({
    width: frame.width,
    height: frame.height,
    format: frame.format,
    timeBase: new Rational(timeBase.num, timeBase.den),
    sampleAspectRatio: new Rational(1, 1),
    colorRange: frame.colorRange,
    colorSpace: frame.colorSpace,
    ...(isConstantRate ? { frameRate: new Rational(timeBase.den, timeBase.num) } : {}),
  });
  checked(input.init(null), "set up filters");
  return input;
}

function soundInput(graph: FilterGraph, frame: Frame, timeBase: TimeBase, name: string): FilterContext {
  const settings = [
    `time_base=${timeBase.num}/${timeBase.den}`,
    `sample_rate=${frame.sampleRate}`,
    `sample_fmt=${avGetSampleFmtName(frame.format as AVSampleFormat)}`,
    `channel_layout=0x${frame.channelLayout.mask.toString(16)}`,
  ].join(":");
  return present(
    graph.createFilter(present(Filter.getByName("abuffer"), "abuffer filter"), name, settings),
    "sound input",
  );
}

/** Every frame that a graph's output has ready, with times in the given unit; whoever receives them frees them. */
export async function receiveFrames(output: FilterContext, timeBase: TimeBase): Promise<TimedFrame[]> {
  const sinkTimeBase = output.buffersinkGetTimeBase();
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
    frames.push({ frame, pts: rescale(timestamp(frame.pts) ?? 0, sinkTimeBase, timeBase) });
  }
}

/**
 * Runs frames through a filter description such as `bwdif=mode=send_frame,transpose=clock`. The graph is built from
 * the first frame, and built anew where frames change their format midway. Dispose it to free the graph.
 */
export class FilterChain implements Disposable {
  readonly #description: string;
  readonly #timeBase: TimeBase;
  readonly #outputTimeBase: TimeBase;
  #built: (Graph & { key: string; input: FilterContext }) | undefined;

  /** Times go in by `timeBase` and come out by `outputTimeBase`, whatever the filters count in. */
  constructor(description: string, timeBase: TimeBase, outputTimeBase = timeBase) {
    this.#description = description;
    this.#timeBase = timeBase;
    this.#outputTimeBase = outputTimeBase;
  }

  /** Takes a frame (and frees it), gives those that are ready: none any more once a filter has ended the stream. */
  async push({ frame, pts }: TimedFrame): Promise<TimedFrame[]> {
    using owned = frame;
    const key = formatKey(owned);
    const flushed = this.#built !== undefined && this.#built.key !== key ? await this.flush() : [];
    this.#built ??= this.#build(owned, key);
    owned.pts = BigInt(pts);
    const added = await this.#built.input.buffersrcAddFrame(owned);
    if (!isEndOfFile(added)) checked(added, "filter a frame");
    return [...flushed, ...(await receiveFrames(this.#built.output, this.#outputTimeBase))];
  }

  /** Gives the frames that the filters still hold, and starts afresh. */
  async flush(): Promise<TimedFrame[]> {
    if (this.#built === undefined) return [];
    const added = await this.#built.input.buffersrcAddFrame(null);
    if (!isEndOfFile(added)) checked(added, "finish filtering");
    const frames = await receiveFrames(this.#built.output, this.#outputTimeBase);
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

/** One frame through a filter description; the given frame is left as it is, whoever receives the new one frees it. */
export async function filtered(frame: Frame, description: string): Promise<Frame> {
  using chain = new FilterChain(description, { num: 1, den: 1 });
  const copy = present(frame.clone(), "frame");
  const ready = [...(await chain.push({ frame: copy, pts: 0 })), ...(await chain.flush())];
  const [first, ...others] = ready;
  for (const other of others) other.frame.free();
  return present(first, "filtered frame").frame;
}

function formatKey(frame: Frame): string {
  const size = frame.isVideo() ? `${frame.width}x${frame.height}` : `${frame.sampleRate}:${frame.channels}`;
  return `${size}:${frame.format}:${frame.colorRange}:${frame.colorSpace}`;
}

/** A value, such as a path, as it is written into a description: the two levels of FFmpeg's quoting. */
export function filterValue(value: string): string {
  return value.replace(/[\\':]/g, "\\$&").replace(/[\\'[\],;]/g, "\\$&");
}
