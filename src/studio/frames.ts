/** Pictures to look at while one works: of a draft at a moment, of a file. Made in child processes, the latest kept. */
import { readFile } from "node:fs/promises";
import { renderFrame } from "../render/draft-frame.js";
import type { SourceLook } from "../render/source-look.js";
import { machineShare } from "../render/worker-pool.js";
import { type Asset, canvasOf, type Draft, draftOfAssets } from "./drafting.js";
import type { FileStore } from "./file-store.js";
import type { MediaDesk } from "./media-desk.js";
import { malformed } from "./refusal.js";

/** Pictures kept, in bytes of all of them. */
const MOST_PICTURE_BYTES = 48 * 1024 * 1024;
/** Files whose frames are known by heart; of a long film that is some megabytes. */
const MOST_LOOKS = 12;

export interface FrameAsk {
  atMs: number;
  /** Pixels. */
  width: number;
}

export class Frames {
  readonly #files: FileStore;
  readonly #desk: MediaDesk;
  readonly #pictures = new Map<string, Buffer>();
  #pictureBytes = 0;
  readonly #looks = new Map<string, Promise<SourceLook>>();
  readonly #making = new Map<string, Promise<Buffer>>();

  constructor(files: FileStore, desk: MediaDesk) {
    this.#files = files;
    this.#desk = desk;
  }

  /**
   * A JPEG of what a draft shows at a moment.
   * @param key of the draft: a version's name, which never means another draft.
   * @throws Refusal `malformed` where there is nothing to see; Fault.
   */
  ofDraft(key: string, draft: Draft, assets: readonly Asset[], ask: FrameAsk): Promise<Buffer> {
    if (!draft.t.some(({ r, sg }) => r === "clips" && sg.length > 0))
      throw malformed("There is no picture on the timeline yet.", "", "时间线上还没有画面。");
    return this.#once(`draft ${key} ${ask.atMs} ${ask.width}`, () => this.#make(draft, assets, ask));
  }

  /** A JPEG of a moment of a file. @throws Refusal `malformed` where it has no picture; Fault. */
  ofAsset(asset: Asset, ask: FrameAsk): Promise<Buffer> {
    const { kind } = asset.record;
    if (kind !== "video" && kind !== "image") throw malformed("This file has no picture.");
    return this.#once(`asset ${asset.record.id} ${ask.atMs} ${ask.width}`, () =>
      this.#make(draftOfAssets([asset]), [asset], ask),
    );
  }

  /** What was made before, or is being made, is not made again. */
  #once(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = this.#pictures.get(key);
    if (known !== undefined) {
      // The latest asked for stands last.
      this.#pictures.delete(key);
      this.#pictures.set(key, known);
      return Promise.resolve(known);
    }
    const underway = this.#making.get(key);
    if (underway !== undefined) return underway;
    const making = make()
      .then((picture) => {
        this.#keep(key, picture);
        return picture;
      })
      .finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  #keep(key: string, picture: Buffer): void {
    this.#pictures.set(key, picture);
    this.#pictureBytes += picture.length;
    for (const [oldest, { length }] of this.#pictures) {
      if (this.#pictureBytes <= MOST_PICTURE_BYTES) return;
      this.#pictures.delete(oldest);
      this.#pictureBytes -= length;
    }
  }

  async #make(draft: Draft, assets: readonly Asset[], { atMs, width }: FrameAsk): Promise<Buffer> {
    const canvas = canvasOf(draft);
    const size = { width, height: Math.max(2, Math.round((width * canvas.height) / canvas.width)) };
    const known = new Map(assets.map((asset) => [asset.record.id, asset]));
    const paths = new Map<string, string>();
    const byPath = new Map<string, Asset>();
    for (const { i } of draft.as) {
      const asset = known.get(i);
      if (asset === undefined) continue;
      const path = await this.#files.localPath(asset.record.fileKey);
      paths.set(i, path);
      byPath.set(path, asset);
    }
    const outputPath = await this.#files.newPart("jpg");
    try {
      await renderFrame(this.#desk, { draft, paths, atMs, outputPath, size }, (path) =>
        this.#look(path, byPath.get(path)),
      );
      return await readFile(outputPath);
    } finally {
      await this.#files.drop(outputPath);
    }
  }

  /** Uploads were hashed when they came in. */
  #look(path: string, asset: Asset | undefined): Promise<SourceLook> {
    const known = this.#looks.get(path);
    if (known !== undefined) return known;
    const { threads } = machineShare();
    const look = this.#desk
      .call("analyse", { path, threads })
      .then((analysis) => ({ analysis, sha256: asset?.record.sha256 ?? "" }));
    this.#looks.set(path, look);
    look.catch(() => this.#looks.delete(path));
    const [oldest] = this.#looks.keys();
    if (this.#looks.size > MOST_LOOKS && oldest !== undefined) this.#looks.delete(oldest);
    return look;
  }
}
