/** What only makes sense after what was done before: «make it smaller», «a bit more», «no, the second one». */
import type { Edit } from "../timeline/edit.js";
import type { Context } from "./context.js";
import { thingOf, withNoun } from "./grammar/reference.js";
import type { RoughEdit } from "./grammar/rule.js";
import type { Token } from "./language/tokens.js";
import { type Heard, hear, hearTokens, tokensFor } from "./read.js";
import type { Meaning } from "./vocabulary/vocabulary.js";

/** Nouns that say themselves what is meant. */
const NOUNS: readonly Meaning[] = [
  "title",
  "captions",
  "captionsStrong",
  "logo",
  "music",
  "sound",
  "speech",
  "speedWord",
  "colour",
  "transition",
  "poster",
  "bars",
  "silences",
  "soundNoise",
  "grain",
  "enhanceStrong",
  "compressStrong",
];
const CORRECTION =
  /^(?:no|nope|actually|sorry|wait|i meant|i mean|make that|rather|oh no|oops|or rather|hmm|不是|不对|不|应该是|我是说|我说的是|说错了|错了|还是|改成)\b|^(?:不是|不对|不，|应该是|我是说|我说的是|说错了|错了|等等)|\binstead[.!]?$/;
const MORE =
  /^(?:(?:yes|ok|and|no|now|please|just|maybe|make it|go|do it|some|even|still|a)[ ,]*)*(?:more|a bit more|a little more|bit more|some more|even more|a lot more|much more|further|again|once more|stronger|a touch more|more please|still more|do it again|same again)[.! ]*(?:please)?[.!]?$|^(?:再|更)?(?:多|来|强)?(?:一点|一些|点|一次|点儿)$|^再(?:多|来|强|大|高)?(?:一点|一些|点|一次)?$/;
const LESS =
  /^(?:(?:no|ok|please|just|maybe|make it|go|a|that's|it's)[ ,]*)*(?:less|a bit less|a little less|bit less|not so much|too much|not that much|a touch less|too strong|weaker|a little too much)[.!]?$|^(?:少|弱)(?:一点|点|一些)$|^太(?:多|强|过)了$/;

export function followUp(words: string, context: Context): Heard | undefined {
  const last = context.lastEdits?.at(-1);
  if (last === undefined) return undefined;
  const text = words.trim().toLowerCase();
  if (MORE.test(text)) return again(last, 1);
  if (LESS.test(text)) return again(last, -1);
  const tokens = tokensFor(words);
  const plain = hear(words, context);
  if (CORRECTION.test(text)) {
    const replaced = plain.edits.length === 0 || isEcho(plain.edits, last) ? corrected(last, tokens) : undefined;
    if (replaced !== undefined) return { ...nothing(tokens), edits: [replaced], replaces: true };
  }
  const thing = thingOf(last.op);
  if (
    thing === undefined ||
    tokens.some((token) => NOUNS.some((noun) => token.meanings.has(noun) && token.value === undefined))
  )
    return relative(plain, last);
  if (
    plain.edits.some(
      (edit) =>
        edit.op !== "compress" &&
        edit.op !== "enhance" &&
        edit.op !== "crop" &&
        edit.op !== "volume" &&
        edit.op !== "speed",
    )
  )
    return undefined;
  const meant = hearTokens(withNoun(tokens, thing), words, context);
  return meant.edits.length > 0 ? relative(meant, last) : undefined;
}

/** «even louder»: what is told against what is there now. */
function relative(heard: Heard, last: Edit): Heard | undefined {
  const [edit] = heard.edits;
  if (edit === undefined || heard.edits.length !== 1) return undefined;
  const isLouder =
    edit.op === "volume" &&
    (last.op === "volume" || last.op === "music") &&
    /louder|quieter|softer|大声|小声|大一?点|小一?点|响|轻|up|down/.test(
      heard.tokens.map((token) => token.text).join(" "),
    );
  const hasNumber = heard.tokens.some((token) => token.value?.kind === "percent" || token.value?.kind === "decibels");
  if (!isLouder || hasNumber) return heard;
  return {
    ...heard,
    edits: [{ ...edit, track: last.op === "music" ? "music" : (last.track as string), relative: true }],
  };
}

function nothing(tokens: readonly Token[]): Heard {
  return { edits: [], intents: [], impossible: [], questions: [], unread: [], hasRefusal: false, tokens };
}

/** The same once more, or a part of it back. */
function again(last: Edit, sign: 1 | -1): Heard | undefined {
  const edit = repeated(last, sign);
  return edit === undefined ? undefined : { ...nothing([]), edits: [edit] };
}

