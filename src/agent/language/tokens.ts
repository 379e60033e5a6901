/** What is said, as a row of tokens: phrases with all that they can mean, and values. */
import {
  type Choice,
  type Entry,
  KNOWN_STEMS,
  lookUpAll,
  type Meaning,
  type Phrase,
} from "../vocabulary/vocabulary.js";
import { CHINESE_NUMERAL, chineseNumber, ordinal, spokenNumber } from "./numbers.js";
import { corrected } from "./spelling.js";
import { stem } from "./stem.js";
import { AUDIO_NAMES, CAPTION_NAMES, PICTURE_NAMES, type Unit, unitsOf } from "./units-of-text.js";

/** A place on the timeline: ms, from the end where negative; a share of the whole length; `null` is the end. */
export type Moment = number | { share: number } | null;
export type Stretch = readonly [Moment, Moment];
export type FileKind = "video" | "audio" | "picture" | "captions";

/** What a token stands for, where it is more than a word. */
export type Value =
  | { kind: "number"; number: number }
  /** `point`: a place («at 5 s»); `length`: how long («for 5 s»). `unit` in ms. */
  | { kind: "time"; ms: number; unit: number; role?: "point" | "length"; isVague?: boolean; isLetter?: boolean }
  | { kind: "span"; stretches: readonly Stretch[]; edge: "first" | "last" | "both" | "between" | "after" | "before" }
  | { kind: "share"; share: number }
  | { kind: "percent"; percent: number }
  | { kind: "factor"; factor: number; isSpoken?: boolean }
  /** «3 times»: a factor or a count. */
  | { kind: "times"; count: number }
  | { kind: "bytes"; bytes: number }
  | { kind: "aspect"; aspect: string; clockMs?: number }
  | { kind: "size"; width?: number; height: number }
  | { kind: "rate"; fps: number }
  | { kind: "degrees"; degrees: number }
  | { kind: "pixels"; pixels: number }
  | { kind: "decibels"; decibels: number }
  | { kind: "quote"; text: string }
  | { kind: "file"; name: string; type: FileKind }
  | { kind: "link" }
  | { kind: "clip"; clips: readonly number[] };

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly meanings: ReadonlySet<Meaning>;
  readonly choices: ReadonlyMap<Choice, string>;
  readonly value?: Value;
  /** «second» is the second one as well as a second. */
  readonly ordinal?: number;
  /** A mark that ends a clause. */
  readonly isStop?: boolean;
  /** Chinese with a space before it, which is often a comma that was not typed: 竖屏 加字幕 配音乐. */
  readonly isSpaced?: boolean;
}

const NOTHING: Entry = { meanings: new Set(), choices: new Map() };
const STOPS = new Set([",", ".", ";", "!", "?", "|", "\n", "(", ")"]);

/** The row of tokens; `words` is what was typed, `normal` its normal form. */
export function tokensOf(words: string, normal: string): Token[] {
  const units = withWith(unitsOf(normal, capitals(words))).map((unit) =>
    unit.kind === "word" ? corrected(inFull(unit)) : unit,
  );
  const texts = units.map((unit) => unit.text);
  const tokens: Token[] = [];
  const phrases = phrasesOf(units, normal);
  for (let index = 0; index < units.length; ) {
    const unit = units[index];
    if (unit === undefined) break;
    const value = valueOfUnit(unit, words);
    if (value !== undefined) {
      tokens.push({
        ...NOTHING,
        meanings: meaningsOfFile(value),
        text: unit.text,
        start: unit.start,
        end: unit.end,
        value,
      });
      index += 1;
      continue;
    }
    // «step 1 merge step 2 mute»: the number of a step parts what is asked for.
    const following = units[index + 1];
    if (unit.text === "step" && following?.kind === "number") {
      tokens.push({ ...NOTHING, text: ",", start: unit.start, end: following.end, isStop: true });
      index += 2;
      continue;
    }
    // «saturation plus five»
    if (unit.text === "plus" && isSign(units, index)) {
      tokens.push({ ...NOTHING, text: "+", start: unit.start, end: unit.end });
      index += 1;
      continue;
    }
    const phrase = phrases[index];
    const numeral = numeralAt(unit, normal) ?? spokenAt(unit, texts, index, units);
    const count = unit.kind === "han" ? [...(numeral?.text ?? "")].length : (numeral?.count ?? 0);
    if (numeral !== undefined && count >= (phrase?.count ?? 0)) {
      // «one» is a number and a pronoun.
      const entry = phrase?.count === count ? phrase.entry : NOTHING;
      tokens.push({ ...entry, text: numeral.text, start: unit.start, end: numeral.end, value: numeral.value });
      index += count;
      continue;
    }
    const last = units[index + (phrase?.count ?? 1) - 1] ?? unit;
    const place = ordinal(unit.text);
    const place2 = place === undefined && unit.kind === "number" ? numericOrdinal(units, index) : undefined;
    if (place2 !== undefined) {
      tokens.push({ ...NOTHING, text: unit.text, start: unit.start, end: place2.end, ordinal: place2.ordinal });
      index += 2;
      continue;
    }
    tokens.push({
      meanings: phrase?.entry.meanings ?? NOTHING.meanings,
      choices: phrase?.entry.choices ?? NOTHING.choices,
      text: textOf(units.slice(index, index + (phrase?.count ?? 1))),
      start: unit.start,
      end: last.end,
      ...(place !== undefined && (phrase?.count ?? 1) === 1 ? { ordinal: place } : {}),
      ...(STOPS.has(unit.text) || isDash(units, index) ? { isStop: true } : {}),
      ...(unit.kind === "number" ? { value: { kind: "number", number: Number(unit.text.replaceAll(",", "")) } } : {}),
    });
    index += phrase?.count ?? 1;
  }
  return tokens.map((token, index) =>
    isSpacedOut(tokens[index - 1], token, words) ? { ...token, isSpaced: true } : token,
  );
}

