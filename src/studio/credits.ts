/**
 * Credits: reserved when an operation begins, charged when it ends well, given back when it does not. Always
 * available + frozen = total, since every line of the ledger changes the two by what it changes their sum.
 */
import type { Balance, LedgerRecords, Records } from "./records.js";
import { Refusal } from "./refusal.js";

export interface FullBalance extends Balance {
  total: number;
}

export class Credits {
  readonly #ledger: LedgerRecords;
  readonly #records: Records;
  readonly #isEnforced: boolean;
  readonly #now: () => number;

  /** @param isEnforced false on a machine of one's own: want of credits never blocks anything. */
  constructor(records: Records, options: { isEnforced: boolean; now: () => number }) {
    this.#records = records;
    this.#ledger = records.ledger;
    this.#isEnforced = options.isEnforced;
    this.#now = options.now;
  }

  balanceOf(accountId: string): FullBalance {
    const { available, frozen } = this.#ledger.balanceOf(accountId);
    return { available, frozen, total: available + frozen };
  }

  grant(accountId: string, amount: number, note: string): void {
    if (amount === 0) return;
    this.#add(accountId, { kind: "grant", availableChange: amount, frozenChange: 0, operation: "", note });
  }

  /**
   * Says no where an account could not pay.
   * @throws Refusal `credits-short`.
   */
  demand(accountId: string, amount: number): void {
    const { available } = this.#ledger.balanceOf(accountId);
    if (!this.#isEnforced || available >= amount) return;
    const account = this.#records.accounts.find(accountId);
    const bind = account?.kind === "anonymous" ? (account.bindId ?? undefined) : undefined;
    const advice = bind === undefined ? "Top up your account." : "Register to get more.";
    throw new Refusal(
      "credits-short",
      `This costs ${amount} ${amount === 1 ? "credit" : "credits"} and ${available} ${available === 1 ? "is" : "are"} left. ${advice}`,
      { required: amount, available, ...(bind === undefined ? {} : { bind }) },
    );
  }

  /**
   * Freezes what an operation will cost. Where nothing is enforced, no more than there is.
   * @throws Refusal `credits-short`.
   */
  reserve(accountId: string, operation: string, amount: number, note: string): void {
    this.#records.transaction(() => {
      this.demand(accountId, amount);
      const { available } = this.#ledger.balanceOf(accountId);
      const frozen = Math.min(amount, available);
      if (frozen === 0) return;
      this.#add(accountId, { kind: "reserve", availableChange: -frozen, frozenChange: frozen, operation, note });
    });
  }

  /**
   * Charges a reservation. One that is not open, or never was, is passed over.
   * @param amount what it came to, if less than was reserved: the rest is given back.
   */
  settle(operation: string, amount = Number.POSITIVE_INFINITY): void {
    this.#close(operation, "settle", amount);
  }

  /** Gives a reservation back. */
  release(operation: string): void {
    this.#close(operation, "release", 0);
  }

  /** Gives what one account has to another: its reservations stay where they are. */
  carry(fromAccountId: string, toAccountId: string): void {
    this.#records.transaction(() => {
      const { available } = this.#ledger.balanceOf(fromAccountId);
      if (available === 0) return;
      const line = { kind: "carry", frozenChange: 0, operation: "" } as const;
      this.#add(fromAccountId, { ...line, availableChange: -available, note: "carried over at registration" });
      this.#add(toAccountId, { ...line, availableChange: available, note: "carried over at registration" });
    });
  }

  #close(operation: string, kind: "settle" | "release", charged: number): void {
    this.#records.transaction(() => {
      const open = this.#ledger.openReservation(operation);
      if (open === undefined) return;
      const { accountId, amount } = open;
      const availableChange = amount - Math.min(amount, charged);
      this.#add(accountId, { kind, availableChange, frozenChange: -amount, operation, note: "" });
    });
  }

  #add(accountId: string, line: Omit<Parameters<LedgerRecords["add"]>[0], "accountId" | "atMs">): void {
    this.#ledger.add({ accountId, atMs: this.#now(), ...line });
  }
}
