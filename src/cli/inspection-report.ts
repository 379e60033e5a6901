/** What `inspect` found, in words: plain ones first, names of formats behind them. */
import { assumedMatrix } from "../media/picture-chain.js";
import { type FactRow, type FactSection, fact, factSheet } from "./fact-sheet.js";
import type {
  InspectedAudio,
  InspectedSubtitle,
  InspectedVideo,
  Inspection,
  PossibleEnhancement,
} from "./inspection.js";
import { bytesInWords, clock, counted, lengthInWords } from "./wording.js";

/** The whole report, for a person. */
export function inspectionReport(inspection: Inspection): string {
  const { video, audio, subtitles, chapters, damage } = inspection;
  return factSheet([
    { heading: inspection.file.name, rows: fileRows(inspection) },
    { heading: "Picture", rows: video === null ? [] : videoRows(video, inspection.file.kind === "picture") },
    { heading: "Sound", rows: audio.flatMap((track, i) => fact(`track ${i + 1}`, audioInWords(track, inspection))) },
    {
      heading: "Subtitles",
      rows: subtitles.flatMap((track, i) => fact(`track ${i + 1}`, subtitleInWords(track, inspection))),
    },
    {
      heading: "Chapters",
      rows: chapters.flatMap(({ startSeconds, title }) =>
        fact(clock(startSeconds), title === "" ? "without a title" : title),
      ),
    },
    { heading: "Damage", rows: damage.flatMap((sentence) => fact("noticed", sentence)) },
    enhancementSection(inspection),
  ]);
}

const CONTAINERS: Record<string, string> = {
  "mov,mp4,m4a,3gp,3g2,mj2": "MP4 or QuickTime",
  "matroska,webm": "Matroska or WebM",
  avi: "AVI",
  flv: "Flash video",
  asf: "Windows Media",
  mpeg: "MPEG program stream",
  mpegts: "MPEG transport stream",
  mpegvideo: "bare MPEG video",
  gif: "GIF",
  mp3: "MP3",
  wav: "WAV",
  aac: "AAC",
  flac: "FLAC",
  ogg: "Ogg",
  png_pipe: "PNG",
  jpeg_pipe: "JPEG",
  jpegls_pipe: "JPEG-LS",
  webp_pipe: "WebP",
  bmp_pipe: "BMP",
  tiff_pipe: "TIFF",
};

const KINDS = { film: "video", picture: "picture", sound: "sound only" } as const;

function fileRows({ file, otherVideo, otherStreams }: Inspection): FactRow[] {
  const container = CONTAINERS[file.container] ?? file.container;
  return [
    ...fact("kind", `${KINDS[file.kind]} (${container})`),
    ...fact(
      "size",
      [
        bytesInWords(file.sizeBytes),
        ...(file.durationSeconds === null ? [] : [`${lengthInWords(file.durationSeconds)} long`]),
        ...(file.bitRateBitsPerSecond === null ? [] : [bitRateInWords(file.bitRateBitsPerSecond)]),
      ].join(", "),
    ),
    ...fact("title", file.title ?? undefined),
    ...fact("place", file.hasLocation ? "the file says where it was recorded" : undefined),
    ...fact(
      "also in it",
      ...otherVideo.map(
        ({ codec, widthPixels, heightPixels }) =>
          `another picture: ${widthPixels}×${heightPixels}, ${codecName(codec)}`,
      ),
      otherStreams === 0
        ? undefined
        : `${counted(otherStreams, "part")} of other kinds (cover picture, fonts, sensor data)`,
    ),
  ];
}

function videoRows(video: InspectedVideo, isPicture: boolean): FactRow[] {
  const { frames, keyframes } = video;
  return [
    ...fact("size", ...sizeInWords(video)),
    ...fact("format", formatInWords(video)),
    ...fact("rate", rateInWords(video)),
    ...fact("frames", frames === null || isPicture ? undefined : String(frames)),
    ...fact("bit rate", video.bitRateBitsPerSecond === null ? undefined : bitRateInWords(video.bitRateBitsPerSecond)),
    ...fact("keyframes", keyframes === null ? undefined : keyframesInWords(keyframes)),
    ...fact("interlaced", isPicture ? undefined : scanInWords(video.scan)),
    ...fact("HDR", DYNAMIC_RANGES[video.dynamicRange]),
    ...fact("colour", ...colourInWords(video)),
  ];
}

function formatInWords({ codec, isDecodable, depthBits, pixelFormat }: InspectedVideo): string {
  if (!isDecodable) return `${codecName(codec)}, which cannot be decoded here`;
  if (pixelFormat === "unknown") return `${codecName(codec)}, of which nothing could be decoded`;
  return `${codecName(codec)}, ${depthBits} bits a sample (${pixelFormat})`;
}

