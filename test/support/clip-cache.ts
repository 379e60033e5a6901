import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClipSpec } from "./clip-spec.js";
import { makeClip } from "./clip-writer.js";

const MAKERS = [
  "clip-writer.ts",
  "clip-graphs.ts",
  "clip-marks.ts",
  "clip-chapters.ts",
  "broken-files.ts",
  "made-clips.ts",
];

const makersHash = createHash("sha256");
for (const maker of MAKERS) makersHash.update(readFileSync(new URL(maker, import.meta.url)));
const makersKey = makersHash.digest("hex");

/**
 * The path of a file in the machine's temporary folder, made by `make` unless a process made it before.
 * @param name the file's own name with its extension
 * @param key everything that decides the file's bytes besides the makers' code
 */
export async function cachedFile(
  name: string,
  key: string,
  make: (path: string) => void | Promise<void>,
): Promise<string> {
  const hash = createHash("sha256").update(makersKey).update(key).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), "hd-local-test-clips", hash);
  const path = join(folder, name);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `${randomUUID()}-${name}`);
  try {
    await make(unfinished);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return path;
}

/** The path of the clip that `spec` describes, made at most once on this machine. */
export function cachedClip(name: string, spec: ClipSpec): Promise<string> {
  return cachedFile(name, JSON.stringify(spec), (path) => makeClip(path, spec));
}
