/** One way of writing: half-width, lower case, simplified Chinese. Every character keeps its place. */
import { sify } from "chinese-conv";
import { withoutSlips } from "./homophones.js";

const HAN = /\p{Script=Han}/u;
const REPLACED: Record<string, string> = {
  "’": "'",
  ʼ: "'",
  "–": "-",
  "—": "-",
  "−": "-",
  "〜": "~",
  "～": "~",
  "×": "x",
  "，": ",",
  "、": ",",
  "。": ".",
  "；": ";",
  "：": ":",
  "！": "!",
  "？": "?",
  "（": "(",
  "）": ")",
  "\u3000": " ",
  "\u00a0": " ",
  "\t": " ",
  // What looks alike and is typed for one another.
  後: "后",
  裡: "里",
};

/** The words in their normal form: as long as they came, so that a place in one is a place in the other. */
export function normalForm(words: string): string {
  const simplified = HAN.test(words) ? sify(words) : words;
  const base = simplified.length === words.length ? simplified : words;
  let result = "";
  for (const character of base) {
    const code = character.charCodeAt(0);
    const halfWidth = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : character;
    const replaced = REPLACED[character] ?? REPLACED[halfWidth] ?? halfWidth;
    const lower = replaced.toLowerCase();
    result += lower.length === character.length ? lower : character;
  }
  return HAN.test(result)
    ? withoutSlips(withoutNumbering(result.replace(SPOKEN_POINT, "."), ".,)"))
    : withoutNumbering(result, ".)");
}

/** 1点5倍 is 1.5倍. */
const SPOKEN_POINT = /(?<=\d)点(?=\d+ ?(?:倍|秒|分|x|%|个|兆|mb?))/g;

/** 1.合并 2.叠化一秒 3.压缩: the numbers of a list become stops. */
function withoutNumbering(words: string, signs: string): string {
  const marks: number[] = [];
  for (let at = 0; marks.length < 9; ) {
    const behind = marks.length === 0 ? "\\p{L}" : "[\\p{L}\\d]";
    const form = new RegExp(`(?<=^|[\\s,;:.])${marks.length + 1}[${signs}](?=\\s*${behind})`, "u");
    const mark = form.exec(words.slice(at));
    if (mark === null) break;
    marks.push(at + mark.index);
    at += mark.index + 2;
  }
  if (marks.length < 2) return words;
  const characters = words.split("");
  for (const at of marks) characters[at] = characters[at + 1] = ",";
  return characters.join("");
}

/** Whether most of what is said is Chinese. */
export function isChinese(words: string): boolean {
  const han = words.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = words.match(/[a-z]+/giu)?.length ?? 0;
  return han > 0 && han >= latin;
}
