/**
 * The queue port in this process. It keeps nothing itself: jobs that a program left unfinished are in the records, and
 * the studio adds them again at its start.
 */
import type { RenderQueue, RenderWork } from "../../studio/render-queue.js";

interface Job {
  uid: string;
  sessionId: string;
}

interface RunningJob extends Job {
  parking: AbortController;
  ended: Promise<void>;
  isIdle: boolean;
}

export class LocalQueue implements RenderQueue {
  readonly #atOnce: number;
  readonly #waiting: Job[] = [];
  readonly #running = new Map<string, RunningJob>();
  #work: RenderWork | undefined;
  #isClosed = false;

  /** @param atOnce jobs that run at the same time, of different sessions. */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  start(work: RenderWork): void {
    this.#work = work;
    this.#next();
  }

  add({ uid, sessionId }: Job): void {
    if (this.#running.has(uid) || this.#waiting.some((job) => job.uid === uid)) return;
    this.#waiting.push({ uid, sessionId });
    this.#next();
  }

  remove(uid: string): boolean {
    const place = this.#waiting.findIndex((job) => job.uid === uid);
    if (place < 0) return false;
    this.#waiting.splice(place, 1);
    return true;
  }

  placeOf(uid: string): number | undefined {
    const place = this.#waiting.findIndex((job) => job.uid === uid);
    return place < 0 ? undefined : place;
  }

  setIdle(uid: string, isIdle: boolean): void {
    const job = this.#running.get(uid);
    if (job === undefined) return;
    job.isIdle = isIdle;
    this.#next();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.length = 0;
    const running = [...this.#running.values()];
    for (const { parking } of running) parking.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  #next(): void {
    const work = this.#work;
    if (work === undefined || this.#isClosed) return;
    for (;;) {
      const running = [...this.#running.values()];
      if (running.filter(({ isIdle }) => !isIdle).length >= this.#atOnce) return;
      const busySessions = new Set(running.map(({ sessionId }) => sessionId));
      const place = this.#waiting.findIndex(({ sessionId }) => !busySessions.has(sessionId));
      const [job] = place < 0 ? [] : this.#waiting.splice(place, 1);
      if (job === undefined) return;
      this.#run(work, job);
    }
  }

  #run(work: RenderWork, job: Job): void {
    const parking = new AbortController();
    const ended = work
      .run(job.uid, parking.signal)
      // The studio tells of failures itself; what rejects was parked and comes again at the next start.
      .catch(() => undefined)
      .finally(() => {
        this.#running.delete(job.uid);
        this.#next();
      });
    this.#running.set(job.uid, { ...job, parking, ended, isIdle: false });
  }
}
