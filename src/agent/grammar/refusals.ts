/** What a person says should not happen, or should stay: it is taken out of the request before it is read. */
import type { Token } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";

/** What «don't» and «without» can forbid. */
const FORBIDDEN: readonly Meaning[] = [
  "add",
  "cut",
  "trim",
  "remove",
  "change",
  "make",
  "zoom",
  "speedWord",
  "rotate",
  "flip",
  "compress",
  "replace",
  "mute",
  "convert",
  "upload",
  "export",
  "title",
  "captions",
  "logo",
  "music",
  "transition",
  "fade",
  "enhanceWord",
  "split",
  "merge",
  "resolutionNoun",
  "scale",
  "shrink",
  "reverse",
  "loop",
  "colour",
];
/** What is spoken of as something that shall stay as it is. */
const STAYS =
  /^(?:the |my |its |all |of |everything |else |rest |original |same |video |full |good |high |picture |current |current |natural )*(?:quality|aspect|ratio|proportions?|audio|sound|speaker|voice|subject|face|faces|rest|everything|else|resolution|timing|length|duration|pitch|colou?rs?|frame|framing|same|size|original|original audio|original sound|music|style|look|details?|people|person|me|us|myself|sync|text|it|intact|as is|order|voices|content|picture|titles?|subtitles|captions)\b/;

export interface Heard {
  tokens: Token[];
  /** Whether something was refused. */
  hasRefusal: boolean;
}

/** The tokens without what was refused. A stop stands where it was. */
export function withoutRefusals(tokens: readonly Token[]): Heard {
  const result: Token[] = [];
  let hasRefusal = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const end = refusalEnd(tokens, index);
    if (end === undefined) {
      result.push(token);
      continue;
    }
    hasRefusal = true;
    result.push({
      text: ",",
      start: token.start,
      end: token.start,
      meanings: new Set(),
      choices: new Map(),
      isStop: true,
    });
    index = end - 1;
  }
  return { tokens: result, hasRefusal };
}

function refusalEnd(tokens: readonly Token[], index: number): number | undefined {
  const token = tokens[index];
  if (token === undefined || token.value !== undefined) return undefined;
  const rest = tokens.slice(index + 1, index + 7);
  if (token.meanings.has("not") && token.text !== "leave")
    return forbids(tokens, index) ? clauseEnd(tokens, index) : undefined;
  if (token.meanings.has("untouched")) {
    const words = textUpToStop(rest);
    const isValue = rest.slice(0, 4).some((one) => one.value !== undefined && one.value.kind !== "number");
    if (isValue || !words) return undefined;
    const isChinese = /\p{Script=Han}/u.test(token.text);
    if (isChinese) {
      if (token.text === "不变") return undefined;
      return /^(?:原有?的?|原来的?)?(?:画质|比例|画面比例|音质|原声|声音|音频|音调|清晰度|分辨率|其他|内容|质量|不变|人物|主体)/.test(
        words,
      )
        ? clauseEnd(tokens, index)
        : undefined;
    }
    return STAYS.test(words) && !/\bonly\b|^(?:the )?(?:audio|sound|music) (?:only|at|to)\b/.test(words)
      ? clauseEnd(tokens, index)
      : undefined;
  }
  return undefined;
}

function forbids(tokens: readonly Token[], index: number): boolean {
  const word = tokens[index]?.text ?? "";
  // «not bright enough» and «no sound» say what is wrong or wanted.
  for (let next = index + 1; next < Math.min(tokens.length, index + 5); next += 1) {
    const token = tokens[next];
    if (token === undefined || token.isStop === true) return false;
    if (/^(?:enough|够)$/.test(token.text) || /^(?:enough|够|清|见)$/.test(tokens[next + 1]?.text ?? "")) return false;
    if (/^(?:be|longer|exceed|more|want|need|like|hear|see|know|have|fit|work|sure|think)$/.test(token.text))
      return false;
    const isForbidden = FORBIDDEN.some((meaning) => token.meanings.has(meaning));
    if (
      /^(?:no|w\/o)$/.test(word) &&
      !token.meanings.has("music") &&
      !token.meanings.has("title") &&
      !token.meanings.has("captions") &&
      !token.meanings.has("logo") &&
      !token.meanings.has("transition") &&
      !token.meanings.has("fade") &&
      !isForbidden
    )
      continue;
    if (/^(?:不|没|不想|不会|没有|不再|isn't|isnt|wasn't|doesn't|doesnt|didn't|aren't|won't|not)$/.test(word)) {
      // Complaints: «it doesn't look sharp». Only «not» before a verb forbids.
      if (word !== "not" || (!token.meanings.has("add") && !token.meanings.has("cut") && !token.meanings.has("remove")))
        return false;
      return true;
    }
    if (isForbidden) return true;
    if (token.value !== undefined) return false;
    if (token.meanings.size > 0 && next > index + 2) return false;
  }
  // «without losing anything», «without stretching it»
  return /^(?:without|avoid|avoiding|避免|rather than|instead of|无需|w\/o|不影响)$/.test(word);
}

/** Where the refused part ends: at the next stop, or where something new is asked for. */
function clauseEnd(tokens: readonly Token[], index: number): number {
  for (let next = index + 1; next < tokens.length; next += 1) {
    const token = tokens[next];
    if (token?.isStop === true) return next;
    const follows = tokens[next + 1];
    const isNew =
      token?.meanings.has("next") === true &&
      token.text !== "with" &&
      follows !== undefined &&
      NEW.some((meaning) => follows.meanings.has(meaning));
    if (isNew || /^(?:but|just|but just|只)$/.test(token?.text ?? "") || token?.text === "把") return next;
  }
  return tokens.length;
}

const NEW: readonly Meaning[] = [
  "add",
  "cut",
  "trim",
  "remove",
  "change",
  "make",
  "speedWord",
  "rotate",
  "flip",
  "compress",
  "mute",
  "convert",
  "export",
  "merge",
  "split",
  "move",
  "keep",
  "increase",
  "decrease",
  "enhanceStrong",
  "extract",
  "save" as never,
];

function textUpToStop(tokens: readonly Token[]): string {
  const stop = tokens.findIndex((token) => token.isStop === true);
  const part = stop < 0 ? tokens : tokens.slice(0, stop);
  return part.map((token) => token.text).join(/\p{Script=Han}/u.test(part[0]?.text ?? "") ? "" : " ");
}
