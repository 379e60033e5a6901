/** `hd-local inspect`: what is in a file, and what would be done with it. */
import { resolve } from "node:path";
import { Command } from "commander";
import { DEFAULT_NETWORK, networkFor } from "../enhance/registry.js";
import { Fault } from "../faults.js";
import type { Analysis } from "../render/analysis.js";
import { decidePicture } from "../render/picture-job.js";
import { DEFAULT_OPTIONS, decideRender } from "../render/plan.js";
import { machineShare, WorkerPool } from "../render/worker-pool.js";
import { type Examined, inspectionOf } from "./inspection.js";
import { inspectionReport } from "./inspection-report.js";

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("say what is in a file, and what enhance would do with it")
    .argument("<file>", "a video, picture or sound file")
    .option("--json", "one JSON object on standard output", false)
    .action(inspect);
}

async function inspect(file: string, { json }: { json: boolean }): Promise<void> {
  await using pool = new WorkerPool();
  const path = resolve(file);
  const description = await pool.call("describe", { path });
  const inspection = inspectionOf(description, await examined(pool, path));
  process.stdout.write(`${json ? JSON.stringify(inspection, null, 2) : inspectionReport(inspection)}\n`);
}

/** The file looked through and planned, or why it cannot be enhanced. */
async function examined(pool: WorkerPool, path: string): Promise<Examined | Fault> {
  const { threads } = machineShare();
  try {
    const analysis = await pool.call("analyse", { path, threads });
    const decisions = analysis.isPicture ? pictureDecisions(analysis) : filmDecisions(analysis, threads);
    const network = await networkFor({ network: DEFAULT_NETWORK }, decisions.geometry.ratio);
    return { analysis, decisions, isNetworkNeeded: network !== undefined };
  } catch (error) {
    const isAboutTheFile = Fault.isInstance(error) && (error.code.startsWith("input-") || error.code === "worker-lost");
    if (isAboutTheFile) return error;
    throw error;
  }
}

function filmDecisions(analysis: Analysis, threads: number): Examined["decisions"] {
  return decideRender(analysis, DEFAULT_OPTIONS, { network: undefined, device: "cpu", threads });
}

function pictureDecisions({ video }: Analysis): Examined["decisions"] {
  const { chain, geometry } = decidePicture(video, { target: DEFAULT_OPTIONS.target, isTargetChosen: false });
  const { conversions } = chain;
  return { geometry, conversions, shortfalls: [], audio: [], subtitles: [], estimatedOutputBytes: null };
}
