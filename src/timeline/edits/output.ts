/** Edits of the file that comes out, and taking away what other edits brought. */
import type { ClipSegment, Draft, FilterSettings, Segment } from "../draft.js";
import type { EditOf } from "../edit.js";
import { tracksOf } from "../span.js";
import { type Refusal, refusal } from "../words.js";
import { beyondEnd, isRefusal, noClip, piecesWithin, scopeOf, type Workbench } from "../workbench.js";
import { withTransition } from "./clips.js";
import { OVERLAY_NOUN, overlaysInOrder } from "./overlay.js";
import { jointsOf } from "./picture.js";
import { inOrder, TITLE_NOUN, targeted } from "./text.js";

export function convert(bench: Workbench, edit: EditOf<"convert" | "extract_audio">): Refusal | undefined {
  bench.draft.o.f = edit.format;
  return undefined;
}

export function compress(bench: Workbench, edit: EditOf<"compress">): Refusal | undefined {
  const { mb: _mb, q: _q, ...output } = bench.draft.o;
  bench.draft.o = {
    ...output,
    ...(edit.max_bytes === undefined ? {} : { mb: edit.max_bytes }),
    ...(edit.quality === undefined && edit.max_bytes !== undefined ? {} : { q: edit.quality ?? "low" }),
  };
  return undefined;
}

export function poster(bench: Workbench, edit: EditOf<"poster">): Refusal | undefined {
  if (bench.line.length === 0) return noClip();
  // The first frames are often black.
  const said = edit.at ?? Math.floor(bench.lengthMs / 4);
  const at = said < 0 ? bench.lengthMs + said : said;
  if (at >= bench.lengthMs || at < 0) return beyondEnd(Math.abs(said), bench.lengthMs);
  bench.draft.o.po = at;
  return undefined;
}

type Removable = EditOf<"remove">["what"];

/** What is not there when nothing of it is. */
const NOUNS: Record<Removable, { en: string; zh: string }> = {
  title: TITLE_NOUN,
  captions: { en: "caption", zh: "字幕" },
  overlay: OVERLAY_NOUN,
  music: { en: "music", zh: "音乐" },
  transition: { en: "transition", zh: "转场" },
  fade: { en: "fade", zh: "淡入淡出" },
  color: { en: "colour change", zh: "调色" },
  filters: { en: "filter", zh: "画面处理" },
  crop: { en: "crop", zh: "裁剪" },
  reframe: { en: "reframing", zh: "画幅调整" },
  stabilize: { en: "stabilizing", zh: "防抖" },
};

export function remove(bench: Workbench, edit: EditOf<"remove">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const before = JSON.stringify([bench.draft, bench.line.map(({ segment }) => segment)]);
  const refused = removeParts(bench, edit);
  if (refused !== undefined) return refused;
  const isWhole = edit.clip === undefined && edit.range === undefined;
  const change = CLIP_CHANGES[edit.what];
  if (change !== undefined)
    for (const piece of isWhole ? bench.line : piecesWithin(bench, scope)) piece.segment = change(piece.segment);
  if (JSON.stringify([bench.draft, bench.line.map(({ segment }) => segment)]) !== before) return undefined;
  const { en, zh } = NOUNS[edit.what];
  return refusal("nothing-there", `There is no ${en} to remove.`, `没有可以去掉的${zh}。`);
}

/** What lies in the clips themselves. */
const CLIP_CHANGES: Partial<Record<Removable, (segment: ClipSegment) => ClipSegment>> = {
  fade: ({ fd: _, ...segment }) => segment,
  color: ({ co: _, ...segment }) => segment,
  filters: ({ fx: _, ...segment }) => segment,
  crop: ({ cr: _, ...segment }) => segment,
  reframe: ({ ft: _, ...segment }) => segment,
  stabilize: withoutStabilizing,
};

function withoutStabilizing({ fx, ...segment }: ClipSegment): ClipSegment {
  const { sb: _, ...rest }: FilterSettings = fx ?? {};
  return Object.keys(rest).length > 0 ? { ...segment, fx: rest } : segment;
}

/** What lies beside the clips, between them, or over the whole. */
function removeParts(bench: Workbench, edit: EditOf<"remove">): Refusal | undefined {
  const { draft } = bench;
  const isWhole = edit.clip === undefined && edit.range === undefined;
  switch (edit.what) {
    case "title":
      return removeSegments(bench, edit, inOrder(draft, "title"));
    case "overlay":
      return removeSegments(bench, edit, overlaysInOrder(draft));
    case "music":
      return removeSegments(
        bench,
        edit,
        tracksOf(draft, "music").flatMap(({ sg }) => sg),
      );
    case "captions":
      return removeSegments(
        bench,
        edit,
        tracksOf(draft, "captions").flatMap(({ sg }) => sg),
      );
    case "transition": {
      const joints = jointsOf(bench, edit.clip ?? edit.target);
      if (isRefusal(joints)) return joints;
      bench.line = bench.line.map((piece) => (joints.has(piece) ? withTransition(piece, undefined) : piece));
      return undefined;
    }
    case "fade":
      if (isWhole) draft.fd = {};
      return undefined;
    case "reframe":
      if (isWhole) draft.cv = without(draft.cv);
      return undefined;
    default:
      return undefined;
  }
}

function without({ ap: _ap, ft: _ft, ...canvas }: Draft["cv"]): Draft["cv"] {
  return canvas;
}

function removeSegments(bench: Workbench, edit: EditOf<"remove">, ordered: readonly Segment[]): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const meant = ordered.filter(({ st, d }) => st < scope.toMs && st + d > scope.fromMs);
  let gone: readonly Segment[] = meant;
  if (edit.target !== undefined) {
    const one = targeted(bench.draft, meant, edit.target, NOUNS[edit.what]);
    if (isRefusal(one)) return one;
    gone = [one];
  }
  const identities = new Set(gone.map(({ i }) => i));
  for (const track of bench.draft.t) track.sg = track.sg.filter(({ i }) => !identities.has(i)) as typeof track.sg;
  return undefined;
}
