import { readFileSync, writeFileSync } from "node:fs";
import type { Cue } from "./clip-spec.js";

/** A child of an MP4 box or Matroska element: where it starts, where its content starts and ends. */
interface Part {
  readonly kind: string;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

const SEGMENT = "18538067";
const CLUSTER = "1f43b675";
const VOID = "ec";

/** Boxes of an ISO file between two offsets, in order; a box that runs past the end is cut to it. */
export function boxesIn(bytes: Buffer, from = 0, to = bytes.length): Part[] {
  const boxes: Part[] = [];
  let start = from;
  while (start + 8 <= to) {
    const short = bytes.readUInt32BE(start);
    const wide = short === 1 && start + 16 <= to;
    const size = wide ? Number(bytes.readBigUInt64BE(start + 8)) : short === 0 ? to - start : short;
    if (size < 8) break;
    const end = Math.min(start + size, to);
    boxes.push({
      kind: bytes.toString("latin1", start + 4, start + 8),
      start,
      content: start + (wide ? 16 : 8),
      end,
    });
    start = end;
  }
  return boxes;
}

/** Length of an EBML number by its first byte. */
function numberLength(first: number): number {
  return Math.clz32(first) - 23;
}

function elementsIn(bytes: Buffer, from: number, to: number): Part[] {
  const elements: Part[] = [];
  let start = from;
  while (start + 2 <= to) {
    const sizeAt = start + numberLength(bytes.readUInt8(start));
    const sizeLength = numberLength(bytes.readUInt8(sizeAt));
    const content = sizeAt + sizeLength;
    const mask = 2n ** BigInt(7 * sizeLength) - 1n;
    const size = BigInt(`0x${bytes.toString("hex", sizeAt, content)}`) & mask;
    const end = size === mask ? to : Math.min(to, content + Number(size));
    elements.push({ kind: bytes.toString("hex", start, sizeAt), start, content, end });
    start = end;
  }
  return elements;
}

/** One EBML element with its size in eight bytes. */
function element(id: string, content: Buffer): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(content.length) | (1n << 56n));
  return Buffer.concat([Buffer.from(id, "hex"), size, content]);
}

function wholeNumber(id: string, value: bigint): Buffer {
  const content = Buffer.alloc(8);
  content.writeBigUInt64BE(value);
  return element(id, content);
}

function chapterAtom(cue: Cue, number: number): Buffer {
  const display = Buffer.concat([element("85", Buffer.from(cue.text)), element("437c", Buffer.from("eng"))]);
  return element(
    "b6",
    Buffer.concat([
      wholeNumber("73c4", BigInt(number)),
      wholeNumber("91", BigInt(cue.startMs) * 1_000_000n),
      wholeNumber("92", BigInt(cue.endMs) * 1_000_000n),
      element("80", display),
    ]),
  );
}

/** Writes the chapters over the space that `reserve_index_space` kept before the first cluster. */
function intoMatroska(bytes: Buffer, chapters: readonly Cue[]): Buffer {
  const atoms = chapters.map((cue, index) => chapterAtom(cue, index + 1));
  const added = element("1043a770", element("45b9", Buffer.concat(atoms)));
  const segment = elementsIn(bytes, 0, bytes.length).find(({ kind }) => kind === SEGMENT);
  if (segment === undefined) throw new Error("No Matroska segment to put chapters into.");
  const parts = elementsIn(bytes, segment.content, segment.end);
  const cluster = parts.findIndex(({ kind }) => kind === CLUSTER);
  const space = parts
    .slice(0, cluster)
    .find(({ kind, start, end }) => kind === VOID && end - start >= added.length + 9);
  if (space === undefined) throw new Error("No reserved space to put chapters into.");
  const rest = element(VOID, Buffer.alloc(space.end - space.start - added.length - 9));
  return Buffer.concat([bytes.subarray(0, space.start), added, rest, bytes.subarray(space.end)]);
}

function box(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(kind, 4, "latin1");
  return Buffer.concat([head, content]);
}

/** Nero's chapter list, times in 100 ns. */
function chapterList(chapters: readonly Cue[]): Buffer {
  const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, chapters.length]);
  const entries = chapters.map((cue) => {
    const start = Buffer.alloc(9);
    const title = Buffer.from(cue.text);
    start.writeBigUInt64BE(BigInt(cue.startMs) * 10_000n);
    start.writeUInt8(title.length, 8);
    return Buffer.concat([start, title]);
  });
  return box("chpl", Buffer.concat([head, ...entries]));
}

/** Makes `moov`, the last box, longer by a chapter list in its `udta`; nothing else moves. */
function intoMp4(bytes: Buffer, chapters: readonly Cue[]): Buffer {
  const moov = boxesIn(bytes).at(-1);
  if (moov?.kind !== "moov") throw new Error("Chapters need an MP4 whose last box is moov.");
  const parts = boxesIn(bytes, moov.content, moov.end);
  const userData = parts.find(({ kind }) => kind === "udta");
  const kept = userData === undefined ? [] : [bytes.subarray(userData.content, userData.end)];
  const others = parts.filter((part) => part !== userData);
  const content = [
    ...others.map(({ start, end }) => bytes.subarray(start, end)),
    box("udta", Buffer.concat([...kept, chapterList(chapters)])),
  ];
  return Buffer.concat([bytes.subarray(0, moov.start), box("moov", Buffer.concat(content))]);
}

/**
 * Adds chapters to a finished file. FFmpeg writes chapters too, but its binding for Node.js cannot hand
 * them over. Matroska needs the muxer option `reserve_index_space`, MP4 must not have faststart.
 */
export function addChapters(path: string, chapters: readonly Cue[]): void {
  const bytes = readFileSync(path);
  const isMatroska = bytes.readUInt32BE(0) === 0x1a45dfa3;
  writeFileSync(path, (isMatroska ? intoMatroska : intoMp4)(bytes, chapters));
}
