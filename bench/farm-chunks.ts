/**
 * `farm-chunks [clip]`: how long this machine takes for each chunk of a clip, without a network and with each of them; written
 * to `bench/recorded-chunks.json`, which the simulation reads.
 */
import { copyFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { draftOf, video } from "../test/support/drafts.js";
import { Scratch, sharedClip } from "./measured-process.js";

export const RECORDED_CHUNKS = fileURLToPath(new URL("recorded-chunks.json", import.meta.url));

/** Chunks as a machine took them. */
export interface RecordedChunks {
  machine: string;
  clip: string;
  chunks: { network: string; device: string; seconds: number }[];
}

const CLIP_MS = 12_000;

export async function recordChunks([clip = sharedClip("poor/bbb_480p_30s.mp4")]: string[]): Promise<void> {
  // Child processes are started from files beside the module that starts them, which are the built ones.
  const built = (module: string): string => new URL(`../dist/${module}.js`, import.meta.url).href;
  const { LocalMaker }: typeof import("../src/studio/local-maker.js") = await import(built("studio/local-maker"));
  const { FolderFiles }: typeof import("../src/adapters/files/folder-files.js") = await import(
    built("adapters/files/folder-files")
  );
  const { WorkerPool }: typeof import("../src/render/worker-pool.js") = await import(built("render/worker-pool"));
  using scratch = new Scratch();
  process.env["HD_LOCAL_CACHE"] = scratch.file("cache");
  const files = await FolderFiles.open(scratch.file("files"));
  const part = await files.newPart("mp4");
  await copyFile(clip, part);
  const path = await files.localPath((await files.keep(part, "assets", "mp4")).key);
  await using pool = new WorkerPool(1);
  const [picture] = (await pool.call("describe", { path })).video;
  if (picture === undefined) throw new Error(`${clip} has no picture.`);
  const chunks: RecordedChunks["chunks"] = [];
  const maker = new LocalMaker(files, 1, {
    chunkMade: ({ network, device, seconds }) => {
      chunks.push({ network, device, seconds: Math.round(seconds * 100) / 100 });
      console.log(`${network} on ${device}: ${seconds.toFixed(2)} s`);
    },
    chunksFound: () => undefined,
    partFailed: () => undefined,
    ended: () => undefined,
  });
  const draft = draftOf(video("a", CLIP_MS, { w: picture.width, h: picture.height, f: 30, au: false }));
  for (const network of [undefined, "fast", "balanced", "best"]) {
    await using hands = maker.begin();
    const settings = { resolution: "1080p", ...(network === undefined ? { isPlain: true } : { network }) };
    const task = { draft, settings, paths: new Map([["a", path]]), device: "cpu" as const };
    await hands.make(task, "renders", () => undefined);
  }
  const [core] = cpus();
  const machine = `${cpus().length} cores, ${core?.model ?? "unknown"}`;
  const recorded: RecordedChunks = { machine, clip: basename(clip), chunks };
  await writeFile(RECORDED_CHUNKS, `${JSON.stringify(recorded, null, 2)}\n`);
}
