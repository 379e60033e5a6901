// Measures networks alone, 960×540 → 1920×1080, in turn, on two threads.
// Usage: node speed.mjs fast [balanced best]
import { readFileSync } from "node:fs";
import ort from "onnxruntime-node";

const WIDTH = 960;
const HEIGHT = 540;
const ROUNDS = 30;

const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => 16 + (((i * 7919) >> 3) % 220));
const networks = [];
for (const name of process.argv.slice(2)) {
  const file = readFileSync(new URL(`../models/${name}-x2.onnx`, import.meta.url));
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 2, interOpNumThreads: 1 });
  networks.push({ name, session, times: [] });
}
for (let round = 0; round < ROUNDS; round++) {
  for (const { session, times } of networks) {
    const luma = new ort.Tensor("uint8", pixels, [1, 1, HEIGHT, WIDTH]);
    const start = performance.now();
    await session.run({ luma });
    times.push(performance.now() - start);
  }
}
for (const { name, times } of networks) {
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1];
  console.log(
    `${name}: best ${times[0].toFixed(1)} ms, median ${median.toFixed(1)} ms, ${(1000 / median).toFixed(1)} frames/s`,
  );
}
