/** The frame: its shape, which way up, what part of the picture is seen. */
import type { Context } from "../context.js";
import type { Clause } from "../grammar/clause.js";
import type { RoughEdit, Rule } from "../grammar/rule.js";

export const FRAME_RULES: readonly Rule[] = [
  {
    name: "shape of the frame",
    heads: ["make", "change", "convert", "add"],
    headChoices: ["shape", "fit"],
    headValues: ["aspect", "size"],
    about: [
      "make",
      "change",
      "convert",
      "black",
      "edges",
      "add",
      "bars",
      "own",
      "picture",
      "resolutionNoun",
      "whole",
      "untouched",
      "compressStrong",
      "export",
      "start",
      "forSending",
      "zoom",
    ],
    isScoped: true,
    read(c, context) {
      // 第三段横着了: it lies on its side.
      if (c.matches(/(?:横|竖|躺|倒)(?:着|过来)了/) && !c.holds("aspect")) return undefined;
      // 全是方块: what compression has left.
      if (c.matches(/(?:全|都|净|满是?|一堆|一片|好多|很多|有|出现)[是都]?(?:小|大)?方块/) && !c.holds("aspect"))
        return undefined;
      // 电视放不了mov: why, not what for.
      if (c.matches(/(?:[放播看打传开用])不[了开出动]|不支持|不认/) && !c.holds("aspect") && c.choiceAt("format") >= 0)
        return undefined;
      const aspect = aspectOf(c);
      if (aspect === undefined) return fitAlone(c, context);
      if (c.has("title", "says", "music", "poster") && !c.has("make", "convert")) return undefined;
      if (c.matches(/\b(?:mirror|flip)\b|翻转|镜像/) && !c.holds("aspect")) return undefined;
      // 21:9上下黑边
      const hasBars = c.has("bars") && !c.has("remove", "trim", "cut");
      const fit = fitOf(c) ?? (hasBars ? "pad" : undefined);
      const platform = c.choice("platform");
      return {
        op: "reframe",
        aspect,
        ...(fit === undefined ? {} : { fit }),
        ...(platform === undefined ? {} : { platform }),
      };
    },
    examples: [
      ["make it vertical for TikTok", { op: "reframe", aspect: "9:16", platform: "tiktok" }],
      ["square for Instagram", { op: "reframe", aspect: "1:1", platform: "instagram" }],
      ["crop to 4:5", { op: "reframe", aspect: "4:5", fit: "crop" }],
      ["make it 9 by 16 with a blurred background", { op: "reframe", aspect: "9:16", fit: "blur" }],
      ["竖屏", { op: "reframe", aspect: "9:16" }],
      ["改成横屏，两边模糊填充", { op: "reframe", aspect: "16:9", fit: "blur" }],
      ["做成抖音竖版", { op: "reframe", aspect: "9:16", platform: "douyin" }],
      ["letterbox it to 21:9", { op: "reframe", aspect: "21:9", fit: "pad" }],
    ],
  },
  {
    name: "black bars away",
    heads: ["bars"],
    about: ["remove", "cut", "trim", "edges", "start", "end", "tie:off", "make", "zoom", "black"],
    isScoped: true,
    read: (c) =>
      // «black bars are fine»
      c.matches(BARS_ARE_FINE) ||
      (c.has("add") && !c.has("remove", "trim", "cut") && !c.matches(/\b(?:there are|has|have|got|with)\b|有/))
        ? undefined
        : c.holds("aspect")
          ? undefined
          : { op: "crop", edges: "black" },
    examples: [
      ["crop out the black bars", { op: "crop", edges: "black" }],
      ["there are black bars on the sides", { op: "crop", edges: "black" }],
      ["去黑边", { op: "crop", edges: "black" }],
    ],
  },
  {
    name: "half of the picture",
    heads: ["keep", "remove", "trim", "cut", "only"],
    about: ["video", "picture", "edges"],
    isScoped: true,
    read(c) {
      const side = /([左右上下])半(?:边|部|部分|面|侧|屏|幅)/.exec(c.text())?.[1];
      if (side === undefined || c.has("title", "logo", "captions") || c.holds("time")) return undefined;
      c.choice("position");
      const isFirst = (side === "左" || side === "上") !== c.has("remove");
      const isWide = side === "左" || side === "右";
      const place = isWide ? { x: isFirst ? 0 : 50, width: 50 } : { y: isFirst ? 0 : 50, height: 50 };
      return { op: "crop", ...place, unit: "percent" };
    },
    examples: [
      ["只保留画面右半边", { op: "crop", x: 50, width: 50, unit: "percent" }],
      ["把左半边裁掉", { op: "crop", x: 50, width: 50, unit: "percent" }],
    ],
  },
  {
    name: "a part of the picture",
    heads: ["trim", "zoom", "cut", "remove"],
    headValues: ["pixels"],
    about: [
      "edges",
      "start",
      "end",
      "video",
      "zoom",
      "scale",
      "toLength",
      "tie:into",
      "tie:from",
      "tie:off",
      "each" as never,
    ],
    isScoped: true,
    read(c) {
      if (c.has("transition", "bars", "logo", "title", "music") || c.holds("aspect")) return undefined;
      const isZoom = c.has("zoom") && !c.matches(/\bzoom (?:call|meeting|recording)\b/);
      const isCrop = c.matches(
        /\bcrop|裁|\b(?:trim|cut|shave|chop|slice|take|lose)\b.*\b(?:frame|picture|image|screen)\b.*\b(?:by|off|all (?:a?round|sides))\b|\b(?:trim|cut|shave|chop|slice|take|lose)\b.*\b(?:off|from) (?:each|every|all|both) (?:sides?|edges?)\b|\b(?:top|bottom|left|right)(?: hand)?(?: side)? (?:half|third|quarter|fifth|tenth|[\d.]+ ?%)(?: of)?(?: the)?(?: frame| picture| image| screen| shot)?\b(?! of the video)/,
      );
      if (!isZoom && !isCrop && !c.holds("pixels")) return undefined;
      const box = c.value(c.indexOf("size"), "size");
      if (isCrop && box?.width !== undefined) {
        c.takeAll("size");
        const pair = /\bat \(? ?(\d+) ?, ?(\d+)/.exec(c.text());
        const x = pair?.[1] ?? /\bx ?[=:是为]? ?(\d+)/.exec(c.text())?.[1];
        const isCorner = c.tokens.some((token) => token.choices.get("position") === "top_left");
        const y = pair?.[2] ?? /\by ?[=:是为]? ?(\d+)/.exec(c.text())?.[1];
        if (x !== undefined || y !== undefined) c.takeAll("number");
        if (isCorner && x === undefined) c.choice("position");
        return {
          op: "crop",
          ...(isCorner && x === undefined ? { x: 0, y: 0 } : {}),
          ...(x === undefined ? {} : { x: Number(x) }),
          ...(y === undefined ? {} : { y: Number(y) }),
          width: box.width,
          height: box.height,
        };
      }
      // «cut away the top fifth of the frame»
      const part = /\b(?:top|bottom|left|right)(?: hand)?(?: side)? (half|third|quarter|fifth|tenth)\b/.exec(
        c.text(),
      )?.[1];
      if (part !== undefined && !isZoom) {
        c.takeAll("share");
        return sideCrop(c, { half: 50, third: 33.33, quarter: 25, fifth: 20, tenth: 10 }[part] ?? 50, true);
      }
      const percent = c.take("percent")?.percent;
      const pixels = c.take("pixels")?.pixels;
      if (isZoom && !isCrop) {
        if (c.matches(/zoom(?:ed)? out|缩小/)) return undefined;
        const factor = c.take("factor")?.factor ?? c.take("times")?.count;
        if (factor !== undefined && isEnlarged(c, factor)) return undefined;
        const by =
          factor ??
          (percent === undefined ? c.amount(1.1, 1.25, 1.5) : percent > 100 ? percent / 100 : 1 + percent / 100);
        const kept = Math.round(10_000 / by) / 100;
        return kept >= 100 || kept <= 0 ? undefined : { op: "crop", width: kept, height: kept, unit: "percent" };
      }
      // 顶上五分之一
      const shared = isCrop ? c.take("share")?.share : undefined;
      const amount = percent ?? pixels ?? (shared === undefined ? undefined : Math.round(shared * 1000) / 10);
      if (amount === undefined)
        return isCrop &&
          !c.holds("time", "span", "clip") &&
          !c.has("forSending") &&
          c.tokens.length < 6 &&
          !c.choice("shape")
          ? {
              ask: {
                en: "What should I crop to: square, vertical, or how much from which side?",
                zh: "要裁成什么样：方形、竖屏，还是从哪一边裁多少？",
              },
            }
          : undefined;
      return sideCrop(c, amount, percent !== undefined || shared !== undefined);
    },
    examples: [
      ["crop 10% off each side", { op: "crop", x: 10, y: 10, width: 80, height: 80, unit: "percent" }],
      ["trim the picture by 10% all around", { op: "crop", x: 10, y: 10, width: 80, height: 80, unit: "percent" }],
      ["crop the bottom 20%", { op: "crop", height: 80, y: 0, unit: "percent" }],
      ["crop 100 pixels from the top", { op: "crop", y: 100 }],
      ["crop it down to 1280x720 from the top left corner", { op: "crop", x: 0, y: 0, width: 1280, height: 720 }],
      ["crop it to 800x600", { op: "crop", width: 800, height: 600 }],
      ["zoom in 2x", { op: "crop", width: 50, height: 50, unit: "percent" }],
    ],
  },
  {
    name: "turn",
    heads: ["rotate"],
    headValues: ["degrees"],
    about: ["make", "change", "tie:by"],
    isScoped: true,
    read(c) {
      if (
        !c.holds("degrees") &&
        !c.matches(
          /\b(?:rotat|turn|sideways|clockwise|counter|anti|upside|orientation|tilt|its side)|旋转|时针|[左右]转|转个|颠倒|倒|横着|歪|方向|头朝下/,
        )
      )
        return undefined;
      if (
        c.matches(/\bturn/) &&
        !c.holds("degrees") &&
        !c.matches(/\b(?:half|quarters?)(?: of a)? turn\b/) &&
        (c.choiceAt("direction") < 0 || c.matches(/\bturn(?:ed)? (?:it |this |that |them )*(?:up|down)\b/)) &&
        c.choiceAt("position") < 0 &&
        !c.matches(/clockwise|upside|side|around/)
      )
        return undefined;
      const turn = /\b(half|quarter|three quarters?|three quarter)(?: of a)? turn\b/.exec(c.text())?.[1];
      if (turn !== undefined) c.takeAll("share");
      const turned90 = turn === undefined ? undefined : turn === "half" ? 180 : turn === "quarter" ? 90 : 270;
      // «rotate it -90»
      const isMinus = c.matches(/(?:^| )- ?\d|\bminus \d/);
      const degrees = turned90 ?? c.take("degrees")?.degrees ?? c.take("number")?.number;
      const direction = c.choice("direction") ?? c.choice("position");
      const isBack =
        isMinus ||
        c.matches(/counter ?-?clockwise|anti ?-?clockwise|逆时针|往左|向左|左转|\bleft\b|左/) ||
        direction === "left";
      if (
        c.matches(/\bvertical|portrait|landscape|horizontal|竖屏|横屏/) &&
        degrees === undefined &&
        c.matches(/format|video to|to (?:vertical|portrait|landscape|horizontal)/)
      )
        return undefined;
      if (degrees === undefined && c.matches(/upside down|180|颠倒|倒过来|倒立|上下颠倒|反了|倒了|头朝下/))
        return { op: "rotate", degrees: 180 };
      const turned = ((((isBack ? -1 : 1) * (degrees ?? 90)) % 360) + 360) % 360;
      if (turned === 90 || turned === 180 || turned === 270) return { op: "rotate", degrees: turned };
      return {
        ask: {
          en: "I can turn it by 90, 180 or 270 degrees. Which one?",
          zh: "可以旋转 90、180 或 270 度，要哪一种？",
        },
      };
    },
    examples: [
      ["rotate left", { op: "rotate", degrees: 270 }],
      ["turn it 90 degrees clockwise", { op: "rotate", degrees: 90 }],
      ["rotate it -90", { op: "rotate", degrees: 270 }],
      ["the video is upside down", { op: "rotate", degrees: 180 }],
      ["it's sideways, fix it", { op: "rotate", degrees: 90 }],
      ["逆时针旋转90度", { op: "rotate", degrees: 270 }],
      ["rotate it 45 degrees", "clarify"],
    ],
  },
  {
    name: "mirror",
    heads: ["flip", "reverse"],
    about: ["make", "title", "says"],
    isScoped: true,
    read(c) {
      if (c.holds("degrees")) return undefined;
      // «flip it the right way up»
      if (c.matches(/\bright (?:way|side) (?:up|round|around)\b|\bupright\b/)) return { op: "rotate", degrees: 180 };
      if (c.matches(/\b(?:to|into) (?:vertical|portrait|landscape|horizontal) (?:format|video|mode)/)) return undefined;
      // «the writing on the board is backwards»
      if (!c.has("flip") && !isMirrored(c)) return undefined;
      c.choice("shape");
      const isVertical = c.matches(/\bvertical|upside|up ?-?down|top to bottom|\bupside down|上下|垂直|竖直|纵向/);
      return { op: "flip", axis: isVertical ? "vertical" : "horizontal" };
    },
    examples: [
      ["mirror it", { op: "flip", axis: "horizontal" }],
      ["the text is backwards", { op: "flip", axis: "horizontal" }],
      ["flip the first clip vertically", { op: "flip", axis: "vertical", clip: 1 }],
      ["左右翻转", { op: "flip", axis: "horizontal" }],
      ["镜像一下", { op: "flip", axis: "horizontal" }],
    ],
  },
];

/** Whether letters, or left and right, are told to be the wrong way round. */
export function isMirrored(c: Clause): boolean {
  return c.matches(
    /\b(?:text|texts?|letters?|lettering|words?|writing|signs?|numbers?|logo|everything on|board|name tag)\b.*\b(?:is|are|reads?|looks?|came out|comes? out|appears?|shows? up)\b.*\b(?:backwards?|reversed|mirrored|flipped|inverted|the wrong way)\b|\b(?:left and right|left to right) (?:is|are) (?:reversed|swapped|backwards?|mixed up)\b/,
  );
}

/** 放大四倍: more pixels, unless a part of the picture is spoken of. */
export function isEnlarged(c: Clause, factor: number): boolean {
  return factor >= 2 && c.matches(/放大/) && !c.matches(/画面|镜头|中间|局部|中心|居中|推|拉|近|人/);
}

const BARS_ARE_FINE =
  /\b(?:bars?|borders?|letterbox\w*)\b.*\b(?:is|are|'s) (?:\w+ )?(?:fine|ok|okay|good|alright|allowed|no problem|acceptable)\b|\b(?:don't|dont|do not) mind (?:the |some |having )*(?:black )?bars\b|\b(?:ok|okay|fine|happy|cool) with (?:the |some )?(?:black )?bars\b/;

/** How it fits; a blurred fill says more than that nothing is cropped. */
function fitOf(c: Clause): string | undefined {
  const said = c.tokens.map((token) => token.choices.get("fit"));
  for (const [index, fit] of said.entries()) if (fit !== undefined) c.use(index);
  return said.includes("blur") ? "blur" : said.includes("pad") ? "pad" : said.find((fit) => fit !== undefined);
}

/** The shape that is asked for: the last one said, for the first may be that of the source. */
function aspectOf(c: Clause): string | undefined {
  const aspects = c.all("aspect");
  const box = c.all("size").find((size) => size.width !== undefined);
  const isMade = c.has("make", "change", "convert", "trim", "add") || c.tokens.length <= 6;
  if (aspects.length > 0) {
    const at = c.indexOf("aspect");
    const isTime = aspects[0]?.clockMs !== undefined && c.matches(/\b(?:at|from|until) 9:16/);
    if (isTime || at < 0) return undefined;
    c.takeAll("aspect");
    const shapeAt = c.choiceAt("shape");
    c.choice("shape");
    const tied = c.find("tie:into");
    // «this 16:9 video to vertical»
    if (shapeAt > tied && tied > at) return c.tokens[shapeAt]?.choices.get("shape");
    return aspects.at(-1)?.aspect;
  }
  if (box?.width !== undefined && box.height >= box.width && isMade) {
    c.takeAll("size");
    c.choice("shape");
    return nearest(box.width / box.height);
  }
  if (!isMade) return undefined;
  const names: { index: number; shape: string; text: string }[] = [];
  for (const [index, token] of c.tokens.entries()) {
    const shape = token.choices.get("shape");
    if (shape !== undefined) names.push({ index, shape, text: token.text });
  }
  if (names.length === 0) return undefined;
  const own = names.filter((name) => !NAMES_OF_PLACES.test(name.text));
  // «landscape video to vertical»: what stands behind «to» counts; without it, the first one that is a shape.
  const tied = c.tokens.findIndex((token) => token.meanings.has("tie:into") || token.text === "into");
  const behind = names.filter((name) => name.index > tied && tied >= 0);
  const target =
    own.find((name) => name.index > tied && tied >= 0) ??
    // «turn my horizontal gameplay into a Short»
    (own.length > 0 && own.every((name) => name.index < tied) ? behind[0] : undefined) ??
    own.at(c.matches(/改|变|转|换|做/) ? -1 : 0) ??
    named(c, names);
  if (target === undefined) return undefined;
  for (const name of names) c.use(name.index);
  return target.shape;
}

const NAMES_OF_PLACES =
  /tiktok|tik tok|reel|stor|short|snap|youtube|yt|instagram|insta|facebook|抖音|快手|视频号|小红书|b站|油管|tv|电视|post|feed/;

/** A platform's name alone is a shape only where a shape is being made. */
function named<Name extends { text: string }>(c: Clause, names: Name[]): Name | undefined {
  if (
    c.has("compress", "captions", "music", "title", "logo", "speech", "duck", "export") &&
    !c.matches(/\b(?:format|size|ratio|crop|reframe|resize)\b|格式|比例|尺寸/)
  )
    return undefined;
  const isMade =
    c.matches(
      /\b(?:make|turn|convert|format|formatted|crop|resize|reframe|reformat|adapt|optimi[sz]e|fit|ready|prepare|prep|version|ratio|size|sized|shape|switch|change|style)\b|\b(?:need|want|like|have|get|do|set)\b.*\b(?:for|as)\b|^(?:and |this is |it's )?for\b/,
    ) || c.matches(/改|变|做成|转|适配|适合|比例|版|尺寸|裁|弄成|格式|剪成/);
  return isMade ? names[0] : undefined;
}

/** «fill the sides with blur», «no cropping, pad it»: the shape stays what it was asked to be last. */
function fitAlone(c: Clause, { lastEdits = [] }: Context): RoughEdit | undefined {
  const at = c.choiceAt("fit");
  const fit = c.tokens[at]?.choices.get("fit");
  if (
    !(fit === "blur" && c.matches(/\b(?:background|sides?|fill|edges?|bars|borders?)\b|背景|两边|上下|填充/)) &&
    !(fit === "pad" && c.matches(/\b(?:letterbox|add (?:black )?bars)\b|加黑边/))
  )
    return undefined;
  c.use(at);
  const last = lastEdits.findLast((edit) => edit.op === "reframe");
  return { op: "reframe", aspect: last?.aspect ?? (fit === "pad" ? "16:9" : "9:16"), fit };
}

function nearest(ratio: number): string {
  const shapes: readonly (readonly [string, number])[] = [
    ["9:16", 9 / 16],
    ["3:4", 3 / 4],
    ["4:5", 4 / 5],
    ["1:1", 1],
  ];
  return shapes.reduce((best, shape) => (Math.abs(shape[1] - ratio) < Math.abs(best[1] - ratio) ? shape : best))[0];
}

function sideCrop(c: Clause, amount: number, isPercent: boolean): RoughEdit | undefined {
  const unit = isPercent ? { unit: "percent" } : {};
  // «so that only the right half is left»: what stays, not a side.
  const text = c.text().replace(/\b(?:is|are|be|what's) left\b/g, "");
  const has = (pattern: RegExp) => pattern.test(text);
  c.choice("position");
  if (
    has(
      /\b(?:each|every|all|both) (?:side|sides|edge|edges|four)|all (?:four )?(?:sides|edges|around)|四边|四周|每边|各/,
    )
  ) {
    if (!isPercent) return { op: "crop", x: amount, y: amount };
    return { op: "crop", x: amount, y: amount, width: 100 - 2 * amount, height: 100 - 2 * amount, unit: "percent" };
  }
  // «5 % off the left and right»
  if (isPercent && has(/\bleft\b.*\bright\b|\bright\b.*\bleft\b|左右|\bsides\b/))
    return { op: "crop", x: amount, width: 100 - 2 * amount, ...unit };
  if (isPercent && has(/\btop\b.*\bbottom\b|\bbottom\b.*\btop\b|上下/))
    return { op: "crop", y: amount, height: 100 - 2 * amount, ...unit };
  const rest = 100 - amount;
  if (has(/\btop\b|上|顶/)) return { op: "crop", y: amount, ...(isPercent ? { height: rest } : {}), ...unit };
  if (has(/\bleft\b|左/)) return { op: "crop", x: amount, ...(isPercent ? { width: rest } : {}), ...unit };
  if (has(/\bbottom\b|下|底/))
    return isPercent ? { op: "crop", y: 0, height: 100 - amount, unit: "percent" } : undefined;
  // «only the right-hand 50 % is left»
  if (isPercent && has(/\b(?:only|keep|just)\b/)) {
    if (has(/\bright\b/)) return { op: "crop", x: 100 - amount, width: amount, unit: "percent" };
  }
  if (has(/\bright\b|右/)) return isPercent ? { op: "crop", x: 0, width: 100 - amount, unit: "percent" } : undefined;
  if (!isPercent) return undefined;
  return has(/\bto\b|到/)
    ? { op: "crop", width: amount, height: amount, unit: "percent" }
    : { op: "crop", width: 100 - amount, height: 100 - amount, unit: "percent" };
}
