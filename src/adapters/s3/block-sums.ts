/**
 * Checksums of a file's blocks, kept beside it: whoever reads a part of the file can tell that it arrived as it was sent.
 * CRC-32, four bytes a block, little-endian.
 */
import { createReadStream } from "node:fs";
import { crc32 } from "node:zlib";

/** Small enough that sound can be read from between pictures without reading these too. */
export const BLOCK_BYTES = 16 * 1024;
const SUM_BYTES = 4;
const READ_BYTES = 64 * BLOCK_BYTES;

/** Where the sums of a kept file stand. */
export function sumsKeyOf(key: string): string {
  return `sums/${key}.crc32`;
}

export async function sumsOf(path: string): Promise<Buffer> {
  const sums: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  const add = (block: Buffer): void => {
    const sum = Buffer.alloc(SUM_BYTES);
    sum.writeUInt32LE(crc32(block));
    sums.push(sum);
  };
  for await (const part of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    let bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
    for (; bytes.length >= BLOCK_BYTES; bytes = bytes.subarray(BLOCK_BYTES)) add(bytes.subarray(0, BLOCK_BYTES));
    rest = bytes;
  }
  if (rest.length > 0) add(rest);
  return Buffer.concat(sums);
}

/** @param bytes from the beginning of block `firstBlock` on, whole blocks but for the file's last. */
export function isAsSent(bytes: Buffer, firstBlock: number, sums: Buffer): boolean {
  for (let offset = 0, block = firstBlock; offset < bytes.length; offset += BLOCK_BYTES, block++) {
    if ((block + 1) * SUM_BYTES > sums.length) return false;
    if (crc32(bytes.subarray(offset, offset + BLOCK_BYTES)) !== sums.readUInt32LE(block * SUM_BYTES)) return false;
  }
  return true;
}
