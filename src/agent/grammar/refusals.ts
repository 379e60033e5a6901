/** What a person says should not happen, or should stay: it is taken out of the request before it is read. */
import { type Token, textOf } from "../language/tokens.js";
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

/** 其余不变, 画质不要动, 片尾留着: what stays, as a clause of its own. */
const STAYS_CHINESE =
  /^(?:但是?|不过|只是|然后)?(?:[^把将给]{1,8}?)(?:都|也|就|全部?|一律|先|尽量|统统|最好)*(?:不变|不动|不用动|不用变|别动|别变|不要动|不要变|不改|不用改|不用管|不用处理|保持不变|保持原样|保持原来的样子|维持原样|原样不动|照旧|照原样|留着|留着不动|保留|原样保留|保留原样|保留着|保留不动|不受影响|不要受影响|别受影响|不能变|不能动|别变形|不要变形|不变形)(?:就行|就好|即可|吧|哈|哦|啊|了)?$/;
/** 不然看不清, 免得太吵: why, and nothing that is asked for. */
const REASON_CHINESE =
  /^(?:(?:注意|记得|记住|但)?(?:并|可)?不是(?!.*(?:是|要))|不然|要不然|否则|免得|省得|以免|毕竟|反正|要不(?!要|就))/;

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
    const end = refusalEnd(tokens, index) ?? endOfAside(tokens, index);
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

/** Where a clause ends that only says what stays or why, if one begins there. */
function endOfAside(tokens: readonly Token[], index: number): number | undefined {
  const before = tokens[index - 1];
  const isFirst =
    before === undefined || before.isStop === true || (before.meanings.has("next") && before.value === undefined);
  const first = tokens[index];
  if (!isFirst || first === undefined || first.isStop === true || !/^\p{Script=Han}|^logo|^bgm/u.test(first.text))
    return undefined;
  const stop = tokens.findIndex((token, at) => at > index && token.isStop === true);
  const end = stop < 0 ? tokens.length : stop;
  const part = tokens.slice(index, end);
  const text = textOf(part);
  if (REASON_CHINESE.test(text)) return end;
  // 前半段保持原样; 前半段保留 is another matter.
  const isSpanLeft = /(?:不变|不动|别动|原样|照旧|不用动|不用管)/.test(text);
  const holdsValue = part.some(
    ({ value }) => value !== undefined && value.kind !== "clip" && !(value.kind === "span" && isSpanLeft),
  );
  return !holdsValue && STAYS_CHINESE.test(text) && !/只|仅|光|单|剪|删/.test(text) ? end : undefined;
}

function refusalEnd(tokens: readonly Token[], index: number): number | undefined {
  const token = tokens[index];
  if (token === undefined || token.value !== undefined) return undefined;
  const rest = tokens.slice(index + 1, index + 7);
  const other = endOfOther(tokens, index);
  if (other !== undefined) return other;
  if (token.meanings.has("not") && token.text !== "leave")
    return forbids(tokens, index) && !isUnwanted(tokens, index) ? clauseEnd(tokens, index) : undefined;
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

/** «as mp4 not mov», «at the top, not the bottom»: what it shall not be, where that names one of a few things. */
function endOfOther(tokens: readonly Token[], index: number): number | undefined {
  if (
    tokens[index]?.text !== "not" ||
    /^(?:is|it's|its|was|are|were|that's|why|looks?|am|i'm)$/.test(tokens[index - 1]?.text ?? "")
  )
    return undefined;
  let next = index + 1;
  while (/^(?:a|an|the|in|at|to|as|on|just|from)$/.test(tokens[next]?.text ?? "")) next += 1;
  const named = tokens[next];
  if (named === undefined || /^(?:enough|too)$/.test(tokens[next + 1]?.text ?? "")) return undefined;
  const isChoice = (["format", "shape", "position", "color", "language", "platform"] as const).some((choice) =>
    named.choices.has(choice),
  );
  const isValue = named.value !== undefined && ["clip", "aspect", "rate", "size", "span"].includes(named.value.kind);
  return isChoice || isValue ? next + 1 : undefined;
}

/** 不要音乐了: what is there shall go. */
function isUnwanted(tokens: readonly Token[], index: number): boolean {
  if (!/^(?:不要|不想要|不需要|别要)$/.test(tokens[index]?.text ?? "")) return false;
  const stop = tokens.findIndex((token, at) => at > index && token.isStop === true);
  const rest = tokens.slice(index + 1, stop < 0 ? tokens.length : stop);
  return (
    /^[了啦]$/.test(rest.at(-1)?.text ?? "") &&
    !rest.some((token) => token.meanings.has("add") || token.meanings.has("change"))
  );
}

/** 不加速，只倒放: a verb right behind it forbids; 不清晰 tells how it is. */
function forbidsVerb(tokens: readonly Token[], index: number): boolean {
  const [before, verb] = [tokens[index - 1], tokens[index + 1]];
  if (verb === undefined || (before !== undefined && before.isStop !== true)) return false;
  return (
    /^(?:加速|减速|变速|调色|快进|慢放)$/.test(verb.text) ||
    (["add", "cut", "trim", "split", "merge", "reverse", "loop", "rotate", "flip", "mute", "compress"] as const).some(
      (meaning) => verb.meanings.has(meaning),
    )
  );
}

function forbids(tokens: readonly Token[], index: number): boolean {
  const word = tokens[index]?.text ?? "";
  // 别的都不要
  if (word === "别" && tokens[index + 1]?.text === "的") return false;
  // «use voice.m4a instead of the original sound»
  if (/^(?:instead of|rather than)$/.test(word)) {
    const rest = textUpToStop(tokens.slice(index + 1, index + 6));
    if (/^(?:\w+ ){0,3}(?:audio|sound|soundtrack|voice|voices|speech|music|song)\b/.test(rest)) return false;
  }
  if (word === "不" && forbidsVerb(tokens, index)) return true;
  // «not a rotation»
  const named = /^(?:an?|the)$/.test(tokens[index + 1]?.text ?? "") ? tokens[index + 2] : undefined;
  if (word === "not" && named !== undefined && FORBIDDEN.some((meaning) => named.meanings.has(meaning))) return true;
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
    if (token?.isStop === true || token?.isSpaced === true) return next;
    const follows = tokens[next + 1];
    // «instead of black and white make it vintage»
    if (
      /^(?:instead of|rather than)$/.test(tokens[index]?.text ?? "") &&
      /^(?:make|use|do|give|turn|go|set|change|let's|i want|please|can you)$/.test(token?.text ?? "")
    )
      return next;
    // 保持音质不变压缩到5M: what stays has been said.
    if (/^(?:不变|不动|不改)$/.test(token?.text ?? "")) return next + 1;
    // «no watermark and also fade in»
    if (
      token?.value === undefined &&
      /^(?:and also|and then|plus|after that|also|then)$/.test(token?.text ?? "") &&
      follows !== undefined
    )
      return next;
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
  "please",
  "zoom",
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
