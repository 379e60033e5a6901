/** Drafts, assets and arbitrary edits that the tests of this room share. */
import fc from "fast-check";
import { applyEdit } from "../../src/timeline/apply-edit.js";
import { addAsset } from "../../src/timeline/assets.js";
import { type Asset, type Draft, emptyDraft } from "../../src/timeline/draft.js";
import {
  ASPECTS,
  type Edit,
  editSchema,
  LOOKS,
  MUSIC_STYLES,
  POSITIONS,
  REMOVABLES,
  TRANSITIONS,
} from "../../src/timeline/edit.js";
import type { Facts } from "../../src/timeline/facts.js";

export function video(i: string, d: number, more: Partial<Asset> = {}): Asset {
  return { i, n: `${i}.mp4`, k: "video", d, w: 1280, h: 720, f: 30, au: true, ...more };
}

export function picture(i: string): Asset {
  return { i, n: `${i}.png`, k: "image", w: 4000, h: 3000 };
}

export function song(i: string, d: number): Asset {
  return { i, n: `${i}.mp3`, k: "audio", d, au: true };
}

/** A draft with these files on its timeline. */
export function draftOf(...assets: Asset[]): Draft {
  return assets.reduce((draft, asset) => addAsset(draft, asset).draft ?? draft, emptyDraft());
}

/** The draft after these edits, every one of which has to be possible. */
export function edited(draft: Draft, ...edits: Edit[]): Draft {
  return edits.reduce((before, edit) => {
    const { draft: after, refused } = applyEdit(before, edit, FACTS);
    if (after === undefined) throw new Error(`${JSON.stringify(edit)} was refused: ${refused.en}`);
    return after;
  }, draft);
}

export const FACTS: Facts = {
  silences: {
    a: [
      [500, 1500],
      [4000, 4300],
    ],
    b: [[0, 900]],
    c: [],
  },
  blackBars: { a: [0, 90, 1280, 540], b: null, c: [160, 0, 960, 720], p: null },
  cues: {
    s: [
      [200, 1500, "First line"],
      [1500, 3000, "第二行"],
      [900_000, 901_000, "Too late"],
    ],
  },
  speech: {
    a: [
      [0, 800, "Hello"],
      [2000, 3500, "there"],
    ],
    b: [[100, 700, "again"]],
    c: [],
  },
};

/** Videos with and without sound, a picture, music, subtitles. */
export const FILES: readonly Asset[] = [
  video("a", 10_000),
  video("b", 7333, { w: 720, h: 1280, f: 25 }),
  video("c", 4001, { au: false }),
  picture("p"),
  song("m", 60_000),
  { i: "s", n: "talk.srt", k: "subtitle" },
];

/** A draft of some of the files, in any order. */
export const anyDraft = fc
  .shuffledSubarray([...FILES], { minLength: 1 })
  .filter((assets) => assets.some(({ k }) => k === "video" || k === "image"))
  .map((assets) => draftOf(...assets));

const moment = fc.integer({ min: -12_000, max: 12_000 });
const stretch = fc.tuple(fc.oneof(moment, fc.constant(null)), fc.oneof(moment, fc.constant(null)));
const ordinal = fc.constantFrom(1, 2, 3, -1, -2);
const scope = { clip: fc.option(ordinal, { nil: undefined }), range: fc.option(stretch, { nil: undefined }) };
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const strength = maybe(fc.constantFrom("light", "medium", "strong"));
const times = { start: maybe(fc.oneof(moment, fc.constant(null))), end: maybe(fc.oneof(moment, fc.constant(null))) };
const look = {
  position: maybe(fc.constantFrom(...POSITIONS)),
  size: maybe(fc.oneof(fc.constantFrom("small", "huge"), fc.integer({ min: 8, max: 600 }))),
  color: maybe(fc.constantFrom("white", "#f00", "sky")),
};

/** Edits of the line of clips, which everything else has to follow. */
export const lineEdit: fc.Arbitrary<Edit> = valid([
  fc.record({ op: fc.constant("trim"), remove: fc.array(stretch, { minLength: 1, maxLength: 3 }), ...scope }),
  fc.record({ op: fc.constant("trim"), keep: fc.array(stretch, { minLength: 1, maxLength: 3 }), ...scope }),
  fc.record({ op: fc.constant("split"), at: fc.array(moment, { minLength: 1, maxLength: 3 }), clip: scope.clip }),
  fc.record({
    op: fc.constant("extend"),
    clip: ordinal,
    start: maybe(fc.integer({ min: 0, max: 20_000 })),
    end: maybe(fc.integer({ min: 0, max: 20_000 })),
  }),
  fc.record({ op: fc.constant("remove_clip"), clip: ordinal }),
  fc.record({ op: fc.constant("move_clip"), clip: ordinal, to: ordinal }),
  fc.record({ op: fc.constant("speed"), factor: fc.double({ min: 0.1, max: 100, noNaN: true }), ...scope }),
  fc.record({ op: fc.constant("speed"), factor: fc.constantFrom(0.25, 0.5, 1, 2, 3.333), ...scope }),
  fc.record({ op: fc.constant("reverse"), ...scope }),
  fc.record({ op: fc.constant("loop"), times: maybe(fc.integer({ min: 1, max: 4 })), ...scope }),
  fc.record({ op: fc.constant("silences"), remove: fc.constant(true) }),
  fc.record({
    op: fc.constant("transition"),
    type: fc.constantFrom(...TRANSITIONS),
    duration: maybe(fc.integer({ min: 0, max: 12_000 })),
    clip: scope.clip,
  }),
]);

