/**
 * From the finished parts of a picture and its sound to the file that was asked for: joined as they are, or made from a
 * silent master in another codec, smaller, or as GIF. The parts are those of every export, so none of it makes the picture
 * anew; what is coded again is kept in parts, too.
 */
import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { Fault, type Shortfall } from "../faults.js";
import { readChunkIndex } from "../media/chunk-file.js";
import { FFMPEG_BUILD } from "../media/ffmpeg.js";
import { FULL_SOUND, type SoundEncoding } from "../media/sound-encoder.js";
import { type EncoderSettings, PRESETS, type VideoCodec } from "../media/video-encoder.js";
import type { OutputQuality } from "../timeline/output.js";
import type { AssembledMovie, Assembly } from "./assembly.js";
import type { ChunkCache } from "./chunk-cache.js";
import { type ChunkTask, runChunks } from "./chunk-run.js";
import { assemblyOf, type FilmOutput, type Finishing } from "./film.js";
import { CRF_PER_HALVING, finestWithin, sizesDown } from "./film-size.js";
import { ProgressMeter } from "./progress-meter.js";
import type { Size } from "./scene.js";
import type { WorkerPool } from "./worker-pool.js";

export interface FinishTask extends Finishing {
  /** Holds the finished parts of the film. */
  cache: ChunkCache;
  /** Where the file is written. */
  partPath: string;
}

/** What a finishing tells while it goes on. */
export interface FinishWatch {
  converting(share: number): void;
  assembling(): void;
}

export interface FinishedFilm {
  movie: AssembledMovie;
  size: Size;
  shortfalls: Shortfall[];
}

/** Sound by rates that are worth having; the first is for everything that has no limit. */
const SOUND_RATES = [192_000, 160_000, 128_000, 96_000, 64_000, 48_000, 32_000] as const;
const OPUS_RATE = 160_000;
/** Of all bytes sound takes this much at most. */
const SOUND_SHARE = 0.15;

/** How the sound of a film is encoded; undefined where the file carries none. */
export function soundEncodingOf({ format, maxBytes }: FilmOutput, seconds: number): SoundEncoding | undefined {
  if (format === "gif") return undefined;
  const codec = format === "webm" ? "opus" : "aac";
  const full = codec === "opus" ? OPUS_RATE : FULL_SOUND.bitRate;
  if (maxBytes === undefined) return { codec, bitRate: full };
  const most = Math.min(full, ((maxBytes * 8) / seconds) * SOUND_SHARE);
  return { codec, bitRate: SOUND_RATES.find((rate) => rate <= most) ?? 32_000 };
}

/** @throws Fault `usage` where the bytes cannot be met, `output-wrong`, `disk-full`, `cancelled`. */
export async function finishFilm(pool: WorkerPool, task: FinishTask, watch: FinishWatch): Promise<FinishedFilm> {
  return await new Finish(pool, task, watch).run();
}

/** Quality of what is coded again, on x264's scale. */
const RECODING_CRF: Record<OutputQuality, number> = { high: 20, medium: 25, low: 29 };
/** Bytes that are counted are worth more time. */
const SLOWER_STEPS = 3;
/** Shorter parts would begin with whole pictures too often. */
const LEAST_PART_SECONDS = 6;
/** Parts that stand for all of them when a quality is tried. */
const SAMPLED_PARTS = 6;
/** Version of everything in the program that decides a part's bytes and is not in its settings. */
const RECODING_FORMAT = 2;
/** Bytes that a container needs for each packet beside it, and for itself. */
const PACKET_BYTES = 18;
const FILE_BYTES = 4096;
/** AAC and Opus: packets a second. */
const SOUND_PACKETS = 50;
const MOST_GIF_TRIES = 6;

/** Up to this, on x264's scale, a film can be watched without being reminded of it: before worse it becomes smaller. */
const WATCHABLE_CRF = 31;
/** A guess may be wrong by so much. */
const GUESS_SLACK = 3;
/** A picture of half as many pixels has more than half of the bytes. */
const BYTES_BY_PIXELS = 0.75;
/** Worse than this is not made. */
const WORST_CRF = 40;
/** A whole film costs more than its sampled parts tell, by this much at most. */
const SAMPLING_MARGIN = 1.1;

