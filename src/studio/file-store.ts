/** The files port: uploads, results and what is made of them, by key. A key is the studio's own; no name becomes one. */
import type { Readable } from "node:stream";

/** What a file is for; the first part of its key. */
export type FileShelf = "assets" | "renders" | "previews";

export interface StoredFile {
  key: string;
  sizeBytes: number;
  modifiedMs: number;
}

export interface FileStore {
  /**
   * A local path to write to before {@link FileStore.keep}. What is not kept is gone with the next {@link FileStore.sweep}.
   * @param extension without its dot; absent where it is not known yet.
   */
  newPart(extension?: string): Promise<string>;
  /**
   * Makes a written part a file that stays, whole or not at all, and gives its key. The part is gone then.
   * @param extension without its dot; chosen by the studio, never by whoever sent the file.
   */
  keep(partPath: string, shelf: FileShelf, extension: string): Promise<StoredFile>;
  /** Removes a part that is not kept; there may be none. */
  drop(partPath: string): Promise<void>;
  find(key: string): Promise<StoredFile | undefined>;
  /** Bytes `start` to `end`, both included. */
  read(key: string, range?: { start: number; end: number }): Promise<Readable>;
  /**
   * An address that gives the file to anybody for a while, without this program; undefined where there is none.
   * @param saveAs what a person saves it as.
   */
  link(key: string, saveAs: string): Promise<string | undefined>;
  /** A local path with the file's bytes, for programs that read files. */
  localPath(key: string): Promise<string>;
  /** Removes a file; there may be none. */
  remove(key: string): Promise<void>;
  list(): AsyncIterable<StoredFile>;
  /** Removes parts that nobody writes any more. Only at the start, when nobody does. */
  sweep(): Promise<void>;
}
