/** What is found out about a source before anything is decided: what it holds, and the hash of its bytes. */
import { checkInputFile } from "../media/source.js";
import type { Analysis } from "./analysis.js";
import { hashFile } from "./source-hash.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

export interface SourceLook {
  analysis: Analysis;
  sha256: string;
}

/**
 * Looks at a source.
 * @throws Fault `input-…`, `cancelled`.
 */
export async function lookAt(pool: WorkerPool, path: string, signal?: AbortSignal): Promise<SourceLook> {
  // Reading anything but a file, a pipe for one, could wait for ever.
  await checkInputFile(path);
  const { threads } = machineShare();
  const [analysis, sha256] = await bothOrNeither(pool.call("analyse", { path, threads }), (stop) =>
    hashFile(path, undefined, signal === undefined ? stop : AbortSignal.any([stop, signal])),
  );
  return { analysis, sha256 };
}

/** The results of two things at once; where the first fails the second is stopped. */
async function bothOrNeither<A, B>(first: Promise<A>, second: (stop: AbortSignal) => Promise<B>): Promise<[A, B]> {
  const stop = new AbortController();
  const other = second(stop.signal);
  other.catch(() => undefined);
  try {
    return [await first, await other];
  } catch (error) {
    stop.abort();
    throw error;
  }
}
