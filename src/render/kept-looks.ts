/** What was found out about something by going through all of it, kept on disk: the same is never looked for twice. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
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
  const kept = await findKept(question, schema);
  if (kept !== undefined) return kept;
  const found = await find();
  await keep(question, found);
  return found;
}

/** What is kept for a question; undefined where nothing is. */
export async function findKept<Found>(question: unknown, schema: z.ZodType<Found>): Promise<Found | undefined> {
  const path = pathOf(question);
  const kept = schema.safeParse(
    await readFile(path, "utf8")
      .then(JSON.parse)
      .catch(() => undefined),
  );
  if (!kept.success) return undefined;
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
  return kept.data;
}

/** Keeps an answer. A full disk takes no more than the time to look again. */
export async function keep(question: unknown, found: unknown): Promise<void> {
  await write(pathOf(question), JSON.stringify(found)).catch(() => undefined);
}

function pathOf(question: unknown): string {
  return join(cacheFolder(), "looks", `${createHash("sha256").update(JSON.stringify(question)).digest("hex")}.json`);
}

async function write(path: string, text: string): Promise<void> {
  const folder = dirname(path);
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
