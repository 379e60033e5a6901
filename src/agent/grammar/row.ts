/** A row of tokens to walk along. */
import { type Token, textOf, type Value } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";

export class Row {
  constructor(readonly tokens: readonly Token[]) {}

  at(index: number): Token | undefined {
    return this.tokens[index];
  }

  /** Whether the token there can mean one of these. */
  is(index: number, ...meanings: Meaning[]): boolean {
    const token = this.tokens[index];
    return token !== undefined && meanings.some((meaning) => token.meanings.has(meaning));
  }

  text(index: number): string {
    return this.tokens[index]?.text ?? "";
  }

  value<Kind extends Value["kind"]>(index: number, kind: Kind): Extract<Value, { kind: Kind }> | undefined {
    const value = this.tokens[index]?.value;
    return value?.kind === kind ? (value as Extract<Value, { kind: Kind }>) : undefined;
  }

  number(index: number): number | undefined {
    return this.value(index, "number")?.number;
  }

  ordinal(index: number): number | undefined {
    return this.tokens[index]?.ordinal;
  }

  /** The first index from here on that none of these meanings hold. */
  past(index: number, ...meanings: Meaning[]): number {
    let result = index;
    while (this.is(result, ...meanings) && this.tokens[result]?.value === undefined) result += 1;
    return result;
  }
}

/** What a reader of values finds at a place: what it is, and how many tokens it takes. */
export interface Found {
  value: Value;
  count: number;
}
export type ValueReader = (row: Row, index: number) => Found | undefined;

const INNER_VERBS: ReadonlySet<Meaning> = new Set<Meaning>(["remove", "cut", "trim", "keep", "toLength"]);

/** 开头去5秒: a verb only there. */
function isBareCut(token: Token): boolean {
  return token.value === undefined && /^[去减掐]$/.test(token.text);
}

/** The row with the first reader's finding in place of the tokens it takes, at every place. */
export function joined(tokens: readonly Token[], readers: readonly ValueReader[]): Token[] {
  const row = new Row(tokens);
  const result: Token[] = [];
  for (let index = 0; index < tokens.length; ) {
    const [first, found] = [tokens[index], firstFinding(row, index, readers)];
    if (first === undefined) break;
    if (found === undefined) {
      result.push(first);
      index += 1;
      continue;
    }
    const last = tokens[index + found.count - 1] ?? first;
    const text = textOf(tokens.slice(index, index + found.count));
    // What a single token can mean beside its value stays; a phrase is its value alone.
    // (A verb between its words is still a verb: 前后各剪掉3秒.)
    const inner = tokens.slice(index, index + found.count).flatMap((token) => [...token.meanings]);
    const verbs = inner.filter((meaning) => found.value.kind === "span" && INNER_VERBS.has(meaning));
    const isCut = found.value.kind === "span" && tokens.slice(index, index + found.count).some(isBareCut);
    if (isCut) verbs.push("remove");
    const kept = found.count === 1 ? first : { meanings: new Set<Meaning>(verbs), choices: new Map() };
    const spaced = first.isSpaced === true ? { isSpaced: true } : {};
    result.push({ ...kept, ...spaced, text, start: first.start, end: last.end, value: found.value });
    index += found.count;
  }
  return result;
}

function firstFinding(row: Row, index: number, readers: readonly ValueReader[]): Found | undefined {
  for (const reader of readers) {
    const found = reader(row, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