/** Scenes that are coded again together. */
interface Part {
  fromFrame: number;
  frames: number;
  /** Of the pixels that it is made from. */
  key: string;
  /** Of its first making, which tell how hard it is to encode. */
  bytes: number;
}

/** What parts are coded again as. */
interface Coding {
  size: Size;
  /** But for its quality. */
  encoder: EncoderSettings;
}

/** Parts that were coded again. */
interface Recoded extends Coding {
  chunks: Assembly["chunks"];
  bytes: number;
}

class Finish {
  readonly #pool: WorkerPool;
  readonly #task: FinishTask;
  readonly #watch: FinishWatch;
  readonly #canvas: Size;
  #rounds = 0;

  constructor(pool: WorkerPool, task: FinishTask, watch: FinishWatch) {
    this.#pool = pool;
    this.#task = task;
    this.#watch = watch;
    this.#canvas = task.canvas;
  }

  async run(): Promise<FinishedFilm> {
    const { format, quality, maxBytes } = this.#task.output;
    if (format === "gif") return await this.#withMaster((master) => this.#gif(master));
    const isJoined = quality === "high" && format !== "webm";
    if (isJoined) {
      this.#watch.assembling();
      const movie = await this.#assemble(this.#joined);
      if (maxBytes === undefined || movie.sizeBytes <= maxBytes) return { movie, size: this.#canvas, shortfalls: [] };
    }
    return await this.#withMaster(async (master) => {
      const parts = await this.#parts();
      if (maxBytes !== undefined) return await this.#fitted(master, parts, maxBytes);
      return await this.#film(
        await this.#recoded(master, parts, this.#coding(this.#canvas), RECODING_CRF[quality]),
        [],
      );
    });
  }

  /** The film as it would be joined, in its container. */
  get #joined(): Assembly {
    const { joining, cache, partPath, output } = this.#task;
    const { format, maxBytes } = output;
    return {
      ...assemblyOf(joining, (key) => cache.pathOf(key), partPath),
      container: format === "gif" ? "mp4" : format,
      // The room that is kept for an index costs bytes.
      indexPlacing: maxBytes === undefined ? "reserved" : "moved",
    };
  }

  async #assemble(assembly: Assembly): Promise<AssembledMovie> {
    await rm(assembly.outputPath, { force: true });
    return await this.#pool.call("assemble", assembly);
  }

  /** The picture as a film of its own, for as long as it is needed. */
  async #withMaster<T>(use: (masterPath: string) => Promise<T>): Promise<T> {
    const { cache } = this.#task;
    const masterPath = cache.partPathOf("master");
    try {
      this.#watch.converting(0);
      await this.#assemble({
        ...this.#joined,
        outputPath: masterPath,
        container: "mp4",
        indexPlacing: "reserved",
        sound: undefined,
      });
      return await use(masterPath);
    } finally {
      await cache.discardPart("master");
    }
  }

  /** Neighbouring scenes together: each part begins with a whole picture of the master. */
  async #parts(): Promise<Part[]> {
    const { scenes, joining, cache } = this.#task;
    const parts: (Part & { keys: string[] })[] = [];
    for (const { key, startFrame, frames } of scenes) {
      const index = await readChunkIndex(cache.pathOf(key));
      const bytes = index?.packets.reduce((sum, { size }) => sum + size, 0) ?? 0;
      const last = parts[parts.length - 1];
      if (last !== undefined && last.frames < LEAST_PART_SECONDS * joining.encoder.fps) {
        last.frames += frames;
        last.bytes += bytes;
        last.keys.push(key);
      } else parts.push({ fromFrame: startFrame, frames, key: "", keys: [key], bytes });
    }
    return parts.map(({ keys, ...part }) => ({ ...part, key: hashOf(keys) }));
  }

  #coding(size: Size): Coding {
    const { joining, output } = this.#task;
    const codec: VideoCodec = output.format === "webm" ? "vp9" : "h264";
    const { preset } = joining.encoder;
    const slower = PRESETS[PRESETS.indexOf(preset as (typeof PRESETS)[number]) + SLOWER_STEPS] ?? preset;
    return { size, encoder: { ...joining.encoder, ...size, codec, family: "x264", preset: slower } };
  }

  /** These parts at a size and a quality; those that are there are taken. */
  async #recoded(
    masterPath: string,
    parts: readonly Part[],
    { size, encoder: settings }: Coding,
    crf: number,
  ): Promise<Recoded> {
    const { cache, partPath } = this.#task;
    const encoder = { ...settings, crf };
    const keys = parts.map(({ key }) => hashOf({ format: RECODING_FORMAT, build: FFMPEG_BUILD, key, encoder }));
    await cache.lease(keys);
    const round = this.#rounds++;
    // How many rounds it takes is not known: each goes half of the way that is left.
    const meter = new ProgressMeter(
      { frames: parts.reduce((sum, { frames }) => sum + frames, 0), chunks: parts.length },
      performance.now(),
      ({ stageShare }) => this.#watch.converting(1 - 2 ** -round + stageShare * 2 ** -(round + 1)),
    );
    const tasks = parts.map(({ fromFrame, frames }, i): ChunkTask => {
      const key = keys[i] ?? "";
      return {
        key,
        expectedFrames: frames,
        make: async (path, onFrames) => {
          const recoding = { masterPath, fromFrame, frames, encoder, path };
          return await this.#pool.call("recode", recoding, onFrames);
        },
        explained: (error) => error,
      };
    });
    await runChunks(this.#pool, cache, tasks, meter, { path: partPath, bytes: 0 });
    let bytes = 0;
    for (const key of keys) {
      const index = await readChunkIndex(cache.pathOf(key));
      bytes += index?.packets.reduce((sum, packet) => sum + packet.size, 0) ?? 0;
    }
    const chunks = parts.map(({ fromFrame }, i) => ({ path: cache.pathOf(keys[i] ?? ""), shift: fromFrame }));
    return { chunks, encoder, size, bytes };
  }

  async #film({ chunks, encoder, size }: Recoded, shortfalls: Shortfall[]): Promise<FinishedFilm> {
    this.#watch.assembling();
    const movie = await this.#assemble({ ...this.#joined, chunks, encoder });
    return { movie, size, shortfalls };
  }

  /** The finest film within some bytes: by quality while that can be watched, then by size. */
  async #fitted(master: string, parts: readonly Part[], maxBytes: number): Promise<FinishedFilm> {
    const { quality } = this.#task.output;
    const finest =
      quality === "high" ? Math.min(RECODING_CRF.high, this.#task.joining.encoder.crf) : RECODING_CRF[quality];
    const bounds = { finest, coarsest: WORST_CRF };
    const sample = spread(parts, SAMPLED_PARTS);
    const scale = bytesOf(parts) / Math.max(1, bytesOf(sample));
    const sizes = sizesDown(this.#canvas);
    const aside = await this.#bytesAside();
    let room = Math.max(1, maxBytes - aside);
    // What the picture took at its first making tells where to begin.
    const guessed = (size: Size): number => {
      const pixels = (size.width * size.height) / (this.#canvas.width * this.#canvas.height);
      const bytes = bytesOf(parts) * pixels ** BYTES_BY_PIXELS;
      return this.#task.joining.encoder.crf + CRF_PER_HALVING * Math.log2(bytes / room);
    };
    const first = sizes.findIndex((size) => guessed(size) <= WATCHABLE_CRF + GUESS_SLACK);
    let place = first < 0 ? sizes.length - 1 : first;
    let crf = guessed(sizes[place] ?? this.#canvas);
    for (;;) {
      const coding = this.#coding(sizes[place] ?? this.#canvas);
      const isLast = place === sizes.length - 1;
      const most = isLast ? WORST_CRF : WATCHABLE_CRF;
      const tried = async (some: readonly Part[], at: number): Promise<number> =>
        (await this.#recoded(master, some, coding, at)).bytes;
      const guess = await finestWithin(room, crf, { ...bounds, coarsest: most }, async (at) =>
        Math.round(scale * (await tried(sample, at))),
      );
      const found =
        guess && (await finestWithin(room, guess.crf, { ...bounds, coarsest: most }, (at) => tried(parts, at)));
      if (found === undefined) {
        if (isLast) throw tooSmall(maxBytes, scale * (await tried(sample, WORST_CRF)) * SAMPLING_MARGIN + aside);
        place++;
        continue;
      }
      const film = await this.#film(
        await this.#recoded(master, parts, coding, found.crf),
        smallerBy(coding.size, this.#canvas, maxBytes),
      );
      if (film.movie.sizeBytes <= maxBytes) return film;
      // The container took more than was put aside.
      room = Math.max(1, room - (film.movie.sizeBytes - maxBytes) - Math.ceil(maxBytes * 0.01));
      crf = found.crf;
    }
  }

  /** Everything in the file but the picture: the sound, and what the container needs. */
  async #bytesAside(): Promise<number> {
    const { totalFrames, joining } = this.#task;
    const { sound } = this.#joined;
    const seconds = totalFrames / joining.encoder.fps;
    const packets = totalFrames + (sound === undefined ? 0 : seconds * SOUND_PACKETS);
    const soundBytes = sound === undefined ? 0 : (await stat(sound.path)).size;
    return Math.ceil(soundBytes + packets * PACKET_BYTES + FILE_BYTES);
  }

  async #gif(masterPath: string): Promise<FinishedFilm> {
    const { totalFrames, joining, output, partPath } = this.#task;
    const { maxBytes } = output;
    const { timeBase } = joining.encoder;
    let size = this.#canvas;
    for (let attempt = 0; ; attempt++) {
      const isCoarse = size.width * size.height < (this.#canvas.width * this.#canvas.height) / 3;
      const task = {
        masterPath,
        frames: totalFrames,
        path: partPath,
        timeBase,
        ...size,
        colours: isCoarse ? 96 : 256,
      };
      const tell = (frames: number): void => this.#watch.converting(frames / totalFrames);
      const movie = await this.#pool.call("renderGif", task, tell);
      if (maxBytes === undefined || movie.sizeBytes <= maxBytes)
        return { movie, size, shortfalls: maxBytes === undefined ? [] : smallerBy(size, this.#canvas, maxBytes) };
      const isLast = Math.min(size.width, size.height) <= LEAST_GIF_SIDE || attempt >= MOST_GIF_TRIES;
      if (isLast) throw tooSmall(maxBytes, movie.sizeBytes);
      const share = Math.max(
        LEAST_GIF_SIDE / Math.min(size.width, size.height),
        Math.min(0.9, Math.sqrt(maxBytes / movie.sizeBytes) * 0.95),
      );
      const even = (pixels: number): number => Math.max(16, Math.round((pixels * share) / 2) * 2);
      size = { width: even(size.width), height: even(size.height) };
    }
  }
}

const LEAST_GIF_SIDE = 90;

function hashOf(facts: unknown): string {
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

function bytesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Some of many, from all over. */
function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * all.length) / count)).flatMap((place) =>
    all.slice(place, place + 1),
  );
}

function smallerBy(size: Size, canvas: Size, maxBytes: number): Shortfall[] {
  if (size.width === canvas.width && size.height === canvas.height) return [];
  return [
    {
      what: `the size of ${canvas.width}×${canvas.height}`,
      why: `within ${inWords(maxBytes)} the film is ${size.width}×${size.height}`,
      zh: `画面是 ${size.width}×${size.height}，不是 ${canvas.width}×${canvas.height}：文件不能超过 ${inWords(maxBytes)}`,
    },
  ];
}

function tooSmall(maxBytes: number, leastBytes: number): Fault {
  return new Fault(
    "usage",
    `${inWords(maxBytes)} are too few for this film: about ${inWords(roundedUp(leastBytes))} is the least. Allow more, or make it shorter.`,
  );
}

/** Two digits that are no less. */
function roundedUp(bytes: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(bytes)) - 1);
  return Math.ceil(bytes / unit) * unit;
}

function inWords(bytes: number): string {
  return bytes >= 1e6 ? `${Number((bytes / 1e6).toFixed(2))} MB` : `${Math.ceil(bytes / 1000)} kB`;
}
