/**
 * `faults [kills] [seed] [farm]`: a studio under mixed work is killed at random moments; 100 kills by default. With `farm`
 * two workers, Redis and an S3 server make its renders.
 */
import { farmDeployment } from "../test/faults/farm-deployment.js";
import { runFaults } from "../test/faults/run-faults.js";
import { endFarmParts } from "../test/support/farm-parts.js";

export async function measureFaults([
  kills = "100",
  seed = String(Date.now() % 2 ** 31),
  where,
]: string[]): Promise<void> {
  process.stdout.write(`seed ${seed}\n`);
  const startedMs = performance.now();
  const report = await runFaults({
    kills: Number(kills),
    seed: Number(seed),
    ...(where === "farm" && { deployment: await farmDeployment(2) }),
    onKill: (count) => process.stderr.write(`\r${count} kills`),
  });
  process.stderr.write("\n");
  await endFarmParts();
  const { wrong, ...counts } = report;
  for (const [what, count] of Object.entries(counts)) process.stdout.write(`${what}: ${count}\n`);
  process.stdout.write(`seconds: ${((performance.now() - startedMs) / 1000).toFixed(0)}\n`);
  process.stdout.write(wrong.length === 0 ? "Nothing is wrong.\n" : `${wrong.join("\n")}\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
