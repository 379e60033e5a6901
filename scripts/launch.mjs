/**
 * `npm start -- <command> …`: builds what is stale, then is the program itself; without a command, the studio. The
 * program runs in this very process, so that signals, the terminal and the exit code are its own, exactly as for the
 * installed `hd-local`.
 */

import { fileURLToPath } from "node:url";
import { buildWhenStale } from "./build-when-stale.mjs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`HD Local AI needs Node.js 20.19 or newer; this is Node.js ${process.versions.node}.`);
  process.exitCode = 1;
} else if (buildWhenStale({ withPage: opensPage(process.argv[2]) })) {
  const main = new URL("../dist/cli/main.js", import.meta.url);
  process.argv[1] = fileURLToPath(main);
  // npm starts scripts in the project's folder; file names are meant from where the person is.
  if (process.env["INIT_CWD"]) process.chdir(process.env["INIT_CWD"]);
  // Without a command it is the studio that people want.
  if (process.argv.length === 2) process.argv.push("serve", "--open");
  await import(main.href);
} else {
  process.exitCode = 1;
}

/** The studio is what opens without a command, too. */
function opensPage(/** @type {string | undefined} */ command) {
  return command === undefined || command === "serve";
}
