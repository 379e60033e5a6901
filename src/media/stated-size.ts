/** How large a picture claims to be, from its first bytes: decoders refuse huge ones without saying how huge. */
export interface StatedSize {
  width: number;
  height: number;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The size in the header of a PNG, JPEG, BMP or WebP; undefined for anything else. */
export function statedSize(bytes: Buffer): StatedSize | undefined {
  if (bytes.length < 30) return undefined;
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE))
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(bytes);
  const kind = bytes.toString("latin1", 0, 4);
  // A BMP that is stored from the top has a negative height.
  if (kind.startsWith("BM") && bytes.readUInt32LE(14) >= 40)
    return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
  return kind === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP" ? webpSize(bytes) : undefined;
}

/** The first chunk of a WebP: extended, lossless or lossy (RFC 9649, 2.5 to 2.7). */
function webpSize(bytes: Buffer): StatedSize | undefined {
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8X":
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case "VP8L": {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
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
