/** A piece of work that outlives the request that began it, and where such pieces are kept. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

export const JOB_STATUSES = ["preparing", "rendering", "saving", "completed", "failed", "cancelled"] as const;

const JOB = z.object({
  id: z.string().regex(/^job_[\w-]{8,64}$/),
  sourcePath: z.string(),
  outputPath: z.string().optional(),
  /** What is said to the agent before the export. */
  words: z.array(z.string()),
  resolution: z.string().optional(),
  quality: z.string(),
  status: z.enum(JOB_STATUSES),
  progressPercent: z.number(),
  createdMs: z.number(),
  /** The process that works on it. */
  ownerPid: z.number(),
  sessionId: z.string().optional(),
  renderId: z.string().optional(),
  resultPath: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  durationSeconds: z.number().optional(),
  sizeBytes: z.number().optional(),
  /** What went wrong and what to do. */
  problem: z.string().optional(),
});

export type Job = z.infer<typeof JOB>;

/** True for a job that changes no more. */
export function isJobOver({ status }: Job): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

const KEPT_JOBS = 200;

/** A folder with a file for each job. */
export class JobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async save(job: Job): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path(job.id);
    await writeFile(`${path}.${process.pid}.part`, JSON.stringify(job), { mode: 0o600 });
    await rename(`${path}.${process.pid}.part`, path);
  }

  async load(id: string): Promise<Job | undefined> {
    if (!JOB.shape.id.safeParse(id).success) return undefined;
    try {
      return JOB.parse(JSON.parse(await readFile(this.#path(id), "utf8")));
    } catch {
      return undefined;
    }
  }

  /** Newest first; what is old and over is cleared away. */
  async list(): Promise<Job[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const loaded = await Promise.all(
      names.filter((name) => name.endsWith(".json")).map((name) => this.load(name.slice(0, -".json".length))),
    );
    const jobs = loaded.filter((job) => job !== undefined).sort((a, b) => b.createdMs - a.createdMs);
    for (const old of jobs.slice(KEPT_JOBS).filter(isJobOver)) await rm(this.#path(old.id), { force: true });
    return jobs.slice(0, KEPT_JOBS);
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
