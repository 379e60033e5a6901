/** English verbs whose second word stands behind what they are done to: «take the noise out», «turn the music down». */
import { stem } from "../language/stem.js";
import type { Token } from "../language/tokens.js";
import { lookUp, type Meaning } from "../vocabulary/vocabulary.js";

const PARTICLE = /^(?:out|off|away|up|down|back|together|apart)$/;
/** Second words that are prepositions as often: only where nothing follows that they could belong to. */
const LOOSE = /^(?:in|on|over)$/;
const FARTHEST = 9;

/** The tokens, where the verb before its object means what it means with its second word: «take … out» is «take out». */
export function withParticles(tokens: readonly Token[]): Token[] {
  return tokens.map((token, index) => {
    if (token.value !== undefined || !/^[a-z]+$/.test(token.text) || token.meanings.size === 0) return token;
    // «take clip 6 out»: the verb is «take».
    if (token.meanings.has("clipNoun")) return token;
    const particle = particleOf(tokens, index);
    if (particle === undefined) return token;
    const found = lookUp([unit(token.text), unit(particle)], 0);
    if (found?.count !== 2) return token;
    return { ...token, meanings: found.entry.meanings };
  });
}

/** «between the clips», «my clip», «the final cut»: where a word can only be a noun, it is no verb. */
export function withNouns(tokens: readonly Token[]): Token[] {
  return tokens.map((token, index) => {
    const isNoun =
      token.text === "clips" ||
      (/^(?:clip|cut|cuts|take|takes)$/.test(token.text) && NOUN_BEFORE.test(tokens[index - 1]?.text ?? ""));
    if (!isNoun || token.value !== undefined || !VERB_OR_NOUN.some((meaning) => token.meanings.has(meaning)))
      return token;
    return { ...token, meanings: new Set([...token.meanings].filter((meaning) => !VERB_OR_NOUN.includes(meaning))) };
  });
}

const NOUN_BEFORE = /^(?:the|a|my|our|your|his|her|their|this|each|every|any|final|whole|entire|single|video|movie)$/;
const VERB_OR_NOUN: readonly Meaning[] = ["cut", "remove", "decrease"];

/** The nearest second word behind the verb, before a stop or another verb. */
function particleOf(tokens: readonly Token[], index: number): string | undefined {
  const behind = tokens[index + 1];
  if (behind?.isStop === true || (behind?.value === undefined && behind?.meanings.has("next") === true))
    return undefined;
  for (let next = index + 2; next < Math.min(tokens.length, index + FARTHEST); next += 1) {
    const token = tokens[next];
    if (token === undefined || token.isStop === true) return undefined;
    if (token.value === undefined && token.meanings.has("next")) return undefined;
    // «take it up to 1440p»
    if (token.text === "up to") return "up";
    if (PARTICLE.test(token.text) || (LOOSE.test(token.text) && isEnd(tokens[next + 1]))) return token.text;
  }
  return undefined;
}

function isEnd(token: Token | undefined): boolean {
  return (
    token === undefined ||
    token.isStop === true ||
    token.meanings.has("next") ||
    /^(?:at|from|under|when|while|for|with|please)$/.test(token.text)
  );
}

function unit(text: string): { kind: "word"; text: string; stem: string; start: number; end: number } {
  return { kind: "word", text, stem: stem(text), start: 0, end: 0 };
}
