/** A person's own networks: ONNX files that were examined and put into the data folder, and files that are named as they lie. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { z } from "zod";
import { Fault } from "../faults.js";
import { cacheFolder, dataFolder } from "../folders.js";
import { type Examination, examineNetwork } from "./examination.js";
import type { Network } from "./network.js";
import { SAMPLE_TYPES } from "./samples.js";

const sizeSchema = z.object({ width: z.int().positive(), height: z.int().positive() });

/** What is noted of an examined file. */
const cardSchema = z.object({
  /** Of this note: an older one is made anew. */
  format: z.literal(1),
  sha256: z.string(),
  scale: z.number().min(1),
  multiple: z.int().positive(),
  halo: z.int().nonnegative(),
  form: z.object({
    channels: z.union([z.literal(1), z.literal(3)]),
    input: z.enum(SAMPLE_TYPES),
    output: z.enum(SAMPLE_TYPES),
    white: z.number().positive(),
    fixedSize: sizeSchema.optional(),
    mostPixels: z.int().positive(),
  }),
  looksEverywhere: z.boolean(),
  bytesPerPixel: z.number(),
  pixelsPerSecond: z.number(),
});

/** A file with what was found of it. */
export interface OwnNetwork
  extends Network,
    Pick<Examination, "looksEverywhere" | "bytesPerPixel" | "pixelsPerSecond"> {}

/** Names that can be typed without quotes, and are nobody else's. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Where a person's own networks are kept. */
function networksFolder(): string {
  return join(dataFolder(), "models");
}

/** The networks in the data folder, by name. One without a readable note is as good as not there. */
export async function listOwnNetworks(): Promise<OwnNetwork[]> {
  const names = await readdir(networksFolder()).catch((): string[] => []);
  const found: OwnNetwork[] = [];
  for (const file of names.filter((each) => each.endsWith(".onnx")).sort()) {
    const path = join(networksFolder(), file);
    const card = await readCard(cardPathOf(path));
    if (card !== undefined) found.push(networkOf(card, basename(file, ".onnx"), path));
  }
  return found;
}

/**
 * Examines a file and copies it into the data folder.
 * @param taken names that are others'.
 * @throws Fault `network-invalid`, `usage` where the name cannot be had, `output-unwritable`.
 */
export async function addOwnNetwork(
  source: string,
  {
    name = plainName(source),
    taken,
    mayReplace,
  }: { name?: string | undefined; taken: readonly string[]; mayReplace: boolean },
): Promise<OwnNetwork> {
  if (!NAME.test(name))
    throw new Fault(
      "usage",
      "A network's name is made of letters, digits, dots, dashes and underscores: choose one with --name.",
    );
  if (taken.includes(name)) throw new Fault("usage", `The name «${name}» is taken: choose another with --name.`);
  const there = (await listOwnNetworks()).some((network) => network.name === name);
  if (there && !mayReplace)
    throw new Fault("usage", `You have a network «${name}» already: choose another name with --name, or say --force.`);
  const bytes = await readNetwork(source);
  const card = cardOf(bytes, await examineNetwork(bytes, basename(source), availableParallelism()));
  const path = join(networksFolder(), `${name}.onnx`);
  try {
    await mkdir(networksFolder(), { recursive: true });
    await writeWhole(path, bytes);
    await writeWhole(cardPathOf(path), `${JSON.stringify(card, null, 2)}\n`);
  } catch (error) {
    throw new Fault("output-unwritable", `The network cannot be kept in ${networksFolder()}.`, { cause: error });
  }
  return networkOf(card, name, path);
}

/** Removes a network. @throws Fault `network-invalid` where there is none of that name. */
export async function removeOwnNetwork(name: string): Promise<void> {
  const network = (await listOwnNetworks()).find((each) => each.name === name);
  if (network === undefined) throw new Fault("network-invalid", `You have no network «${name}».`);
  await rm(network.path);
  await rm(cardPathOf(network.path), { force: true });
}

/**
 * The network of a file that lies anywhere. What was found of it is remembered.
 * @throws Fault `network-invalid`.
 */
export async function foreignNetwork(path: string): Promise<Network> {
  const bytes = await readNetwork(path);
  const notePath = join(cacheFolder(), "networks", `${hashOf(bytes)}.json`);
  const known = await readCard(notePath);
  if (known !== undefined) return networkOf(known, basename(path), path);
  const card = cardOf(bytes, await examineNetwork(bytes, basename(path), availableParallelism()));
  // Where nothing can be kept it is examined again the next time.
  await mkdir(dirname(notePath), { recursive: true })
    .then(() => writeWhole(notePath, JSON.stringify(card)))
    .catch(() => undefined);
  return networkOf(card, basename(path), path);
}

function plainName(path: string): string {
  return basename(path, extname(path)).replace(/[^\p{L}\p{N}._-]+/gu, "-");
}

async function readNetwork(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing)
      throw new Fault("input-missing", `The network «${basename(path)}» does not exist.`, { cause: error });
    throw new Fault("network-invalid", `The network «${basename(path)}» cannot be read.`, { cause: error });
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function cardOf(bytes: Uint8Array, examination: Examination): z.infer<typeof cardSchema> {
  return cardSchema.parse({ format: 1, sha256: hashOf(bytes), ...examination });
}

function networkOf({ format: _, ...card }: z.infer<typeof cardSchema>, name: string, path: string): OwnNetwork {
  return { ...card, name, path };
}

function cardPathOf(path: string): string {
  return path.replace(/\.onnx$/, ".json");
}

async function readCard(path: string): Promise<z.infer<typeof cardSchema> | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  try {
    return cardSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whole at once, so that nobody reads half of it. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}
