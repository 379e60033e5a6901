/** Local media files, opened with nothing but the accepted demuxers and the file protocol. */
import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { AVERROR_ENOENT } from "node-av/constants";
import { FormatContext, InputFormat, Packet, type Stream } from "node-av/lib";
import { Fault } from "../faults.js";
import { checked, dictionary, FfmpegFailure, present } from "./ffmpeg.js";
import { type StatedSize, statedSize } from "./stated-size.js";
import { isSupplied, SuppliedInput, supplied } from "./supplied-file.js";

/**
 * The demuxers that may open a person's file, by FFmpeg's names. Playlists (hls, concat, dash), image
 * sequences and devices are absent on purpose: they would open other files or the network.
 */
const DEMUXERS = [
  "mov,mp4,m4a,3gp,3g2,mj2",
  "matroska,webm",
  "avi",
  "flv",
  "asf",
  "mpeg",
  "mpegts",
  "mpegvideo",
  "gif",
  "png_pipe",
  "jpeg_pipe",
  "jpegls_pipe",
  "webp_pipe",
  "bmp_pipe",
  "tiff_pipe",
  "mp3",
  "wav",
  "aac",
  "flac",
  "ogg",
].join(",");

/** Pictures above this many pixels are refused before they are decoded: 2^27, an 8-bit RGB picture of 400 MB. */
export const MAX_PIXELS = 2 ** 27;

/** Bytes and microseconds that stream detection may read: transport streams can start with seconds of one stream only. */
const PROBE_BYTES = 50_000_000;
const PROBE_DURATION_US = 20_000_000;

/** The name that a message to a person uses for a file: never its folder. */
export function fileLabel(path: string): string {
  return `«${basename(path)}»`;
}

/**
 * Checks that a path is a readable file with bytes in it.
 * @throws Fault `input-missing`, `input-unreadable` or `input-empty`.
 */
export async function checkInputFile(path: string): Promise<{ sizeBytes: number }> {
  const label = fileLabel(path);
  let facts: Awaited<ReturnType<typeof stat>>;
  try {
    facts = await stat(path);
    await access(path, constants.R_OK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new Fault("input-missing", `${label} does not exist.`, { cause: error });
    throw new Fault("input-unreadable", `${label} cannot be read: check its permissions.`, { cause: error });
  }
  if (!facts.isFile()) throw new Fault("input-unreadable", `${label} is not a file.`);
  if (facts.size === 0) throw new Fault("input-empty", `${label} is empty (0 bytes).`);
  return { sizeBytes: facts.size };
}

/** A picture's size may stand behind this much of a camera's notes and preview. */
const HEAD_BYTES = 1024 * 1024;

/** Packets of other streams that may come before the first of one. */
const PACKETS_BEFORE_FIRST = 100;

/**
 * Refuses a still picture that is too large. FFmpeg decodes it when it looks for streams, and cannot be given a limit there.
 * @throws Fault `input-too-large`.
 */
async function refuseHuge(path: string): Promise<void> {
  // It was looked at where it came in, and a megabyte of every file is much to fetch.
  if (isSupplied(path)) return;
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const size = statedSize(buffer.subarray(0, bytesRead));
  if (size !== undefined) checkPixels(path, size);
}

/** @throws Fault `input-too-large` where a picture has more than {@link MAX_PIXELS}. */
export function checkPixels(path: string, { width, height }: StatedSize): void {
  if (width * height <= MAX_PIXELS) return;
  throw new Fault(
    "input-too-large",
    `${fileLabel(path)} is ${width}×${height}: pictures above ${Math.floor(MAX_PIXELS / 1_000_000)} megapixels are not taken.`,
  );
}

/** The first bytes of still pictures, hexadecimal; between RIFF and WEBP stands the file's length. */
const PICTURE_SIGNATURES = [
  { demuxer: "jpeg_pipe", signature: /^ffd8ff/ },
  { demuxer: "png_pipe", signature: /^89504e470d0a1a0a/ },
  { demuxer: "webp_pipe", signature: /^52494646.{8}57454250/ },
];
const SIGNATURE_BYTES = 12;

/**
 * The demuxer of a still picture. FFmpeg's own guess goes by the file's name before it looks inside, and takes
 * «holiday.jpg» and «100%d.png» for the first of a numbered sequence of files.
 */
async function pictureDemuxer(path: string): Promise<InputFormat | null> {
  await supplied(path, 0, SIGNATURE_BYTES);
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SIGNATURE_BYTES), 0, SIGNATURE_BYTES, 0);
  const head = buffer.toString("hex", 0, bytesRead);
  const found = PICTURE_SIGNATURES.find(({ signature }) => signature.test(head));
  return found === undefined ? null : InputFormat.findInputFormat(found.demuxer);
}

/** An open input file. Dispose it to close the file. */
export class Source implements Disposable {
  readonly path: string;
  readonly context: FormatContext;
  readonly #input: SuppliedInput | undefined;

  private constructor(path: string, context: FormatContext, input: SuppliedInput | undefined) {
    this.path = path;
    this.context = context;
    this.#input = input;
  }

  /**
   * Opens a file and finds its streams.
   * @throws Fault `input-missing`, `input-unreadable`, `input-empty`, `input-not-media`, `input-too-large`.
   */
  static async open(path: string): Promise<Source> {
    await checkInputFile(path);
    await refuseHuge(path);
    const context = new FormatContext();
    context.allocContext();
    const input = isSupplied(path) ? await SuppliedInput.open(path) : undefined;
    const source = new Source(path, context, input);
    try {
      if (input !== undefined) context.pb = input.io;
      context.probesize = BigInt(PROBE_BYTES);
      context.maxAnalyzeDuration = BigInt(PROBE_DURATION_US);
      using openOptions = dictionary({ format_whitelist: DEMUXERS, protocol_whitelist: "file" });
      // The explicit protocol keeps names such as «concat:a|b» or «a:b.mp4» from being read as another protocol.
      checked(await context.openInput(`file:${path}`, await pictureDemuxer(path), openOptions), "open");
      // No options: the array of them that this call takes is refused as invalid for most files (node-av 6.1.1).
      checked(await context.findStreamInfo(null), "find streams");
      return source;
    } catch (error) {
      source[Symbol.dispose]();
      if (!(error instanceof FfmpegFailure)) throw error;
      if (error.errorCode === AVERROR_ENOENT)
        throw new Fault("input-missing", `${fileLabel(path)} does not exist.`, { cause: error });
      throw new Fault(
        "input-not-media",
        `${fileLabel(path)} is not a video, picture or sound file that can be read: it is damaged, incomplete or of another kind.`,
        { cause: error },
      );
    }
  }

  stream(index: number): Stream {
    return present(this.context.streams[index], `stream ${index}`);
  }

  /** What `read` makes of the first packet of a stream; undefined where none comes soon. Moves the reading on. */
  async firstPacket<T>(streamIndex: number, read: (data: Buffer) => T): Promise<T | undefined> {
    using packet = new Packet();
    packet.alloc();
    for (let count = 0; count < PACKETS_BEFORE_FIRST; count++) {
      if ((await this.context.readFrame(packet)) < 0) return undefined;
      if (packet.streamIndex === streamIndex && packet.data !== null) return read(packet.data);
      packet.unref();
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    this.context.closeInputSync();
    this.#input?.[Symbol.dispose]();
  }
}
