/**
 * Builds `dist/` from `src/`, file by file, with TypeScript's own compiler.
 *
 * Types are not checked here: that is `npm run check`. Each file stands alone (`isolatedModules`), so a build reads
 * no type declarations and takes about a second on a cold machine.
 *
 * Two builds may run at once, and a build may run beside a program started from the previous one: every file is
 * written under a temporary name and renamed over the old one, and the stamp, written last, names both what was read
 * and what was written. A build that was killed, or crossed by another, leaves a stamp that does not fit, and the
 * next start builds again.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE = join(ROOT, "src");
const OUTPUT = join(ROOT, "dist");
const STAMP = join(OUTPUT, ".stamp");
const TEMPORARY = /\.tmp-\d+$/;

/** Files besides `src/` that decide what a build writes. */
const INGREDIENTS = ["scripts/build.mjs", "tsconfig.json", "package-lock.json"];

/** A build that could not be made, told in sentences for the person who started it. */
export class BuildError extends Error {
  /** @override */
  name = "BuildError";
}

/** True when `dist/` is exactly what a build would write now. */
export function isFresh() {
  try {
    return readFileSync(STAMP, "utf8") === stamp();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Builds `dist/`, whether stale or not. */
export async function build() {
  const ts = await loadCompiler();
  const read = sourcesDigest();
  const compilerOptions = readCompilerOptions(ts);

  /** @type {Map<string, string>} */
  const outputs = new Map();
  /** @type {import("typescript").Diagnostic[]} */
  const diagnostics = [];
  for (const file of sourceFiles()) {
    const result = ts.transpileModule(readFileSync(join(SOURCE, file), "utf8"), {
      compilerOptions,
      fileName: join(SOURCE, file),
      reportDiagnostics: true,
    });
    diagnostics.push(...(result.diagnostics ?? []));
    outputs.set(file.replace(/\.ts$/, ".js"), result.outputText);
  }
  if (diagnostics.length > 0) {
    throw new BuildError(
      ts.formatDiagnostics(diagnostics, {
        getCurrentDirectory: () => ROOT,
        getCanonicalFileName: (name) => name,
        getNewLine: () => "\n",
      }),
    );
  }

  rmSync(STAMP, { force: true });
  for (const [file, text] of outputs) replaceFile(join(OUTPUT, file), text);
  for (const file of programFiles()) {
    if (!outputs.has(file)) rmSync(join(OUTPUT, file), { force: true });
  }
  replaceFile(STAMP, stampOf(read, outputsDigest()));
}

async function loadCompiler() {
  try {
    return (await import("typescript")).default;
  } catch (error) {
    throw new BuildError("The compiler is not installed: run `npm ci`.", {
      cause: error,
    });
  }
}

/** @param {typeof import("typescript")} ts */
function readCompilerOptions(ts) {
  const { config, error } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  if (error) throw new BuildError(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  // A file by itself does not know that package.json says "module": the kind of module is said here.
  return {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: false,
  };
}

/**
 * Writes a file so that nobody ever sees it missing or half written.
 *
 * @param {string} path
 * @param {string} text
 */
function replaceFile(path, text) {
  if (readIfThere(path) === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.tmp-${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function isMissing(error) {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function stamp() {
  return stampOf(sourcesDigest(), outputsDigest());
}

/**
 * @param {string} read
 * @param {string} written
 */
function stampOf(read, written) {
  return `${read} ${written}\n`;
}

function sourcesDigest() {
  return digest(ROOT, [...INGREDIENTS, ...sourceFiles().map((file) => `src/${file}`)]);
}

function outputsDigest() {
  return digest(OUTPUT, programFiles());
}

/** What is in `dist/` without the page, which `build-page.mjs` builds. */
function programFiles() {
  return filesIn(OUTPUT).filter((file) => !/^page(\.tmp-\d+)?\//.test(file));
}

/**
 * @param {string} folder
 * @param {string[]} files
 */
export function digest(folder, files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const bytes = readFileSync(join(folder, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

function sourceFiles() {
  return filesIn(SOURCE).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && !file.endsWith(".test.ts"),
  );
}

/**
 * Every finished file below a folder, sorted, with `/` between the parts; none when the folder is missing.
 *
 * @param {string} folder
 */
export function filesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .filter((file) => file !== ".stamp" && !TEMPORARY.test(file))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
