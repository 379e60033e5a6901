/**
 * What a speaker takes back in the middle of a sentence: «the first 5, no wait, 10 seconds», «at the top, I mean the bottom»,
 * 第一段，不对，第二段. What is taken back goes; what stands in its place stays.
 */
import type { Token } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";

/** What says that something was wrong, as it stands between what is wrong and what is right. */
const MARKS =
  /^(?:[,.?!-] )*(?:(?:uh|um|er|hmm|oh|ah|well) (?:, )?)*(?:(?:no|nope|nah|wait|hold on|sorry|oops|scratch that|not that|actually|i mean|i meant|rather|or rather|correction) (?:, )?)+(?:(?:make that|make it|make this|let's say|let's do|let's go with|it should be|should be|better|just) )*$|^[,.! ]*(?:啊|哦|噢|呃|嗯|唉|哎|诶)*[, ]*(?:不对|不是|说错了|说错|错了|打错了|写错了|搞错了|记错了|口误|我是说|我说的是|我的意思是|应该是|应该|等等|等一下|等下|算了|不不不|不不|不(?=[,.! ]))(?:[,.! ]|不对|不是|应该是|应该|还是|我是说|我说的是|改成|改为|换成|用|是|要|放到|放在|放|调到|到|在|弄成|做成|成)*$/;
const LONGEST_MARK = 7;
const FARTHEST = 14;

/** What a token can stand in for: only like takes the place of like. */
function kindOf(token: Token): string | undefined {
  const { value } = token;
  if (value !== undefined) {
    return value.kind === "times" ? "factor" : value.kind;
  }
  if (token.ordinal !== undefined || /^(?:first|last)$/.test(token.text)) return "ordinal";
  for (const choice of ["position", "color", "shape", "style", "transition", "format", "look", "language"] as const)
    if (token.choices.has(choice)) return choice;
  if (token.meanings.has("start") || token.meanings.has("end")) return "edge";
  return undefined;
}

/** The tokens as they were meant to be said. Values have not been joined yet. */
export function withoutCorrections(said: readonly Token[]): Token[] {
  let tokens = [...said];
  for (let index = 0; index < tokens.length; index += 1) {
    const after = endOfMark(tokens, index);
    if (after === undefined) continue;
    const repaired = repair(tokens, index, after);
    if (repaired === undefined) continue;
    tokens = repaired;
    index = -1;
  }
  return tokens;
}

/** Where the words end that take back what was said, if such words begin here. */
function endOfMark(tokens: readonly Token[], index: number): number | undefined {
  if (tokens[index]?.value !== undefined) return undefined;
  let text = "";
  let found: number | undefined;
  for (let next = index; next < Math.min(tokens.length, index + LONGEST_MARK); next += 1) {
    const token = tokens[next];
    if (token === undefined || token.value !== undefined) break;
    const isHan = /\p{Script=Han}/u.test(token.text);
    text += isHan ? token.text : `${token.text} `;
    if (MARKS.test(text)) found = next + 1;
  }
  return found;
}

/** The tokens with the nearest of its kind before the mark replaced by what stands behind it. */
function repair(tokens: readonly Token[], mark: number, after: number): Token[] | undefined {
  for (let right = after; right < Math.min(tokens.length, after + 4); right += 1) {
    const meant = tokens[right];
    if (meant === undefined || meant.isStop === true) return undefined;
    const kinds = interchangeable(meant);
    if (kinds.length === 0) continue;
    for (let left = mark - 1; left >= Math.max(0, mark - FARTHEST); left -= 1) {
      const wrong = tokens[left];
      if (wrong === undefined) break;
      const kind = kindOf(wrong);
      if (kind === undefined || !kinds.includes(kind) || !countsTheSame(tokens, left, right)) continue;
      return replaced(tokens, { left, mark, right });
    }
  }
  return undefined;
}

/** The tokens with what stands at `right` in the place of what stands at `left`. */
function replaced(tokens: readonly Token[], at: { left: number; mark: number; right: number }): Token[] {
  const between = tokens.slice(at.left + 1, at.mark);
  const isDone = between.some((token) => token.value === undefined && DONE.some((verb) => token.meanings.has(verb)));
  if (!isDone) return [...tokens.slice(0, at.left), ...tokens.slice(at.right)];
  // 把第一段删掉，不对，第二段: what is done to it has been said, and stays.
  const stop = tokens.findIndex((token, index) => index > at.right && token.isStop === true);
  const meant = tokens.slice(at.right, stop < 0 ? tokens.length : stop);
  let same = 0;
  while (meant[same + 1] !== undefined && meant[same + 1]?.text === between[same]?.text) same += 1;
  return [...tokens.slice(0, at.left), ...meant, ...between.slice(same), ...(stop < 0 ? [] : tokens.slice(stop))];
}

const DONE: readonly Meaning[] = [
  "remove",
  "cut",
  "trim",
  "keep",
  "mute",
  "split",
  "speedWord",
  "reverse",
  "rotate",
  "flip",
];

/** Seconds are not taken back by percent: where both numbers have a unit, it is the same. */
function countsTheSame(tokens: readonly Token[], left: number, right: number): boolean {
  const [a, b] = [unitOf(tokens[left + 1]), unitOf(tokens[right + 1])];
  return a === undefined || b === undefined || a === b;
}

function unitOf(token: Token | undefined): string | undefined {
  if (token === undefined || token.value !== undefined) return undefined;
  const units = [...token.meanings].filter((meaning) => meaning.startsWith("unit:")).sort();
  return units.some((unit) => /second|minute|hour/.test(unit)) ? "time" : units[0];
}

function interchangeable(token: Token): string[] {
  const kind = kindOf(token);
  if (kind === undefined) return [];
  const alike: Record<string, string[]> = {
    number: ["number", "time"],
    time: ["time", "number"],
    shape: ["shape", "aspect"],
    aspect: ["aspect", "shape"],
  };
  return alike[kind] ?? [kind];
}
