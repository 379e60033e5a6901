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

it("lets accounts that order little in at once while others order much, who first come first served would wait", () => {
  const crowd = {
    workers: 4,
    renders: 200,
    chunkSeconds: [10],
    interactiveShare: 0,
    accounts: 20,
    seed: 3,
    overheadSeconds: 0,
  };
  const { smallAccounts: fair } = simulate(crowd);
  const { smallAccounts: inOrder } = simulate({ ...crowd, isFirstComeFirstServed: true });
  expect(fair.medianWaitSeconds).toBeLessThan(inOrder.medianWaitSeconds / 4);
  expect(fair.longestWaitSeconds).toBeLessThan(inOrder.longestWaitSeconds);
});
