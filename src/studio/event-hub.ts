/** What happens in a session, told to whoever looks on. Nothing is kept: who comes late asks for the state. */
import type { RenderStatus } from "./records.js";

export type SessionEvent =
  | { type: "asset-ready"; assetId: string; name: string }
  | { type: "draft-changed"; version: number }
  | { type: "turn-started"; turnId: string }
  | { type: "turn-finished"; turnId: string; version: number }
  | {
      type: "render-progress";
      id: string;
      uid: string;
      kind: "export" | "sample" | "preview";
      status: RenderStatus;
      paused: boolean;
      progress: number;
      framesPerSecond?: number;
      remainingSeconds?: number;
      /** The moment of the film that is being made; absent while nothing is. */
      atMs?: number;
    };

type Listener = (event: SessionEvent) => void;

export class EventHub {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Calls `listener` with every event of a session until the returned function is called. */
  listen(sessionId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(sessionId) ?? new Set();
    this.#listeners.set(sessionId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(sessionId) === listeners) this.#listeners.delete(sessionId);
    };
  }

  tell(sessionId: string, event: SessionEvent): void {
    for (const listener of this.#listeners.get(sessionId) ?? []) listener(event);
  }
}
