/** The sound of a draft as a file of its own: checked and planned by {@link SoundJob.init}, done by {@link SoundJob.execute}. */
import { Fault } from "../faults.js";
import { bitRateWithin, type SoundFormat } from "../media/sound-file.js";
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
  /** Most bytes of the file. */
  maxBytes?: number | undefined;
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
   * @throws Fault `usage` where the bytes cannot be met.
   */
  async execute(onProgress: (done: number) => void): Promise<ExportedSound> {
    const { outputPath, paths, mayReplace, format, draft, maxBytes } = this.request;
    await using output = await OutputFile.prepare(outputPath, [...paths.values()], mayReplace);
    const bitRate = maxBytes === undefined ? undefined : soundBitRate(format, maxBytes, draft.d / 1000);
    const task = { plan: this.plan, path: output.partPath, format, bitRate, title: draft.m.n };
    const made = await this.#pool.call("exportSound", task, (thousandths) => onProgress(thousandths / 1000));
    if (maxBytes !== undefined && made.sizeBytes > maxBytes)
      throw new Fault(
        "usage",
        `As ${format.toUpperCase()} the sound has ${kilobytes(made.sizeBytes)}, more than ${kilobytes(maxBytes)}: allow more, make it shorter, or take MP3.`,
      );
    await output.commit();
    return made;
  }
}

/** What the file has besides its sound. */
const FILE_SHARE = 0.03;
const FILE_BYTES = 2000;

/** The best bit rate within some bytes; undefined for formats that have none, or where the usual one will do. */
function soundBitRate(format: SoundFormat, maxBytes: number, seconds: number): number | undefined {
  const most = (Math.max(0, maxBytes - FILE_BYTES) * 8 * (1 - FILE_SHARE)) / seconds;
  return bitRateWithin(format, most);
}

function kilobytes(bytes: number): string {
  return bytes >= 1e6 ? `${Number((bytes / 1e6).toFixed(2))} MB` : `${Math.ceil(bytes / 1000)} kB`;
}
