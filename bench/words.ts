/** How long a sentence takes to be understood, and how many of our own requests are: `words [rounds]`. */
import { readFileSync } from "node:fs";
import { understandWithoutVideo } from "../src/agent/understand.js";
import { failuresOf, readRequests } from "../test/support/understanding-score.js";
import { table } from "./measured-process.js";

const ROUNDS = 3;

/** Prints the processor's time a sentence, and the slowest sentences' own. */
export function measureWords([rounds]: string[]): Promise<void> {
  const corpus = new URL("../test/understanding-corpus.jsonl", import.meta.url);
  const requests = readRequests(readFileSync(corpus, "utf8"));
  // The first time through, the engine compiles.
  const failures = failuresOf(requests);
  const took: number[] = [];
  const before = process.cpuUsage();
  for (let round = 0; round < Number(rounds ?? ROUNDS); round += 1) {
    for (const { text } of requests) {
      const start = performance.now();
      understandWithoutVideo(text);
      took.push(performance.now() - start);
    }
  }
  const { user, system } = process.cpuUsage(before);
  took.sort((a, b) => a - b);
  const at = (share: number) => `${(took[Math.floor(share * (took.length - 1))] ?? 0).toFixed(1)} ms`;
  process.stdout.write(
    `${table(
      ["requests", "understood", "processor a sentence", "half within", "95 of 100 within", "slowest"],
      [
        [
          String(requests.length),
          String(requests.length - failures.length),
          `${((user + system) / 1000 / took.length).toFixed(1)} ms`,
          at(0.5),
          at(0.95),
          at(1),
        ],
      ],
    )}\n`,
  );
  return Promise.resolve();
}
