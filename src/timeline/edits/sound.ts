/** Edits of what is heard. */
import { resolveAsset } from "../asset-names.js";
import type { Asset, Fades, SoundSegment } from "../draft.js";
import type { EditOf } from "../edit.js";
import { LIMITS } from "../limits.js";
import { tracksOf } from "../span.js";
import { type Refusal, refusal } from "../words.js";
import {
  addSegment,
  isRefusal,
  nextIdentity,
  noClip,
  piecesWithin,
  type Stretch,
  scopeOf,
  type Workbench,
} from "../workbench.js";
import { moved, replaceSegment, targeted } from "./text.js";

/** Music that is added without a word on its volume: under speech, or alone. */
const DEFAULT_VOLUME = { underSpeech: 35, alone: 100 };
/** Music that is cut off at the end of the picture should not stop dead. */
const DEFAULT_FADE_OUT_MS = 1500;

export function music(bench: Workbench, edit: EditOf<"music">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const there = musicOf(bench);
  const isNew = edit.source !== undefined || edit.style !== undefined || edit.asset !== undefined;
  if (!isNew) return changeMusic(bench, edit, scope);
  const source = musicSource(bench, edit, there[0]);
  if (isRefusal(source)) return source;
  const isWhole = edit.clip === undefined && edit.range === undefined;
  const before = there.find((each) => isWhole || overlaps(each, scope));
  const segment: SoundSegment = {
    i: nextIdentity(bench.draft),
    st: scope.fromMs,
    d: scope.toMs - scope.fromMs,
    ...source,
    ...(isWhole ? { an: "all" } : {}),
    ...(edit.loop === false || source.a === undefined ? {} : { lp: true }),
    vl: edit.volume ?? before?.vl ?? (hasClipSound(bench) ? DEFAULT_VOLUME.underSpeech : DEFAULT_VOLUME.alone),
    ...((edit.duck ?? before?.du) === true ? { du: true } : {}),
    fd: musicFades({ ao: Math.min(DEFAULT_FADE_OUT_MS, Math.floor((scope.toMs - scope.fromMs) / 4)) }, edit),
  };
  // A file that nothing was said of yet lies where it was put when it was handed over: now its place is known.
  const isOnlyHandedOver = ({ a, vl, fd }: SoundSegment): boolean =>
    a !== undefined && a === source.a && vl === undefined && fd === undefined;
  keepMusic(bench, (each) => !isWhole && !overlaps(each, scope) && !isOnlyHandedOver(each));
  addSegment(bench.draft, "music", segment);
  return undefined;
}

function musicOf(bench: Workbench): SoundSegment[] {
  return tracksOf(bench.draft, "music").flatMap(({ sg }) => sg);
}

function keepMusic(bench: Workbench, isKept: (segment: SoundSegment) => boolean): void {
  for (const track of tracksOf(bench.draft, "music")) track.sg = track.sg.filter(isKept);
}

function overlaps({ st, d }: SoundSegment, { fromMs, toMs }: Stretch): boolean {
  return st < toMs && st + d > fromMs;
}

function musicFades(fades: Fades, { fade_in, fade_out }: EditOf<"music">): Fades {
  return {
    ...fades,
    ...(fade_in === undefined ? {} : { ai: fade_in }),
    ...(fade_out === undefined ? {} : { ao: fade_out }),
  };
}

/** A file, or generated music; a style alone means generated. */
function musicSource(
  bench: Workbench,
  edit: EditOf<"music">,
  before: SoundSegment | undefined,
): Pick<SoundSegment, "a" | "gn"> | Refusal {
  if (edit.source === "asset" || (edit.source === undefined && edit.asset !== undefined)) {
    const asset = soundAsset(bench, edit.asset);
    return isRefusal(asset) ? asset : { a: asset.i };
  }
  const ms = edit.style ?? before?.gn?.ms ?? "lofi";
  return {
    gn: {
      ms,
      ...(edit.tempo === undefined ? {} : { bp: edit.tempo }),
      ...(edit.mood === undefined ? {} : { md: edit.mood }),
      // Asking again for the same style asks for another piece.
      sd: edit.seed ?? bench.draft.m.nx % LIMITS.seed,
    },
  };
}

