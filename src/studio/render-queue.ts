/** The queue port: which render runs when. What a render is and does is the studio's; the queue knows names. */

/** What the queue needs of the studio. */
export interface RenderWork {
  /**
   * Makes one render to its end: finished, failed or cancelled, all of which are told by the studio itself. Rejects only
   * where it was parked, that is `signal` was aborted; it is then given again at the next start.
   */
  run(uid: string, signal: AbortSignal): Promise<void>;
}

export interface RenderQueue {
  /** Begins to work. Jobs that were added before, also by a program that died, are taken up again. */
  start(work: RenderWork): void;
  /** Adds a job. Of one session one job runs at a time, in the order of adding. */
  add(job: { uid: string; sessionId: string }): void;
  /** Takes a job out that has not begun. False where it runs already or is not there. */
  remove(uid: string): boolean;
  /** How many jobs are before this one; undefined where it is not waiting. */
  placeOf(uid: string): number | undefined;
  /** Lets a job that holds still give its place to others; `false` makes it count again. */
  setIdle(uid: string, isIdle: boolean): void;
  /** Parks what runs and ends. */
  close(): Promise<void>;
}
