/**
 * The draft: everything that decides a finished video, as one JSON document with short keys (docs/draft.md has them
 * all). Times are whole milliseconds on the timeline, but for `si`, a place in a source.
 */
import { z } from "zod";
import {
  ASPECTS,
  AUDIO_FORMATS,
  CAPTION_STYLES,
  DIRECTIONS,
  FITS,
  LOOKS,
  MUSIC_MOODS,
  MUSIC_STYLES,
  POSITIONS,
  STRENGTHS,
  TARGETS,
  TRANSITIONS,
  VIDEO_FORMATS,
} from "./edit.js";
import { LIMITS } from "./limits.js";

/** The version of the document's shape; a change that old readers would misread raises it, and brings a migration. */
const DRAFT_VERSION = 1;

/** `tt`: what a track carries. */
export const TRACK_TYPES = { video: 0, audio: 1, text: 7 } as const;

const time = z.int().min(0).max(LIMITS.durationMs);
const duration = z.int().min(LIMITS.minSegmentMs).max(LIMITS.durationMs);
const identity = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const assetId = z.string().regex(/^[\w-]{1,64}$/);
const name = z.string().max(LIMITS.nameLength);
const volume = z.number().min(0).max(LIMITS.volumePercent);
const level = z.number().min(-100).max(100);
const strength = z.enum(STRENGTHS).optional();
const side = z.int().min(1).max(LIMITS.side);

/** Metadata: what a thing is called. Decides nothing about the result. */
const metadata = z.strictObject({ n: name.optional() });

/** A file that the draft can use. Where it lies is not the draft's business. */
const assetSchema = z.strictObject({
  i: assetId,
  /** File name. */
  n: name,
  k: z.enum(["video", "image", "audio", "subtitle"]),
  /** Length; absent for pictures and subtitles. */
  d: z.int().min(1).max(LIMITS.durationMs).optional(),
  /** Size of the upright picture with square pixels. */
  w: side.optional(),
  h: side.optional(),
  /** Frames a second. */
  f: z.number().positive().max(1000).optional(),
  /** It has sound. */
  au: z.boolean().optional(),
});

/** Fades: picture in and out, sound in and out, in ms from the edges of what carries them. */
const fadesSchema = z.strictObject({
  vi: time.optional(),
  vo: time.optional(),
  ai: time.optional(),
  ao: time.optional(),
});

const colourSchema = z.strictObject({
  br: level.optional(),
  cn: level.optional(),
  sa: level.optional(),
  te: level.optional(),
  /** Levels and white balance found from the clip. */
  au: z.boolean().optional(),
  lk: z.enum(LOOKS).optional(),
});

const filtersSchema = z.strictObject({ dn: strength, db: strength, sh: strength, sb: strength, di: strength });

/** How letters look. */
const textLookSchema = z.strictObject({
  ps: z.enum(POSITIONS).optional(),
  /** Height of the letters, in 1/1080 of the picture's shorter side. */
  sz: z.number().min(8).max(600).optional(),
  cl: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .optional(),
  /** What makes them readable on any picture. */
  bx: z.enum(CAPTION_STYLES).optional(),
});

const timed = {
  /** Identity, unique in the draft. */
  i: identity,
  /** Start and duration on the timeline. */
  st: time,
  d: duration,
  m: metadata.optional(),
};

/** What a segment keeps to when the clips change: absent, the picture beneath it; else an edge, or the whole. */
const anchor = z.enum(["start", "end", "all"]).optional();

/**
 * Place in the source, in ms, with thousandths where a cut in a changed speed needs them. Of a still picture: how far its
 * slow zoom has gone, in ms.
 */
const sourceStart = z.number().min(0).max(LIMITS.durationMs);

