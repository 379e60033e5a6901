/** Edits of what is written over the picture: titles and captions. */
import { resolveAsset } from "../asset-names.js";
import { colourOf } from "../colours.js";
import type { Draft, TextLook, TextSegment } from "../draft.js";
import type { EditOf } from "../edit.js";
import type { Cue } from "../facts.js";
import { LIMITS } from "../limits.js";
import { tracksOf } from "../span.js";
import { type Refusal, refusal } from "../words.js";
import { addSegment, isRefusal, nextIdentity, type Stretch, scopeOf, type Workbench, within } from "../workbench.js";

/** Heights of letters by name, in 1/1080 of the picture's shorter side. */
const SIZES = { small: 48, medium: 72, large: 108, huge: 160 } as const;
const DEFAULT_TITLE_SIZE = SIZES.medium;
const DEFAULT_CAPTION_SIZE = SIZES.small;

const DEFAULT_TITLE_MS = 3000;

interface LookWords {
  position?: TextLook["ps"];
  size?: keyof typeof SIZES | number | undefined;
  color?: string | undefined;
  size_by?: number | undefined;
}

/** The look with what was said of it. */
function looking(look: TextLook | undefined, words: LookWords, defaultSize: number): TextLook | Refusal {
  const made: TextLook = { ...look };
  if (words.position !== undefined) made.ps = words.position;
  if (words.size !== undefined) made.sz = typeof words.size === "number" ? words.size : SIZES[words.size];
  if (words.size_by !== undefined) made.sz = clamped(Math.round((made.sz ?? defaultSize) * words.size_by));
  if (words.color === undefined) return made;
  const cl = colourOf(words.color);
  if (cl === undefined)
    return refusal(
      "colour-unknown",
      `I do not know the colour «${words.color}»: say it by name (white, gold) or as #rrggbb.`,
      `我不认识颜色“${words.color}”：请说颜色名（如白色、金色）或 #rrggbb。`,
    );
  return { ...made, cl };
}

function clamped(size: number): number {
  return Math.min(600, Math.max(8, size));
}

/** Where something lies over the picture, and what it keeps to when the clips change. */
export interface Placement extends Stretch {
  an: TextSegment["an"];
}

/** From the words «start» and «end» to a place. */
export function placement(
  bench: Workbench,
  edit: {
    start?: number | null | undefined;
    end?: number | null | undefined;
    clip?: number | undefined;
    range?: readonly [number | null, number | null] | undefined;
  },
  defaultMs: number,
): Placement | Refusal {
  const isClip = edit.clip !== undefined;
  const whole = scopeOf(bench, { clip: edit.clip });
  if (isRefusal(whole)) return whole;
  const start = edit.range?.[0] ?? edit.start ?? null;
  const end = edit.range === undefined ? edit.end : edit.range[1];
  const stretch = within(whole, [start, end ?? null], isClip);
  if (isRefusal(stretch)) return stretch;
  if (end === undefined) stretch.toMs = Math.min(stretch.toMs, stretch.fromMs + defaultMs);
  let an: Placement["an"];
  if (!isClip && start !== null && start < 0) an = "end";
  else if (!isClip && stretch.fromMs === 0)
    an = end === null || (end === undefined && defaultMs === Number.POSITIVE_INFINITY) ? "all" : "start";
  return { ...stretch, an };
}

/** A segment of text, with nothing in it that was not said. */
function textSegment(i: number, tx: string, { fromMs, toMs, an }: Placement, sy?: TextLook): TextSegment {
  const segment: TextSegment = { i, st: fromMs, d: toMs - fromMs, tx };
  if (an !== undefined) segment.an = an;
  if (sy !== undefined && Object.keys(sy).length > 0) segment.sy = sy;
  return segment;
}

export function title(bench: Workbench, edit: EditOf<"title">): Refusal | undefined {
  const place = placement(bench, edit, DEFAULT_TITLE_MS);
  if (isRefusal(place)) return place;
  const look = looking(undefined, edit, DEFAULT_TITLE_SIZE);
  if (isRefusal(look)) return look;
  const identity = nextIdentity(bench.draft);
  addSegment(bench.draft, "title", textSegment(identity, edit.text, place, look));
  bench.draft.m.lt = identity;
  return undefined;
}

