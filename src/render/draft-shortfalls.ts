/** What a draft asks for and the renderer does not do yet: told, never dropped in silence. */
import type { Shortfall } from "../faults.js";
import type { Draft } from "../timeline/draft.js";

export function draftShortfalls(draft: Draft): Shortfall[] {
  const clips = draft.t.flatMap((track) => (track.r === "clips" ? track.sg : []));
  const overlays = draft.t.flatMap((track) => (track.r === "overlay" ? track.sg : []));
  const shortfalls: Shortfall[] = [];
  if (clips.some(({ fx }) => fx?.sb !== undefined))
    shortfalls.push({ what: "a steadier picture", why: "this version cannot stabilise yet" });
  if (clips.some(({ co }) => co?.au === true))
    shortfalls.push({ what: "automatic colours", why: "this version sets only the colours that are named" });
  if (overlays.some(({ fd }) => fd?.vi !== undefined || fd?.vo !== undefined))
    shortfalls.push({ what: "fades of an overlay", why: "this version shows overlays at once" });
  return shortfalls;
}
