/** `node scripts/build-all.mjs [program] [page]`: builds both, or those that are named, stale or not. */
import { BuildError, build } from "./build.mjs";
import { buildPage } from "./build-page.mjs";

const parts = process.argv.slice(2);
const isAsked = (/** @type {string} */ part) => parts.length === 0 || parts.includes(part);

try {
  if (isAsked("program")) await build();
  if (isAsked("page")) await buildPage();
} catch (error) {
  const known = error instanceof BuildError || (error instanceof Error && "syscall" in error);
  if (!known) throw error;
  console.error(`The program could not be built. ${error.message.trimEnd()}`);
  process.exitCode = 1;
}
