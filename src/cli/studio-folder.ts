/** The studio's data folder, and what of it the commands share. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** The platform's folder for what must be kept; `HD_LOCAL_DATA` overrides it. */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.HD_LOCAL_DATA;
  if (chosen) return chosen;
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "hd-local-ai");
  if (process.platform === "win32")
    return join(environment.APPDATA ?? join(homedir(), "AppData", "Roaming"), "hd-local-ai");
  return join(environment.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "hd-local-ai");
}

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

/** What proves to the server that a program runs for the machine's own person: they alone can read it. */
export async function writeOwnerKey(folder: string, key: string): Promise<void> {
  const path = join(folder, "owner.key");
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}
