/**
 * Builds the page (`web/`) into `dist/page/` with Vite. Apart from the program, because it takes some seconds, and only
 * who opens the page needs it.
 *
 * It is built beside its place and moved there whole, with a stamp that names what it was built from: a build that was
 * killed leaves the old page, and the next start builds again.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError, digest, filesIn } from "./build.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const WEB = join(ROOT, "web");
const OUTPUT = join(ROOT, "dist/page");
const STAMP = join(OUTPUT, ".stamp");

/** Files besides `web/` that decide what the page is: the rooms that it shares with the program are among them. */
const SHARED = ["src/client", "src/timeline"];
const INGREDIENTS = ["package-lock.json", "package.json", "scripts/build-page.mjs"];

/** True when `dist/page/` is what a build would write now. */
export function isPageFresh() {
  try {
    return readFileSync(STAMP, "utf8") === sourcesDigest();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** Builds the page, whether stale or not. */
export async function buildPage() {
  const { build } = await import("vite").catch((error) => {
    throw new BuildError("The page's builder is not installed: run `npm ci`.", { cause: error });
  });
  // A run of tests says `test` here, and React would come as it is for development: larger, slower, every effect twice.
  process.env.NODE_ENV = "production";
  const read = sourcesDigest();
  const fresh = join(ROOT, "dist", `page.tmp-${process.pid}`);
  try {
    await build({ configFile: join(WEB, "vite.config.ts"), logLevel: "error", build: { outDir: fresh } });
    writeFileSync(join(fresh, ".stamp"), read);
    rmSync(OUTPUT, { recursive: true, force: true });
    renameSync(fresh, OUTPUT);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function sourcesDigest() {
  const shared = SHARED.flatMap((folder) => filesIn(join(ROOT, folder)).map((file) => `${folder}/${file}`));
  const own = filesIn(WEB).map((file) => relative(ROOT, join(WEB, file)));
  const files = [...own, ...shared].filter((file) => !/\.test\.tsx?$/.test(file));
  return digest(ROOT, [...INGREDIENTS, ...files]);
}
