/** The networks that the program knows: ours, by name, and a person's own ONNX files, by path. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Fault } from "../faults.js";

const MODELS_FOLDER = new URL("../../models/", import.meta.url);

const networkSchema = z
  .object({
    name: z.string(),
    scale: z.number().positive(),
    file: z.string(),
    sha256: z.string(),
    /** The other end of the strength control: the same graph with other weights. */
    strongFile: z.string().optional(),
    strongSha256: z.string().optional(),
    /** Where between the two ends the network stands unless a person says otherwise, 0 to 100. */
    defaultStrength: z.number().min(0).max(100).optional(),
    /** Width and height that the network takes are multiples of this. */
    multiple: z.int().positive(),
    /** Input pixels around a place that its output depends on. */
    halo: z.int().nonnegative(),
    version: z.string(),
  })
  .refine(({ scale, multiple }) => Number.isInteger(scale * multiple), "what goes in has to give whole pixels");

const networkListSchema = z.array(networkSchema);

/** A network that can be opened: luma in, luma `scale` times as wide and high out. */
export interface Network {
  name: string;
  path: string;
  scale: number;
  multiple: number;
  halo: number;
  /** Of the file: two networks with the same hash (and strength) give the same pixels. */
  sha256: string;
  /** Absent where the network has one end only. */
  strength?: Strength;
  /** Of ours; a person's own file has none. */
  version?: string;
}

/** How much a network does, between the file's own weights (0) and those of its strong end (100). */
export interface Strength {
  percent: number;
  strongPath: string;
  strongSha256: string;
}

/** What a person asks for: a network's name or the path of an ONNX file, and how strong it should be. */
export interface NetworkChoice {
  network: string;
  /** 0 to 100; undefined: as the network's own default says. */
  strength?: number | undefined;
}

/** The network that runs where a person asks for no other. */
export const DEFAULT_NETWORK = "balanced";

/** The name that stands for no network at all. */
const NO_NETWORK = "none";

/** Of a foreign network nothing but the file is known; these hold for nearly all that are published. */
const FOREIGN_NETWORK = { scale: 2, multiple: 2, halo: 32 };

/** Below this ratio a picture is made smaller, which hides what a network would mend. */
const LEAST_RATIO = 0.9;
/** Up to this ratio a picture keeps its size as far as a network is concerned: Lanczos does the little that is left. */
const MOST_KEPT_RATIO = 1.1;
/** A scale that falls short of the ratio by less than this is taken for enough: Lanczos stretches the rest unseen. */
const SCALE_SLACK = 0.02;

/** Our networks, as `models/networks.json` lists them, at their default strength. */
export async function listNetworks(): Promise<Network[]> {
  const list = networkListSchema.parse(JSON.parse(await readFile(new URL("networks.json", MODELS_FOLDER), "utf8")));
  return list.map(({ file, strongFile, strongSha256, defaultStrength, ...entry }) => ({
    ...entry,
    path: modelPath(file),
    ...(strongFile !== undefined &&
      strongSha256 !== undefined && {
        strength: { percent: defaultStrength ?? 0, strongPath: modelPath(strongFile), strongSha256 },
      }),
  }));
}

function modelPath(file: string): string {
  return fileURLToPath(new URL(file, MODELS_FOLDER));
}

/**
 * The network that does what is asked at a ratio of output to source; undefined where none has anything to do.
 * @throws Fault `network-invalid` where there is no such network, `usage` where its strength cannot be chosen.
 */
export async function networkFor(choice: NetworkChoice, ratio: number): Promise<Network | undefined> {
  if (choice.network === NO_NETWORK) return undefined;
  const candidates = await findNetworks(choice.network);
  // At the size it has, a strength of 0 is the picture as it is.
  if (choice.strength === 0 && isKept(ratio)) return undefined;
  const network = bestFitting(candidates, ratio);
  return network && withStrength(network, choice.strength);
}

/**
 * The candidate whose scale fits a ratio best: the smallest that reaches it, so that nothing is asked of Lanczos but to
 * make smaller, or else the largest there is. Undefined where the picture keeps its size and none restores at 1×, and
 * where it is made smaller.
 */
export function bestFitting(candidates: readonly Network[], ratio: number): Network | undefined {
  if (ratio < LEAST_RATIO) return undefined;
  if (isKept(ratio)) return candidates.find(({ scale }) => scale === 1);
  const enlarging = candidates.filter(({ scale }) => scale > 1).sort((a, b) => a.scale - b.scale);
  return enlarging.find(({ scale }) => scale * (1 + SCALE_SLACK) >= ratio) ?? enlarging.at(-1);
}

function isKept(ratio: number): boolean {
  return ratio <= MOST_KEPT_RATIO;
}

function withStrength(network: Network, percent: number | undefined): Network {
  if (percent === undefined) return network;
  if (network.strength === undefined) {
    throw new Fault(
      "usage",
      `The network «${network.name}» has one strength only at ×${network.scale}: leave --strength out, or take another network.`,
    );
  }
  return { ...network, strength: { ...network.strength, percent } };
}

/**
 * The networks of a name, one for each of their scales, or that of an ONNX file of the person's own.
 * @throws Fault `network-invalid` where there is none.
 */
export async function findNetworks(nameOrPath: string): Promise<Network[]> {
  if (nameOrPath.toLowerCase().endsWith(".onnx")) return [await foreignNetwork(nameOrPath)];
  const networks = await listNetworks();
  const found = networks.filter((network) => network.name === nameOrPath);
  if (found.length > 0) return found;
  const names = [...new Set(networks.map((network) => network.name)), NO_NETWORK].join(", ");
  throw new Fault(
    "network-invalid",
    `There is no network «${nameOrPath}». Take ${names}, or the path of an .onnx file.`,
  );
}

async function foreignNetwork(path: string): Promise<Network> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new Fault("network-invalid", `The network «${basename(path)}» cannot be read.`, { cause: error });
  }
  return { ...FOREIGN_NETWORK, name: basename(path), path, sha256: createHash("sha256").update(bytes).digest("hex") };
}
