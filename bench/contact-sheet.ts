/** Crops to look at: the poor picture, Lanczos, a network of ours, and the true one, for ten kinds of scenes. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Frame } from "node-av/lib";
import { bestFitting, findNetworks } from "../src/enhance/registry.js";
import { filtered } from "../src/media/filter-chain.js";
import { newPicture } from "../src/media/picture.js";
import { writePicture } from "../src/media/picture-file.js";
import { planesOf } from "../src/media/plane.js";
import { PictureEnlarger } from "./built-parts.js";
import { Scratch, sharedFile } from "./measured-process.js";
import { encode, framesOf } from "./quality-clips.js";

/** A place of a clip. */
interface Scene {
  name: string;
  /** Of the shared folder. */
  file: string;
  /** The clip is brought to this width first, where its own pixels hold no more. */
  width?: number;
  /** Which frame, counted from 0. */
  frame: number;
  /** Upper left corner of the crop, in pixels of the true picture; even. */
  left: number;
  top: number;
}

const SCENES: readonly Scene[] = [
  { name: "faces", file: "clips/hd/bedroom_dog_720p_h264.mp4", frame: 60, left: 980, top: 260 },
  { name: "text", file: "clips/hd/bbb_1080p60_vp8.webm", frame: 24, left: 100, top: 920 },
  { name: "foliage", file: "train/video/sam2_05_default_juggle_720p.mp4", frame: 24, left: 100, top: 60 },
  { name: "hair", file: "clips/hd/whitedog_1080p_phone.mp4", width: 960, frame: 20, left: 340, top: 60 },
  { name: "fabric", file: "clips/poor/sam2_bedroom_540p.mp4", frame: 24, left: 80, top: 330 },
  { name: "animation", file: "clips/hd/bbb_1080p60_vp8.webm", frame: 24, left: 1000, top: 400 },
  { name: "night", file: "clips/poor/cityCC0_405p_mpeg2.mpg", frame: 24, left: 330, top: 60 },
  { name: "sport", file: "train/video/sam2_05_default_juggle_720p.mp4", frame: 40, left: 500, top: 140 },
  { name: "screen-recording", file: "clips/poor/movie-hello_576p.avi", frame: 24, left: 290, top: 0 },
  { name: "old-film", file: "clips/poor/chaplin_360p.mp4", frame: 30, left: 60, top: 20 },
];

/** Of the crop, in pixels of the true picture; shown at `ZOOM`. */
const CROP = { width: 240, height: 180 };
const ZOOM = 1.5;
const SCALE = 2;
const CRF = 30;
const FROM_VIDEO = "scale=in_color_matrix=bt709:in_range=limited:flags=bicubic+accurate_rnd+full_chroma_int";
const TO_JPEG = `${FROM_VIDEO}:out_color_matrix=smpte170m:out_range=full,format=yuvj420p`;

/** `sheets [--network balanced] [--scenes faces,text]`: writes docs/looks/<scene>.jpg. */
export async function makeContactSheets(words: string[]): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: {
      network: { type: "string", default: "balanced" },
      scenes: { type: "string", default: SCENES.map(({ name }) => name).join(",") },
      folder: { type: "string", default: new URL("../docs/looks", import.meta.url).pathname },
    },
  });
  const network = bestFitting(await findNetworks(values.network), SCALE);
  if (network === undefined) throw new Error(`${values.network} does not enlarge`);
  mkdirSync(values.folder, { recursive: true });
  using scratch = new Scratch();
  await using ours = await PictureEnlarger.open({ network, device: "cpu", threads: 2 });
  await using lanczos = await PictureEnlarger.open({ network: undefined, device: "cpu", threads: 2 });
  for (const scene of SCENES.filter(({ name }) => values.scenes.split(",").includes(name))) {
    process.stderr.write(`${scene.name}\n`);
    const sheet = await sheetOf(scene, [lanczos, ours], scratch.file(`${scene.name}.mp4`));
    writeFileSync(join(values.folder, `${scene.name}.jpg`), sheet);
  }
}

async function sheetOf(
  { file, width, frame, left, top }: Scene,
  enlargers: readonly PictureEnlarger[],
  codedPath: string,
): Promise<Buffer> {
  const path = sharedFile(file);
  const form = [
    "format=yuv420p",
    ...(width === undefined ? [] : [`scale=${width}:-4:flags=lanczos+accurate_rnd`]),
    "crop=iw-mod(iw\\,4):ih-mod(ih\\,4)",
  ];
  const reduced = [...form, `scale=iw/${SCALE}:ih/${SCALE}:flags=bicubic+accurate_rnd`];
  const count = frame + 1;
  await encode(framesOf(path, reduced, count), codedPath, CRF);
  using truth = await last(framesOf(path, form, count));
  using poor = await last(framesOf(codedPath, ["format=yuv420p"], count));
  const frames: Frame[] = [];
  try {
    for (const enlarger of enlargers) {
      enlarger.forget();
      const large = newPicture(truth.width, truth.height);
      frames.push(large);
      const shifts = { shiftX: 1, shiftY: 1 };
      await enlarger.enlarge(planesOf(poor, shifts), planesOf(large, shifts));
    }
    const area = `crop=${CROP.width}:${CROP.height}:${left}:${top}`;
    const half = `crop=${CROP.width / SCALE}:${CROP.height / SCALE}:${left / SCALE}:${top / SCALE}`;
    const size = `${CROP.width * ZOOM}:${CROP.height * ZOOM}`;
    const tiles = [
      await filtered(poor, `${half},scale=${size}:flags=neighbor`),
      ...(await Promise.all([...frames, truth].map((each) => filtered(each, `${area},scale=${size}:flags=bicubic`)))),
    ];
    return await joined(tiles, codedPath.replace(/mp4$/, "jpg"));
  } finally {
    for (const each of frames) each.free();
  }
}

/** The last frame; the others are freed. */
async function last(frames: AsyncGenerator<Frame, undefined>): Promise<Frame> {
  let kept: Frame | undefined;
  for await (const frame of frames) {
    kept?.free();
    kept = frame;
  }
  if (kept === undefined) throw new Error("the clip has no frame");
  return kept;
}

/** Tiles side by side, as a JPEG. */
async function joined(tiles: readonly Frame[], path: string): Promise<Buffer> {
  const [first] = tiles;
  if (first === undefined) throw new Error("there is nothing to show");
  using sheet = newPicture(first.width * tiles.length, first.height);
  const shifts = { shiftX: 1, shiftY: 1 };
  for (const [i, tile] of tiles.entries()) {
    using owned = tile;
    const targets = planesOf(sheet, shifts);
    for (const [plane, source] of planesOf(owned, shifts).entries()) {
      const target = targets[plane];
      if (target === undefined) continue;
      for (let y = 0; y < source.height; y++)
        source.data.copy(
          target.data,
          y * target.stride + i * source.width,
          y * source.stride,
          y * source.stride + source.width,
        );
    }
  }
  using picture = await filtered(sheet, TO_JPEG);
  await writePicture(path, picture, "jpeg");
  return readFileSync(path);
}
