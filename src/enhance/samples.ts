/** Pixels as bytes, and as the numbers that a network takes and gives. */
import { Tensor } from "onnxruntime-node";
import { fromFloat16, toFloat16 } from "./float16.js";

export const SAMPLE_TYPES = ["uint8", "float32", "float16"] as const;
export type SampleType = (typeof SAMPLE_TYPES)[number];

/** How a network counts: in what numbers, and which of them stands for a byte's 255. */
export interface SampleForm {
  type: SampleType;
  white: number;
}

/** Bytes as a network's input. */
export function tensorOf(bytes: Uint8Array, { type, white }: SampleForm, shape: readonly number[]): Tensor {
  if (type === "uint8") return new Tensor("uint8", bytes, shape);
  const table = Array.from({ length: 256 }, (_, byte) => (byte * white) / 255);
  if (type === "float32") {
    const floats = new Float32Array(bytes.length);
    const numbers = Float32Array.from(table);
    for (let i = 0; i < bytes.length; i++) floats[i] = numbers[bytes[i] ?? 0] ?? 0;
    return new Tensor("float32", floats, shape);
  }
  const halves = new Uint16Array(bytes.length);
  const patterns = Uint16Array.from(table, toFloat16);
  for (let i = 0; i < bytes.length; i++) halves[i] = patterns[bytes[i] ?? 0] ?? 0;
  return new Tensor("float16", halves, shape);
}

/** What a network gave, as bytes: rounded, and kept between black and white. */
export function bytesInto(target: Uint8Array, given: Tensor, white: number): void {
  if (given.data.length !== target.length) throw new Error("the network gave a picture of another size");
  if (given.type === "uint8" && given.data instanceof Uint8Array) {
    target.set(given.data);
  } else if (given.type === "float32" && given.data instanceof Float32Array) {
    const factor = 255 / white;
    for (let i = 0; i < target.length; i++) target[i] = byteOf((given.data[i] ?? 0) * factor);
  } else if (given.type === "float16" && ArrayBuffer.isView(given.data)) {
    const { buffer, byteOffset, length } = given.data;
    const halves = new Uint16Array(buffer, byteOffset, length);
    const table = halfTable(white);
    for (let i = 0; i < target.length; i++) target[i] = table[halves[i] ?? 0] ?? 0;
  } else {
    throw new Error(`the network gave numbers of the type ${given.type}`);
  }
}

/** Not a number is black: a network gone wrong is noticed by its mean. */
function byteOf(value: number): number {
  return value > 0 ? Math.min(255, Math.round(value)) : 0;
}

const halfTables = new Map<number, Uint8Array>();

/** The byte of each of the 65,536 numbers of sixteen bits. */
function halfTable(white: number): Uint8Array {
  const known = halfTables.get(white);
  if (known !== undefined) return known;
  const table = Uint8Array.from({ length: 65_536 }, (_, bits) => byteOf((fromFloat16(bits) * 255) / white));
  halfTables.set(white, table);
  return table;
}
