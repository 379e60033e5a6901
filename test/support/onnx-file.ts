/** Small ONNX files, written byte by byte (protocol buffers, by the field numbers of onnx.proto). */
import { toFloat16 } from "../../src/enhance/float16.js";

const TYPES = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const;

export type OnnxType = keyof typeof TYPES;

/** A tensor that comes in or goes out; sides by name are dynamic. */
export interface OnnxValue {
  name: string;
  type: OnnxType;
  shape: readonly (number | string)[];
}

export interface OnnxWeight {
  name: string;
  type: OnnxType;
  shape: readonly number[];
  values: readonly number[];
}

export interface OnnxNode {
  operator: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Record<string, number | string | readonly number[]>;
}

export interface OnnxGraph {
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  weights: readonly OnnxWeight[];
  nodes: readonly OnnxNode[];
}

/** A model of operator set 17. */
export function onnxFile({ inputs, outputs, weights, nodes }: OnnxGraph): Buffer {
  const graph = [
    ...nodes.map((node) => bytes(1, nodeMessage(node))),
    text(2, "graph"),
    ...weights.map((weight) => bytes(5, weightMessage(weight))),
    ...inputs.map((value) => bytes(11, valueMessage(value))),
    ...outputs.map((value) => bytes(12, valueMessage(value))),
  ];
  const operatorSet = Buffer.concat([text(1, ""), number(2, 17)]);
  return Buffer.concat([number(1, 8), bytes(7, Buffer.concat(graph)), bytes(8, operatorSet)]);
}

/** What an enlarging network for tests takes and gives. */
export interface EnlargerForm {
  /** Whole; every pixel becomes a square of this side. */
  scale: number;
  channels: 1 | 3;
  type: "uint8" | "float32" | "float16";
  /** Sides by name are dynamic. */
  sides?: { width: number; height: number };
  /** Added to every sample, in the unit of the type. */
  offset?: number;
  /** Every sample becomes the mean of those so near to it. */
  blurRadius?: number;
  /** Sides have to be multiples of this. */
  multiple?: number;
  /** Samples are kept within these, in the unit of the type. */
  limits?: readonly [number, number];
}

/** A network that repeats every pixel: what comes out is known, and yet it is run like any other. */
export function enlargerFile(form: EnlargerForm): Buffer {
  const { scale, channels, type, sides, offset = 0 } = form;
  const inner = type === "uint8" ? "float32" : type;
  const [height, width] = sides === undefined ? ["height", "width"] : [sides.height, sides.width];
  const [outHeight, outWidth] = sides === undefined ? ["tall", "wide"] : [sides.height * scale, sides.width * scale];
  const nodes: OnnxNode[] = [
    ...(type === "uint8" ? [{ operator: "Cast", inputs: ["in"], outputs: ["inner"], attributes: { to: 1 } }] : []),
    { operator: "Add", inputs: [type === "uint8" ? "inner" : "in", "offset"], outputs: ["moved"] },
    ...stepsOf(form),
    {
      operator: "Resize",
      inputs: ["stepped", "", "scales"],
      outputs: [type === "uint8" ? "large" : "out"],
      attributes: { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
    },
    ...(type === "uint8" ? [{ operator: "Cast", inputs: ["large"], outputs: ["out"], attributes: { to: 2 } }] : []),
  ];
  return onnxFile({
    inputs: [{ name: "in", type, shape: [1, channels, height, width] as (number | string)[] }],
    outputs: [{ name: "out", type, shape: [1, channels, outHeight, outWidth] as (number | string)[] }],
    weights: [
      { name: "offset", type: inner, shape: [1], values: [offset] },
      { name: "scales", type: "float32", shape: [4], values: [1, 1, scale, scale] },
      { name: "least", type: inner, shape: [], values: [form.limits?.[0] ?? -1e4] },
      { name: "most", type: inner, shape: [], values: [form.limits?.[1] ?? 1e4] },
    ],
    nodes,
  });
}

/** From «moved» to «stepped». */
function stepsOf({ blurRadius = 0, multiple = 1 }: EnlargerForm): OnnxNode[] {
  const side = 2 * blurRadius + 1;
  const attributes = { kernel_shape: [side, side], pads: Array.from({ length: 4 }, () => blurRadius) };
  return [
    { operator: "AveragePool", inputs: ["moved"], outputs: ["blurred"], attributes },
    { operator: "SpaceToDepth", inputs: ["blurred"], outputs: ["folded"], attributes: { blocksize: multiple } },
    { operator: "DepthToSpace", inputs: ["folded"], outputs: ["unfolded"], attributes: { blocksize: multiple } },
    { operator: "Clip", inputs: ["unfolded", "least", "most"], outputs: ["stepped"] },
  ];
}

function nodeMessage({ operator, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attributeMessage(name, value))),
  ]);
}

function attributeMessage(name: string, value: number | string | readonly number[]): Buffer {
  const [INT, STRING, INTS] = [2, 3, 7];
  if (typeof value === "number") return Buffer.concat([text(1, name), number(3, value), number(20, INT)]);
  if (typeof value === "string") return Buffer.concat([text(1, name), text(4, value), number(20, STRING)]);
  return Buffer.concat([text(1, name), ...value.map((each) => number(8, each)), number(20, INTS)]);
}

function weightMessage({ name, type, shape, values }: OnnxWeight): Buffer {
  const bytesEach = { float32: 4, uint8: 1, int64: 8, float16: 2 }[type];
  const raw = Buffer.alloc(values.length * bytesEach);
  for (const [i, value] of values.entries()) {
    if (type === "float32") raw.writeFloatLE(value, i * bytesEach);
    else if (type === "float16") raw.writeUInt16LE(toFloat16(value), i * bytesEach);
    else if (type === "int64") raw.writeBigInt64LE(BigInt(value), i * bytesEach);
    else raw.writeUInt8(value, i);
  }
  return Buffer.concat([...shape.map((side) => number(1, side)), number(2, TYPES[type]), text(8, name), bytes(9, raw)]);
}

function valueMessage({ name, type, shape }: OnnxValue): Buffer {
  const sides = shape.map((side) => bytes(1, typeof side === "number" ? number(1, side) : text(2, side)));
  const tensor = Buffer.concat([number(1, TYPES[type]), bytes(2, Buffer.concat(sides))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensor))]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function text(field: number, content: string): Buffer {
  return bytes(field, Buffer.from(content));
}

function varint(value: number): Buffer {
  const parts: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) parts.push((rest % 128) + 128);
  return Buffer.from([...parts, rest]);
}
