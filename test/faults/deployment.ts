/** How the studio under test is put together: the adapters it runs with, and how their files are looked at. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { FolderFiles } from "../../src/adapters/files/folder-files.js";
import type { FileStore } from "../../src/studio/file-store.js";

export interface Deployment {
  /** Further arguments of `hd-local serve`. */
  flags: readonly string[];
  env: Readonly<Record<string, string>>;
  /** The files of a data folder; only asked for while no server has it. */
  openFiles(data: string): Promise<Pick<FileStore, "list">>;
  /** What of unfinished files is left in a data folder; there should be nothing behind a start. */
  leftovers(data: string): Promise<string[]>;
}

/** Everything in one folder and one process, as it comes. */
export const EMBEDDED: Deployment = {
  flags: [],
  env: {},
  openFiles: (data) => FolderFiles.open(join(data, "files")),
  leftovers: (data) => readdir(join(data, "files", "parts")),
};
