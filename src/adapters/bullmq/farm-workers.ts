/** The machines of a farm: each tells what it can do, again and again; one that falls silent is gone. */
import type { Redis } from "ioredis";
import { z } from "zod";
import { Fault } from "../../faults.js";
import type { Abilities } from "../../render/abilities.js";
import type { Device } from "../../render/means.js";
import { WORKERS_KEY } from "./farm-orders.js";

const ANNOUNCE_MS = 5000;
const GONE_MS = 20_000;

const announcementSchema = z.object({
  atMs: z.number(),
  build: z.string(),
  version: z.string(),
  slots: z.int(),
  busy: z.int(),
  devices: z.array(z.object({ device: z.enum(["cpu", "webgpu", "cuda"]), framesPerSecond: z.number() })),
  encoders: z.array(z.string()),
  networks: z.array(z.string()),
});

export type Announcement = z.infer<typeof announcementSchema>;

/** Tells of a worker until it is disposed. */
export class Announcer implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #id: string;
  readonly #facts: () => Omit<Announcement, "atMs" | keyof Abilities> & Abilities;
  readonly #timer: NodeJS.Timeout;

  constructor(redis: Redis, id: string, facts: () => Omit<Announcement, "atMs" | keyof Abilities> & Abilities) {
    this.#redis = redis;
    this.#id = id;
    this.#facts = facts;
    this.#timer = setInterval(() => void this.tell().catch(() => undefined), ANNOUNCE_MS);
  }

  async tell(): Promise<void> {
    await this.#redis.hset(WORKERS_KEY, this.#id, JSON.stringify({ atMs: Date.now(), ...this.#facts() }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    // A queue that is away at the end is told nothing: silence says the same a little later.
    if (this.#redis.status === "ready") await this.#redis.hdel(WORKERS_KEY, this.#id).catch(() => undefined);
  }
}

/** The machines that are there now, of every build. */
export async function presentWorkers(redis: Redis): Promise<Announcement[]> {
  const present: Announcement[] = [];
  for (const [id, text] of Object.entries(await redis.hgetall(WORKERS_KEY))) {
    const read = announcementSchema.safeParse(jsonOf(text));
    if (read.success && read.data.atMs > Date.now() - GONE_MS) present.push(read.data);
    else await redis.hdel(WORKERS_KEY, id);
  }
  return present;
}

/**
 * Where machines are there, one of them has to have the device that was asked for: the others would never take the work.
 * @throws Fault `device-unavailable`.
 */
export function checkDevice(workers: readonly Announcement[], device: Device): void {
  if (workers.length === 0 || workers.some(({ devices }) => devices.some((each) => each.device === device))) return;
  const name = { cpu: "its processor", webgpu: "WebGPU", cuda: "CUDA" }[device];
  throw new Fault(
    "device-unavailable",
    `None of the machines that make films can run networks on ${name}: start a worker on one that can, or let the studio choose the device.`,
  );
}

/** What the machines of a build together are fastest on: each does what it does best. */
export function bestDevice(workers: readonly Announcement[]): Device {
  const speeds = new Map<Device, number>();
  for (const { devices, slots } of workers) {
    const [best] = devices;
    if (best !== undefined)
      speeds.set(best.device, (speeds.get(best.device) ?? 0) + best.framesPerSecond * Math.max(1, slots));
  }
  const [fastest] = [...speeds].sort(([, a], [, b]) => b - a);
  return fastest?.[0] ?? "cpu";
}

/** Undefined for what is no JSON: anybody can write to the queue. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
