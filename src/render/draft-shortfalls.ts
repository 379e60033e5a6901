/** What a draft asks for and cannot be had: told, never dropped in silence. */
import type { Shortfall } from "../faults.js";
import type { Draft } from "../timeline/draft.js";
import { unwrittenScripts } from "./title-runs.js";

export function draftShortfalls(draft: Draft): Shortfall[] {
  const texts = draft.t.flatMap((track) => (track.r === "title" || track.r === "captions" ? track.sg : []));
  return unwrittenScripts(texts.map(({ tx }) => tx).join(" ")).map((script) => ({
    what: `${script} letters in titles or captions`,
    why: "there is no font for them here, so they are drawn as boxes",
    zh: `标题或字幕里的 ${script} 文字：这里没有对应的字体，显示为方框`,
  }));
}
