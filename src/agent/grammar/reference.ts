/** What «it» stands for: the thing that was spoken of last, in the same request or in the one before. */
import type { Token } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";
import type { Op, RoughEdit } from "./rule.js";

/** A thing that «it» can stand for, by the noun a rule knows it by. */
export interface Thing {
  noun: string;
  meanings: readonly Meaning[];
}

const TITLE: Thing = { noun: "title", meanings: ["title"] };
const CAPTIONS: Thing = { noun: "subtitles", meanings: ["captions", "captionsStrong"] };
const LOGO: Thing = { noun: "logo", meanings: ["logo"] };
const MUSIC: Thing = { noun: "music", meanings: ["music", "musicFamily"] };
const VOICE: Thing = { noun: "voice", meanings: ["speech"] };
const SOUND: Thing = { noun: "audio", meanings: ["sound"] };

/** The thing that an edit is about. */
export function thingOf(op: Op): Thing | undefined {
  const things: Partial<Record<Op, Thing>> = {
    title: TITLE,
    change_title: TITLE,
    captions: CAPTIONS,
    change_captions: CAPTIONS,
    overlay: LOGO,
    change_overlay: LOGO,
    music: MUSIC,
  };
  return things[op];
}

/** In the order in which they are asked: a word that can mean several of them means the first. */
const NAMED: readonly (readonly [Thing, readonly Meaning[]])[] = [
  [CAPTIONS, ["captionsStrong", "captionFile"]],
  [LOGO, ["logo", "pictureFile"]],
  [MUSIC, ["musicFamily", "audioFile"]],
  [VOICE, ["speech"]],
  [TITLE, ["title"]],
  [SOUND, ["sound"]],
];

/** The thing that is spoken of last before a place in what was typed. */
export function thingBefore(tokens: readonly Token[], place: number): Thing | undefined {
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (token === undefined || token.end > place) continue;
    if (token.value?.kind === "quote") return TITLE;
    if (token.value !== undefined && token.value.kind !== "file") continue;
    const named = NAMED.find(([, meanings]) => meanings.some((meaning) => token.meanings.has(meaning)));
    if (named !== undefined) return named[0];
    // «there are black borders, remove them»: what is wrong stands nearer.
    if (token.value === undefined && FAULTS.some((fault) => token.meanings.has(fault))) return undefined;
  }
  return undefined;
}

const FAULTS: readonly Meaning[] = ["bars", "grain", "blocks", "shake", "interlace", "silences"];

/** Whether a part says «it» of something, and does not say of what. */
export function leavesOpen(tokens: readonly Token[]): boolean {
  return (
    (tokens.some((token) => token.meanings.has("pronoun") && token.value === undefined) || isBareLevel(tokens)) &&
    !tokens.some((token) => NAMED.some(([, meanings]) => meanings.some((meaning) => token.meanings.has(meaning))))
  );
}

/** 降到20%: how much, in Chinese, and not of what. */
function isBareLevel(tokens: readonly Token[]): boolean {
  return (
    tokens.some(({ value }) => value?.kind === "percent" || value?.kind === "decibels") &&
    tokens.every(
      ({ text, value, isStop, meanings }) =>
        value !== undefined ||
        isStop === true ||
        meanings.has("please") ||
        /^(?:[调降升提压减加开弄改设拉放]?[低高小大]?[到成至为]?|左右|大概|大约|就|吧|了|再|把|给)$/.test(text),
    )
  );
}

/** Whether an edit that was read without the thing can be meant of the whole video as well, so that it has to give way. */
export function isLoose(edit: RoughEdit, thing: Thing): boolean {
  const isHeard = thing === MUSIC || thing === VOICE || thing === SOUND;
  if (isHeard) return edit.op === "volume" || edit.op === "rotate" || edit.op === "compress" || edit.op === "fade";
  const isBare = Object.keys(edit).length === 1;
  return (
    ((edit.op === "compress" || edit.op === "enhance") && isBare) ||
    (edit.op === "crop" && edit.unit === "percent") ||
    (edit.op === "color" && edit.look === undefined)
  );
}

/** The tokens with the thing in place of «it», or at the end where nothing stands for it. */
export function withNoun(tokens: readonly Token[], thing: Thing): Token[] {
  const at = tokens.findIndex((token) => token.meanings.has("pronoun") && token.value === undefined);
  const noun = (start: number, end: number): Token => ({
    text: thing.noun,
    start,
    end,
    meanings: new Set(thing.meanings),
    choices: new Map(),
  });
  const pronoun = tokens[at];
  if (pronoun !== undefined) return [...tokens.slice(0, at), noun(pronoun.start, pronoun.end), ...tokens.slice(at + 1)];
  return [noun(0, 0), ...tokens];
}
