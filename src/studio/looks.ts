/** Looks at files that take their time: made once, in a child process, and kept. */
import type { FactNeed, Facts } from "../timeline/facts.js";
import type { FileStore } from "./file-store.js";
import type { MediaDesk } from "./media-desk.js";
import type { Records } from "./records.js";

type Fact = NonNullable<Facts[keyof Facts]>[string];

export interface LooksParts {
  records: Records;
  files: FileStore;
  desk: MediaDesk;
}

export class Looks {
  readonly #parts: LooksParts;

  constructor(parts: LooksParts) {
    this.#parts = parts;
  }

  /** What was found; undefined where this program cannot look for it. */
  find(need: FactNeed): Promise<Fact | undefined> {
    void this.#parts;
    void need;
    return Promise.resolve(undefined);
  }
}
