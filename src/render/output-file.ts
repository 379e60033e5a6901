/** The finished file's place: written under a temporary name beside it, moved there when it has been checked. */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, link, mkdir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { Fault } from "../faults.js";
import { fileLabel } from "../media/source.js";
import { isAlive } from "./chunk-cache.js";

/** What common file systems take. */
const MAX_NAME_BYTES = 255;

/** A place for an output. Dispose it to remove what was not finished. */
export class OutputFile implements AsyncDisposable {
  readonly path: string;
  readonly partPath: string;
  readonly #mayReplace: boolean;

  private constructor(path: string, partPath: string, mayReplace: boolean) {
    this.path = path;
    this.partPath = partPath;
    this.#mayReplace = mayReplace;
  }

  /**
   * Checks that a file can be written at `path`, and clears what an earlier run left there unfinished.
   * @throws Fault `output-exists`, `output-unwritable`, `usage` where it is an input itself.
   */
  static async prepare(path: string, inputPaths: readonly string[], mayReplace: boolean): Promise<OutputFile> {
    const folder = dirname(path);
    if (Buffer.byteLength(basename(path)) > MAX_NAME_BYTES)
      throw new Fault("output-unwritable", `${fileLabel(path)} is too long a name: give a shorter one with -o.`);
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    } catch (error) {
      throw new Fault(
        "output-unwritable",
        `${fileLabel(path)} cannot be written: its folder does not exist or may not be written to.`,
        { cause: error },
      );
    }
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory())
      throw new Fault("output-unwritable", `${fileLabel(path)} cannot be written: a folder has this name.`);
    if (existing !== undefined && (await isAnyOf(path, inputPaths))) {
      throw new Fault(
        "usage",
        `${fileLabel(path)} is the input itself. Inputs are never overwritten: choose another name with -o.`,
      );
    }
    if (existing !== undefined && !mayReplace) {
      throw new Fault(
        "output-exists",
        `${fileLabel(path)} exists already. Use --force to replace it, or -o for another name.`,
      );
    }
    const extension = extname(path);
    // A hash instead of the name, which may already be as long as the file system takes.
    const stem = `.hd-local-${createHash("sha256").update(basename(path)).digest("hex").slice(0, 12)}`;
    for (const name of await readdir(folder)) {
      const isLeftover =
        name.startsWith(`${stem}.`) &&
        /\.\d+\.part\.\w+$/.test(name) &&
        !isAlive(Number(/\.(\d+)\.part\.\w+$/.exec(name)?.[1]));
      if (isLeftover) await rm(join(folder, name), { force: true });
    }
    return new OutputFile(path, join(folder, `${stem}.${process.pid}.part${extension}`), mayReplace);
  }

  /** Moves the finished part to its place; a file that came there meanwhile is not replaced unasked. */
  async commit(): Promise<void> {
    if (this.#mayReplace) {
      await rename(this.partPath, this.path);
      return;
    }
    try {
      // A link fails where a name exists, a rename replaces it.
      await link(this.partPath, this.path);
      await rm(this.partPath);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EEXIST")
        throw new Fault("output-exists", `${fileLabel(this.path)} appeared meanwhile and was left as it is.`, {
          cause: error,
        });
      // File systems without links (exFAT, some network drives): there a look has to do.
      if ((await stat(this.path).catch(() => undefined)) !== undefined) throw error;
      await rename(this.partPath, this.path);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.partPath, { force: true });
  }
}

async function isAnyOf(path: string, others: readonly string[]): Promise<boolean> {
  const real = await realpath(path);
  for (const other of others) if ((await realpath(other).catch(() => undefined)) === real) return true;
  return false;
}
