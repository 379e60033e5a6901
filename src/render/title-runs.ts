/** Text cut into runs of one script each, since every script has its own font, and broken into lines that fit. */
import type { FontName } from "./title-fonts.js";

/** Letters that are drawn with one font. */
export interface TextRun {
  font: FontName;
  text: string;
}

const KANA = /[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]/;
const HANGUL = /[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]/;
const HAN = /[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\ud840-\ud87f][\udc00-\udfff]/;
const ARABIC = /\p{Script=Arabic}/u;
const HEBREW = /\p{Script=Hebrew}/u;
const THAI = /\p{Script=Thai}/u;
/** Signs that change the letter before them. */
const MARK = /^\p{M}$/u;
/** Punctuation and letters as wide as a Han character. */
const WIDE = /[\u3000-\u303f\u3200-\u33ff\ufe30-\ufe4f\uff00-\uff65\uffe0-\uffef]/;
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
/** What joins or changes the emoji before it. */
const EMOJI_PART = /^[\u200d\ufe0e\ufe0f\u20e3]$|^\p{Emoji_Modifier}$/u;
/** Signs that are text unless something says otherwise (© ® ™ and the like). */
const TEXT_SIGN = /^[\u00a9\u00ae\u2122\u2139\u2194-\u2199\u203c\u2049]$/;

/** Cuts a text into runs. Han characters are those of the language that the whole text is in. */
export function runsOf(text: string, whole = text): TextRun[] {
  const east: FontName = KANA.test(whole) ? "japanese" : HANGUL.test(whole) ? "korean" : "chinese";
  const runs: TextRun[] = [];
  for (const character of text) {
    const last = runs[runs.length - 1];
    const font = fontOf(character, east, last?.font);
    if (last?.font === font) last.text += character;
    else runs.push({ font, text: character });
  }
  return runs;
}

function fontOf(character: string, east: FontName, before: FontName | undefined): FontName {
  if (EMOJI_PART.test(character) && before !== undefined) return before;
  if (MARK.test(character) && before !== undefined && before !== "emoji") return before;
  if (ARABIC.test(character)) return "arabic";
  if (HEBREW.test(character)) return "hebrew";
  if (THAI.test(character)) return "thai";
  if (HANGUL.test(character)) return "korean";
  if (KANA.test(character)) return "japanese";
  if (HAN.test(character) || WIDE.test(character)) return east;
  if (EMOJI.test(character) && !TEXT_SIGN.test(character)) return "emoji";
  return "latin";
}

/** Scripts that people write in and for which there is no font here; Noto Sans itself has Greek, Cyrillic and Devanagari. */
const UNWRITTEN = [
  "Armenian",
  "Bengali",
  "Ethiopic",
  "Georgian",
  "Gujarati",
  "Gurmukhi",
  "Kannada",
  "Khmer",
  "Lao",
  "Malayalam",
  "Mongolian",
  "Myanmar",
  "Sinhala",
  "Tamil",
  "Telugu",
  "Tibetan",
] as const;

/** The scripts in a text whose letters cannot be drawn. */
export function unwrittenScripts(text: string): string[] {
  return UNWRITTEN.filter((script) => new RegExp(`\\p{Script=${script}}`, "u").test(text));
}

/** True where a text is read from right to left: its first letter says so. */
export function isRightToLeft(text: string): boolean {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter !== undefined && /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(letter);
}

/** Widths in parts of the letters' height, rather too much than too little. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [EMOJI_PART, 0],
  [/^[\s.,:;'’!|ijlI()[\]]$/u, 0.36],
  [/^[MWmw@%—…]$/u, 0.98],
  [/^\p{Lu}$/u, 0.72],
  [/^[\p{Ll}\p{N}]$/u, 0.61],
  [/^\p{M}$/u, 0],
];
const WIDEST = 1.3;

function widthOf(character: string): number {
  if (HANGUL.test(character) || KANA.test(character) || HAN.test(character) || WIDE.test(character)) return 1;
  if (EMOJI.test(character)) return WIDEST;
  return WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? 0.65;
}

/** About how wide a text is, in parts of its letters' height. */
export function textWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + widthOf(character), 0);
}

/** Punctuation that must not begin a line. */
const CLOSING = /^[,.!?;:)\]}%。，、！？；：）】」』》…～·]/u;

/** Breaks a text into lines no wider than `most` letters' heights, about equally long; a word that is wider is cut. */
export function linesOf(text: string, most: number): string[] {
  return text.split(/\r?\n/).flatMap((paragraph) => {
    const width = textWidth(paragraph.trim());
    if (width <= most) return [paragraph.trim()];
    const even = (width / Math.ceil(width / most)) * 1.12;
    const lines = filled(paragraph, Math.min(most, even));
    return lines.length <= Math.ceil(width / most) ? lines : filled(paragraph, most);
  });
}

function filled(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text, most)) {
    if (line.trim() !== "" && textWidth(`${line}${word}`.trim()) > most) {
      lines.push(line.trim());
      line = word.trimStart();
    } else line += word;
  }
  return [...lines, line.trim()].filter((each) => each !== "");
}

/** What a line may be broken behind: words with the space after them, and single characters of the East. */
function wordsOf(text: string, most: number): string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    const isSpace = /^\s+$/u.test(segment);
    const isEast = HAN.test(segment) || KANA.test(segment);
    const word = words[words.length - 1];
    const isAdded = isSpace || CLOSING.test(segment) || (isOpen && !isEast && textWidth(`${word}${segment}`) <= most);
    if (word !== undefined && isAdded) words[words.length - 1] = word + segment;
    else words.push(segment);
    if (isSpace || isEast) isOpen = false;
    else if (!CLOSING.test(segment)) isOpen = true;
  }
  return words;
}
