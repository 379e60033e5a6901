/** A place for the runs of one test file. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { type FinishedRun, type ProgramEvent, QUICK, type RunOptions, runProgram } from "./program-run.js";

/** A temporary folder with a chunk cache of its own. It is removed behind the last test of the file. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), "hd-local-test-"));
  readonly cache = join(this.folder, "cache");
  #outputs = 0;

  constructor() {
    mkdirSync(this.cache);
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** A new empty folder. */
  newFolder(): string {
    const folder = join(this.folder, `output-${++this.#outputs}`);
    mkdirSync(folder);
    return folder;
  }

  run(words: readonly string[], options: Partial<RunOptions> = {}): Promise<FinishedRun> {
    return runProgram(words, { cache: this.cache, ...options });
  }

  /** Enhances one file quickly and expects success, and nothing beside the result in its folder. */
  async enhance(input: string, ...flags: readonly string[]): Promise<Enhanced> {
    const path = join(this.newFolder(), "result.mp4");
    const run = await this.run(["enhance", input, "-o", path, ...QUICK, "--json", ...flags]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(join(path, ".."))).toEqual(["result.mp4"]);
    const event = (kind: string): ProgramEvent => {
      const found = run.events.findLast(({ event }) => event === kind);
      if (found === undefined) throw new Error(`No event ${kind}`);
      return found;
    };
    return { path, planned: event("planned"), done: event("done") };
  }
}

/** A result with the program's own words about it. */
export interface Enhanced {
  readonly path: string;
  readonly planned: ProgramEvent;
  readonly done: ProgramEvent;
}
