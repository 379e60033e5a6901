/**
 * What a person can ask for, as data: one request becomes a list of edits, in the order said.
 *
 * Times are whole milliseconds on the timeline as it is before the edit; negative ones count from the end, and `null`
 * as an end is the end. With `clip`, times count inside of that clip. An absent field means «not said».
 */
import { z } from "zod";
import { LIMITS } from "./limits.js";

export const STRENGTHS = ["light", "medium", "strong"] as const;
export const POSITIONS = [
  "top",
  "center",
  "bottom",
  "left",
  "right",
  "top_left",
  "top_right",
  "bottom_left",
  "bottom_right",
] as const;
export const TARGETS = ["720p", "1080p", "1440p", "2160p"] as const;
export const LOOKS = ["warm", "cool", "cinematic", "vintage", "bw"] as const;
export const ASPECTS = ["9:16", "16:9", "1:1", "4:5", "4:3", "21:9", "3:4"] as const;
export const FITS = ["crop", "pad", "blur"] as const;
export const TRANSITIONS = [
  "crossfade",
  "fade_black",
  "fade_white",
  "wipe",
  "slide",
  "zoom",
  "circle",
  "blur",
  "pixelize",
] as const;
export const DIRECTIONS = ["left", "right", "up", "down"] as const;
export const MUSIC_STYLES = [
  "lofi",
  "upbeat",
  "ambient",
  "cinematic",
  "acoustic",
  "corporate",
  "electronic",
  "epic",
  "hiphop",
  "jazz",
  "piano",
] as const;
export const MUSIC_MOODS = ["happy", "sad", "calm", "energetic", "dark", "dreamy"] as const;
export const CAPTION_STYLES = ["outline", "box", "plain"] as const;
export const VIDEO_FORMATS = ["mp4", "mov", "mkv", "webm", "gif"] as const;
export const AUDIO_FORMATS = ["mp3", "m4a", "aac", "wav", "flac", "ogg"] as const;
const PLATFORMS = [
  "tiktok",
  "instagram",
  "youtube",
  "facebook",
  "x",
  "linkedin",
  "pinterest",
  "snapchat",
  "douyin",
  "kuaishou",
  "xiaohongshu",
  "bilibili",
  "wechat",
] as const;
/** What `remove` takes away. */
export const REMOVABLES = [
  "title",
  "captions",
  "overlay",
  "music",
  "transition",
  "fade",
  "color",
  "filters",
  "crop",
  "reframe",
  "stabilize",
] as const;

/** A moment: from the start, or from the end where negative. */
const moment = z.int().min(-LIMITS.durationMs).max(LIMITS.durationMs);
const start = moment.nullable();
const end = moment.nullable();
/** A stretch of time; `null` as a start is the start, as an end the end. */
const stretch = z.tuple([start, end]);
const length = z.int().min(0).max(LIMITS.durationMs);
/** 1-based; −1 is the last. */
const ordinal = z
  .int()
  .min(-LIMITS.segmentsPerTrack)
  .max(LIMITS.segmentsPerTrack)
  .refine((value) => value !== 0, "counts from 1, or from −1 for the last");
const strength = z.enum(STRENGTHS).optional();
const position = z.enum(POSITIONS).optional();
const level = z.number().min(-100).max(100).optional();
const percent = z.number().min(0).max(LIMITS.volumePercent);
const words = z.string().trim().min(1).max(LIMITS.textLength);
const label = z.string().trim().min(1).max(LIMITS.nameLength);
/** A colour by name (`white`, `gold`) or as `#rrggbb`. */
const colour = z.string().trim().min(1).max(32).optional();
/** By name, or the height of the letters in 1/1080 of the picture's shorter side. */
const size = z.union([z.enum(["small", "medium", "large", "huge"]), z.number().min(8).max(600)]).optional();
const relative = z.boolean().optional();

/** The clip meant, and only a part of it: what every edit of picture or sound also takes. */
const scope = { clip: ordinal.optional(), range: stretch.optional() };

const textLook = { position, size, color: colour };

