/**
 * Who waits for whom: what somebody looks at before what they wait for, and among equals every account in turn, however
 * much one of them has ordered. A chunk's turn becomes its priority in the queue, where lower goes first.
 */

/** What is made to be looked at while one works comes first. */
export type Urgency = "interactive" | "long";

/** The queue knows priorities from 1 to 2^21. */
const BAND = 2 ** 20 - 1;
const FIRST: Record<Urgency, number> = { interactive: 1, long: BAND + 1 };

interface Share {
  account: string;
  urgency: Urgency;
  start: number;
  chunks: number;
  done: number;
}

export class FairTurns {
  readonly #shares = new Map<string, Share>();

  /**
   * Gives the chunks of a render their turns: each account goes on where its own last one stands, or where the others
   * are now.
   * @returns the priority of the first; each further one is one more, up to {@link lastOf}.
   */
  take(render: string, { account, urgency, chunks }: { account: string; urgency: Urgency; chunks: number }): number {
    const others = [...this.#shares.values()].filter((share) => share.urgency === urgency);
    const now = Math.min(...others.map(({ start, done }) => start + done));
    const own = others.filter((share) => share.account === account).map((share) => share.start + share.chunks);
    const start = Math.max(0, Number.isFinite(now) ? now : 0, ...own);
    this.#shares.set(render, { account, urgency, start, chunks, done: 0 });
    return FIRST[urgency] + Math.min(start, BAND - 1);
  }

  /** A chunk of a render is finished. */
  passed(render: string): void {
    const share = this.#shares.get(render);
    if (share !== undefined) share.done = Math.min(share.chunks, share.done + 1);
  }

  /** A render has ended, or stands still. */
  leave(render: string): void {
    this.#shares.delete(render);
  }
}

/** The last priority of an urgency: beyond it nothing is less urgent. */
export function lastOf(urgency: Urgency): number {
  return FIRST[urgency] + BAND - 1;
}
