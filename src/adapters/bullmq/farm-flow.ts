/** One order of a film: its flow in the queue, from being added, or found, to its end. */
import type { FlowJob, Job, Queue } from "bullmq";
import type { Fault } from "../../faults.js";
import { type Film, type Finishing, isJoined } from "../../render/film.js";
import type { ProgressMeter } from "../../render/progress-meter.js";
import type { Scene } from "../../render/scene.js";
import type { RenderOrder } from "../../studio/render-maker.js";
import { lastOf, type Urgency } from "./fair-turns.js";
import type { Farm, FlowEars } from "./farm.js";
import {
  type ChunkOrder,
  type ChunkReport,
  chunkQueue,
  FILMS,
  type FilmOrder,
  type FilmReport,
  faultOf,
  partKey,
  prefixOf,
  SOUNDS,
  type SoundOrder,
} from "./farm-orders.js";

/** A film as it is ordered; paths are portable. */
export interface OrderedFilm extends Pick<Film, "sound"> {
  order: RenderOrder;
  scenes: { key: string; scene: Scene }[];
  finishing: Finishing;
  network: string;
  fingerprint: string;
  fileKey: string;
}

export type FlowEnd =
  | { kind: "made"; film: FilmReport }
  | { kind: "failed"; fault: Fault }
  /** By {@link FarmFlow.stop}. */
  | { kind: "stopped" }
  /** The queue knows nothing of it any more. */
  | { kind: "lost" };

/** A part is tried this often, each time after a longer pause. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 1000;
/** Whether the queue still knows a flow is looked at this often: events can be missed. */
const LOOK_MS = 5000;
/** What ended is remembered this long, for a studio that was away. */
const REMEMBERED_SECONDS = 24 * 60 * 60;
const LOOKS_AT_ONCE = 16;

