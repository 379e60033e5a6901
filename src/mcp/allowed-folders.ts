/** The folders that a person has opened to an agent; nothing outside of them is read or written. */
import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, parse, relative, resolve, sep } from "node:path";
import { Fault } from "../faults.js";

export class AllowedFolders {
  readonly #folders: readonly string[];

  private constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /**
   * @param chosen what the person allowed; where they chose nothing it is the working folder, unless that is a disk's
   * root, where programs are started that nobody gave a folder.
   * @throws Fault `usage` for a folder that is not there.
   */
  static async of(chosen: readonly string[]): Promise<AllowedFolders> {
    const working = process.cwd();
    const wanted = chosen.length > 0 ? chosen : parse(working).root === working ? [] : [working];
    const folders = await Promise.all(
      wanted.map((folder) =>
        realpath(resolve(folder)).catch((cause: unknown) => {
          throw new Fault("usage", `There is no folder «${folder}» to allow.`, { cause });
        }),
      ),
    );
    return new AllowedFolders(folders);
  }

  /**
   * The true path of a file that is to be read; relative ones count from the first folder.
   * @throws Fault `input-missing`; `usage` outside of what was allowed.
   */
  async input(path: string): Promise<string> {
    const wanted = this.#absolute(path);
    // Outside of the folders not even the existence of a file is told.
    const real = await realpath(wanted).catch(() => undefined);
    if (real !== undefined && this.#holds(real)) return real;
    if (real === undefined && (await this.#holdsParent(wanted)))
      throw new Fault("input-missing", `There is no file «${basename(path)}». Check the path.`);
    throw this.#outside(path);
  }

  /** The true path of a file that is to be written. @throws Fault `usage` */
  async output(path: string): Promise<string> {
    const wanted = this.#absolute(path);
    if (!(await this.#holdsParent(wanted))) throw this.#outside(path);
    return join(await realpath(dirname(wanted)), basename(wanted));
  }

  #absolute(path: string): string {
    return isAbsolute(path) ? resolve(path) : resolve(this.#folders[0] ?? "/", path);
  }

  async #holdsParent(path: string): Promise<boolean> {
    const parent = await realpath(dirname(path)).catch(() => undefined);
    return parent !== undefined && this.#holds(parent);
  }

  #holds(real: string): boolean {
    return this.#folders.some((folder) => {
      const way = relative(folder, real);
      return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
    });
  }

  #outside(path: string): Fault {
    return new Fault(
      "usage",
      `«${basename(path)}» is outside of the folders that were allowed. Ask the person to start the server with --allow <folder>, or to move the file.`,
    );
  }
}
