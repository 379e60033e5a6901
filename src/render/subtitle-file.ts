/** The lines of a subtitle file: SubRip, WebVTT, and Advanced SubStation. */

/** One line of text, between two moments in ms. */
export type SubtitleLine = readonly [startMs: number, endMs: number, text: string];

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
