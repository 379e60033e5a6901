import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isFresh } from "./build.mjs";

/**
 * Builds `dist/` when it is stale, in a process of its own so that the compiler's memory is given back. Prints nothing
 * on standard output.
 *
 * @returns {boolean} false when the build failed; what was wrong is on standard error by then
 */
export function buildWhenStale() {
  if (isFresh()) return true;
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL("build.mjs", import.meta.url))], {
    stdio: ["ignore", 2, 2],
  });
  return status === 0;
}
