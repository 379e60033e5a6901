/** What a small change of an edited film of a minute costs: another title, another volume of the music. */
import { createHash } from "node:crypto";
import { FrameReader } from "../src/media/frame-reader.js";
import { indexPackets } from "../src/media/packet-index.js";
import { CHROMA_SHIFTS } from "../src/media/picture-chain.js";
import { planesOf } from "../src/media/plane.js";
import { describe } from "../src/media/probe.js";
import { Source } from "../src/media/source.js";
import { repeatClip } from "./long-clip.js";
import { Scratch, sharedClip } from "./measured-process.js";

const SECONDS = 60;
/** Part of the film that the title covers: less than a tenth. */
const TITLE = { st: 20_000, d: 5000 };

/** `reexport [network] [clip]` */
export async function measureReexport([
  network = "balanced",
  clip = sharedClip("poor/bbb_480p_30s.mp4"),
]: string[]): Promise<void> {
  using scratch = new Scratch();
  process.env["HD_LOCAL_CACHE"] = scratch.file("cache");
  // Workers are started from files beside the module that starts them, which are the built ones.
  const built = (module: string): string => new URL(`../dist/${module}.js`, import.meta.url).href;
  const { DraftJob }: typeof import("../src/render/draft-job.js") = await import(built("render/draft-job"));
  const { WorkerPool }: typeof import("../src/render/worker-pool.js") = await import(built("render/worker-pool"));
  const { DEFAULT_OPTIONS }: typeof import("../src/render/plan.js") = await import(built("render/plan"));
  const path = scratch.file("minute.mp4");
  await repeatClip(clip, path, SECONDS);
  await using looking = new WorkerPool();
  const { width: w, height: h, fps: f } = await looking.call("mediaFacts", { path, threads: 1 });
  const draft = (cl: string, vl: number): Parameters<typeof DraftJob.init>[1]["draft"] => ({
    v: 1,
    d: SECONDS * 1000,
    t: [
      { tt: 0, r: "clips", sg: [{ i: 1, c: 1, st: 0, d: SECONDS * 1000, a: "a", si: 0 }] },
      { tt: 1, r: "music", sg: [{ i: 2, st: 0, d: SECONDS * 1000, an: "all", gn: { ms: "lofi", sd: 1 }, vl }] },
      { tt: 7, r: "title", sg: [{ i: 3, ...TITLE, tx: "A title of five seconds", sy: { cl } }] },
    ],
    as: [{ i: "a", n: "minute.mp4", k: "video", d: SECONDS * 1000, w, h, f }],
    cv: {},
    mx: {},
    fd: {},
    o: {},
    m: { nx: 4 },
  });
  const { codec, crf, preset } = DEFAULT_OPTIONS;
  let firstSeconds = 0;
  let before: string[] | undefined;
  for (const [name, cl, vl] of [
    ["first export", "#ffffff", 30],
    ["the title in another colour", "#ffcc00", 30],
    ["the music at another volume", "#ffcc00", 20],
  ] as const) {
    const startedMs = performance.now();
    // A run of its own, with workers that know nothing yet.
    await using pool = new WorkerPool();
    const job = await DraftJob.init(pool, {
      draft: draft(cl, vl),
      paths: new Map([["a", path]]),
      outputPath: scratch.file("film.mp4"),
      mayReplace: true,
      network,
      device: "cpu",
      encoder: { codec, family: "x264", crf, preset },
    });
    const { chunks, cachedChunks, frames } = await job.execute(() => undefined);
    const seconds = (performance.now() - startedMs) / 1000;
    if (firstSeconds === 0) firstSeconds = seconds;
    const share = ((seconds / firstSeconds) * 100).toFixed(1);
    process.stdout.write(
      `${name}: ${seconds.toFixed(1)} s (${share} %), ${frames} frames, ${chunks - cachedChunks} of ${chunks} parts made\n`,
    );
    const now = await pictureHashes(scratch.file("film.mp4"));
    if (before !== undefined) {
      const [from, to] = [TITLE.st, TITLE.st + TITLE.d].map((ms) => Math.round((ms * f) / 1000)) as [number, number];
      const outside = now.filter((_, i) => i < from || i >= to);
      const others = new Set(before);
      const other = outside.filter((hash) => !others.has(hash)).length;
      process.stdout.write(
        `  ${outside.length} pictures are not under the title, ${other} of them are other ones now\n`,
      );
    }
    before = now;
  }
}

/** Every picture of a film, by the hash of its samples. */
async function pictureHashes(path: string): Promise<string[]> {
  using source = await Source.open(path);
  const [video] = (await describe(source)).video;
  if (video === undefined) throw new Error("the film has no picture");
  const { keyframes } = await indexPackets(source, video.index);
  using reader = await FrameReader.open({ path, streamIndex: video.index, keyframes, threads: 2 });
  const hashes: string[] = [];
  for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
    using frame = next.frame;
    const hash = createHash("sha1");
    for (const { data, stride, width, height } of planesOf(frame, CHROMA_SHIFTS.yuv420p))
      for (let y = 0; y < height; y++) hash.update(data.subarray(y * stride, y * stride + width));
    hashes.push(hash.digest("hex"));
  }
  return hashes;
}
