import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { defaultPrices, PRICE_TEMPLATE, priceOfEdits, readPrices } from "./prices.js";

const folder = await mkdtemp(join(tmpdir(), "hd-local-prices-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the price table", () => {
  it("is written for the operator where there is none, and is then the default", async () => {
    const path = join(folder, "new", "prices.yaml");
    expect(await readPrices(path)).toEqual(defaultPrices());
    expect(await readFile(path, "utf8")).toBe(PRICE_TEMPLATE);
  });

  it("that cannot be understood is refused with the place", async () => {
    const path = join(folder, "wrong.yaml");
    await writeFile(path, PRICE_TEMPLATE.replace("export: 0", "export: cheap"));
    await expect(readPrices(path)).rejects.toThrow(/prices\.export/);
    await writeFile(path, "prices: [");
    await expect(readPrices(path)).rejects.toMatchObject({ code: "usage" });
  });

  it("has one price for edits, and others for some", () => {
    expect(priceOfEdits(defaultPrices(), ["trim", "enhance", "title"])).toBe(1 + 5 + 1);
    expect(priceOfEdits(defaultPrices(), [])).toBe(0);
  });
});
