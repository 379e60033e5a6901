/** Sessions: a draft with its versions, what was said, and what it is made of. */
import { randomUUID } from "node:crypto";
import { type Draft, emptyDraft, type Outline, outlineOf, readStoredDraft, type Words } from "./drafting.js";
import type { EventHub } from "./event-hub.js";
import type { AccountRecord, DraftVersionRecord, MessageRecord, Records, SessionRecord } from "./records.js";
import { malformed, Refusal, sessionMissing } from "./refusal.js";

/** Versions that undo can go back through; older ones are forgotten. */
const MOST_VERSIONS = 500;
const MOST_SESSIONS = 10_000;

/** A session as it stands. */
export interface SessionState {
  session: SessionRecord;
  draft: Draft;
  canUndo: boolean;
  canRedo: boolean;
  /** What the latest version changed, one sentence each. */
  changes: Words[];
}

/** A new version of a draft. */
export interface DraftChange {
  draft: Draft;
  origin: DraftVersionRecord["origin"];
  changes: Words[];
}

export interface NewSession {
  name: string;
  language: string | null;
  /** Absent: one is made. */
  id?: string;
}

export class Sessions {
  readonly #records: Records;
  readonly #events: EventHub;
  readonly #now: () => number;

  constructor(records: Records, events: EventHub, now: () => number) {
    this.#records = records;
    this.#events = events;
    this.#now = now;
  }

