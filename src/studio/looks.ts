/** Looks at files that take their time, in a child process. The latest are kept: a file never changes under its id. */
import { lookForFact } from "../render/draft-facts.js";
import type { Outline } from "../render/music-outline.js";
import type { PictureProblem } from "../render/picture-look.js";
import type { SoundAnalysis } from "../render/sound-look.js";
import type { Caller, WorkerCalls } from "../render/worker-calls.js";
import { machineShare } from "../render/worker-pool.js";
import { MUSIC_STYLES } from "../timeline/edit.js";
import type { FactNeed, Facts } from "../timeline/facts.js";
import type { FileStore } from "./file-store.js";
import type { MediaDesk } from "./media-desk.js";
import type { AssetRecord, Records } from "./records.js";

type Fact = NonNullable<Facts[keyof Facts]>[string];

/** What generated music can be asked to be: its styles, and its beats a minute. */
export const MUSIC_CHOICES = { styles: MUSIC_STYLES, tempo: { low: 40, high: 220 } } as const;

export interface LooksParts {
  records: Records;
  files: FileStore;
  desk: MediaDesk;
  /** A whisper.cpp model, for captions from what is said. */
  speechModel: string | undefined;
}

/** Stretches that a waveform is drawn with. */
const WAVEFORM_BUCKETS = 800;
const MOST_KEPT = 50;
/** A long film is heard from its beginning to its end. */
const HEARING_LIMIT_MS = 15 * 60 * 1000;
/** A look may take this long. Writing down an hour of speech takes a slow machine about as long. */
const LIMITS_MS: Readonly<Record<FactNeed["kind"], number>> = {
  silences: HEARING_LIMIT_MS,
  blackBars: HEARING_LIMIT_MS,
  cues: 60 * 1000,
  speech: 4 * 60 * 60 * 1000,
};

export class Looks {
  readonly #parts: LooksParts;
  readonly #sounds = new Map<string, Promise<SoundAnalysis | undefined>>();

  constructor(parts: LooksParts) {
    this.#parts = parts;
  }

  /** What was found; undefined where this program cannot look for it. @throws Fault. */
  async find(need: FactNeed): Promise<Fact | undefined> {
    const { records, files, desk, speechModel } = this.#parts;
    const asset = records.assets.find(need.asset);
    if (asset === undefined) return undefined;
    // A page that draws the waveform has heard it already.
    if (need.kind === "silences") return (await this.sound(asset))?.silences;
    const caller: Caller = { call: (name, input) => desk.call(name, input, LIMITS_MS[need.kind]) };
    return await lookForFact(caller, need, await files.localPath(asset.fileKey), { speechModel });
  }

  /** What ails a film's picture that its file does not tell. @throws Fault. */
  async picture({ fileKey, sha256, kind }: AssetRecord): Promise<PictureProblem[]> {
    const { files, desk } = this.#parts;
    if (kind !== "video") return [];
    const { threads } = machineShare();
    return await desk.call("lookAtPicture", { path: await files.localPath(fileKey), sha256, threads });
  }

  /** What is heard in a file; undefined where it has no sound. @throws Fault. */
  sound(asset: AssetRecord): Promise<SoundAnalysis | undefined> {
    const known = this.#sounds.get(asset.id);
    if (known !== undefined) return known;
    const hearing = this.#hear(asset);
    this.#sounds.set(asset.id, hearing);
    hearing.catch(() => this.#sounds.delete(asset.id));
    const [oldest] = this.#sounds.keys();
    if (this.#sounds.size > MOST_KEPT && oldest !== undefined) this.#sounds.delete(oldest);
    return hearing;
  }

  /** How a piece of generated music goes. @throws Fault `usage` where it cannot be played. */
  async music(request: WorkerCalls["outlineMusic"]["input"]["request"]): Promise<Outline> {
    return await this.#parts.desk.call("outlineMusic", { request, buckets: WAVEFORM_BUCKETS });
  }

  async #hear(asset: AssetRecord): Promise<SoundAnalysis | undefined> {
    const { files, desk } = this.#parts;
    const path = await files.localPath(asset.fileKey);
    const file = await desk.call("lookAtSound", { path });
    if (file === undefined) return undefined;
    return await desk.call("analyseSound", { file, buckets: WAVEFORM_BUCKETS }, HEARING_LIMIT_MS);
  }
}
