/**
 * From a request to its parts: every way of cutting it where a part may begin is weighed, and the one that accounts for
 * most of what was said with the fewest parts is taken.
 */
import type { Context } from "../context.js";
import { type Token, textOf } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";
import { Clause, isCapital } from "./clause.js";
import { isLoose, leavesOpen, thingBefore, withNoun } from "./reference.js";
import type { Reading, RoughEdit, Rule } from "./rule.js";
import { isUnknown } from "./unknown.js";

/** A part of the request, and what it was read as. */
export interface Part {
  /** Absent: no rule could read it. */
  readonly reading: Reading | undefined;
  readonly tokens: readonly Token[];
}

/** Words that many rules need and that say little by themselves. */
const SMALL: ReadonlySet<Meaning> = new Set<Meaning>([
  "add",
  "change",
  "make",
  "next",
  "please",
  "pronoun",
  "video",
  "clipNoun",
  "only",
  "again",
  "more",
  "not",
  "untouched",
  "whole",
  "own",
  "each" as Meaning,
  "increase",
  "decrease",
  "convert",
  "extract",
  "start",
  "end",
  "middle",
  "between",
  "edges",
  "parts",
  "black",
  "help",
  "thanks",
  "greeting",
  "forSending",
]);
/** A part may begin with one of these, whether or not anything says so. */
const VERBS: ReadonlySet<Meaning> = new Set<Meaning>([
  "add",
  "remove",
  "cut",
  "trim",
  "keep",
  "split",
  "move",
  "swap",
  "merge",
  "reverse",
  "loop",
  "change",
  "make",
  "convert",
  "compress",
  "extract",
  "mute",
  "replace",
  "export",
  "undo",
  "redo",
  "reset",
  "increase",
  "decrease",
]);
const LONGEST = 48;
/** So that the work grows with the length of what is said, not with its square. */
const MOST_BEGINNINGS = 16;
const PART_COST = 0.3;
/** Where a stop or «and» stands, two parts that can be read are likelier than one that swallows both. */
const STOP_COST = -0.5;
const NEXT_COST = -0.4;
const SPACE_COST = -0.2;
/** Before a Chinese verb that what stands before it belongs to. */
const VERB_LAST_COST = 1.5;
/** Before «at double speed» and «with a fade in», which are mostly said of the verb before them. */
const PHRASE_COST = 0.9;
/** Values that may begin a part of their own. */
const BEGUN_BY: ReadonlySet<string> = new Set(["rate", "bytes", "size", "factor"]);
const HAN = /^\p{Script=Han}/u;

/** How much a token weighs in the account. */
function weight(token: Token): number {
  if (token.value !== undefined) return token.value.kind === "quote" || token.value.kind === "span" ? 3 : 2;
  let best = 0;
  for (const meaning of token.meanings) {
    if (meaning.startsWith("tie:") || meaning.startsWith("unit:")) best = Math.max(best, 0.1);
    else if (SMALL.has(meaning)) best = Math.max(best, 0.25);
    else return meaning.startsWith("impossible:") ? 1.5 : 1;
  }
  return token.choices.size > 0 ? Math.max(best, 0.8) : best;
}

const DETERMINERS = /^(?:the|a|an|my|our|your|his|her|their|some|any|every|each|no|of|very|heavily|really|too)$/;

/** «this compressed stream», «the cropped version», «my edited clip»: how a thing is, not what to do with it. */
function isParticiple(token: Token, before: Token, next: Token | undefined): boolean {
  return (
    /^[a-z]+ed$/.test(token.text) &&
    /^(?:this|that|these|those|from|in|with|for|on|is|are|was|were|been|got|gets|being|it's|its|already|highly|badly)$/.test(
      before.text,
    ) &&
    next !== undefined &&
    next.isStop !== true
  );
}

