/** A made-up clip to measure with: detail at all scales that moves, so that decoder and encoder have work to do. */
import { rm } from "node:fs/promises";
import { ChunkWriter, readChunkIndex } from "./chunk-file.js";
import { present } from "./ffmpeg.js";
import { writeMovie } from "./movie-writer.js";
import { newPicture } from "./picture.js";
import { CHROMA_SHIFTS } from "./picture-chain.js";
import { pictureTrack } from "./picture-track.js";
import { type Plane, planesOf } from "./plane.js";
import { type EncoderSettings, VideoEncoder } from "./video-encoder.js";

/** What is made. */
export interface TestClip {
  path: string;
  width: number;
  height: number;
  fps: number;
  frames: number;
  threads: number;
}

/** Compressed about as hard as phones and platforms do. */
const CRF = 26;

/** Writes the clip as H.264 in an MP4. */
export async function makeTestClip({ path, width, height, fps, frames, threads }: TestClip): Promise<void> {
  const settings: EncoderSettings = {
    codec: "h264",
    family: "x264",
    width,
    height,
    timeBase: { num: 1, den: fps },
    fps,
    crf: CRF,
    preset: "ultrafast",
    threads,
  };
  const chunkPath = `${path}.chunk`;
  const texture = textureOf(width * 2, height * 2);
  try {
    {
      using encoder = await VideoEncoder.open(settings);
      await using writer = await ChunkWriter.create(chunkPath);
      for (let i = 0; i < frames; i++) {
        const picture = newPicture(width, height);
        // A slow diagonal pan, about as much as a hand that holds a camera.
        for (const plane of planesOf(picture, CHROMA_SHIFTS.yuv420p))
          copyWindow(texture, plane, (i * 3) % width, (i * 2) % height);
        await writer.write(await encoder.encode(picture, i));
      }
      await writer.write(await encoder.finish());
      await writer.finish({ extradata: encoder.extradata, damaged: 0 });
    }
    const index = present(await readChunkIndex(chunkPath), "finished chunk");
    const track = pictureTrack(settings, [{ path: chunkPath, index, shift: 0 }], 0, 1);
    await writeMovie(path, "mp4", [track], { title: undefined, location: undefined, chapters: [] });
  } finally {
    await rm(chunkPath, { force: true });
  }
}

/** Blocks of 128, 32, 8 and 2 pixels of unlike brightness, one over the other. */
function textureOf(width: number, height: number): Plane {
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = [7, 5, 3, 1].reduce((sum, shift) => sum + (shift + 1) * hashOf(x >> shift, y >> shift), 0);
      data[y * width + x] = 40 + value * 8;
    }
  }
  return { data, stride: width, width, height };
}

/** 0 or 1: the same for the same place, without a pattern that an encoder could foresee. */
function hashOf(x: number, y: number): number {
  const mixed = Math.imul((x * 73_856_093) ^ (y * 19_349_663), 0x2545f491);
  return (mixed >>> 16) & 1;
}

function copyWindow(from: Plane, to: Plane, left: number, top: number): void {
  for (let y = 0; y < to.height; y++) {
    const start = (top + y) * from.stride + left;
    from.data.copy(to.data, y * to.stride, start, start + to.width);
  }
}