export const editSchema = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("enhance"),
    target: z.enum(TARGETS).optional(),
    /** The picture's own size times this, in place of a target. */
    factor: z.number().min(0.25).max(8).optional(),
    /** Ours: the network; `none` leaves the picture to a plain resize. */
    quality: z.enum(["none", "fast", "default", "best"]).optional(),
    ...scope,
  }),
  z.strictObject({ op: z.literal("denoise"), strength, ...scope }),
  z.strictObject({ op: z.literal("deblock"), strength, ...scope }),
  z.strictObject({ op: z.literal("sharpen"), strength, ...scope }),
  z.strictObject({ op: z.literal("stabilize"), strength, ...scope }),
  z.strictObject({ op: z.literal("deinterlace"), strength, ...scope }),
  z.strictObject({
    op: z.literal("color"),
    brightness: level,
    contrast: level,
    saturation: level,
    temperature: level,
    auto: z.boolean().optional(),
    look: z.enum(LOOKS).optional(),
    /** Ours: the numbers are added to what is set already («a bit more»). */
    relative,
    ...scope,
  }),
  z.strictObject({
    op: z.literal("fps"),
    value: z.number().min(1).max(LIMITS.fps),
    /** Ours: frames that are missing are made from those around them («smoother»); else frames are shown longer. */
    smooth: z.boolean().optional(),
    ...scope,
  }),
  z.strictObject({
    op: z.literal("trim"),
    keep: z.array(stretch).min(1).max(LIMITS.listLength).optional(),
    remove: z.array(stretch).min(1).max(LIMITS.listLength).optional(),
    ...scope,
  }),
  /**
   * Ours: gives a clip back what was cut off before its start and behind its end, as far as its source reaches; a still
   * picture is shown longer.
   */
  z.strictObject({ op: z.literal("extend"), clip: ordinal, start: length.optional(), end: length.optional() }),
  z.strictObject({ op: z.literal("split"), at: z.array(moment).min(1).max(LIMITS.listLength), ...scope }),
  z.strictObject({ op: z.literal("remove_clip"), clip: ordinal }),
  z.strictObject({ op: z.literal("move_clip"), clip: ordinal, to: ordinal }),
  z.strictObject({ op: z.literal("merge"), ...scope }),
  z.strictObject({
    op: z.literal("speed"),
    /** Of the clip as it was recorded: 1 is its own speed again. */
    factor: z.number().min(LIMITS.minSpeed).max(LIMITS.maxSpeed),
    /** Ours: the factor multiplies the speed that is set already («even faster»). */
    relative,
    ...scope,
  }),
  z.strictObject({ op: z.literal("reverse"), times: z.int().min(1).max(LIMITS.loops).optional(), ...scope }),
  /** `times` is how often it plays in all; absent: twice. */
  z.strictObject({ op: z.literal("loop"), times: z.int().min(1).max(LIMITS.loops).optional(), ...scope }),
  z.strictObject({
    op: z.literal("rotate"),
    /** Clockwise. */
    degrees: z.union([z.literal(90), z.literal(180), z.literal(270)]),
    ...scope,
  }),
  z.strictObject({ op: z.literal("flip"), axis: z.enum(["horizontal", "vertical"]), ...scope }),
  z.strictObject({
    op: z.literal("crop"),
    /** The kept part of the picture as it is shown; what is not said reaches to the edge, and is centred. */
    x: z.number().min(0).max(LIMITS.side).optional(),
    y: z.number().min(0).max(LIMITS.side).optional(),
    width: z.number().positive().max(LIMITS.side).optional(),
    height: z.number().positive().max(LIMITS.side).optional(),
    edges: z.enum(["black"]).optional(),
    /** Ours: what x, y, width and height count; absent: pixels of the source. */
    unit: z.enum(["pixels", "percent"]).optional(),
    ...scope,
  }),
  z.strictObject({
    op: z.literal("reframe"),
    aspect: z.enum(ASPECTS),
    fit: z.enum(FITS).optional(),
    platform: z.enum(PLATFORMS).optional(),
    ...scope,
  }),
  z.strictObject({
    op: z.literal("title"),
    text: words,
    start: start.optional(),
    end: end.optional(),
    ...textLook,
    ...scope,
  }),
  /** Ours: changes a title that is there. */
  z.strictObject({
    op: z.literal("change_title"),
    /** Which title, 1-based in order of time, −1 the last of them; absent: the one added or changed last. */
    target: ordinal.optional(),
    text: words.optional(),
    start: start.optional(),
    end: end.optional(),
    ...textLook,
    /** Its letters' size times this («smaller» 0.75, «bigger» 1.33). */
    size_by: z.number().min(0.1).max(10).optional(),
  }),
  z.strictObject({
    op: z.literal("captions"),
    source: z.enum(["file", "auto"]),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/)
      .optional(),
    style: z.enum(CAPTION_STYLES).optional(),
    /** Ours: which subtitle file, by name; absent: the one that was handed over last. */
    asset: label.optional(),
    ...textLook,
    ...scope,
  }),
  /** Ours: changes the look of captions that are there. */
  z.strictObject({
    op: z.literal("change_captions"),
    style: z.enum(CAPTION_STYLES).optional(),
    ...textLook,
    size_by: z.number().min(0.1).max(10).optional(),
    /** All of them earlier (negative) or later, in ms. */
    shift: moment.optional(),
  }),
  z.strictObject({
    op: z.literal("overlay"),
    asset: label,
    position,
    opacity: z.number().min(0).max(1).optional(),
    /** Its width as a part of the picture's width. */
    scale: z.number().min(0.01).max(1).optional(),
    /** Ours. */
    start: start.optional(),
    /** Ours. */
    end: end.optional(),
    ...scope,
  }),
  /** Ours: changes an overlay that is there. */
  z.strictObject({
    op: z.literal("change_overlay"),
    /** Which overlay, 1-based in order of time; absent: the one added or changed last. */
    target: ordinal.optional(),
    position,
    opacity: z.number().min(0).max(1).optional(),
    scale: z.number().min(0.01).max(1).optional(),
    scale_by: z.number().min(0.1).max(10).optional(),
    start: start.optional(),
    end: end.optional(),
  }),
  z.strictObject({
    op: z.literal("transition"),
    type: z.enum(TRANSITIONS),
    duration: length.optional(),
    /** Ours: where a wipe or slide goes to. */
    direction: z.enum(DIRECTIONS).optional(),
    /** With `clip`: only between that clip and the next one. */
    ...scope,
  }),
  z.strictObject({
    op: z.literal("fade"),
    what: z.enum(["video", "audio", "both"]),
    in: length.optional(),
    out: length.optional(),
    ...scope,
  }),
  z.strictObject({
    op: z.literal("music"),
    /** Absent with a style: generated; absent without: the music that is there changes. */
    source: z.enum(["asset", "generated"]).optional(),
    asset: label.optional(),
    style: z.enum(MUSIC_STYLES).optional(),
    volume: percent.optional(),
    duck: z.boolean().optional(),
    fade_in: length.optional(),
    fade_out: length.optional(),
    /** Ours: beats a minute of generated music. */
    tempo: z.number().min(40).max(220).optional(),
    /** Ours: of generated music; absent: what suits the style. */
    mood: z.enum(MUSIC_MOODS).optional(),
    /** Ours: another number makes another piece in the same style. */
    seed: z.int().min(0).max(LIMITS.seed).optional(),
    /** Ours: whether a piece that is too short begins again; absent: yes. */
    loop: z.boolean().optional(),
    ...scope,
  }),
  /** Ours: another place in time for music that is there. Where only one end moves, the rest of it plays as before. */
  z.strictObject({
    op: z.literal("change_music"),
    /** `sound`: what plays in place of the clips' own sound; absent: music. */
    track: z.enum(["music", "sound"]).optional(),
    /** Which piece, 1-based in order of time; absent: the last. */
    target: ordinal.optional(),
    start: start.optional(),
    end: end.optional(),
  }),
  z.strictObject({
    op: z.literal("volume"),
    track: z.enum(["original", "music", "all"]),
    percent,
    /** Ours: the percentage is taken of the present volume («a bit louder» 125). */
    relative,
    ...scope,
  }),
  /** The sound of the clips, unless `track` (ours) says otherwise. */
  z.strictObject({
    op: z.literal("mute"),
    asset: label.optional(),
    track: z.enum(["original", "music", "all"]).optional(),
    ...scope,
  }),
  z.strictObject({ op: z.literal("replace_audio"), asset: label.optional(), ...scope }),
  z.strictObject({ op: z.literal("normalize_audio"), asset: label.optional(), ...scope }),
  z.strictObject({ op: z.literal("denoise_audio"), asset: label.optional(), strength, ...scope }),
  z.strictObject({ op: z.literal("silences"), remove: z.literal(true), ...scope }),
  z.strictObject({ op: z.literal("convert"), format: z.enum([...VIDEO_FORMATS, ...AUDIO_FORMATS]) }),
  z.strictObject({
    op: z.literal("compress"),
    max_bytes: z.int().min(LIMITS.minOutputBytes).max(Number.MAX_SAFE_INTEGER).optional(),
    quality: z.enum(["low", "medium", "high"]).optional(),
  }),
  z.strictObject({ op: z.literal("extract_audio"), format: z.enum(AUDIO_FORMATS) }),
  z.strictObject({ op: z.literal("poster"), at: moment.optional() }),
  /** Ours: takes away what another edit brought. */
  z.strictObject({
    op: z.literal("remove"),
    what: z.enum(REMOVABLES),
    /** Which one, 1-based in order of time, −1 the last; absent: all of them. */
    target: ordinal.optional(),
    ...scope,
  }),
]);

export type Edit = z.infer<typeof editSchema>;
export type Op = Edit["op"];
/** The edit of one op. */
export type EditOf<O extends Op> = Extract<Edit, { op: O }>;

export const INTENTS = [
  "edit",
  "export",
  "credits",
  "status",
  "upload",
  "help",
  "undo",
  "redo",
  "reset",
  "chat",
  "unsupported",
  "clarify",
] as const;

/** What a request was understood as. */
export const understandingSchema = z.object({
  intent: z.enum(INTENTS),
  edits: z.array(editSchema).max(LIMITS.editsPerRequest),
  /** What is told to the person, in the person's language. */
  say: z.string().max(4000),
});

export type Understanding = z.infer<typeof understandingSchema>;
