/** The networks that the program knows: ours and a person's own, by name, and ONNX files by path. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Fault } from "../faults.js";
import { LUMA_BYTES, type Network } from "./network.js";
import { foreignNetwork, listOwnNetworks } from "./own-networks.js";

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
    weights: z.int().positive(),
  })
  .refine(({ scale, multiple }) => Number.isInteger(scale * multiple), "what goes in has to give whole pixels");

const networkListSchema = z.array(networkSchema);

/** What a person asks for: a network's name or the path of an ONNX file, and how strong it should be. */
export interface NetworkChoice {
  network: string;
  /** 0 to 100; undefined: as the network's own default says. */
  strength?: number | undefined;
}

/** The network that runs where a person asks for no other. */
export const DEFAULT_NETWORK = "balanced";

/** The name that stands for no network at all. */
export const NO_NETWORK = "none";

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
    form: LUMA_BYTES,
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
 * make smaller, or else the largest there is, which may be one that only restores. Undefined where the picture keeps its
 * size and none restores at 1×, and where it is made smaller.
 */
export function bestFitting(candidates: readonly Network[], ratio: number): Network | undefined {
  if (ratio < LEAST_RATIO) return undefined;
  if (isKept(ratio)) return candidates.find(({ scale }) => scale === 1);
  const enlarging = candidates.filter(({ scale }) => scale >= 1).sort((a, b) => a.scale - b.scale);
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
 * The networks of a name, ours or a person's own, one for each of their scales; or that of an ONNX file.
 * @throws Fault `network-invalid` where there is none.
 */
export async function findNetworks(nameOrPath: string): Promise<Network[]> {
  if (nameOrPath.toLowerCase().endsWith(".onnx")) return [await foreignNetwork(nameOrPath)];
  const networks = [...(await listNetworks()), ...(await listOwnNetworks())];
  const found = networks.filter((network) => network.name === nameOrPath);
  if (found.length > 0) return found;
  const names = [...new Set(networks.map((network) => network.name)), NO_NETWORK].join(", ");
  throw new Fault(
    "network-invalid",
    `There is no network «${nameOrPath}». Take ${names}, or the path of an .onnx file.`,
  );
}
