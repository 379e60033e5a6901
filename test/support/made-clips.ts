import { copyFileSync, writeFileSync } from "node:fs";
import {
  noise,
  writeDamaged,
  writeHugeMotionJpeg,
  writeHugePng,
  writePart,
  writePlaylist,
  writeWithoutIndex,
} from "./broken-files.js";
import { cachedClip, cachedFile } from "./clip-cache.js";
import type { AudioSpec, ClipSpec, ColorTags, Cue, Ratio, VideoSpec } from "./clip-spec.js";

const SMALL = { width: 320, height: 180 };

/** Two seconds at 25 frames a second, 320 × 180, with flashes. */
const VIDEO: VideoSpec = { ...SMALL, fps: [25, 1], frames: 50, flash: true };

/** Two seconds of beeps that go with the flashes. */
const SOUND: AudioSpec = { codec: "aac", durationMs: 2000, sound: "beeps" };

/** Constant rates by the name people give them. */
export const RATES = {
  "23.976": [24_000, 1001],
  "24": [24, 1],
  "25": [25, 1],
  "29.97": [30_000, 1001],
  "30": [30, 1],
  "59.94": [60_000, 1001],
  "60": [60, 1],
} as const satisfies Record<string, Ratio>;

/** Gaps between frames in milliseconds, as phones and screen recorders make them. */
const IRREGULAR_GAPS = [33, 33, 34, 17, 50, 33, 8, 25, 100, 33];

/** Times of the frames of `variableRate` in milliseconds. */
export const VARIABLE_TIMES: readonly number[] = timesFrom(Array.from({ length: 6 }, () => IRREGULAR_GAPS).flat());

/** Times of the frames of `variableRateWithPause` in milliseconds: two seconds pass after frame 19. */
export const PAUSE_TIMES: readonly number[] = timesFrom(
  Array.from({ length: 39 }, (_, index) => (index === 19 ? 2000 : (IRREGULAR_GAPS[index % 10] ?? 33))),
);

function timesFrom(gaps: readonly number[]): number[] {
  const times = [0];
  for (const gap of gaps) times.push((times.at(-1) ?? 0) + gap);
  return times;
}

/** Signal descriptions by name. */
export const COLORS = {
  bt601: { range: "limited", matrix: "smpte170m", primaries: "smpte170m", transfer: "smpte170m" },
  "bt601-pal": { range: "limited", matrix: "bt470bg", primaries: "bt470bg", transfer: "smpte170m" },
  bt709: { range: "limited", matrix: "bt709", primaries: "bt709", transfer: "bt709" },
  "bt709-full": { range: "full", matrix: "bt709", primaries: "bt709", transfer: "bt709" },
  hdr10: { range: "limited", matrix: "bt2020nc", primaries: "bt2020", transfer: "smpte2084" },
  hlg: { range: "limited", matrix: "bt2020nc", primaries: "bt2020", transfer: "arib-std-b67" },
} as const satisfies Record<string, ColorTags>;

/** The subtitle lines of the subtitled clips. */
export const CUES: readonly Cue[] = [
  { startMs: 200, endMs: 900, text: "Good morning." },
  { startMs: 1000, endMs: 1800, text: "早上好,世界。" },
];

/** The chapters of the clips with chapters. */
export const CHAPTERS: readonly Cue[] = [
  { startMs: 0, endMs: 900, text: "Opening" },
  { startMs: 900, endMs: 2000, text: "第二章" },
];

/** The title of the clips with chapters. */
export const TITLE = "A day at the sea";

/** The place of the clips with a location. */
export const LOCATION = "+48.8577+002.2950/";

/** Languages and codecs of the tracks of `manyAudioTracks`, in order. */
export const AUDIO_TRACKS = [
  { codec: "aac", language: "eng", title: "Original" },
  { codec: "libmp3lame", language: "deu" },
  { codec: "pcm_s16le", language: "zho" },
  { codec: "libvorbis", language: "fra" },
  { codec: "libopus", language: "jpn" },
  { codec: "flac", language: "spa" },
  { codec: "ac3", language: "ita" },
] as const;

function mp4(name: string, video: VideoSpec, more: Partial<ClipSpec> = {}): Promise<string> {
  return cachedClip(`${name}.mp4`, { container: "mp4", video, ...more });
}

function mkv(name: string, video: VideoSpec, more: Partial<ClipSpec> = {}): Promise<string> {
  return cachedClip(`${name}.mkv`, { container: "matroska", video, ...more });
}

