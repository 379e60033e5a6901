/**
 * What an ONNX file is to this program: it is run on small pictures, and what comes out tells its scale, its numbers, the
 * sizes it takes, how far it looks and how much memory it needs.
 */
import type { InferenceSession } from "onnxruntime-node";
import { Fault } from "../faults.js";
import type { NetworkForm } from "./network.js";
import { bytesInto, SAMPLE_TYPES, type SampleType, tensorOf } from "./samples.js";
import { openModel } from "./session.js";

/** What was found. */
export interface Examination {
  scale: number;
  multiple: number;
  halo: number;
  form: NetworkForm;
  /** True where even far pixels matter to it: tiles of a large picture may differ in their tone. */
  looksEverywhere: boolean;
  /** Working memory for each pixel that goes in. */
  bytesPerPixel: number;
  /** Of this machine's processor, pixels that went in. */
  pixelsPerSecond: number;
}

/** Side of the picture that tells what a network is. */
const SMALL_SIDE = 64;
/** Side of the picture that tells how far it looks and what it costs. */
const LARGE_SIDE = 192;
const MULTIPLES = [2, 4, 8, 16, 32, 64];
const MOST_SCALE = 8;
/** Further than this no neighbours are shown: they would cost more than what they add can be worth. */
const MOST_HALO = 64;
/** Memory that one network may work with, and the sizes of the tiles that follow from it. */
const MEMORY_BYTES = 768 * 1024 ** 2;
const LEAST_TILE_PIXELS = 96 ** 2;
const MOST_TILE_PIXELS = 1_048_576;
/** Enlargers keep the tone of every part of a picture within so many steps, in the mean; ours must stay within 12. */
const MOST_TONE_ERROR = 12;
/** Parts that are compared, in pixels of the source. */
const PART = 8;

/**
 * Examines a file.
 * @throws Fault `network-invalid` where it is no network that enlarges or restores pictures.
 */
export async function examineNetwork(bytes: Uint8Array, name: string, threads: number): Promise<Examination> {
  const session = await openModel(bytes, name, "cpu", threads);
  try {
    return await new Examiner(session, name).examine();
  } finally {
    await session.release();
  }
}

interface Size {
  width: number;
  height: number;
}

/** What can be read without running it. */
interface Outline {
  input: SampleType;
  output: SampleType;
  channels: readonly (1 | 3)[];
  fixedSize: Size | undefined;
}

class Examiner {
  readonly #session: InferenceSession;
  readonly #name: string;

  constructor(session: InferenceSession, name: string) {
    this.#session = session;
    this.#name = name;
  }

  async examine(): Promise<Examination> {
    const { fixedSize, ...outline } = this.#outline();
    const small = fixedSize ?? { width: SMALL_SIDE, height: SMALL_SIDE };
    const { channels, white, scale } = await this.#kind(outline, small);
    const { input, output } = outline;
    const form = { channels, input, output, white, ...(fixedSize && { fixedSize }) };
    const multiple = fixedSize === undefined ? await this.#multiple(form, scale) : 2;
    if (!Number.isInteger(scale * multiple))
      throw this.#refused(`it enlarges ${scale} times, which gives no whole pixels`);
    return { scale, multiple, ...(await this.#costs(form, scale, multiple)) };
  }

  #refused(why: string, cause?: unknown): Fault {
    return new Fault("network-invalid", `The network «${this.#name}» cannot be used: ${why}.`, { cause });
  }

  #outline(): Outline {
    const [input, ...others] = this.#session.inputMetadata;
    const [output] = this.#session.outputMetadata;
    if (input === undefined || !input.isTensor || output === undefined || !output.isTensor)
      throw this.#refused("it does not take and give pictures");
    if (others.length > 0)
      throw this.#refused(`it wants more than a picture (${others.map((each) => each.name).join(", ")})`);
    const [inputType, outputType] = [input, output].map(({ type }) => SAMPLE_TYPES.find((known) => known === type));
    if (inputType === undefined || outputType === undefined)
      throw this.#refused(`it counts in ${input.type} and ${output.type}; uint8, float32 and float16 are known`);
    const { shape } = input;
    if (shape.length !== 4) throw this.#refused("it does not take pictures (four sides: 1, channels, height, width)");
    const [batch, channels, height, width] = shape;
    if (typeof batch === "number" && batch > 1) throw this.#refused(`it takes ${batch} pictures at a time, not one`);
    if (typeof channels === "number" && channels !== 1 && channels !== 3) {
      const why = width === 1 || width === 3 ? "it wants the channels last (NHWC)" : `it takes ${channels} channels`;
      throw this.#refused(`${why}; luma or RGB, channels first, are known`);
    }
    const isFixed = typeof height === "number" && height > 0 && typeof width === "number" && width > 0;
    if (!isFixed && [height, width].some((side) => typeof side === "number" && side > 0))
      throw this.#refused("only one of its sides can be chosen");
    return {
      input: inputType,
      output: outputType,
      channels: channels === 1 || channels === 3 ? [channels] : [3, 1],
      fixedSize: isFixed ? { width, height } : undefined,
    };
  }

