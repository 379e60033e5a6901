/** Accounts, their tokens, and who was given a token when. */
import { z } from "zod";
import type { AccountRecord, AccountRecords, TokenRecord } from "../../studio/records.js";
import type { Database } from "./database.js";

const ACCOUNT = z.object({
  id: z.string(),
  kind: z.enum(["anonymous", "registered", "local"]),
  plan: z.string(),
  email: z.string().nullable(),
  passwordHash: z.string().nullable(),
  bindId: z.string().nullable(),
  createdMs: z.int(),
});
const TOKEN = z.object({
  hash: z.string(),
  accountId: z.string(),
  createdMs: z.int(),
  expiresMs: z.int(),
  revokedMs: z.int().nullable(),
});
const MOMENT = z.object({ atMs: z.int() });

export class AccountsTable implements AccountRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(account: AccountRecord): void {
    const { id, kind, plan, email, passwordHash, bindId, createdMs } = account;
    this.#database.run(
      "INSERT INTO accounts (id, kind, plan, email, passwordHash, bindId, createdMs) VALUES (?, ?, ?, ?, ?, ?, ?)",
      id,
      kind,
      plan,
      email,
      passwordHash,
      bindId,
      createdMs,
    );
  }

  find(id: string): AccountRecord | undefined {
    return this.#database.get(ACCOUNT, "SELECT * FROM accounts WHERE id = ?", id);
  }

  findByEmail(email: string): AccountRecord | undefined {
    return this.#database.get(ACCOUNT, "SELECT * FROM accounts WHERE email = ?", email);
  }

  findByBind(bindId: string): AccountRecord | undefined {
    return this.#database.get(ACCOUNT, "SELECT * FROM accounts WHERE bindId = ?", bindId);
  }

  list(): AccountRecord[] {
    return this.#database.all(ACCOUNT, "SELECT * FROM accounts ORDER BY createdMs");
  }

  setPlan(id: string, plan: string): void {
    this.#database.run("UPDATE accounts SET plan = ? WHERE id = ?", plan, id);
  }

  clearBind(id: string): void {
    this.#database.run("UPDATE accounts SET bindId = NULL WHERE id = ?", id);
  }

  addToken({ hash, accountId, createdMs, expiresMs, revokedMs }: TokenRecord): void {
    this.#database.run(
      "INSERT INTO tokens (hash, accountId, createdMs, expiresMs, revokedMs) VALUES (?, ?, ?, ?, ?)",
      hash,
      accountId,
      createdMs,
      expiresMs,
      revokedMs,
    );
  }

  findToken(hash: string): TokenRecord | undefined {
    return this.#database.get(TOKEN, "SELECT * FROM tokens WHERE hash = ?", hash);
  }

  revokeToken(hash: string, atMs: number): void {
    this.#database.run("UPDATE tokens SET revokedMs = ? WHERE hash = ? AND revokedMs IS NULL", atMs, hash);
  }

  revokeTokensOf(accountId: string, atMs: number): number {
    return this.#database.run(
      "UPDATE tokens SET revokedMs = ? WHERE accountId = ? AND revokedMs IS NULL",
      atMs,
      accountId,
    );
  }

  addGrant({ clientHash, addressHash, atMs }: { clientHash: string; addressHash: string; atMs: number }): void {
    this.#database.run(
      "INSERT INTO grants (clientHash, addressHash, atMs) VALUES (?, ?, ?)",
      clientHash,
      addressHash,
      atMs,
    );
  }

  lastGrantTo(clientHash: string, sinceMs: number): number | undefined {
    return this.#database.get(
      MOMENT,
      "SELECT atMs FROM grants WHERE clientHash = ? AND atMs >= ? ORDER BY atMs DESC LIMIT 1",
      clientHash,
      sinceMs,
    )?.atMs;
  }

  grantsTo(addressHash: string, sinceMs: number): number[] {
    return this.#database
      .all(MOMENT, "SELECT atMs FROM grants WHERE addressHash = ? AND atMs >= ? ORDER BY atMs", addressHash, sinceMs)
      .map(({ atMs }) => atMs);
  }

  dropGrantsBefore(ms: number): void {
    this.#database.run("DELETE FROM grants WHERE atMs < ?", ms);
  }
}
