import { expect, it } from "vitest";
import { simulate } from "../../../bench/farm-simulation.js";

const RECORDED = [2, 3, 5, 9, 17];

it("keeps nine tenths of the machines busy, and lets no sample wait for an export", () => {
  const setting = {
    workers: 60,
    renders: 800,
    chunkSeconds: RECORDED,
    interactiveShare: 0.3,
    accounts: 40,
    seed: 7,
    overheadSeconds: 0.1,
  };
  const { busyShare, longestWaitSeconds } = simulate(setting);
  expect(busyShare).toBeGreaterThan(0.9);
  // No longer than the chunks under way take to end.
  expect(longestWaitSeconds.interactive).toBeLessThan(Math.max(...RECORDED));
});

it("serves a small account while a large one waits", () => {
  const crowd = {
    workers: 4,
    renders: 200,
    chunkSeconds: [10],
    interactiveShare: 0,
    accounts: 20,
    seed: 3,
    overheadSeconds: 0,
  };
  const { longestWaitSeconds, seconds } = simulate(crowd);
  expect(longestWaitSeconds.long).toBeLessThan(seconds);
});