const RGB_FORMATS = {
  rgb24: { codec: "libx264rgb", container: "matroska", extension: "mkv" },
  argb: { codec: "qtrle", container: "mov", extension: "mov" },
  bgr0: { codec: "ffv1", container: "matroska", extension: "mkv" },
} as const satisfies Record<string, { codec: string; container: string; extension: string }>;

const FORMATS = {
  mp4: { container: "mp4", video: VIDEO, audio: [SOUND], muxerOptions: { movflags: "+faststart" } },
  m4v: { container: "ipod", video: VIDEO, audio: [SOUND] },
  mov: {
    container: "mov",
    video: { ...VIDEO, codec: "prores_ks", pixelFormat: "yuv422p10le", color: COLORS.bt709 },
    audio: [{ ...SOUND, codec: "pcm_s16le" }],
  },
  avi: { container: "avi", video: { ...VIDEO, codec: "mpeg4" }, audio: [{ ...SOUND, codec: "pcm_s16le" }] },
  webm: { container: "webm", video: { ...VIDEO, codec: "libvpx-vp9" }, audio: [{ ...SOUND, codec: "libopus" }] },
  mkv: { container: "matroska", video: VIDEO, audio: [{ ...SOUND, codec: "flac" }] },
  mpg: { container: "mpeg", video: { ...VIDEO, codec: "mpeg1video" }, audio: [{ ...SOUND, codec: "mp2" }] },
  ts: { container: "mpegts", video: VIDEO, audio: [SOUND] },
  m2ts: {
    container: "mpegts",
    video: VIDEO,
    audio: [{ ...SOUND, codec: "ac3" }],
    muxerOptions: { mpegts_m2ts_mode: "1" },
  },
  "3gp": {
    container: "3gp",
    video: { ...VIDEO, width: 176, height: 144, codec: "h263", fps: [30_000, 1001], frames: 60 },
    audio: [{ ...SOUND, channels: 1 }],
  },
  flv: {
    container: "flv",
    video: { ...VIDEO, codec: "flv" },
    audio: [{ ...SOUND, codec: "libmp3lame", sampleRate: 44_100 }],
  },
  wmv: { container: "asf", video: { ...VIDEO, codec: "wmv2" }, audio: [{ ...SOUND, codec: "wmav2" }] },
  gif: { container: "gif", video: { ...SMALL, fps: [10, 1], frames: 12, codec: "gif", pixelFormat: "rgb8" } },
} as const satisfies Record<string, ClipSpec>;

/** The file formats that `clips.format` makes, by extension. */
export const FILE_FORMATS = Object.keys(FORMATS) as readonly FileFormat[];

type FileFormat = keyof typeof FORMATS;

const PICTURES = {
  png: { ...SMALL, fps: [25, 1], frames: 1, codec: "png", pixelFormat: "rgb24" },
  "alpha.png": { ...SMALL, fps: [25, 1], frames: 1, codec: "png", pixelFormat: "rgba", transparent: true },
  jpg: { ...SMALL, fps: [25, 1], frames: 1, codec: "mjpeg", pixelFormat: "yuvj420p", color: { range: "full" } },
  webp: { ...SMALL, fps: [25, 1], frames: 1, codec: "libwebp" },
} as const satisfies Record<string, VideoSpec>;

const SOUNDS = {
  mp3: { container: "mp3", audio: [{ ...SOUND, codec: "libmp3lame" }] },
  wav: { container: "wav", audio: [{ ...SOUND, codec: "pcm_s16le" }] },
  m4a: { container: "ipod", audio: [SOUND] },
  "cover.mp3": { container: "mp3", audio: [{ ...SOUND, codec: "libmp3lame" }], cover: true },
} as const satisfies Record<string, ClipSpec>;

/** A clip of the given rate that starts at the given second of a transport stream's clock. */
function transportStream(name: string, offsetSeconds: number): Promise<string> {
  return cachedClip(`${name}.ts`, {
    container: "mpegts",
    video: VIDEO,
    audio: [SOUND],
    offsetSeconds,
    muxerOptions: { mpegts_copyts: "1" },
  });
}

