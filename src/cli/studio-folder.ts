/** The studio's data folder, and what of it the commands share. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Makes the folder where it is missing; nobody else may look into it. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** The studio's records. */
export function recordsPath(folder: string): string {
  return join(folder, "studio.db");
}

/** Prices and plans of a hosted studio. */
export function pricesPath(folder: string): string {
  return join(folder, "prices.yaml");
}

/** Where the key of the machine's own person lies. */
export function ownerKeyPath(folder: string): string {
  return join(folder, "owner.key");
}

/** What proves to the server that a program runs for the machine's own person: they alone can read it. */
export async function writeOwnerKey(folder: string, key: string): Promise<void> {
  const path = ownerKeyPath(folder);
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}
