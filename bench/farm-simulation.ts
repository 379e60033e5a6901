/** A farm in made-up time: the turns of the real scheduler, recorded times of chunks, and as many machines as one likes. */
import { FairTurns, type Urgency } from "../src/adapters/bullmq/fair-turns.js";

export interface Simulation {
  workers: number;
  renders: number;
  /** Seconds that chunks took, as recorded; each chunk takes one of them. */
  chunkSeconds: readonly number[];
  /** Of all renders. */
  interactiveShare: number;
  accounts: number;
  seed: number;
  /** Between two chunks of a machine: taking, finishing, looking for the next. */
  overheadSeconds: number;
  /** Without turns, to compare with: first come, first served. */
  isFirstComeFirstServed?: boolean;
}

export interface SimulationResult {
  /** Share of the machines' time, from the first order to the last, in which they made chunks. */
  busyShare: number;
  /** From being ordered to the first chunk being begun, by urgency. */
  longestWaitSeconds: Record<Urgency, number>;
  medianWaitSeconds: Record<Urgency, number>;
  /** The same of exports, for accounts that order little. */
  smallAccounts: { longestWaitSeconds: number; medianWaitSeconds: number };
  chunks: number;
  seconds: number;
}

interface Chunk {
  render: number;
  priority: number;
  order: number;
  seconds: number;
}

/** Least by `compare` first. */
class Heap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const items = this.#items;
    let place = items.push(item) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = items[above] as T;
      if (this.#compare(parent, item) <= 0) break;
      items[place] = parent;
      place = above;
    }
    items[place] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let place = 0;
    for (;;) {
      let below = place * 2 + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#compare(items[below + 1] as T, items[below] as T) < 0) below++;
      if (this.#compare(last, items[below] as T) <= 0) break;
      items[place] = items[below] as T;
      place = below;
    }
    items[place] = last;
    return top;
  }
}

/** Chunks of a render: a sample is short, an export has up to a few hundred. */
const INTERACTIVE_CHUNKS = 2;
const LEAST_CHUNKS = 4;
const MOST_CHUNKS = 60;
/** Orders come a little faster than the machines can take them. */
const PRESSURE = 1.2;

export function simulate(setting: Simulation): SimulationResult {
  const { workers, renders, chunkSeconds, interactiveShare, accounts, seed, overheadSeconds } = setting;
  const { isFirstComeFirstServed = false } = setting;
  const random = dice(seed);
  const turns = new FairTurns();
  const queue = new Heap<Chunk>((a, b) => a.priority - b.priority || a.order - b.order);
  const running = new Heap<{ atSeconds: number; render: number }>((a, b) => a.atSeconds - b.atSeconds);
  const mean = chunkSeconds.reduce((sum, each) => sum + each, 0) / chunkSeconds.length;
  const meanChunks =
    interactiveShare * INTERACTIVE_CHUNKS + ((1 - interactiveShare) * (LEAST_CHUNKS + MOST_CHUNKS)) / 2;
  const gapSeconds = (mean * meanChunks) / workers / PRESSURE;
  const state = Array.from({ length: renders }, (_, i) => ({
    orderedSeconds: i * gapSeconds,
    urgency: (random() < interactiveShare ? "interactive" : "long") as Urgency,
    isSmall: false,
    left: 0,
    hasBegun: false,
  }));
  const waits: Record<Urgency, number[]> = { interactive: [], long: [] };
  const smallWaits: number[] = [];
  let [nowSeconds, free, ordered, order, chunks, takenSeconds, openSeconds] = [0, workers, 0, 0, 0, 0, 0];
  for (;;) {
    const nextOrder = state[ordered]?.orderedSeconds ?? Number.POSITIVE_INFINITY;
    const finished = running.pop();
    if (finished === undefined && ordered >= renders) break;
    if (finished !== undefined) running.push(finished);
    const at = Math.min(nextOrder, finished?.atSeconds ?? Number.POSITIVE_INFINITY);
    // Behind the last order machines run out of work one by one: that is no fault of the scheduler.
    if (ordered < renders) {
      openSeconds += (at - nowSeconds) * workers;
      takenSeconds += (at - nowSeconds) * (workers - free);
    }
    nowSeconds = at;
    if (finished !== undefined && finished.atSeconds <= nextOrder) {
      running.pop();
      free++;
      const name = String(finished.render);
      turns.passed(name);
      const render = state[finished.render];
      if (render !== undefined && --render.left === 0) turns.leave(name);
    } else {
      const render = state[ordered];
      if (render === undefined) break;
      const isLong = render.urgency === "long";
      render.left = isLong
        ? LEAST_CHUNKS + Math.floor(random() * (MOST_CHUNKS - LEAST_CHUNKS + 1))
        : INTERACTIVE_CHUNKS;
      // A tenth of the accounts orders half of the films.
      const account = random() < 0.5 ? Math.floor((random() * accounts) / 10) : Math.floor(random() * accounts);
      render.isSmall = account >= accounts / 10;
      const share = { account: String(account), urgency: render.urgency, chunks: render.left };
      const first = turns.take(String(ordered), share);
      for (let i = 0; i < render.left; i++) {
        const seconds = chunkSeconds[Math.floor(random() * chunkSeconds.length)] ?? mean;
        queue.push({ render: ordered, priority: isFirstComeFirstServed ? 0 : first + i, order: order++, seconds });
      }
      chunks += render.left;
      ordered++;
    }
    while (free > 0) {
      const chunk = queue.pop();
      if (chunk === undefined) break;
      free--;
      const render = state[chunk.render];
      if (render !== undefined && !render.hasBegun) {
        render.hasBegun = true;
        waits[render.urgency].push(nowSeconds - render.orderedSeconds);
        if (render.isSmall && render.urgency === "long") smallWaits.push(nowSeconds - render.orderedSeconds);
      }
      running.push({ atSeconds: nowSeconds + chunk.seconds + overheadSeconds, render: chunk.render });
    }
  }
  const longest = (of: number[]): number => of.reduce((most, each) => Math.max(most, each), 0);
  const median = (of: number[]): number => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
  return {
    busyShare: (takenSeconds / openSeconds) * (mean / (mean + overheadSeconds)),
    longestWaitSeconds: { interactive: longest(waits.interactive), long: longest(waits.long) },
    medianWaitSeconds: { interactive: median(waits.interactive), long: median(waits.long) },
    smallAccounts: { longestWaitSeconds: longest(smallWaits), medianWaitSeconds: median(smallWaits) },
    chunks,
    seconds: nowSeconds,
  };
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
