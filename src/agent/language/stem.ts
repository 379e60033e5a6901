/** English words without their endings, so that «trim», «trims», «trimmed» and «trimming» are one. */

const KEPT = new Set([
  "called",
  "titled",
  "speed",
  "during",
  "string",
  "thing",
  "nothing",
  "something",
  "anything",
  "everything",
  "evening",
  "tone",
  "droning",
]);

export function stem(word: string): string {
  let result = word.replace(/'(?:s|re|ll|d|ve)?$/, "");
  if (result === "tones") return "tone";
  if (KEPT.has(result)) return result;
  // «mov» is a format.
  if (/^mov(?:es?|ed|ing)$/.test(result)) return "move";
  if (result.length > 4 && result.endsWith("ing")) result = single(result.slice(0, -3));
  else if (result.length > 4 && result.endsWith("ed")) result = single(result.slice(0, -2));
  else if (result.length > 3 && /[^sui]s$/.test(result)) result = result.slice(0, -1);
  return result.length > 3 && result.endsWith("e") ? result.slice(0, -1) : result;
}

/** «trimm» is «trim». */
function single(word: string): string {
  return /([bgmnprt])\1$/.test(word) ? word.slice(0, -1) : word;
}
