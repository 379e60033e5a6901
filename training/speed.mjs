// Measures networks alone, in turn, on two threads: each makes 1920×1080 of what its ratio needs for that.
// Usage: node speed.mjs fast-x2 [balanced-x1.5 …]
import { readFileSync } from "node:fs";
import ort from "onnxruntime-node";

const WIDTH = 1920;
const HEIGHT = 1080;
const ROUNDS = 30;

const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => 16 + (((i * 7919) >> 3) % 220));
const networks = [];
for (const stem of process.argv.slice(2)) {
  const scale = Number(/-x([\d.]+)/.exec(stem)?.[1]);
  const dims = [1, 1, HEIGHT / scale, WIDTH / scale];
  const file = readFileSync(new URL(`../models/${stem}.onnx`, import.meta.url));
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 2, interOpNumThreads: 1 });
  networks.push({ stem, dims, session, times: [] });
}
for (let round = 0; round < ROUNDS; round++) {
  for (const { dims, session, times } of networks) {
    const luma = new ort.Tensor("uint8", pixels.subarray(0, dims[2] * dims[3]), dims);
    const start = performance.now();
    await session.run({ luma });
    times.push(performance.now() - start);
  }
}
for (const { stem, times } of networks) {
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1];
  console.log(
    `${stem}: best ${times[0].toFixed(1)} ms, median ${median.toFixed(1)} ms, ${(1000 / median).toFixed(1)} frames/s`,
  );
}