const clipSegmentSchema = z.strictObject({
  ...timed,
  a: assetId,
  /** Which clip it belongs to: neighbours with the same number are one clip for the person. */
  c: identity,
  /** Lowest source time of what it shows, its part in the next segment's transition included. */
  si: sourceStart,
  /** Speed; absent: 1. */
  sp: z.number().min(LIMITS.minSpeed).max(LIMITS.maxSpeed).optional(),
  /** Played backwards. */
  rv: z.boolean().optional(),
  /** Kept part [x, y, width, height] of the upright source, before flip and turn. */
  cr: z.tuple([z.int().min(0).max(LIMITS.side), z.int().min(0).max(LIMITS.side), side, side]).optional(),
  /** Flipped left to right, then turned clockwise by `ro` degrees. */
  fl: z.boolean().optional(),
  ro: z.union([z.literal(90), z.literal(180), z.literal(270)]).optional(),
  /** How it fills the canvas, where not as the canvas says. */
  ft: z.enum(FITS).optional(),
  /** Slow zoom of a still picture. */
  zo: z.enum(["in", "out"]).optional(),
  /** Volume of its own sound in percent; absent: 100. */
  vl: volume.optional(),
  mu: z.boolean().optional(),
  /** Noise in its sound reduced. */
  ad: strength,
  fx: filtersSchema.optional(),
  co: colourSchema.optional(),
  /** Network; absent: the default one, where the picture is enlarged. */
  en: z.enum(["none", "fast", "default", "best"]).optional(),
  fd: fadesSchema.optional(),
  /** Transition from the segment before, whose picture and sound go on under the first `d` ms of this one. */
  tr: z
    .strictObject({
      k: z.enum(TRANSITIONS),
      d: z.int().min(LIMITS.minTransitionMs).max(LIMITS.transitionMs),
      dr: z.enum(DIRECTIONS).optional(),
    })
    .optional(),
});

const overlaySegmentSchema = z.strictObject({
  ...timed,
  a: assetId,
  an: anchor,
  si: sourceStart.optional(),
  /** A source shorter than the segment begins again; else its last frame stays. */
  lp: z.boolean().optional(),
  ps: z.enum(POSITIONS),
  /** Opacity; absent: 1. */
  op: z.number().min(0).max(1).optional(),
  /** Width as a part of the canvas's width. */
  sc: z.number().min(0.01).max(1),
  fd: fadesSchema.optional(),
});

const soundSegmentSchema = z.strictObject({
  ...timed,
  an: anchor,
  /** A file, or generated music: one of the two. */
  a: assetId.optional(),
  gn: z
    .strictObject({
      ms: z.enum(MUSIC_STYLES),
      /** Beats a minute; absent: what suits the style. */
      bp: z.number().min(40).max(220).optional(),
      md: z.enum(MUSIC_MOODS).optional(),
      sd: z.int().min(0).max(LIMITS.seed),
    })
    .optional(),
  si: sourceStart.optional(),
  lp: z.boolean().optional(),
  vl: volume.optional(),
  mu: z.boolean().optional(),
  /** Quieter while somebody speaks in the clips. */
  du: z.boolean().optional(),
  ad: strength,
  fd: fadesSchema.optional(),
});

const textSegmentSchema = z.strictObject({
  ...timed,
  an: anchor,
  tx: z.string().min(1).max(LIMITS.textLength),
  sy: textLookSchema.optional(),
  fd: fadesSchema.optional(),
});

const track = { m: metadata.optional() };
const tt = {
  video: z.literal(TRACK_TYPES.video),
  audio: z.literal(TRACK_TYPES.audio),
  text: z.literal(TRACK_TYPES.text),
};

