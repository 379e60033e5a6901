/** The sound of a draft as a file of its own: checked and planned by {@link SoundJob.init}, done by {@link SoundJob.execute}. */
import { Fault } from "../faults.js";
import type { SoundFormat } from "../media/sound-file.js";
import type { Draft } from "../timeline/draft.js";
import { lookAtFiles } from "./draft-files.js";
import { lookAtSounds } from "./draft-sound-files.js";
import { OutputFile } from "./output-file.js";
import type { ExportedSound } from "./sound-export.js";
import { planSound, type SoundPlan } from "./sound-plan.js";
import { lookAt } from "./source-look.js";
import type { WorkerPool } from "./worker-pool.js";

/** A request for the sound of one film. */
export interface SoundRequest {
  draft: Draft;
  /** Where the files of the draft's assets lie, by their ids. */
  paths: ReadonlyMap<string, string>;
  outputPath: string;
  /** Replace an existing output. */
  mayReplace: boolean;
  format: SoundFormat;
}

export class SoundJob {
  readonly request: SoundRequest;
  readonly plan: SoundPlan;
  readonly #pool: WorkerPool;

  private constructor(pool: WorkerPool, request: SoundRequest, plan: SoundPlan) {
    this.#pool = pool;
    this.request = request;
    this.plan = plan;
  }

  /**
   * Looks at the files that are heard, and plans. Nothing is written.
   * @throws Fault `input-…`, `usage` where nothing is to be heard, `cancelled`
   */
  static async init(pool: WorkerPool, request: SoundRequest, signal?: AbortSignal): Promise<SoundJob> {
    const looks = await lookAtFiles(request, (path) => lookAt(pool, path, signal));
    const plan = planSound(request.draft, await lookAtSounds(pool, request, looks, signal));
    if (plan === undefined) throw new Fault("usage", "There is no sound on the timeline.");
    return new SoundJob(pool, request, plan);
  }

  /**
   * Makes the file, checks it and moves it to its place.
   * @param onProgress told how much is done, 0 to 1
   * @throws Fault
   */
  async execute(onProgress: (done: number) => void): Promise<ExportedSound> {
    const { outputPath, paths, mayReplace, format, draft } = this.request;
    await using output = await OutputFile.prepare(outputPath, [...paths.values()], mayReplace);
    const task = { plan: this.plan, path: output.partPath, format, title: draft.m.n };
    const made = await this.#pool.call("exportSound", task, (thousandths) => onProgress(thousandths / 1000));
    await output.commit();
    return made;
  }
}
