/** Option values from words; what cannot be read is told in one sentence by commander. */
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";

/** One of a list of names. */
export function oneOf<const Name extends string>(names: readonly Name[]): (words: string) => Name {
  return (words) => {
    const found = names.find((name) => name === words);
    if (found === undefined) throw new InvalidArgumentError(`Choose one of ${names.join(", ")}.`);
    return found;
  };
}

/** A number within bounds. */
export function numberBetween(least: number, most: number): (words: string) => number {
  return (words) => {
    const value = Number(words);
    if (words.trim() === "" || !(value >= least && value <= most))
      throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
    return value;
  };
}

/** Seconds from `90`, `90s`, `1.5m`, `2m30s`, `1:30`, `0:01:30.5`; undefined for anything else. */
export function parseSeconds(words: string): number | undefined {
  const text = words.trim().toLowerCase();
  const clock = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (clock !== null) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const units = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text);
  if (units === null || text === "") return undefined;
  return Number(units[1] ?? 0) * 3600 + Number(units[2] ?? 0) * 60 + Number(units[3] ?? 0);
}

/** A duration above zero. */
export function seconds(words: string): number {
  const value = parseSeconds(words);
  if (value === undefined || value <= 0) throw new InvalidArgumentError("Give a length such as 5s, 1:30 or 2m.");
  return value;
}

/** A part of a clip: `0:10-0:25`, `5-`, `-30s`. */
export function timeSpan(words: string): { fromSeconds: number; toSeconds: number | undefined } {
  const parts = /^([^-]*)-([^-]*)$/.exec(words.trim());
  const from = parts?.[1] === "" ? 0 : parseSeconds(parts?.[1] ?? "");
  const to = parts?.[2] === "" ? undefined : parseSeconds(parts?.[2] ?? "");
  const isReadable =
    parts !== null &&
    from !== undefined &&
    (parts[2] === "" || to !== undefined) &&
    (parts[1] !== "" || parts[2] !== "");
  if (!isReadable)
    throw new InvalidArgumentError("Give a part such as 0:10-0:25, 5- (to the end) or -30s (from the start).");
  if (to !== undefined && to <= from) throw new InvalidArgumentError("The part must end after it starts.");
  return { fromSeconds: from, toSeconds: to };
}

/** Where the speech model lies: as said, else as the environment says; undefined where nobody says. */
export function speechModelOf(said: string | undefined): string | undefined {
  const path = said ?? process.env["HD_LOCAL_SPEECH_MODEL"];
  return path === undefined || path === "" ? undefined : resolve(path);
}