function isSpacedOut(before: Token | undefined, token: Token, words: string): boolean {
  if (before === undefined || before.isStop === true || before.end >= token.start) return false;
  const [left, right] = [words.slice(before.end - 1, before.end), words.slice(token.start, token.start + 1)];
  return (HAN.test(left) && /[\p{Script=Han}a-z\d]/iu.test(right)) || (/[a-z\d]/i.test(left) && HAN.test(right));
}
const HAN = /^\p{Script=Han}/u;

/** What a unit costs that no phrase holds, and a word that means nothing here, beside a phrase's 1. */
const UNKNOWN_COST = 1.6;
const STRANGE_COST = 1.2;
const SEGMENTER = new Intl.Segmenter("zh", { granularity: "word" });

/**
 * The phrase to read at each unit. Chinese has no spaces: of all ways to cut it into phrases the one is taken that leaves
 * the fewest characters over, and of those the one whose first phrase is longest. AI画质 is AI and 画质, not AI画 and 质.
 * A word of the language that is more than phrases put together means nothing here: nobody wants 切菜 to be cut.
 */
function phrasesOf(units: readonly Unit[], normal: string): (Phrase | undefined)[] {
  const words = strangeWords(units, normal);
  const best: { cost: number; phrase: Phrase | undefined }[] = [];
  for (let index = units.length - 1; index >= 0; index -= 1) {
    let chosen = { cost: UNKNOWN_COST + (best[index + 1]?.cost ?? 0), phrase: undefined as Phrase | undefined };
    const word = words.get(index);
    if (word !== undefined) {
      const cost = STRANGE_COST + (best[index + word]?.cost ?? 0);
      if (cost <= chosen.cost) chosen = { cost, phrase: { entry: NOTHING, count: word } };
    }
    const found = lookUpAll(units, index);
    // Between words there are spaces: the longest phrase is meant.
    const isHan = units.slice(index, index + (found.at(-1)?.count ?? 0)).some(({ kind }) => kind === "han");
    for (const phrase of isHan ? found : found.slice(-1)) {
      const cost = 1 + (best[index + phrase.count]?.cost ?? 0);
      if (cost <= chosen.cost) chosen = { cost, phrase };
    }
    best[index] = chosen;
  }
  return best.map(({ phrase }) => phrase);
}

/** Chinese words that are no phrases of the vocabulary put together, by the unit they begin at: how many units they take. */
function strangeWords(units: readonly Unit[], normal: string): ReadonlyMap<number, number> {
  const result = new Map<number, number>();
  if (!units.some(({ kind }) => kind === "han")) return result;
  const at = new Map(units.map((unit, index) => [unit.start, index] as const));
  for (const { segment, index: start } of SEGMENTER.segment(normal)) {
    const index = at.get(start);
    if (
      index === undefined ||
      !/^\p{Script=Han}{2,}$/u.test(segment) ||
      COUNTED.test(segment) ||
      FUNCTION_WORD.test(segment)
    )
      continue;
    const end = index + segment.length;
    if (units.slice(index, end).every(({ kind }) => kind === "han") && !holdsPhrases(units, index, end))
      result.set(index, segment.length);
  }
  return result;
}

const COUNTED = /[零〇一二两三四五六七八九十百千万第几半倍成前后]/;
/** 要强 is an order: what begins with a word of grammar is no name. */
const FUNCTION_WORD = /^[要请把将给让帮再就都别不很太更最在到从用被和跟与里上下]/;

