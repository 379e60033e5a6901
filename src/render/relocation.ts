/** Tasks that go to another machine: paths in them become names that mean the same there, and paths again. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ONNX_RUNTIME_BUILD } from "../enhance/session.js";
import { FFMPEG_BUILD } from "../media/ffmpeg.js";

const MODELS_FOLDER = fileURLToPath(new URL("../../models", import.meta.url));
const FILE = "file-in-store:";
const MODEL = "network-of-program:";

/**
 * What decides the pixels besides the task itself: machines with the same make the same. The processor's kind is part of
 * it, for networks count a little differently on another; the networks are those of the program's own list.
 */
export function renderBuild(programVersion: string): string {
  const networks = readFileSync(join(MODELS_FOLDER, "networks.json"), "utf8");
  const facts = [programVersion, FFMPEG_BUILD, ONNX_RUNTIME_BUILD, process.arch, networks];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 12);
}

/** True for the program's own networks, which are on every machine. */
export function isOfProgram(path: string): boolean {
  return path.startsWith(MODELS_FOLDER + sep);
}

/** @param keyOf the key of a file in the store by its path here; undefined for paths that are none of its. */
export function portable<T>(task: T, keyOf: (path: string) => string | undefined): T {
  return mapStrings(task, (text) => {
    if (isOfProgram(text)) return MODEL + relative(MODELS_FOLDER, text).split(sep).join("/");
    const key = keyOf(text);
    return key === undefined ? text : FILE + key;
  });
}

/** The files that a portable task reads. */
export function filesOf(task: unknown): string[] {
  const keys = new Set<string>();
  mapStrings(task, (text) => {
    if (text.startsWith(FILE)) keys.add(text.slice(FILE.length));
    return text;
  });
  return [...keys];
}

/** @param pathOf where a file of the store can be read here. */
export function settled<T>(task: T, pathOf: (key: string) => string): T {
  return mapStrings(task, (text) => {
    if (text.startsWith(MODEL)) return join(MODELS_FOLDER, ...text.slice(MODEL.length).split("/"));
    return text.startsWith(FILE) ? pathOf(text.slice(FILE.length)) : text;
  });
}

function mapStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => mapStrings(each, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapStrings(each, change)])) as T;
}
