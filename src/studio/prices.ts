/** What things cost and what a plan allows: the operator's own file, read and checked. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { Fault } from "../faults.js";

const CREDITS = z.int().min(0).max(1_000_000);
const PLAN = z.strictObject({
  credits: CREDITS,
  tokenDays: z.int().min(1).max(3650),
  mayExport: z.boolean(),
});
const PRICE_TABLE = z.strictObject({
  prices: z.strictObject({
    edit: CREDITS,
    edits: z.record(z.string(), CREDITS),
    export: CREDITS,
    sample: CREDITS,
  }),
  plans: z.record(z.string(), PLAN).refine((plans) => "anonymous" in plans && "registered" in plans, {
    message: "the plans «anonymous» and «registered» have to be there",
  }),
  registrationUrl: z.url().optional(),
});

export type PriceTable = z.infer<typeof PRICE_TABLE>;
export type Plan = z.infer<typeof PLAN>;

/** The table as it is written where an operator has none yet. It is also what a machine of one's own counts by. */
export const PRICE_TEMPLATE = `# Prices and plans of this studio. Credits are whole numbers. The server reads this file when it starts.
# Without --hosted nothing here ever keeps anybody from anything: credits are only counted.

prices:
  # One edit of a chat turn or of the page. Questions, undo and redo are free.
  edit: 1
  # Edits that cost more or less than that, by their name in the vocabulary of edits.
  edits:
    enhance: 5
    denoise: 3
    stabilize: 3
    captions: 3
  # One export. The published clients expect 0.
  export: 0
  # One short sample.
  sample: 0

plans:
  # Whoever asks for a token without an account.
  anonymous:
    # Given once, with the token.
    credits: 100
    # How long a token lives.
    tokenDays: 7
    # Whether finished films may be taken out.
    mayExport: false
  # Whoever has registered with an address and a password.
  registered:
    credits: 100
    tokenDays: 90
    mayExport: true

# Where people register; without this line it is this server's own page.
# registrationUrl: https://studio.example/register
`;

/** The table of a machine of one's own, and of an operator who changed nothing. */
export function defaultPrices(): PriceTable {
  return PRICE_TABLE.parse(parse(PRICE_TEMPLATE));
}

/**
 * The operator's table; where there is none, the template is written there for the operator to change.
 * @throws Fault `usage` where the table cannot be understood, with the place.
 */
export async function readPrices(path: string): Promise<PriceTable> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, PRICE_TEMPLATE, { flag: "wx" });
    text = PRICE_TEMPLATE;
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new Fault("usage", `The price table ${path} is not YAML: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
  const table = PRICE_TABLE.safeParse(value);
  if (table.success) return table.data;
  const [issue] = table.error.issues;
  throw new Fault("usage", `The price table ${path} is wrong at ${issue?.path.join(".")}: ${issue?.message}.`);
}

/** The price of some edits, by their names. */
export function priceOfEdits(table: PriceTable, ops: readonly string[]): number {
  return ops.reduce((sum, op) => sum + (table.prices.edits[op] ?? table.prices.edit), 0);
}
