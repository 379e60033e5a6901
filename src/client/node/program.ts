/** The program that this library is part of, as a child process. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PACKAGE = new URL("../../../", import.meta.url);

/** The command's entry, as `hd-local` starts it. */
export const PROGRAM_PATH = fileURLToPath(new URL("dist/cli/main.js", PACKAGE));

/** The package's version, which is the skill's too. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8")) as { version: string }).version;
}