/** Segments of one role in order of time. */
export function inOrder(draft: Draft, role: "title"): TextSegment[] {
  return tracksOf(draft, role)
    .flatMap(({ sg }) => sg)
    .sort((a, b) => a.st - b.st || a.i - b.i);
}

/** The one that an ordinal means, or, without one, the one touched last. */
export function targeted<S extends { i: number }>(
  draft: Draft,
  ordered: readonly S[],
  ordinal: number | undefined,
  noun: { en: string; zh: string },
): S | Refusal {
  if (ordered.length === 0)
    return refusal("nothing-there", `There is no ${noun.en} on the timeline.`, `时间线上没有${noun.zh}。`);
  const found =
    ordinal === undefined
      ? (ordered.find(({ i }) => i === draft.m.lt) ?? ordered.reduce((last, each) => (each.i > last.i ? each : last)))
      : ordered.at(ordinal > 0 ? ordinal - 1 : ordinal);
  return (
    found ??
    refusal(
      "nothing-there",
      `There is no ${noun.en} ${Math.abs(ordinal ?? 0)}: the timeline has ${ordered.length}.`,
      `没有第 ${Math.abs(ordinal ?? 0)} 个${noun.zh}，时间线上共有 ${ordered.length} 个。`,
    )
  );
}

export const TITLE_NOUN = { en: "title", zh: "标题" };

export function changeTitle(bench: Workbench, edit: EditOf<"change_title">): Refusal | undefined {
  const { draft } = bench;
  const segment = targeted(draft, inOrder(draft, "title"), edit.target, TITLE_NOUN);
  if (isRefusal(segment)) return segment;
  const look = looking(segment.sy, edit, DEFAULT_TITLE_SIZE);
  if (isRefusal(look)) return look;
  const place = moved(bench, segment, edit);
  if (isRefusal(place)) return place;
  const made = textSegment(segment.i, edit.text ?? segment.tx, place, look);
  replaceSegment(draft, { ...made, ...(segment.fd === undefined ? {} : { fd: segment.fd }) });
  draft.m.lt = segment.i;
  return undefined;
}

/** Another place for what is there: only a start moves it, only an end makes it longer or shorter. */
export function moved(
  bench: Workbench,
  segment: { st: number; d: number; an?: Placement["an"] },
  { start, end }: { start?: number | null | undefined; end?: number | null | undefined },
): Placement | Refusal {
  if (start === undefined && end === undefined)
    return { fromMs: segment.st, toMs: segment.st + segment.d, an: segment.an };
  const isEndOnly = start === undefined;
  return placement(bench, { start: isEndOnly ? segment.st : start, end }, segment.d);
}

/** Puts a segment in place of the one with its identity. */
export function replaceSegment(draft: Draft, segment: { i: number }): void {
  for (const track of draft.t) {
    const segments: { i: number }[] = track.sg;
    const place = segments.findIndex(({ i }) => i === segment.i);
    if (place >= 0) segments[place] = segment;
  }
}

export function captions(bench: Workbench, edit: EditOf<"captions">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const cues = edit.source === "file" ? cuesOfFile(bench, edit, scope) : cuesOfSpeech(bench, scope);
  if (isRefusal(cues)) return cues;
  const look = looking({ ...(edit.style === undefined ? {} : { bx: edit.style }) }, edit, DEFAULT_CAPTION_SIZE);
  if (isRefusal(look)) return look;
  const segments = cues
    .slice(0, LIMITS.captionCues)
    .map(([st, to, tx]): TextSegment => ({ i: nextIdentity(bench.draft), st, d: to - st, tx }));
  bench.draft.t = bench.draft.t.filter(({ r }) => r !== "captions");
  for (const segment of segments) addSegment(bench.draft, "captions", segment);
  const track = tracksOf(bench.draft, "captions")[0];
  if (track !== undefined && Object.keys(look).length > 0) track.sy = look;
  return undefined;
}

