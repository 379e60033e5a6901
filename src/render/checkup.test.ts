import { describe, expect, it } from "vitest";
import { speedsTogether } from "./checkup.js";

describe("speedsTogether", () => {
  const alone = [
    { name: "fast", framesPerSecond: 20 },
    { name: "best", framesPerSecond: 5 },
  ];

  it("tells of the first network what was measured", () => {
    expect(speedsTogether(alone, 10)[0]).toEqual({
      name: "fast",
      networkFramesPerSecond: 20,
      framesPerSecond: expect.closeTo(10, 6),
      minuteOfVideoSeconds: expect.closeTo(180, 6),
    });
  });

  it("makes the others longer by what their network takes longer", () => {
    // 1/10 s for everything with the first one, of which 1/20 s is the network; the other takes 1/5 s.
    expect(speedsTogether(alone, 10)[1]?.framesPerSecond).toBeCloseTo(4, 6);
    expect(speedsTogether(alone, 10)[1]?.minuteOfVideoSeconds).toBeCloseTo(450, 6);
  });

  it("never promises more than a network reaches by itself", () => {
    for (const { framesPerSecond, networkFramesPerSecond } of speedsTogether(alone, 1000))
      expect(framesPerSecond).toBeLessThanOrEqual(networkFramesPerSecond);
  });
});
