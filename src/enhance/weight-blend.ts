/**
 * Two ONNX files of the same graph become one between them: every weight is mixed, everything else has to be the same.
 * Only as much of the format (protocol buffers, onnx.proto) is read as is needed to find the weights.
 */
import { fromFloat16, toFloat16 } from "./float16.js";

/** Where a weight's numbers lie in a file. */
interface WeightRange {
  start: number;
  end: number;
  type: "float32" | "float16";
}

/** Field numbers of onnx.proto. */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const NODE_ATTRIBUTE = 5;
const ATTRIBUTE_TENSOR = 5;
const TENSOR_TYPE = 2;
const TENSOR_RAW_DATA = 9;

const FLOAT_TYPES = new Map<number, WeightRange["type"]>([
  [1, "float32"],
  [10, "float16"],
]);

/**
 * The file `share` of the way from one to the other.
 * @param share 0: `weak`, 1: `strong`.
 * @throws Error where the two are not the same graph.
 */
export function blendWeights(weak: Uint8Array, strong: Uint8Array, share: number): Uint8Array {
  if (weak.length !== strong.length) throw new Error("the two ends of the network differ in length");
  const blended = Uint8Array.from(weak);
  const strongView = new DataView(strong.buffer, strong.byteOffset, strong.byteLength);
  const view = new DataView(blended.buffer, blended.byteOffset, blended.byteLength);
  let position = 0;
  for (const { start, end, type } of weightRanges(weak)) {
    assertEqual(weak, strong, position, start);
    const mix = (from: number, to: number): number => from + (to - from) * share;
    if (type === "float32") {
      for (let at = start; at + 4 <= end; at += 4)
        view.setFloat32(at, mix(view.getFloat32(at, true), strongView.getFloat32(at, true)), true);
    } else {
      for (let at = start; at + 2 <= end; at += 2)
        view.setUint16(
          at,
          toFloat16(mix(fromFloat16(view.getUint16(at, true)), fromFloat16(strongView.getUint16(at, true)))),
          true,
        );
    }
    position = end;
  }
  assertEqual(weak, strong, position, weak.length);
  return blended;
}

function assertEqual(weak: Uint8Array, strong: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at++)
    if (weak[at] !== strong[at]) throw new Error("the two ends of the network are not of the same graph");
}

/** The weights of a model in the order of the file. */
function weightRanges(bytes: Uint8Array): WeightRange[] {
  const ranges: WeightRange[] = [];
  for (const graph of fieldsOf(bytes, 0, bytes.length)) {
    if (graph.number !== MODEL_GRAPH) continue;
    for (const part of fieldsOf(bytes, graph.start, graph.end)) {
      if (part.number === GRAPH_INITIALIZER) ranges.push(...tensorRange(bytes, part));
      if (part.number !== GRAPH_NODE) continue;
      for (const attribute of fieldsOf(bytes, part.start, part.end)) {
        if (attribute.number !== NODE_ATTRIBUTE) continue;
        for (const value of fieldsOf(bytes, attribute.start, attribute.end))
          if (value.number === ATTRIBUTE_TENSOR && value.isBytes) ranges.push(...tensorRange(bytes, value));
      }
    }
  }
  return ranges.sort((a, b) => a.start - b.start);
}

function tensorRange(bytes: Uint8Array, tensor: Field): WeightRange[] {
  let type: WeightRange["type"] | undefined;
  let raw: Field | undefined;
  for (const field of fieldsOf(bytes, tensor.start, tensor.end)) {
    if (field.number === TENSOR_TYPE) type = FLOAT_TYPES.get(field.value);
    if (field.number === TENSOR_RAW_DATA) raw = field;
  }
  return type === undefined || raw === undefined ? [] : [{ start: raw.start, end: raw.end, type }];
}

/** One field of a message: its bytes, or its number where it is one. */
interface Field {
  number: number;
  start: number;
  end: number;
  value: number;
  isBytes: boolean;
}

/** The fields of a message, as protocol buffers lay them out: tag, then a number, eight or four bytes, or a length and bytes. */
function* fieldsOf(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  let at = from;
  const readNumber = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || at > to) throw new Error("the network's file breaks off");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < to) {
    const tag = readNumber();
    const wireType = tag & 7;
    const value = wireType === 0 || wireType === 2 ? readNumber() : 0;
    const length = { 0: 0, 1: 8, 2: value, 5: 4 }[wireType];
    if (length === undefined || at + length > to) throw new Error("the network's file is not an ONNX file");
    yield { number: Math.floor(tag / 8), start: at, end: at + length, value, isBytes: wireType === 2 };
    at += length;
  }
}
