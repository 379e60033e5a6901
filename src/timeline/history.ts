/** Undo and redo of any depth: the versions of a draft, and which of them is shown. */

/** Versions in order; after an undo the later ones wait for a redo until the next change takes their place. */
export interface History<V> {
  versions: readonly V[];
  /** Place of the present version. */
  at: number;
}

export function startHistory<V>(first: V): History<V> {
  return { versions: [first], at: 0 };
}

export function presentOf<V>({ versions, at }: History<V>): V {
  const present = versions[at];
  if (present === undefined) throw new RangeError(`a history of ${versions.length} versions has none at ${at}`);
  return present;
}

/** The history with a new version, which undone ones make way for. */
export function recorded<V>({ versions, at }: History<V>, version: V): History<V> {
  return { versions: [...versions.slice(0, at + 1), version], at: at + 1 };
}

/** One step back, or undefined where there is none. */
export function undone<V>({ versions, at }: History<V>): History<V> | undefined {
  return at > 0 ? { versions, at: at - 1 } : undefined;
}

/** One step forward again, or undefined where there is none. */
export function redone<V>({ versions, at }: History<V>): History<V> | undefined {
  return at + 1 < versions.length ? { versions, at: at + 1 } : undefined;
}
