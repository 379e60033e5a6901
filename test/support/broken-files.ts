import { readFileSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { boxesIn } from "./clip-chapters.js";

/** The same bytes for the same length, that look like nothing. */
export function noise(length: number): Buffer {
  let state = 0x2545f491;
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state & 0xff;
  }
  return bytes;
}

/** Writes an HLS playlist whose segments are the given paths and addresses. */
export function writePlaylist(path: string, segments: readonly string[]): void {
  const head = ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:0"];
  const body = segments.flatMap((segment) => ["#EXTINF:2.0,", segment]);
  writeFileSync(path, [...head, ...body, "#EXT-X-ENDLIST", ""].join("\n"));
}

/** Copies the bytes between two fractions of a file. */
export function writePart(path: string, source: string, from: number, to: number): void {
  const bytes = readFileSync(source);
  writeFileSync(path, bytes.subarray(Math.floor(bytes.length * from), Math.floor(bytes.length * to)));
}

/** Copies an MP4 without its index. */
export function writeWithoutIndex(path: string, source: string): void {
  const bytes = readFileSync(source);
  const kept = boxesIn(bytes).filter(({ kind }) => kind !== "moov");
  writeFileSync(path, Buffer.concat(kept.map(({ start, end }) => bytes.subarray(start, end))));
}

/** Copies a file with noise over the bytes between two fractions of it. */
export function writeDamaged(path: string, source: string, from: number, to: number): void {
  const bytes = readFileSync(source);
  const start = Math.floor(bytes.length * from);
  noise(Math.floor(bytes.length * to) - start).copy(bytes, start);
  writeFileSync(path, bytes);
}

const CRC_TABLE = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Buffer): number {
  const rest = bytes.reduce((crc, byte) => (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8), 0xffffffff);
  return (rest ^ 0xffffffff) >>> 0;
}

function pngChunk(kind: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + content.length);
  chunk.writeUInt32BE(content.length);
  chunk.write(kind, 4, "latin1");
  content.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length);
  return chunk;
}

/** Writes a PNG of a few hundred bytes whose header claims `side` × `side` RGB samples. */
export function writeHugePng(path: string, side: number): void {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.alloc(1 + side * 3));
  const chunks = [pngChunk("IHDR", header), pngChunk("IDAT", data), pngChunk("IEND", Buffer.alloc(0))];
  writeFileSync(path, Buffer.concat([signature, ...chunks]));
}

/** Copies a Motion JPEG file with `side` × `side` in every picture's frame header. */
export function writeHugeMotionJpeg(path: string, source: string, side: number): void {
  const bytes = readFileSync(source);
  for (const marker of [0xffc0, 0xffc1]) {
    const mark = Buffer.from([marker >> 8, marker & 0xff, 0, 17, 8]);
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      bytes.writeUInt16BE(side, at + 5);
      bytes.writeUInt16BE(side, at + 7);
    }
  }
  writeFileSync(path, bytes);
}
