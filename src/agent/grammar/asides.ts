/**
 * What an English speaker tells besides: why («most people watch on mute», «because it is for a silent film festival»),
 * for whom («it's for my students»), how it came («we shot it at night»). Such a clause asks for nothing, whatever words
 * of ours stand in it; where nothing else is said, it may be the request after all.
 */
import { type Token, textOf } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";

/** The tokens without what was told besides, and what that was. A stop stands where it was. */
export interface Told {
  tokens: Token[];
  aside: Token[];
}

const LEAD =
  "(?:(?:and|but|so|hi|hey|hello|sorry|ok|okay|well|um|also|honestly|basically|actually|unfortunately|sadly|also|and also|then|and then|plus|&|fyi|btw|by the way|look|listen|you see|note that|please note|just so you know|as you can see|turns out|apparently|obviously|heads up|,) )*";
const PERSON =
  "(?:(?:half|most|some|many|lots|a lot|all|none) (?:of )?(?:my|our|the|us|them|these|those|you)(?: \\w+)?|i|i'm|i've|i'd|we|we're|we've|he|he's|she|she's|they|they're|you|nobody|no one|none of (?:us|them)|everyone|everybody|someone|somebody|most people|most ppl|some people|people|ppl|folks|viewers|(?:(?:my|our|the|his|her|their|a|an|some|some of|most|most of|many|many of|half|half of|all|all of|those|these|one of) )*(?:\\w+ )?(?:boss|manager|client|clients|customer|customers|teacher|student|students|kid|kids|kiddo|child|children|mom|mum|dad|parents|wife|husband|girlfriend|boyfriend|partner|friend|friends|follower|followers|viewer|viewers|audience|user|users|guy|guys|girl|girls|man|woman|speaker|speakers|presenter|host|guest|guests|baby|toddler|dog|cat|puppy|kitten|son|daughter|sister|brother|cousin|uncle|aunt|grandma|grandpa|granny|grandparents|grandmother|grandfather|nan|nana|team|director|editor|coach|band|crowd|neighbour|neighbours|neighbor|neighbors|colleague|colleagues|coworker|coworkers|groom|bride|roommate|professor|prof|lecturer))";
const CIRCUMSTANCE =
  "(?:(?:my|our|the|his|her|their|a|an|this|that) )*(?:\\w+ )?(?:phone|camera|gopro|drone|tripod|mic|microphone|internet|connection|wifi|wi fi|weather|wind|sun|rain|room|venue|hall|church|classroom|gym|car|bus|road|train|boat|stage|computer|laptop|server|inbox|email|mailbox|event|party|wedding|meeting|lesson|lecture|class|deadline|birthday|tomorrow|today)";
