/** Ctrl-C in commands that talk with a server: the first one calls off, the second one leaves. */

/** A second Ctrl-C this soon is the first one again: npm hands on what the terminal has given already. */
const SAME_KEY_MS = 300;

/** Ctrl-C as a signal to stop; again, and the program leaves at once. */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  #firstMs = Number.NEGATIVE_INFINITY;
  readonly #onInterrupt = (): void => {
    const nowMs = performance.now();
    if (!this.#controller.signal.aborted) {
      this.#firstMs = nowMs;
      this.#controller.abort();
    } else if (nowMs - this.#firstMs > SAME_KEY_MS) process.exit(130);
  };

  constructor() {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, this.#onInterrupt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(name, this.#onInterrupt);
  }
}
