/** Sessions, the versions of their drafts, and what was said in them. */
import { z } from "zod";
import type { DraftVersionRecord, MessageRecord, SessionRecord, SessionRecords } from "../../studio/records.js";
import type { Database } from "./database.js";

const SESSION = z.object({
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  language: z.string().nullable(),
  version: z.int(),
  createdMs: z.int(),
  updatedMs: z.int(),
  deletedMs: z.int().nullable(),
});
const VERSION_HEAD = z.object({
  sessionId: z.string(),
  version: z.int(),
  undoTo: z.int().nullable(),
  redoTo: z.int().nullable(),
  origin: z.enum(["created", "upload", "turn", "edit", "undo", "redo", "duplicate"]),
  changes: z.string(),
  createdMs: z.int(),
});
const VERSION = VERSION_HEAD.extend({ draft: z.string() });
const MESSAGE = z.object({ id: z.string(), sessionId: z.string(), event: z.string(), createdMs: z.int() });

export class SessionsTable implements SessionRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(session: SessionRecord): void {
    const { id, accountId, name, language, version, createdMs, updatedMs, deletedMs } = session;
    this.#database.run(
      `INSERT INTO sessions (id, accountId, name, language, version, createdMs, updatedMs, deletedMs)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      accountId,
      name,
      language,
      version,
      createdMs,
      updatedMs,
      deletedMs,
    );
  }

  find(id: string): SessionRecord | undefined {
    return this.#database.get(SESSION, "SELECT * FROM sessions WHERE id = ?", id);
  }

  listOf(accountId: string): SessionRecord[] {
    return this.#database.all(
      SESSION,
      "SELECT * FROM sessions WHERE accountId = ? ORDER BY updatedMs DESC, id",
      accountId,
    );
  }

  rename(id: string, name: string, atMs: number): void {
    this.#database.run("UPDATE sessions SET name = ?, updatedMs = ? WHERE id = ?", name, atMs, id);
  }

  setDeleted(id: string, deletedMs: number | null): void {
    this.#database.run("UPDATE sessions SET deletedMs = ? WHERE id = ?", deletedMs, id);
  }

  purge(id: string): void {
    this.#database.run("DELETE FROM sessions WHERE id = ?", id);
  }

  deletedBefore(ms: number): SessionRecord[] {
    return this.#database.all(SESSION, "SELECT * FROM sessions WHERE deletedMs < ?", ms);
  }

  moveAll(fromAccountId: string, toAccountId: string): void {
    this.#database.transaction(() => {
      for (const table of ["sessions", "assets"])
        this.#database.run(`UPDATE ${table} SET accountId = ? WHERE accountId = ?`, toAccountId, fromAccountId);
      // Names of renders are each account's own, so that those of two accounts may meet.
      this.#database.run(
        `UPDATE renders SET accountId = ?1, id = CASE
           WHEN EXISTS (SELECT 1 FROM renders AS other WHERE other.accountId = ?1 AND other.id = renders.id)
           THEN renders.id || '-' || substr(renders.uid, 1, 8) ELSE renders.id END
         WHERE accountId = ?2`,
        toAccountId,
        fromAccountId,
      );
    });
  }

  addVersion(record: DraftVersionRecord): void {
    const { sessionId, version, draft, undoTo, redoTo, origin, changes, createdMs } = record;
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO drafts (sessionId, version, draft, undoTo, redoTo, origin, changes, createdMs)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        sessionId,
        version,
        draft,
        undoTo,
        redoTo,
        origin,
        changes,
        createdMs,
      );
      this.#database.run("UPDATE sessions SET version = ?, updatedMs = ? WHERE id = ?", version, createdMs, sessionId);
    });
  }

  findVersion(sessionId: string, version: number): DraftVersionRecord | undefined {
    return this.#database.get(VERSION, "SELECT * FROM drafts WHERE sessionId = ? AND version = ?", sessionId, version);
  }

  versionsOf(sessionId: string): Omit<DraftVersionRecord, "draft">[] {
    return this.#database.all(
      VERSION_HEAD,
      `SELECT sessionId, version, undoTo, redoTo, origin, changes, createdMs
       FROM drafts WHERE sessionId = ? ORDER BY version`,
      sessionId,
    );
  }

  dropVersions(sessionId: string, versions: readonly number[]): void {
    for (const version of versions)
      this.#database.run("DELETE FROM drafts WHERE sessionId = ? AND version = ?", sessionId, version);
  }

  addMessage({ id, sessionId, event, createdMs }: MessageRecord): void {
    this.#database.run(
      "INSERT INTO messages (id, sessionId, event, createdMs) VALUES (?, ?, ?, ?)",
      id,
      sessionId,
      event,
      createdMs,
    );
  }

  messagesOf(sessionId: string, limit: number): MessageRecord[] {
    return this.#database.all(
      MESSAGE,
      `SELECT id, sessionId, event, createdMs FROM
         (SELECT * FROM messages WHERE sessionId = ? ORDER BY number DESC LIMIT ?) ORDER BY number`,
      sessionId,
      limit,
    );
  }
}
