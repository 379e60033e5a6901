/** Edits of the picture: its filters, colours, size, shape and orientation. */
import { shownSize } from "../canvas.js";
import type { Asset, ClipSegment, ColourSettings, Crop, FilterSettings } from "../draft.js";
import type { EditOf } from "../edit.js";
import { LIMITS } from "../limits.js";
import { clipsOf, type Piece } from "../line.js";
import { type Refusal, refusal } from "../words.js";
import { isRefusal, noClip, piecesWithin, scopeOf, type Workbench } from "../workbench.js";
import { withTransition } from "./clips.js";

type Scope = Parameters<typeof scopeOf>[1];

/** Changes the segments of a scope, each by itself. */
function eachSegment(
  bench: Workbench,
  scope: Scope,
  change: (segment: ClipSegment, asset: Asset) => ClipSegment | Refusal,
): Refusal | undefined {
  const stretch = scopeOf(bench, scope);
  if (isRefusal(stretch)) return stretch;
  for (const piece of piecesWithin(bench, stretch)) {
    const asset = bench.draft.as.find(({ i }) => i === piece.segment.a);
    if (asset === undefined) continue;
    const changed = change(piece.segment, asset);
    if (isRefusal(changed)) return changed;
    piece.segment = changed;
  }
  return undefined;
}

const FILTER_KEYS = { denoise: "dn", deblock: "db", sharpen: "sh", stabilize: "sb", deinterlace: "di" } as const;

export function filter(bench: Workbench, edit: EditOf<keyof typeof FILTER_KEYS>): Refusal | undefined {
  const strength: FilterSettings = { [FILTER_KEYS[edit.op]]: edit.strength ?? "medium" };
  return eachSegment(bench, edit, (segment) => ({ ...segment, fx: { ...segment.fx, ...strength } }));
}

export function enhance(bench: Workbench, edit: EditOf<"enhance">): Refusal | undefined {
  const isSizeOnly = edit.target !== undefined || edit.factor !== undefined;
  const refused = eachSegment(bench, edit, (segment) => {
    const { en, ...rest } = segment;
    // A size brings the default network with it, where it is larger.
    if (isSizeOnly && edit.quality === undefined) return en === "none" ? rest : segment;
    return { ...segment, en: edit.quality ?? (en === undefined || en === "none" ? "default" : en) };
  });
  if (refused !== undefined) return refused;
  const { tg, fa, ...canvas } = bench.draft.cv;
  if (edit.target !== undefined) bench.draft.cv = { ...canvas, tg: edit.target };
  else if (edit.factor !== undefined) bench.draft.cv = { ...canvas, fa: edit.factor };
  return undefined;
}

const COLOUR_KEYS = { brightness: "br", contrast: "cn", saturation: "sa", temperature: "te" } as const;

export function color(bench: Workbench, edit: EditOf<"color">): Refusal | undefined {
  return eachSegment(bench, edit, (segment) => {
    const settings: ColourSettings = { ...segment.co };
    let isSaid = false;
    for (const [field, key] of Object.entries(COLOUR_KEYS) as [keyof typeof COLOUR_KEYS, "br" | "cn" | "sa" | "te"][]) {
      const value = edit[field];
      if (value === undefined) continue;
      isSaid = true;
      settings[key] = Math.min(100, Math.max(-100, edit.relative === true ? (settings[key] ?? 0) + value : value));
    }
    if (edit.look !== undefined) settings.lk = edit.look;
    // «Fix the colours» says no more than that.
    if (edit.auto ?? (!isSaid && edit.look === undefined)) settings.au = true;
    else if (edit.auto === false) delete settings.au;
    return { ...segment, co: settings };
  });
}

export function fps(bench: Workbench, edit: EditOf<"fps">): Refusal | undefined {
  if (bench.line.length === 0) return noClip();
  const { sm: _, ...canvas } = bench.draft.cv;
  bench.draft.cv = { ...canvas, fr: edit.value, ...(edit.smooth === true ? { sm: true } : {}) };
  return undefined;
}

type Turn = NonNullable<ClipSegment["ro"]> | 0;

function oriented(segment: ClipSegment, flip: boolean, degrees: number): ClipSegment {
  const { fl: _fl, ro: _ro, ...rest } = segment;
  const ro = (((degrees % 360) + 360) % 360) as Turn;
  return { ...rest, ...(flip ? { fl: true } : {}), ...(ro === 0 ? {} : { ro }) };
}

