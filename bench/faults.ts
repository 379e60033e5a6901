/** `faults [kills] [seed]`: a studio under mixed work is killed at random moments; 100 kills by default. */
import { runFaults } from "../test/faults/run-faults.js";

export async function measureFaults([kills = "100", seed = String(Date.now() % 2 ** 31)]: string[]): Promise<void> {
  process.stdout.write(`seed ${seed}\n`);
  const startedMs = performance.now();
  const report = await runFaults({
    kills: Number(kills),
    seed: Number(seed),
    onKill: (count) => process.stderr.write(`\r${count} kills`),
  });
  process.stderr.write("\n");
  const { wrong, ...counts } = report;
  for (const [what, count] of Object.entries(counts)) process.stdout.write(`${what}: ${count}\n`);
  process.stdout.write(`seconds: ${((performance.now() - startedMs) / 1000).toFixed(0)}\n`);
  process.stdout.write(wrong.length === 0 ? "Nothing is wrong.\n" : `${wrong.join("\n")}\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
