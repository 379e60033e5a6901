/** What comes out of a draft: a film, its sound, or one picture. One description for whoever makes, asks for or shows it. */
import { canvasOf } from "./canvas.js";
import type { Draft } from "./draft.js";
import { type ASPECTS, AUDIO_FORMATS, type FITS, VIDEO_FORMATS } from "./edit.js";

export const PICTURE_FORMATS = ["png", "jpg"] as const;
export const OUTPUT_FORMATS = [...VIDEO_FORMATS, ...AUDIO_FORMATS, ...PICTURE_FORMATS] as const;

export type VideoFormat = (typeof VIDEO_FORMATS)[number];
export type AudioFormat = (typeof AUDIO_FORMATS)[number];
export type PictureFormat = (typeof PICTURE_FORMATS)[number];
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** How far a film may be from the finest that is made: bytes are saved by what is hardly seen, and by what is seen. */
export type OutputQuality = NonNullable<Draft["o"]["q"]>;

export interface VideoOutput {
  kind: "video";
  format: VideoFormat;
  quality: OutputQuality;
  /** Most bytes of the file. */
  maxBytes: number | undefined;
  /** Pixels; absent: as the canvas of the draft says. */
  size: { width: number; height: number } | undefined;
}

export interface AudioOutput {
  kind: "audio";
  format: AudioFormat;
  maxBytes: number | undefined;
}

export interface PictureOutput {
  kind: "picture";
  format: PictureFormat;
  /** Moment on the timeline. */
  atMs: number;
  size: { width: number; height: number } | undefined;
}

export type Output = VideoOutput | AudioOutput | PictureOutput;

/** What is said of one export beside the draft. What is left out is as the draft says. */
export interface OutputWish {
  /** Ready-made wishes; what is said beside one wins over it. */
  preset?: OutputPreset | undefined;
  format?: OutputFormat | undefined;
  aspect?: (typeof ASPECTS)[number] | undefined;
  fit?: (typeof FITS)[number] | undefined;
  /** `720p`, `1080p`, `4k`: the draft's shape in that box; `1280x720`: exactly that. */
  resolution?: string | undefined;
  fps?: number | undefined;
  maxBytes?: number | undefined;
  /** Moment of a picture. */
  atMs?: number | undefined;
}

export const PRESET_NAMES = ["hd", "vertical", "square", "small", "sound"] as const;
export type OutputPreset = (typeof PRESET_NAMES)[number];

/** What people export for. */
const OUTPUT_PRESETS: Readonly<Record<OutputPreset, Omit<OutputWish, "preset">>> = {
  hd: { format: "mp4", resolution: "1080p" },
  /** Reels, Shorts, TikTok. */
  vertical: { format: "mp4", resolution: "1080p", aspect: "9:16" },
  square: { format: "mp4", resolution: "1080p", aspect: "1:1" },
  /** What mail and messengers take. */
  small: { format: "mp4", maxBytes: 25_000_000 },
  sound: { format: "mp3" },
};

/** The shapes that a resolution may be said in. */
export const RESOLUTION_WORDS = /^(?:\d{3,4}p|4k|\d{2,5}x\d{2,5})$/i;

/** A GIF of a full picture at full rate would be larger than the film it is made from. */
const GIF = { shortSide: 360, fps: 15 } as const;

/**
 * A draft as it is to be put out, and what becomes of it.
 * @param wish said for this export alone.
 */
export function outputOf(draft: Draft, wish: OutputWish = {}): { draft: Draft; output: Output } {
  const { format = "mp4", ...asked } = merged(draft, wish);
  const shaped = withShape(draft, asked, format);
  if (isAudioFormat(format))
    return { draft: shaped, output: { kind: "audio", format, maxBytes: asked.maxBytes ?? draft.o.mb } };
  const size = sizeOf(shaped, asked.resolution, format);
  if (isPictureFormat(format)) {
    // The first frames are often black.
    const atMs = Math.min(asked.atMs ?? draft.o.po ?? Math.floor(draft.d / 4), Math.max(0, draft.d - 1));
    return { draft: shaped, output: { kind: "picture", format, atMs, size } };
  }
  const { q: quality = "high", mb } = draft.o;
  return { draft: shaped, output: { kind: "video", format, quality, maxBytes: asked.maxBytes ?? mb, size } };
}

/**
 * The wish with what its preset and the draft say. Published clients send `mp4` with every export: without a preset it
 * means no more than «a file», and what was said in words wins over it.
 */
function merged(draft: Draft, { preset, ...said }: OutputWish): Omit<OutputWish, "preset"> {
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as typeof said;
  const wish = { ...(preset === undefined ? {} : OUTPUT_PRESETS[preset]), ...given };
  const isOpen = wish.format === undefined || (wish.format === "mp4" && preset === undefined);
  return isOpen ? { ...wish, format: draft.o.f ?? wish.format } : wish;
}

function withShape(draft: Draft, { aspect, fit, fps }: OutputWish, format: OutputFormat): Draft {
  const canvas = { ...draft.cv };
  if (aspect !== undefined) {
    const wasChosen = canvas.ap === aspect;
    canvas.ft = fit ?? (wasChosen ? canvas.ft : undefined) ?? "crop";
    canvas.ap = aspect;
  } else if (fit !== undefined) canvas.ft = fit;
  if (fps !== undefined) canvas.fr = fps;
  const shaped = { ...draft, cv: canvas };
  if (format === "gif" && fps === undefined) canvas.fr = Math.min(GIF.fps, canvasOf(draft).fps);
  return shaped;
}

function sizeOf(
  draft: Draft,
  resolution: string | undefined,
  format: OutputFormat,
): { width: number; height: number } | undefined {
  const [, across, down] = /^(\d+)x(\d+)$/i.exec(resolution ?? "") ?? [];
  if (across !== undefined && down !== undefined) return { width: even(Number(across)), height: even(Number(down)) };
  if (resolution !== undefined)
    return sizeWithin(draft, /^4k$/i.test(resolution) ? 2160 : Number.parseInt(resolution, 10));
  if (format !== "gif") return undefined;
  const { width, height } = canvasOf(draft);
  return Math.min(width, height) <= GIF.shortSide ? undefined : sizeWithin(draft, GIF.shortSide);
}

/** The draft's shape as large as fits a 16:9 box, upright where the draft is. */
function sizeWithin(draft: Draft, shortSide: number): { width: number; height: number } {
  const { width, height } = canvasOf(draft);
  const longSide = (shortSide * 16) / 9;
  const factor = Math.min(longSide / Math.max(width, height), shortSide / Math.min(width, height));
  return { width: even(width * factor), height: even(height * factor) };
}

/** Encoders take even sides only. */
function even(pixels: number): number {
  return Math.max(16, Math.round(pixels / 2) * 2);
}

/** What a file of a format is to whoever opens it. */
export function mediaKindOf(format: OutputFormat): "video" | "image" | "audio" {
  if (isAudioFormat(format)) return "audio";
  return isPictureFormat(format) ? "image" : "video";
}

function isAudioFormat(format: OutputFormat): format is AudioFormat {
  return AUDIO_FORMATS.some((each) => each === format);
}

function isPictureFormat(format: OutputFormat): format is PictureFormat {
  return PICTURE_FORMATS.some((each) => each === format);
}
