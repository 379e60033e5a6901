/** The sounds that a draft needs, looked at: those of its clips, and those that lie beside them. */
import { Fault } from "../faults.js";
import { checkInputFile } from "../media/source.js";
import type { Draft } from "../timeline/draft.js";
import { soundOfPicture } from "./sound-look.js";
import type { SoundFile, SoundFiles } from "./sound-plan.js";
import { hashFile } from "./source-hash.js";
import type { SourceLook } from "./source-look.js";
import type { WorkerPool } from "./worker-pool.js";

/**
 * Looks at every file that is heard, each once.
 * @param looks at the files that give pictures, by asset id
 * @throws Fault `input-…`, `cancelled`
 */
export async function lookAtSounds(
  pool: WorkerPool,
  { draft, paths }: { draft: Draft; paths: ReadonlyMap<string, string> },
  looks: ReadonlyMap<string, SourceLook>,
  signal?: AbortSignal,
): Promise<SoundFiles> {
  const files = new Map<string, SoundFile>();
  for (const [id, look] of looks) {
    const file = soundOfPicture(look);
    if (file !== undefined) files.set(id, file);
  }
  const laid = draft.t.flatMap((track) => (track.r === "sound" || track.r === "music" ? track.sg : []));
  for (const { a } of laid) {
    if (a === undefined || files.has(a)) continue;
    const path = paths.get(a);
    const name = draft.as.find(({ i }) => i === a)?.n ?? a;
    if (path === undefined) throw new Fault("input-missing", `The file «${name}» of the timeline is not there.`);
    await checkInputFile(path);
    const found = await pool.call("lookAtSound", { path });
    if (found === undefined)
      throw new Fault("input-unsupported", `There is no sound in «${name}» that can be played here.`);
    files.set(a, { ...found, sha256: await hashFile(path, undefined, signal) });
  }
  return files;
}