const trackSchema = z.discriminatedUnion("r", [
  /** The clips, one after the other without a gap. */
  z.strictObject({
    tt: tt.video,
    r: z.literal("clips"),
    sg: z.array(clipSegmentSchema).max(LIMITS.segmentsPerTrack),
    ...track,
  }),
  z.strictObject({
    tt: tt.video,
    r: z.literal("overlay"),
    sg: z.array(overlaySegmentSchema).max(LIMITS.segmentsPerTrack),
    ...track,
  }),
  /** Sound in place of the clips' own. */
  z.strictObject({
    tt: tt.audio,
    r: z.literal("sound"),
    sg: z.array(soundSegmentSchema).max(LIMITS.segmentsPerTrack),
    ...track,
  }),
  z.strictObject({
    tt: tt.audio,
    r: z.literal("music"),
    sg: z.array(soundSegmentSchema).max(LIMITS.segmentsPerTrack),
    ...track,
  }),
  z.strictObject({
    tt: tt.text,
    r: z.literal("title"),
    sg: z.array(textSegmentSchema).max(LIMITS.segmentsPerTrack),
    ...track,
  }),
  z.strictObject({
    tt: tt.text,
    r: z.literal("captions"),
    sg: z.array(textSegmentSchema).max(LIMITS.captionCues),
    /** The look of all of them. */
    sy: textLookSchema.optional(),
    ...track,
  }),
]);

const shapeSchema = z.strictObject({
  v: z.literal(DRAFT_VERSION),
  /** Length of the whole. */
  d: time,
  /** Tracks; of two pictures the later track is drawn over the earlier one. */
  t: z.array(trackSchema).max(LIMITS.tracks),
  as: z.array(assetSchema).max(LIMITS.assets),
  /** Canvas: what the clips are put on. */
  cv: z.strictObject({
    /** Shape; absent: that of the first clip. */
    ap: z.enum(ASPECTS).optional(),
    /** How a clip of another shape fills it; absent: `pad`. */
    ft: z.enum(FITS).optional(),
    /** Size by name, or as a factor on the first clip's; neither: 1080p. */
    tg: z.enum(TARGETS).optional(),
    fa: z.number().min(0.25).max(8).optional(),
    /** Frames a second; absent: those of the first clip. */
    fr: z.number().min(1).max(LIMITS.fps).optional(),
    /** Where a clip has fewer, those between its own are made. */
    sm: z.boolean().optional(),
  }),
  /** Mix: volume of everything in percent, loudness aimed at in LUFS. */
  mx: z.strictObject({ vl: volume.optional(), lu: z.number().min(-40).max(-5).optional() }),
  /** Fades of the whole. */
  fd: fadesSchema,
  /** Output: format, most bytes, quality, moment of the poster picture. */
  o: z.strictObject({
    f: z.enum([...VIDEO_FORMATS, ...AUDIO_FORMATS]).optional(),
    mb: z.int().min(LIMITS.minOutputBytes).max(Number.MAX_SAFE_INTEGER).optional(),
    q: z.enum(["low", "medium", "high"]).optional(),
    po: time.optional(),
  }),
  /** Metadata: name, next free identity, and the title or overlay that was touched last. */
  m: z.strictObject({ n: name.optional(), nx: identity, lt: identity.optional() }),
});

export type Draft = z.infer<typeof shapeSchema>;
export type Track = Draft["t"][number];
export type Role = Track["r"];
export type TrackOf<R extends Role> = Extract<Track, { r: R }>;
export type Asset = z.infer<typeof assetSchema>;
export type ClipSegment = z.infer<typeof clipSegmentSchema>;
export type OverlaySegment = z.infer<typeof overlaySegmentSchema>;
export type SoundSegment = z.infer<typeof soundSegmentSchema>;
export type TextSegment = z.infer<typeof textSegmentSchema>;
export type Segment = Track["sg"][number];
export type TextLook = z.infer<typeof textLookSchema>;
export type Fades = z.infer<typeof fadesSchema>;
export type ColourSettings = z.infer<typeof colourSchema>;
export type FilterSettings = z.infer<typeof filtersSchema>;
export type Crop = NonNullable<ClipSegment["cr"]>;

/** The draft of a new project. */
export function emptyDraft(projectName?: string): Draft {
  return {
    v: DRAFT_VERSION,
    d: 0,
    t: [],
    as: [],
    cv: {},
    mx: {},
    fd: {},
    o: {},
    m: projectName === undefined ? { nx: 1 } : { n: projectName, nx: 1 },
  };
}

/** What is wrong with a draft from outside, and where: `path` as in `t[0].sg[2].d`. */
export interface DraftIssue {
  path: string;
  message: string;
}