/** A file with sound, by name; without one the sound file that was handed over last. */
function soundAsset(bench: Workbench, name: string | undefined): Asset | Refusal {
  const found =
    resolveAsset(bench.draft, name, ["audio"]) ??
    (name === undefined ? undefined : resolveAsset(bench.draft, name, ["video"]));
  if (found !== undefined && (found.k === "audio" || found.au === true)) return found;
  if (found !== undefined) return refusal("asset-unfit", `${found.n} has no sound.`, `${found.n} 没有声音。`);
  return name === undefined
    ? refusal("asset-missing", "I have no sound file: hand me one first.", "我还没有音频文件：请先给我一个。")
    : refusal(
        "asset-missing",
        `I have no sound file called «${name}»: hand me the file.`,
        `我没有叫“${name}”的音频：请把文件给我。`,
      );
}

function hasClipSound(bench: Workbench): boolean {
  const audible = new Set(bench.draft.as.filter(({ au }) => au === true).map(({ i }) => i));
  return bench.line.some(({ segment }) => segment.mu !== true && audible.has(segment.a));
}

function noMusic(): Refusal {
  return refusal("nothing-there", "There is no music on the timeline.", "时间线上没有音乐。");
}

function changeMusic(bench: Workbench, edit: EditOf<"music">, scope: Stretch): Refusal | undefined {
  if (musicOf(bench).length === 0) return noMusic();
  if (bench.draft.t.every(({ r }) => r !== "music")) return noMusic();
  changeSounds(bench, "music", scope, (segment) => {
    const changed: SoundSegment = { ...segment, fd: musicFades(segment.fd ?? {}, edit) };
    if (edit.volume !== undefined) changed.vl = edit.volume;
    if (edit.duck === true) changed.du = true;
    else if (edit.duck === false) delete changed.du;
    if (edit.loop === true) changed.lp = true;
    else if (edit.loop === false) delete changed.lp;
    if (changed.gn !== undefined)
      changed.gn = {
        ...changed.gn,
        ...(edit.tempo === undefined ? {} : { bp: edit.tempo }),
        ...(edit.mood === undefined ? {} : { md: edit.mood }),
        ...(edit.seed === undefined ? {} : { sd: edit.seed }),
      };
    return changed;
  });
  return undefined;
}

const NOUNS = { music: { en: "piece of music", zh: "音乐" }, sound: { en: "sound of its own", zh: "替换的声音" } };

export function moveMusic(bench: Workbench, edit: EditOf<"change_music">): Refusal | undefined {
  const { track: role = "music" } = edit;
  const ordered = tracksOf(bench.draft, role)
    .flatMap(({ sg }) => sg)
    .sort((a, b) => a.st - b.st || a.i - b.i);
  const segment = targeted(bench.draft, ordered, edit.target ?? -1, NOUNS[role]);
  if (isRefusal(segment)) return segment;
  const place = moved(bench, segment, edit);
  if (isRefusal(place)) return place;
  const { an: _, si = 0, ...rest } = segment;
  const isStartOnly = edit.start !== undefined && place.toMs === segment.st + segment.d;
  const from = isStartOnly ? Math.max(0, si + place.fromMs - segment.st) : si;
  const made: SoundSegment = { ...rest, st: place.fromMs, d: place.toMs - place.fromMs };
  if (from > 0) made.si = from;
  if (place.an !== undefined) made.an = place.an;
  replaceSegment(bench.draft, made);
  return undefined;
}

/** Changes the sounds of a role within a stretch; one that reaches out of it is cut at its ends. */
function changeSounds(
  bench: Workbench,
  role: "music" | "sound",
  { fromMs, toMs }: Stretch,
  change: (segment: SoundSegment) => SoundSegment,
): number {
  let count = 0;
  for (const track of tracksOf(bench.draft, role))
    track.sg = track.sg
      .flatMap((segment) => cutSound(bench, segment, fromMs))
      .flatMap((segment) => cutSound(bench, segment, toMs))
      .map((segment) => {
        if (segment.st < fromMs || segment.st + segment.d > toMs) return segment;
        count++;
        return change(segment);
      });
  return count;
}

/** Both parts of a sound that is cut at a moment. */
function cutSound(bench: Workbench, segment: SoundSegment, atMs: number): SoundSegment[] {
  const offset = atMs - segment.st;
  if (offset <= 0 || offset >= segment.d) return [segment];
  // What was laid over the whole keeps to the picture from here on, part by part.
  const { an: _, fd, ...rest } = segment;
  const left: SoundSegment = { ...rest, d: offset };
  const right: SoundSegment = {
    ...rest,
    i: nextIdentity(bench.draft),
    st: atMs,
    d: segment.d - offset,
    si: (segment.si ?? 0) + offset,
  };
  if (fd?.ai !== undefined) left.fd = { ai: fd.ai };
  if (fd?.ao !== undefined) right.fd = { ao: fd.ao };
  return [left, right];
}

