/** Media that are handed over: onto the timeline, in the order in which they come. */

import type { EditOutcome } from "./apply-edit.js";
import { describeDifference } from "./difference.js";
import { type Asset, type ClipSegment, type Draft, draftSchema } from "./draft.js";
import { LIMITS } from "./limits.js";
import { clipSegments, tracksOf } from "./span.js";
import { refusal, type Words } from "./words.js";
import { addSegment, closeWorkbench, isRefusal, nextIdentity, openWorkbench } from "./workbench.js";

/** How long a picture is shown. */
const PICTURE_MS = 5000;

/**
 * Puts a file onto the timeline: videos and pictures behind the clips, sound as music where there is room for it.
 * Subtitles wait for the edit `captions`, and so does sound that would lie over other music.
 */
export function addAsset(before: Draft, asset: Asset): EditOutcome {
  if (before.as.some(({ i }) => i === asset.i))
    return { refused: refusal("no-change", `${asset.n} is there already.`, `${asset.n} 已经有了。`) };
  if (before.as.length >= LIMITS.assets)
    return {
      refused: refusal(
        "too-much",
        `One project holds ${LIMITS.assets} files at most.`,
        `一个项目最多 ${LIMITS.assets} 个文件。`,
      ),
    };
  const bench = openWorkbench(before, {});
  bench.draft.as.push(asset);
  if (asset.k === "video" || asset.k === "image") {
    const segment = clipOf(bench.draft, asset);
    bench.line.push({ segment, lengthMs: segment.d });
  } else if (asset.k === "audio") layMusic(bench.draft, asset);
  const draft = closeWorkbench(bench);
  if (isRefusal(draft)) return { refused: draft };
  // What is on record has to be readable: a file beyond the limits is not let in.
  if (!draftSchema.safeParse(draft).success)
    return {
      refused: refusal(
        "asset-unfit",
        `${asset.n} is longer or larger than a project can hold.`,
        `${asset.n} 的时长或尺寸超出了项目的上限。`,
      ),
    };
  const changes = describeDifference(before, draft);
  const words: Words = { en: `I have ${asset.n}.`, zh: `已收到 ${asset.n}。` };
  return { draft, changes: changes.some(({ en }) => en !== "The timeline changed.") ? changes : [words] };
}

function clipOf(draft: Draft, asset: Asset): ClipSegment {
  const isPicture = asset.k === "image";
  return {
    i: nextIdentity(draft),
    c: nextIdentity(draft),
    st: draft.d,
    d: isPicture ? PICTURE_MS : (asset.d ?? PICTURE_MS),
    a: asset.i,
    si: 0,
    ...(isPicture ? { zo: clipSegments(draft).length % 2 === 0 ? ("in" as const) : ("out" as const) } : {}),
  };
}

function layMusic(draft: Draft, asset: Asset): void {
  const end = Math.max(0, ...tracksOf(draft, "music").flatMap(({ sg }) => sg.map(({ st, d }) => st + d)));
  const hasClips = clipSegments(draft).length > 0;
  const room = (hasClips ? draft.d : LIMITS.durationMs) - end;
  if (room < LIMITS.minTimelineMs) return;
  const d = Math.min(asset.d ?? PICTURE_MS, room);
  const isFirst = end === 0;
  addSegment(draft, "music", { i: nextIdentity(draft), st: end, d, a: asset.i, an: isFirst ? "all" : "start" });
}

/**
 * The draft with what is truly known of its assets in place of what it says of them: for a draft that comes from
 * outside. An asset that is not ours is left out, so that reading the draft finds its absence.
 */
export function withAssets(draft: Draft, known: readonly Asset[]): Draft {
  const assets = new Map(known.map((asset) => [asset.i, asset]));
  return { ...draft, as: draft.as.flatMap(({ i }) => assets.get(i) ?? []) };
}
