/** Everything that can enlarge a picture here: our networks, others' ONNX files, FFmpeg's filters, user shaders. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { AVCOL_RANGE_JPEG } from "node-av/constants";
import { Filter, type Frame } from "node-av/lib";
import { bestFitting, findNetworks, listNetworks } from "../src/enhance/registry.js";
import { FilterChain, filterValue } from "../src/media/filter-chain.js";
import { newPicture } from "../src/media/picture.js";
import { planesOf } from "../src/media/plane.js";
import { PictureEnlarger } from "./built-parts.js";

/** Something that enlarges luma. */
export interface Peer {
  name: string;
  kind: "ours" | "FFmpeg" | "other";
  /** Opens it for a size; whoever receives it disposes it. */
  open(size: Size): Promise<Enlarging>;
}

export interface Size {
  width: number;
  height: number;
}

export interface Enlarging extends AsyncDisposable {
  /** Gives a new frame, which whoever receives it frees; the given one stays as it is. */
  enlarge(luma: Frame): Promise<Frame>;
  /** Forgets frames before: what follows is from elsewhere. */
  forget(): void;
}

const NO_SHIFT = { shiftX: 0, shiftY: 0 };
const NO_TIME = { num: 1, den: 1 };

/** What `--onnx` and `--shaders` name besides what is always there. */
export interface OtherPeers {
  onnx: readonly string[];
  /** A folder with libplacebo's user shaders (`.glsl`, `.hook`). */
  shaders: string | undefined;
  /** What of `restorers` stands for FFmpeg at 1×. */
  ownRestorer: Peer | undefined;
  threads: number;
}

/** Every peer that is here for a scale, FFmpeg's Lanczos first. */
export async function peersFor(scale: number, { onnx, shaders, ownRestorer, threads }: OtherPeers): Promise<Peer[]> {
  const names = [...new Set((await listNetworks()).map(({ name }) => name))];
  const ours = await Promise.all(names.map((name) => networkPeers(name, "ours", scale, threads)));
  const foreign = await Promise.all(onnx.map((path) => networkPeers(path, "other", scale, threads)));
  return [
    ...(scale === 1 ? filterPeer(AS_DECODED, "null", () => "null") : scalers(scale)),
    ...(ownRestorer === undefined ? [] : [ownRestorer]),
    ...shaderPeers(scale, shaders),
    ...ours.flat(),
    ...foreign.flat(),
  ];
}

/** A network at its weakest and, where it has one, at its strongest. */
async function networkPeers(name: string, kind: Peer["kind"], scale: number, threads: number): Promise<Peer[]> {
  const network = bestFitting(await findNetworks(name), scale);
  if (network === undefined) return [];
  const ends = network.strength === undefined ? [undefined] : [0, 100];
  return ends.map((percent) => {
    const chosen =
      network.strength === undefined || percent === undefined
        ? network
        : { ...network, strength: { ...network.strength, percent } };
    return {
      name: `${network.name}${percent === undefined ? "" : ` at ${percent}`}`,
      kind,
      open: async (size) =>
        new NetworkEnlarging(await PictureEnlarger.open({ network: chosen, device: "cpu", threads }), size),
    };
  });
}

class NetworkEnlarging implements Enlarging {
  readonly #enlarger: PictureEnlarger;
  readonly #size: Size;

  constructor(enlarger: PictureEnlarger, size: Size) {
    this.#enlarger = enlarger;
    this.#size = size;
  }

  async enlarge(luma: Frame): Promise<Frame> {
    const large = newPicture(this.#size.width, this.#size.height, "gray");
    await this.#enlarger.enlarge(planesOf(luma, NO_SHIFT).slice(0, 1), planesOf(large, NO_SHIFT).slice(0, 1));
    return large;
  }

  forget(): void {
    this.#enlarger.forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#enlarger[Symbol.asyncDispose]();
  }
}

/** A filter of FFmpeg's; undefined where this build does not have it. */
function filterPeer(name: string, filter: string, description: (size: Size) => string): Peer[] {
  if (Filter.getByName(filter) === null) return [];
  return [{ name, kind: "FFmpeg", open: async (size) => new FilterEnlarging(description(size)) }];
}

class FilterEnlarging implements Enlarging {
  readonly #description: string;
  #chain: FilterChain;
  #count = 0;