  /** The combination under which what comes out is the picture that went in. */
  async #kind(
    { input, output, channels }: Omit<Outline, "fixedSize">,
    size: Size,
  ): Promise<{ channels: 1 | 3; white: number; scale: number }> {
    const whites = input === "uint8" && output === "uint8" ? [255] : [1, 255];
    let best: { channels: 1 | 3; white: number; scale: number; error: number } | undefined;
    let reason: unknown;
    for (const count of channels) {
      for (const white of whites) {
        const form = { channels: count, input, output, white };
        const picture = testPicture(size, count);
        try {
          const { scale, bytes } = await this.#run(form, picture, size);
          const error = toneError(picture, bytes, { ...size, scale, channels: count });
          // A network that is right in either unit counts to 1, as nearly all do.
          if (best === undefined || error < best.error - 1) best = { ...form, scale, error };
        } catch (error) {
          reason ??= error;
        }
      }
    }
    if (best === undefined)
      throw Fault.isInstance(reason) ? reason : this.#refused("it does not run on a picture", reason);
    if (best.error > MOST_TONE_ERROR)
      throw this.#refused("what comes out of it is not the picture that went in, enlarged or restored");
    return best;
  }

  /** Runs it once, and tells how much larger the picture has become. */
  async #run(
    form: Omit<NetworkForm, "mostPixels">,
    picture: Uint8Array,
    { width, height }: Size,
  ): Promise<{ scale: number; bytes: Uint8Array }> {
    const [input, output] = [this.#session.inputNames[0] ?? "", this.#session.outputNames[0] ?? ""];
    const tensor = tensorOf(picture, { type: form.input, white: form.white }, [1, form.channels, height, width]);
    const given = (await this.#session.run({ [input]: tensor }, [output]))[output];
    if (given === undefined) throw this.#refused("it gives nothing");
    const [batch, channels, tall = 0, wide = 0] = given.dims;
    const scale = wide / width;
    const isPicture = given.dims.length === 4 && batch === 1 && channels === form.channels && tall === height * scale;
    if (!isPicture || scale < 1 || scale > MOST_SCALE)
      throw this.#refused(
        `for a picture of ${form.channels}×${height}×${width} it gives ${given.dims.slice(1).join("×")}, which is not the same picture 1 to ${MOST_SCALE} times as large`,
      );
    const bytes = new Uint8Array(given.size);
    bytesInto(bytes, given, form.white);
    given.dispose();
    return { scale, bytes };
  }

  /** The smallest number of which both sides have to be multiples. */
  async #multiple(form: Omit<NetworkForm, "mostPixels">, scale: number): Promise<number> {
    for (const multiple of MULTIPLES) {
      if (!Number.isInteger(scale * multiple)) continue;
      // An odd number of them: a multiple of the next one would prove nothing.
      const times = 2 * Math.floor(48 / multiple / 2) + 1;
      const size = { width: multiple * (times + 2), height: multiple * times };
      const picture = testPicture(size, form.channels);
      try {
        const ran = await this.#run(form, picture, size);
        const error = toneError(picture, ran.bytes, { ...size, scale, channels: form.channels });
        if (ran.scale === scale && error <= MOST_TONE_ERROR) return multiple;
      } catch {
        // Not of this size: the next multiple is tried.
      }
    }
    throw this.#refused(`it takes no picture whose sides are multiples of ${MULTIPLES.at(-1)}`);
  }

  /** How far it looks, and what a pixel costs. */
  async #costs(
    form: Omit<NetworkForm, "mostPixels">,
    scale: number,
    multiple: number,
  ): Promise<Omit<Examination, "scale" | "multiple">> {
    const size = form.fixedSize ?? { width: LARGE_SIDE, height: LARGE_SIDE };
    const pixels = size.width * size.height;
    const picture = testPicture(size, form.channels);
    const beforeBytes = process.memoryUsage().rss;
    const startedMs = performance.now();
    const { bytes } = await this.#run(form, picture, size);
    const seconds = (performance.now() - startedMs) / 1000;
    const grownBytes = process.memoryUsage().rss - beforeBytes;
    const changed = changedBand(picture, size);
    const { bytes: other } = await this.#run(form, changed, size);
    const reach = furthestChange(bytes, other, { ...size, scale, channels: form.channels });
    const rounded = Math.ceil(reach / multiple) * multiple;
    const mostHalo =
      form.fixedSize === undefined ? MOST_HALO : Math.min(MOST_HALO, Math.min(size.width, size.height) / 4);
    const leastBytes = form.channels * (1 + scale ** 2) * 8;
    const bytesPerPixel = Math.max(leastBytes, grownBytes / pixels);
    const tilePixels = Math.min(
      MOST_TILE_PIXELS,
      Math.max(LEAST_TILE_PIXELS, Math.floor(MEMORY_BYTES / bytesPerPixel)),
    );
    return {
      halo: Math.floor(Math.min(mostHalo, rounded) / multiple) * multiple,
      looksEverywhere: rounded > mostHalo,
      form: { ...form, mostPixels: form.fixedSize === undefined ? tilePixels : pixels },
      bytesPerPixel: Math.round(bytesPerPixel),
      pixelsPerSecond: Math.round(pixels / seconds),
    };
  }
}

