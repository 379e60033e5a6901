/** Figures of the studio in the format of Prometheus: what waits, what is made, how long it takes, what fails. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MadeChunk, RenderObserver } from "../studio/render-observer.js";

/** What is in a farm's queue. */
export interface FarmCounts {
  waitingChunks: number;
  activeChunks: number;
  waitingSounds: number;
  waitingFilms: number;
  workers: number;
  /** Machines of another version, which get no work. */
  strangers: number;
}

const CHUNK_SECONDS = [0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320];

export class Metrics implements RenderObserver {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #renders = this.#gauge("hd_local_renders", "Renders that have not ended.", ["state"]);
  readonly #chunkSeconds: Histogram;
  readonly #chunks = this.#counter("hd_local_chunks_total", "Chunks by where they came from: made, or found.", [
    "from",
  ]);
  readonly #failures = this.#counter("hd_local_part_failures_total", "Attempts at a part that came to nothing.", []);
  readonly #ended = this.#counter("hd_local_renders_ended_total", "Renders that have ended.", ["status"]);
  readonly #queue: Gauge;
  readonly #workers: Gauge;

  constructor() {
    const registers = [this.#registry];
    this.contentType = this.#registry.contentType;
    this.#chunkSeconds = new Histogram({
      name: "hd_local_chunk_seconds",
      help: "Time that making a chunk took.",
      labelNames: ["network", "device"],
      buckets: CHUNK_SECONDS,
      registers,
    });
    this.#queue = this.#gauge("hd_local_queue_parts", "Parts of renders in the queue of a farm.", ["part", "state"]);
    this.#workers = this.#gauge("hd_local_workers", "Machines of a farm, by whether they share the work.", ["version"]);
    for (const from of ["made", "found"]) this.#chunks.inc({ from }, 0);
    for (const status of ["completed", "failed", "cancelled"]) this.#ended.inc({ status }, 0);
  }

  chunkMade({ seconds, device, network }: MadeChunk): void {
    this.#chunkSeconds.observe({ network, device }, seconds);
    this.#chunks.inc({ from: "made" });
  }

  chunksFound(count: number): void {
    this.#chunks.inc({ from: "found" }, count);
  }

  partFailed(): void {
    this.#failures.inc();
  }

  ended(status: "completed" | "failed" | "cancelled"): void {
    this.#ended.inc({ status });
  }

  /** The text that a scraper takes. */
  async text(renders: { pending: number; processing: number }, farm: FarmCounts | undefined): Promise<string> {
    this.#renders.set({ state: "waiting" }, renders.pending);
    this.#renders.set({ state: "running" }, renders.processing);
    this.#queue.set({ part: "chunk", state: "waiting" }, farm?.waitingChunks ?? 0);
    this.#queue.set({ part: "chunk", state: "active" }, farm?.activeChunks ?? 0);
    this.#queue.set({ part: "sound", state: "waiting" }, farm?.waitingSounds ?? 0);
    this.#queue.set({ part: "film", state: "waiting" }, farm?.waitingFilms ?? 0);
    this.#workers.set({ version: "same" }, farm?.workers ?? 0);
    this.#workers.set({ version: "other" }, farm?.strangers ?? 0);
    return await this.#registry.metrics();
  }

  #gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}
