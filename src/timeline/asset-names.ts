/** Which file a person means by a word. */
import type { Asset, Draft } from "./draft.js";

/**
 * The asset of one of these kinds that a name means: by id, file name, name without its ending, or a part of it.
 * Without a name, the one that was handed over last.
 */
export function resolveAsset(draft: Draft, name: string | undefined, kinds: readonly Asset["k"][]): Asset | undefined {
  const candidates = draft.as.filter(({ k }) => kinds.includes(k)).reverse();
  if (name === undefined) return candidates[0];
  const wanted = plain(name);
  return (
    candidates.find(({ i }) => i === name) ??
    candidates.find(({ n }) => plain(n) === wanted) ??
    candidates.find(({ n }) => plain(stem(n)) === plain(stem(name))) ??
    candidates.find(({ n }) => isPart(plain(stem(n)), plain(stem(name))))
  );
}

/** A file name without folder and ending. */
export function stem(name: string): string {
  const file = name.split(/[/\\]/).at(-1) ?? name;
  return file.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, "") || file;
}

function plain(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}

/** One holds the other; a single letter means nothing. */
function isPart(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 2 && long.includes(short);
}
