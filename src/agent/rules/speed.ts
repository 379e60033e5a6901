/** How fast, in which direction, how often. */
import type { Clause } from "../grammar/clause.js";
import type { Rule } from "../grammar/rule.js";
import type { Meaning } from "../vocabulary/vocabulary.js";
import { isMirrored } from "./frame.js";

const FASTER =
  /\b(?:fast|faster|quick|quicker|quickly|speed up|(?:speed|pace|tempo)\b.*\bup|(?:increase|raise|boost) (?:the |its |my |this )*(?:\w+ )?(?:speed|pace|tempo)|(?<!full )sped up|speed it up|speeding up|speed this up|speed that up|accelerat\w*|fast forward|time ?lapse|hyper ?lapse|double speed|speedy|hurry)\b|快|加速|倍速|延时/;
const SLOWER =
  /\b(?:speed|pace|tempo)\b.*\b(?:down|lower|reduced?|decreased?|drop)\b|\b(?:lower|reduce|decrease|drop|cut|bring down) (?:the |its |my |this )*(?:\w+ )?(?:speed|pace|tempo)\b|\b(?:slow|slower|slowly|slowed|slowing|slow-?mo|slo ?mo|slow motion|decelerat\w*)\b|(?<!慢)慢(?!慢)|减速/;
/** «1.25 speed» */
const BARE = /\b(\d(?:\.\d+)?) (?:playback )?speed\b/;
const SPEED_WORD = /\b(?:speed|velocity|pace|playback|rate|tempo|speeds)\b|速/;

