/** What is said once and meant twice: «remove the subtitles and the logo», 把字幕和水印都去掉. The verb is put where it is meant. */
import type { Token } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";

/** What can be taken away by name. */
const TAKEN: readonly Meaning[] = [
  "title",
  "captions",
  "captionsStrong",
  "logo",
  "music",
  "sound",
  "transition",
  "fade",
  "bars",
  "silences",
  "grain",
  "soundNoise",
  "noise",
];
const SMALL: readonly Meaning[] = ["tie:filler", "pronoun", "whole", "own", "each" as never, "please"];

/** The tokens, with the verb before each thing that is to be taken away. */
export function withVerbs(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  let verb: Token | undefined;
  let isListed = false;
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const isBound = before !== undefined && isJoint(before);
    if (isBound && verb !== undefined && isListed && isThing(tokens, index)) result.push({ ...verb, end: verb.start });
    if (token.value === undefined && token.meanings.has("remove") && token.text !== "take") {
      verb = token;
      isListed = true;
    } else if (
      isOther(token) ||
      /^(?:from|on|over|for)$/.test(token.text) ||
      isCounted(token) ||
      (token.isStop === true && token.text !== ",")
    )
      isListed = false;
    // «take it out and closed captions please»: what is taken has been said.
    else if (/^(?:it|them|that|this)$/.test(token.text) && !isNamedNext(tokens, index)) isListed = false;
    result.push(token);
  }
  return withVerbsBefore(withCopulas(result));
}

/** «it's shaky, dark and too quiet»: the verb is said once; each thing that is wrong has it. */
function withCopulas(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  let copula: Token | undefined;
  for (const [index, token] of tokens.entries()) {
    const [before, next] = [tokens[index - 1], tokens[index + 1]];
    if (COPULA.test(token.text) && token.value === undefined) copula = token;
    else if (token.value !== undefined || /^(?:[.;!?(]|but|so)$/.test(token.text)) copula = undefined;
    else if (
      copula !== undefined &&
      before !== undefined &&
      isJoint(before) &&
      isFault(token) &&
      (next === undefined || next.isStop === true || isJoint(next) || next.meanings.has("please"))
    )
      result.push({
        ...copula,
        text: "is",
        start: token.start,
        end: token.start,
        meanings: new Set(),
        choices: new Map(),
      });
    result.push(token);
  }
  return result;
}

const COPULA =
  /^(?:it's|its|is|are|was|were|looks?|seems?|feels?|sounds|video's|sound's|audio's|picture's|everything's)$/;
const FAULTS: readonly Meaning[] = ["colour", "quiet", "loud", "grain", "shake", "sharp", "blocks", "enhanceStrong"];

function isFault(token: Token): boolean {
  return token.value === undefined && /^[a-z]+$/.test(token.text) && FAULTS.some((fault) => token.meanings.has(fault));
}

/**
 * 开头两秒镜头在晃，切掉: a clause that is nothing but a verb of cutting is about the stretch or the clip that was spoken of
 * right before it. Values have been joined.
 */
export function withTopics(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  let topic: Token | undefined;
  for (const clause of clausesOf(tokens)) {
    const verb = clause.findIndex((token) => token.value === undefined && CUTTING.test(token.text));
    const isBare = verb >= 0 && clause.every((token, index) => index === verb || isIdle(token));
    const place = isBare
      ? clause.findIndex((token) => !token.meanings.has("next") && !token.meanings.has("please"))
      : -1;
    if (isBare && topic !== undefined) {
      const at = clause[Math.max(place, 0)]?.start ?? 0;
      result.push(...clause.slice(0, place), { ...topic, start: at, end: at }, ...clause.slice(place));
      topic = undefined;
      continue;
    }
    result.push(...clause);
    const isOrder = clause.some((token) => token.value === undefined && ORDERED.some((one) => token.meanings.has(one)));
    const places = clause.filter(({ value }) => value?.kind === "span" || value?.kind === "clip");
    topic = isOrder || places.length > 1 ? undefined : (places[0] ?? topic);
    if (/^[.;!\n]$/.test(clause.at(-1)?.text ?? "")) topic = undefined;
  }
  return result;
}

function clausesOf(tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = [[]];
  for (const token of tokens) {
    if (token.isSpaced === true) clauses.push([]);
    clauses.at(-1)?.push(token);
    if (token.isStop === true) clauses.push([]);
  }
  return clauses.filter((clause) => clause.length > 0);
}

const CUTTING =
  /^(?:[剪切裁砍删去掐截拿剔撤清]|[剪切裁砍删去掐截拿清剪](?:掉|了|去|走|除|干净)+|删除|移除|去除|剪除|切除|不要了?|不需要|不要的|cut|cut掉|delete|统统不要|不留|不用了|用不上|用不着|都不要|都删了|全删|弄掉|处理掉)$/;
const ORDERED: readonly Meaning[] = ["add", "remove", "cut", "trim", "keep", "split", "move", "swap", "merge", "mute"];
function isIdle(token: Token): boolean {
  if (token.value !== undefined) return false;
  return (
    token.isStop === true ||
    (token.meanings.size === 0 &&
      /^(?:了|吧|呗|啊|呀|哈|它|都|就|直接|全|全部|给|帮|的|那|这|段|里|得|要|该|应该|请)$/.test(token.text)) ||
    ["please", "next", "pronoun", "tie:filler", "whole", "thanks"].some((one) => token.meanings.has(one as Meaning)) ||
    /^(?:段|部分|掉|了|直接|全部|都)$/.test(token.text)
  );
}

/** 把字幕和水印都去掉: the verb stands behind the last of them. */
function withVerbsBefore(tokens: readonly Token[]): Token[] {
  const at = tokens.findIndex((token) => token.value === undefined && token.meanings.has("remove"));
  const verb = tokens[at];
  if (verb === undefined || !/\p{Script=Han}/u.test(verb.text)) return [...tokens];
  let begin = at;
  while (begin > 0 && !isEnd(tokens[begin - 1])) begin -= 1;
  const said = tokens.slice(begin, at);
  const joint = said.findIndex((token, index) => index > 0 && isJoint(token) && token.isStop !== true);
  const isList =
    joint > 0 && said.slice(0, joint).some(isNamed) && said.slice(joint + 1).some(isNamed) && !said.some(isOther);
  if (!isList) return [...tokens];
  return [...tokens.slice(0, begin + joint), { ...verb, end: verb.start }, ...tokens.slice(begin + joint)];
}

function isEnd(token: Token | undefined): boolean {
  return token === undefined || token.isStop === true || /^(?:然后|再|并且|接着)$/.test(token.text);
}

function isJoint(token: Token): boolean {
  return token.value === undefined && /^(?:and|&|or|nor|plus|as well as|,|和|跟|与|及|以及|还有)$/.test(token.text);
}

/** «3 second fade out»: another thing is asked for. */
function isCounted(token: Token): boolean {
  return (["unit:second", "unit:minute", "unit:percent"] as const).some((unit) => token.meanings.has(unit));
}

function isNamedNext(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1];
  return next !== undefined && isNamed(next);
}

