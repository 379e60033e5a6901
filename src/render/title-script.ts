/** Titles and captions in the notation of Advanced SubStation, which the text renderer draws. */
import type { Position } from "./safe-area.js";
import { safeMargins } from "./safe-area.js";
import type { SceneText, Size } from "./scene.js";
import { type FontName, fontFace } from "./title-fonts.js";
import { isRightToLeft, linesOf, runsOf, textWidth } from "./title-runs.js";

/** Text that is seen for a while. Times are in seconds from the scene's start, and may lie outside of it. */
export interface TimedText {
  text: string;
  startSeconds: number;
  endSeconds: number;
  fadeInSeconds: number;
  fadeOutSeconds: number;
  look: TextStyle;
}

/** How text looks, with nothing left open. */
export interface TextStyle {
  position: Position;
  /** Height of the letters, in 1/1080 of the canvas's shorter side. */
  size: number;
  /** `#rrggbb`. */
  colour: string;
  backing: "outline" | "box" | "plain";
}

/** By the places of the number keys. */
const ALIGNMENTS: Record<Position, number> = {
  bottom_left: 1,
  bottom: 2,
  bottom_right: 3,
  left: 4,
  center: 5,
  right: 6,
  top_left: 7,
  top: 8,
  top_right: 9,
};

/** Parts of the letters' height. */
const OUTLINE = 0.07;
const SHADOW = 0.03;
const BOX_PADDING = 0.22;
const LINE_HEIGHT = 1.45;
/** Text takes no more of the canvas's height than this: letters become smaller until it fits. */
const MOST_HEIGHT = 0.6;
const LEAST_PIXELS = 8;

/** The script of all texts that are seen in a scene; undefined where there are none. */
export function textScript(canvas: Size, texts: readonly TimedText[], sceneSeconds: number): SceneText | undefined {
  const seen = texts.filter(
    ({ text, startSeconds, endSeconds }) => text.trim() !== "" && startSeconds < sceneSeconds && endSeconds > 0,
  );
  if (seen.length === 0) return undefined;
  const fonts = new Set<FontName>();
  const styles: string[] = [];
  const events: string[] = [];
  for (const [i, timed] of seen.entries()) {
    const laid = layOut(timed, canvas);
    for (const line of laid.lines) for (const { font } of runsOf(line, timed.text)) fonts.add(font);
    styles.push(styleLine(`T${i}`, timed, laid.pixels, canvas));
    events.push(eventLine(`T${i}`, timed, laid, sceneSeconds));
  }
  const script = [
    "[Script Info]",
    "ScriptType: v4.00+",
    `PlayResX: ${canvas.width}`,
    `PlayResY: ${canvas.height}`,
    "WrapStyle: 2",
    "ScaledBorderAndShadow: yes",
    "YCbCr Matrix: None",
    "",
    "[V4+ Styles]",
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
    ...styles,
    "",
    "[Events]",
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ...events,
    "",
  ].join("\n");
  return { script, fonts: [...fonts].sort() };
}

interface LaidText {
  lines: string[];
  /** Height of the letters. */
  pixels: number;
}

/** As large as asked for, or smaller where that does not fit. */
function layOut({ text, look }: TimedText, canvas: Size): LaidText {
  const { left, right } = safeMargins(canvas);
  const room = { width: canvas.width - left - right, height: canvas.height * MOST_HEIGHT };
  let pixels = (look.size * Math.min(canvas.width, canvas.height)) / 1080;
  for (;;) {
    const lines = linesOf(text, room.width / pixels);
    const widest = Math.max(...lines.map(textWidth)) * pixels;
    const fits = lines.length * LINE_HEIGHT * pixels <= room.height && widest <= room.width * 1.02;
    if (fits || pixels <= LEAST_PIXELS) return { lines, pixels };
    pixels = Math.max(LEAST_PIXELS, pixels * 0.92);
  }
}

function styleLine(name: string, { text, look }: TimedText, pixels: number, canvas: Size): string {
  const { colour, backing, position } = look;
  const margins = safeMargins(canvas);
  const { family, size } = fontFace("latin", pixels);
  const edge = { outline: OUTLINE, box: BOX_PADDING, plain: 0 }[backing] * pixels;
  const shadow = backing === "outline" ? SHADOW * pixels : 0;
  // Style 4 draws one box behind the whole text; 3 would draw one for each run.
  const border = backing === "box" ? 4 : 1;
  return `Style: ${[
    name,
    family,
    size.toFixed(2),
    scriptColour(colour),
    scriptColour(colour),
    backing === "box" ? "&HFF000000" : "&H00000000",
    backing === "box" ? "&H60000000" : "&H80000000",
    -1,
    0,
    0,
    0,
    100,
    100,
    0,
    0,
    border,
    edge.toFixed(2),
    shadow.toFixed(2),
    ALIGNMENTS[position],
    margins.left,
    margins.right,
    position.startsWith("top") ? margins.top : position.startsWith("bottom") ? margins.bottom : 0,
    // The renderer takes a line's direction from its letters only where it is not told a code page.
    isRightToLeft(text) ? -1 : 1,
  ].join(",")}`;
}

/** Blue, green, red, with no transparency. */
function scriptColour(colour: string): string {
  const [, red = "ff", green = "ff", blue = "ff"] = /^#(..)(..)(..)$/.exec(colour) ?? [];
  return `&H00${blue}${green}${red}`.toUpperCase();
}

function eventLine(name: string, timed: TimedText, { lines, pixels }: LaidText, sceneSeconds: number): string {
  const { startSeconds, endSeconds, fadeInSeconds, fadeOutSeconds } = timed;
  const fade =
    fadeInSeconds > 0 || fadeOutSeconds > 0
      ? fadeTag(endSeconds - startSeconds, startSeconds, fadeInSeconds, fadeOutSeconds)
      : "";
  const drawn = lines.map((line) =>
    runsOf(line, timed.text)
      .map((run) => runText(run.font, run.text, pixels))
      .join(""),
  );
  const start = scriptTime(Math.max(0, startSeconds));
  const end = scriptTime(Math.min(endSeconds, sceneSeconds + 1));
  return `Dialogue: 0,${start},${end},${name},,0,0,0,,${fade}${drawn.join("\\N")}`;
}

/** Transparency over time, counted from the event's start, which is the scene's where the text began before it. */
function fadeTag(length: number, startSeconds: number, fadeIn: number, fadeOut: number): string {
  const shift = Math.min(0, startSeconds);
  const at = (seconds: number): number => Math.round((seconds + shift) * 1000);
  return `{\\fade(255,0,255,${at(0)},${at(fadeIn)},${at(length - fadeOut)},${at(length)})}`;
}

function runText(font: FontName, text: string, pixels: number): string {
  const { family, size } = fontFace(font, pixels);
  return `{\\fn${family}\\fs${size.toFixed(2)}}${escaped(text)}`;
}

/** Braces would begin a command, and so would some letters behind a backslash: nothing visible parts the two. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\u2060").replaceAll("{", "\\{").replaceAll("}", "\\}");
}

function scriptTime(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const two = (value: number): string => String(value).padStart(2, "0");
  const whole = Math.floor(hundredths / 100);
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${two(hundredths % 100)}`;
}
