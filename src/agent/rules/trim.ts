/** What stays and what goes: stretches of time, the places of cuts. */

import type { Clause } from "../grammar/clause.js";
import type { Question, Rule } from "../grammar/rule.js";
import type { Moment, Stretch } from "../language/tokens.js";

const WHICH_PART: Question = {
  en: "Which part should I cut: the beginning, the end, or from when to when?",
  zh: "要剪哪一段：开头、结尾，还是从几秒到几秒？",
};
const HOW_MUCH: Question = { en: "How many seconds of it should I cut?", zh: "要剪掉多少秒？" };
const WHICH_END: Question = {
  en: "Should I cut that from the beginning or from the end?",
  zh: "要从开头剪，还是从结尾剪？",
};

/** The stretches that are said, also where edge and length stand apart: «trim the beginning by 5 seconds». */
function stretchesOf(c: Clause): { stretches: Stretch[]; edge: string } | undefined {
  const spans = c.takeAll("span");
  if (spans.length > 0) {
    return { stretches: unique(spans.flatMap((span) => span.stretches)), edge: spans[0]?.edge ?? "between" };
  }
  const isBoth = c.matches(/\b(?:both|each|either) (?:of )?(?:the )?(?:ends?|sides?)\b/);
  const hasStart = c.has("start") || isBoth;
  const hasEnd = c.has("end") || isBoth;
  if (!hasStart && !hasEnd) return undefined;
  const time = c.value(c.indexOf("time"), "time");
  if (time === undefined || time.role === "point") return undefined;
  c.takeAll("time");
  const first: Stretch = [0, time.ms];
  const last: Stretch = [-time.ms, null];
  if (hasStart && hasEnd) {
    const times = c.takeAll("time");
    const second = times[1]?.ms ?? time.ms;
    return { stretches: [first, [-second, null]], edge: "both" };
  }
  return hasStart ? { stretches: [first], edge: "first" } : { stretches: [last], edge: "last" };
}

/** What is said twice is meant once. */
function unique(stretches: readonly Stretch[]): Stretch[] {
  return [...new Map(stretches.map((stretch) => [JSON.stringify(stretch), stretch])).values()];
}

