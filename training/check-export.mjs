// Checks that ONNX Runtime computes what PyTorch computed, within two steps of a byte.
// Usage: node check-export.mjs fast-x2 [balanced-x1.5 …], after export.py wrote the reference planes.
import { readFileSync } from "node:fs";
import ort from "onnxruntime-node";

const WIDTH = 130;
const HEIGHT = 94;

const here = (path) => new URL(path, import.meta.url);

for (const stem of process.argv.slice(2)) {
  const scale = Number(/-x([\d.]+)/.exec(stem)?.[1]);
  const session = await ort.InferenceSession.create(readFileSync(here(`../models/${stem}.onnx`)));
  const input = new Uint8Array(readFileSync(here(`.checkpoints/${stem}.input.bin`)));
  const expected = readFileSync(here(`.checkpoints/${stem}.output.bin`));
  const luma = new ort.Tensor("uint8", input, [1, 1, HEIGHT, WIDTH]);
  const { luma_hd: output } = await session.run({ luma });
  const shape = output.dims.join("×");
  if (shape !== `1×1×${scale * HEIGHT}×${scale * WIDTH}`) throw new Error(`${stem}: output is ${shape}`);
  let largest = 0;
  let differing = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(expected[i] - output.data[i]);
    largest = Math.max(largest, difference);
    if (difference > 0) differing++;
  }
  console.log(`${stem}: ${differing} of ${expected.length} pixels differ, by ${largest} at most`);
  if (largest > 1) process.exitCode = 1;
}
