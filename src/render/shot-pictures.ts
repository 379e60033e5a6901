/** A shot as it lies on the canvas, frame by frame. Runs in a worker process. */
import type { Network } from "../enhance/network.js";
import type { Device } from "../enhance/session.js";
import { FilterChain } from "../media/filter-chain.js";
import type { TimedFrame } from "../media/frame-reader.js";
import { dimPicture, newVideoPicture, plainPicture } from "../media/picture.js";
import { CHROMA_SHIFTS } from "../media/picture-chain.js";
import { planesOf } from "../media/plane.js";
import { warpPlanes } from "../media/plane-warp.js";
import { PictureEnlarger } from "./picture-enlarger.js";
import type { Scene, Shot, Size } from "./scene.js";
import { type HeldPicture, type SourceReaders, sourcePictures } from "./source-pictures.js";

type Picture = TimedFrame["frame"];

/** Enlargers that stay open between scenes: a transition can need two. */
const MAX_OPEN_ENLARGERS = 2;

/** Open networks, kept from scene to scene. */
export class Enlargers implements AsyncDisposable {
  readonly #device: Device;
  readonly #threads: number;
  readonly #enlargers = new Map<string, PictureEnlarger>();

  constructor(device: Device, threads: number) {
    this.#device = device;
    this.#threads = threads;
  }

  async open(network: Network | undefined): Promise<PictureEnlarger> {
    const key = network === undefined ? "" : `${network.sha256}:${network.scale}:${network.strength?.percent}`;
    const enlarger =
      this.#enlargers.get(key) ??
      (await PictureEnlarger.open({ network, device: this.#device, threads: this.#threads }));
    this.#enlargers.delete(key);
    this.#enlargers.set(key, enlarger);
    // A scene is the same whatever was made before it.
    enlarger.forget();
    for (const [other, old] of this.#enlargers) {
      if (this.#enlargers.size <= MAX_OPEN_ENLARGERS) break;
      this.#enlargers.delete(other);
      await old[Symbol.asyncDispose]();
    }
    return enlarger;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const enlarger of this.#enlargers.values()) await enlarger[Symbol.asyncDispose]();
    this.#enlargers.clear();
  }
}

/** What shots are made with, kept from scene to scene. */
export interface ShotTools {
  readers: SourceReaders;
  enlargers: Enlargers;
  /** Told how many packets and frames of a source were found damaged. */
  onDamage(count: number): void;
  /** Passes, waits or throws: asked between frames that are only looked at. */
  gate(): Promise<void>;
}

/** One canvas for each frame of the scene; whoever receives it frees it. */
export async function* shotPictures(
  shot: Shot,
  scene: Pick<Scene, "frames"> & { encoder: Size & Pick<Scene["encoder"], "timeBase"> },
  tools: ShotTools,
): AsyncGenerator<Picture, undefined> {
  const canvas: Size = scene.encoder;
  if (shot.kind === "plain") {
    using picture = plainPicture(canvas.width, canvas.height, shot.colour);
    yield* copies(picture, scene.frames);
    return;
  }
  const enlarger = await tools.enlargers.open(shot.look.network);
  using fit = new FilterChain(shot.look.after || "null", scene.encoder.timeBase);
  const sources = ahead(sourcePictures(shot, tools.readers, tools));
  try {
    let count = 0;
    let shown = 0;
    for await (const { frame, frames } of sources) {
      using owned = frame;
      const fitted = await enlarged(owned, shot, enlarger);
      for (const { frame: placed } of await fit.push({ frame: fitted, pts: count++ })) {
        using canvasPicture = placed;
        for (const copy of copies(canvasPicture, frames)) yield changed(copy, shot, shown++, canvas);
      }
    }
  } finally {
    await sources.return(undefined);
  }
}

/** A frame as it is at its place in the shot: zoomed, and dimmed. Takes the picture, gives it or another. */
function changed(
  picture: Picture,
  { views, levels }: Extract<Shot, { kind: "clip" }>,
  place: number,
  canvas: Size,
): Picture {
  const [view, level] = [views?.[place], levels?.[place] ?? 1];
  const seen = view === undefined ? picture : zoomed(picture, view, canvas);
  if (level < 1) dimmed(seen, level);
  return seen;
}

/** Makes a picture darker. */
export function dimmed(picture: Picture, level: number): void {
  // Copies share their samples until one of them is changed.
  if (picture.makeWritable() < 0) throw new Error("a frame could not be copied");
  dimPicture(picture, level);
}

function zoomed(picture: Picture, view: number, canvas: Size): Picture {
  using whole = picture;
  const seen = newVideoPicture(canvas.width, canvas.height);
  const zoom = { xx: (whole.width / canvas.width) * view, yy: (whole.height / canvas.height) * view };
  warpPlanes(planesOf(whole, CHROMA_SHIFTS.yuv420p), planesOf(seen, CHROMA_SHIFTS.yuv420p), {
    ...zoom,
    xy: 0,
    yx: 0,
    x0: 0,
    y0: 0,
  });
  return seen;
}

/** The next picture is being made while one is used. */
async function* ahead(pictures: AsyncGenerator<HeldPicture, undefined>): AsyncGenerator<HeldPicture, undefined> {
  let upcoming = pictures.next();
  try {
    for (;;) {
      const { value } = await upcoming;
      if (value === undefined) return;
      upcoming = pictures.next();
      upcoming.catch(() => undefined);
      yield value;
    }
  } finally {
    await upcoming.then(
      ({ value }) => value?.frame.free(),
      () => undefined,
    );
    await pictures.return(undefined);
  }
}

async function enlarged(
  frame: Picture,
  { look }: Extract<Shot, { kind: "clip" }>,
  enlarger: PictureEnlarger,
): Promise<Picture> {
  const finished = newVideoPicture(look.fitted.width, look.fitted.height);
  try {
    await enlarger.enlarge(planesOf(frame, CHROMA_SHIFTS[look.format]), planesOf(finished, CHROMA_SHIFTS.yuv420p));
    return finished;
  } catch (error) {
    finished.free();
    throw error;
  }
}

function* copies(picture: Picture, count: number): Generator<Picture, undefined> {
  for (let i = 0; i < count; i++) {
    const copy = picture.clone();
    if (copy === null) throw new Error("a frame could not be copied");
    yield copy;
  }
}
