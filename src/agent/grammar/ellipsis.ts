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
    if (token.value === undefined && token.meanings.has("remove")) {
      verb = token;
      isListed = true;
    } else if (isOther(token) || token.text === "from") isListed = false;
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

/** Whether a thing is named there, and nothing else is said of it. */
function isThing(tokens: readonly Token[], index: number): boolean {
  const rest: Token[] = [];
  for (const token of tokens.slice(index)) {
    if (isJoint(token) || token.isStop === true || token.meanings.has("next")) break;
    rest.push(token);
  }
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