/** What it costs to begin a part there; nothing where none may begin. */
function costOfBeginning(
  tokens: readonly Token[],
  index: number,
  isHead: (token: Token) => boolean,
  isCapital: boolean,
): number | undefined {
  if (index === 0) return 0;
  const [before, token] = [tokens[index - 1], tokens[index]];
  if (before === undefined || token === undefined || token.isStop === true) return undefined;
  // «rotate it a half turn»
  if (token.text === "turn" && /^(?:half|quarter|quarters)$/.test(before.text)) return undefined;
  if (before.isStop === true) return STOP_COST;
  // «the audio», «my second clip», «heavily compressed»: what stands there belongs to the words before it.
  const isFadeOfAll = token.meanings.has("fade") && /\bwith$/.test(tokens[index - 2]?.text ?? "");
  if (DETERMINERS.test(before.text) && before.value === undefined && /^[a-z]/.test(token.text))
    return isFadeOfAll ? PHRASE_COST : undefined;
  if (isParticiple(token, before, tokens[index + 1])) return undefined;
  if (token.isSpaced === true && token.value === undefined) return SPACE_COST;
  if (before.text === "with a" || /^(?:so|because|cuz|cos|since)$/.test(before.text)) return 0.1;
  // «the first 5 seconds and the last 10»
  const isListed =
    /^(?:and|&|plus|\+)$/.test(before.text) &&
    tokens[index - 2]?.value?.kind === "span" &&
    (token.value?.kind === "span" || (token.meanings.has("tie:filler") && tokens[index + 1]?.value?.kind === "span"));
  if (isListed) return undefined;
  if (
    /^(?:at|@)$/.test(token.text) &&
    before.meanings.has("next") &&
    tokens[index - 2]?.value?.kind === "time" &&
    tokens[index + 1]?.value?.kind === "time"
  )
    return undefined;
  // «on both picture and audio»
  if (/^(?:and|&)$/.test(before.text) && tokens[index - 3]?.text === "both") return undefined;
  // «at 10 s and 20 s» is one list.
  if (token.value?.kind === "time" && tokens[index - 2]?.value?.kind === "time" && /^(?:and|&|or)$/.test(before.text))
    return undefined;
  if (before.meanings.has("next") && before.value === undefined)
    return before.text === "with" ? 0.1 : HAN.test(token.text) ? NEXT_COST : STOP_COST;
  if (token.text === "把" || token.text === "将") return 0;
  // «play it backwards at double speed», «mirror it in slow motion»
  if (/^(?:at|in)$/.test(token.text) && tokens.slice(index + 1, index + 4).some((one) => one.meanings.has("speedWord")))
    return before.meanings.has("reverse") || before.meanings.has("loop") ? STOP_COST : PHRASE_COST;
  // «webm under 10 MB»
  if (/^(?:under|below|max|at most|less than|up to)$/.test(token.text) && tokens[index + 1]?.value?.kind === "bytes")
    return 0.1;
  // 上下翻转后转成mov
  if (/^(?:后|之后|以后|过后|完|好|完后)$/.test(before.text) && isVerb(token) && tokens[index - 2]?.value === undefined)
    return 0;
  // «1440p 60fps», «clip 1 faster clip 3 backwards»
  if (token.value !== undefined) return costOfValue(token, before);
  // «I say something»: only writing begins a part.
  if (token.meanings.has("says") && !/^(?:write|type|写|打)/.test(token.text)) return undefined;
  // 不好看的部分删掉
  if (
    (token.meanings.has("remove") || token.meanings.has("cut")) &&
    /(?:部分|地方|片段|画面|镜头|内容|[的段截])$/.test(before.text) &&
    !isVerbBefore(tokens, index)
  )
    return undefined;
  if (isVerb(token)) return HAN.test(token.text) && !isVerbBefore(tokens, index) ? VERB_LAST_COST : 0.4;
  // «add the title Hello»
  if (before.meanings.has("title") && isCapital) return undefined;
  // «the subtitles I uploaded»
  if (token.meanings.has("upload") && /^(?:i|we|you|he|she|they)$/.test(before.text)) return undefined;
  if (!isHead(token)) return undefined;
  return isAfterTaken(tokens, index) ? VERB_LAST_COST : 0.9;
}

/** What it costs to begin with a value: «1440p 60fps». */
function costOfValue(token: Token, before: Token): number | undefined {
  const kind = token.value?.kind ?? "";
  if (!BEGUN_BY.has(kind)) return undefined;
  if (token.isSpaced === true) return 0;
  if (kind === "size" || kind === "factor") return undefined;
  return /^(?:under|below|at|at most|max|in|with|less than)$/.test(before.text) ? 0.2 : 0.9;
}

function isVerb(token: Token): boolean {
  return token.value === undefined && [...token.meanings].some((meaning) => VERBS.has(meaning));
}

/** Whether 把 has taken something up that nothing has been done to yet: 把logo放大. */
function isAfterTaken(tokens: readonly Token[], index: number): boolean {
  for (let before = index - 1; before >= 0; before -= 1) {
    const token = tokens[before];
    if (token === undefined || token.isStop === true || isVerb(token)) return false;
    if (/^[把将]$/.test(token.text)) return true;
  }
  return false;
}

