/** A film as GIF: one palette for all of it, found first, then its pictures in these colours. */
import type { FFEncoderCodec } from "node-av/constants";
import { AV_PIX_FMT_PAL8 } from "node-av/constants";
import { Codec, CodecContext, FormatContext, type Frame, Packet, Rational } from "node-av/lib";
import { checked, dictionary, isDrained, present, type TimeBase } from "./ffmpeg.js";
import { FilterChain } from "./filter-chain.js";
import { FrameMixer } from "./frame-mixer.js";
import type { TimedFrame } from "./frame-reader.js";

export interface GifSettings {
  width: number;
  height: number;
  /** One tick a picture. */
  timeBase: TimeBase;
  /** 4 to 256. */
  colours: number;
}

/**
 * Writes a GIF that plays again and again. Gives the number of its pictures.
 * @param frames gives the pictures from the first on, each time that it is asked; they are freed here.
 */
export async function writeGif(
  path: string,
  settings: GifSettings,
  frames: () => AsyncGenerator<Frame>,
): Promise<{ frames: number }> {
  const palette = await paletteOf(settings, frames());
  try {
    await using file = await GifFile.create(path, settings);
    const graph = `[in0]${scaling(settings)}[small];[small][in1]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle[out]`;
    using mixer = new FrameMixer(graph, settings.timeBase, [palette]);
    let count = 0;
    for await (const frame of frames()) await file.write(await mixer.push([frame], count++));
    await file.write(await mixer.flush());
    await file.finish();
    return { frames: count };
  } finally {
    palette.free();
  }
}

function scaling({ width, height }: GifSettings): string {
  return `scale=${width}:${height}:flags=lanczos+accurate_rnd+full_chroma_int`;
}

async function paletteOf(settings: GifSettings, frames: AsyncGenerator<Frame>): Promise<Frame> {
  const description = `${scaling(settings)},palettegen=max_colors=${settings.colours}:reserve_transparent=1:stats_mode=full`;
  using chain = new FilterChain(description, settings.timeBase);
  let pts = 0;
  for await (const frame of frames) await chain.push({ frame, pts: pts++ });
  const [palette] = await chain.flush();
  return present(palette, "palette").frame;
}

/** The file with its encoder. Dispose it to close both. */
class GifFile implements AsyncDisposable {
  readonly #encoder: CodecContext;
  readonly #context: FormatContext;
  readonly #timeBase: TimeBase;
  readonly #packet = new Packet();

  private constructor(encoder: CodecContext, context: FormatContext, timeBase: TimeBase) {
    this.#encoder = encoder;
    this.#context = context;
    this.#timeBase = timeBase;
    this.#packet.alloc();
  }

  static async create(path: string, { width, height, timeBase }: GifSettings): Promise<GifFile> {
    const encoder = new CodecContext();
    const context = new FormatContext();
    const file = new GifFile(encoder, context, timeBase);
    try {
      const codec = present(Codec.findEncoderByName("gif" as FFEncoderCodec), "GIF encoder");
      encoder.allocContext3(codec);
      encoder.width = width;
      encoder.height = height;
      encoder.pixelFormat = AV_PIX_FMT_PAL8;
      encoder.timeBase = new Rational(timeBase.num, timeBase.den);
      checked(await encoder.open2(codec, null), "open the GIF encoder");
      checked(context.allocOutputContext2(null, "gif", `file:${path}`), "create the GIF");
      const stream = context.newStream(null);
      checked(stream.codecpar.fromContext(encoder), "picture parameters");
      stream.timeBase = new Rational(timeBase.num, timeBase.den);
      checked(await context.openOutput(), "create the GIF");
      using options = dictionary({ loop: 0 });
      checked(await context.writeHeader(options), "write the GIF");
      return file;
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Takes pictures in colours of the palette, and frees them. */
  async write(pictures: readonly TimedFrame[]): Promise<void> {
    for (const { frame, pts } of pictures) {
      using owned = frame;
      owned.pts = BigInt(pts);
      checked(await this.#encoder.sendFrame(owned), "encode a picture");
      await this.#drain();
    }
  }

  async finish(): Promise<void> {
    checked(await this.#encoder.sendFrame(null), "encode a picture");
    await this.#drain();
    checked(await this.#context.writeTrailer(), "finish the GIF");
  }

  async #drain(): Promise<void> {
    for (;;) {
      const result = await this.#encoder.receivePacket(this.#packet);
      if (isDrained(result)) return;
      checked(result, "encode a picture");
      this.#packet.streamIndex = 0;
      this.#packet.duration = 1n;
      const [stream] = this.#context.streams;
      this.#packet.rescaleTs(this.#timeBase, present(stream, "stream").timeBase);
      checked(await this.#context.writeFrame(this.#packet), "write the GIF");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#packet.free();
    this.#encoder.freeContext();
    await this.#context.closeOutput();
    this.#context.freeContext();
  }
}