export function volume(bench: Workbench, edit: EditOf<"volume">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const isWhole = edit.clip === undefined && edit.range === undefined;
  const level = (now: number | undefined): number => {
    const wanted = edit.relative === true ? ((now ?? 100) * edit.percent) / 100 : edit.percent;
    return Math.min(LIMITS.volumePercent, Math.round(wanted * 100) / 100);
  };
  if (edit.track === "all" && isWhole) {
    bench.draft.mx.vl = level(bench.draft.mx.vl);
    return undefined;
  }
  const louder = <S extends { vl?: number | undefined; mu?: boolean | undefined }>({ mu: _, ...segment }: S): S =>
    ({ ...segment, vl: level(segment.vl) }) as S;
  if (edit.track !== "original") {
    const count = changeSounds(bench, "music", scope, louder);
    if (edit.track === "music") return count === 0 ? noMusic() : undefined;
  }
  for (const piece of piecesWithin(bench, scope)) piece.segment = louder(piece.segment);
  changeSounds(bench, "sound", scope, louder);
  return undefined;
}

export function mute(bench: Workbench, edit: EditOf<"mute">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const named = edit.asset === undefined ? undefined : resolveAsset(bench.draft, edit.asset, ["audio", "video"]);
  const isMeant = ({ a }: { a?: string | undefined }): boolean => named === undefined || a === named.i;
  const silent = (segment: SoundSegment): SoundSegment => (isMeant(segment) ? { ...segment, mu: true } : segment);
  const isAll = edit.track === "all" || named !== undefined;
  if (edit.track === "music" || isAll) {
    const count = changeSounds(bench, "music", scope, silent);
    if (edit.track === "music") return count === 0 ? noMusic() : undefined;
  }
  changeSounds(bench, "sound", scope, silent);
  const audible = new Set(bench.draft.as.filter(({ au }) => au === true).map(({ i }) => i));
  for (const piece of piecesWithin(bench, scope))
    if (audible.has(piece.segment.a) && isMeant(piece.segment)) piece.segment = { ...piece.segment, mu: true };
  return undefined;
}

export function replaceAudio(bench: Workbench, edit: EditOf<"replace_audio">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const asset = soundAsset(bench, edit.asset);
  if (isRefusal(asset)) return asset;
  const isWhole = edit.clip === undefined && edit.range === undefined;
  for (const piece of piecesWithin(bench, scope)) piece.segment = { ...piece.segment, mu: true };
  // A file that was handed over lies there as music: now it is the clips' sound instead.
  keepMusic(bench, ({ a }) => a !== asset.i);
  for (const track of tracksOf(bench.draft, "sound"))
    track.sg = track.sg.filter((segment) => !isWhole && !overlaps(segment, scope));
  addSegment(bench.draft, "sound", {
    i: nextIdentity(bench.draft),
    st: scope.fromMs,
    d: Math.min(scope.toMs - scope.fromMs, asset.d ?? LIMITS.durationMs),
    a: asset.i,
    ...(isWhole ? { an: "all" } : {}),
  });
  return undefined;
}

/** What streaming platforms play at. */
const LOUDNESS_LUFS = -14;

export function normalizeAudio(bench: Workbench): Refusal | undefined {
  if (bench.lengthMs === 0) return noClip();
  bench.draft.mx.lu = LOUDNESS_LUFS;
  return undefined;
}

export function denoiseAudio(bench: Workbench, edit: EditOf<"denoise_audio">): Refusal | undefined {
  const scope = scopeOf(bench, edit);
  if (isRefusal(scope)) return scope;
  const ad = edit.strength ?? "medium";
  const named = edit.asset === undefined ? undefined : resolveAsset(bench.draft, edit.asset, ["audio", "video"]);
  const isMeant = ({ a }: { a?: string | undefined }): boolean => named === undefined || a === named.i;
  const clean = (segment: SoundSegment): SoundSegment => (isMeant(segment) ? { ...segment, ad } : segment);
  let count = changeSounds(bench, "sound", scope, clean);
  if (named !== undefined) count += changeSounds(bench, "music", scope, clean);
  const audible = new Set(bench.draft.as.filter(({ au }) => au === true).map(({ i }) => i));
  for (const piece of piecesWithin(bench, scope)) {
    if (!audible.has(piece.segment.a) || !isMeant(piece.segment)) continue;
    piece.segment = { ...piece.segment, ad };
    count++;
  }
  return count > 0
    ? undefined
    : refusal("no-change", "There is no sound to take noise out of.", "没有可以降噪的声音。");
}
