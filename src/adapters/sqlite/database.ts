/** One SQLite file: opened safely, brought up to date, spoken to in types that were checked. */
import { chmodSync } from "node:fs";
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import type { z } from "zod";
import { MIGRATIONS } from "./migrations.js";

/** How long a write waits for another process (the accounts command beside the server) to finish its own. */
const BUSY_TIMEOUT_MS = 5000;

/** What a statement takes in place of its question marks. */
type Value = string | number | null;

export class Database {
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();
  #depth = 0;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    if (path !== ":memory:") chmodSync(path, 0o600);
    this.#database.exec("PRAGMA journal_mode = WAL");
    // What was acknowledged survives a loss of power too, not only the death of this process.
    this.#database.exec("PRAGMA synchronous = FULL");
    this.#migrate();
  }

  /** Runs a statement that changes something; gives the number of rows changed. */
  run(sql: string, ...values: Value[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** The first row, checked against a schema. */
  get<Row>(schema: z.ZodType<Row>, sql: string, ...values: Value[]): Row | undefined {
    const row: unknown = this.#prepare(sql).get(...values);
    return row === undefined || row === null ? undefined : schema.parse(row);
  }

  all<Row>(schema: z.ZodType<Row>, sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql)
      .all(...values)
      .map((row: unknown) => schema.parse(row));
  }

  /** A transaction; one inside another belongs to the outer. */
  transaction<Result>(work: () => Result): Result {
    if (this.#depth > 0) return work();
    // IMMEDIATE: a transaction that reads before it writes would otherwise fail when another process wrote in between.
    this.#database.exec("BEGIN IMMEDIATE");
    this.#depth++;
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    } finally {
      this.#depth--;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Each step in a transaction with the number that says it was made: a step is made once and wholly. */
  #migrate(): void {
    for (;;) {
      this.#database.exec("BEGIN IMMEDIATE");
      try {
        const row = this.#database.prepare("PRAGMA user_version").get() as { user_version: number };
        const step = MIGRATIONS[row.user_version];
        if (row.user_version > MIGRATIONS.length)
          throw new Error("The data folder was written by a newer version of this program. Install that version.");
        if (step !== undefined) {
          this.#database.exec(step);
          this.#database.exec(`PRAGMA user_version = ${row.user_version + 1}`);
        }
        this.#database.exec("COMMIT");
        if (step === undefined) return;
      } catch (error) {
        this.#database.exec("ROLLBACK");
        throw error;
      }
    }
  }
}
