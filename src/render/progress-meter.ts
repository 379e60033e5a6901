/** How far a job is, told now and then. */

/** How far a job is. `frames` of `totalFrames` are done, of which `cachedFrames` were there before. */
export interface JobProgress {
  /** `conversion`: the finished picture becomes another codec, or smaller. */
  stage: "sound" | "picture" | "conversion" | "assembly";
  /** How much of the stage is done, 0 to 1. */
  stageShare: number;
  frames: number;
  totalFrames: number;
  cachedFrames: number;
  chunks: number;
  finishedChunks: number;
  cachedChunks: number;
  /** Frames a second of this run; 0 until there is something to measure. */
  fps: number;
  elapsedSeconds: number;
  /** Undefined until there is something to measure. */
  remainingSeconds: number | undefined;
}

/** Progress is told at most this often. */
const TELL_INTERVAL_MS = 200;
/** The speed shown is that of the last seconds, so that it follows what the machine does. */
const SPEED_WINDOW_MS = 10_000;

/** Counts frames over all chunks, measures speed, and tells it now and then. */
export class ProgressMeter {
  readonly #whole: { frames: number; chunks: number };
  readonly #startedMs: number;
  readonly #workedMs: () => number;
  readonly #beganMs: number;
  readonly #tell: (progress: JobProgress) => void;
  readonly #working = new Map<string, number>();
  readonly #samples: { atMs: number; made: number }[] = [];
  #cachedFrames = 0;
  #cachedChunks = 0;
  #finishedFrames = 0;
  #finishedChunks = 0;
  #toldMs = Number.NEGATIVE_INFINITY;
  #stage: JobProgress["stage"] = "picture";
  /** Of stages that do not count frames. */
  #share = 0;

  /** @param workedMs a clock that stands still while nothing is done: a pause is no part of the speed. */
  constructor(
    whole: { frames: number; chunks: number },
    startedMs: number,
    tell: (progress: JobProgress) => void,
    workedMs = (): number => performance.now(),
  ) {
    this.#whole = whole;
    this.#startedMs = startedMs;
    this.#tell = tell;
    this.#workedMs = workedMs;
    this.#beganMs = workedMs();
  }

  cached(frames: number): void {
    this.#cachedFrames += frames;
    this.#cachedChunks++;
  }

  working(key: string, frames: number): void {
    this.#working.set(key, frames);
    this.#maybeTell();
  }

  finished(key: string, frames: number): void {
    this.#working.delete(key);
    this.#finishedFrames += frames;
    this.#finishedChunks++;
    this.#toldMs = Number.NEGATIVE_INFINITY;
    this.#maybeTell();
  }

  /** Frames made in this run, of finished chunks. */
  get madeFrames(): number {
    return this.#finishedFrames;
  }

  /** The sound is being made, before the picture. */
  sounding(share: number): void {
    this.#enter("sound", share);
  }

  /** The picture is being made. */
  picturing(): void {
    this.#enter("picture", 0);
  }

  converting(share: number): void {
    this.#enter("conversion", share);
  }

  assembling(): void {
    this.#enter("assembly", 0);
  }

  #enter(stage: JobProgress["stage"], share: number): void {
    if (stage !== this.#stage) this.#toldMs = Number.NEGATIVE_INFINITY;
    this.#stage = stage;
    this.#share = share;
    this.#maybeTell();
  }

  #maybeTell(): void {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TELL_INTERVAL_MS) return;
    this.#toldMs = nowMs;
    const made = this.#finishedFrames + [...this.#working.values()].reduce((sum, frames) => sum + frames, 0);
    const atMs = this.#workedMs();
    this.#samples.push({ atMs, made });
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? atMs) < atMs - SPEED_WINDOW_MS) this.#samples.shift();
    const oldest = this.#samples[0] ?? { atMs: this.#beganMs, made: 0 };
    const windowSeconds = (atMs - oldest.atMs) / 1000;
    const fps = windowSeconds > 0.5 ? Math.max(0, made - oldest.made) / windowSeconds : 0;
    const totalFrames = this.#whole.frames;
    const frames = Math.min(totalFrames, this.#cachedFrames + made);
    this.#tell({
      stage: this.#stage,
      stageShare: this.#stage === "picture" ? frames / Math.max(1, totalFrames) : this.#share,
      frames,
      totalFrames,
      cachedFrames: this.#cachedFrames,
      chunks: this.#whole.chunks,
      finishedChunks: this.#cachedChunks + this.#finishedChunks,
      cachedChunks: this.#cachedChunks,
      fps,
      elapsedSeconds: (nowMs - this.#startedMs) / 1000,
      remainingSeconds: fps > 0 ? (totalFrames - frames) / fps : undefined,
    });
  }
}
