/** Something costly to open, kept for the next use. */
export class KeptOpen<Thing extends AsyncDisposable> {
  #kept: { key: string; thing: Thing } | undefined;

  /** Uses the thing of a key: the one that is open, or a new one in its place. What failed midway is closed, for it may be anywhere. */
  async use<T>(key: string, open: () => Thing | Promise<Thing>, action: (thing: Thing) => Promise<T>): Promise<T> {
    if (this.#kept?.key !== key) {
      await this.#close();
      this.#kept = { key, thing: await open() };
    }
    try {
      return await action(this.#kept.thing);
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  async #close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.thing[Symbol.asyncDispose]();
  }
}
