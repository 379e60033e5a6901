/** What a small change of an edited film of a minute costs: another title, another volume of the music. */
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
  }
}
