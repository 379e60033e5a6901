/** The files that a draft's picture is made of, each looked at once. */
import { Fault } from "../faults.js";
import type { Draft } from "../timeline/draft.js";
import type { DraftFiles } from "./draft-plan.js";
import type { SourceLook } from "./source-look.js";

/**
 * Looks at every file that gives pictures.
 * @throws Fault `input-…`, `cancelled`.
 */
export async function lookAtFiles(
  { draft, paths }: { draft: Draft; paths: ReadonlyMap<string, string> },
  look: (path: string) => Promise<SourceLook>,
): Promise<DraftFiles> {
  const looks = new Map<string, SourceLook>();
  for (const track of draft.t) {
    if (track.r !== "clips" && track.r !== "overlay") continue;
    for (const { a } of track.sg) {
      if (looks.has(a)) continue;
      const path = paths.get(a);
      const name = draft.as.find(({ i }) => i === a)?.n ?? a;
      if (path === undefined) throw new Fault("input-missing", `The file «${name}» of the timeline is not there.`);
      looks.set(a, await look(path));
    }
  }
  return looks;
}