/** Makers of clips that must be enhanced rightly. Each gives the path of its file, made once on this machine. */
export const clips = {
  /** Constant rate, two seconds, flashes and beeps at each whole second. */
  constantRate: (rate: keyof typeof RATES): Promise<string> => {
    const fps = RATES[rate];
    return mp4(`rate-${rate}`, { ...VIDEO, fps, frames: Math.round((2 * fps[0]) / fps[1]) }, { audio: [SOUND] });
  },
  /** Frames at `VARIABLE_TIMES`. */
  variableRate: (): Promise<string> =>
    mp4(
      "variable-rate",
      {
        ...VIDEO,
        fps: [30, 1],
        timeBase: [1, 1000],
        times: VARIABLE_TIMES,
        frames: VARIABLE_TIMES.length,
      },
      { audio: [{ ...SOUND, durationMs: 2200 }] },
    ),
  /** Frames at `PAUSE_TIMES`. */
  variableRateWithPause: (): Promise<string> =>
    mp4(
      "variable-rate-pause",
      { ...VIDEO, fps: [30, 1], timeBase: [1, 1000], times: PAUSE_TIMES, frames: PAUSE_TIMES.length },
      { audio: [{ ...SOUND, durationMs: 3400 }] },
    ),
  /** Pictures begin 0.48 s after the sound. */
  videoStartsLate: (): Promise<string> => mp4("video-late", { ...VIDEO, startMs: 480 }, { audio: [SOUND] }),
  /** Sound begins 0.48 s after the pictures. */
  audioStartsLate: (): Promise<string> =>
    mp4("audio-late", VIDEO, { audio: [{ ...SOUND, startMs: 480, durationMs: 1520 }] }),
  /** A transport stream whose clock starts at 1.4 s, as FFmpeg's own do. */
  transportStreamLate: (): Promise<string> => transportStream("late", 1.4),
  /** A transport stream cut from a long recording: its clock starts at ten hours. */
  transportStreamTenHours: (): Promise<string> => transportStream("ten-hours", 36_000),
  /** A transport stream whose 33-bit clock runs over in the middle. */
  transportStreamClockOverrun: (): Promise<string> => transportStream("overrun", 2 ** 33 / 90_000 - 1),
  /** An MP4 whose edit list hides the first 0.4 s, in the middle of a group of pictures. */
  editList: (): Promise<string> =>
    mp4(
      "edit-list",
      { ...VIDEO, startMs: -400, frames: 60 },
      { audio: [{ ...SOUND, startMs: -400, durationMs: 2400 }], keepNegativeTimes: true },
    ),
  /** Display matrix; upright 320 × 180. */
  rotated: (rotation: 90 | 180 | 270): Promise<string> =>
    mp4(`rotated-${rotation}`, { ...VIDEO, rotation, frames: 25 }, { audio: [{ ...SOUND, durationMs: 1000 }] }),
  /** Samples that are not square: 360 × 288 at 16:15, 320 × 360 at 2:1. */
  anamorphic: (sar: "16:15" | "2:1"): Promise<string> =>
    sar === "16:15"
      ? mp4("sar-16x15", { ...VIDEO, width: 360, height: 288, frames: 25, sar: [16, 15] })
      : mp4("sar-2x1", { ...VIDEO, width: 320, height: 360, frames: 25, sar: [2, 1] }),
  /** 427 × 241. */
  oddSize: (codec: "libx264" | "mpeg4" | "ffv1"): Promise<string> => {
    const video: VideoSpec = { ...VIDEO, width: 427, height: 241, frames: 25, codec };
    if (codec === "libx264") return mp4("odd-size-h264", { ...video, pixelFormat: "yuv444p" });
    return mkv(`odd-size-${codec}`, video);
  },
  /** 540 × 960. */
  portrait: (): Promise<string> => mp4("portrait", { ...VIDEO, width: 540, height: 960, frames: 12 }),
  /** 1920 × 1080 already. */
  fullHd: (): Promise<string> => mp4("full-hd", { ...VIDEO, width: 1920, height: 1080, frames: 10 }),
  /** 2560 × 1440, more than is wanted. */
  beyondHd: (): Promise<string> => mp4("beyond-hd", { ...VIDEO, width: 2560, height: 1440, frames: 5 }),
  /** Chroma samplings and depths, H.264 in MP4; 10-bit is High 10. */
  sampling: (pixelFormat: "yuv422p" | "yuv444p" | "yuv420p10le" | "yuv422p10le"): Promise<string> =>
    mp4(pixelFormat, { ...VIDEO, frames: 25, pixelFormat, color: COLORS.bt709 }),
  /** Red, green and blue: H.264, QuickTime Animation with alpha, FFV1. */
  rgb: (pixelFormat: "rgb24" | "argb" | "bgr0"): Promise<string> => {
    const { codec, container, extension } = RGB_FORMATS[pixelFormat];
    const video: VideoSpec = { ...VIDEO, source: "patches", frames: 12, pixelFormat, codec };
    return cachedClip(`${pixelFormat}.${extension}`, { container, video });
  },
  /** Eight known colours (`PATCHES`) in SD, made and tagged as named. */
  colors: (name: keyof typeof COLORS): Promise<string> => {
    const deep = name === "hdr10" || name === "hlg";
    const video: VideoSpec = { ...VIDEO, flash: false, source: "patches", frames: 12, color: COLORS[name] };
    if (!deep) return mp4(`colors-${name}`, video);
    const mastering =
      name === "hdr10"
        ? ":master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"
        : "";
    return mp4(`colors-${name}`, {
      ...video,
      codec: "libx265",
      pixelFormat: "yuv420p10le",
      options: { "x265-params": `log-level=error${mastering}` },
    });
  },
  /** The same colours, made by BT.601 or BT.709, with no word about it in the file. */
  untaggedColors: (name: "bt601" | "bt709"): Promise<string> => {
    const size = name === "bt601" ? { width: 320, height: 240 } : { width: 1280, height: 720 };
    const video: VideoSpec = { ...VIDEO, ...size, flash: false, source: "patches", frames: 6 };
    return mp4(`untagged-${name}`, { ...video, color: COLORS[name], untagged: true });
  },
  /** Interlaced, two moments a frame; the index strip is whole. */
  interlaced: (codec: "mpeg2video" | "libx264", order: "tff" | "bff"): Promise<string> => {
    const moving: VideoSpec = { ...VIDEO, source: "pan", flash: false, width: 360, height: 288, frames: 25 };
    const video: VideoSpec = { ...moving, codec, interlaced: order };
    if (codec === "libx264") return mp4(`interlaced-h264-${order}`, video);
    return cachedClip(`interlaced-mpeg2-${order}.ts`, { container: "mpegts", video });
  },
  /** Seven audio tracks, `AUDIO_TRACKS`, each with a tone of its own pitch (`tonePitch`). */
  manyAudioTracks: (): Promise<string> =>
    mkv("many-audio-tracks", VIDEO, {
      audio: AUDIO_TRACKS.map((track) => ({ ...track, durationMs: 2000 })),
    }),
  /** SubRip and ASS subtitles with `CUES` in Matroska. */
  subtitled: (): Promise<string> =>
    mkv("subtitled", VIDEO, {
      audio: [SOUND],
      subtitles: [
        { kind: "srt", cues: CUES, language: "eng", title: "Plain" },
        { kind: "ass", cues: CUES, language: "zho" },
      ],
    }),
  /** WebVTT subtitles with `CUES` in WebM. */
  subtitledWebm: (): Promise<string> =>
    cachedClip("subtitled.webm", {
      container: "webm",
      video: { ...VIDEO, codec: "libvpx-vp9" },
      subtitles: [{ kind: "webvtt", cues: CUES, language: "eng" }],
    }),
  /** mov_text subtitles with `CUES` in MP4. */
  subtitledMp4: (): Promise<string> =>
    mp4("subtitled", VIDEO, { audio: [SOUND], subtitles: [{ kind: "mov_text", cues: CUES, language: "eng" }] }),
  /** `CHAPTERS` and `TITLE`. */
  chaptered: (container: "mkv" | "mp4"): Promise<string> => {
    const more = { audio: [SOUND], chapters: CHAPTERS, metadata: { title: TITLE } };
    if (container === "mp4") return mp4("chaptered", VIDEO, more);
    return mkv("chaptered", VIDEO, { ...more, muxerOptions: { reserve_index_space: "4096" } });
  },
  /** `LOCATION` as phones write it. */
  located: (container: "mp4" | "mov"): Promise<string> =>
    container === "mp4"
      ? mp4("located", VIDEO, { metadata: { location: LOCATION, title: TITLE } })
      : cachedClip("located.mov", {
          container: "mov",
          video: VIDEO,
          metadata: { "com.apple.quicktime.location.ISO6709": LOCATION, title: TITLE },
          muxerOptions: { movflags: "+use_metadata_tags" },
        }),
  /** Every file format that the command takes, two seconds with flashes and beeps (GIF: 12 frames at 10/s). */
  format: (extension: FileFormat): Promise<string> => cachedClip(`format.${extension}`, FORMATS[extension]),
  /** One picture. */
  picture: (kind: keyof typeof PICTURES): Promise<string> =>
    cachedClip(`picture.${kind}`, { container: "picture", video: PICTURES[kind] }),
  /** A film with a cover picture as a second video stream. */
  coveredFilm: (): Promise<string> => mp4("covered-film", VIDEO, { audio: [SOUND], cover: true }),
  /** One frame only. */
  oneFrame: (): Promise<string> => mp4("one-frame", { ...VIDEO, flash: false, frames: 1 }),
  /** Ten seconds of a still screen with a moving pointer, 320 × 180 at 60, one keyframe. */
  screenRecording: (): Promise<string> =>
    mp4("screen-recording", {
      ...SMALL,
      source: "desk",
      fps: [60, 1],
      frames: 601,
      options: { g: "9999", keyint_min: "9999", sc_threshold: "0" },
    }),
  /** Two seconds of a still picture in which only a mouth moves. */
  talkingHead: (): Promise<string> => mp4("talking-head", { ...SMALL, source: "head", fps: [25, 1], frames: 50 }),
  /** Matroska under an MP4's name. */
  wrongExtension: (): Promise<string> =>
    cachedFile("matroska-inside.mp4", "wrong extension", async (path) => copyFileSync(await clips.format("mkv"), path)),
};

