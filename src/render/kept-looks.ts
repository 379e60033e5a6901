/** What was found out about a source by looking through all of it, kept on disk: the same is never looked for twice. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { cacheFolder } from "../folders.js";

/** Each has a few kilobytes; above this many those that were used least recently go. */
const MOST_KEPT = 5000;
const KEPT_AFTER_TRIM = 4000;

/** What is kept for a question, or else what is found now. */
export async function keptLook<Found>(
  question: unknown,
  schema: z.ZodType<Found>,
  find: () => Promise<Found>,
): Promise<Found> {
  const folder = join(cacheFolder(), "looks");
  const path = join(folder, `${createHash("sha256").update(JSON.stringify(question)).digest("hex")}.json`);
  const kept = schema.safeParse(
    await readFile(path, "utf8")
      .then(JSON.parse)
      .catch(() => undefined),
  );
  if (kept.success) {
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined);
    return kept.data;
  }
  const found = await find();
  // A full disk takes no more than the time to look again.
  await keep(folder, path, JSON.stringify(found)).catch(() => undefined);
  return found;
}

async function keep(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, text);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  const names = await readdir(folder);
  if (names.length <= MOST_KEPT) return;
  const files: { path: string; usedMs: number }[] = [];
  for (const name of names) {
    const facts = await stat(join(folder, name)).catch(() => undefined);
    if (facts !== undefined) files.push({ path: join(folder, name), usedMs: facts.mtimeMs });
  }
  files.sort((a, b) => a.usedMs - b.usedMs);
  for (const old of files.slice(0, -KEPT_AFTER_TRIM)) await rm(old.path, { force: true });
}
