/** The wire as clients see it, for whoever speaks it by hand. */

/** Headers that every published client sends. */
export const ATTRIBUTION = {
  "x-skill-source": "hd-local-ai",
  "x-skill-version": "1.0.0",
  "x-skill-platform": "unknown",
} as const;

/** The events of a stream, by the kit's rules: a frame that does not begin with `data: ` is passed over. */
export function eventsOf(text: string): Record<string, unknown>[] {
  return text
    .split("\n\n")
    .filter((frame) => frame.startsWith("data: "))
    .map((frame) => JSON.parse(frame.slice("data: ".length)) as Record<string, unknown>);
}
