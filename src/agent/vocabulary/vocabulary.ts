/** All that the grammar knows by heart, ready to be looked up: a phrase leads to what it can mean. */
import { type Unit, unitsOf } from "../language/units-of-text.js";
import { ACTIONS } from "./actions.js";
import { CHINESE, CHINESE_CHOICES } from "./chinese.js";
import { CHOICES } from "./choices.js";
import { IMPOSSIBLE, SESSION } from "./session.js";
import { THINGS } from "./things.js";
import { TIES, UNITS } from "./units.js";

/** What a word can mean, by the name of its line in the vocabulary. */
export type Meaning =
  | keyof typeof ACTIONS
  | keyof typeof THINGS
  | keyof typeof SESSION
  | `unit:${keyof typeof UNITS}`
  | `tie:${keyof typeof TIES}`
  | `impossible:${Impossible}`;
export type Impossible = keyof typeof IMPOSSIBLE;
/** A question with a few answers: which position, which colour. */
export type Choice = keyof typeof CHOICES;

/** What a phrase means: meanings, and answers to choices. */
export interface Entry {
  readonly meanings: Set<Meaning>;
  readonly choices: Map<Choice, string>;
}

interface Node {
  readonly next: Map<string, Node>;
  entry?: Entry;
}

const root: Node = { next: new Map() };
/** The stem of every English word that stands in some phrase. */
const known = new Set<string>();
/** English words that are a phrase of their own. */
const single = new Set<string>();

function entryFor(phrase: string): Entry {
  let node = root;
  const units = unitsOf(phrase);
  if (units.length === 1 && units[0]?.kind === "word") single.add(units[0].text);
  for (const unit of units) {
    if (unit.kind === "word") known.add(unit.stem);
    let next = node.next.get(unit.stem);
    if (next === undefined) {
      next = { next: new Map() };
      node.next.set(unit.stem, next);
    }
    node = next;
  }
  node.entry ??= { meanings: new Set(), choices: new Map() };
  return node.entry;
}

function phrases(list: string): string[] {
  return list
    .split(",")
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "");
}

/** «剪 切 + 掉 走» is every first part with every second one; spaces part them, commas the groups. */
function putTogether(list: string): string[] {
  return list.split(",").flatMap((group) =>
    group
      .split("+")
      .map((part) => part.trim().split(/\s+/))
      .reduce((heads, tails) => heads.flatMap((head) => tails.map((tail) => head + tail))),
  );
}

function learn(lines: Readonly<Record<string, string>>, nameOf: (line: string) => Meaning): void {
  for (const [line, list] of Object.entries(lines))
    for (const phrase of phrases(list)) entryFor(phrase).meanings.add(nameOf(line));
}

learn(ACTIONS, (line) => line as Meaning);
learn(THINGS, (line) => line as Meaning);
learn(SESSION, (line) => line as Meaning);
learn(UNITS, (line) => `unit:${line}` as Meaning);
learn(TIES, (line) => `tie:${line}` as Meaning);
learn(IMPOSSIBLE, (line) => `impossible:${line}` as Meaning);
for (const [line, list] of Object.entries(CHINESE))
  for (const phrase of putTogether(list)) entryFor(phrase).meanings.add(line as Meaning);
for (const [choice, options] of Object.entries(CHINESE_CHOICES))
  for (const [option, list] of Object.entries(options))
    for (const phrase of putTogether(list)) entryFor(phrase).choices.set(choice as Choice, option);
for (const [choice, options] of Object.entries(CHOICES))
  for (const [option, list] of Object.entries(options))
    for (const phrase of phrases(list)) entryFor(phrase).choices.set(choice as Choice, option);

/** A phrase of the vocabulary as it stands in a row, and how many units it takes. */
export interface Phrase {
  entry: Entry;
  count: number;
}

/** The longest phrase that begins at `index`. */
export function lookUp(units: readonly Unit[], index: number): Phrase | undefined {
  return lookUpAll(units, index).at(-1);
}

/** Every phrase that begins at `index`, the shortest first. */
export function lookUpAll(units: readonly Unit[], index: number): Phrase[] {
  let node: Node | undefined = root;
  const found: Phrase[] = [];
  for (let count = 1; node !== undefined; count += 1) {
    const unit = units[index + count - 1];
    if (unit === undefined) break;
    node = node.next.get(unit.stem);
    if (node?.entry !== undefined) found.push({ entry: node.entry, count });
  }
  return found;
}

/** The stems of the English words that some phrase uses. */
export const KNOWN_STEMS: ReadonlySet<string> = known;
/** The English words that mean something by themselves: what a slip of the finger may have been meant to be. */
export const SINGLE_WORDS: ReadonlySet<string> = single;
