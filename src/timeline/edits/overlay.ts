/** Edits of pictures over the picture: logos, watermarks, a second video in a corner. */
import { resolveAsset } from "../asset-names.js";
import type { Asset, Draft, OverlaySegment } from "../draft.js";
import type { EditOf } from "../edit.js";
import { clipSegments, tracksOf } from "../span.js";
import { type Refusal, refusal } from "../words.js";
import { addSegment, isRefusal, nextIdentity, type Workbench } from "../workbench.js";
import { moved, type Placement, placement, replaceSegment, targeted } from "./text.js";

/** Width of a logo, and of a video in a corner, as a part of the canvas's width. */
const DEFAULT_SCALE = { image: 0.15, video: 0.3 };

export const OVERLAY_NOUN = { en: "overlay", zh: "叠加图层" };

/** Words that say what it is for, not what the file is called. */
const LOGO_WORDS = /logo|watermark|picture|image|photo|video|clip|标志|水印|图片|图标|照片|视频/i;

/** The picture or video that a word means: by its name; or the only picture, where the word is «logo» and the like. */
function overlayAsset(draft: Draft, name: string): Asset | undefined {
  const named = resolveAsset(draft, name, ["image", "video"]);
  if (named !== undefined || !LOGO_WORDS.test(name)) return named;
  const pictures = draft.as.filter(({ k }) => k === "image");
  const used = new Set(clipSegments(draft).map(({ a }) => a));
  const spare = pictures.filter(({ i }) => !used.has(i));
  return spare.at(-1) ?? (pictures.length === 1 ? pictures[0] : undefined);
}

export function overlay(bench: Workbench, edit: EditOf<"overlay">): Refusal | undefined {
  const { draft } = bench;
  const asset = overlayAsset(draft, edit.asset);
  if (asset === undefined)
    return refusal(
      "asset-missing",
      `I have no picture or video called «${edit.asset}»: hand me the file.`,
      `我没有叫“${edit.asset}”的图片或视频：请把文件给我。`,
    );
  const place = placement(bench, edit, Number.POSITIVE_INFINITY);
  if (isRefusal(place)) return place;
  const freed = takeOffLine(bench, asset);
  if (freed !== undefined) return freed;
  const there = overlaysInOrder(draft).find(({ a, an }) => a === asset.i && an === place.an);
  const segment = overlaySegment(there?.i ?? nextIdentity(draft), asset.i, place, {
    ps: edit.position ?? there?.ps ?? "top_right",
    sc: edit.scale ?? there?.sc ?? (asset.k === "video" ? DEFAULT_SCALE.video : DEFAULT_SCALE.image),
    op: edit.opacity ?? there?.op,
    fd: there?.fd,
    // A short animated logo goes on moving.
    lp: asset.k === "video" ? true : undefined,
  });
  if (there === undefined) addSegment(draft, "overlay", segment);
  else replaceSegment(draft, segment);
  draft.m.lt = segment.i;
  return undefined;
}

function overlaySegment(
  i: number,
  a: string,
  { fromMs, toMs, an }: Placement,
  look: Pick<OverlaySegment, "ps" | "sc" | "op" | "fd" | "lp" | "si">,
): OverlaySegment {
  const segment: OverlaySegment = { i, a, st: fromMs, d: toMs - fromMs, an, ...look };
  return Object.fromEntries(Object.entries(segment).filter(([, value]) => value !== undefined)) as OverlaySegment;
}

/** A file that was handed over lies among the clips: as an overlay it is no clip any more. */
function takeOffLine(bench: Workbench, asset: Asset): Refusal | undefined {
  const rest = bench.line.filter(({ segment }) => segment.a !== asset.i);
  if (rest.length === 0)
    return refusal(
      "asset-unfit",
      `${asset.n} is the only clip: hand me the video that it should lie on.`,
      `${asset.n} 是唯一的片段：请先给我要叠加到的视频。`,
    );
  bench.line = rest;
  return undefined;
}

export function overlaysInOrder(draft: Draft): OverlaySegment[] {
  return tracksOf(draft, "overlay")
    .flatMap(({ sg }) => sg)
    .sort((a, b) => a.st - b.st || a.i - b.i);
}

export function changeOverlay(bench: Workbench, edit: EditOf<"change_overlay">): Refusal | undefined {
  const { draft } = bench;
  const segment = targeted(draft, overlaysInOrder(draft), edit.target, OVERLAY_NOUN);
  if (isRefusal(segment)) return segment;
  const place = moved(bench, segment, edit);
  if (isRefusal(place)) return place;
  const sc = Math.min(1, Math.max(0.01, (edit.scale ?? segment.sc) * (edit.scale_by ?? 1)));
  const { fd, lp, si } = segment;
  replaceSegment(
    draft,
    overlaySegment(segment.i, segment.a, place, {
      ps: edit.position ?? segment.ps,
      sc: Math.round(sc * 1000) / 1000,
      op: edit.opacity ?? segment.op,
      fd,
      lp,
      si,
    }),
  );
  draft.m.lt = segment.i;
  return undefined;
}