/** Whether another verb stands between the last stop and here. Where none does, what stands there is this verb's: 结尾的logo去掉. */
function isVerbBefore(tokens: readonly Token[], index: number): boolean {
  for (let before = index - 1; before >= 0; before -= 1) {
    const token = tokens[before];
    if (token === undefined || token.isStop === true) return false;
    if (/^[把将]$/.test(token.text)) return false;
    if (isVerb(token)) return true;
    if (token.meanings.has("next") && token.value === undefined) return false;
  }
  return false;
}

/** The parts of a request, in the order said; more may have been `said` before than is left to be read. */
export function partsOf(
  { tokens, said }: { tokens: readonly Token[]; said: readonly Token[] },
  words: string,
  rules: readonly Rule[],
  context: Context,
): Part[] {
  const heads = new Set<Meaning>(rules.flatMap((rule) => rule.heads));
  const isHead = (token: Token) => [...token.meanings].some((meaning) => heads.has(meaning) && !SMALL.has(meaning));
  const costs = tokens.map((token, index) => costOfBeginning(tokens, index, isHead, isCapital(words, token)));
  const ends = [...costs.keys(), tokens.length].filter((end) => end === tokens.length || costs[end] !== undefined);
  /** The best account of the tokens before each end. */
  const best = new Map<number, { score: number; parts: readonly Part[] }>([[0, { score: 0, parts: [] }]]);
  for (const end of ends) {
    if (end === 0) continue;
    let chosen: { score: number; parts: readonly Part[] } | undefined;
    // Of two accounts that are as good, the one that leaves what nobody can read to itself.
    for (const begin of nearBefore(ends, end)) {
      const before = best.get(begin);
      const cost = costs[begin];
      if (before === undefined || cost === undefined) continue;
      const part = tokens.slice(begin, end);
      const read = referred(bestReading(part, words, rules, context), part, said, (open) =>
        bestReading(open, words, rules, context),
      );
      const score = before.score + (read === undefined ? -unread(part) : read.score - PART_COST - cost);
      if (chosen === undefined || score > chosen.score + 1e-9)
        chosen = {
          score,
          parts: [...before.parts, read?.part ?? { reading: undefined, tokens: tokens.slice(begin, end) }],
        };
    }
    if (chosen !== undefined) best.set(end, chosen);
  }
  return [...(best.get(tokens.length)?.parts ?? [])];
}

/** What it costs to leave words unread: an order in Chinese is not dropped for a little more of something else. */
function unread(tokens: readonly Token[]): number {
  return tokens.some((token) => HAN.test(token.text) && isVerb(token) && !token.meanings.has("next")) ? UNREAD_COST : 0;
}
const UNREAD_COST = 0.4;

/** Where a part that ends there may begin, the nearest first: not too many tokens, nor too many beginnings before it. */
function nearBefore(ends: readonly number[], end: number): number[] {
  const at = ends.indexOf(end);
  return ends
    .slice(Math.max(0, at - MOST_BEGINNINGS), at)
    .filter((begin) => end - begin <= LONGEST)
    .reverse();
}

/**
 * What Chinese words mean that no rule could read, with the verb that was not said: 统一成1080p, 中间交叉淡化1秒. Nothing
 * where they are no edit even so.
 */
export function looseReading(
  tokens: readonly Token[],
  words: string,
  rules: readonly Rule[],
  context: Context,
): Part | undefined {
  const [first] = tokens;
  if (first === undefined || !tokens.some((token) => HAN.test(token.text) && weight(token) >= 0.8)) return undefined;
  if (tokens.some((token) => SAID.some((verb) => token.meanings.has(verb)))) return undefined;
  let best: Read;
  for (const [text, ...meanings] of UNSAID) {
    const verb: Token = { text, start: first.start, end: first.start, meanings: new Set(meanings), choices: new Map() };
    for (const said of [[verb, ...tokens], withoutStop([...tokens, verb])]) {
      const read = bestReading(said, words, rules, context);
      const reading = read?.part.reading;
      if (read === undefined || reading === undefined || !("edits" in reading)) continue;
      if (best === undefined || read.score > best.score) best = { part: { reading, tokens }, score: read.score };
    }
  }
  return best?.part;
}

/** The tokens with a stop before the last one taken out. */
function withoutStop(tokens: readonly Token[]): Token[] {
  return tokens.filter((token, index) => index !== tokens.length - 2 || token.isStop !== true);
}

