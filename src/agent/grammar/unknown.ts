/** Words that the grammar does not know, and the orders given with them. */
import type { Token } from "../language/tokens.js";

/** English words that name nothing. */
const NAMELESS = new Set(
  `a about above again all also am an and any anything are around as at away back be because been before being below both
  but by came come could did do does doing done down each else ever few for from gets getting going gonna got had has have
  having he her here hers him his how i if in into is isn just kind kinda last like look looks lot made make many may
  maybe me might mine more most much must my need needs never new nice no nor not now of off oh ok on one only or other
  our ours out over own part place please put real really right same seem seems she should side so some something
  somehow sort still stuff such super sure than that the their theirs them then there these they thing things this those
  through time to too totally under until up upon us very want was way we well went were what when where which while who
  whole whose why will with within without would yes yet you your yours bit little big small good bad great guys guy
  rest else remainder thanks hey hi okay plz annoying ugly stupid weird damn bloody whatever anyway`.split(/\s+/),
);

/** Whether a word names something that the grammar does not know. */
export function isUnknown(token: Token): boolean {
  if (token.value !== undefined || token.isStop === true || token.ordinal !== undefined) return false;
  if (token.choices.size > 0 || [...token.meanings].some((meaning) => !meaning.startsWith("tie:"))) return false;
  return /^\p{Script=Latin}{3,}/u.test(token.text)
    ? !NAMELESS.has(token.text.replace(/'.*$/, ""))
    : /^\p{Script=Han}/u.test(token.text) &&
        !/^[的了吧呢啊呀吗嘛我你他她它们是有里上下中个这那就都在和把将给让被很太]$/.test(token.text);
}

/** Whether an order of an unknown verb begins there: «… and frobnicate the banana». `before` is what stands before it. */
export function isUnknownOrder(tokens: readonly Token[], before: readonly Token[]): boolean {
  const said = tokens.filter((token) => token.isStop !== true);
  const [verb, object] = said;
  const joint = before.at(-1);
  if (verb === undefined || joint === undefined || !isUnknown(verb)) return false;
  if (!/^[a-z]/.test(verb.text) || REMARKS.has(verb.text.replace(/'.*$/, ""))) return false;
  // «and grandma loves it» tells something.
  if (object !== undefined && isUnknown(object) && /(?:s|ed)$/.test(object.text)) return false;
  const hasObject = object !== undefined && OBJECTS.test(object.text);
  if (joint.isStop === true) return hasObject && !/(?:ed|ing|s)$/.test(verb.text);
  if (!CONJUNCTIONS.test(joint.text)) return false;
  return hasObject || /then|that|wards|next/.test(joint.text) || !isOneOfAPair(before);
}

/** «for my mom and …»: what follows belongs to the word before. */
function isOneOfAPair(before: readonly Token[]): boolean {
  const [noun] = before.slice(-2);
  return (
    noun === undefined ||
    isUnknown(noun) ||
    noun.meanings.has("people") ||
    noun.choices.has("platform") ||
    before.slice(-5).some((token) => /^(?:for|by|from|with|like)$/.test(token.text))
  );
}

const CONJUNCTIONS =
  /^(?:and|&|then|and then|and also|also|plus|after that|afterwards|next|finally|and finally|lastly)$/;
const OBJECTS = /^(?:the|a|an|it|its|my|our|his|her|their|this|that|these|those|them|everything|everyone|all|some)$/;
/** Words that begin a remark, not an order, and what is done with captions anyway: they are burnt in. */
const REMARKS = new Set(
  `appreciate believe burn bye cheers congrats enjoy enjoyed feel find forgive forgot glad goodbye greetings guess happy hate
  hated hello honestly hope hurry know lol love loved loving mean regards remember shot sorry thank think tomorrow tonight
  took understand wish wow yay fine perfect lovely quick quickly fast asap tho though`.split(/\s+/),
);

/**
 * A wish that is plain by its form and speaks of things that the grammar does not know: «put a hat on the dog». What is
 * wished for, as it was typed.
 */
export function wishOf(tokens: readonly Token[], words: string): string | undefined {
  const said = tokens.filter((token) => token.isStop !== true);
  const first = said.findIndex((token) => !isPolite(token));
  const verb = said[first];
  if (verb === undefined || !/^[a-z]/.test(verb.text)) return undefined;
  const isOrder = ORDERS.some((order) => verb.meanings.has(order)) || (isUnknown(verb) && isObject(said[first + 1]));
  if (!isOrder || !said.slice(first + 1).some((token, index, rest) => isThing(token, rest, index))) return undefined;
  return words.slice(verb.start, said.at(-1)?.end).trim();
}

function isPolite(token: Token): boolean {
  return (
    token.meanings.has("please") ||
    token.meanings.has("next") ||
    token.meanings.has("greeting") ||
    token.meanings.has("thanks") ||
    /^(?:can|could|would|will|you|to|i|i'd|we|like|just|maybe|now|also|so|it|be|possible|is|ok|hey|gonna|wanna)$/.test(
      token.text,
    )
  );
}

function isObject(token: Token | undefined): boolean {
  return token !== undefined && OBJECTS.test(token.text);
}

/** Whether an unknown thing is named: «the dog», «a red hat», «of snow», «me». */
function isThing(token: Token, rest: readonly Token[], index: number): boolean {
  if (token.meanings.has("people")) return true;
  if (!isUnknown(token) || VAGUE.has(token.text) || /er$/.test(token.text)) return false;
  const before = rest.slice(Math.max(0, index - 4), index);
  return before.some((one) => DETERMINERS.test(one.text) || PLACED.test(one.text));
}

const ORDERS = [
  "add",
  "make",
  "change",
  "move",
  "remove",
  "replace",
  "swap",
  "keep",
  "increase",
  "decrease",
  "extract",
] as const;
const DETERMINERS = /^(?:the|a|an|my|our|this|that|these|those|some)$/;
const PLACED = /^(?:on|in|into|of|from|behind|over|under|with|at|to|like|as|between|around|his|her|their)$/;
/** What speaks of the film in ways that may be an edit after all. */
const VAGUE = new Set(
  `thing things stuff way feel feeling vibe vibes mood energy magic life kick oomph spice flavour flavor job work best change
  changes edit edits something anything everything nothing idea version try bit part parts thing`.split(/\s+/),
);
