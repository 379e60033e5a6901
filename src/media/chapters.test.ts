import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chapterBytes, insertChapters, parseChapters } from "./chapters.js";

const DUMP = [
  "Input #0, matroska,webm, from '':\n",
  "  Metadata:\n",
  "    title           : ",
  "The whole film\n",
  "  Chapters:\n",
  "    Chapter #0:0: ",
  "start 0.000000, ",
  "end 0.900000\n",
  "      Metadata:\n",
  "        title           : ",
  "Opening\n",
  "    Chapter #0:1: ",
  "start 0.900000, ",
  "end 2.000000\n",
  "    Chapter #0:2: ",
  "start -1.500000, ",
  "end 3.000000\n",
  "      Metadata:\n",
  "        title           : ",
  "第二章: the end\n",
  "  Stream #0:0",
  ": Video: h264\n",
  "      Metadata:\n",
  "        title           : ",
  "not a chapter\n",
];

describe("parseChapters", () => {
  it("reads times and titles, and leaves other titles alone", () => {
    expect(parseChapters(DUMP)).toEqual([
      { startMs: 0, endMs: 900, title: "Opening" },
      { startMs: 900, endMs: 2000, title: "" },
      { startMs: -1500, endMs: 3000, title: "第二章: the end" },
    ]);
  });

  it("finds none where there are none", () => {
    expect(parseChapters(["Input #0, avi, from '':\n"])).toEqual([]);
    expect(parseChapters([])).toEqual([]);
  });
});

function box(type: string, content: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length, 0);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, content]);
}

describe("insertChapters", () => {
  it("grows the index into the free space, so that the media stays where it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hd-local-chapters-"));
    try {
      const path = join(folder, "film.mp4");
      const chapters = [
        { startMs: 0, endMs: 900, title: "Opening" },
        { startMs: 900, endMs: 2000, title: "章".repeat(100) },
      ];
      const media = box("mdat", Buffer.from("the media"));
      const head = [box("ftyp", Buffer.from("isom")), box("moov", box("mvhd")), box("free", Buffer.alloc(1000))];
      const before = Buffer.concat([...head, media]);
      writeFileSync(path, before);
      await insertChapters(path, chapters);
      const after = readFileSync(path);
      expect(after.length).toBe(before.length);
      expect(after.subarray(-media.length)).toEqual(media);
      const list = after.indexOf("chpl");
      // Version, flags, reserved, then the count of chapters.
      expect(after.readUInt8(list + 12)).toBe(2);
      expect(after.readBigUInt64BE(list + 13)).toBe(0n);
      expect(after.toString("utf8", list + 22, list + 29)).toBe("Opening");
      expect(after.readBigUInt64BE(list + 29)).toBe(9_000_000n);
      // A title has 255 bytes at most, and ends with a whole character.
      expect(after.readUInt8(list + 37)).toBe(255);
      expect(after.toString("utf8", list + 38, list + 38 + 255)).toBe("章".repeat(85));
      expect(chapterBytes(chapters)).toBeLessThan(1000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