/** A draft whose every part holds together: shape, references, order, lengths, limits. */
export const draftSchema = shapeSchema.superRefine((draft, context) => {
  for (const { path, message } of inconsistencies(draft)) context.addIssue({ code: "custom", path, message });
});

interface Inconsistency {
  path: (string | number)[];
  message: string;
}

function* inconsistencies(draft: Draft): Generator<Inconsistency> {
  yield* assetIssues(draft);
  yield* trackIssues(draft);
  yield* identityIssues(draft);
  const clips = draft.t.flatMap((each, index) => (each.r === "clips" ? [{ index, sg: each.sg }] : []));
  for (const { index } of clips.slice(1)) yield { path: ["t", index], message: "there is one track of clips at most" };
  if (clips[0] !== undefined) yield* clipIssues(draft, clips[0].sg, clips[0].index);
  const longest = Math.max(0, ...draft.t.map(({ sg }) => endOf(sg)));
  const expected = endOf(clips[0]?.sg ?? []) || longest;
  if (draft.d !== expected) yield { path: ["d"], message: `the timeline is ${expected} ms long` };
  if (longest > draft.d) yield { path: ["t"], message: "nothing goes on after the end of the clips" };
}

function* assetIssues(draft: Draft): Generator<Inconsistency> {
  const seen = new Set<string>();
  for (const [index, { i, k, d, w, h }] of draft.as.entries()) {
    if (seen.has(i)) yield { path: ["as", index, "i"], message: "this id is there twice" };
    seen.add(i);
    if ((k === "video" || k === "audio") && d === undefined)
      yield { path: ["as", index, "d"], message: "a video or sound has a length" };
    if ((k === "video" || k === "image") && (w === undefined || h === undefined))
      yield { path: ["as", index, w === undefined ? "w" : "h"], message: "a video or picture has a size" };
  }
}

/** What each kind of track can show or play. */
const KINDS_OF: Record<Role, Asset["k"][]> = {
  clips: ["video", "image"],
  overlay: ["video", "image"],
  sound: ["audio", "video"],
  music: ["audio", "video"],
  title: [],
  captions: [],
};

function* trackIssues(draft: Draft): Generator<Inconsistency> {
  const kinds = new Map(draft.as.map(({ i, k }) => [i, k]));
  const counts: Record<string, number> = {};
  let textLength = 0;
  for (const [index, { r, sg }] of draft.t.entries()) {
    const family = r === "sound" || r === "music" ? "audio" : r;
    counts[family] = (counts[family] ?? 0) + 1;
    let end = 0;
    for (const [place, segment] of sg.entries()) {
      const path = ["t", index, "sg", place];
      if (segment.st < end) yield { path: [...path, "st"], message: "it begins before the one before it has ended" };
      end = segment.st + segment.d;
      if ("tx" in segment) textLength += segment.tx.length;
      const asset = "a" in segment ? segment.a : undefined;
      if (asset !== undefined) {
        const kind = kinds.get(asset);
        if (kind === undefined) yield { path: [...path, "a"], message: "there is no such asset" };
        else if (!KINDS_OF[r].includes(kind))
          yield { path: [...path, "a"], message: `a ${kind} cannot be on this track` };
      }
      if (
        (r === "sound" || r === "music") &&
        (asset === undefined) === (("gn" in segment ? segment.gn : undefined) === undefined)
      )
        yield { path, message: "it is either a file or generated" };
    }
  }
  const most = {
    overlay: LIMITS.overlayTracks,
    title: LIMITS.titleTracks,
    audio: LIMITS.audioTracks,
    captions: 1,
  };
  for (const [family, limit] of Object.entries(most))
    if ((counts[family] ?? 0) > limit) yield { path: ["t"], message: `there are ${limit} ${family} tracks at most` };
  if (textLength > LIMITS.totalTextLength)
    yield { path: ["t"], message: `all texts together have ${LIMITS.totalTextLength} characters at most` };
}

