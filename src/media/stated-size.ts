/** How large a picture claims to be, from its first bytes: decoders refuse huge ones without saying how huge. */
import { Packet } from "node-av/lib";
import type { Source } from "./source.js";

export interface StatedSize {
  width: number;
  height: number;
}

/** Packets looked at before the first one of a stream. */
const MAX_PACKETS = 100;

/** The size that the first picture of a stream claims; undefined where it is no PNG or JPEG. Moves the reading on. */
export async function statedSizeIn(source: Source, streamIndex: number): Promise<StatedSize | undefined> {
  using packet = new Packet();
  packet.alloc();
  for (let count = 0; count < MAX_PACKETS; count++) {
    if ((await source.context.readFrame(packet)) < 0) return undefined;
    const data = packet.streamIndex === streamIndex ? packet.data : null;
    const size = data === null ? undefined : statedSize(data);
    packet.unref();
    if (data !== null) return size;
  }
  return undefined;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The size in the header of a PNG or a JPEG; undefined for anything else. */
export function statedSize(bytes: Buffer): StatedSize | undefined {
  if (bytes.length >= 24 && bytes.subarray(0, 8).equals(PNG_SIGNATURE))
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegSize(bytes) : undefined;
}

/** Walks the segments of a JPEG to its frame header (ITU-T T.81, B.1.1.3: 0xC0 to 0xCF but for 0xC4, 0xC8, 0xCC). */
function jpegSize(bytes: Buffer): StatedSize | undefined {
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
