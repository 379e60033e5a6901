/** The smallest pieces of what is said: words, Chinese characters, numbers, marks, and what is quoted or a name. */
import { stem } from "./stem.js";

export interface Unit {
  readonly kind: "word" | "han" | "number" | "mark" | "quote" | "text" | "file" | "link" | "clock" | "size" | "aspect";
  /** As it stands in the normal form. */
  readonly text: string;
  /** What phrases are compared by. */
  readonly stem: string;
  /** Its place, the same in the normal form and in what was typed. */
  readonly start: number;
  readonly end: number;
}

const VIDEO_NAMES = "mp4|mov|m4v|avi|mkv|webm|mpg|mpeg|wmv|flv|3gp|mts|m2ts|ts";
export const AUDIO_NAMES = "mp3|wav|m4a|aac|flac|ogg|opus|wma|aiff";
export const PICTURE_NAMES = "png|jpg|jpeg|webp|gif|bmp|svg|heic|tiff";
export const CAPTION_NAMES = "srt|vtt|ass|ssa|sbv";
const NAMES = `${VIDEO_NAMES}|${AUDIO_NAMES}|${PICTURE_NAMES}|${CAPTION_NAMES}`;

const QUOTES: readonly (readonly [string, string])[] = [
  ["“", "”"],
  ["”", "”"],
  ["„", "“"],
  ["«", "»"],
  ["「", "」"],
  ["『", "』"],
  ["《", "》"],
  ["‘", "’"],
  ['"', '"'],
  ["“", '"'],
  ['"', "”"],
  ["‘", "'"],
  ["`", "`"],
];

/** What is recognised by its form, in the order it is tried. */
const FORMS: readonly (readonly [Unit["kind"], RegExp])[] = [
  ["link", /https?:\/\/[^\s"“”「」]+/y],
  // «@mia.travels», «#dayone»: to be shown as it stands.
  [
    "text",
    /@[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*|#(?![0-9a-f]{3}(?:[0-9a-f]{3})?(?![\p{L}\p{N}]))[\p{L}_][\p{L}\p{N}_]*/uy,
  ],
  ["text", /(?:www\.)?[a-z0-9][a-z0-9-]+\.(?:com|net|org|shop|store|io|cn)(?:\/[\w/-]*)?(?![a-z0-9])/y],
  ["file", new RegExp(`(?:~?\\.{0,2}[/\\\\])?[a-z0-9_][\\w./\\\\~()-]*\\.(?:${NAMES})(?![a-z0-9])`, "y")],
  ["file", new RegExp(`[\\p{Script=Han}\\w-]{0,39}\\p{Script=Han}\\.(?:${NAMES})(?![a-z0-9])`, "uy")],
  ["size", /\d{3,4}\s?[x*乘]\s?\d{3,4}(?!\d)/y],
  ["size", /(?:4320|2160|1440|1080|720|576|540|480|360|240)\s?p(?![a-z])/y],
  ["size", /[248]k(?![a-z])/y],
  [
    "aspect",
    /(?:9\s?(?:[:x比/]|by)\s?16|16\s?(?:[:x比/]|by)\s?9|1\s?[:x比/]\s?1|4\s?[:x比/]\s?5|4\s?[:x比/]\s?3|3\s?[:x比/]\s?4|21\s?[:x比/]\s?9)(?![\d:])/y,
  ],
  // 1′30″
  ["clock", /\d{1,3}[′']\d{1,2}(?:[″"]|'')?/y],
  ["clock", /\d{1,3}:\d{2}(?::\d{2})?(?:\.\d+)?(?!\d|:\d)/y],
  ["number", /\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|\.\d+/y],
  ["word", /(?:mp[34]|m4[av]|h26[45]|av1|[\p{Script=Latin}][\p{Script=Latin}']*)/uy],
  ["mark", /->|>=|<=|[!-~]/y],
];

/** What a Chinese file name may seem to begin with: all up to the last verb before it. */
const BEFORE_NAME =
  /^.*(?:文件|用|帮我把|加上|添加|加入|插入|放上|放进|换成|换为|改成|替换成|替换为|导入|叠加|使用|上传|贴上|配上|(?:角|部|边|侧|间|面|上|下)[放贴加叠盖来])|^(?:请|帮我|我|把|将|用|加|放|的|给|视频)+/u;
const HAN = /\p{Script=Han}/u;

/** `shown` are the stretches that stand for themselves, by where they begin. */
export function unitsOf(normal: string, shown?: ReadonlyMap<number, number>): Unit[] {
  const units: Unit[] = [];
  let index = 0;
  while (index < normal.length) {
    const character = normal[index] ?? "";
    // «lo-fi», «5-second»: a hyphen that touches letters on both sides holds words together.
    const isJoint =
      character === "-" && /[a-z0-9]/.test(normal[index - 1] ?? "") && /[a-z]/.test(normal[index + 1] ?? "");
    if (isJoint || character === " " || character === "\n" || character === "\r") {
      index += 1;
      continue;
    }
    const end = shown?.get(index);
    const unit =
      end === undefined
        ? (quoteAt(normal, index) ?? formAt(normal, index))
        : ({ kind: "text", text: normal.slice(index, end), stem: '"', start: index, end } as const);
    // What stands before a Chinese file name was taken for a part of it at first.
    if (unit.start > index)
      for (const before of unitsOf(normal.slice(index, unit.start)))
        units.push({ ...before, start: before.start + index, end: before.end + index });
    units.push(unit);
    index = unit.end;
  }
  return units;
}

function formAt(normal: string, index: number): Unit {
  for (const [kind, form] of FORMS) {
    form.lastIndex = index;
    const text = form.exec(normal)?.[0];
    if (text === undefined) continue;
    if (kind === "file" && HAN.test(text)) {
      const name = text.replace(BEFORE_NAME, "");
      const start = index + text.length - name.length;
      if (!name.startsWith(".")) return { kind, text: name, stem: name, start, end: index + text.length };
    }
    return { kind, text, stem: kind === "word" ? stem(text) : text, start: index, end: index + text.length };
  }
  const text = String.fromCodePoint(normal.codePointAt(index) ?? 0);
  return { kind: HAN.test(text) ? "han" : "mark", text, stem: text, start: index, end: index + text.length };
}

/** What stands in quotation marks, as one unit; its text is what is between them. */
function quoteAt(normal: string, index: number): Unit | undefined {
  const opening = normal[index] ?? "";
  for (const [left, right] of QUOTES) {
    if (opening !== left) continue;
    const end = normal.indexOf(right, index + 1);
    if (end > index + 1) return quote(normal, index, end);
  }
  // An apostrophe opens a quotation only where no letter stands before it and none after the other.
  if (opening === "'" && !/[\p{Script=Latin}\p{N}]/u.test(normal[index - 1] ?? " ")) {
    for (let end = normal.indexOf("'", index + 1); end > 0; end = normal.indexOf("'", end + 1))
      if (end > index + 1 && !/[\p{Script=Latin}\p{N}]/u.test(normal[end + 1] ?? " ")) return quote(normal, index, end);
  }
  return undefined;
}

function quote(normal: string, start: number, close: number): Unit {
  return { kind: "quote", text: normal.slice(start + 1, close), stem: '"', start, end: close + 1 };
}