/** With one of these the verb has been said. */
const SAID: readonly Meaning[] = ["remove", "cut", "trim", "keep", "split", "move", "swap", "merge", "mute", "replace"];

/** Verbs that are left unsaid. */
const UNSAID: readonly (readonly [string, ...Meaning[]])[] = [
  ["改成", "change", "make", "tie:into" as Meaning],
  ["加", "add"],
];

type Read = { part: Part; score: number } | undefined;

/** «keep my voice but turn it up»: what a part means of the thing before it, where it says «it» and is nothing by itself. */
function referred(
  plain: Read,
  tokens: readonly Token[],
  said: readonly Token[],
  read: (tokens: readonly Token[]) => Read,
): Read {
  const reading = plain?.part.reading;
  const isNothing = reading === undefined || "ask" in reading;
  if (!leavesOpen(tokens) || !(isNothing || "edits" in reading)) return plain;
  const thing = thingBefore(said, tokens[0]?.start ?? 0);
  if (thing === undefined || !(isNothing || reading.edits.every((edit) => isLoose(edit, thing)))) return plain;
  const meant = read(withNoun(tokens, thing));
  const found = meant?.part.reading;
  return meant !== undefined &&
    found !== undefined &&
    "edits" in found &&
    found.edits.some((edit) => OF_THINGS.has(edit.op) && (edit.op !== "title" || isWritten(tokens)))
    ? { part: { reading: found, tokens }, score: Math.max(plain?.score ?? 0, meant.score - 1) }
    : plain;
}

/** Whether words to be shown are said. */
function isWritten(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.value?.kind === "quote" || token.meanings.has("says"));
}

/** What is done to things that are laid over the picture or heard. */
const OF_THINGS: ReadonlySet<string> = new Set([
  "title",
  "change_title",
  "change_captions",
  "change_overlay",
  "volume",
  "music",
  "mute",
  "fade",
  "remove",
  "denoise_audio",
  "normalize_audio",
]);

function bestReading(tokens: readonly Token[], words: string, rules: readonly Rule[], context: Context): Read {
  const said = new Set<string>();
  for (const token of tokens) {
    for (const meaning of token.meanings) said.add(meaning);
    for (const choice of token.choices.keys()) said.add(`choice:${choice}`);
    if (token.value !== undefined) said.add(`value:${token.value.kind}`);
  }
  const text = textOf(tokens);
  const isCutOut = CUT_OUT.test(text);
  let best: { part: Part; score: number } | undefined;
  for (const rule of rules) {
    if (!isAwake(rule, said, text) || (isCutOut && rule.isScoped === true)) continue;
    const clause = new Clause(tokens, words, text);
    const result = rule.read(clause, context);
    if (result === undefined) continue;
    const reading: Reading = isReading(result)
      ? result
      : { edits: Array.isArray(result) ? result : [result as RoughEdit] };
    const scoped = rule.isScoped === true && "edits" in reading ? { edits: withScope(reading.edits, clause) } : reading;
    const score = account(rule, clause) + (rule.bonus ?? 0);
    if (best === undefined || score > best.score + 1e-9) best = { part: { reading: scoped, tokens }, score };
  }
  return best;
}

/** 把3分10到3分40卡顿的地方剪掉: what stands before it tells of the stretch, which is cut out. */
const CUT_OUT =
  /的?(?:那|这)?(?:地方|部分|一?段|片段|画面|镜头|几秒|时候|内容|东西|一?截)(?:都|全部?|给|统统|直接|给我|帮我)*(?:[剪切删裁掐截][掉了去除]|去掉|去除|不要|删除|剪|切|删)(?:了|掉|吧|啦|呗|哈|即可|就行|就好)*(?: ?[,.!?;]|$)/;

function isAwake(rule: Rule, said: ReadonlySet<string>, text: string): boolean {
  return (
    rule.heads.some((head) => said.has(head)) ||
    rule.headChoices?.some((choice) => said.has(`choice:${choice}`)) === true ||
    rule.headValues?.some((kind) => said.has(`value:${kind}`)) === true ||
    rule.form?.test(text) === true
  );
}

function isReading(result: Reading | RoughEdit | readonly RoughEdit[]): result is Reading {
  return !Array.isArray(result) && !("op" in result);
}

/** How much of the clause the rule accounts for. */
function account(rule: Rule, clause: Clause): number {
  let sum = 0;
  const end = endOfOwn(clause);
  for (const [index, token] of clause.tokens.slice(0, end).entries()) {
    // A joint in the middle is no gain for the part that holds it.
    if (index > 0 && token.value === undefined && /^(?:and|&|plus|and also|then|and then|also)$/.test(token.text))
      continue;
    if (clause.used.has(index)) sum += Math.max(weight(token), 0.5);
    else if (token.value === undefined && !beginsAnother(clause, index)) sum += weight(token) * share(rule, token);
  }
  return sum - SWALLOWED * swallowed(rule, clause);
}