export const TRIM_RULES: readonly Rule[] = [
  {
    name: "cut a stretch away, or keep only that",
    heads: ["remove", "cut", "trim", "keep", "only", "toLength", "export", "extract"],
    headValues: ["span"],
    about: ["start", "end", "whole", "only", "each" as never, "remove", "cut", "trim", "keep", "decrease", "middle"],
    read(c) {
      // «turn the first 5 seconds into a gif»
      if (c.choiceAt("format") >= 0 && !c.has("remove")) return undefined;
      const where = stretchesOf(c);
      if (where === undefined) return undefined;
      const { stretches, edge } = where;
      // 从12秒开始，前面的都不要
      const [begun] = stretches;
      if (
        edge === "after" &&
        begun !== undefined &&
        c.has("remove") &&
        c.matches(/[开起]?始?[ ,]+(?:之前|前面|前边|前头|以前|再往前)的?/)
      )
        return { op: "trim", remove: [[0, begun[0]]], ...clipOf(c) };
      // «from 1:05 to 1:20, everything else can go»
      const isRestGone =
        c.has("remove") && c.matches(/\b(?:everything|anything|all) else\b|\bthe rest\b|其他|其它|其余|别的|剩下的/);
      // «cut everything except 0:20-0:40»
      const isExcepted = c.matches(
        /\b(?:everything|anything|all|the rest|the lot)\b.*\b(?:except|but|save|apart from|besides|other than|outside(?: of)?|aside from|excluding|bar)\b/,
      );
      if (isExcepted && (c.has("remove", "cut", "trim") || c.has("only")))
        return { op: "trim", keep: stretches, ...clipOf(c) };
      // «nothing before 0:15 please», «first 3 seconds off»
      if (c.matches(/\bnothing (?:before|after|past|earlier|later|until)\b/) || isOff(c))
        return { op: "trim", remove: stretches, ...clipOf(c) };
      if (isRestGone) return { op: "trim", keep: stretches, ...clipOf(c) };
      const isTaken = c.matches(/\btake\b(?! (?:out|off|away))/) && c.matches(/\bonly\b/);
      if (isTaken) return { op: "trim", keep: stretches, ...clipOf(c) };
      const wantsGone = c.has("remove") && !(c.has("keep") && !c.says("take", "leave out"));
      const scope = clipOf(c);
      if (wantsGone) return { op: "trim", remove: stretches, ...scope };
      if (c.has("keep") || (c.has("only") && !c.has("cut", "trim"))) return { op: "trim", keep: stretches, ...scope };
      // «Trim to the first 4 seconds»: what is named is what stays.
      const isTo = edge !== "between" || c.matches(/\b(?:cut|trim|shorten|crop)\b(?: \w+)? (?:down )?to\b/);
      const isDownTo = c.matches(
        /\b(?:cut|trim|shorten|reduce|limit|crop|bring|get|take)\b(?: \w+){1,4} (?:down )?to (?:just |only )?(?:the )?(?:very )?(?:first|last|opening|final)\b/,
      );
      if (isDownTo) return { op: "trim", keep: stretches, ...scope };
      if (c.has("toLength") && isTo) return { op: "trim", keep: stretches, ...scope };
      if (
        c.matches(/^(?:\w+ )?(?:give me|export|extract|download|i want|just want|use|show me)\b/) &&
        (edge === "between" || (!c.has("cut", "trim") && c.matches(/^(?:\w+ )?(?:give me|i want|just want)\b/)))
      )
        return { op: "trim", keep: stretches, ...scope };
      // «2 s off the front»
      if (c.matches(/^[\d.]+ ?\w+ off\b/)) return { op: "trim", remove: stretches, ...scope };
      // 从第5秒剪到第25秒
      if (c.matches(/[剪截裁切] ?[到至]/)) return { op: "trim", keep: stretches, ...scope };
      if (!c.has("cut", "trim", "keep")) return undefined;
      // «trim from 5 to 15» says what stays, «cut from 12 to 17» what goes; an end that is cut always goes.
      const stays = edge === "between" && c.has("trim", "keep");
      return stays ? { op: "trim", keep: stretches, ...scope } : { op: "trim", remove: stretches, ...scope };
    },
    examples: [
      ["trim the first 10 seconds", { op: "trim", remove: [[0, 10000]] }],
      ["get rid of the last minute and a half", { op: "trim", remove: [[-90000, null]] }],
      ["trim to the first 4 seconds", { op: "trim", keep: [[0, 4000]] }],
      ["shorten it to the last 10 seconds", { op: "trim", keep: [[-10000, null]] }],
      ["cut everything except 0:20-0:40", { op: "trim", keep: [[20000, 40000]] }],
      ["nothing after 0:50 please", { op: "trim", remove: [[50000, null]] }],
      ["trim clip 1 to the first 8 seconds", { op: "trim", keep: [[0, 8000]], clip: 1 }],
      ["5 secs off the top", { op: "trim", remove: [[0, 5000]] }],
      ["keep only 0:30 to 1:45", { op: "trim", keep: [[30000, 105000]] }],
      [
        "chop 3 seconds off the beginning and the end",
        {
          op: "trim",
          remove: [
            [0, 3000],
            [-3000, null],
          ],
        },
      ],
      ["delete everything after 1:20", { op: "trim", remove: [[80000, null]] }],
      ["trim the beginning by 4 seconds", { op: "trim", remove: [[0, 4000]] }],
      [
        "cut the first 5 and the last 10 seconds",
        {
          op: "trim",
          remove: [
            [0, 5000],
            [-10000, null],
          ],
        },
      ],
      ["I don't need the first half a minute", { op: "trim", remove: [[0, 30000]] }],
      ["不要前五秒", { op: "trim", remove: [[0, 5000]] }],
      ["把开头三十秒剪掉", { op: "trim", remove: [[0, 30000]] }],
      ["只保留1分30秒到2分钟", { op: "trim", keep: [[90000, 120000]] }],
      ["從結尾剪掉兩秒半", { op: "trim", remove: [[-2500, null]] }],
      [
        "前后各剪掉3秒",
        {
          op: "trim",
          remove: [
            [0, 3000],
            [-3000, null],
          ],
        },
      ],
      ["keep the last third", { op: "trim", keep: [[{ share: 1 - 1 / 3 }, null]] }],
      ["去掉后半段", { op: "trim", remove: [[{ share: 0.5 }, null]] }],
    ],
  },
  {
    name: "bring to a length",
    heads: ["toLength", "trim", "cut", "make", "keep", "change", "clipNoun", "tie:long"],
    headValues: ["time"],
    about: ["cut", "trim", "whole", "decrease", "shrink"],
    read(c) {
      const times = c.takeAll("time");
      const time = times.at(-1);
      if (time === undefined || c.holds("span", "percent", "factor")) return undefined;
      const isTo =
        c.has("toLength") ||
        c.matches(
          /\b(?:to|be|into|under|under about) (?:about |only |just |exactly )?[\d.a-z]+ ?-?(?:s|sec|secs|seconds?|m|mins?|minutes?)\b/,
        ) ||
        c.matches(/[成到为] ?(?:\d|[一二三四五六七八九十两半])/);
      const isLong =
        time.role === "length" &&
        c.has("make", "change", "trim", "cut", "keep") &&
        !c.has("add", "title", "music", "fade");
      const isOnly = c.matches(LONG);
      if (!(isTo && c.has("toLength", "trim", "cut", "make", "keep")) && !isLong && !isOnly) return undefined;
      if (c.has("title", "music", "fade", "captions", "fadeIn", "split", "parts", "logo", "transition"))
        return undefined;
      if (c.matches(/\b(?:from|at) [\d:]+/) && times.length === 1) return undefined;
      // «turn my 40 min session into a time lapse»: so long it is now.
      if (
        c.matches(
          /\b(?:my|this|the|our|that) [\d.]+ ?-?(?:s|sec\w*|m|min\w*|h|hrs?|hours?)\b.*\binto\b(?! (?:a |an )?\d)/,
        )
      )
        return undefined;
      return { op: "trim", keep: [[0, time.ms]], ...clipOf(c) };
    },
    examples: [
      ["trim it to 30 seconds", { op: "trim", keep: [[0, 30000]] }],
      ["cut it down to a minute", { op: "trim", keep: [[0, 60000]] }],
      ["make it 15 seconds long", { op: "trim", keep: [[0, 15000]] }],
      ["shorten the clip so it's 20 seconds", { op: "trim", keep: [[0, 20000]] }],
      ["I need a 15 second version", { op: "trim", keep: [[0, 15000]] }],
      ["it should be 30 seconds at most", { op: "trim", keep: [[0, 30000]] }],
      ["剪成15秒", { op: "trim", keep: [[0, 15000]] }],
      ["控制在30秒以内", { op: "trim", keep: [[0, 30000]] }],
    ],
  },
  {
    name: "begin or end somewhere",
    heads: ["start", "end", "remove"],
    headValues: ["span", "time"],
    about: ["video", "make", "change"],
    read(c) {
      const span = c.value(c.indexOf("span"), "span");
      const isFramed = /^(?:start|begin)/.test(c.text(c.indexOf("span")));
      if (span !== undefined && isFramed && !c.has("title", "music", "fade", "logo", "captions", "speech", "poster")) {
        c.takeAll("span");
        return { op: "trim", keep: span.stretches };
      }
      // «it should end right after 2:05»
      if (span?.edge === "after" && c.matches(/\b(?:end|stop|finish)\w*(?: \w+)? after\b/)) {
        c.takeAll("span");
        return { op: "trim", remove: span.stretches };
      }
      const time = c.value(c.indexOf("time"), "time");
      // «skip straight to 0:18»
      const isSkipped =
        /\b(?:skip|jump|cut|go|get) (?:it |me |us )?(?:straight |right |ahead |directly |forward )*to (?:the )?\d/;
      if (
        time !== undefined &&
        c.matches(isSkipped) &&
        !c.has("toLength", "zoom") &&
        c.matches(/\b(?:skip|jump|straight|right|ahead|directly)\b|:\d/)
      ) {
        c.takeAll("time");
        return { op: "trim", remove: [[0, time.ms]] };
      }
      if (c.has("title", "music", "fade", "logo", "add", "captions", "remove", "speech") && !c.has("make"))
        return undefined;
      if (!c.has("start", "end") && !c.matches(/\b(?:start|begin)/)) return undefined;
      if (time === undefined || time.role !== "point") return undefined;
      if (
        !c.matches(
          /^(?:.*\b)?(?:start|begin|end|finish|stop|ends?|starts?|begins?)(?:ing)?(?: the| it| video| clip| this| movie| film| playing)* (?:at|from|on|around)\b/,
        ) &&
        !c.matches(/^(?:视频|让视频|影片)?从.*开始$/)
      )
        return undefined;
      if (c.matches(/\b(?:fade|text|title|music|song|caption|logo)/)) return undefined;
      c.takeAll("time");
      const isStart = c.matches(/\b(?:start|begin)|开始/);
      return { op: "trim", remove: [isStart ? [0, time.ms] : [time.ms, null]] };
    },
    examples: [
      ["start the video at 0:10", { op: "trim", remove: [[0, 10000]] }],
      ["stop at 1:20", { op: "trim", remove: [[80000, null]] }],
      ["end it at 1:05", { op: "trim", remove: [[65000, null]] }],
      ["I want it to start at 0:08 and stop at 0:52", { op: "trim", keep: [[8000, 52000]] }],
    ],
  },
  {
    name: "cut, without saying where",
    heads: ["cut", "trim", "remove", "shrink"],
    about: ["start", "end", "video", "cut", "trim", "middle"],
    read(c) {
      const isShorter = c.matches(/\bshorter\b|短一点|短一些|变短|缩短/);
      if (!c.has("cut", "trim", "remove") && !isShorter) return undefined;
      if (c.holds("span", "clip", "file", "quote", "size", "aspect", "bytes")) return undefined;
      const time = c.take("time");
      if (time !== undefined) return time.role === "point" ? undefined : { ask: WHICH_END };
      if (
        c.has("cut", "trim", "remove") &&
        (c.has("start") || c.has("end")) &&
        !c.has("music", "sound", "title", "noise")
      )
        return { ask: HOW_MUCH };
      if (isShorter || (c.has("trim", "cut") && c.tokens.every((token) => isIdle(token)))) return { ask: WHICH_PART };
      return undefined;
    },
    examples: [
      ["trim it", "clarify"],
      ["cut 5 seconds", "clarify"],
      ["cut off the intro", "clarify"],
      ["make it shorter", "clarify"],
      ["把片头剪掉", "clarify"],
    ],
  },
  {
    name: "split",
    heads: ["split", "cut", "parts"],
    about: ["half", "parts", "middle", "video", "pronoun", "make"],
    read(c, context) {
      // «make 3 equal pieces»
      const isSplit = c.has("split") || (c.has("parts", "make") && c.matches(/\bequal\b/));
      const times = c.value(c.indexOf("span"), "span");
      const points = c.all("time");
      if (!isSplit && !(c.has("cut") && (c.matches(/\b(?:at|@)\b/) || c.has("half")) && !c.has("remove")))
        return undefined;
      if (
        c.matches(
          /\b(?:sound|audio|screen|volume|speed|size|music|brightness|length|duration|resolution|bitrate)\b|分屏|音频|声音/,
        ) ||
        c.has("remove")
      )
        return undefined;
      if (c.matches(/\b(?:every|each)\b|每/) && points.length === 1) {
        c.takeAll("time");
        const step = points[0]?.ms ?? 0;
        const length = context.durationMs;
        if (length === undefined || step <= 0)
          return {
            ask: { en: "How long is the video? Then I know where to cut.", zh: "视频有多长？知道了才能定切点。" },
          };
        return {
          op: "split",
          at: Array.from({ length: Math.ceil(length / step) - 1 }, (_, index) => (index + 1) * step),
          ...clipOf(c),
        };
      }
      if (points.length > 0 && times === undefined) {
        c.takeAll("time");
        return { op: "split", at: points.map((time) => time.ms), ...clipOf(c) };
      }
      const count = partCount(c);
      if (count !== undefined && count >= 2 && count <= 50) {
        c.takeAll("number");
        c.takeAll("share");
        const at: Moment[] = Array.from({ length: count - 1 }, (_, index) => ({ share: (index + 1) / count }));
        return { op: "split", at, ...clipOf(c) };
      }
      if (!isSplit || times !== undefined) return undefined;
      return { ask: { en: "Where should I split it?", zh: "要在几秒处分割？" } };
    },
    examples: [
      ["split at 0:20 and 0:40", { op: "split", at: [20000, 40000] }],
      ["cut it in half", { op: "split", at: [{ share: 0.5 }] }],
      ["split the video into 4 equal parts", { op: "split", at: [{ share: 0.25 }, { share: 0.5 }, { share: 0.75 }] }],
      ["在第10秒切一刀", { op: "split", at: [10000] }],
      ["从中间切开", { op: "split", at: [{ share: 0.5 }] }],
      ["split it", "clarify"],
    ],
  },
];

