/**
 * One server a data folder. The lock is a database held open for writing: the system lets go of it with the process,
 * however that ends, which no file with a process number in it can promise.
 */
import { join } from "node:path";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { Fault } from "../../faults.js";

export class FolderLock implements Disposable {
  readonly #database: DatabaseSyncInstance;

  /** @throws Fault `usage` where another server has the folder. */
  constructor(folder: string) {
    this.#database = new DatabaseSync(join(folder, "server.lock"), { timeout: 0 });
    try {
      this.#database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      this.#database.close();
      throw new Fault(
        "usage",
        "A studio runs with this data folder already. Use that one, or give --data another folder.",
        { cause: error },
      );
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
