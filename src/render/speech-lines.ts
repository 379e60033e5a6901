/** What a speech model wrote down, in lines that can be read while they are shown. */
import type { SubtitleLine } from "./subtitle-file.js";

/** Columns of one caption: two rows of about forty letters; Chinese ones are twice as wide. */
const MOST_COLUMNS = 80;
/** What a model says of sounds that are no speech: «[Music]», «(applause)», «♪». */
const NO_SPEECH = /^[\s♪-]*(?:[[(（【*][^\])）】*]*[\])）】*])?[\s♪.-]*$/u;

/** Leaves out what is no speech, and cuts what is too long, the times in proportion. */
export function readableLines(lines: readonly SubtitleLine[]): SubtitleLine[] {
  return lines.flatMap(([startMs, endMs, text]): SubtitleLine[] => {
    const words = text.replace(/\s+/gu, " ").trim();
    if (NO_SPEECH.test(words)) return [];
    const pieces = piecesOf(words);
    const total = pieces.reduce((sum, piece) => sum + columns(piece), 0);
    let passed = 0;
    return pieces.map((piece): SubtitleLine => {
      const from = startMs + ((endMs - startMs) * passed) / total;
      passed += columns(piece);
      return [Math.round(from), Math.round(startMs + ((endMs - startMs) * passed) / total), piece];
    });
  });
}

/** Pieces of about the same length, cut between words, and where there are none between letters. */
function piecesOf(text: string): string[] {
  const count = Math.ceil(columns(text) / MOST_COLUMNS);
  const aim = columns(text) / count;
  const pieces: string[] = [];
  let piece = "";
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)) {
    const isFull =
      columns(piece) + columns(segment) > MOST_COLUMNS || (columns(piece) >= aim && !/^\p{P}/u.test(segment));
    if (isFull && piece.trim() !== "") {
      pieces.push(piece.trim());
      piece = "";
    }
    piece += segment;
  }
  return piece.trim() === "" ? pieces : [...pieces, piece.trim()];
}

function columns(text: string): number {
  let sum = 0;
  for (const letter of text)
    sum += /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter) ? 2 : 1;
  return sum;
}
