/** Whole clips: away with one, another place for one, all into one. */

import type { Clause } from "../grammar/clause.js";
import type { RoughEdit, Rule } from "../grammar/rule.js";
import { textOf } from "../language/tokens.js";

const WHICH_CLIP = { en: "Which clip do you mean?", zh: "你指的是哪一段？" };

export const CLIP_RULES: readonly Rule[] = [
  {
    name: "take a clip out",
    heads: ["remove", "cut"],
    about: ["clipNoun", "whole"],
    read(c) {
      if (
        c.holds("span") ||
        c.has("sound", "music", "title", "captions", "noise", "fade", "color" as never, "mute", "silences")
      )
        return undefined;
      if (!c.has("remove") && !c.matches(/^cut(?: the)?$|cut/)) return undefined;
      if (c.matches(/\b(?:move|put|swap|bring)\b|移|放到|换/)) return undefined;
      // «the last scene should go first»
      if (c.matches(/\b(?:should|must|has to|needs to) go\b.*\b(?:first|last|before|after|front|start|end|between)\b/))
        return undefined;
      const clips = c.takeAll("clip").flatMap((value) => value.clips);
      if (clips.length === 0 || c.holds("time")) return undefined;
      return [...new Set(clips)].sort(lateFirst).map((clip) => ({ op: "remove_clip" as const, clip }));
    },
    examples: [
      ["delete the second clip", { op: "remove_clip", clip: 2 }],
      ["get rid of clip 3", { op: "remove_clip", clip: 3 }],
      ["I don't want the last scene", { op: "remove_clip", clip: -1 }],
      ["remove clips 2 and 4", { op: "remove_clip", clip: 4 }, { op: "remove_clip", clip: 2 }],
      ["把倒数第二段删掉", { op: "remove_clip", clip: -2 }],
      ["删除第一个和第三个片段", { op: "remove_clip", clip: 3 }, { op: "remove_clip", clip: 1 }],
    ],
  },
  {
    name: "keep only some clips",
    heads: ["keep", "only"],
    about: ["clipNoun", "whole"],
    read(c, context) {
      if (c.holds("span", "time") || c.has("remove", "sound")) return undefined;
      const kept = c.takeAll("clip").flatMap((value) => value.clips);
      if (kept.length === 0 || !c.has("keep", "only")) return undefined;
      if (c.has("add", "make") && !c.has("keep")) return undefined;
      const count = context.clips;
      if (count === undefined) return { ask: { en: "How many clips are there in all?", zh: "一共有几段？" } };
      const stay = new Set(kept.map((clip) => (clip < 0 ? count + 1 + clip : clip)));
      const gone = Array.from({ length: count }, (_, index) => count - index).filter((clip) => !stay.has(clip));
      return gone.length === 0 ? undefined : gone.map((clip) => ({ op: "remove_clip" as const, clip }));
    },
    // «just the second clip, reversed»: where another edit acts, it is its place.
    bonus: -2,
    examples: [["keep only the second clip", "clarify"]],
  },
  {
    name: "put a clip elsewhere",
    heads: ["move", "swap", "remove", "make"],
    about: ["start", "end", "tie:first", "tie:last", "tie:after", "tie:before", "clipNoun", "middle"],
    read(c) {
      const references = c.takeAll("clip").flatMap((value) => value.clips);
      const [clip, other] = references;
      // 第十秒切开，后半截挪到前头: the clips that the cut made.
      const half = c
        .all("span")
        .find(({ stretches: [one] }) => one?.some((moment) => typeof moment === "object" && moment !== null) === true);
      const halfTo = half === undefined || !c.has("move") ? undefined : placeOf(c);
      if (
        clip === undefined &&
        half !== undefined &&
        halfTo !== undefined &&
        !c.has("title", "logo", "music", "sound") &&
        !c.matches(/加|插入/)
      ) {
        c.takeAll("span");
        return { op: "move_clip", clip: half.edge === "last" ? 2 : 1, to: halfTo };
      }
      // 前后两半对调, 两段换个顺序
      const isPair = c.has("swap") && c.matches(/前后|两[个段半部条截]|俩|\b(?:both|two|the halves)\b/);
      if (clip === undefined && isPair && !c.has("title", "logo", "music", "sound"))
        return { op: "move_clip", clip: 1, to: 2 };
      if (clip === undefined) return undefined;
      // «put clip 5 between 1 and 2»
      const pair = /\bbetween (?:clips? )?(\d+) and (?:clip )?(\d+)$/.exec(c.text().replace(/[\s,.!?]+$/, ""));
      if (pair !== null && c.has("move")) {
        c.takeAll("span");
        return { op: "move_clip", clip, to: before(clip, Math.max(Number(pair[1]), Number(pair[2]))) };
      }
      // «make clip 4 the opener», «make the last clip the first»
      const made =
        /\bmake\b.*\b(?:the|our|my) (opener|opening|intro|start|beginning|first|closer|closing|finale|ending|end|outro|last)(?: one| clip| shot| scene)?$/.exec(
          c.text().replace(/[\s,.!?]+$/, ""),
        )?.[1];
      if (c.has("make") && !c.has("move", "swap")) {
        const isPlace =
          other !== undefined &&
          Math.abs(other) === 1 &&
          /^(?:\w+ )?make (?:the )?\w+(?: \w+)? (?:the )?\w+(?: \w+)?[\s,.!?]*$/.test(c.text());
        if (made === undefined && !isPlace) return undefined;
        c.spend();
        const to = made === undefined ? (other ?? 1) : /^(?:clos|fin|end|out|last)/.test(made) ? -1 : 1;
        return to === clip ? undefined : { op: "move_clip", clip, to };
      }
      if (c.has("title", "logo", "music", "captions", "sound") || c.holds("span", "percent", "factor", "time"))
        return undefined;
      const isSwap = c.has("swap") || c.matches(/\bthe other way (?:a?round)\b|换/);
      if (isSwap && other !== undefined) return swapped(clip, other);
      if (other !== undefined && c.has("move")) {
        const words = textOf(c.tokens.filter((token) => token.value?.kind !== "clip"));
        if (c.has("tie:before") || /before|in front of|ahead of|前/.test(words))
          return { op: "move_clip", clip, to: before(clip, other) };
        if (c.has("tie:after") || /after|behind|following|后/.test(words))
          return { op: "move_clip", clip, to: after(clip, other) };
        // 把第五个放到第二个的位置
        if (/[到成在至]|位|\bplace of\b/.test(words)) return { op: "move_clip", clip, to: other };
      }
      if (!c.has("move") && !c.matches(/\b(?:should|must|has to|needs to) go\b/)) return undefined;
      if (c.matches(/^(?:please )?(?:delete|remove|drop|cut|get rid|erase|trash|ditch)\b/)) return undefined;
      const place = placeOf(c);
      return place === undefined || place === clip ? undefined : { op: "move_clip", clip, to: place };
    },
    examples: [
      ["put clip 3 first", { op: "move_clip", clip: 3, to: 1 }],
      ["move the last clip to the beginning", { op: "move_clip", clip: -1, to: 1 }],
      ["put the first clip after the third one", { op: "move_clip", clip: 1, to: 3 }],
      ["move clip 4 before clip 2", { op: "move_clip", clip: 4, to: 2 }],
      ["swap clips 1 and 2", { op: "move_clip", clip: 1, to: 2 }],
      ["move the second clip to position 4", { op: "move_clip", clip: 2, to: 4 }],
      ["把第三段放到最前面", { op: "move_clip", clip: 3, to: 1 }],
      ["第一个片段移到最后", { op: "move_clip", clip: 1, to: -1 }],
      ["put clip 5 between 1 and 2", { op: "move_clip", clip: 5, to: 2 }],
      ["make clip 4 the opener", { op: "move_clip", clip: 4, to: 1 }],
      ["start with the third clip", { op: "move_clip", clip: 3, to: 1 }],
    ],
  },
  {
    name: "join clips",
    heads: ["merge"],
    about: ["clipNoun", "allClips", "only", "whole", "convert", "make"],
    read(c) {
      if (c.has("sound") && c.has("music")) return undefined;
      c.takeAll("clip");
      for (const [index, { value }] of c.tokens.entries())
        if (value?.kind === "number" && c.is(index + 1, "clipNoun", "video")) c.use(index);
      c.takeAll("file");
      return { op: "merge" };
    },
    examples: [
      ["join these into one video", { op: "merge" }],
      ["stitch all the clips together", { op: "merge" }],
      ["把这几段视频拼在一起", { op: "merge" }],
    ],
  },
  {
    name: "a clip, without saying which",
    heads: ["remove"],
    about: ["clipNoun", "video"],
    read(c) {
      if (
        c.tokens.some((token) => token.value !== undefined) ||
        !c.matches(/\b(?:a|this|that|the|one of the) (?:clip|shot|scene|segment)s?$|(?:这|那)(?:段|个片段|个镜头)/)
      )
        return undefined;
      return { ask: WHICH_CLIP };
    },
    examples: [["delete that clip", "clarify"]],
  },
];

