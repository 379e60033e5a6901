/** Pictures that no encoder here makes. */

/** Tag of the orientation in EXIF (EXIF 2.3, 4.6.4). */
const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/** A JPEG with EXIF notes that say nothing but how it is to be turned, 1 to 8. */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const notes = Buffer.alloc(32);
  notes.write("Exif\0\0II*\0", 0, "latin1");
  notes.writeUInt32LE(8, 10);
  notes.writeUInt16LE(1, 14);
  notes.writeUInt16LE(ORIENTATION_TAG, 16);
  notes.writeUInt16LE(SHORT, 18);
  notes.writeUInt32LE(1, 20);
  notes.writeUInt16LE(orientation, 24);
  const head = Buffer.from([0xff, 0xe1, 0, notes.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, notes, jpeg.subarray(2)]);
}

const GIF_SIDE = 64;
/** Codes are eight bits wide as long as the table stays small: a clear code comes often enough. */
const CODE_BITS = 7;
const CLEAR = 1 << CODE_BITS;
const END = CLEAR + 1;
const PIXELS_BETWEEN_CLEARS = 100;

/** A GIF of two pictures, 64 × 64: red on the left, nothing on the right. */
export function transparentGif(): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(GIF_SIDE, 0);
  size.writeUInt16LE(GIF_SIDE, 2);
  const palette = Buffer.alloc(3 << CODE_BITS);
  palette.set([255, 0, 0], 0);
  const screen = Buffer.from([0x80 | (CODE_BITS - 1), 0, 0]);
  // Each picture is cleared before the next (disposal 2), and colour 1 is no colour.
  const control = Buffer.from([0x21, 0xf9, 4, (2 << 2) | 1, 10, 0, 1, 0]);
  const place = Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), size, Buffer.from([0])]);
  const picture = Buffer.concat([control, place, Buffer.from([CODE_BITS]), ...blocksOf(codes()), Buffer.from([0])]);
  return Buffer.concat([Buffer.from("GIF89a", "latin1"), size, screen, palette, picture, picture, Buffer.from([0x3b])]);
}

function codes(): Buffer {
  const values: number[] = [];
  for (let i = 0; i < GIF_SIDE ** 2; i++) {
    if (i % PIXELS_BETWEEN_CLEARS === 0) values.push(CLEAR);
    values.push(i % GIF_SIDE < GIF_SIDE / 2 ? 0 : 1);
  }
  return Buffer.from([...values, END]);
}

function blocksOf(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.subarray(at, at + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  return blocks;
}