/** Edits of everything that lies beside the clips or in them. */
const otherEdit: fc.Arbitrary<Edit> = valid([
  fc.record({ op: fc.constantFrom("denoise", "deblock", "sharpen", "stabilize", "deinterlace"), strength, ...scope }),
  fc.record({ op: fc.constant("denoise_audio"), strength, ...scope }),
  fc.record({
    op: fc.constant("color"),
    brightness: maybe(fc.integer({ min: -100, max: 100 })),
    look: maybe(fc.constantFrom(...LOOKS)),
    relative: maybe(fc.boolean()),
    ...scope,
  }),
  fc.record({
    op: fc.constant("enhance"),
    target: maybe(fc.constantFrom("720p", "2160p")),
    factor: maybe(fc.constantFrom(0.5, 2, 8)),
    ...scope,
  }),
  fc.record({ op: fc.constant("rotate"), degrees: fc.constantFrom(90, 180, 270), ...scope }),
  fc.record({ op: fc.constant("flip"), axis: fc.constantFrom("horizontal", "vertical"), ...scope }),
  fc.record({
    op: fc.constant("crop"),
    x: maybe(fc.integer({ min: 0, max: 1500 })),
    y: maybe(fc.integer({ min: 0, max: 1500 })),
    width: maybe(fc.integer({ min: 1, max: 1500 })),
    height: maybe(fc.integer({ min: 1, max: 1500 })),
    edges: maybe(fc.constant("black")),
    ...scope,
  }),
  fc.record({
    op: fc.constant("crop"),
    x: maybe(fc.integer({ min: 0, max: 100 })),
    width: maybe(fc.integer({ min: 1, max: 100 })),
    unit: fc.constant("percent"),
    ...scope,
  }),
  fc.record({
    op: fc.constant("reframe"),
    aspect: fc.constantFrom(...ASPECTS),
    fit: maybe(fc.constantFrom("crop", "pad", "blur")),
    ...scope,
  }),
  fc.record({ op: fc.constant("fps"), value: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ op: fc.constant("title"), text: fc.constantFrom("Day 1", "你好", "👍"), ...times, ...look, ...scope }),
  fc.record({ op: fc.constant("change_title"), target: maybe(ordinal), ...times, ...look }),
  fc.record({ op: fc.constant("captions"), source: fc.constantFrom("file", "auto"), ...look, ...scope }),
  fc.record({ op: fc.constant("change_captions"), shift: maybe(moment), ...look }),
  fc.record({
    op: fc.constant("overlay"),
    asset: fc.constantFrom("p", "logo", "b.mp4", "nothing"),
    opacity: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    ...times,
    ...scope,
  }),
  fc.record({ op: fc.constant("change_overlay"), scale_by: maybe(fc.constantFrom(0.1, 3)), ...times }),
  fc.record({ op: fc.constant("change_music"), target: maybe(ordinal), ...times }),
  fc.record({
    op: fc.constant("fade"),
    what: fc.constantFrom("video", "audio", "both"),
    in: maybe(fc.integer({ min: 0, max: 20_000 })),
    out: maybe(fc.integer({ min: 0, max: 20_000 })),
    ...scope,
  }),
  fc.record({
    op: fc.constant("music"),
    style: maybe(fc.constantFrom(...MUSIC_STYLES)),
    asset: maybe(fc.constantFrom("m", "b", "nothing")),
    volume: maybe(fc.integer({ min: 0, max: 400 })),
    duck: maybe(fc.boolean()),
    loop: maybe(fc.boolean()),
    ...scope,
  }),
  fc.record({
    op: fc.constant("volume"),
    track: fc.constantFrom("original", "music", "all"),
    percent: fc.integer({ min: 0, max: 400 }),
    relative: maybe(fc.boolean()),
    ...scope,
  }),
  fc.record({ op: fc.constant("mute"), track: maybe(fc.constantFrom("original", "music", "all")), ...scope }),
  fc.record({ op: fc.constant("replace_audio"), asset: maybe(fc.constantFrom("m", "c")), ...scope }),
  fc.record({ op: fc.constantFrom("normalize_audio", "merge"), ...scope }),
  fc.record({ op: fc.constant("convert"), format: fc.constantFrom("mp4", "gif") }),
  fc.record({ op: fc.constant("compress"), max_bytes: maybe(fc.integer({ min: 10_000, max: 1e9 })) }),
  fc.record({ op: fc.constant("extract_audio"), format: fc.constantFrom("mp3", "wav") }),
  fc.record({ op: fc.constant("poster"), at: maybe(moment) }),
  fc.record({ op: fc.constant("remove"), what: fc.constantFrom(...REMOVABLES), target: maybe(ordinal), ...scope }),
]);

export const anyEdit = fc.oneof(lineEdit, otherEdit);

function valid(arbitraries: fc.Arbitrary<unknown>[]): fc.Arbitrary<Edit> {
  return fc.oneof(...arbitraries).map((edit) => editSchema.parse(edit));
}
