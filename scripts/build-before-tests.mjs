import { buildWhenStale } from "./build-when-stale.mjs";

/** Vitest's global set-up: tests start the built program, and the built program's workers, so both have to be there. */
export default function setup() {
  if (!buildWhenStale()) throw new Error("The program could not be built; the reason stands above.");
}