export const SPEED_RULES: readonly Rule[] = [
  {
    name: "speed",
    heads: ["speedWord", "play"],
    headValues: ["factor"],
    about: [
      "make",
      "change",
      "own",
      "half",
      "increase",
      "decrease",
      "more",
      "whole",
      "convert",
      "each" as never,
      "loop",
      "sound",
      "tie:by",
    ],
    isScoped: true,
    read(c, context) {
      if (c.has("music", "fade", "transition", "frameRate") && !c.has("video", "pronoun")) return undefined;
      if (
        c.matches(
          /\b(?:fast|slow|quick)\s(?:and\s\w+\s)?(?:music|song|beat|track|tempo|fade|zoom|transition|paced? music)/,
        )
      )
        return undefined;
      // «do a quick colour correction»
      // 讲得太慢了: it shall be faster.
      const complaint = /(?:太|有一?点|偏|好|很|过于|[这那]么|比较|嫌|挺)(快|慢)(?!一?[点些]|放|动作|镜头|速|进)/.exec(
        c.text(),
      )?.[1];
      const isFaster =
        (complaint === "慢" || (c.matches(FASTER) && complaint !== "快")) &&
        !c.matches(
          /\b(?:an?|one|some|just|real|super) quick\b(?! (?:pace|tempo|speed|motion))|\bquick (?:one|question|favou?r|request|edit|job|fix|thing|task|note|reminder)\b/,
        );
      const isSlower = complaint === "快" || (c.matches(SLOWER) && complaint !== "慢");
      const isSpeed = c.matches(SPEED_WORD);
      if (
        !isFaster &&
        !isSlower &&
        !(isSpeed && c.holds("factor", "percent", "share", "times")) &&
        !(isSpeed && c.has("own")) &&
        !(c.holds("number") && BARE.test(c.text())) &&
        !(c.holds("factor") && (c.has("play") || c.matches(/倍速/) || isOnlyFactor(c)))
      )
        return undefined;
      // «play it twice»: how often, not how fast.
      if (c.matches(/\bplays? (?:it |this |that |the \w+ )?(?:twice|thrice)$/)) return undefined;
      if (c.matches(/\b(?:shutter|internet|download|render|export|encod\w+) speed\b/)) return undefined;
      const target = targetLength(c);
      if (target !== undefined) {
        if (context.durationMs === undefined)
          return {
            ask: {
              en: "How long is the video now? Then I know how fast it has to be.",
              zh: "视频现在有多长？知道了才能算出倍速。",
            },
          };
        return { op: "speed", factor: rounded(context.durationMs / target) };
      }
      const factor = saidFactor(c, isSlower && !isFaster);
      if (factor !== undefined) return { op: "speed", factor };
      if (
        c.matches(
          /\b(?:normal|original|regular|default|real) (?:speed|pace|time)\b|原速|正常速度|恢复.*速|原来的速度|正常的速度|速度?.*(?:正常|原来|原样|原速)|(?:回到?|恢复到?|还原成?)(?:正常|原速|原来|一倍)/,
        )
      )
        return { op: "speed", factor: 1 };
      const isAgain = (c.has("more") || c.matches(/\beven\b|再/)) && context.lastEdits?.at(-1)?.op === "speed";
      const relative = isAgain ? { relative: true } : {};
      if (isSlower && c.matches(/super slow|ultra slow|超慢|超级慢/)) return { op: "speed", factor: 0.25, ...relative };
      if (isSlower && c.matches(/slow ?-?mo|slo ?mo|slow motion|慢动作|慢镜头|慢放/))
        return { op: "speed", factor: 0.5, ...relative };
      if (isSlower) return { op: "speed", factor: c.amount(0.8, 0.75, 0.5), ...relative };
      if (c.matches(/time ?lapse|hyper ?lapse|延时/)) return { op: "speed", factor: 8 };
      return { op: "speed", factor: c.amount(1.25, 1.5, 2), ...relative };
    },
    examples: [
      ["speed up by 2x", { op: "speed", factor: 2 }],
      ["speed it up by 3", { op: "speed", factor: 3 }],
      ["drop it to three quarter speed", { op: "speed", factor: 0.75 }],
      ["make it twice as fast", { op: "speed", factor: 2 }],
      ["slow it down to half speed", { op: "speed", factor: 0.5 }],
      ["slow it down by 30%", { op: "speed", factor: 0.7 }],
      ["make the second clip 3x faster", { op: "speed", factor: 3, clip: 2 }],
      ["play the last 3 seconds in slow motion", { op: "speed", factor: 0.5, range: [-3000, null] }],
      ["speed up the first 10 seconds", { op: "speed", factor: 1.5, range: [0, 10000] }],
      ["back to normal speed", { op: "speed", factor: 1 }],
      ["play this in slo-mo at 25 percent", { op: "speed", factor: 0.25 }],
      ["慢放一倍", { op: "speed", factor: 0.5 }],
      ["两倍速播放", { op: "speed", factor: 2 }],
      ["1.5倍速", { op: "speed", factor: 1.5 }],
      ["第二段放慢到0.5倍", { op: "speed", factor: 0.5, clip: 2 }],
      ["速度加快一倍", { op: "speed", factor: 2 }],
    ],
  },
  {
    name: "backwards",
    heads: ["reverse"],
    about: ["loop", "play", "make", "change", "again"],
    isScoped: true,
    read(c) {
      if (c.has("music", "undo") || c.matches(/rotat|order|顺序/) || isMirrored(c)) return undefined;
      const times = c.take("times")?.count ?? factorCount(c);
      return { op: "reverse", ...(times === undefined ? {} : { times }) };
    },
    examples: [
      ["play it backwards", { op: "reverse" }],
      ["reverse the last clip", { op: "reverse", clip: -1 }],
      ["play it backwards at double speed", { op: "reverse" }, { op: "speed", factor: 2 }],
      ["倒放", { op: "reverse" }],
    ],
  },
  {
    name: "loop",
    heads: ["loop", "play"],
    headValues: ["times"],
    about: ["again", "make", "play", "video", "whole"],
    isScoped: true,
    read(c) {
      // «have it play four times in a row», «play it again and again»
      const isPlayed =
        (c.has("play") &&
          c.matches(/\b\d+ (?:times|x)\b|\b(?:\w+) times\b|\btwice\b|\bover and over\b|\bagain and again\b/)) ||
        (c.holds("times") && c.matches(/\bin a row\b|\bback to back\b|\bone after (?:the other|another)\b/));
      if (!c.has("loop") && !(isPlayed && !c.matches(/\b(?:as|faster|slower|quicker|speed|longer|louder)\b/)))
        return undefined;
      if (c.has("music", "reverse", "speedWord", "remove") || (c.says("播放") && !c.holds("times"))) return undefined;
      const times = c.take("times")?.count ?? factorCount(c) ?? loopsOf(c);
      if (times === undefined && c.matches(/\btwice\b/)) return { op: "loop", times: 2 };
      return { op: "loop", ...(times === undefined ? {} : { times }) };
    },
    examples: [
      ["loop it 3 times", { op: "loop", times: 3 }],
      ["repeat the video five times", { op: "loop", times: 5 }],
      ["make it loop", { op: "loop" }],
      ["have the video play four times in a row", { op: "loop", times: 4 }],
      ["循环播放三遍", { op: "loop", times: 3 }],
      ["repeat it twice", { op: "loop", times: 2 }],
    ],
  },
];