function* identityIssues(draft: Draft): Generator<Inconsistency> {
  const seen = new Set<number>();
  for (const [index, { r, sg }] of draft.t.entries())
    for (const [place, segment] of sg.entries()) {
      const path = ["t", index, "sg", place];
      if (seen.has(segment.i)) yield { path: [...path, "i"], message: "this identity is there twice" };
      seen.add(segment.i);
      const highest = r === "clips" && "c" in segment ? Math.max(segment.i, segment.c) : segment.i;
      if (highest >= draft.m.nx)
        yield { path: [...path, "i"], message: "identities are below the next free one (m.nx)" };
    }
}

function* clipIssues(draft: Draft, segments: ClipSegment[], index: number): Generator<Inconsistency> {
  const assets = new Map(draft.as.map((asset) => [asset.i, asset]));
  let end = 0;
  let readMs = 0;
  for (const [place, segment] of segments.entries()) {
    const path = ["t", index, "sg", place];
    if (segment.st > end) yield { path: [...path, "st"], message: "clips follow each other without a gap" };
    end = segment.st + segment.d;
    const before = segments[place - 1];
    if (segment.tr !== undefined && before === undefined)
      yield { path: [...path, "tr"], message: "there is nothing before it to come from" };
    if (segment.tr !== undefined && segment.tr.d > segment.d)
      yield { path: [...path, "tr", "d"], message: "a transition is no longer than the clip that it leads into" };
    const asset = assets.get(segment.a);
    if (asset === undefined) continue;
    if (segment.cr !== undefined) {
      const [x, y, width, height] = segment.cr;
      if (x + width > (asset.w ?? 0) || y + height > (asset.h ?? 0))
        yield { path: [...path, "cr"], message: "it reaches outside of the picture" };
    }
    if (asset.k === "image") continue;
    const shownMs = (segment.d + tailOf(segments, place)) * (segment.sp ?? 1);
    readMs += shownMs;
    if (segment.si + shownMs > (asset.d ?? 0) + SOURCE_SLACK_MS * (segment.sp ?? 1))
      yield { path: [...path, "si"], message: "it reaches past the end of its source" };
  }
  if (readMs > LIMITS.sourceMs) yield { path: ["t", index], message: "the clips read too many hours of video" };
}

/** A length in whole ms may read half a millisecond too much, from each of its ends. */
const SOURCE_SLACK_MS = 1;

/** How long a segment goes on under the transition of the next one, in ms. */
export function tailOf(segments: readonly ClipSegment[], place: number): number {
  return segments[place + 1]?.tr?.d ?? 0;
}

function endOf(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last === undefined ? 0 : last.st + last.d;
}

/** Makes a document of version `n` into one of version `n + 1`. */
export type Migration = (draft: Record<string, unknown>) => Record<string, unknown>;

/** By the version that they start from. */
const MIGRATIONS: ReadonlyMap<number, Migration> = new Map();

/** Reads a draft that comes from outside or from the past: brings it to today's version, and checks everything. */
export function readDraft(
  value: unknown,
  migrations: ReadonlyMap<number, Migration> = MIGRATIONS,
): { draft: Draft; issues?: never } | { issues: DraftIssue[]; draft?: never } {
  const result = draftSchema.safeParse(migrated(value, migrations));
  if (result.success) return { draft: result.data };
  return {
    issues: result.error.issues.slice(0, MOST_ISSUES).map(({ path, message }) => ({ path: pathText(path), message })),
  };
}

/** A page of issues says enough about a document that is something else altogether. */
const MOST_ISSUES = 50;

function migrated(value: unknown, migrations: ReadonlyMap<number, Migration>): unknown {
  let current = value;
  for (let steps = 0; steps <= migrations.size; steps++) {
    if (typeof current !== "object" || current === null || !("v" in current) || typeof current.v !== "number") break;
    const step = migrations.get(current.v);
    if (step === undefined) break;
    current = { ...step({ ...current }), v: current.v + 1 };
  }
  return current;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`),
    "",
  );
}
