import { INDEX_BITS, isMarked, MARK_SECONDS, PATCHES, STRIP_CELLS, STRIP_FRACTION } from "./clip-marks.js";
import type { AudioSpec, VideoSpec } from "./clip-spec.js";

/** A filter that fills a box; `enable` holds FFmpeg's timeline expression. */
function box(x: string, y: string, w: string, h: string, color: string, enable?: string): string {
  const when = enable === undefined ? "" : `:enable='${enable}'`;
  return `drawbox=x='${x}':y='${y}':w='${w}':h='${h}':color=${color}:t=fill${when}`;
}

/** Runs of consecutive marked frames as a timeline expression over the frame number. */
function flashExpression(times: readonly number[]): string | undefined {
  const marked = times.flatMap((seconds, index) => (isMarked(seconds) ? [`eq(n,${index})`] : []));
  return marked.length === 0 ? undefined : marked.join("+");
}

function indexStrip(): string[] {
  const top = `ih-floor(ih/${STRIP_FRACTION})`;
  const height = `floor(ih/${STRIP_FRACTION})`;
  const cell = (index: number, color: string, enable?: string): string =>
    box(
      `floor(iw*${index}/${STRIP_CELLS})`,
      top,
      `floor(iw*${index + 1}/${STRIP_CELLS})-floor(iw*${index}/${STRIP_CELLS})`,
      height,
      color,
      enable,
    );
  const bits = Array.from({ length: INDEX_BITS }, (_, bit) =>
    cell(bit + 2, "white", `mod(floor(n/${2 ** (INDEX_BITS - 1 - bit)}),2)`),
  );
  return [box("0", top, "iw", height, "black"), cell(0, "white"), ...bits];
}

function patchBoxes(): string[] {
  return PATCHES.map(({ left, top, width, height, rgb }) => {
    const hex = rgb.map((value) => value.toString(16).padStart(2, "0")).join("");
    return box(`iw*${left}`, `ih*${top}`, `iw*${width}`, `ih*${height}`, `0x${hex}`);
  });
}

/** The chain that makes the moving picture, as packed RGB, before anything is drawn on it. */
function sourceChain(spec: VideoSpec, rate: string): string {
  const { width, height } = spec;
  const rgb = spec.transparent === true ? "rgba" : "rgb24";
  const size = `s=${width}x${height}:r=${rate}`;
  const still = `mandelbrot=${size}:start_scale=0.02:end_scale=0.02:maxiter=300,loop=-1:1:0,setpts=N/(${rate})/TB`;
  const moving = (shape: string, x: string, y: string): string =>
    `${still},format=rgb24[still];color=c=white:${shape}:r=${rate},format=rgb24[part];` +
    `[still][part]overlay=x='${x}':y='${y}':format=rgb:shortest=1,format=rgb24`;
  switch (spec.source ?? "pattern") {
    case "pattern": {
      const alpha = spec.transparent === true ? ":alpha=128" : "";
      return `testsrc2=${size}${alpha},format=${rgb}`;
    }
    case "fractal":
      return `mandelbrot=${size},format=${rgb}`;
    case "pan":
      return `${still},scroll=horizontal=0.01,format=${rgb}`;
    case "patches":
      return [`color=c=black:${size},format=${rgb}`, ...patchBoxes()].join(",");
    case "desk":
      return moving("s=8x12", "mod(n*3,W)", "H/2+H/4*sin(n/20)");
    case "head":
      return moving(`s=${Math.ceil(width / 8)}x8`, "W*0.44", "H*0.6+4*sin(n/2)");
  }
}

const TURN_BACK = { 90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"] };

function conversion(spec: VideoSpec, pixelFormat: string): string[] {
  const { color } = spec;
  const params = [
    `range=${color?.range ?? "unspecified"}`,
    `color_primaries=${color?.primaries ?? "unknown"}`,
    `color_trc=${color?.transfer ?? "unknown"}`,
  ];
  if (!/yuv|gray/.test(pixelFormat)) {
    return [`format=${pixelFormat}`, `setparams=${params.join(":")}`];
  }
  const matrix = color?.matrix ?? "smpte170m";
  return [
    `scale=out_color_matrix=${matrix}:out_range=${color?.range ?? "limited"}:flags=accurate_rnd+full_chroma_int+bicubic`,
    `format=${pixelFormat}`,
    `setparams=colorspace=${color?.matrix ?? "unknown"}:${params.join(":")}`,
  ];
}

/**
 * The whole filter graph of a video stream, ending in `buffersink@out`.
 * @param times the time of every frame in seconds, which decides where the flashes go
 */
export function videoGraph(spec: VideoSpec, times: readonly number[]): string {
  const woven = spec.interlaced !== undefined;
  const rate = `${spec.fps[0] * (woven ? 2 : 1)}/${spec.fps[1]}`;
  const flash = spec.flash === true ? flashExpression(times) : undefined;
  const pixelFormat = spec.pixelFormat ?? "yuv420p";
  return [
    sourceChain(spec, rate),
    ...(spec.flaws === undefined ? [] : [spec.flaws]),
    ...(woven ? [`interlace=scan=${spec.interlaced}:lowpass=off`] : []),
    ...(flash === undefined ? [] : [box("0", "0", "iw", "ih", "white", flash)]),
    ...(spec.bare === true ? [] : indexStrip()),
    ...(spec.rotation === undefined ? [] : TURN_BACK[spec.rotation]),
    ...conversion(spec, pixelFormat),
    ...(spec.sar === undefined ? [] : [`setsar=${spec.sar[0]}/${spec.sar[1]}`]),
    "buffersink@out",
  ].join(",");
}

/** Pitch of the tone of audio stream `track` in hertz: 220, 330, 440 … */
export function tonePitch(track: number): number {
  return 220 + 110 * track;
}

/** The whole filter graph of an audio stream, ending in `abuffersink@out`. */
export function audioGraph(
  spec: AudioSpec,
  track: number,
  encoder: { sampleRate: number; sampleFormat: string; frameSize: number },
): string {
  const { sampleRate, sampleFormat, frameSize } = encoder;
  const layout = { 1: "mono", 2: "stereo", 6: "5.1" }[spec.channels ?? 2];
  const time = `(t+${(spec.startMs ?? 0) / 1000}+0.000001)`;
  const wave =
    spec.sound === "beeps"
      ? `0.5*sin(2*PI*880*${time})*lt(${time}-floor(${time}),${MARK_SECONDS})`
      : `0.3*sin(2*PI*${tonePitch(track)}*${time})`;
  const channels = Array.from({ length: spec.channels ?? 2 }, () => wave).join("|");
  return [
    `aevalsrc='${channels}':s=${sampleRate}:d=${spec.durationMs / 1000}:c=${layout}`,
    `aformat=sample_fmts=${sampleFormat}:sample_rates=${sampleRate}:channel_layouts=${layout}`,
    `asetnsamples=n=${frameSize}:p=0`,
    "abuffersink@out",
  ].join(",");
}
