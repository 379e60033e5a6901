/**
 * Encoded pictures of one chunk on disk: the packets one after the other, then their index as JSON, then its length
 * and a mark. A file without the mark was not finished. Time stamps are kept as they are, so a join is exact.
 */
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import type { EncodedPacket } from "./video-encoder.js";

const MARK = Buffer.from("HDCHUNK1", "latin1");
const TAIL_BYTES = MARK.length + 4;

const chunkIndexSchema = z.object({
  /** The encoder's headers (H.264 SPS and PPS and their like), base64. */
  extradata: z.string(),
  /** In decoding order. */
  packets: z.array(z.object({ size: z.int().positive(), pts: z.number(), isKeyframe: z.boolean() })),
  /** Packets and frames that were damaged in the source. */
  damaged: z.int().nonnegative(),
});

export type ChunkIndex = z.infer<typeof chunkIndexSchema>;

/** Writes a chunk packet by packet; {@link finish} makes it whole. */
export class ChunkWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #packets: ChunkIndex["packets"] = [];

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<ChunkWriter> {
    return new ChunkWriter(await open(path, "w"));
  }

  async write(packets: readonly EncodedPacket[]): Promise<void> {
    for (const { data, pts, isKeyframe } of packets) {
      await this.#file.appendFile(data);
      this.#packets.push({ size: data.length, pts, isKeyframe });
    }
  }

  async finish(facts: { extradata: Buffer; damaged: number }): Promise<void> {
    const index: ChunkIndex = { ...facts, extradata: facts.extradata.toString("base64"), packets: this.#packets };
    const json = Buffer.from(JSON.stringify(index));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(json.length);
    await this.#file.appendFile(Buffer.concat([json, length, MARK]));
    // The chunk must outlive a power cut once it is counted as finished.
    await this.#file.datasync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** Reads the index of a finished chunk; undefined where the file is missing, unfinished or damaged. */
export async function readChunkIndex(path: string): Promise<ChunkIndex | undefined> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    const tail = await readAt(file, size - TAIL_BYTES, TAIL_BYTES);
    if (!tail.subarray(4).equals(MARK)) return undefined;
    const jsonBytes = tail.readUInt32LE(0);
    const json = await readAt(file, size - TAIL_BYTES - jsonBytes, jsonBytes);
    const index = chunkIndexSchema.parse(JSON.parse(json.toString()));
    const mediaBytes = index.packets.reduce((sum, packet) => sum + packet.size, 0);
    return mediaBytes === size - TAIL_BYTES - jsonBytes ? index : undefined;
  } catch {
    return undefined;
  }
}

/** The packets of a finished chunk, in decoding order, one in memory at a time. */
export async function* readChunkPackets(path: string, index: ChunkIndex): AsyncGenerator<EncodedPacket> {
  await using file = await open(path, "r");
  let position = 0;
  for (const { size, pts, isKeyframe } of index.packets) {
    yield { data: await readAt(file, position, size), pts, isKeyframe };
    position += size;
  }
}

async function readAt(file: FileHandle, position: number, size: number): Promise<Buffer> {
  if (position < 0) throw new Error("the chunk is too short");
  const data = Buffer.alloc(size);
  const { bytesRead } = await file.read(data, 0, size, position);
  if (bytesRead !== size) throw new Error("the chunk is too short");
  return data;
}
