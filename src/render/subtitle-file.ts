/** The lines of a subtitle file: SubRip, WebVTT, and Advanced SubStation. */
import { open } from "node:fs/promises";

/** One line of text, between two moments in ms. */
export type SubtitleLine = readonly [startMs: number, endMs: number, text: string];

/** Larger files are no subtitles: ten hours of talk are less than two million bytes. */
const MOST_BYTES = 8_000_000;
/** So much of a file tells text from media, in which zeros come soon. */
const HEAD_BYTES = 4096;

/** The lines of a file, whatever encoding it is in; none where it holds no subtitles. */
export async function subtitleLinesOf(path: string): Promise<SubtitleLine[]> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size === 0 || size > MOST_BYTES) return [];
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const head = buffer.subarray(0, bytesRead);
  const isWide = /^(?:fffe|feff)/.test(head.toString("hex", 0, 2));
  if (!isWide && head.includes(0)) return [];
  return readSubtitleFile(decoded(await file.readFile({ encoding: null })));
}

/** UTF-8 or UTF-16 by their marks; without one what is no UTF-8 is Chinese (GB 18030) where that fits, else Western. */
function decoded(bytes: Uint8Array): string {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString("hex");
  if (mark === "fffe") return new TextDecoder("utf-16le").decode(bytes);
  if (mark === "feff") return new TextDecoder("utf-16be").decode(bytes);
  for (const encoding of ["utf-8", "gb18030"])
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (encoding === "utf-8" || MANY_HAN.test(text)) return text;
    } catch {
      // It is in another encoding.
    }
  return new TextDecoder("windows-1252").decode(bytes);
}

/** Western letters with accents come out as single characters between others, Chinese in runs. */
const MANY_HAN = /\p{Script=Han}{2}/u;

/** Longer files are no subtitles. */
const MOST_LINES = 10_000;
const LONGEST_TEXT = 500;

/** Reads what can be read; what is no line of text is passed over. */
export function readSubtitleFile(content: string): SubtitleLine[] {
  const text = content.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const lines = /^\s*\[Script Info\]/i.test(text) ? scriptLines(text) : cueLines(text);
  return lines
    .filter(([start, end, words]) => end > start && words !== "")
    .sort((a, b) => a[0] - b[0])
    .slice(0, MOST_LINES);
}

const CUE = /^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})/;

function cueLines(text: string): SubtitleLine[] {
  return text.split(/\n[ \t]*\n/).flatMap((block): SubtitleLine[] => {
    const rows = block.split("\n");
    const at = rows.findIndex((row) => CUE.test(row));
    const [, start, end] = CUE.exec(rows[at] ?? "") ?? [];
    if (start === undefined || end === undefined) return [];
    return [[milliseconds(start), milliseconds(end), plainText(rows.slice(at + 1).join("\n"))]];
  });
}

/** Fields of an event before its text, which may itself hold commas. */
const SCRIPT_FIELDS = 9;

function scriptLines(text: string): SubtitleLine[] {
  return text.split("\n").flatMap((row): SubtitleLine[] => {
    if (!row.startsWith("Dialogue:")) return [];
    const fields = row.slice("Dialogue:".length).split(",");
    const [start = "", end = ""] = fields.slice(1);
    const words = fields
      .slice(SCRIPT_FIELDS)
      .join(",")
      .replace(/\{[^}]*\}/g, "")
      .replace(/\\[Nn]/g, "\n")
      .replace(/\\h/g, " ");
    return [[milliseconds(start.trim()), milliseconds(end.trim()), plainText(words)]];
  });
}

function milliseconds(clock: string): number {
  const [seconds = 0, minutes = 0, hours = 0] = clock.replace(",", ".").split(":").map(Number).reverse();
  return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000);
}

function plainText(words: string): string {
  const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " " };
  return words
    .replace(/<[^>\n]*>/g, "")
    .replace(/&(?:amp|lt|gt|nbsp);/g, (entity) => entities[entity] ?? entity)
    .trim()
    .slice(0, LONGEST_TEXT);
}