/** «first 3 seconds off»: nothing else is said of them. */
function isOff(c: Clause): boolean {
  const at = c.indexOf("span");
  return (
    /^(?:off|out|gone|away)$/.test(c.text(at + 1)) &&
    (c.at(at + 2) === undefined || c.at(at + 2)?.isStop === true || c.is(at + 2, "next", "please"))
  );
}

/** «a 15 second version», «no more than 30 seconds», «so it lasts 20 seconds»: how long it is all to be. */
const LONG =
  /\b(?:seconds?|secs?|s|minutes?|mins?) (?:long|max|maximum|tops|total|in total|at most|or less|or under|version|cut|edit|teaser|trailer|reel|short|story)\b|\b(?:version|cut|edit|teaser|trailer) of (?:about |only |just )?[\d.]+ ?(?:s|sec|secs|seconds?|min|minutes?)\b|\b(?:so|until|till) (?:that )?(?:it's|it is|it lasts|it runs|its|it takes|we have|there's)(?: only| just| about| exactly)?\b|\b(?:should|must|has to|have to|needs to|to) (?:be|last|run|take|come in at)\b|\b(?:max|maximum|no more than|not more than|(?:no|not|not be|not run|not last|never be) longer than|less than|shorter than)\b/;

function isIdle(token: { value?: unknown; meanings: ReadonlySet<string> }): boolean {
  if (token.value !== undefined) return false;
  const idle = [
    "cut",
    "trim",
    "video",
    "pronoun",
    "please",
    "next",
    "amount",
    "tie:filler",
    "clipNoun",
    "make",
    "change",
    "not",
    "add",
  ];
  return token.meanings.size === 0 || idle.some((meaning) => token.meanings.has(meaning));
}

function partCount(c: Clause): number | undefined {
  if (c.has("half") || c.value(c.indexOf("share"), "share")?.share === 0.5) return 2;
  const at = c.indexOf("number");
  return at >= 0 && (c.has("parts") || c.matches(/[段份]/)) ? c.number(at) : undefined;
}

/** The clip meant, where one is. */
function clipOf(c: Clause): { clip?: number } {
  const clip = c.take("clip")?.clips[0];
  return clip === undefined ? {} : { clip };
}