/** «2x», «1.75x on what is left»: nothing else is spoken of. */
function isOnlyFactor(c: Clause): boolean {
  const rest = c.tokens.filter((token) => token.isStop !== true && token.value?.kind !== "factor");
  if (rest.length === 0) return true;
  return (
    c.matches(/\d ?x\b|倍/) &&
    rest.every(
      (token) =>
        token.value?.kind === "span" ||
        token.value?.kind === "clip" ||
        token.meanings.size === 0 ||
        ["tie:filler", "tie:at", "video", "pronoun", "next", "please", "whole", "clipNoun", "tie:into"].some(
          (meaning) => token.meanings.has(meaning as Meaning),
        ),
    ) &&
    !c.matches(/\b(?:size|bigger|larger|resolution|louder|volume)\b/)
  );
}

/** «three loops» */
function loopsOf(c: Clause): number | undefined {
  const at = c.find("loop");
  return c.text(at) === "loops" ? c.number(at - 1) : undefined;
}

function factorCount(c: Clause): number | undefined {
  const factor = c.take("factor")?.factor;
  return factor === undefined || !Number.isInteger(factor) ? undefined : factor;
}

/** «speed it up to fit into 30 seconds». */
function targetLength(c: Clause): number | undefined {
  if (
    !c.matches(
      /\b(?:fits?|so (?:that )?it(?:'s| is| lasts)|to (?:be|last)|into|down to|in under)\b|到.*(?:秒|分钟)(?:以内|之内)?$|以内/,
    )
  )
    return undefined;
  const at = c.indexOf("time");
  const time = c.value(at, "time");
  if (time === undefined || c.holds("factor", "percent", "span")) return undefined;
  // «turn my 40 min session into a time lapse»: so long it is now.
  if (
    /^(?:my|the|this|our|a|an|that)$/.test(c.text(at - 1)) &&
    c.tokens.slice(at + 1).some((token) => token.text === "into")
  )
    return undefined;
  c.takeAll("time");
  return time.ms;
}

function saidFactor(c: Clause, isSlower: boolean): number | undefined {
  const isSpan = c.tokens.some((token) => token.value?.kind === "span" && /四分之一/.test(token.text));
  if (!isSpan && c.matches(/(?<!\bthree )\bquarter(?: of the| its| the)?(?: original| normal)? speed\b|四分之一/)) {
    c.takeAll("share");
    c.takeAll("number");
    return 0.25;
  }
  const text = c.text();
  // 快一倍, 慢一倍
  if (/一 ?倍/.test(text)) {
    c.takeAll("factor");
    c.takeAll("number");
    return isSlower ? 0.5 : 2;
  }
  const isAimed = c.isAimedAt("percent");
  const factor = c.take("factor");
  const times = c.take("times")?.count;
  const said = factor?.factor ?? times;
  // «he talks so slow, bump it to 1.3x»
  const isRaised = c.matches(/\b(?:bump|boost|raise|push|crank|kick)\b.*\bto\b/);
  if (said !== undefined && said > 0) return isSlower && said > 1 && !isRaised ? rounded(1 / said) : said;
  const percent = c.take("percent")?.percent;
  if (percent !== undefined) {
    const isBy =
      /\b(?:by|more|\d+ (?:%|percent) (?:faster|slower|quicker))\b|(?:%|percent) (?:faster|slower)|[快慢]了? ?\d+|加快|放慢|减速|加速|提速|提高|提升|增加|降低|减慢/.test(
        text,
      ) &&
      !isAimed &&
      !/[到至] ?\d|\bto \d/.test(text);
    if (isSlower) return rounded(isBy && percent < 100 ? (100 - percent) / 100 : percent / 100);
    if (isBy || /\b(?:speed|sped|tempo|pace) (?:\w+ )*up\b/.test(text))
      return rounded(percent >= 100 && !/by/.test(text) ? percent / 100 : 1 + percent / 100);
    return rounded(percent / 100);
  }
  const share = c.take("share")?.share;
  if (share !== undefined) return rounded(share);
  // «speed it up by 2», «at speed 1.5»
  const named = BARE.exec(text)?.[1];
  if (named !== undefined && Number(named) > 0) {
    c.takeAll("number");
    return isSlower && Number(named) > 1 ? rounded(1 / Number(named)) : Number(named);
  }
  const bare = /\b(?:by|to|at|speed|factor|of) (?:a )?(?:factor of )?(\d+(?:\.\d+)?)$/.exec(
    text.replace(/[\s,.!?]+$/, ""),
  )?.[1];
  if (bare !== undefined && Number(bare) > 0 && Number(bare) <= 20 && c.holds("number")) {
    c.takeAll("number");
    return isSlower && Number(bare) > 1 ? rounded(1 / Number(bare)) : Number(bare);
  }
  // 倍速1.1, 速度调到0.8
  const number = /倍速|速度|倍率|[快慢]放?[到成为至] ?\d/.test(text) ? c.all("number").at(-1)?.number : undefined;
  if (number === undefined || number < 0.1 || number > 16) return undefined;
  c.takeAll("number");
  return rounded(number);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