/** Whether phrases make up the word, or a phrase of two characters stands in it: 跳过去 is 跳过. */
function holdsPhrases(units: readonly Unit[], from: number, end: number): boolean {
  for (let index = from; index < end; index += 1)
    if (lookUpAll(units, index).some(({ count }) => count > 1 && index + count <= end)) return true;
  return isMadeOfPhrases(units, from, end);
}

function isMadeOfPhrases(units: readonly Unit[], from: number, end: number): boolean {
  return (
    from === end ||
    lookUpAll(units, from).some(({ count }) => from + count <= end && isMadeOfPhrases(units, from + count, end))
  );
}

/** «w/» is «with». */
function withWith(units: readonly Unit[]): Unit[] {
  const isShort = (index: number) =>
    units[index]?.text === "w" &&
    units[index + 1]?.text === "/" &&
    units[index + 1]?.start === units[index]?.end &&
    units[index + 2]?.text !== "o";
  return units.flatMap((unit, index) => {
    if (unit.text === "/" && isShort(index - 1)) return [];
    return isShort(index) ? [{ ...unit, text: "with", stem: "with", end: unit.end + 1 }] : [unit];
  });
}

/** « - » and « + » between two wishes; «contrast + 10» and «0:10 - 0:20» are none. */
function isDash(units: readonly Unit[], index: number): boolean {
  const [before, mark, after] = [units[index - 1], units[index], units[index + 1]];
  if (before === undefined || mark === undefined || after === undefined) return false;
  // 黑白+0.5倍慢动作; 饱和度+30 is a value.
  if (mark.text === "+" && HAN_END.test(before.text) && after.kind === "number")
    return !/[度量光温比声乐大高]$/.test(before.text);
  // 降噪+锐化+字幕
  if (/^[+/→]$/.test(mark.text) && HAN_END.test(before.text) && HAN_START.test(after.text)) return true;
  if (!/^[-+]$/.test(mark.text) || before.end === mark.start || mark.end === after.start) return false;
  if (mark.text === "-") return before.kind !== "clock" && after.kind !== "clock" && after.kind !== "number";
  return !LEVEL.test(before.text);
}
const LEVEL = /^(?:brightness|contrast|saturation|exposure|volume|temperature|warmth)$/;

function isSign(units: readonly Unit[], index: number): boolean {
  const after = units[index + 1];
  const isNumber = after?.kind === "number" || spokenNumber([after?.text ?? ""]) !== undefined;
  return isNumber && LEVEL.test(units[index - 1]?.text ?? "");
}

/** Words with a space between them, Chinese characters without. */
export function textOf(pieces: readonly { text: string }[]): string {
  let text = "";
  for (const piece of pieces) {
    const isTight = text === "" || (HAN_END.test(text) && HAN_START.test(piece.text));
    text += isTight ? piece.text : ` ${piece.text}`;
  }
  return text;
}
const HAN_START = /^\p{Script=Han}/u;
const HAN_END = /\p{Script=Han}$/u;

/** «2nd». */
function numericOrdinal(units: readonly Unit[], index: number): { ordinal: number; end: number } | undefined {
  const [number, ending] = [units[index], units[index + 1]];
  if (number === undefined || ending === undefined || ending.start !== number.end) return undefined;
  return /^(?:st|nd|rd|th)$/.test(ending.text) ? { ordinal: Number(number.text), end: ending.end } : undefined;
}

function numeralAt(unit: Unit, normal: string): { value: Value; text: string; count: number; end: number } | undefined {
  if (unit.kind !== "han") return undefined;
  CHINESE_NUMERAL.lastIndex = unit.start;
  const text = CHINESE_NUMERAL.exec(normal)?.[0];
  if (text === undefined) return undefined;
  const number = chineseNumber(text);
  if (!Number.isFinite(number)) return undefined;
  return { value: { kind: "number", number }, text, count: text.length, end: unit.start + text.length };
}

function spokenAt(
  unit: Unit,
  texts: readonly string[],
  index: number,
  units: readonly Unit[],
): { value: Value; text: string; count: number; end: number } | undefined {
  if (unit.kind !== "word") return undefined;
  const spoken = spokenNumber(texts.slice(index, index + 8));
  if (spoken === undefined) return undefined;
  const end = units[index + spoken.count - 1]?.end ?? unit.end;
  return { value: { kind: "number", number: spoken.value }, text: unit.text, count: spoken.count, end };
}

/** As it is typed in a hurry, and in full. */
const IN_FULL: Record<string, string> = {
  u: "you",
  ur: "your",
  r: "are",
  n: "and",
  abt: "about",
  b4: "before",
  thru: "through",
};

