/** The records port on one SQLite file. */
import { z } from "zod";
import type { Records, SettingRecords, TurnRecords } from "../../studio/records.js";
import { AccountsTable } from "./accounts-table.js";
import { AssetsTable } from "./assets-table.js";
import { Database } from "./database.js";
import { LedgerTable } from "./ledger-table.js";
import { RendersTable } from "./renders-table.js";
import { SessionsTable } from "./sessions-table.js";

const KEY = z.object({ fileKey: z.string() });
const SETTING = z.object({ value: z.string() });

export class SqliteRecords implements Records {
  readonly accounts: AccountsTable;
  readonly ledger: LedgerTable;
  readonly sessions: SessionsTable;
  readonly assets: AssetsTable;
  readonly renders: RendersTable;
  readonly turns: TurnRecords;
  readonly settings: SettingRecords;
  readonly #database: Database;

  /** @param path of the file, made where it is missing; `:memory:` keeps nothing. */
  constructor(path: string) {
    const database = new Database(path);
    this.#database = database;
    this.accounts = new AccountsTable(database);
    this.ledger = new LedgerTable(database);
    this.sessions = new SessionsTable(database);
    this.assets = new AssetsTable(database);
    this.renders = new RendersTable(database);
    this.turns = {
      begin: ({ id, sessionId, startedMs }) =>
        void database.run("INSERT INTO turns (id, sessionId, startedMs) VALUES (?, ?, ?)", id, sessionId, startedMs),
      end: (id) => void database.run("DELETE FROM turns WHERE id = ?", id),
      dropAll: () => database.run("DELETE FROM turns"),
    };
    this.settings = {
      get: (name) => database.get(SETTING, "SELECT value FROM settings WHERE name = ?", name)?.value,
      set: (name, value) =>
        void database.run(
          "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
          name,
          value,
        ),
    };
  }

  keysOf(accountId: string): string[] {
    return this.#database
      .all(
        KEY,
        `SELECT fileKey FROM assets WHERE accountId = ?1
         UNION SELECT fileKey FROM renders WHERE accountId = ?1 AND fileKey IS NOT NULL`,
        accountId,
      )
      .map(({ fileKey }) => fileKey);
  }

  transaction<Result>(work: () => Result): Result {
    return this.#database.transaction(work);
  }

  close(): void {
    this.#database.close();
  }
}