export function rotate(bench: Workbench, edit: EditOf<"rotate">): Refusal | undefined {
  return eachSegment(bench, edit, (segment) =>
    oriented(segment, segment.fl === true, (segment.ro ?? 0) + edit.degrees),
  );
}

/** A mirror image of a turned picture is the mirrored picture turned the other way. */
export function flip(bench: Workbench, edit: EditOf<"flip">): Refusal | undefined {
  const half = edit.axis === "vertical" ? 180 : 0;
  return eachSegment(bench, edit, (segment) => oriented(segment, segment.fl !== true, half - (segment.ro ?? 0)));
}

/** Less than this is no picture. */
const MIN_CROP_SIDE = 16;

export function crop(bench: Workbench, edit: EditOf<"crop">): Refusal | undefined {
  if (edit.edges === "black") return cropBlack(bench, edit);
  const { x, y, width, height } = edit;
  if (x === undefined && y === undefined && width === undefined && height === undefined)
    return refusal("incomplete", "Tell me which part of the picture to keep.", "请告诉我要保留画面的哪一部分。");
  return eachSegment(bench, edit, (segment, asset) => {
    const shown = shownSize(segment, asset);
    const unit =
      edit.unit === "percent" ? { across: shown.width / 100, down: shown.height / 100 } : { across: 1, down: 1 };
    const across = side(shown.width, scaled(x, unit.across), scaled(width, unit.across));
    const down = side(shown.height, scaled(y, unit.down), scaled(height, unit.down));
    if (across === undefined || down === undefined)
      return refusal(
        "empty-range",
        `The picture is ${shown.width}×${shown.height}: that part lies outside of it, or is too small.`,
        `画面是 ${shown.width}×${shown.height}，这个区域在画面之外或太小了。`,
      );
    const [left, top, fullWidth, fullHeight] = segment.cr ?? [0, 0, asset.w ?? 1, asset.h ?? 1];
    const inner = inSource([across[0], down[0], across[1], down[1]], segment, [fullWidth, fullHeight]);
    return { ...segment, cr: [left + inner[0], top + inner[1], inner[2], inner[3]] };
  });
}

function scaled(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : Math.round(value * unit);
}

/** Start and size along one side: what is not said is centred, or reaches to the edge. */
function side(full: number, start: number | undefined, size: number | undefined): [number, number] | undefined {
  const from = start ?? Math.max(0, Math.round((full - (size ?? full)) / 2));
  const length = Math.min(size ?? full, full - from);
  return length < Math.min(MIN_CROP_SIDE, full) ? undefined : [from, length];
}

/** A rectangle of the picture as shown, in the picture before flip and turn. */
function inSource(
  [x, y, width, height]: Crop,
  { fl, ro }: ClipSegment,
  [fullWidth, fullHeight]: [number, number],
): Crop {
  let rect: Crop = [x, y, width, height];
  if (ro === 90) rect = [y, fullHeight - x - width, height, width];
  else if (ro === 180) rect = [fullWidth - x - width, fullHeight - y - height, width, height];
  else if (ro === 270) rect = [fullWidth - y - height, x, height, width];
  return fl === true ? [fullWidth - rect[0] - rect[2], rect[1], rect[2], rect[3]] : rect;
}

function cropBlack(bench: Workbench, edit: EditOf<"crop">): Refusal | undefined {
  let found = 0;
  const refused = eachSegment(bench, edit, (segment, asset) => {
    const bars = bench.facts.blackBars?.[asset.i];
    if (bars === undefined)
      return refusal("needs-analysis", "The picture has not been looked at yet.", "画面还没有分析过。");
    if (bars === null) return segment;
    const cr = intersection(bars, segment.cr ?? [0, 0, asset.w ?? 1, asset.h ?? 1]);
    if (cr === undefined || (segment.cr !== undefined && String(cr) === String(segment.cr))) return segment;
    found++;
    return { ...segment, cr };
  });
  if (refused !== undefined || found > 0) return refused;
  return refusal("no-change", "I found no black bars to cut off.", "没有找到可以裁掉的黑边。");
}

function intersection(one: Crop, other: Crop): Crop | undefined {
  const [x, y] = [Math.max(one[0], other[0]), Math.max(one[1], other[1])];
  const width = Math.min(one[0] + one[2], other[0] + other[2]) - x;
  const height = Math.min(one[1] + one[3], other[1] + other[3]) - y;
  return width < MIN_CROP_SIDE || height < MIN_CROP_SIDE ? undefined : [x, y, width, height];
}

