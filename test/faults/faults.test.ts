import { expect, it } from "vitest";
import { runFaults } from "./run-faults.js";

it("nothing that was acknowledged is lost, no turn is half, the ledger adds up and no file is left over, whenever it is killed", async () => {
  const kills = Number(process.env["HD_TEST_SERVER_KILLS"] ?? 2);
  const seed = Number(process.env["HD_TEST_SEED"] ?? Date.now() % 2 ** 31);
  const report = await runFaults({ kills, seed, people: 2 });
  expect(report.wrong).toEqual([]);
  expect(report.uploads).toBeGreaterThan(0);
  expect(report.turns).toBeGreaterThan(0);
});
