/** One part of a request, as a rule sees it. It notes which tokens a rule has used. */
import { type Token, textOf, type Value } from "../language/tokens.js";
import type { Choice, Meaning } from "../vocabulary/vocabulary.js";
import { Row } from "./row.js";

export class Clause extends Row {
  readonly used = new Set<number>();
  readonly #words: string;
  #text: string | undefined;

  /** `words` is all that was typed; `text` is that of the tokens, where it is known already. */
  constructor(tokens: readonly Token[], words: string, text?: string) {
    super(tokens);
    this.#words = words;
    this.#text = text;
  }

  /** Whether one of these is meant somewhere. */
  has(...meanings: Meaning[]): boolean {
    return this.find(...meanings) >= 0;
  }

  /** The first place where one of these is meant, or −1. */
  find(...meanings: Meaning[]): number {
    return this.tokens.findIndex((token) => meanings.some((meaning) => token.meanings.has(meaning)));
  }

  /** Whether one of these words stands there, as it is. */
  says(...words: string[]): boolean {
    return this.tokens.some((token) => words.includes(token.text));
  }

  /** Whether the words fit a pattern, taken together: one space between words, none between Chinese characters. */
  matches(pattern: RegExp): boolean {
    return pattern.test(this.text());
  }

  override text(index?: number): string {
    if (index !== undefined) return super.text(index);
    this.#text ??= textOf(this.tokens);
    return this.#text;
  }

  /** The first answer to a choice, and notes that it was used. */
  choice(choice: Choice, from = 0): string | undefined {
    const index = this.choiceAt(choice, from);
    if (index < 0) return undefined;
    this.used.add(index);
    return this.tokens[index]?.choices.get(choice);
  }

  choiceAt(choice: Choice, from = 0): number {
    return this.tokens.findIndex((token, index) => index >= from && token.choices.has(choice));
  }

  /** The first value of a kind, and notes that it was used. */
  take<Kind extends Value["kind"]>(kind: Kind): Extract<Value, { kind: Kind }> | undefined {
    return this.takeAll(kind)[0];
  }

  takeAll<Kind extends Value["kind"]>(kind: Kind): Extract<Value, { kind: Kind }>[] {
    const found: Extract<Value, { kind: Kind }>[] = [];
    for (const [index, token] of this.tokens.entries()) {
      if (token.value?.kind !== kind) continue;
      this.used.add(index);
      found.push(token.value as Extract<Value, { kind: Kind }>);
    }
    return found;
  }

  /** The values of a kind, without noting anything. */
  all<Kind extends Value["kind"]>(kind: Kind): Extract<Value, { kind: Kind }>[] {
    return this.tokens.flatMap((token) =>
      token.value?.kind === kind ? [token.value as Extract<Value, { kind: Kind }>] : [],
    );
  }

  /** Whether there is a value of one of these kinds. */
  holds(...kinds: Value["kind"][]): boolean {
    return this.indexOf(...kinds) >= 0;
  }

  indexOf(...kinds: Value["kind"][]): number {
    return this.tokens.findIndex((token) => token.value !== undefined && kinds.includes(token.value.kind));
  }

  /** Its phrases, each as a clause of its own: what lies between commas and «and». */
  phrases(): { phrase: Clause; from: number }[] {
    const result: { phrase: Clause; from: number }[] = [];
    let from = 0;
    for (const [index, token] of [...this.tokens, undefined].entries()) {
      const isEnd =
        token === undefined ||
        token.isStop === true ||
        // 饱和再加5 is one.
        (token.meanings.has("next") && token.value === undefined && !/^[再还也]$/.test(token.text));
      if (!isEnd) continue;
      if (index > from) result.push({ phrase: new Clause(this.tokens.slice(from, index), this.#words), from });
      from = index + 1;
    }
    return result;
  }

  /** Whether a value of that kind is what it shall become, not by how much it changes: «to 30 %», 调到三成. */
  isAimedAt(kind: Value["kind"]): boolean {
    const before = this.tokens[this.indexOf(kind) - 1];
    return before !== undefined && before.value === undefined && /^(?:to|at)$|[到至成为回]$/.test(before.text);
  }

  /** Notes that a token was used. */
  use(index: number): void {
    this.used.add(index);
  }

  /** Whether the words hold this form; notes that the tokens it covers were used. */
  claim(form: RegExp): boolean {
    const found = form.exec(this.text());
    if (found === null) return false;
    let text = "";
    for (const [index, token] of this.tokens.entries()) {
      const begin = textOf([{ text }, token]).length - token.text.length;
      text = textOf([{ text }, token]);
      if (begin < found.index + found[0].length && text.length > found.index) this.use(index);
    }
    return true;
  }

  /** Notes that all of them were: nothing else is meant. */
  spend(): void {
    for (const index of this.tokens.keys()) this.use(index);
  }

  /** What was typed from one token to another, both included. */
  typed(first: number, last: number): string {
    const [from, to] = [this.tokens[first], this.tokens[last]];
    return from === undefined || to === undefined ? "" : this.#words.slice(from.start, to.end);
  }

  isCapital(index: number): boolean {
    const token = this.tokens[index];
    return token !== undefined && isCapital(this.#words, token);
  }

  /** How much: a little, as usual, much. */
  amount(little: number, usual: number, much: number): number {
    const amount = this.choice("amount") ?? (this.matches(/[一]?[点些]$|一[点些]/) ? "little" : undefined);
    return amount === "little" ? little : amount === "much" ? much : usual;
  }
}

/** Whether a word was typed with a capital, in words that are not all capitals: it names something. */
export function isCapital(words: string, { start, end }: Token): boolean {
  return /^\p{Lu}/u.test(words.slice(start, end)) && /\p{Ll}/u.test(words);
}
