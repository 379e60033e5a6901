/** Works on jobs: upload, words, export, delivery. A job whose process died is taken up again where it stood. */
import type { Connection } from "../client/node/connect.js";
import { fileSource } from "../client/node/file-source.js";
import { problemInWords } from "../client/phrases.js";
import { Session } from "../client/session.js";
import { toFault } from "../faults.js";
import { isJobOver, type Job, type JobStore } from "./job.js";

export type JobRequest = Pick<Job, "sourcePath" | "outputPath" | "words" | "resolution" | "quality">;

interface Running {
  job: Job;
  stop: AbortController;
  ended: Promise<void>;
  listeners: Set<(job: Job) => void>;
}

/** Progress is kept on disk at most this often. */
const SAVE_INTERVAL_MS = 2000;

export class JobDesk implements AsyncDisposable {
  readonly #store: JobStore;
  readonly #connect: () => Promise<Connection>;
  readonly #running = new Map<string, Running>();

  constructor(store: JobStore, connect: () => Promise<Connection>) {
    this.#store = store;
    this.#connect = connect;
  }

  async start(request: JobRequest): Promise<Job> {
    const job: Job = {
      ...request,
      id: `job_${crypto.randomUUID()}`,
      status: "preparing",
      progressPercent: 0,
      createdMs: Date.now(),
      ownerPid: process.pid,
    };
    await this.#store.save(job);
    this.#run(job);
    return job;
  }

  /** A job as it is now; one that nobody works on any more is taken up again. */
  async get(id: string): Promise<Job | undefined> {
    const running = this.#running.get(id);
    if (running !== undefined) return running.job;
    const job = await this.#store.load(id);
    if (job === undefined || isJobOver(job) || (job.ownerPid !== process.pid && isAlive(job.ownerPid))) return job;
    job.ownerPid = process.pid;
    await this.#store.save(job);
    return this.#run(job).job;
  }

  /** Newest first. */
  async list(): Promise<Job[]> {
    const jobs = await this.#store.list();
    const current = await Promise.all(jobs.map(({ id }) => this.get(id)));
    return current.filter((job) => job !== undefined);
  }

  /** Calls a job off, at the server too. */
  async cancel(id: string): Promise<Job | undefined> {
    const job = await this.get(id);
    const running = this.#running.get(id);
    running?.stop.abort();
    await running?.ended;
    return job;
  }

  /** Waits for a job to be over; whoever stops waiting calls it off. */
  async wait(id: string, signal: AbortSignal, onChange: (job: Job) => void): Promise<Job | undefined> {
    const running = this.#running.get(id);
    if (running === undefined) return await this.#store.load(id);
    const stop = (): void => running.stop.abort();
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    running.listeners.add(onChange);
    try {
      await running.ended;
      return running.job;
    } finally {
      running.listeners.delete(onChange);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Lets go of what is being worked on: the server goes on with it, and the next process takes it up. */
  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#running.values()];
    for (const { stop } of all) stop.abort(PARKED);
    await Promise.all(all.map(({ ended }) => ended));
  }

  #run(job: Job): Running {
    const known = this.#running.get(job.id);
    if (known !== undefined) return known;
    const stop = new AbortController();
    const running: Running = { job, stop, ended: Promise.resolve(), listeners: new Set() };
    this.#running.set(job.id, running);
    running.ended = this.#work(running).finally(() => this.#running.delete(job.id));
    return running;
  }

  async #work(running: Running): Promise<void> {
    const { job, stop } = running;
    const tell = this.#teller(running);
    try {
      await this.#steps(job, stop.signal, tell);
      job.status = "completed";
      job.progressPercent = 100;
    } catch (error) {
      if (stop.signal.reason === PARKED) return;
      const isCancelled = stop.signal.aborted || toFault(error).code === "cancelled";
      job.status = isCancelled ? "cancelled" : "failed";
      if (!isCancelled) job.problem = problemInWords(error, "en");
      if (isCancelled) await this.#cancelAtServer(job);
    }
    await this.#store.save(job).catch(() => undefined);
    for (const listener of running.listeners) listener(job);
  }

  async #steps(job: Job, signal: AbortSignal, tell: () => void): Promise<void> {
    const connection = await this.#connect();
    const session = await this.#submitted(job, connection, signal, tell);
    const { renderId } = job;
    if (renderId === undefined) throw new Error("A job was submitted without a render.");
    const first = await session.getRender(renderId, { signal });
    const render = await session.finishExport(first, {
      signal,
      onProgress: ({ progressPercent }) => {
        job.progressPercent = progressPercent * 0.95;
        tell();
      },
    });
    job.status = "saving";
    tell();
    job.resultPath = await connection.save(render, {
      sourcePath: job.sourcePath,
      outputPath: job.outputPath,
      signal,
      renew: () => session.getRender(renderId, { signal }),
    });
    job.width = render.width;
    job.height = render.height;
    job.durationSeconds = render.durationSeconds;
    job.sizeBytes = render.sizeBytes;
  }

  /** The job's session, with its render submitted: that was done already where an earlier process came so far. */
  async #submitted(job: Job, connection: Connection, signal: AbortSignal, tell: () => void): Promise<Session> {
    if (job.sessionId !== undefined && job.renderId !== undefined)
      return Session.resume(connection.wire, job.sessionId);
    const session = await connection.openSession({ signal });
    await session.upload(await fileSource(job.sourcePath), { signal, onProgress: tell });
    for (const words of job.words) await session.say(words, { signal });
    const { id } = await session.startExport({
      output: { quality: job.quality, resolution: job.resolution },
      signal,
    });
    job.sessionId = session.id;
    job.renderId = id;
    job.status = "rendering";
    await this.#store.save(job);
    return session;
  }

  async #cancelAtServer(job: Job): Promise<void> {
    if (job.sessionId === undefined || job.renderId === undefined) return;
    const { wire } = await this.#connect();
    await Session.resume(wire, job.sessionId)
      .cancelExport(job.renderId)
      .catch(() => undefined);
  }

  #teller({ job, listeners }: Running): () => void {
    let savedMs = 0;
    return () => {
      for (const listener of listeners) listener(job);
      if (Date.now() - savedMs < SAVE_INTERVAL_MS) return;
      savedMs = Date.now();
      void this.#store.save({ ...job }).catch(() => undefined);
    };
  }
}

const PARKED = new Error("This process lets go of the job.");

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
