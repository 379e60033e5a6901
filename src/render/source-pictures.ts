/** The pictures of a source in the order in which a shot shows them, also backwards. Runs in a worker process. */
import { Fault } from "../faults.js";
import type { CameraMove } from "../media/camera-motion.js";
import { FilterChain } from "../media/filter-chain.js";
import { FrameReader, type TimedFrame } from "../media/frame-reader.js";
import { newVideoPicture } from "../media/picture.js";
import { CHROMA_SHIFTS } from "../media/picture-chain.js";
import { planesOf } from "../media/plane.js";
import { warpPlanes } from "../media/plane-warp.js";
import { fileLabel } from "../media/source.js";
import { automaticColour } from "./automatic-colour.js";
import { steadyWarp } from "./camera-path.js";
import { cameraShake } from "./camera-shake.js";
import { evenFrames } from "./even-motion.js";
import type { SceneSource, Shot } from "./scene.js";
import { prerollOf, sourceTime } from "./shot-source.js";

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
  readonly threads: number;
  readonly #readers = new Map<string, FrameReader>();

  constructor(threads: number) {
    this.threads = threads;
  }

  async open({ path, streamIndex, keyframes }: SceneSource): Promise<FrameReader> {
    const key = `${streamIndex}:${path}`;
    const reader =
      this.#readers.get(key) ?? (await FrameReader.open({ path, streamIndex, keyframes, threads: this.threads }));
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
 * @param control told how many packets and frames were found damaged; asked whether to go on.
 * @throws Fault `input-damaged` where there is nothing to show.
 */
export async function* sourcePictures(
  shot: ClipShot,
  readers: SourceReaders,
  { onDamage, gate }: { onDamage(count: number): void; gate(): Promise<void> },
): AsyncGenerator<HeldPicture, undefined> {
  const reader = await readers.open(shot.source);
  const damagedBefore = reader.damaged;
  const runs = runsOf(shot.framePts);
  const isReversed = (runs[0]?.pts ?? 0) > (runs[runs.length - 1]?.pts ?? 0);
  const source = { reader, runs, finish: await Finishing.open(shot, readers.threads, gate) };
  const pictures = isReversed ? backwards(shot, source) : forwards(shot, source);
  try {
    yield* pictures;
  } finally {
    source.finish[Symbol.dispose]();
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
async function* backwards(shot: ClipShot, { runs, ...source }: OpenSource): AsyncGenerator<HeldPicture, undefined> {
  const { width, height } = shot.look.size;
  const size = Math.max(1, Math.floor(MAX_HELD_BYTES / (width * height * 3)));
  for (let from = 0; from < runs.length; from += size) {
    const held: HeldPicture[] = [];
    try {
      for await (const picture of forwards(shot, { ...source, runs: runs.slice(from, from + size).reverse() }))
        held.push(picture);
      for (let last = held.pop(); last !== undefined; last = held.pop()) yield last;
    } finally {
      for (const { frame } of held) frame.free();
    }
  }
}

/** What the pictures of a shot come from. */
interface OpenSource {
  reader: FrameReader;
  runs: readonly Run[];
  finish: Finishing;
}

async function* forwards(shot: ClipShot, { reader, runs, finish }: OpenSource): AsyncGenerator<HeldPicture, undefined> {
  const { source, look, even } = shot;
  using filters = new FilterChain(
    [source.chain.description, look.cleaning].filter(Boolean).join(",") || "null",
    source.timeBase,
  );
  const prerollFrames = prerollOf(shot);
  const hasMemory = prerollFrames > 0;
  const fromPts = sourceTime(shot, runs[0]?.pts ?? 0) - prerollFrames * source.gapPts;
  await reader.start(fromPts, source.keyframes);
  const remembered = (): AsyncGenerator<TimedFrame, undefined> => filteredFrames(reader, fromPts, filters);
  await using latest = even
    ? new LatestFrame(evenFrames(remembered(), even, source), undefined)
    : new LatestFrame(hasMemory ? remembered() : decodedFrames(reader), hasMemory ? undefined : reader);
  for (const { pts, frames } of runs) {
    const picture = await latest.at(pts);
    if (picture === undefined)
      throw new Fault(
        "input-damaged",
        `${fileLabel(source.path)} is damaged: a part that is needed cannot be decoded.`,
      );
    const filtered = hasMemory ? [{ frame: picture, pts }] : await filters.push({ frame: picture, pts });
    for (const { frame } of filtered) yield { frame: await finish.finished(frame, sourceTime(shot, pts)), frames };
  }
}

/** What is done to each picture by itself: the camera's shake taken out, colours put right, and the filters of the look. */
class Finishing implements Disposable {
  readonly #shot: ClipShot;
  readonly #shakeAt: ((pts: number) => CameraMove) | undefined;
  readonly #filters: FilterChain | undefined;

  private constructor(shot: ClipShot, shakeAt: ((pts: number) => CameraMove) | undefined, filters: string) {
    this.#shot = shot;
    this.#shakeAt = shakeAt;
    this.#filters = filters === "" ? undefined : new FilterChain(filters, shot.source.timeBase);
  }

  static async open(shot: ClipShot, threads: number, gate: () => Promise<void>): Promise<Finishing> {
    const { source, steady, colours, look } = shot;
    const shakeAt = steady && (await cameraShake(source, steady, threads, gate));
    const filters = [
      ...(colours === undefined ? [] : [await automaticColour(source, colours), `format=${source.chain.format}`]),
      ...(look.before === "" ? [] : [look.before]),
    ];
    return new Finishing(shot, shakeAt, filters.join(","));
  }

  /** Takes a picture and gives the finished one. */
  async finished(picture: TimedFrame["frame"], pts: number): Promise<TimedFrame["frame"]> {
    const steadied = this.#shakeAt === undefined ? picture : this.#steadied(picture, this.#shakeAt(pts));
    if (this.#filters === undefined) return steadied;
    const [finished, ...others] = await this.#filters.push({ frame: steadied, pts: Math.round(pts) });
    for (const { frame } of others) frame.free();
    if (finished === undefined) throw new Error("a filter kept a picture");
    return finished.frame;
  }

  #steadied(picture: TimedFrame["frame"], shake: CameraMove): TimedFrame["frame"] {
    using shaky = picture;
    const { steady, source } = this.#shot;
    if (steady === undefined) throw new Error("nothing is known of a camera");
    const { format } = source.chain;
    const steadied = newVideoPicture(shaky.width, shaky.height, format);
    const warp = steadyWarp(shake, steady.strength, shaky, steady.pixelAspect);
    warpPlanes(planesOf(shaky, CHROMA_SHIFTS[format]), planesOf(steadied, CHROMA_SHIFTS[format]), warp);
    return steadied;
  }

  [Symbol.dispose](): void {
    this.#filters?.[Symbol.dispose]();
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
