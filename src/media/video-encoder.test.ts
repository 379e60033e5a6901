/** What the encoder promises: chunks that were made at different times, on different machines, are the same chunks. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { newPicture } from "./picture.js";
import { CHROMA_SHIFTS } from "./picture-chain.js";
import { planesOf } from "./plane.js";
import { VideoEncoder } from "./video-encoder.js";

const [WIDTH, HEIGHT, FRAMES] = [320, 192, 40];
const RUNS = 12;

it("gives the same bytes of the same frames every time", async () => {
  for (const preset of ["veryfast", "medium"]) {
    const hashes = new Set<string>();
    for (let run = 0; run < RUNS; run++) hashes.add(await hashOfFilm(preset));
    expect(hashes.size, preset).toBe(1);
  }
});

async function hashOfFilm(preset: string): Promise<string> {
  using encoder = await VideoEncoder.open({
    codec: "h264",
    family: "x264",
    width: WIDTH,
    height: HEIGHT,
    timeBase: { num: 1, den: 25 },
    fps: 25,
    crf: 25,
    preset,
    threads: 2,
  });
  const hash = createHash("sha256");
  for (let i = 0; i < FRAMES; i++) {
    const picture = newPicture(WIDTH, HEIGHT);
    for (const { data, stride, width, height } of planesOf(picture, CHROMA_SHIFTS.yuv420p))
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          data[y * stride + x] = 128 + 60 * Math.sin((x + 2 * i) / 9) * Math.cos((y * y + i) / 300) + ((x * y + i) % 7);
    for (const { data } of await encoder.encode(picture, i)) hash.update(data);
  }
  for (const { data } of await encoder.finish()) hash.update(data);
  return hash.digest("hex");
}
