/** What was uploaded, and which sessions use it. */
import { z } from "zod";
import type { AssetRecord, AssetRecords } from "../../studio/records.js";
import type { Database } from "./database.js";

const ASSET = z.object({
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  kind: z.enum(["video", "image", "audio", "subtitle"]),
  fileKey: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  facts: z.string(),
  createdMs: z.int(),
});
const KEY = z.object({ fileKey: z.string() });

export class AssetsTable implements AssetRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add({ id, accountId, name, kind, fileKey, sizeBytes, sha256, facts, createdMs }: AssetRecord): void {
    this.#database.run(
      `INSERT INTO assets (id, accountId, name, kind, fileKey, sizeBytes, sha256, facts, createdMs)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      accountId,
      name,
      kind,
      fileKey,
      sizeBytes,
      sha256,
      facts,
      createdMs,
    );
  }

  find(id: string): AssetRecord | undefined {
    return this.#database.get(ASSET, "SELECT * FROM assets WHERE id = ?", id);
  }

  use(sessionId: string, assetId: string): void {
    this.#database.run(
      "INSERT INTO assetUses (sessionId, assetId) VALUES (?, ?) ON CONFLICT DO NOTHING",
      sessionId,
      assetId,
    );
  }

  usedBy(sessionId: string): AssetRecord[] {
    return this.#database.all(
      ASSET,
      `SELECT assets.* FROM assets JOIN assetUses ON assetUses.assetId = assets.id
       WHERE assetUses.sessionId = ? ORDER BY assetUses.number`,
      sessionId,
    );
  }

  unused(): AssetRecord[] {
    return this.#database.all(
      ASSET,
      "SELECT * FROM assets WHERE NOT EXISTS (SELECT 1 FROM assetUses WHERE assetId = assets.id) ORDER BY createdMs",
    );
  }

  remove(id: string): void {
    this.#database.run("DELETE FROM assets WHERE id = ?", id);
  }

  fileKeys(): string[] {
    return this.#database.all(KEY, "SELECT fileKey FROM assets").map(({ fileKey }) => fileKey);
  }
}