const REASON = new RegExp(
  `^${LEAD}(?:(?:because|cause|cuz|cos|coz|bc|since|in case|even though|although)\\b(?! \\d)|as (?=(?:i|we|it|it's|they|he|she|this|that|the|my|our|most|people|everyone|some|there)\\b)|so (?:that )?(?:${PERSON}) (?:can|could|don't|dont|doesn't|won't|will|are able|is able|get|gets)\\b)`,
);
const OF_PEOPLE = new RegExp(`^${LEAD}${PERSON}\\b`);
const OF_CIRCUMSTANCES = new RegExp(
  `^${LEAD}${CIRCUMSTANCE} (?:is|was|were|are|has|had|have|isn't|wasn't|got|gets|kept|keeps|didn't|doesn't|\\w+ed|\\w+s)\\b`,
);
/** «filmed it wide», «shot on my phone»: how it came. */
const HOW_IT_CAME = new RegExp(
  `^${LEAD}(?:just |only |originally )?(?:filmed|recorded|captured|taken|shot|taped|screen recorded|downloaded|grabbed) (?:it|this|these|that|them|in|on|at|with|by|from|last|yesterday|outside|outdoors|indoors|during|while)\\b`,
);
/** «this is 3 gigs», «the clip is 4k», «it's 3 minutes long right now»: how it is now. */
const FACT =
  /^(?:(?:and|but|so|also|and also|&|plus|then|right now|currently|at the moment|,) )*(?:it's|its|it is|this is|it was|(?:the|this|my|our) (?:\w+ )?(?:video|clip|file|footage|original|recording|thing|movie|film|source)(?:'s| is| was|s)?|(?:video|clip|file|footage|original)(?:'s| is| was))\b/;
const WHAT_IT_IS = new RegExp(
  `^${LEAD}(?:(?:it's|its|it is|this is|this one's|that's|thats|that is|these are|those are|it was|this was|that was|they are|they're|those were|the video is|the clip is|video's|the video's) (?:just |only |all |basically |really |mostly |actually |supposed to be )*(?:just|only|all|basically|mostly|where|when|me|him|us|people|someone|somebody|a|an|for|from|about|of|my|our|his|her|their|the|going|meant)\\b|that was\\b|there was\\b)`,
);
/** What is wished, asked for, or reported as somebody's wish: no aside, whoever it is said of. */
const WISH =
  /\b(?:want|wants|wanted|wanting|need|needs|needed|like|wish|wishes|prefer|prefers|hope|hoping|think|thinks|thought|guess|reckon|feel|feels|should|shouldn't|must|mustn't|have to|has to|had to|gotta|ought|can|can't|cant|cannot|could|couldn't|would|will|'ll|may|might|let|ask|asks|asked|request|requested|say|says|said|tell|tells|told|suggest|suggests|suggested|insist|insists|expect|expects|require|requires|demand|demands|complain|complained|complaining|barely|hardly|please|don't care|rather|looking for|after|go for|going for|fancy|keen|dying|trying|aiming|i'd|we'd|he'd|she'd|they'd)\b/;
/** What is wrong with the picture or the sound, as it is told of a thing. */
const PROBLEM: readonly Meaning[] = [
  "grain",
  "blocks",
  "shake",
  "interlace",
  "soundNoise",
  "noise",
  "colour",
  "loud",
  "quiet",
  "normalize",
  "enhanceStrong",
  "rotate",
  "flip",
  "bars",
  "sharp",
  "silences",
];
const IS =
  /\b(?:starts?|begins?|ends?|happens?|is|its|it's|are|was|were|looks?|sounds|seems?|'m|'re|'s|i'm|we're|they're|he's|she's|am|be|been|comes?|came)\b/;

export function withoutAsides(said: readonly Token[]): Told {
  const tokens: Token[] = [];
  const aside: Token[] = [];
  const clauses = clausesOf(said);
  for (const [index, clause] of clauses.entries()) {
    const first = clause[0];
    // «the speech starts at 0:15, lose everything before that»
    const point = clause.find(({ value }) => value?.kind === "time");
    const following = clauses[index + 1];
    if (point !== undefined && following !== undefined && isTold(clause) && placeOf(clause) === undefined) {
      const side = sideOf(following);
      if (side !== undefined && point.value?.kind === "time") {
        const { ms } = point.value;
        const stretch = side === "before" ? ([0, ms] as const) : ([ms, null] as const);
        const span: Token = {
          ...point,
          meanings: new Set(),
          value: { kind: "span", stretches: [stretch], edge: side },
        };
        clauses[index + 1] = [
          ...following.filter((token) => token.isStop !== true),
          span,
          ...following.filter((token) => token.isStop === true),
        ];
        aside.push(...clause);
        continue;
      }
    }
    const place = placeOf(clause);
    const isTaken = place !== undefined && TAKES.test(textOf(clause.filter((token) => token !== place)));
    const after = place === undefined ? -1 : clauses.findIndex((one, at) => at > index && pronounOf(one, isTaken) >= 0);
    const isMeant =
      after > 0 &&
      after - index <= 2 &&
      !clauses.slice(index + 1, after).some((one) => placeOf(one) !== undefined) &&
      (isTaken || isTold(clause));
    if (place !== undefined && isMeant) {
      const order = clauses[after] ?? [];
      const at = pronounOf(order, isTaken);
      clauses[after] = [...order.slice(0, at), place, ...order.slice(at + 1)];
      // «take clip 1, slow it to 50 %, then move it to the end»
      for (let next = after + 1; isTaken && next < clauses.length; next += 1) {
        const more = clauses[next] ?? [];
        const it = pronounOf(more, true);
        if (it >= 0) clauses[next] = [...more.slice(0, it), place, ...more.slice(it + 1)];
      }
    }
    const isOnlyPlace =
      isMeant &&
      (isTaken || says(clauses[after], REMOVES) || (says(clauses[after], ["mute"]) && !says(clause, PROBLEM)));
    if (first === undefined || !(isOnlyPlace || (place === undefined && isAside(clause)))) {
      tokens.push(...clause);
      continue;
    }
    aside.push(...clause);
    tokens.push({
      text: ",",
      start: first.start,
      end: first.start,
      meanings: new Set(),
      choices: new Map(),
      isStop: true,
    });
  }
  return { tokens, aside };
}

/** Whether nothing but an amount is told: «it's 200 MB», «the clip is 4k», «this is 3 minutes long now». */
function isMeasured(clause: readonly Token[]): boolean {
  const at = clause.findIndex(({ value }) => value !== undefined && MEASURES.has(value.kind));
  const about = clause.slice(0, at).filter((token) => token.meanings.has("keep") || token.meanings.has("toLength"));
  return (
    at > 0 &&
    about.length === 0 &&
    clause
      .slice(at + 1)
      .every(
        (token) =>
          token.isStop === true ||
          /^(?:long|right now|right|now|at the moment|at|the|moment|currently|big|large|in size|already|total|file|video|footage|but|and)$/.test(
            token.text,
          ),
      )
  );
}
const MEASURES: ReadonlySet<string> = new Set(["bytes", "size", "time", "rate", "aspect"]);

/** «take clip 1, …», «for the second clip: …»: only what is spoken of. */
const TAKES =
  /^(?:(?:ok|okay|so|now|and|then|please) )*(?:take|grab|pick|select|use|find|go to|look at)(?: the)? ?[,:.]? ?$/;

/** «everything before that», «what comes after»: on which side of the moment that was told. */
function sideOf(order: readonly Token[]): "before" | "after" | undefined {
  if (!order.some(isOrder) || order.some(({ value }) => value !== undefined)) return undefined;
  const text = textOf(order.filter((token) => token.isStop !== true));
  const side =
    /\b(before|up to|until|after|past|beyond|following)(?: (?:that|this|it|then|there|point|that point|this point))*$/.exec(
      text,
    )?.[1];
  return side === undefined ? undefined : /^(?:before|up to|until)$/.test(side) ? "before" : "after";
}

const REMOVES: readonly Meaning[] = ["remove", "cut", "trim"];

function says(clause: readonly Token[] | undefined, meanings: readonly Meaning[]): boolean {
  return clause?.some((token) => meanings.some((meaning) => token.meanings.has(meaning))) === true;
}

/** Whether something is told there, and nothing asked for: «the third shot is out of focus», «I swore from 0:33 to 0:35». */
function isTold(clause: readonly Token[]): boolean {
  const text = textOf(clause);
  return !beginsWithOrder(clause) && (IS.test(text) || (OF_PEOPLE.test(text) && !WISH.test(text)));
}

function beginsWithOrder(clause: readonly Token[]): boolean {
  const first = clause.find(
    (token) => token.isStop !== true && !token.meanings.has("next") && !token.meanings.has("please"),
  );
  return first !== undefined && isOrder(first);
}

/** The clip or the stretch that a clause tells something of: «the third shot is out of focus», «from 2:05 on it's blank». */
function placeOf(clause: readonly Token[]): Token | undefined {
  return clause.find(({ value }) => value?.kind === "clip" || value?.kind === "span");
}

/** Where an order says «it» or «that bit» of a place that was named before: «delete it», «cut that part». */
function pronounOf(clause: readonly Token[], isAnyVerb: boolean): number {
  if (
    !(isAnyVerb || clause.some((token) => isOrder(token) || VERBS.test(token.text))) ||
    placeOf(clause) !== undefined ||
    clause.some(({ value }) => value?.kind === "time")
  )
    return -1;
  if (says(clause, THINGS)) return -1;
  return clause.findIndex(
    (token) => token.value === undefined && /^(?:it|that|this|them|those|these)$/.test(token.text),
  );
}

/** What «it» would be rather than a stretch of time. */
const THINGS: readonly Meaning[] = ["music", "title", "captions", "logo", "speech", "sound", "fade", "transition"];

/** Where one clause ends and another begins: at a stop, and before what begins an order or a reason. */
function clausesOf(tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = [];
  let clause: Token[] = [];
  for (const [index, token] of tokens.entries()) {
    if (clause.length > 0 && beginsClause(tokens, index)) {
      clauses.push(clause);
      clause = [];
    }
    clause.push(token);
    if (token.isStop === true || /^(?::|-)$/.test(token.text)) {
      clauses.push(clause);
      clause = [];
    }
  }
  if (clause.length > 0) clauses.push(clause);
  return clauses;
}

const BEGINS = /^(?:so|because|cause|cuz|cos|coz|bc|since|but|although|even though)$/;
const SUBJECT =
  /^(?:nobody|everyone|everybody|someone|somebody|people|most|half|many|viewers|followers|kids|students|mom|mum|dad|grandma|grandpa|grandson|granddaughter|his|her|their|these|those|everything|thats|i|i'm|i'd|we|he|she|they|you|it|it's|its|this|that|there|there's|the|my|our)$/;

function beginsClause(tokens: readonly Token[], index: number): boolean {
  const [token, next] = [tokens[index], tokens[index + 1]];
  if (token === undefined || token.value !== undefined) return false;
  if (BEGINS.test(token.text)) return next?.value === undefined || token.text === "so" || token.text === "but";
  // «the third clip is blurry just drop it»
  if (
    token.text === "just" &&
    next !== undefined &&
    isOrder(next) &&
    /^(?:it|that|this|them|those)$/.test(tokens[index + 2]?.text ?? "")
  )
    return true;
  // «… please cut it», not «cut it please»
  if (token.meanings.has("please"))
    return next !== undefined && next.isStop !== true && !/^(?:just|i want to|i need to|i'd like to)$/.test(token.text);
  const isNext = token.meanings.has("next");
  if (isNext && VERBS.test((next?.text ?? "").split(" ")[0] ?? "")) return true;
  if (isNext && (next === undefined || next.isStop === true)) return false;
  if (isNext && /^(?:and also|and then|then|plus|also|after that|finally|and finally|lastly)$/.test(token.text))
    return true;
  if (isNext && /^(?:filmed|shot|recorded|taped)$/.test(next?.text ?? "")) return true;
  // «that's just parents finding seats and auto subs in English please»
  const coming = tokens.slice(index + 1, index + 4);
  if (isNext && (says(coming, LAID_OVER) || coming.some(({ choices }) => choices.has("look") || choices.has("shape"))))
    return true;
  if (isNext) return next !== undefined && (SUBJECT.test(next.text) || isOrder(next) || next.meanings.has("please"));
  return false;
}

const LAID_OVER: readonly Meaning[] = ["captionsStrong", "musicFamily", "logo", "transition", "fade", "poster"];
/** Verbs that name a treatment, or that stand for nothing else. */
const VERBS =
  /^(?:deinterlace|stabili[sz]e|denoise|sharpen|brighten|darken|lighten|rotate|flip|mirror|slow|speed|fade|enhance|upscale|caption|subtitle|deblock|zoom|duck|normali[sz]e|boost|lower|raise|sharpen|loop|reverse|reframe|resize|compress|mute|play|upscale|smooth|warm|cool|grade|balance|title|overlay|watermark)$/;

const ORDERS: readonly Meaning[] = [
  "add",
  "remove",
  "cut",
  "trim",
  "keep",
  "split",
  "move",
  "merge",
  "reverse",
  "loop",
  "change",
  "make",
  "convert",
  "compress",
  "mute",
  "replace",
  "export",
  "extract",
  "increase",
  "decrease",
  "undo",
  "redo",
  "reset",
];

function isOrder(token: Token): boolean {
  return token.value === undefined && ORDERS.some((meaning) => token.meanings.has(meaning));
}

function isAside(clause: readonly Token[]): boolean {
  const text = textOf(clause.filter((token) => token.isStop !== true && !/^(?::|-)$/.test(token.text)));
  if (!/^[a-z&]/.test(text) || /\?/.test(textOf(clause))) return false;
  // «I have an srt file»: what is handed over is asked to be used.
  if (clause.some(({ value }) => value?.kind === "file" || value?.kind === "quote" || value?.kind === "link"))
    return false;
  if (says(clause, ["captionFile", "duck"])) return false;
  if (REASON.test(text)) return true;
  if (WISH.test(text)) return false;
  const isProblem =
    IS.test(text) &&
    says(
      // «my dad is turning 70»
      clause.filter((token) => !/^turn/.test(token.text)),
      PROBLEM,
    );
  if (OF_PEOPLE.test(text)) return !isProblem && !/^(?:\w+ )?(?:i|we|you) \w+$/.test(text);
  if (OF_CIRCUMSTANCES.test(text)) return !says(clause, PROBLEM);
  if (HOW_IT_CAME.test(text)) return !isProblem && !says(clause, ["remove", "cut", "trim", "add", "keep", "make"]);
  if (FACT.test(text) && isMeasured(clause)) return true;
  return WHAT_IT_IS.test(text) && !isProblem;
}
