import { describe, expect, it } from "vitest";
import { hear } from "../read.js";
import { RULES } from "./rules.js";

/** What a request was heard as, in the form of an example. */
function heardAs(words: string): unknown[] {
  const heard = hear(words, {});
  if (heard.edits.length > 0) return heard.edits;
  if (heard.questions.length > 0) return ["clarify"];
  if (heard.impossible.length > 0) return ["unsupported"];
  return [heard.intents[0] ?? "clarify"];
}

describe("every rule's examples", () => {
  for (const rule of RULES) {
    it.each(rule.examples.map(([words, ...meant]) => ({ words, meant })))(
      `${rule.name}: «$words»`,
      ({ words, meant }) => expect(heardAs(words)).toEqual(meant),
    );
  }
});