function repeated(last: Edit, sign: 1 | -1): RoughEdit | undefined {
  switch (last.op) {
    case "color": {
      const edit: RoughEdit = { op: "color", relative: true };
      for (const field of ["brightness", "contrast", "saturation", "temperature"] as const) {
        const value = last[field];
        if (value !== undefined && value !== 0)
          edit[field] = sign * Math.sign(value) * Math.min(10, Math.max(5, Math.round(Math.abs(value) / 2)));
      }
      return Object.keys(edit).length > 2 ? edit : undefined;
    }
    case "speed": {
      const isFast = last.factor >= 1;
      return { op: "speed", factor: isFast === (sign === 1) ? 1.25 : 0.8, relative: true };
    }
    case "volume":
      return {
        op: "volume",
        track: last.track,
        percent: last.percent >= 100 === (sign === 1) ? 125 : 80,
        relative: true,
      };
    case "change_title":
      return last.size_by === undefined
        ? undefined
        : { op: "change_title", size_by: last.size_by > 1 === (sign === 1) ? 1.2 : 0.85 };
    case "change_captions":
      return last.size_by === undefined
        ? undefined
        : { op: "change_captions", size_by: last.size_by > 1 === (sign === 1) ? 1.2 : 0.85 };
    case "change_overlay":
      return last.scale_by === undefined
        ? undefined
        : { op: "change_overlay", scale_by: last.scale_by > 1 === (sign === 1) ? 1.2 : 0.85 };
    case "denoise":
    case "deblock":
    case "sharpen":
    case "stabilize":
    case "denoise_audio":
      return { ...last, strength: sign === 1 ? "strong" : "light" };
    default:
      return undefined;
  }
}

/** What a correction gives anew, in the last edit: a length, a clip, a percentage, a factor, a shape. */
function corrected(last: Edit, tokens: readonly Token[]): RoughEdit | undefined {
  const edit: RoughEdit = { ...last };
  let isChanged = false;
  const shape = tokens.find((token) => token.choices.has("shape"))?.choices.get("shape");
  for (const { value } of tokens) {
    if (value === undefined) continue;
    if (value.kind === "clip") edit.clip = value.clips[0];
    else if (value.kind === "span" && last.op === "trim") {
      delete edit.keep;
      delete edit.remove;
      edit[last.keep === undefined ? "remove" : "keep"] = value.stretches;
    } else if (value.kind === "time" && last.op === "trim") Object.assign(edit, retimed(last, value.ms));
    else if (value.kind === "time" && last.op === "split") edit.at = [value.ms];
    else if (value.kind === "time" && last.op === "title")
      edit[value.role === "point" ? "start" : "end"] =
        value.role === "point" ? value.ms : (typeof last.start === "number" ? last.start : 0) + value.ms;
    else if (value.kind === "time" && last.op === "fade")
      Object.assign(
        edit,
        last.in === undefined ? {} : { in: value.ms },
        last.out === undefined ? {} : { out: value.ms },
      );
    else if (value.kind === "percent" && last.op === "volume") edit.percent = value.percent;
    else if (value.kind === "percent" && last.op === "music") edit.volume = value.percent;
    else if ((value.kind === "factor" || value.kind === "times") && last.op === "speed")
      edit.factor = value.kind === "factor" ? value.factor : value.count;
    else if (value.kind === "aspect" && last.op === "reframe") edit.aspect = value.aspect;
    else if (value.kind === "bytes" && last.op === "compress") edit.max_bytes = value.bytes;
    else if (value.kind === "quote" && last.op === "title") edit.text = value.text;
    else continue;
    isChanged = true;
  }
  if (!isChanged && shape !== undefined && last.op === "reframe") return { ...last, aspect: shape } as RoughEdit;
  return isChanged ? edit : undefined;
}

/** The same edge with another length. */
function retimed(last: Extract<Edit, { op: "trim" }>, ms: number): Partial<RoughEdit> {
  const list = last.remove ?? last.keep ?? [];
  const changed = list.map(([start, end]) => (start === 0 ? [0, ms] : end === null ? [-ms, null] : [start, end]));
  return last.remove === undefined ? { keep: changed } : { remove: changed };
}

/** Whether the new words were read as hardly more than the last edit's own kind without its verb. */
function isEcho(edits: readonly RoughEdit[], last: Edit): boolean {
  return edits.length === 1 && edits[0]?.op === last.op;
}