function sizeInWords(video: InspectedVideo): string[] {
  const { storedWidthPixels, storedHeightPixels, sampleAspectRatio, rotationDegrees, isMirrored } = video;
  const isSquare = Math.abs(sampleAspectRatio - 1) < 0.001;
  const turns = [
    ...(isMirrored ? ["mirrored"] : []),
    ...(rotationDegrees === 0 ? [] : [`turned by ${rotationDegrees}° clockwise`]),
    ...(isSquare ? [] : [`stretched, its pixels are not square (${ratioInWords(sampleAspectRatio)})`]),
  ];
  const stored = `${storedWidthPixels}×${storedHeightPixels}`;
  if (turns.length === 0) return [stored];
  return [
    `${video.displayWidthPixels}×${video.displayHeightPixels} as players show it`,
    `stored as ${stored}, then ${turns.join(" and ")}`,
  ];
}

/** A pixel's shape as a fraction of small numbers: 16:15. */
export function ratioInWords(ratio: number): string {
  for (let below = 1; below <= 100; below++) {
    const above = Math.round(ratio * below);
    if (above > 0 && Math.abs(above / below - ratio) < 0.0005) return `${above}:${below}`;
  }
  return `${ratio.toFixed(3)}:1`;
}

const STATED_RATE_TOLERANCE = 0.002;

/** `29.97 frames/s, constant`. */
export function rateInWords({
  framesPerSecond,
  statedFramesPerSecond,
  isVariableRate,
}: Pick<InspectedVideo, "framesPerSecond" | "statedFramesPerSecond" | "isVariableRate">): string | undefined {
  if (framesPerSecond === null) return undefined;
  if (isVariableRate === true)
    return `variable, ${Number(framesPerSecond.toFixed(1))} frames/s on average: frames are shown for unlike times`;
  // Times are rounded in many files: what they state is the truer number where it is nearly the one measured.
  const stated = statedFramesPerSecond ?? framesPerSecond;
  const isNear = Math.abs(stated / framesPerSecond - 1) < STATED_RATE_TOLERANCE;
  return `${Number((isNear ? stated : framesPerSecond).toFixed(3))} frames/s, constant`;
}

function keyframesInWords({
  count,
  meanDistanceSeconds,
  longestDistanceSeconds,
}: NonNullable<InspectedVideo["keyframes"]>): string {
  const meaning = "places where playing can start";
  if (count === 1) return `one, at the start (${meaning})`;
  return `${count}, ${meaning}: every ${meanDistanceSeconds.toFixed(1)} s, at most ${longestDistanceSeconds.toFixed(1)} s apart`;
}

function scanInWords(scan: InspectedVideo["scan"]): string | undefined {
  switch (scan) {
    case null:
      return undefined;
    case "progressive":
      return "no: every frame is a whole picture (progressive)";
    case "top-field-first":
    case "bottom-field-first":
      return `yes: every frame holds two half pictures, the ${scan === "top-field-first" ? "upper" : "lower"} lines first`;
  }
}

const DYNAMIC_RANGES = {
  sdr: "no: standard range of brightness (SDR)",
  pq: "yes: high dynamic range of brightness, PQ (as in HDR10)",
  hlg: "yes: high dynamic range of brightness, HLG (as from phones and broadcasters)",
} as const;

const COLOUR_STANDARDS: Record<string, string> = {
  bt709: "BT.709, as in HD",
  smpte170m: "BT.601, as in standard definition (NTSC)",
  bt470bg: "BT.601, as in standard definition (PAL)",
  bt2020nc: "BT.2020, wide colours as in UHD",
  bt2020c: "BT.2020, wide colours as in UHD",
  gbr: "red, green and blue",
  smpte240m: "SMPTE 240M, as in early HD",
  fcc: "FCC, as in early television",
  ycgco: "YCgCo",
};

const RANGES = { full: "full range (0 to 255)", limited: "limited range (16 to 235)" } as const;

