/** The keys of kept files: `<shelf>/<name>.<extension>`, the name our own. No name that a person gave becomes one. */
import { randomUUID } from "node:crypto";
import type { FileShelf } from "../../studio/file-store.js";

export const SHELVES: readonly FileShelf[] = ["assets", "renders", "previews"];
const KEY = /^(?:assets|renders|previews)\/[0-9a-f-]{36}\.[a-z0-9]{1,5}$/;

export function isFileKey(key: string): boolean {
  return KEY.test(key);
}

/** @throws Error where it is none: keys come from the studio's records, so that is a mistake of ours. */
export function checkedKey(key: string): string {
  if (!isFileKey(key)) throw new Error(`«${key}» is not a key of a kept file.`);
  return key;
}

export function newKey(shelf: FileShelf, extension: string): string {
  return `${shelf}/${randomUUID()}.${extension}`;
}