/** Whether a thing is named there, and nothing else is said of it. */
function isThing(tokens: readonly Token[], index: number): boolean {
  const rest: Token[] = [];
  for (const token of tokens.slice(index)) {
    if (isJoint(token) || token.isStop === true || token.meanings.has("next")) break;
    rest.push(token);
  }
  // 最后10秒剪掉，声音在结尾淡出
  if (
    /^\p{Script=Han}/u.test(rest[0]?.text ?? "") &&
    rest.slice(1).some((token) => isNamed(token) || /^[加配打上放]/.test(token.text))
  )
    return false;
  if (/^[加配打做来弄]/.test(rest[0]?.text ?? "")) return false;
  // «watermark it» is an order of its own.
  if (rest.some((token, at) => isNamed(token) && /^(?:it|this|that)$/.test(rest[at + 1]?.text ?? ""))) return false;
  const first = rest.find((token) => !/^(?:any|all|both|also|that|those|these|the|my|its|都)$/.test(token.text));
  return (
    first !== undefined &&
    isNamed(first) &&
    rest.length <= 5 &&
    !rest.some(isOther) &&
    !rest.some((token) => token.value !== undefined)
  );
}

function isNamed(token: Token): boolean {
  return token.value === undefined && TAKEN.some((meaning) => token.meanings.has(meaning));
}

/** A verb of another kind. */
function isOther(token: Token): boolean {
  if (token.value !== undefined || isNamed(token) || SMALL.some((meaning) => token.meanings.has(meaning))) return false;
  return VERBS.some((verb) => token.meanings.has(verb)) && !token.meanings.has("remove");
}

const VERBS: readonly Meaning[] = [
  "add",
  "cut",
  "trim",
  "keep",
  "change",
  "make",
  "move",
  "increase",
  "decrease",
  "split",
];
