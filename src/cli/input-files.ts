/** Which files a person means: files, folders and patterns. */
import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { Fault } from "../faults.js";

const VIDEO_EXTENSIONS = [
  "mp4",
  "mov",
  "avi",
  "webm",
  "mkv",
  "mpg",
  "mpeg",
  "ts",
  "m2ts",
  "mts",
  "3gp",
  "flv",
  "wmv",
  "m4v",
  "gif",
];
const PICTURE_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff"];
/** What a folder or a pattern is searched for; a file that is named itself may be called anything. */
const ACCEPTED_EXTENSIONS = new Set([...VIDEO_EXTENSIONS, ...PICTURE_EXTENSIONS].map((extension) => `.${extension}`));

/** Our own results are not enhanced again when their folder is. */
const OWN_RESULT = /-hd(-sample)?\.[^.]+$/i;

/**
 * Expands what stands on the command line into file paths, in order, each once.
 * @throws Fault `input-missing` where a folder or a pattern has nothing to enhance in it.
 */
export async function expandInputs(words: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const word of words) {
    const facts = await stat(word).catch(() => undefined);
    if (facts?.isDirectory()) paths.push(...(await filesIn(word)));
    else if (facts === undefined && isDynamicPattern(word)) paths.push(...(await filesMatching(word)));
    else paths.push(word);
  }
  return [...new Map(paths.map((path) => [resolve(path), path])).values()];
}

async function filesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter(isWanted).sort();
  if (names.length === 0)
    throw new Fault("input-missing", `The folder «${basename(resolve(folder))}» has no video or picture in it.`);
  return names.map((name) => join(folder, name));
}

async function filesMatching(pattern: string): Promise<string[]> {
  const found = (await glob(pattern, { onlyFiles: true })).filter(isWanted).sort();
  if (found.length === 0) throw new Fault("input-missing", `No video or picture matches «${pattern}».`);
  return found;
}

function isWanted(name: string): boolean {
  return (
    ACCEPTED_EXTENSIONS.has(extname(name).toLowerCase()) && !OWN_RESULT.test(name) && !basename(name).startsWith(".")
  );
}
