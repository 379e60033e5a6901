/** The finished file's place: written under a temporary name beside it, moved there when it has been checked. */
import { constants } from "node:fs";
import { access, link, mkdir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { Fault } from "../faults.js";
import { fileLabel } from "../media/source.js";

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
    const stem = `.${basename(path, extension)}`;
    for (const name of await readdir(folder)) {
      const isLeftover =
        name.startsWith(`${stem}.`) &&
        /\.\d+\.part\.\w+$/.test(name) &&
        !isRunning(Number(/\.(\d+)\.part\.\w+$/.exec(name)?.[1]));
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
      // File systems without links (exFAT, some network drives).
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
