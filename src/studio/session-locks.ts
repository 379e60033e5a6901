/** One change of a session at a time: turns, uploads, edits. Whoever comes next waits, in order. */
import { Refusal } from "./refusal.js";

/** More than this waiting for one session is no person at work. */
const MOST_WAITING = 8;

export class SessionLocks {
  readonly #tails = new Map<string, { last: Promise<void>; waiting: number }>();

  /**
   * Runs `work` when everything asked for before on the same session has ended.
   * @throws Refusal `too-many`; what `work` throws.
   */
  async hold<Result>(sessionId: string, work: () => Promise<Result>): Promise<Result> {
    const tail = this.#tails.get(sessionId) ?? { last: Promise.resolve(), waiting: 0 };
    if (tail.waiting >= MOST_WAITING) {
      throw new Refusal("too-many", "This session is busy with what was asked before. Wait for that to finish.", {
        retryAfterSeconds: 30,
      });
    }
    this.#tails.set(sessionId, tail);
    tail.waiting++;
    const turn = tail.last.then(work);
    tail.last = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await turn;
    } finally {
      tail.waiting--;
      if (tail.waiting === 0) this.#tails.delete(sessionId);
    }
  }
}
