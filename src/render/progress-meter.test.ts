import { describe, expect, it, vi } from "vitest";
import { type JobProgress, ProgressMeter } from "./progress-meter.js";

describe("the speed that is shown", () => {
  it("does not count a pause", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      let pausedMs = 0;
      const told: JobProgress[] = [];
      const workedMs = (): number => performance.now() - pausedMs;
      const meter = new ProgressMeter({ frames: 100, chunks: 1 }, 0, (progress) => told.push(progress), workedMs);
      let frames = 0;
      const work = (seconds: number): void => {
        for (let i = 0; i < seconds * 4; i++) {
          vi.advanceTimersByTime(250);
          frames += 5;
          meter.working("chunk", frames);
        }
      };
      work(2);
      expect(told.at(-1)?.fps).toBeCloseTo(20, 0);
      vi.advanceTimersByTime(60_000);
      pausedMs += 60_000;
      work(1);
      expect(told.at(-1)?.fps).toBeCloseTo(20, 0);
      expect(told.at(-1)?.remainingSeconds).toBeCloseTo(2, 0);
    } finally {
      vi.useRealTimers();
    }
  });
});
