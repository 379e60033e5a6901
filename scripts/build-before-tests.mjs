import { buildWhenStale } from "./build-when-stale.mjs";

/** Vitest's global set-up: tests start the built program, its workers and its page, so all have to be there. */
export default function setup() {
  if (!buildWhenStale({ withPage: true })) throw new Error("The program could not be built; the reason stands above.");
}