  /** @throws Refusal `duplicate`, `malformed`. */
  create(account: AccountRecord, { name, language, id = randomUUID() }: NewSession): SessionRecord {
    return this.#records.transaction(() => {
      const { sessions } = this.#records;
      if (sessions.find(id) !== undefined)
        throw new Refusal("duplicate", "A session of that name exists already.", undefined);
      if (sessions.listOf(account.id).length >= MOST_SESSIONS)
        throw malformed("This account has too many sessions. Delete some first.");
      const nowMs = this.#now();
      const session = {
        id,
        accountId: account.id,
        name,
        language,
        version: 0,
        createdMs: nowMs,
        updatedMs: nowMs,
        deletedMs: null,
      };
      sessions.add(session);
      this.#addVersion(id, 0, { draft: emptyDraft(), origin: "created", changes: [] }, null, null);
      return session;
    });
  }

  /**
   * An account's session.
   * @throws Refusal `session-missing` also where it is another account's, or deleted.
   */
  find(account: AccountRecord, id: string): SessionRecord {
    const session = this.#records.sessions.find(id);
    if (session === undefined || session.accountId !== account.id || session.deletedMs !== null) throw sessionMissing();
    return session;
  }

  /** All of an account's sessions, deleted ones too, the latest used first. */
  list(account: AccountRecord): SessionRecord[] {
    return this.#records.sessions.listOf(account.id);
  }

  state(session: SessionRecord): SessionState {
    const current = this.#records.sessions.find(session.id) ?? session;
    const version = this.#version(current.id, current.version);
    return {
      session: current,
      draft: readStoredDraft(version.draft),
      canUndo: version.undoTo !== null,
      canRedo: version.redoTo !== null,
      changes: JSON.parse(version.changes) as Words[],
    };
  }

  /** What a list shows of a session. */
  outline(session: SessionRecord): Outline {
    return outlineOf(this.state(session).draft);
  }

  /** The draft as it was in a version. @throws Refusal `missing`. */
  draftOf(session: SessionRecord, version: number): Draft {
    return readStoredDraft(this.#version(session.id, version).draft);
  }

  versions(session: SessionRecord): Omit<DraftVersionRecord, "draft">[] {
    return this.#records.sessions.versionsOf(session.id);
  }

  /** Makes a change the session's new version, which undo takes back. */
  change(session: SessionRecord, change: DraftChange): SessionState {
    return this.#step(session, (current) => ({ change, undoTo: current.version, redoTo: null }));
  }

  /** @throws Refusal `malformed` where there is nothing to undo. */
  undo(session: SessionRecord): SessionState {
    return this.#step(session, (current) => {
      if (current.undoTo === null) throw malformed("There is nothing to undo.", "", "没有可以撤销的操作。");
      const earlier = this.#version(session.id, current.undoTo);
      const change: DraftChange = { draft: readStoredDraft(earlier.draft), origin: "undo", changes: [] };
      return { change, undoTo: earlier.undoTo, redoTo: current.version };
    });
  }

  /** @throws Refusal `malformed` where nothing was undone. */
  redo(session: SessionRecord): SessionState {
    return this.#step(session, (current) => {
      if (current.redoTo === null) throw malformed("There is nothing to redo.", "", "没有可以重做的操作。");
      const undone = this.#version(session.id, current.redoTo);
      const change: DraftChange = { draft: readStoredDraft(undone.draft), origin: "redo", changes: [] };
      return { change, undoTo: current.version, redoTo: undone.redoTo };
    });
  }

  /** The draft that undo or redo would lead to. */
  peek(session: SessionRecord, step: "undo" | "redo"): Draft | undefined {
    const { version } = this.state(session).session;
    const { undoTo, redoTo } = this.#version(session.id, version);
    const to = step === "undo" ? undoTo : redoTo;
    return to === null ? undefined : this.draftOf(session, to);
  }

  /** Makes an earlier version the newest; undo takes that back too. @throws Refusal `missing`. */
  revert(session: SessionRecord, version: number): SessionState {
    return this.change(session, { draft: this.draftOf(session, version), origin: "undo", changes: [] });
  }

  rename(session: SessionRecord, name: string): SessionRecord {
    this.#records.sessions.rename(session.id, name, this.#now());
    return this.#records.sessions.find(session.id) ?? session;
  }

  /** A session of its own with the same draft and media, and nothing said in it yet. */
  duplicate(account: AccountRecord, session: SessionRecord, name: string): SessionRecord {
    return this.#records.transaction(() => {
      const copy = this.create(account, { name, language: session.language });
      for (const asset of this.#records.assets.usedBy(session.id)) this.#records.assets.use(copy.id, asset.id);
      const { draft } = this.state(session);
      this.#addVersion(copy.id, 1, { draft, origin: "duplicate", changes: [] }, null, null);
      return this.#records.sessions.find(copy.id) ?? copy;
    });
  }

  /** Deletes a session; until it is cleaned up it can be restored. */
  delete(session: SessionRecord): void {
    this.#records.sessions.setDeleted(session.id, this.#now());
  }

  /** @throws Refusal `session-missing` where it is gone for good, or another account's. */
  restore(account: AccountRecord, id: string): SessionRecord {
    const session = this.#records.sessions.find(id);
    if (session === undefined || session.accountId !== account.id) throw sessionMissing();
    this.#records.sessions.setDeleted(id, null);
    return { ...session, deletedMs: null };
  }

  /** What was said, oldest first. */
  messages(session: SessionRecord, limit: number): MessageRecord[] {
    return this.#records.sessions.messagesOf(session.id, limit);
  }

  #step(
    session: SessionRecord,
    plan: (current: DraftVersionRecord) => { change: DraftChange; undoTo: number | null; redoTo: number | null },
  ): SessionState {
    const state = this.#records.transaction(() => {
      const { version } = this.#records.sessions.find(session.id) ?? session;
      const { change, undoTo, redoTo } = plan(this.#version(session.id, version));
      this.#addVersion(session.id, version + 1, change, undoTo, redoTo);
      this.#forgetOld(session.id, version + 1);
      return this.state(session);
    });
    const { version } = state.session;
    this.#events.tell(session.id, { type: "draft-changed", version });
    return state;
  }

  #addVersion(sessionId: string, version: number, change: DraftChange, undoTo: number | null, redoTo: number | null) {
    this.#records.sessions.addVersion({
      sessionId,
      version,
      draft: JSON.stringify(change.draft),
      undoTo,
      redoTo,
      origin: change.origin,
      changes: JSON.stringify(change.changes),
      createdMs: this.#now(),
    });
  }

  #version(sessionId: string, version: number): DraftVersionRecord {
    const found = this.#records.sessions.findVersion(sessionId, version);
    if (found === undefined) throw new Refusal("missing", "That version of the draft is gone.", undefined);
    return found;
  }

  /** Forgets what undo and redo do not lead to any more, once there is a lot of it. */
  #forgetOld(sessionId: string, latest: number): void {
    const versions = this.#records.sessions.versionsOf(sessionId);
    if (versions.length <= MOST_VERSIONS) return;
    const byNumber = new Map(versions.map((version) => [version.version, version]));
    const needed = new Set<number>();
    for (const direction of ["undoTo", "redoTo"] as const) {
      let at = byNumber.get(latest);
      for (let steps = 0; at !== undefined && steps < MOST_VERSIONS / 2; steps++) {
        needed.add(at.version);
        const next = at[direction];
        at = next === null ? undefined : byNumber.get(next);
      }
    }
    const kept = versions.slice(-MOST_VERSIONS / 2).map(({ version }) => version);
    for (const version of kept) needed.add(version);
    this.#records.sessions.dropVersions(
      sessionId,
      versions.map(({ version }) => version).filter((version) => !needed.has(version)),
    );
  }
}
