/**
 * Finished films as a person finds them in their file manager: under the name of their project, beside nothing else. They
 * are the kept files themselves by a second name, so that they take no room.
 */
import { copyFile, link, mkdir, rm } from "node:fs/promises";
import { join, parse } from "node:path";
import type { FileStore } from "./file-store.js";

const MAX_NAME_LENGTH = 100;
/** What no file may be called on one system or another. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

export class ShownFiles {
  readonly #files: FileStore;
  readonly #folder: string;

  /** @param folder of these files and nothing else. */
  constructor(files: FileStore, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Gives a file its second name. */
  async put({ key, name }: { key: string; name: string }): Promise<string> {
    await this.remove(key);
    const folder = this.#folderOf(key);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${fileNameOf(name)}${key.slice(key.lastIndexOf("."))}`);
    const kept = await this.#files.localPath(key);
    // Some file systems know one name a file only.
    await link(kept, path).catch(() => copyFile(kept, path));
    return path;
  }

  /** Takes a file's second name away; with it, the file would stay on the disk beyond its end. */
  async remove(key: string): Promise<void> {
    await rm(this.#folderOf(key), { recursive: true, force: true });
  }

  /** Takes the second names away; the files stay. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #folderOf(key: string): string {
    return join(this.#folder, parse(key).name);
  }
}

/** A name that every system takes, as close to what the person wrote as can be. */
export function fileNameOf(name: string): string {
  const clean = name.replace(/[<>:"/\\|?*\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replace(/^[\s.-]+|[\s.]+$/gu, "");
  const short = [...clean].slice(0, MAX_NAME_LENGTH).join("").trimEnd();
  if (short === "") return "video";
  return RESERVED.test(short) ? `${short}_` : short;
}
