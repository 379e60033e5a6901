/** The networks that the program knows: ours, by name, and a person's own ONNX files, by path. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Fault } from "../faults.js";

const MODELS_FOLDER = new URL("../../models/", import.meta.url);

const networkListSchema = z.array(
  z.object({
    name: z.string(),
    scale: z.int().positive(),
    file: z.string(),
    /** Width and height that the network takes are multiples of this. */
    multiple: z.int().positive(),
    /** Input pixels around a place that its output depends on. */
    halo: z.int().nonnegative(),
    sha256: z.string(),
    version: z.string(),
  }),
);

/** A network that can be opened: luma in, luma `scale` times as wide and high out. */
export interface Network {
  name: string;
  path: string;
  scale: number;
  multiple: number;
  halo: number;
  /** Of the file: two networks with the same hash give the same pixels. */
  sha256: string;
  /** Of ours; a person's own file has none. */
  version?: string;
}

/** Of a foreign network nothing but the file is known; these hold for nearly all that are published. */
const FOREIGN_NETWORK = { scale: 2, multiple: 2, halo: 32 };

/** Our networks, as `models/networks.json` lists them. */
export async function listNetworks(): Promise<Network[]> {
  const list = networkListSchema.parse(JSON.parse(await readFile(new URL("networks.json", MODELS_FOLDER), "utf8")));
  return list.map(({ file, ...entry }) => ({ ...entry, path: fileURLToPath(new URL(file, MODELS_FOLDER)) }));
}

/**
 * The network of a name, or of an ONNX file of the person's own.
 * @throws Fault `network-invalid` where there is none.
 */
export async function findNetwork(nameOrPath: string): Promise<Network> {
  if (nameOrPath.toLowerCase().endsWith(".onnx")) return foreignNetwork(nameOrPath);
  const networks = await listNetworks();
  const found = networks.find((network) => network.name === nameOrPath);
  if (found !== undefined) return found;
  const names = networks.map((network) => network.name).join(", ");
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