/** The lines that fall into a stretch, cut at its ends, in whole milliseconds. */
function linesWithin(cues: readonly Cue[], { fromMs, toMs }: Stretch): Cue[] {
  return cues.flatMap(([start, end, text]): Cue[] => {
    const [from, to] = [Math.max(fromMs, Math.round(start)), Math.min(toMs, Math.round(end))];
    const words = text.trim().slice(0, LIMITS.textLength);
    return to > from && words !== "" ? [[from, to, words]] : [];
  });
}

function cuesOfFile(bench: Workbench, edit: EditOf<"captions">, scope: Stretch): Cue[] | Refusal {
  const file = resolveAsset(bench.draft, edit.asset, ["subtitle"]);
  if (file === undefined)
    return refusal(
      "asset-missing",
      "I have no subtitle file: hand me an .srt, .vtt or .ass file.",
      "我还没有字幕文件：请给我 .srt、.vtt 或 .ass 文件。",
    );
  const cues = bench.facts.cues?.[file.i];
  if (cues === undefined)
    return refusal("needs-analysis", `${file.n} has not been read yet.`, `${file.n} 还没有读取。`);
  const lines = linesWithin(
    cues.map(([start, end, text]): Cue => [start + scope.fromMs, end + scope.fromMs, text]),
    scope,
  );
  if (lines.length > 0) return lines;
  return refusal(
    "no-change",
    `${file.n} has no lines that fall into the video.`,
    `${file.n} 里没有落在视频时间内的字幕。`,
  );
}

function cuesOfSpeech(bench: Workbench, scope: Stretch): Cue[] | Refusal {
  const lines: Cue[] = [];
  let heard = 0;
  for (const { segment, lengthMs, origin } of bench.line) {
    const asset = bench.draft.as.find(({ i }) => i === segment.a);
    // What is played backwards is no speech.
    if (origin === undefined || asset?.au !== true || segment.rv === true) continue;
    heard++;
    const cues = bench.facts.speech?.[segment.a];
    if (cues === undefined)
      return refusal(
        "needs-speech-model",
        "Writing captions from what is said needs a speech model on this machine; a subtitle file works without one.",
        "根据语音生成字幕需要本机上的语音模型；也可以直接给我字幕文件。",
      );
    const speed = segment.sp ?? 1;
    const shown = { fromMs: segment.si, toMs: segment.si + lengthMs * speed };
    const placed = cues
      .filter(([start, end]) => end > shown.fromMs && start < shown.toMs)
      .map(
        ([start, end, text]): Cue => [
          origin.st + (start - segment.si) / speed,
          origin.st + (end - segment.si) / speed,
          text,
        ],
      );
    const own = { fromMs: Math.max(scope.fromMs, origin.st), toMs: Math.min(scope.toMs, origin.st + origin.d) };
    lines.push(...linesWithin(placed, own));
  }
  if (lines.length > 0) return lines;
  return heard === 0
    ? refusal("no-change", "The clips have no sound to write captions from.", "片段没有声音，无法生成字幕。")
    : refusal("no-change", "I heard nobody speak.", "没有听到有人说话。");
}

export function changeCaptions(bench: Workbench, edit: EditOf<"change_captions">): Refusal | undefined {
  const track = tracksOf(bench.draft, "captions")[0];
  if (track === undefined)
    return refusal("nothing-there", "There are no captions on the timeline.", "时间线上没有字幕。");
  const look = looking(
    { ...track.sy, ...(edit.style === undefined ? {} : { bx: edit.style }) },
    edit,
    DEFAULT_CAPTION_SIZE,
  );
  if (isRefusal(look)) return look;
  track.sy = look;
  const shift = edit.shift ?? 0;
  track.sg = track.sg.flatMap((segment) => {
    const [from, to] = [Math.max(0, segment.st + shift), Math.min(bench.lengthMs, segment.st + segment.d + shift)];
    return to > from ? [{ ...segment, st: from, d: to - from }] : [];
  });
  return undefined;
}
