/** `hd-local accounts`: what the operator of a studio does with its accounts, also while the server runs. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { Fault } from "../faults.js";
import { dataFolder } from "../folders.js";
import type { AccountRecord, Records } from "../studio/records.js";
import { pricesPath, recordsPath } from "./studio-folder.js";

interface AccountsFlags {
  data: string;
  json?: boolean;
  note?: string;
}

export function accountsCommand(): Command {
  const data = (): Option => new Option("--data <folder>", "the studio's data folder").default(dataFolder());
  return new Command("accounts")
    .description("list a studio's accounts, top them up, change their plan, end their tokens")
    .addCommand(
      subcommand("list")
        .description("every account with its plan and credits")
        .addOption(data())
        .option("--json", "one JSON object an account", false)
        .action((flags: AccountsFlags) => withRecords(flags, (records) => list(records, flags.json === true))),
    )
    .addCommand(
      subcommand("top-up")
        .description("give an account credits")
        .argument("<account>", "id or address")
        .argument("<credits>", "how many", wholeNumber)
        .option("--note <words>", "why, for the ledger", "topped up by the operator")
        .addOption(data())
        .action((account: string, amount: number, flags: AccountsFlags) =>
          withRecords(flags, (records) => topUp(records, account, amount, flags.note ?? "")),
        ),
    )
    .addCommand(
      subcommand("plan")
        .description("change an account's plan")
        .argument("<account>", "id or address")
        .argument("<plan>", "a plan of prices.yaml")
        .addOption(data())
        .action((account: string, plan: string, flags: AccountsFlags) => changePlan(account, plan, flags)),
    )
    .addCommand(
      subcommand("revoke")
        .description("end all tokens of an account")
        .argument("<account>", "id or address")
        .addOption(data())
        .action((account: string, flags: AccountsFlags) => withRecords(flags, (records) => revoke(records, account))),
    )
    .addCommand(
      subcommand("ledger")
        .description("what an account was given and charged, one line each")
        .argument("<account>", "id or address")
        .addOption(data())
        .action((account: string, flags: AccountsFlags) => withRecords(flags, (records) => ledger(records, account))),
    );
}

/** Wrong usage ends with the same code as everywhere. */
function subcommand(name: string): Command {
  return new Command(name).exitOverride();
}

function wholeNumber(words: string): number {
  const value = Number(words);
  if (!Number.isInteger(value) || value < 1 || value > 1_000_000_000)
    throw new InvalidArgumentError("Give a whole number of credits, 1 or more.");
  return value;
}

async function withRecords(flags: AccountsFlags, use: (records: Records) => void | Promise<void>): Promise<void> {
  const path = recordsPath(resolve(flags.data));
  if (!existsSync(path))
    throw new Fault("input-missing", "There is no studio in this data folder yet: start `hd-local serve` once first.");
  const { SqliteRecords } = await import("../adapters/sqlite/sqlite-records.js");
  const records = new SqliteRecords(path);
  try {
    await use(records);
  } finally {
    records.close();
  }
}

function list(records: Records, isJson: boolean): void {
  for (const account of records.accounts.list()) {
    const { available, frozen } = records.ledger.balanceOf(account.id);
    const { id, kind, plan, email, createdMs } = account;
    const created = new Date(createdMs).toISOString();
    say(
      isJson
        ? JSON.stringify({ id, kind, plan, email, created, available, frozen })
        : `${id}  ${kind.padEnd(10)}  ${plan.padEnd(10)}  ${String(available).padStart(6)} credits  ${email ?? "–"}  since ${created.slice(0, 10)}`,
    );
  }
}

async function topUp(records: Records, name: string, amount: number, note: string): Promise<void> {
  const { Credits } = await import("../studio/credits.js");
  const credits = new Credits(records, { isEnforced: true, now: Date.now });
  const { id } = find(records, name);
  credits.grant(id, amount, note);
  say(`${name} has ${credits.balanceOf(id).available} credits now.`);
}

async function changePlan(name: string, plan: string, flags: AccountsFlags): Promise<void> {
  const { readPrices } = await import("../studio/prices.js");
  const { plans } = await readPrices(pricesPath(resolve(flags.data)));
  if (!(plan in plans))
    throw new Fault("usage", `There is no plan «${plan}». There are ${Object.keys(plans).join(", ")}.`);
  await withRecords(flags, (records) => {
    records.accounts.setPlan(find(records, name).id, plan);
    say(`${name} has the plan ${plan} now.`);
  });
}

function revoke(records: Records, name: string): void {
  const count = records.accounts.revokeTokensOf(find(records, name).id, Date.now());
  say(count === 1 ? "One token has ended." : `${count} tokens have ended.`);
}

function ledger(records: Records, name: string): void {
  for (const entry of records.ledger.entriesOf(find(records, name).id)) {
    const { atMs, kind, availableChange, frozenChange, availableAfter, frozenAfter, note } = entry;
    const changes = `${signed(availableChange)} available, ${signed(frozenChange)} frozen`;
    say(
      `${new Date(atMs).toISOString()}  ${kind.padEnd(8)}  ${changes}  → ${availableAfter} + ${frozenAfter}  ${note}`,
    );
  }
}

function find(records: Records, name: string): AccountRecord {
  const found = records.accounts.find(name) ?? records.accounts.findByEmail(name.toLowerCase());
  if (found === undefined)
    throw new Fault("usage", `There is no account «${name}». \`hd-local accounts list\` shows them.`);
  return found;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}
