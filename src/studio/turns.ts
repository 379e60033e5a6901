/** Temporary. */
import { randomUUID } from "node:crypto";
import type { Assets } from "./assets.js";
import type { Credits } from "./credits.js";
import type { Edit } from "./drafting.js";
import type { EventHub } from "./event-hub.js";
import type { MediaDesk } from "./media-desk.js";
import type { PriceTable } from "./prices.js";
import type { AccountRecord, Records, SessionRecord } from "./records.js";
import type { Renders } from "./renders.js";
import type { SessionLocks } from "./session-locks.js";
import type { SessionState, Sessions } from "./sessions.js";

export const MAX_MESSAGE_LENGTH = 8000;

export interface TurnsParts {
  records: Records;
  sessions: Sessions;
  assets: Assets;
  renders: Renders;
  credits: Credits;
  prices: PriceTable;
  locks: SessionLocks;
  desk: MediaDesk;
  events: EventHub;
  now: () => number;
}
export interface TurnRequest {
  words: string;
  hasAttribution: boolean;
  isStreaming: boolean;
}
export class Turns {
  readonly #parts: TurnsParts;
  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }
  recover(): void {
    this.#parts.records.turns.dropAll();
  }
  idle(): Promise<void> {
    return Promise.resolve();
  }
  prepare(_account: AccountRecord, session: SessionRecord, request: TurnRequest) {
    return {
      run: async (listener: (event: unknown) => void): Promise<void> => {
        const state = await this.#parts.locks.hold(session.id, () =>
          Promise.resolve(
            this.#parts.sessions.change(session, {
              draft: this.#parts.sessions.state(session).draft,
              origin: "turn",
              changes: [request.words],
            }),
          ),
        );
        listener({
          id: randomUUID(),
          author: "nemo_agent",
          content: { role: "model", parts: [{ text: `ok ${state.session.version}` }] },
        });
      },
    };
  }
  apply(_account: AccountRecord, session: SessionRecord, _edits: Edit[]): Promise<SessionState> {
    return Promise.resolve(this.#parts.sessions.state(session));
  }
}
