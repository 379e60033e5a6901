/** Tests that stand on Debian's Redis. */
import { afterAll, describe } from "vitest";
import { endFarmParts, REDIS } from "./farm-parts.js";

/** Where there is no Redis they are left out, which the build server does not allow. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (REDIS === undefined && process.env["CI"] === "true")
    throw new Error("Redis is missing: apt-get install redis-server");
  if (REDIS === undefined)
    describe.skip(`${name} (left out: there is no Redis; on Debian: apt-get install redis-server)`, tests);
  else
    describe(name, () => {
      // Hooks end in the reverse order: what stands on Redis ends before it.
      afterAll(endFarmParts);
      tests();
    });
}
