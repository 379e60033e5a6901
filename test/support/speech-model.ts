/**
 * A speech model in whisper.cpp's format that has learnt nothing: as small as the format allows, with words that are made
 * up. What it hears is nonsense, but everything that a real one passes through is passed through.
 */
import { writeFileSync } from "node:fs";

const MARK = Buffer.from("lmgg");
/** Whisper's own numbers, where the program that reads a model counts on them; the rest is as small as can be. */
const SIZE = { vocabulary: 51_865, words: 50_257, audioContext: 1500, textContext: 448, mels: 80, bins: 201 } as const;
const STATE = 64;
const LAYERS = 4;
const HALF_FLOATS = 1;
/** The space, which the reader looks for. */
const SPACE = 220;

export function writeSpeechModel(path: string): void {
  const parts: Buffer[] = [MARK];
  const numbers = (...values: number[]): void => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [i, value] of values.entries()) bytes.writeInt32LE(value, 4 * i);
    parts.push(bytes);
  };
  const { vocabulary, words, audioContext, textContext, mels, bins } = SIZE;
  numbers(vocabulary, audioContext, STATE, 1, LAYERS, textContext, STATE, 1, LAYERS, mels, HALF_FLOATS);
  numbers(mels, bins);
  const filters = new Float32Array(mels * bins);
  for (let mel = 0; mel < mels; mel++) filters.fill(0.02, mel * bins + 2 * mel, mel * bins + 2 * mel + 4);
  parts.push(Buffer.from(filters.buffer));
  numbers(words);
  for (let i = 0; i < words; i++) {
    const word = Buffer.from(i === SPACE ? " " : ` word${i % 97}`);
    numbers(word.length);
    parts.push(word);
  }
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed / 0x7fffffff - 0.5) * 0.05;
  };
  const tensor = (name: string, dimensions: number[], value = random): void => {
    const isHalf = dimensions.length > 1 && name.endsWith("weight");
    numbers(dimensions.length, name.length, isHalf ? 1 : 0, ...dimensions);
    const values = Float32Array.from({ length: dimensions.reduce((a, b) => a * b, 1) }, value);
    parts.push(Buffer.from(name), isHalf ? halfFloats(values) : Buffer.from(values.buffer));
  };
  const zero = (): number => 0;
  const norm = (name: string): void => {
    tensor(`${name}.weight`, [STATE], () => 1);
    tensor(`${name}.bias`, [STATE], zero);
  };
  const linear = (name: string, from: number, to: number): void => {
    tensor(`${name}.weight`, [from, to]);
    if (!name.endsWith(".key")) tensor(`${name}.bias`, [to], zero);
  };
  const attention = (name: string): void => {
    norm(`${name}_ln`);
    for (const part of ["query", "key", "value", "out"]) linear(`${name}.${part}`, STATE, STATE);
  };
  const block = (name: string, attentions: readonly string[]): void => {
    norm(`${name}.mlp_ln`);
    linear(`${name}.mlp.0`, STATE, 4 * STATE);
    linear(`${name}.mlp.2`, 4 * STATE, STATE);
    for (const each of attentions) attention(`${name}.${each}`);
  };
  tensor("encoder.positional_embedding", [STATE, audioContext]);
  for (const [i, from] of [mels, STATE].entries()) {
    tensor(`encoder.conv${i + 1}.weight`, [3, from, STATE]);
    tensor(`encoder.conv${i + 1}.bias`, [1, STATE], zero);
  }
  norm("encoder.ln_post");
  tensor("decoder.positional_embedding", [STATE, textContext]);
  tensor("decoder.token_embedding.weight", [STATE, vocabulary]);
  norm("decoder.ln");
  for (let i = 0; i < LAYERS; i++) {
    block(`encoder.blocks.${i}`, ["attn"]);
    block(`decoder.blocks.${i}`, ["attn", "cross_attn"]);
  }
  writeFileSync(path, Buffer.concat(parts));
}

/** Numbers near zero in half the bytes; what is too small for that is zero. */
function halfFloats(values: Float32Array): Buffer {
  const bits = new Uint32Array(values.buffer);
  const halves = Buffer.alloc(values.length * 2);
  for (const [i, bit] of bits.entries()) {
    const exponent = ((bit >>> 23) & 255) - 112;
    if (exponent > 0) halves.writeUInt16LE(((bit >>> 16) & 0x8000) | (exponent << 10) | ((bit >>> 13) & 0x3ff), 2 * i);
  }
  return halves;
}
