/** Which versions of a draft stand, and which were taken back. */

export interface Version {
  version: number;
  origin: string;
}

export interface Steps {
  /** What undo would take back. */
  latest: number | undefined;
  /** What redo would bring back. */
  next: number | undefined;
  undone: ReadonlySet<number>;
}

/** @param versions oldest first. */
export function stepsOf(versions: readonly Version[]): Steps {
  const made: number[] = [];
  const undone = new Set<number>();
  let again: number[] = [];
  for (const { version, origin } of versions) {
    const taken = origin === "undo" ? made.pop() : origin === "redo" ? again.pop() : undefined;
    if (origin === "undo" && taken !== undefined) {
      undone.add(taken);
      again.push(taken);
    } else if (origin === "redo" && taken !== undefined) {
      undone.delete(taken);
      made.push(taken);
    } else {
      made.push(version);
      again = [];
    }
  }
  return { latest: made.at(-1), next: again.at(-1), undone };
}
