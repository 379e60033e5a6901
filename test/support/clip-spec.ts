/** A rate or ratio as numerator and denominator: `[30000, 1001]` is 29.97. */
export type Ratio = readonly [numerator: number, denominator: number];

/** Signal names as FFmpeg writes them; each left out stays unspecified in the file. */
export interface ColorTags {
  /** Range of the sample values; limited unless said. */
  readonly range?: "limited" | "full";
  readonly matrix?: "bt709" | "smpte170m" | "bt470bg" | "bt2020nc";
  readonly primaries?: "bt709" | "smpte170m" | "bt470bg" | "bt2020";
  readonly transfer?: "bt709" | "smpte170m" | "smpte2084" | "arib-std-b67";
}

/**
 * What the picture shows above its index strip:
 * `pattern` moving test card, `fractal` fine detail, `pan` the same passing by, `patches` eight known colours, `desk` a still
 * screen with a moving pointer, `head` a still picture with a moving mouth.
 */
export type VideoSource = "pattern" | "fractal" | "pan" | "patches" | "desk" | "head";

/** One video stream. Sizes are those of the upright picture in stored samples. */
export interface VideoSpec {
  /** Default `pattern`. */
  readonly source?: VideoSource;
  /** What is wrong with the picture: filters on it, before the index strip is drawn. They keep its size. */
  readonly flaws?: string;
  readonly width: number;
  readonly height: number;
  readonly fps: Ratio;
  readonly frames: number;
  /** Encoder name, default `libx264`. */
  readonly codec?: string;
  /** Encoder options, added to sensible ones for the codec. */
  readonly options?: Readonly<Record<string, string>>;
  /** Default `yuv420p`. */
  readonly pixelFormat?: string;
  /** Unit of `times`, default one frame. */
  readonly timeBase?: Ratio;
  /** Time of every frame in `timeBase` units, for variable rate; default one frame apart. */
  readonly times?: readonly number[];
  /** Added to every frame's time, rounded to `timeBase`. Negative needs `keepNegativeTimes`. */
  readonly startMs?: number;
  /** How the values are made, and what the file says about them. */
  readonly color?: ColorTags;
  /** Values are made as `color` says but the file does not say so. */
  readonly untagged?: boolean;
  /** Sample aspect ratio. */
  readonly sar?: Ratio;
  /** Clockwise turn a player must apply, as display matrix; the stored picture is turned back. */
  readonly rotation?: 90 | 180 | 270;
  /** Two moments woven into each frame. */
  readonly interlaced?: "tff" | "bff";
  /** Picture white for the first tenth of every second. */
  readonly flash?: boolean;
  /** No strip with the frames' numbers. */
  readonly bare?: boolean;
  /** Half transparent picture (needs a pixel format with alpha). */
  readonly transparent?: boolean;
}

/** One audio stream: a tone of its own pitch (220 Hz and up), or beeps. */
export interface AudioSpec {
  /** Encoder name. */
  readonly codec: string;
  readonly options?: Readonly<Record<string, string>>;
  /** Default 48000. */
  readonly sampleRate?: number;
  /** Default 2. */
  readonly channels?: 1 | 2 | 6;
  readonly durationMs: number;
  /** Time of the first sample. */
  readonly startMs?: number;
  /** Default `tone`; `beeps` sound for the first tenth of every second. */
  readonly sound?: "tone" | "beeps";
  /** Three letters (ISO 639-2). */
  readonly language?: string;
  readonly title?: string;
}

/** One line of a subtitle or a chapter. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** One text subtitle stream. */
export interface SubtitleSpec {
  readonly kind: "srt" | "ass" | "webvtt" | "mov_text";
  readonly cues: readonly Cue[];
  readonly language?: string;
  readonly title?: string;
}

/** Everything that decides a made clip's bytes. */
export interface ClipSpec {
  /** Muxer name as FFmpeg has it, or `picture` for the encoder's bytes alone (PNG, JPEG, WebP). */
  readonly container: string;
  readonly video?: VideoSpec;
  /** Adds a cover picture, as music files and some films have. */
  readonly cover?: boolean;
  readonly audio?: readonly AudioSpec[];
  readonly subtitles?: readonly SubtitleSpec[];
  /** Matroska and MP4 without faststart only. */
  readonly chapters?: readonly Cue[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** Muxer options, such as `movflags`. */
  readonly muxerOptions?: Readonly<Record<string, string>>;
  /** Added to every time stamp of every stream when it is written. */
  readonly offsetSeconds?: number;
  /** Leave times below zero as they are, which MP4 expresses as an edit list. */
  readonly keepNegativeTimes?: boolean;
}
