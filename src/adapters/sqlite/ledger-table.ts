/** The credits ledger: lines are added and never changed, which the database itself enforces. */
import { z } from "zod";
import type { Balance, LedgerEntry, LedgerRecords } from "../../studio/records.js";
import type { Database } from "./database.js";

const BALANCE = z.object({ available: z.int(), frozen: z.int() });
const RESERVATION = z.object({ operation: z.string(), accountId: z.string(), amount: z.int() });
const ENTRY = z.object({
  id: z.int(),
  accountId: z.string(),
  kind: z.enum(["grant", "reserve", "settle", "release", "carry"]),
  availableChange: z.int(),
  frozenChange: z.int(),
  availableAfter: z.int(),
  frozenAfter: z.int(),
  operation: z.string(),
  note: z.string(),
  atMs: z.int(),
});
const OPEN = `SELECT operation, accountId, SUM(frozenChange) AS amount FROM ledger`;

export class LedgerTable implements LedgerRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add({ accountId, kind, availableChange, frozenChange, operation, note, atMs }: LedgerEntry): Balance {
    return this.#database.transaction(() => {
      const before = this.balanceOf(accountId);
      const after = { available: before.available + availableChange, frozen: before.frozen + frozenChange };
      this.#database.run(
        `INSERT INTO ledger (accountId, kind, availableChange, frozenChange, availableAfter, frozenAfter, operation, note, atMs)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        accountId,
        kind,
        availableChange,
        frozenChange,
        after.available,
        after.frozen,
        operation,
        note,
        atMs,
      );
      return after;
    });
  }

  balanceOf(accountId: string): Balance {
    const last = this.#database.get(
      BALANCE,
      "SELECT availableAfter AS available, frozenAfter AS frozen FROM ledger WHERE accountId = ? ORDER BY id DESC LIMIT 1",
      accountId,
    );
    return last ?? { available: 0, frozen: 0 };
  }

  openReservation(operation: string): { accountId: string; amount: number } | undefined {
    const isOpen = `${OPEN} WHERE operation = ? GROUP BY operation, accountId HAVING MAX(kind = 'reserve') = 1 AND MAX(kind IN ('settle', 'release')) = 0`;
    return this.#database.get(RESERVATION, isOpen, operation);
  }

  openReservations(): { operation: string; accountId: string; amount: number }[] {
    return this.#database.all(
      RESERVATION,
      `${OPEN} GROUP BY operation, accountId HAVING MAX(kind = 'reserve') = 1 AND MAX(kind IN ('settle', 'release')) = 0`,
    );
  }

  entriesOf(accountId: string): z.infer<typeof ENTRY>[] {
    return this.#database.all(ENTRY, "SELECT * FROM ledger WHERE accountId = ? ORDER BY id", accountId);
  }
}