export class FarmFlow implements FlowEars, AsyncDisposable {
  madeFrames = 0;
  /** Parts that were there before. */
  foundParts = 0;
  readonly #farm: Farm;
  readonly #film: OrderedFilm;
  readonly #meter: ProgressMeter;
  /** Keys whose frames the meter knows as finished. */
  readonly #counted: Set<string>;
  readonly #keys = new Map<string, string>();
  #id: string | undefined;
  #ears: Disposable | undefined;
  #isStopped = false;
  #outcome: FlowEnd | undefined;
  #tell: (end: FlowEnd) => void = () => undefined;
  readonly #ended = new Promise<FlowEnd>((resolve) => {
    this.#tell = resolve;
  });
  #looks: NodeJS.Timeout | undefined;

  constructor(farm: Farm, film: OrderedFilm, meter: ProgressMeter, counted: Set<string>) {
    this.#farm = farm;
    this.#film = film;
    this.#meter = meter;
    this.#counted = counted;
  }

  async run(): Promise<FlowEnd> {
    const films = await this.#farm.queue(FILMS);
    const chunks = await this.#missing();
    const { sound } = this.#film;
    const isSoundMissing = sound !== undefined && !(await this.#isThere(sound.key));
    for (const { scene } of chunks) await this.#farm.queue(queueOf(scene));
    if (isSoundMissing) await this.#farm.queue(SOUNDS);
    if (this.#isStopped) return { kind: "stopped" };
    try {
      if (!(await this.#find(films))) await this.#add(chunks, isSoundMissing ? sound : undefined);
      // Told to stop meanwhile, when there was nothing in the queue yet: it is there now.
      if (this.#isStopped) {
        await this.stop();
        return { kind: "stopped" };
      }
      this.#looks = setInterval(() => void this.#look(films).catch(() => undefined), LOOK_MS);
      await this.#look(films);
      return await this.#ended;
    } catch (error) {
      // Nobody waits for it any more: machines should not work on it.
      await this.stop().catch(() => undefined);
      throw error;
    }
  }

  /** Takes the flow out of the queue; machines that work on it let go. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#end({ kind: "stopped" });
    if (this.#id === undefined) return;
    await this.#forget();
    await this.#farm.call({ call: "stop", flow: this.#id });
    const job = await (await this.#farm.queue(FILMS)).getJob(this.#id);
    await job?.removeUnprocessedChildren().catch(() => undefined);
    // One that waits for children which are being let go ends by itself.
    await job?.remove().catch(() => undefined);
  }

  progressed(jobId: string, frames: number): void {
    if (jobId === this.#id) this.#meter.converting(frames / 1000);
    const key = this.#keys.get(jobId);
    if (key !== undefined && !this.#counted.has(key)) this.#meter.working(key, frames);
  }

  completed(jobId: string, value: unknown): void {
    if (jobId === this.#id) {
      this.#end({ kind: "made", film: value as FilmReport });
      return;
    }
    const key = this.#keys.get(jobId);
    if (key === undefined || this.#counted.has(key)) return;
    const { frames, isCached } = value as ChunkReport;
    this.#counted.add(key);
    this.#meter.finished(key, frames);
    this.#farm.turns.passed(this.#film.order.uid);
    if (isCached) this.foundParts++;
    else this.madeFrames += frames;
    if (!this.#film.scenes.every((scene) => this.#counted.has(scene.key))) return;
    if (isJoined(this.#film.finishing.output)) this.#meter.assembling();
    else this.#meter.converting(0);
  }

  failed(jobId: string, reason: string): void {
    // The parent's own end only says that a child failed; the child has said why.
    if (jobId === this.#id && /child|Child/.test(reason) && !reason.startsWith("{")) {
      setTimeout(() => this.#end({ kind: "lost" }), LOOK_MS).unref();
      return;
    }
    this.#end({ kind: "failed", fault: faultOf(reason) });
    if (jobId !== this.#id) void this.stop().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#looks);
    this.#ears?.[Symbol.dispose]();
    this.#farm.turns.leave(this.#film.order.uid);
    // Without an outcome nothing is known of its end, and it may still be wanted.
    if (this.#outcome !== undefined && this.#outcome.kind !== "stopped") await this.#forget();
  }

  /** The first end counts. */
  #end(end: FlowEnd): void {
    this.#outcome ??= end;
    this.#tell(this.#outcome);
  }

  /** The parts that are not in the store, each once. */
  async #missing(): Promise<{ key: string; scene: Scene }[]> {
    const unique = [...new Map(this.#film.scenes.map((each) => [each.key, each])).values()];
    const missing: { key: string; scene: Scene }[] = [];
    const rest = [...unique.entries()];
    const look = async (): Promise<void> => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        const [place, each] = next;
        if (!(await this.#isThere(each.key))) missing[place] = each;
      }
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, look));
    const there = new Set(unique.map(({ key }) => key));
    for (const { key } of missing.filter((each) => each !== undefined)) there.delete(key);
    for (const { key, scene } of this.#film.scenes) {
      if (!there.has(key) || this.#counted.has(key)) continue;
      this.#meter.cached(scene.frames);
    }
    const found = [...there].filter((key) => !this.#counted.has(key)).length;
    this.foundParts += found;
    this.#farm.observer?.chunksFound(found);
    for (const key of there) this.#counted.add(key);
    return missing.filter((each) => each !== undefined);
  }

  async #isThere(key: string): Promise<boolean> {
    return (await this.#farm.files.bucket.find(partKey(key))) !== undefined;
  }

  /** A flow of this very film that an earlier run left in the queue goes on. */
  async #find(films: Queue): Promise<boolean> {
    const { uid } = this.#film.order;
    const number = await this.#farm.redis.hget(this.#flowsKey, uid);
    if (number === null) return false;
    const id = `${uid}_${number}`;
    const job: Job<FilmOrder> | undefined = await films.getJob(id);
    if (job === undefined || job.data.fingerprint !== this.#film.fingerprint || (await job.isFailed())) return false;
    for (const [place, { key }] of this.#film.scenes.entries()) this.#keys.set(`${id}_${place}`, key);
    this.#listen(id);
    return true;
  }

  async #add(missing: readonly { key: string; scene: Scene }[], sound: Film["sound"]): Promise<void> {
    const { order, finishing, fileKey, fingerprint, network, scenes } = this.#film;
    const { uid, accountId, kind } = order;
    const { build, turns } = this.#farm;
    const number = await this.#farm.redis.hincrby(`${this.#flowsKey}-numbers`, uid, 1);
    const id = `${uid}_${number}`;
    const urgency: Urgency = kind === "export" ? "long" : "interactive";
    const first = turns.take(uid, { account: accountId, urgency, chunks: missing.length });
    const retries = { attempts: ATTEMPTS, backoff: { type: "exponential", delay: FIRST_PAUSE_MS, jitter: 0.5 } };
    const places = new Map(scenes.map(({ key }, place) => [key, place]));
    const film: FilmOrder = { kind: "film", uid, build, fingerprint, finishing, fileKey };
    const asChild = { ...retries, failParentOnFailure: true, removeOnComplete: true, removeOnFail: true };
    const priority = urgency === "interactive" ? 1 : 2;
    const children = missing.map(({ key, scene }, i): FlowJob => {
      const chunk: ChunkOrder = { kind: "chunk", uid, build, key, scene, network };
      const jobId = `${id}_${places.get(key) ?? 0}`;
      this.#keys.set(jobId, key);
      return {
        name: "chunk",
        queueName: queueOf(scene),
        data: chunk,
        opts: { ...asChild, jobId, priority: Math.min(first + i, lastOf(urgency)) },
      };
    });
    if (sound !== undefined) {
      const data: SoundOrder = { kind: "sound", uid, build, ...sound };
      children.push({ name: "sound", queueName: SOUNDS, data, opts: { ...asChild, jobId: `${id}_sound`, priority } });
    }
    this.#listen(id);
    await this.#farm.redis.hset(this.#flowsKey, uid, number);
    await this.#farm.producer.add({
      name: "film",
      queueName: FILMS,
      prefix: prefixOf(build),
      data: film,
      opts: {
        ...retries,
        jobId: id,
        priority,
        removeOnComplete: { age: REMEMBERED_SECONDS },
        removeOnFail: { age: REMEMBERED_SECONDS },
      },
      children,
    });
    await this.#farm.call({ call: "work" });
  }

  #listen(id: string): void {
    this.#id = id;
    this.#ears = this.#farm.listen(id, this);
  }

  async #look(films: Queue): Promise<void> {
    if (this.#id === undefined || this.#isStopped) return;
    const job = await films.getJob(this.#id);
    if (job === undefined) this.#end({ kind: "lost" });
    else if (await job.isCompleted()) this.#end({ kind: "made", film: job.returnvalue as FilmReport });
    else if (await job.isFailed()) this.failed(this.#id, job.failedReason ?? "");
  }

  async #forget(): Promise<void> {
    await this.#farm.redis.hdel(this.#flowsKey, this.#film.order.uid);
  }

  get #flowsKey(): string {
    return `${prefixOf(this.#farm.build)}:flows`;
  }
}

function queueOf({ device, encoder }: Scene): string {
  return chunkQueue(device, encoder.family);
}