export function reframe(bench: Workbench, edit: EditOf<"reframe">): Refusal | undefined {
  const fit = edit.fit ?? "crop";
  const isWhole = edit.clip === undefined && edit.range === undefined;
  const refused = eachSegment(bench, edit, ({ ft: _, ...segment }) => (isWhole ? segment : { ...segment, ft: fit }));
  if (refused !== undefined) return refused;
  bench.draft.cv.ap = edit.aspect;
  if (isWhole) bench.draft.cv.ft = fit;
  return undefined;
}

const DEFAULT_TRANSITION_MS = 500;

export function transition(bench: Workbench, edit: EditOf<"transition">): Refusal | undefined {
  const clips = clipsOf(bench.line);
  if (clips.length === 0) return noClip();
  if (clips.length === 1)
    return refusal(
      "no-such-clip",
      "There is only one clip, and a transition needs two: split it, or add another.",
      "只有一个片段，转场需要两个：请先分割或再添加一个。",
    );
  const joints = jointsOf(bench, edit.clip);
  if (isRefusal(joints)) return joints;
  const d = Math.min(edit.duration ?? DEFAULT_TRANSITION_MS, LIMITS.transitionMs);
  let isShort = joints.size > 0;
  bench.line = bench.line.map((piece, place, line) => {
    if (!joints.has(piece)) return piece;
    // Half of a clip may go into the transition on each of its sides.
    const room = Math.floor(Math.min(piece.lengthMs, line[place - 1]?.lengthMs ?? 0) / 2);
    if (room >= LIMITS.minTransitionMs) isShort = false;
    const length = Math.max(LIMITS.minTransitionMs, Math.min(d, room));
    return withTransition(piece, d === 0 ? undefined : { k: edit.type, d: length, dr: edit.direction });
  });
  if (!isShort) return undefined;
  return refusal("no-change", "The clips are too short for a transition.", "片段太短，放不下转场。");
}

/** The pieces that a transition leads into: of every clip but the first, or of the one after a clip. */
export function jointsOf(bench: Workbench, ordinal: number | undefined): Set<Piece> | Refusal {
  const clips = clipsOf(bench.line);
  const firsts = clips.slice(1).flatMap(({ pieces }) => pieces.slice(0, 1));
  if (ordinal === undefined) return new Set(firsts);
  const place = ordinal > 0 ? ordinal - 1 : clips.length + ordinal;
  if (place < 0 || place >= clips.length)
    return refusal(
      "no-such-clip",
      `There are ${clips.length} clips, so there is no clip ${Math.abs(ordinal)}.`,
      `一共有 ${clips.length} 个片段，没有第 ${Math.abs(ordinal)} 个。`,
    );
  const after = firsts[Math.min(place, firsts.length - 1)];
  return new Set(after === undefined ? [] : [after]);
}

/** A fade that was asked for without a length. */
const DEFAULT_FADE_MS = 1000;

export function fade(bench: Workbench, edit: EditOf<"fade">): Refusal | undefined {
  const stretch = scopeOf(bench, edit);
  if (isRefusal(stretch)) return stretch;
  const isUnsaid = edit.in === undefined && edit.out === undefined;
  const longest = stretch.toMs - stretch.fromMs;
  const length = (said: number | undefined): number | undefined =>
    isUnsaid ? Math.min(DEFAULT_FADE_MS, longest) : said === undefined ? undefined : Math.min(said, longest);
  const [into, out] = [length(edit.in), length(edit.out)];
  const withFade = (fades: ClipSegment["fd"], isStart: boolean, isEnd: boolean): NonNullable<ClipSegment["fd"]> => {
    const made = { ...fades };
    if (isStart && into !== undefined && edit.what !== "audio") made.vi = into;
    if (isStart && into !== undefined && edit.what !== "video") made.ai = into;
    if (isEnd && out !== undefined && edit.what !== "audio") made.vo = out;
    if (isEnd && out !== undefined && edit.what !== "video") made.ao = out;
    return Object.fromEntries(Object.entries(made).filter(([, ms]) => ms !== 0));
  };
  if (edit.clip === undefined && edit.range === undefined) {
    bench.draft.fd = withFade(bench.draft.fd, true, true);
    return undefined;
  }
  const pieces = piecesWithin(bench, stretch);
  for (const piece of pieces) {
    const fd = withFade(piece.segment.fd, piece === pieces[0], piece === pieces.at(-1));
    piece.segment = { ...piece.segment, fd };
  }
  return undefined;
}
