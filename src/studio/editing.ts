/** Edits made on a draft, with what has to be looked at in its files first. */
import { randomUUID } from "node:crypto";
import { applyEdits, type EditsOutcome } from "../timeline/apply-edit.js";
import { type FactNeed, type Facts, factsNeeded } from "../timeline/facts.js";
import type { Draft, Edit } from "./drafting.js";
import type { Looks } from "./looks.js";

/** A look at a file that an edit waits for. */
export type EditingStep =
  | { id: string; state: "begins"; kind: FactNeed["kind"]; file: string }
  | { id: string; state: "done" };

export class Editing {
  readonly #looks: Looks;

  constructor(looks: Looks) {
    this.#looks = looks;
  }

  /** Looks at what the edits need to know, and makes those that can be made. */
  async apply(
    draft: Draft,
    edits: readonly Edit[],
    onStep: (step: EditingStep) => void = () => undefined,
  ): Promise<EditsOutcome> {
    const facts: Record<string, Record<string, unknown>> = {};
    for (const need of factsNeeded(draft, edits)) {
      const id = randomUUID();
      const file = draft.as.find(({ i }) => i === need.asset)?.n ?? "";
      onStep({ id, state: "begins", kind: need.kind, file });
      const found = await this.#looks.find(need);
      if (found !== undefined) facts[need.kind] = { ...facts[need.kind], [need.asset]: found };
      onStep({ id, state: "done" });
    }
    return applyEdits(draft, edits, facts as Facts);
  }
}
