import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { Credits } from "../../studio/credits.js";
import { FolderLock } from "./folder-lock.js";
import { SqliteRecords } from "./sqlite-records.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-records-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `${++files}.db`);

function addAccount(records: SqliteRecords, id: string): void {
  records.accounts.add({
    id,
    kind: "anonymous",
    plan: "anonymous",
    email: null,
    passwordHash: null,
    bindId: null,
    createdMs: 0,
  });
}

describe("the records", () => {
  it("are there again when the file is opened again", () => {
    const path = newPath();
    const first = new SqliteRecords(path);
    addAccount(first, "a");
    first.settings.set("colour", "green");
    first.close();
    const second = new SqliteRecords(path);
    expect(second.accounts.find("a")).toMatchObject({ kind: "anonymous" });
    expect(second.settings.get("colour")).toBe("green");
    second.close();
  });

  it("keep nothing of a transaction that fails", () => {
    const records = new SqliteRecords(newPath());
    expect(() =>
      records.transaction(() => {
        addAccount(records, "a");
        records.transaction(() => addAccount(records, "b"));
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(records.accounts.list()).toEqual([]);
    addAccount(records, "c");
    expect(records.accounts.list()).toHaveLength(1);
    records.close();
  });

  it("of a newer version are left alone", () => {
    const path = newPath();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 9999");
    database.close();
    expect(() => new SqliteRecords(path)).toThrow(/newer version/);
  });

  it("never change or lose a line of the ledger, whoever tries", () => {
    const path = newPath();
    const records = new SqliteRecords(path);
    addAccount(records, "a");
    new Credits(records, { isEnforced: true, now: () => 0 }).grant("a", 5, "");
    records.close();
    const database = new DatabaseSync(path);
    expect(() => database.exec("UPDATE ledger SET availableChange = 500")).toThrow(/never changed/);
    expect(() => database.exec("DELETE FROM ledger")).toThrow(/never removed/);
    database.close();
  });
});

describe("a data folder", () => {
  it("has one server at a time, and a dead one holds nothing", () => {
    const first = new FolderLock(folder);
    expect(() => new FolderLock(folder)).toThrow(/runs with this data folder already/);
    first[Symbol.dispose]();
    new FolderLock(folder)[Symbol.dispose]();
  });
});

describe("credits", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("grant" as const), amount: fc.integer({ min: 0, max: 50 }) }),
    fc.record({
      kind: fc.constantFrom("reserve" as const, "settle" as const, "release" as const),
      operation: fc.constantFrom("x", "y", "z"),
      amount: fc.integer({ min: 0, max: 80 }),
    }),
    fc.record({ kind: fc.constant("carry" as const) }),
  );

  it("always add up, never go below nothing, and come back to the sum of their lines, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, isEnforced) => {
        const records = new SqliteRecords(":memory:");
        for (const id of ["a", "b"]) addAccount(records, id);
        const credits = new Credits(records, { isEnforced, now: () => 0 });
        let serial = 0;
        const names = new Map<string, string>();
        for (const each of steps) {
          try {
            if (each.kind === "grant") credits.grant("a", each.amount, "");
            else if (each.kind === "carry") credits.carry("a", "b");
            else if (each.kind === "reserve") {
              const name = `${each.operation}${++serial}`;
              names.set(each.operation, name);
              credits.reserve("a", name, each.amount, "");
            } else credits[each.kind](names.get(each.operation) ?? each.operation);
          } catch (error) {
            // Only want of credits is ever refused, and only where it is enforced.
            expect(isEnforced).toBe(true);
            expect(error).toMatchObject({ kind: "credits-short" });
          }
          for (const id of ["a", "b"]) {
            const { available, frozen, total } = credits.balanceOf(id);
            const entries = records.ledger.entriesOf(id);
            const sum = (key: "availableChange" | "frozenChange"): number =>
              entries.reduce((all, entry) => all + entry[key], 0);
            expect({ available, frozen }).toEqual({ available: sum("availableChange"), frozen: sum("frozenChange") });
            expect(total).toBe(available + frozen);
            expect(Math.min(available, frozen)).toBeGreaterThanOrEqual(0);
            const reserved = records.ledger.openReservations().filter(({ accountId }) => accountId === id);
            expect(reserved.reduce((all, { amount }) => all + amount, 0)).toBe(frozen);
          }
        }
        records.close();
      }),
      { numRuns: 60 },
    );
  });
});
