/** What a turn tells while it goes on: events as the Agent Development Kit has them. */
import { randomUUID } from "node:crypto";

/** Who speaks for the studio. */
const TURN_AUTHOR = "nemo_agent";

export type TurnPart =
  | { text: string }
  | { functionCall: { id: string; name: string; args: Record<string, unknown> } }
  | { functionResponse: { id: string; name: string; response: Record<string, unknown> } };

export interface TurnEvent {
  id: string;
  /** All events of one turn have the same. */
  invocationId: string;
  author: string;
  /** Seconds since 1970. */
  timestamp: number;
  content: { role: "user" | "model"; parts: TurnPart[] };
  /** True for a piece of a text that comes whole later. */
  partial?: true;
  /** True for the last event of a turn. */
  turnComplete?: true;
  actions: { stateDelta: Record<string, unknown> };
}

/** Makes the events of one turn. */
export class TurnScript {
  readonly invocationId = `e-${randomUUID()}`;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What the person said. */
  request(words: string): TurnEvent {
    return this.#event("user", "user", [{ text: words }]);
  }

  call(id: string, name: string, args: Record<string, unknown>): TurnEvent {
    return this.#event(TURN_AUTHOR, "model", [{ functionCall: { id, name, args } }]);
  }

  response(id: string, name: string, response: Record<string, unknown>): TurnEvent {
    return this.#event(TURN_AUTHOR, "user", [{ functionResponse: { id, name, response } }]);
  }

  /** The whole answer, last of a turn. */
  answer(text: string, stateDelta: Record<string, unknown>): TurnEvent {
    return { ...this.#event(TURN_AUTHOR, "model", [{ text }]), turnComplete: true, actions: { stateDelta } };
  }

  /** The pieces of an answer, before it comes whole. */
  *pieces(text: string): Generator<TurnEvent> {
    for (const piece of text.match(/[^.!?。！？\n]+[.!?。！？\n]*\s*/gu) ?? [])
      yield { ...this.#event(TURN_AUTHOR, "model", [{ text: piece }]), partial: true };
  }

  #event(author: string, role: "user" | "model", parts: TurnPart[]): TurnEvent {
    return {
      id: randomUUID(),
      invocationId: this.invocationId,
      author,
      timestamp: this.#now() / 1000,
      content: { role, parts },
      actions: { stateDelta: {} },
    };
  }
}