/** How many strong words stand in Chinese phrases that the rule knows nothing of: 杂音去掉，人声提一点 is not about noise alone. */
function swallowed(rule: Rule, clause: Clause): number {
  let count = 0;
  let strong = 0;
  let isKnown = false;
  for (const [index, token] of [...clause.tokens, undefined].entries()) {
    if (token === undefined || token.isStop === true) {
      if (!isKnown) count += strong;
      [strong, isKnown] = [0, false];
      continue;
    }
    const isStrong = weight(token) >= 0.8;
    isKnown ||= clause.used.has(index) || (isStrong && share(rule, token) > 0);
    if (!isStrong || !HAN.test(token.text) || clause.used.has(index)) continue;
    strong += 1;
    // 在15秒切开，把中间那段静音
    if (isKnown && isVerb(token) && share(rule, token) === 0) count += 1;
  }
  return count;
}

/** «make it vertical and glorpify everything»: where what a rule has used ends and an order that nobody knows begins. */
function endOfOwn(clause: Clause): number {
  const last = Math.max(-1, ...clause.used);
  const joint = clause.tokens.findIndex(
    (token, index) => index > last && token.meanings.has("next") && token.value === undefined,
  );
  const [verb, ...rest] = joint < 0 ? [] : clause.tokens.slice(joint + 1);
  if (verb === undefined || !/^[a-z]/.test(verb.text)) return clause.tokens.length;
  return isUnknown(verb) || (isVerb(verb) && rest.some(isUnknown)) ? joint + 1 : clause.tokens.length;
}

/** «mute it and make …»: a small verb behind «and» is no gain for the part before it. */
function beginsAnother(clause: Clause, index: number): boolean {
  const [before, token] = [clause.at(index - 1), clause.at(index)];
  if (before === undefined || token === undefined || !isVerb(token)) return false;
  if (!(before.isStop === true || (before.meanings.has("next") && before.value === undefined))) return false;
  return [...token.meanings].every((meaning) => SMALL.has(meaning) || meaning.startsWith("tie:"));
}

/** What a word takes away that another part may be about. */
const SWALLOWED = 0.35;

/** How far a rule accounts for a token: what only stands beside its own words may be another rule's business. */
function share(rule: Rule, token: Token): number {
  let best = 0;
  for (const meaning of token.meanings) {
    if (SMALL_ALWAYS.has(meaning) || rule.heads.includes(meaning)) return 1;
    if (rule.about?.includes(meaning) === true) best = SMALL.has(meaning) ? 1 : Math.max(best, ASIDE);
  }
  return best;
}
/** What a word counts that a rule knows of but is not about. */
const ASIDE = 0.6;

/** Small words that any rule accounts for. */
const SMALL_ALWAYS: ReadonlySet<Meaning> = new Set<Meaning>(["next", "please", "pronoun", "video", "not", "again"]);

/** The stretch that stands in the same phrase as what was used; else the first one. */
function nearestSpan(clause: Clause): number {
  const spans = clause.tokens.flatMap((token, index) => (token.value?.kind === "span" ? [index] : []));
  const isTogether = (a: number, b: number) =>
    !clause.tokens.slice(Math.min(a, b), Math.max(a, b)).some((token) => token.isStop === true);
  return spans.find((span) => [...clause.used].some((used) => isTogether(span, used))) ?? spans[0] ?? -1;
}

/** The clip and the stretch that were said, where the rule itself has not used them. */
function withScope(edits: readonly RoughEdit[], clause: Clause): RoughEdit[] {
  let scoped = [...edits];
  const spanAt = nearestSpan(clause);
  const span = clause.value(spanAt, "span");
  const clipAt = clause.indexOf("clip");
  const clip = clause.value(clipAt, "clip");
  if (span !== undefined && !clause.used.has(spanAt)) {
    clause.use(spanAt);
    scoped = scoped.flatMap((edit) => span.stretches.map((range) => ({ ...edit, range })));
  }
  if (clip !== undefined && !clause.used.has(clipAt)) {
    clause.use(clipAt);
    scoped = scoped.flatMap((edit) => clip.clips.map((one) => ({ ...edit, clip: one })));
  }
  return scoped;
}
