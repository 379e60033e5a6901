import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isFresh } from "./build.mjs";
import { isPageFresh } from "./build-page.mjs";

/**
 * Builds what is stale, in a process of its own so that the compiler's memory is given back. Prints nothing on standard
 * output.
 *
 * @param {{ withPage?: boolean }} [options] whether the page is needed too
 * @returns {boolean} false when the build failed; what was wrong is on standard error by then
 */
export function buildWhenStale({ withPage = false } = {}) {
  const parts = [...(isFresh() ? [] : ["program"]), ...(withPage && !isPageFresh() ? ["page"] : [])];
  if (parts.length === 0) return true;
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL("build-all.mjs", import.meta.url)), ...parts], {
    stdio: ["ignore", 2, 2],
  });
  return status === 0;
}
