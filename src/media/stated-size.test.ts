import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statedSize } from "./stated-size.js";

const SIZE = { width: 4000, height: 3000 };

function bytes(text: string, more: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(text, "latin1"), Buffer.from(more), Buffer.alloc(40)]);
}

describe("statedSize", () => {
  it("reads the header of a PNG", () => {
    const head = bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", []);
    head.writeUInt32BE(SIZE.width, 16);
    head.writeUInt32BE(SIZE.height, 20);
    expect(statedSize(head)).toEqual(SIZE);
  });

  it("finds the frame header of a JPEG behind other segments", () => {
    const head = bytes("\xff\xd8\xff\xe1\0\x06note\xff\xff\xc4\0\x03a\xff\xc2\0\x11\x08", [0x0b, 0xb8, 0x0f, 0xa0]);
    expect(statedSize(head)).toEqual(SIZE);
  });

  it("reads a BMP that is stored from the top", () => {
    const head = bytes("BM", []);
    head.writeUInt32LE(40, 14);
    head.writeInt32LE(SIZE.width, 18);
    head.writeInt32LE(-SIZE.height, 22);
    expect(statedSize(head)).toEqual(SIZE);
  });

  it.each([
    ["extended", "VP8X", (head: Buffer) => [head.writeUIntLE(3999, 24, 3), head.writeUIntLE(2999, 27, 3)]],
    ["lossless", "VP8L", (head: Buffer) => [head.writeUInt32LE((2999 << 14) | 3999, 21)]],
    ["lossy", "VP8 ", (head: Buffer) => [head.writeUInt16LE(4000, 26), head.writeUInt16LE(3000, 28)]],
  ])("reads a WebP, %s", (_, kind, write) => {
    const head = bytes(`RIFF\0\0\0\0WEBP${kind}`, []);
    write(head);
    expect(statedSize(head)).toEqual(SIZE);
  });

  it("says nothing of anything else, and ends on any bytes", () => {
    expect(statedSize(bytes("\0\0\0\x18ftypmp42", []))).toBeUndefined();
    const starts = fc.constantFrom([0xff, 0xd8, 0xff], [0x42, 0x4d], [0x52, 0x49, 0x46, 0x46], []);
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        statedSize(Buffer.from([...start, ...rest]));
      }),
    );
  });
});