  constructor(description: string) {
    this.#description = description;
    this.#chain = new FilterChain(description, NO_TIME);
  }

  async enlarge(luma: Frame): Promise<Frame> {
    const copy = luma.clone();
    if (copy === null) throw new Error("a frame could not be copied");
    // Luma is taken as it is: no range is converted.
    copy.colorRange = AVCOL_RANGE_JPEG;
    const [large] = await this.#chain.push({ frame: copy, pts: this.#count++ });
    if (large === undefined) throw new Error(`«${this.#description}» gave no frame`);
    return large.frame;
  }

  forget(): void {
    this.#chain[Symbol.dispose]();
    this.#chain = new FilterChain(this.#description, NO_TIME);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#chain[Symbol.dispose]();
    return Promise.resolve();
  }
}

const KERNELS = ["lanczos", "spline", "bicubic", "bilinear"];
const AS_IT_IS = "scale=in_range=full:out_range=full";

function scalers(scale: number): Peer[] {
  const kernels = KERNELS.flatMap((kernel) =>
    filterPeer(
      kernel === "lanczos" ? LANCZOS : kernel,
      "scale",
      ({ width, height }) => `scale=${width}:${height}:flags=${kernel}+accurate_rnd`,
    ),
  );
  // These two know whole factors of RGB only.
  const drawn = ["xbr", "hqx"].flatMap((filter) =>
    Number.isInteger(scale)
      ? filterPeer(filter, filter, () => `${AS_IT_IS},format=bgra,${filter}=n=${scale},${AS_IT_IS},format=gray`)
      : [],
  );
  return [...kernels, ...drawn];
}

/** The one that others are compared with. */
export const LANCZOS = "Lanczos";
export const AS_DECODED = "as it is";

/** FFmpeg's own against compression damage, from hardly anything to much. */
export function restorers(): Peer[] {
  const smoothings = ["", ...["weak", "strong"].flatMap((kind) => [0.02, 0.098].map((reach) => `${kind} ${reach}`))];
  const denoisings = [0, 0.3, 0.6, 1, 2];
  return smoothings.flatMap((smoothing) =>
    denoisings
      .filter((strength) => strength > 0 || smoothing !== "")
      .flatMap((strength) => {
        const [kind, reach] = smoothing.split(" ");
        const chain = [
          ...(smoothing === "" ? [] : [`deblock=filter=${kind}:block=8:alpha=${reach}`]),
          ...(strength === 0 ? [] : [`hqdn3d=${strength}:${strength}:${strength * 2}:${strength * 2}`]),
        ];
        const names = [smoothing === "" ? "" : `deblock ${smoothing}`, strength === 0 ? "" : `hqdn3d ${strength}`];
        return filterPeer(names.filter((name) => name !== "").join(", "), "deblock", () => chain.join(","));
      }),
  );
}

/** User shaders hang on luma, which they double. */
function shaderPeers(scale: number, folder: string | undefined): Peer[] {
  if (folder === undefined || scale !== 2) return [];
  return readdirSync(folder)
    .filter((name) => /\.(glsl|hook)$/.test(name))
    .flatMap((name) =>
      filterPeer(
        basename(name).replace(/\.\w+$/, ""),
        "libplacebo",
        ({ width, height }) =>
          `format=yuv444p,libplacebo=w=${width}:h=${height}:custom_shader_path=${filterValue(join(folder, name))}:format=yuv444p,extractplanes=y`,
      ),
    )
    .map((peer) => ({ ...peer, kind: "other" as const }));
}
