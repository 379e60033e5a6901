/** One still picture: decoded, enlarged, written and checked. Runs in a worker process. */
import { stat } from "node:fs/promises";
import type { ColourCode } from "../enhance/colour-enlarger.js";
import type { Network } from "../enhance/network.js";
import type { Device } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { filtered } from "../media/filter-chain.js";
import { newPicture } from "../media/picture.js";
import { CHROMA_SHIFTS } from "../media/picture-chain.js";
import { type PictureFileKind, writePicture } from "../media/picture-file.js";
import { planesOf } from "../media/plane.js";
import { describe } from "../media/probe.js";
import { Source } from "../media/source.js";
import { fileForm, type StillChain, type StillFormat, StillPicture } from "../media/still-picture.js";
import { PictureEnlarger } from "./picture-enlarger.js";

/** All that decides a finished picture. */
export interface PictureSetting {
  path: string;
  streamIndex: number;
  chain: StillChain;
  /** Of the finished picture. */
  width: number;
  height: number;
  kind: PictureFileKind;
  /** Undefined where no network has anything to do. */
  network: Network | undefined;
  device: Device;
  threads: number;
}

export interface RenderedPicture {
  sizeBytes: number;
  /** True where the camera's notes (EXIF) were in the source; they are not carried over. */
  hadCameraNotes: boolean;
}

/** The form of still pictures. */
const STILL_COLOURS: ColourCode = { matrix: "bt601", range: "full" };

const SHIFTS: Record<StillFormat, { shiftX: number; shiftY: number }> = {
  yuv420p: CHROMA_SHIFTS.yuv420p,
  yuv444p: CHROMA_SHIFTS.yuv444p,
  yuva444p: CHROMA_SHIFTS.yuv444p,
  gray: CHROMA_SHIFTS.yuv444p,
};

/**
 * Makes a picture under `path`.
 * @throws Fault `input-damaged`, `device-unavailable`, `output-wrong`.
 */
export async function renderPicture(
  setting: PictureSetting,
  path: string,
  gate: () => Promise<void>,
): Promise<RenderedPicture> {
  const { chain, kind, width, height } = setting;
  using source = await StillPicture.read(setting.path, setting.streamIndex);
  await gate();
  const isKept = setting.network === undefined && kind === "png" && chain.width === width && chain.height === height;
  using output = await (isKept ? filtered(source.frame, chain.unchanged) : enlarged(source.frame, setting, gate));
  source.copyProfileTo(output);
  await writePicture(path, output, kind);
  await verifyPicture(path, { width, height });
  return { sizeBytes: (await stat(path)).size, hadCameraNotes: source.hasCameraNotes };
}

/** The picture at its new size, as its file wants it; whoever receives the frame frees it. */
async function enlarged(
  frame: StillPicture["frame"],
  setting: PictureSetting,
  gate: () => Promise<void>,
): Promise<StillPicture["frame"]> {
  const { chain, kind, width, height } = setting;
  using formed = await filtered(frame, chain.description);
  using finished = newPicture(width, height, chain.format);
  await using enlarger = await PictureEnlarger.open({ ...setting, colours: STILL_COLOURS });
  await gate();
  await enlarger.enlarge(planesOf(formed, SHIFTS[chain.format]), planesOf(finished, SHIFTS[chain.format]));
  await gate();
  return await fileForm(finished, chain.format, kind);
}

/** @throws Fault `output-wrong` where a written picture does not open at its size. */
async function verifyPicture(path: string, expected: { width: number; height: number }): Promise<void> {
  try {
    using source = await Source.open(path);
    const [stream] = (await describe(source)).video;
    using picture = await StillPicture.read(path, stream?.index ?? 0);
    const { width, height } = picture.facts;
    if (width === expected.width && height === expected.height) return;
    throw new Error(`its size is ${width}×${height}`);
  } catch (error) {
    throw new Fault("output-wrong", "The finished picture failed its check and was not kept.", { cause: error });
  }
}