/** Soft shapes of many tones, other ones in each channel, with a little grain. */
function testPicture({ width, height }: Size, channels: number): Uint8Array {
  return Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [x, y, channel] = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)];
    const wave = Math.sin((x + channel * 11) / 9) * Math.cos((y - channel * 7) / 11);
    return 120 + 80 * wave + ((Math.imul(i, 2_654_435_761) >>> 28) - 8);
  });
}

interface Shape extends Size {
  scale: number;
  channels: number;
}

/** How far the tones of parts lie apart, in the mean, before and after. */
function toneError(before: Uint8Array, after: Uint8Array, { width, height, scale, channels }: Shape): number {
  const [columns, rows] = [Math.floor(width / PART), Math.floor(height / PART)];
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const at = { channel, column, row };
        sum += Math.abs(partMean(before, { width, height }, at, 1) - partMean(after, { width, height }, at, scale));
      }
    }
  }
  return sum / Math.max(1, channels * rows * columns);
}

function partMean(
  samples: Uint8Array,
  { width, height }: Size,
  { channel, column, row }: { channel: number; column: number; row: number },
  scale: number,
): number {
  const side = Math.round(PART * scale);
  const [stride, plane] = [width * scale, width * height * scale ** 2];
  const start = channel * plane + Math.round(row * PART * scale) * stride + Math.round(column * PART * scale);
  let sum = 0;
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) sum += samples[start + y * stride + x] ?? 0;
  return sum / side ** 2;
}

/** Columns at the left that are changed to see how far that is felt. */
const BAND = 8;

function changedBand(picture: Uint8Array, { width }: Size): Uint8Array {
  return picture.map((value, i) => (i % width < BAND ? 255 - value : value));
}

/** How many columns beyond the changed ones anything is another by more than a step, in pixels of the source. */
function furthestChange(one: Uint8Array, other: Uint8Array, { width, scale }: Shape): number {
  const stride = width * scale;
  let furthest = -1;
  for (const [i, value] of one.entries()) {
    if (Math.abs(value - (other[i] ?? 0)) > 1) furthest = Math.max(furthest, i % stride);
  }
  return Math.max(0, Math.floor(furthest / scale) + 1 - BAND);
}
