/** A few pictures from all over a source, to know what all of it is like. Runs in a worker process. */
import { FilterChain } from "../media/filter-chain.js";
import { FrameReader, type TimedFrame } from "../media/frame-reader.js";
import type { SceneSource } from "./scene.js";

/** Frames read on behind a keyframe to come nearer to a place. */
const MOST_READ = 48;

/** The pictures nearest to the places, upright; those that cannot be decoded are left out. Whoever receives one frees it. */
export async function* spreadPictures(
  {
    path,
    streamIndex,
    keyframes,
    timeBase,
    chain,
  }: Pick<SceneSource, "path" | "streamIndex" | "keyframes" | "timeBase" | "chain">,
  places: readonly number[],
): AsyncGenerator<TimedFrame["frame"], undefined> {
  using reader = await FrameReader.open({ path, streamIndex, keyframes, threads: 1 });
  for (const place of places) {
    await reader.start(place);
    const frame = await nearest(reader, place);
    if (frame === undefined) continue;
    using filters = new FilterChain(chain.description || "null", timeBase);
    for (const { frame: upright } of [...(await filters.push(frame)), ...(await filters.flush())]) yield upright;
  }
}

async function nearest(reader: FrameReader, place: number): Promise<TimedFrame | undefined> {
  let frame = await reader.next();
  for (let read = 0; frame !== undefined && frame.pts < place && read < MOST_READ; read++) {
    const next = await reader.next();
    if (next === undefined) break;
    frame.frame.free();
    frame = next;
  }
  return frame;
}