/** The colour in plain words, then as the file has it. */
export function colourInWords(
  video: Pick<InspectedVideo, "colour" | "pixelFormat" | "storedWidthPixels" | "storedHeightPixels">,
): string[] {
  const { range, matrix, primaries, transfer } = video.colour;
  const size = { width: video.storedWidthPixels, height: video.storedHeightPixels };
  const isRgb = matrix === "gbr" || /^(gbr|rgb|bgr|argb|abgr|pal8)/.test(video.pixelFormat);
  const isGray = /^(gray|ya\d|mono)/.test(video.pixelFormat);
  const standard =
    matrix === null
      ? `not stated, taken for ${assumedMatrix(size) === "bt709" ? "BT.709, as in HD" : "BT.601, as in standard definition"}`
      : (COLOUR_STANDARDS[matrix] ?? matrix);
  const kind = isRgb ? "red, green and blue" : isGray ? "shades of grey" : standard;
  const words = [kind, ...(range === null ? [] : [RANGES[range]])].join("; ");
  const stated = Object.entries({ matrix, primaries, transfer }).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${value}`],
  );
  return stated.length === 0 ? [words] : [words, `in the file: ${stated.join(", ")}`];
}

const CODECS: Record<string, string> = {
  h264: "H.264",
  hevc: "HEVC (H.265)",
  vvc: "VVC (H.266)",
  av1: "AV1",
  vp8: "VP8",
  vp9: "VP9",
  mpeg1video: "MPEG-1",
  mpeg2video: "MPEG-2",
  mpeg4: "MPEG-4 Part 2 (DivX, Xvid)",
  msmpeg4v3: "DivX 3",
  h263: "H.263",
  mjpeg: "JPEG",
  png: "PNG",
  gif: "GIF",
  webp: "WebP",
  prores: "ProRes",
  cinepak: "Cinepak",
  flv1: "Sorenson (Flash)",
  wmv2: "Windows Media Video 8",
  wmv3: "Windows Media Video 9",
  vc1: "VC-1",
  ffv1: "FFV1",
  qtrle: "QuickTime Animation",
  aac: "AAC",
  mp3: "MP3",
  mp2: "MP2",
  ac3: "Dolby Digital (AC-3)",
  eac3: "Dolby Digital Plus (E-AC-3)",
  opus: "Opus",
  vorbis: "Vorbis",
  flac: "FLAC",
  alac: "Apple Lossless",
  wmav2: "Windows Media Audio",
  subrip: "SubRip text (SRT)",
  ass: "styled text (ASS)",
  webvtt: "WebVTT text",
  mov_text: "MP4 text",
  hdmv_pgs_subtitle: "pictures (PGS, from Blu-ray)",
  dvd_subtitle: "pictures (from DVD)",
};

/** A codec by the name that people know it by. */
function codecName(codec: string): string {
  if (codec.startsWith("pcm_")) return "uncompressed (PCM)";
  return CODECS[codec] ?? codec;
}

const CHANNELS: Record<number, string> = { 1: "mono", 2: "stereo", 6: "5.1 surround", 8: "7.1 surround" };

function audioInWords(track: InspectedAudio, { enhancement }: Inspection): string {
  const outcomes = { copied: "copied as it is", encoded: "made AAC", "left-out": "left out" } as const;
  return [
    codecName(track.codec),
    CHANNELS[track.channels] ?? `${track.channels} channels`,
    `${track.sampleRateHertz / 1000} kHz`,
    ...(track.bitRateBitsPerSecond === null ? [] : [bitRateInWords(track.bitRateBitsPerSecond)]),
    ...labelsInWords(track),
  ]
    .join(", ")
    .concat(enhancement.isPossible ? `: ${outcomes[track.outcome]}` : "");
}

function subtitleInWords(track: InspectedSubtitle, { enhancement }: Inspection): string {
  const outcomes = { kept: "kept, as MP4 text", "left-out": "left out" } as const;
  return [codecName(track.codec), ...labelsInWords(track)]
    .join(", ")
    .concat(enhancement.isPossible ? `: ${outcomes[track.outcome]}` : "");
}

function labelsInWords({ language, title }: { language: string | null; title: string | null }): string[] {
  return [...(language === null ? [] : [languageInWords(language)]), ...(title === null ? [] : [`«${title}»`])];
}

/** `English` for `eng`; codes that nobody knows stay as they are. */
export function languageInWords(code: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** `1.4 Mbit/s`, `128 kbit/s`. */
export function bitRateInWords(bitsPerSecond: number): string {
  if (bitsPerSecond >= 1e6) return `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
  return `${Math.max(1, Math.round(bitsPerSecond / 1e3))} kbit/s`;
}

function enhancementSection({ enhancement, file }: Inspection): FactSection {
  if (!enhancement.isPossible) return { heading: "It cannot be enhanced", rows: fact("because", enhancement.reason) };
  const { output, conversions, leftOut, estimatedBytes } = enhancement;
  const isFilm = output.kind === "film";
  return {
    heading: "What enhance would do, unless told otherwise",
    rows: [
      ...fact(
        "result",
        `${output.widthPixels}×${output.heightPixels}${isFilm ? ", an MP4 with H.264, which plays everywhere" : `, a ${file.container === "jpeg_pipe" ? "JPEG" : "PNG"}`}`,
      ),
      ...fact("picture", pictureWorkInWords(enhancement)),
      ...fact("converted", ...conversions),
      ...fact("left out", ...leftOut.map(({ what, why }) => `${what}: ${why}`)),
      ...fact("kept", file.title === null ? undefined : "the title"),
      ...fact(
        "file size",
        estimatedBytes === null
          ? undefined
          : `about ${bytesInWords(estimatedBytes)}; a lively picture takes more, a calm one less`,
      ),
    ],
  };
}

function pictureWorkInWords({ enlargement, isNetworkNeeded }: PossibleEnhancement): string {
  const factor = Number(enlargement.toFixed(2));
  if (isNetworkNeeded)
    return enlargement === 1
      ? "keeps its size: a network mends what compression did"
      : `enlarged ${factor} times: a network rebuilds the detail`;
  if (enlargement < 1) return `made smaller, to ${Math.round(enlargement * 100)} %: no network is needed`;
  return enlargement === 1
    ? "keeps its size: no network is needed"
    : `resized ${factor} times: too little for a network`;
}
