/** `hd-local doctor`: what this machine can do, and how fast. */
import { Command } from "commander";
import { type Checkup, examineMachine } from "../render/checkup.js";
import { WorkerPool } from "../render/worker-pool.js";
import { doctorReport } from "./doctor-report.js";
import { programVersion } from "./program-version.js";
import { ProgressLine } from "./terminal.js";

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("look at this machine: what works, what is missing, how long a minute of video takes")
    .option("--json", "one JSON object on standard output", false)
    .action(doctor);
}

async function doctor({ json }: { json: boolean }): Promise<void> {
  const line = new ProgressLine();
  const checkup = await examined((step) => {
    if (!json) line.show(`${step}…`);
  });
  line.clear();
  const version = programVersion();
  process.stdout.write(`${json ? JSON.stringify({ version, ...checkup }, null, 2) : doctorReport(version, checkup)}\n`);
  process.exitCode = checkup.problems.length === 0 ? 0 : 1;
}

async function examined(onStep: (step: string) => void): Promise<Checkup> {
  await using pool = new WorkerPool();
  // A cancelled test still has to put its temporary files away.
  const cancel = (): void => void pool.cancel();
  process.once("SIGINT", cancel);
  process.once("SIGTERM", cancel);
  try {
    return await examineMachine(pool, onStep);
  } finally {
    process.off("SIGINT", cancel);
    process.off("SIGTERM", cancel);
  }
}
