/**
 * Chapters in and out. node-av has no chapter interface: they are read from FFmpeg's own description of an open
 * file, and written as the `chpl` box that FFmpeg, VLC and most players read.
 */
import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { AV_LOG_INFO, AV_LOG_QUIET } from "node-av/constants";
import { Log } from "node-av/lib";
import type { Source } from "./source.js";

export interface Chapter {
  startMs: number;
  endMs: number;
  title: string;
}

/** Reads the chapters of an open file, in file order. */
export async function readChapters(source: Source): Promise<Chapter[]> {
  const messages: string[] = [];
  Log.setLevel(AV_LOG_INFO);
  Log.setCallback((_level, message) => messages.push(message), { maxLevel: AV_LOG_INFO });
  try {
    source.context.dumpFormat(0, "", false);
    // Messages arrive through the event loop: the description is whole when no more of them come.
    for (let seen = -1; seen < messages.length; ) {
      seen = messages.length;
      await delay(10);
    }
  } finally {
    Log.resetCallback();
    Log.setLevel(AV_LOG_QUIET);
  }
  return parseChapters(messages);
}

/**
 * Chapters from the fragments that FFmpeg's av_dump_format logs: `Chapter #0:0: `, `start 0.000000, `,
 * `end 1.999000`, then optionally `Metadata:`, `title : ` and the title itself.
 */
export function parseChapters(messages: readonly string[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (let i = 0; i < messages.length; i++) {
    if (!/^\s*Chapter #\d+:\d+:/.test(messages[i] ?? "")) continue;
    const start = /start (-?[\d.]+)/.exec(messages[i + 1] ?? "");
    const end = /end (-?[\d.]+)/.exec(messages[i + 2] ?? "");
    if (start === null || end === null) continue;
    chapters.push({
      startMs: Number(start[1]) * 1000,
      endMs: Number(end[1]) * 1000,
      title: titleAfter(messages, i + 3),
    });
  }
  return chapters;
}

function titleAfter(messages: readonly string[], from: number): string {
  for (let i = from; i < messages.length; i++) {
    const message = messages[i] ?? "";
    if (/^\s*(Chapter #|Stream #)/.test(message)) return "";
    if (/^\s*title\s*: $/.test(message)) return (messages[i + 1] ?? "").trim();
  }
  return "";
}

const BOX_HEADER_BYTES = 8;
/** Titles in `chpl` carry their length in one byte. */
const MAX_TITLE_BYTES = 255;
/** `chpl` counts its chapters in one byte. */
const MAX_CHAPTERS = 255;

/** Bytes that {@link insertChapters} needs free behind the `moov` box. */
export function chapterBytes(chapters: readonly Chapter[]): number {
  return chapters.length === 0 ? 0 : chapterListBox(chapters).length + BOX_HEADER_BYTES;
}

/**
 * Writes chapters into a finished MP4 whose `moov` stands before `mdat` with a `free` box right behind it (FFmpeg's
 * `moov_size` leaves one). The list grows `moov` into the free space, so that no offset in the file changes.
 */
export async function insertChapters(path: string, chapters: readonly Chapter[]): Promise<void> {
  if (chapters.length === 0) return;
  const file = await open(path, "r+");
  try {
    const header = Buffer.alloc(BOX_HEADER_BYTES);
    for (let position = 0; ; ) {
      await file.read(header, 0, BOX_HEADER_BYTES, position);
      const size = header.readUInt32BE(0);
      if (header.toString("latin1", 4) !== "moov") {
        if (size < BOX_HEADER_BYTES) throw new Error("the MP4 has no moov box before its media");
        position += size;
        continue;
      }
      await file.read(header, 0, BOX_HEADER_BYTES, position + size);
      if (header.toString("latin1", 4) !== "free") throw new Error("the MP4 has no free space behind its moov box");
      const freeSize = header.readUInt32BE(0);
      const moov = Buffer.alloc(size);
      await file.read(moov, 0, size, position);
      const grown = appendToMoov(moov, chapterListBox(chapters));
      const left = freeSize - (grown.length - size);
      if (left < BOX_HEADER_BYTES) throw new Error("the MP4 has too little free space behind its moov box");
      const free = Buffer.alloc(BOX_HEADER_BYTES);
      free.writeUInt32BE(left, 0);
      free.write("free", 4, "latin1");
      await file.write(Buffer.concat([grown, free]), 0, grown.length + BOX_HEADER_BYTES, position);
      return;
    }
  } finally {
    await file.close();
  }
}

/** `moov` with a box added to its `udta`, which is made where it is missing. */
function appendToMoov(moov: Buffer, box: Buffer): Buffer {
  for (let position = BOX_HEADER_BYTES; position + BOX_HEADER_BYTES <= moov.length; ) {
    const size = moov.readUInt32BE(position);
    if (moov.toString("latin1", position + 4, position + 8) === "udta") {
      const end = position + size;
      const grown = Buffer.concat([moov.subarray(0, end), box, moov.subarray(end)]);
      grown.writeUInt32BE(size + box.length, position);
      grown.writeUInt32BE(grown.length, 0);
      return grown;
    }
    position += size;
  }
  const grown = Buffer.concat([moov, boxOf("udta", box)]);
  grown.writeUInt32BE(grown.length, 0);
  return grown;
}

/** The `chpl` box: version 1, chapters with start times in units of 100 ns and UTF-8 titles. */
function chapterListBox(chapters: readonly Chapter[]): Buffer {
  const kept = chapters.slice(0, MAX_CHAPTERS);
  const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, kept.length]);
  const entries = kept.flatMap((chapter) => {
    const title = truncateUtf8(chapter.title, MAX_TITLE_BYTES);
    const entry = Buffer.alloc(9);
    entry.writeBigUInt64BE(BigInt(Math.max(0, Math.round(chapter.startMs * 10_000))), 0);
    entry.writeUInt8(title.length, 8);
    return [entry, title];
  });
  return boxOf("chpl", Buffer.concat([head, ...entries]));
}

function boxOf(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(BOX_HEADER_BYTES);
  header.writeUInt32BE(BOX_HEADER_BYTES + content.length, 0);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, content]);
}

function truncateUtf8(text: string, maxBytes: number): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return bytes;
  let end = maxBytes;
  // Continuation bytes of UTF-8 are 10xxxxxx: step back to the start of the character that does not fit.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
