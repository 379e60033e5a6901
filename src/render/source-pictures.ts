/** The pictures of a source in the order in which a shot shows them, also backwards. Runs in a worker process. */
import { Fault } from "../faults.js";
import { FilterChain } from "../media/filter-chain.js";
import { FrameReader, type TimedFrame } from "../media/frame-reader.js";
import { fileLabel } from "../media/source.js";
import type { SceneSource, Shot } from "./scene.js";

type ClipShot = Extract<Shot, { kind: "clip" }>;

/** A picture and for how many frames of the scene it is seen; whoever receives it frees it. */
export interface HeldPicture {
  frame: TimedFrame["frame"];
  frames: number;
}

/** Bytes of decoded pictures that may wait to be shown backwards. */
const MAX_HELD_BYTES = 192 * 1024 * 1024;
/** Files that stay open between scenes. */
const MAX_OPEN_FILES = 4;

/** Open files with their decoders, kept from scene to scene so that reading goes on where it was. */
export class SourceReaders implements Disposable {
  readonly #threads: number;
  readonly #readers = new Map<string, FrameReader>();

  constructor(threads: number) {
    this.#threads = threads;
  }

  async open({ path, streamIndex, keyframes }: SceneSource): Promise<FrameReader> {
    const key = `${streamIndex}:${path}`;
    const reader =
      this.#readers.get(key) ?? (await FrameReader.open({ path, streamIndex, keyframes, threads: this.#threads }));
    // The last one used is the last one closed.
    this.#readers.delete(key);
    this.#readers.set(key, reader);
    for (const [other, old] of this.#readers) {
      if (this.#readers.size <= MAX_OPEN_FILES) break;
      this.#readers.delete(other);
      old[Symbol.dispose]();
    }
    return reader;
  }

  [Symbol.dispose](): void {
    for (const reader of this.#readers.values()) reader[Symbol.dispose]();
    this.#readers.clear();
  }
}

/**
 * The pictures of a shot at the source's size, behind its chain and the filters of its look.
 * @param onDamage told how many packets and frames were found damaged.
 * @throws Fault `input-damaged` where there is nothing to show.
 */
export async function* sourcePictures(
  shot: ClipShot,
  readers: SourceReaders,
  onDamage: (count: number) => void,
): AsyncGenerator<HeldPicture, undefined> {
  const reader = await readers.open(shot.source);
  const damagedBefore = reader.damaged;
  const runs = runsOf(shot.framePts);
  const isReversed = (runs[0]?.pts ?? 0) > (runs[runs.length - 1]?.pts ?? 0);
  const pictures = isReversed ? backwards(shot, reader, runs) : forwards(shot, reader, runs);
  try {
    yield* pictures;
  } finally {
    onDamage(reader.damaged - damagedBefore);
  }
}

/** A frame of the source and how long it is seen. */
interface Run {
  pts: number;
  frames: number;
}

function runsOf(framePts: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const pts of framePts) {
    const last = runs[runs.length - 1];
    if (last?.pts === pts) last.frames++;
    else runs.push({ pts, frames: 1 });
  }
  return runs;
}

/** Backwards by blocks, each of them read forwards and held. */
async function* backwards(
  shot: ClipShot,
  reader: FrameReader,
  runs: readonly Run[],
): AsyncGenerator<HeldPicture, undefined> {
  const { width, height } = shot.look.size;
  const size = Math.max(1, Math.floor(MAX_HELD_BYTES / (width * height * 3)));
  for (let from = 0; from < runs.length; from += size) {
    const held: HeldPicture[] = [];
    try {
      for await (const picture of forwards(shot, reader, runs.slice(from, from + size).reverse())) held.push(picture);
      for (let last = held.pop(); last !== undefined; last = held.pop()) yield last;
    } finally {
      for (const { frame } of held) frame.free();
    }
  }
}

async function* forwards(
  { source, look }: ClipShot,
  reader: FrameReader,
  runs: readonly Run[],
): AsyncGenerator<HeldPicture, undefined> {
  const description = [source.chain.description, look.before].filter(Boolean).join(",");
  using filters = new FilterChain(description || "null", source.timeBase);
  const prerollFrames = source.chain.prerollFrames + look.prerollFrames;
  const hasMemory = prerollFrames > 0;
  const fromPts = (runs[0]?.pts ?? 0) - prerollFrames * source.gapPts;
  await reader.start(fromPts, source.keyframes);
  await using latest = new LatestFrame(
    hasMemory ? filteredFrames(reader, fromPts, filters) : decodedFrames(reader),
    hasMemory ? undefined : reader,
  );
  for (const { pts, frames } of runs) {
    const picture = await latest.at(pts);
    if (picture === undefined)
      throw new Fault(
        "input-damaged",
        `${fileLabel(source.path)} is damaged: a part that is needed cannot be decoded.`,
      );
    if (hasMemory) yield { frame: picture, frames };
    else for (const { frame } of await filters.push({ frame: picture, pts })) yield { frame, frames };
  }
}

async function* decodedFrames(reader: FrameReader): AsyncGenerator<TimedFrame, undefined> {
  for (let next = await reader.next(); next !== undefined; next = await reader.next()) yield next;
}

/** Every frame from a moment on, behind filters that remember earlier ones. */
async function* filteredFrames(
  reader: FrameReader,
  fromPts: number,
  filters: FilterChain,
): AsyncGenerator<TimedFrame, undefined> {
  for await (const decoded of decodedFrames(reader)) {
    if (decoded.pts < fromPts) decoded.frame.free();
    else yield* await filters.push(decoded);
  }
  yield* await filters.flush();
}

/** The frame of a stream that is seen at a moment: the latest that has come. */
class LatestFrame implements AsyncDisposable {
  readonly #frames: AsyncGenerator<TimedFrame, undefined>;
  readonly #reader: FrameReader | undefined;
  #held: TimedFrame | undefined;
  #ahead: TimedFrame | undefined;

  /** @param reader where the frames come straight from: what was read too far is handed back to it. */
  constructor(frames: AsyncGenerator<TimedFrame, undefined>, reader: FrameReader | undefined) {
    this.#frames = frames;
    this.#reader = reader;
  }

  /** Moments have to rise. Before the first frame it is the first; undefined where there is none at all. */
  async at(pts: number): Promise<TimedFrame["frame"] | undefined> {
    while (this.#held === undefined || this.#held.pts < pts) {
      this.#ahead ??= (await this.#frames.next()).value;
      if (this.#ahead === undefined || (this.#held !== undefined && this.#ahead.pts > pts)) break;
      this.#held?.frame.free();
      this.#held = this.#ahead;
      this.#ahead = undefined;
    }
    return this.#held?.frame.clone() ?? undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#frames.return(undefined);
    const next = this.#ahead ?? this.#held;
    if (this.#ahead !== undefined) this.#held?.frame.free();
    if (next === undefined) return;
    if (this.#reader === undefined) next.frame.free();
    else this.#reader.unread(next);
  }
}
