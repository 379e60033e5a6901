/** Pausing, seen from inside: workers that were told to hold go on when the person does, whatever they were at. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { clips } from "./support/made-clips.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-paused-"));
process.env["HD_LOCAL_CACHE"] = join(folder, "cache");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Workers are started from files beside the module that starts them, which are the built ones.
const built = (module: string): string => new URL(`../dist/render/${module}.js`, import.meta.url).href;
const { EnhanceJob }: typeof import("../src/render/enhance-job.js") = await import(built("enhance-job"));
const { DEFAULT_OPTIONS }: typeof import("../src/render/plan.js") = await import(built("plan"));
const { WorkerPool }: typeof import("../src/render/worker-pool.js") = await import(built("worker-pool"));

it("goes on with a worker that finished its call while it was told to hold", async () => {
  await using pool = new WorkerPool(1);
  const planning = EnhanceJob.init(pool, {
    ...DEFAULT_OPTIONS,
    preset: "ultrafast",
    inputPath: await clips.constantRate("25"),
    outputPath: join(folder, "result.mp4"),
    mayReplace: false,
    network: "fast",
    device: "cpu",
  });
  await pool.pause();
  // Looking at a clip does not wait at the gate: the worker ends that call and lies idle, still holding.
  const job = await planning;
  pool.resume();
  expect(await job.execute(() => undefined)).toMatchObject({ frames: job.plan.expectedFrames });
}, 30_000);