/** From the last to the first, so that taking one out leaves the numbers of the rest. */
function lateFirst(a: number, b: number): number {
  if (a < 0 !== b < 0) return a < 0 ? -1 : 1;
  return b - a;
}

function swapped(a: number, b: number): RoughEdit[] {
  const [low, high] = a > 0 && b > 0 && a > b ? [b, a] : [a, b];
  const there: RoughEdit = { op: "move_clip", clip: low, to: high };
  if (low > 0 && high > 0 && high - low > 1) return [there, { op: "move_clip", clip: high - 1, to: low }];
  if (low > 0 && high < 0) return [there, { op: "move_clip", clip: high - 1, to: low }];
  return [there];
}

/** The place a clip has when it stands right before another. */
function before(clip: number, other: number): number {
  return clip > 0 && other > 0 && clip < other ? other - 1 : other;
}

function after(clip: number, other: number): number {
  if (other < 0) return other;
  return clip > 0 && clip < other ? other : other + 1;
}

function placeOf(c: Clause): number | undefined {
  const words = c.tokens.filter((token) => token.value?.kind !== "clip");
  const number = /(?:position|place|spot|slot|第) ?(\d+)/.exec(textOf(words))?.[1];
  if (number !== undefined) {
    c.takeAll("number");
    return Number(number);
  }
  const spoken = words.find((token) => token.ordinal !== undefined)?.ordinal;
  if (spoken !== undefined) return spoken;
  if (words.some((token) => token.meanings.has("end") && token.text !== "back" && !token.meanings.has("move")))
    return -1;
  if (
    words.some((token) =>
      /^(?:last|to the end|to end|until the end|the end|end|back|最后|后面|最后面|结尾|末尾)$/.test(token.text),
    )
  )
    return -1;
  if (words.some((token) => token.meanings.has("start") || token.meanings.has("tie:first"))) return 1;
  if (words.some((token) => /^(?:start|open|begin) with$/.test(token.text))) return 1;
  if (words.some((token) => token.text === "end with")) return -1;
  return undefined;
}
