/** What goes through the queue of a farm, and under which names. All of it can be made again from the studio's records. */
import { z } from "zod";
import { Fault, type FaultCode, type FaultRecord, toFault } from "../../faults.js";
import type { EncoderFamily } from "../../render/abilities.js";
import type { Film, Finishing } from "../../render/film.js";
import type { FinishedFilm } from "../../render/film-finish.js";
import type { Device } from "../../render/means.js";
import type { Scene } from "../../render/scene.js";

/** One chunk of a picture. Paths in the scene are portable. */
export interface ChunkOrder {
  kind: "chunk";
  uid: string;
  build: string;
  key: string;
  scene: Scene;
  network: string;
}

/** The sound of a film. Paths in its plan are portable. */
export interface SoundOrder extends NonNullable<Film["sound"]> {
  kind: "sound";
  uid: string;
  build: string;
}

/** The joining of a film's parts, or what else is made of them. */
export interface FilmOrder {
  kind: "film";
  uid: string;
  build: string;
  /** Of all parts: a flow that is found is the one that is wanted only where this fits. */
  fingerprint: string;
  finishing: Finishing;
  /** Of the finished film in the store of files. */
  fileKey: string;
}

export type Order = ChunkOrder | SoundOrder | FilmOrder;

/** What a worker tells of a chunk. */
export interface ChunkReport {
  frames: number;
  seconds: number;
  device: Device;
  network: string;
  /** It was there already. */
  isCached: boolean;
}

/** What is told of a sound. */
export interface SoundReport {
  /** It was there already. */
  isCached: boolean;
}

/** What a worker tells of a film. While it is at it, it tells thousandths of coding it again. */
export type FilmReport = FinishedFilm;

/** Told to all workers. */
export const CALL_CHANNEL = "calls";
export const callSchema = z.discriminatedUnion("call", [
  /** There is work. */
  z.object({ call: z.literal("work") }),
  /** Nobody waits for this flow any more. */
  z.object({ call: z.literal("stop"), flow: z.string() }),
]);
export type Call = z.infer<typeof callSchema>;

export const FILMS = "films";

/**
 * Taken by the studio's own machine, on which the sources lie. Elsewhere sound would cost most of their bytes once more: it
 * lies between the pictures.
 */
export const SOUNDS = "sounds";

/** Chunks that the same machines can make wait in one queue. */
export function chunkQueue(device: Device, encoder: EncoderFamily): string {
  return `chunks-${device}-${encoder}`;
}

/** Every key of a farm of one build begins with this: machines of another build do not see its work. */
export function prefixOf(build: string): string {
  return `hd-local-${build}`;
}

/** The same for all builds. */
export const WORKERS_KEY = "hd-local-workers";

/** Where a finished part stands in the store of files. */
export function partKey(key: string): string {
  return `chunks/${key}.chunk`;
}

const reasonSchema = z.object({ code: z.string(), message: z.string() });

/** An error as the queue keeps it. */
export function reasonOf(error: unknown): string {
  const { code, message } = toFault(error);
  return JSON.stringify({ code, message } satisfies FaultRecord);
}

/** The fault that a job of the queue ended with. */
export function faultOf(reason: string): Fault {
  try {
    const { code, message } = reasonSchema.parse(JSON.parse(reason));
    return new Fault(code as FaultCode, message);
  } catch {
    const why = /stalled/.test(reason)
      ? "The machines that tried one part of the film were lost, one after the other. What was finished is kept."
      : "A part of the film could not be made.";
    return new Fault("worker-lost", why, { cause: new Error(reason) });
  }
}