function inFull(unit: Unit): Unit {
  const text = IN_FULL[unit.text];
  return text === undefined ? unit : { ...unit, text, stem: stem(text) };
}

/** Short forms that are written in capitals anyway. */
const SHORT_FORMS =
  /^(?:HD|UHD|FHD|SD|HDR|MP[34]|MOV|MKV|AVI|GIF|WEBM|WAV|AAC|FLAC|SRT|VTT|ASS|PNG|JPE?G|BGM|FPS|AI|TV|VHS|DVD|USB|PC|MB|GB|KB|DB|BPM|LUFS|OK|PLS|ASAP|FYI|BTW|IMO|USA?|UK|CC|IG|YT|TIKTOK|B&W|RGB|CRF|HEVC|DJI|SMPTE|I|A|AND|NOT|NO|THE)$/;

/** Words in capitals amid others are meant as they stand: «put DAY 3 IN LISBON on screen». */
function capitals(words: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  if (!/\p{Ll}|\p{Script=Han}/u.test(words)) return found;
  const runs = words.matchAll(
    /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{N}'’&!-]*(?:[ ,]{1,2}[\p{Lu}\p{N}][\p{Lu}\p{N}'’&!%-]*)+(?![\p{L}\p{N}:])/gu,
  );
  for (const run of runs) {
    const names = run[0].split(/[ ,]+/).filter((name) => /\p{Lu}{2}/u.test(name));
    const isShown = names.some(
      (name) => name.length > 2 && !SHORT_FORMS.test(name) && !KNOWN_STEMS.has(stem(name.toLowerCase())),
    );
    if (isShown) found.set(run.index, run.index + run[0].length);
  }
  return found;
}

const KINDS: readonly (readonly [FileKind, RegExp])[] = [
  ["captions", new RegExp(`\\.(?:${CAPTION_NAMES})$`)],
  ["audio", new RegExp(`\\.(?:${AUDIO_NAMES})$`)],
  ["picture", new RegExp(`\\.(?:${PICTURE_NAMES})$`)],
];

function valueOfUnit(unit: Unit, words: string): Value | undefined {
  switch (unit.kind) {
    case "quote":
      return quoted(words.slice(unit.start + 1, unit.end - 1).trim());
    case "file":
      return { kind: "file", name: words.slice(unit.start, unit.end), type: fileKind(unit.text) };
    case "text":
      return { kind: "quote", text: words.slice(unit.start, unit.end) };
    case "link":
      return { kind: "link" };
    case "clock": {
      const ms = clock(unit.text);
      return { kind: "time", ms, unit: 1000 };
    }
    case "aspect": {
      const [width, height] = unit.text.split(/\s?(?:[:x比/]|by)\s?/);
      const value: Value = { kind: "aspect", aspect: `${width}:${height}` };
      return value.aspect === "9:16" && unit.text === "9:16" ? { ...value, clockMs: clock(unit.text) } : value;
    }
    case "size":
      return size(unit.text);
    default:
      return undefined;
  }
}

/** A file's name in quotation marks is a file. */
function quoted(text: string): Value {
  const isFile =
    /^[^\s].*\.[a-z0-9]{2,4}$/i.test(text) &&
    /\.(?:mp4|mov|mkv|webm|avi|mp3|wav|m4a|aac|flac|ogg|png|jpe?g|webp|gif|srt|vtt|ass)$/i.test(text);
  return isFile ? { kind: "file", name: text, type: fileKind(text.toLowerCase()) } : { kind: "quote", text };
}

const FILE_MEANINGS: Record<FileKind, ReadonlySet<Meaning>> = {
  captions: new Set(["captionFile"]),
  audio: new Set(["audioFile"]),
  picture: new Set(["pictureFile"]),
  video: new Set(),
};

function meaningsOfFile(value: Value): ReadonlySet<Meaning> {
  return value.kind === "file" ? FILE_MEANINGS[value.type] : NOTHING.meanings;
}

function fileKind(name: string): FileKind {
  return KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? "video";
}

function clock(text: string): number {
  return Math.round(
    text
      .replace(/[″"]|''$/, "")
      .split(/[:′']/)
      .reduce((sum, part) => sum * 60 + Number(part), 0) * 1000,
  );
}

function size(text: string): Value {
  const box = /^(\d+)\s?[x*乘]\s?(\d+)$/.exec(text);
  if (box !== null) return { kind: "size", width: Number(box[1]), height: Number(box[2]) };
  if (text.endsWith("k")) return { kind: "size", height: { "2k": 1440, "4k": 2160, "8k": 4320 }[text] ?? 2160 };
  return { kind: "size", height: Number.parseInt(text, 10) };
}