function written(name: string, bytes: Buffer | string): Promise<string> {
  return cachedFile(name, name, (path) => writeFileSync(path, bytes));
}

/** Makers of files that must be refused, or enhanced as far as they go. */
export const brokenFiles = {
  empty: (): Promise<string> => written("empty.mp4", ""),
  randomBytes: (): Promise<string> => written("random.mp4", noise(20_000)),
  text: (): Promise<string> => written("text.mp4", "This is a letter, not a film.\n".repeat(40)),
  /** A playlist named like a film, that points to the given files and addresses. */
  playlist: (segments: readonly string[]): Promise<string> =>
    cachedFile("playlist.mp4", segments.join("\n"), (path) => writePlaylist(path, segments)),
  /** Only sound; `cover.mp3` has a cover picture beside it. */
  soundOnly: (kind: keyof typeof SOUNDS): Promise<string> => cachedClip(`sound.${kind}`, SOUNDS[kind]),
  /** An MP4 whose recording broke off before its index was written. */
  withoutIndex: (): Promise<string> =>
    cachedFile("without-index.mp4", "no moov", async (path) => writeWithoutIndex(path, await clips.constantRate("25"))),
  /** The first 60 % of a file. */
  truncated: (extension: "mkv" | "ts" | "avi" | "mp4"): Promise<string> =>
    cachedFile(`truncated.${extension}`, "truncated", async (path) =>
      writePart(path, await clips.format(extension), 0, 0.6),
    ),
  /** The last 60 % of a transport stream: begins in the middle of a group of pictures. */
  withoutBeginning: (): Promise<string> =>
    cachedFile("without-beginning.ts", "0.4", async (path) => writePart(path, await clips.format("ts"), 0.4, 1)),
  /** Noise over a twentieth of the file in its middle. */
  damaged: (extension: "mp4" | "mkv" | "ts"): Promise<string> =>
    cachedFile(`damaged.${extension}`, "damaged", async (path) =>
      writeDamaged(path, await clips.format(extension), 0.5, 0.55),
    ),
  /** A video stream's description and no frames. */
  noFrames: (container: "mp4" | "avi"): Promise<string> => {
    if (container === "mp4")
      return mp4("no-frames", { ...VIDEO, frames: 0 }, { muxerOptions: { movflags: "+empty_moov" } });
    return cachedClip("no-frames.avi", { container, video: { ...VIDEO, codec: "mpeg4", frames: 0 } });
  },
  /** A PNG of a few bytes that claims `side` × `side`; FFmpeg itself refuses from about 16 250 on. */
  hugePng: (side: 16_000 | 30_000): Promise<string> =>
    cachedFile("huge.png", String(side), (path) => writeHugePng(path, side)),
  /** A small Motion JPEG film whose pictures claim 30 000 × 30 000. */
  hugeMotionJpeg: (): Promise<string> =>
    cachedFile("huge.avi", "huge", async (path) => {
      const video: VideoSpec = {
        ...VIDEO,
        frames: 5,
        codec: "mjpeg",
        pixelFormat: "yuvj420p",
        color: { range: "full" },
      };
      const source = await cachedClip("motion-jpeg.avi", { container: "avi", video });
      writeHugeMotionJpeg(path, source, 30_000);
    }),
};
