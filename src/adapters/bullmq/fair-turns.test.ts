import fc from "fast-check";
import { expect, it } from "vitest";
import { FairTurns, lastOf } from "./fair-turns.js";

it("lets an account that comes later in at once, whatever another has ordered before", () => {
  const turns = new FairTurns();
  const first = turns.take("long film", { account: "a", urgency: "long", chunks: 1000 });
  for (let i = 0; i < 300; i++) turns.passed("long film");
  const second = turns.take("short film", { account: "b", urgency: "long", chunks: 5 });
  expect(second).toBe(first + 300);
});

it("puts a second film of an account behind its first", () => {
  const turns = new FairTurns();
  const first = turns.take("1", { account: "a", urgency: "long", chunks: 10 });
  expect(turns.take("2", { account: "a", urgency: "long", chunks: 10 })).toBe(first + 10);
});

it("begins anew when nobody waits any more", () => {
  const turns = new FairTurns();
  const first = turns.take("1", { account: "a", urgency: "long", chunks: 10 });
  turns.leave("1");
  expect(turns.take("2", { account: "a", urgency: "long", chunks: 1 })).toBe(first);
});

it("never lets what is long go before what somebody looks at, however much there is", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ long: fc.boolean(), chunks: fc.nat(3_000_000) }), { maxLength: 30 }), (films) => {
      const turns = new FairTurns();
      for (const [i, { long, chunks }] of films.entries()) {
        const urgency = long ? "long" : "interactive";
        const priority = turns.take(String(i), { account: String(i % 3), urgency, chunks });
        expect(priority).toBeGreaterThan(long ? lastOf("interactive") : 0);
        expect(priority).toBeLessThanOrEqual(lastOf(urgency));
      }
    }),
  );
});
