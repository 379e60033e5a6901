/** A chunked render against one in a single chunk: same frames, same times, and how far the pictures differ. */
import { execFileSync } from "node:child_process";
import { PROGRAM, Scratch, sharedClip } from "./measured-process.js";

/** `join [clip]` */
export async function measureJoin([clip = sharedClip("poor/london_360p.mp4")]: string[]): Promise<void> {
  using scratch = new Scratch();
  process.env["HD_LOCAL_CACHE"] = scratch.file("cache");
  // Workers are started from files beside the module that starts them, which are the built ones.
  const built = (module: string): string => new URL(`../dist/render/${module}.js`, import.meta.url).href;
  const { EnhanceJob }: typeof import("../src/render/enhance-job.js") = await import(built("enhance-job"));
  const { WorkerPool }: typeof import("../src/render/worker-pool.js") = await import(built("worker-pool"));
  const { DEFAULT_OPTIONS }: typeof import("../src/render/plan.js") = await import(built("plan"));
  await using pool = new WorkerPool();
  for (const [name, chunkSeconds] of [
    ["chunked.mp4", undefined],
    ["whole.mp4", Number.POSITIVE_INFINITY],
  ] as const) {
    const job = await EnhanceJob.init(pool, {
      inputPath: clip,
      outputPath: scratch.file(name),
      mayReplace: true,
      ...DEFAULT_OPTIONS,
      network: "fast",
      device: "cpu",
      ...(chunkSeconds === undefined ? {} : { chunkSeconds }),
    });
    const result = await job.execute(() => undefined);
    process.stdout.write(
      `${name}: ${result.chunks} chunks, ${result.frames} frames, last frame ends at ${result.lastFrameEndMs.toFixed(3)} ms, ${result.sizeBytes} bytes\n`,
    );
  }
  // Each against the source, so that the two figures say what chunking costs.
  for (const name of ["chunked.mp4", "whole.mp4"]) {
    const answer = execFileSync(process.execPath, [PROGRAM, "compare", clip, scratch.file(name), "--json"], {
      encoding: "utf8",
    });
    process.stdout.write(`${name} against the source: ${answer.trim()}\n`);
  }
  const answer = execFileSync(
    process.execPath,
    [PROGRAM, "compare", scratch.file("whole.mp4"), scratch.file("chunked.mp4"), "--json"],
    { encoding: "utf8" },
  );
  process.stdout.write(`chunked against whole: ${answer.trim()}\n`);
}
