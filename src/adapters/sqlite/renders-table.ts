/** Renders, whatever has become of them. */
import { z } from "zod";
import type { RenderPatch, RenderRecord, RenderRecords } from "../../studio/records.js";
import type { Database } from "./database.js";

const RENDER = z.object({
  uid: z.string(),
  id: z.string(),
  accountId: z.string(),
  sessionId: z.string(),
  kind: z.enum(["export", "sample", "preview"]),
  draft: z.string(),
  settings: z.string(),
  status: z.enum(["pending", "processing", "completed", "failed", "cancelled"]),
  isPaused: z.int().transform((flag) => flag === 1),
  progress: z.number(),
  fileKey: z.string().nullable(),
  result: z.string().nullable(),
  error: z.string().nullable(),
  createdMs: z.int(),
  completedMs: z.int().nullable(),
});
const KEY = z.object({ fileKey: z.string() });

export class RendersTable implements RenderRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(render: RenderRecord): boolean {
    return (
      this.#database.run(
        `INSERT INTO renders (uid, id, accountId, sessionId, kind, draft, settings, status, isPaused, progress,
           fileKey, result, error, createdMs, completedMs)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (accountId, id) DO NOTHING`,
        render.uid,
        render.id,
        render.accountId,
        render.sessionId,
        render.kind,
        render.draft,
        render.settings,
        render.status,
        render.isPaused ? 1 : 0,
        render.progress,
        render.fileKey,
        render.result,
        render.error,
        render.createdMs,
        render.completedMs,
      ) === 1
    );
  }

  find(uid: string): RenderRecord | undefined {
    return this.#database.get(RENDER, "SELECT * FROM renders WHERE uid = ?", uid);
  }

  findNamed(accountId: string, id: string): RenderRecord | undefined {
    return this.#database.get(RENDER, "SELECT * FROM renders WHERE accountId = ? AND id = ?", accountId, id);
  }

  listOf(sessionId: string): RenderRecord[] {
    return this.#database.all(RENDER, "SELECT * FROM renders WHERE sessionId = ? ORDER BY createdMs, rowid", sessionId);
  }

  exportsOf(accountId: string, limit: number): RenderRecord[] {
    return this.#database.all(
      RENDER,
      `SELECT renders.* FROM sessions JOIN renders ON renders.sessionId = sessions.id
       WHERE sessions.accountId = ?1 AND sessions.deletedMs IS NULL AND renders.accountId = ?1 AND renders.kind = 'export'
       ORDER BY renders.createdMs DESC, renders.rowid DESC LIMIT ?2`,
      accountId,
      limit,
    );
  }

  unfinished(): RenderRecord[] {
    return this.#database.all(
      RENDER,
      "SELECT * FROM renders WHERE status IN ('pending', 'processing') ORDER BY createdMs, rowid",
    );
  }

  withFile(): RenderRecord[] {
    return this.#database.all(RENDER, "SELECT * FROM renders WHERE fileKey IS NOT NULL ORDER BY completedMs, rowid");
  }

  update(uid: string, patch: RenderPatch): void {
    for (const [column, value] of Object.entries(patch)) {
      if (value === undefined) continue;
      const stored = typeof value === "boolean" ? Number(value) : value;
      this.#database.run(`UPDATE renders SET ${COLUMNS[column as keyof RenderPatch]} = ? WHERE uid = ?`, stored, uid);
    }
  }

  fileKeys(): string[] {
    return this.#database
      .all(KEY, "SELECT fileKey FROM renders WHERE fileKey IS NOT NULL")
      .map(({ fileKey }) => fileKey);
  }
}

/** Columns that may be updated: their names in SQL come from here and from nowhere else. */
const COLUMNS: Record<keyof RenderPatch, string> = {
  status: "status",
  isPaused: "isPaused",
  progress: "progress",
  fileKey: "fileKey",
  result: "result",
  error: "error",
  completedMs: "completedMs",
};
