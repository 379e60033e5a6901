/**
 * `node scripts/count-tests.mjs <report>`: says in one line how Vitest's JSON report counts. A test file that could not
 * be run counts as one failure. Fails when anything failed, and when nothing ran.
 */

import { readFileSync } from "node:fs";

const [path = ""] = process.argv.slice(2);

/** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
let report = { testResults: [] };
try {
  report = JSON.parse(readFileSync(path, "utf8"));
} catch (error) {
  console.error(`There is no report of the tests: ${error instanceof Error ? error.message : error}`);
}

let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of report.testResults) {
  const broken = file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed");
  if (broken) failed++;
  for (const { status } of file.assertionResults) {
    if (status === "passed") passed++;
    else if (status === "failed") failed++;
    else skipped++;
  }
}

if (failed > 0 || passed === 0) process.exitCode = 1;
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
