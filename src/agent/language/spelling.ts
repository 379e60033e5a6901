/**
 * Slips of the finger: a word that nobody knows and that is one slip away from a word of the vocabulary is that word.
 * A real word is never touched.
 */
import damerauLevenshtein from "damerau-levenshtein";
import { KNOWN_STEMS, SINGLE_WORDS } from "../vocabulary/vocabulary.js";
import { REAL_WORDS } from "./real-words.js";
import { stem } from "./stem.js";
import type { Unit } from "./units-of-text.js";

const SHORTEST = 4;
/** Of two words that are as near, what people ask for most. */
const USUAL = new Set(
  "black white speed trim video clip title music sound export crop rotate remove volume audio voice faster slower brighter captions".split(
    " ",
  ),
);
const REMEMBERED_MOST = 10_000;
const remembered = new Map<string, string>();

/** The unit, with the word that was meant. */
export function corrected(unit: Unit): Unit {
  if (
    unit.text.length < SHORTEST ||
    KNOWN_STEMS.has(unit.stem) ||
    REAL_WORDS.has(unit.text) ||
    REAL_WORDS.has(unit.stem)
  )
    return unit;
  const meant = remembered.get(unit.text) ?? remember(unit.text, nearest(unit.text));
  return meant === unit.text ? unit : { ...unit, text: meant, stem: stem(meant) };
}

function remember(word: string, meant: string): string {
  if (remembered.size >= REMEMBERED_MOST) remembered.clear();
  remembered.set(word, meant);
  return meant;
}

function nearest(word: string): string {
  let best: { word: string; steps: number } | undefined;
  for (const candidate of SINGLE_WORDS) {
    const slips = slipsBetween(word, candidate);
    if (slips === undefined) continue;
    const isLikelier = best !== undefined && slips === best.steps && USUAL.has(candidate) && !USUAL.has(best.word);
    if (best === undefined || slips < best.steps || isLikelier) best = { word: candidate, steps: slips };
  }
  return best?.word ?? word;
}

/** How many slips lie between a word and one of the vocabulary; nothing where it is too many to be sure. */
function slipsBetween(word: string, candidate: string): number | undefined {
  const most = word.length >= 8 && candidate.length >= 8 ? 2 : 1;
  if (candidate.length < SHORTEST || Math.abs(candidate.length - word.length) > most) return undefined;
  // The first letter is rarely missed; where it is, two letters have changed places.
  if (candidate[0] !== word[0] && !(candidate[0] === word[1] && candidate[1] === word[0])) return undefined;
  const { steps } = damerauLevenshtein(word, candidate);
  if (steps > most) return undefined;
  // A short word has many neighbours: only letters that changed places, or one that was typed twice.
  const isShort = Math.min(word.length, candidate.length) <= 4;
  const hasSameLetters = [...word].sort().join("") === [...candidate].sort().join("");
  const isDoubled = word.length === candidate.length + 1 && /(.)\1/.test(word);
  // «blak»: a letter that is missing, in a word that people say all the time.
  const isMissing = USUAL.has(candidate) && word.length === candidate.length - 1 && candidate[0] === word[0];
  return isShort && !hasSameLetters && !isDoubled && !isMissing ? undefined : steps;
}
