/** What is laid over the picture: titles, captions, logos. */
import type { Clause } from "../grammar/clause.js";
import type { RoughEdit, Rule } from "../grammar/rule.js";
import type { Moment, Token } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";

/** 把讲的话转成文字放画面下面 */
export const SPOKEN_WORDS_SHOWN =
  /(?:说|讲|念|聊)(?:的|过的|出来的)(?:话|内容|东西|每句话)?.{0,6}(?:转|变|打|做|弄|识别|显示|生成|写|标)(?:成|出|为|到)?.{0,3}(?:字幕|(?:文字|字).{0,6}(?:画面|屏幕|下面|上面|底部|显示))/;

const WHICH_WORDS = { en: "What should the title say?", zh: "标题写什么？" };
const DEFAULT_MS = 3000;

export const TEXT_RULES: readonly Rule[] = [
  {
    name: "title",
    heads: ["title", "says"],
    headValues: ["quote"],
    about: [
      "add",
      "says",
      "title",
      "start",
      "end",
      "whole",
      "middle",
      "picture",
      "own",
      "black",
      "fadeIn",
      "edges",
      "tie:at",
      "tie:lasting",
      "tie:mark",
      "tie:long",
      "captions",
      "logo",
      "make",
    ],
    read(c) {
      if (c.has("music") && !c.has("title", "says")) return undefined;
      // «a title with a fade in from black» are two.
      if (c.has("fade") && c.matches(/\bfad\w+.*\b(?:from|to) (?:black|white)\b/)) return undefined;
      const quoteAt = c.indexOf("quote");
      // 把说的话都打成字幕
      if (quoteAt < 0 && c.matches(/[打转变做弄写搞显整][成出为上到].{0,4}字幕|字幕.{0,4}[打配加上弄搞做]出来/))
        return undefined;
      if (c.all("quote").length === 2 && c.matches(/\b(?:change|replace|rename|swap)\b|改|换/)) return undefined;
      if (quoteAt < 0 && !c.has("title", "says")) return undefined;
      const isChange =
        c.has("title") &&
        c.has("change", "replace", "scale", "shrink", "move", "remove") &&
        !c.has("says") &&
        !c.matches(
          /\b(?:the|these) words?\b|\b(?:an?|another|some|new) (?:\w+ )?(?:title|text|caption|headline|heading)\b|\b(?:add|insert|include|create|write|show|display) (?:\w+ ){0,2}(?:title|text|headline|heading|banner)\b|^(?:title|headline|heading)\b(?! (?:should|is|needs|has|bigger|smaller|lower|higher|up|down|text|to|in|at|on|a|the|much|way))|加/,
        );
      // «put the title Lake Como at the top»
      const isNamed =
        c.isCapital(c.find("title") + 1) &&
        c.matches(/\b(?:put|insert|place) (?:the|a) (?:title|text|heading|headline|caption)\b/);
      if (isChange && quoteAt < 0 && !isNamed) return undefined;
      if (
        c.matches(/\b(?:change|rename|replace|update)\b.*\b(?:title|text|caption)|(?:标题|文字|字幕).*(?:改|换)/) &&
        !c.matches(/\badd\b|加/)
      )
        return undefined;
      if (c.has("remove") && !c.matches(/\badd|加|写/)) return undefined;
      const text = quoteAt >= 0 ? c.take("quote")?.text : unquoted(c);
      if (quoteAt < 0 && c.has("captionsStrong") && !c.has("says")) return undefined;
      if (text === undefined || text === "") {
        if (!c.has("title") || c.has("captionsStrong", "captionFile", "automatic") || c.holds("file")) return undefined;
        if (c.matches(/字幕/) && !c.matches(/标题|文字/)) return undefined;
        return c.has("add", "says") && !c.has("change", "remove", "shrink", "scale")
          ? { ask: WHICH_WORDS }
          : c.has("add") && c.matches(/\b(?:add|put|insert|include|create)\b|加|来个/)
            ? { ask: WHICH_WORDS }
            : undefined;
      }
      return { op: "title", text, ...when(c), ...look(c) };
    },
    examples: [
      ['add a title "Day 1" at the top', { op: "title", text: "Day 1", position: "top" }],
      [
        "add a title saying Summer in Rome for the first 3 seconds",
        { op: "title", text: "Summer in Rome", start: 0, end: 3000 },
      ],
      [
        "title «Hello» from 2 to 5 seconds in red at the bottom",
        { op: "title", text: "Hello", start: 2000, end: 5000, color: "red", position: "bottom" },
      ],
      [
        "text in the lower left saying Apartment 12B, €340,000",
        { op: "title", text: "Apartment 12B, €340,000", position: "bottom_left" },
      ],
      ["add the title Hello", { op: "title", text: "Hello" }],
      ["add title Slow Down at the top", { op: "title", text: "Slow Down", position: "top" }],
      ["end it with 'Thanks for watching'", { op: "title", text: "Thanks for watching", start: -3000, end: null }],
      ["put the title Lake Como at the top", { op: "title", text: "Lake Como", position: "top" }],
      ["write 'The End' over the last 2 seconds", { op: "title", text: "The End", start: -2000, end: null }],
      [
        "put the words Happy Birthday in big yellow letters in the middle",
        { op: "title", text: "Happy Birthday", size: "large", color: "yellow", position: "center" },
      ],
      ["add a title card", "clarify"],
      ["开头加标题「我的日常」", { op: "title", text: "我的日常", start: 0 }],
      ["在右下角写上：旅行日记", { op: "title", text: "旅行日记", position: "bottom_right" }],
      ["在片尾最后2秒打上“全剧终”", { op: "title", text: "全剧终", start: -2000, end: null }],
    ],
  },
  {
    name: "change the title",
    heads: ["title", "pronoun"],
    headValues: ["quote"],
    about: [
      "change",
      "make",
      "replace",
      "scale",
      "shrink",
      "move",
      "says",
      "start",
      "end",
      "add",
      "more",
      "increase",
      "decrease",
      "picture",
      "tie:into",
    ],
    read(c, context) {
      if (
        (c.has("says") || c.matches(/\bthe words?\b/)) &&
        c.has("add") &&
        !c.matches(/\b(?:change|rename|edit|update|replace)\b|改|换/)
      )
        return undefined;
      const isTitle = c.matches(
        /\b(?:titles?|text|headline|heading|lettering|letters|font|wording)\b|标题|文字|字体|字/,
      );
      // «change "Hello" to "Good bye"»
      const isRewritten = c.all("quote").length === 2 && c.has("change", "replace") && c.has("tie:into", "change");
      if ((!isTitle && !isRewritten) || c.matches(/字幕/) || c.has("remove", "logo", "music", "captionsStrong"))
        return undefined;
      if (c.matches(/\b(?:add|insert|put|include|give|with) (?:an?|some|another)\b|\badd\b|加/) && !c.matches(/加大/))
        return undefined;
      if (c.isCapital(c.find("title") + 1) && c.matches(/\b(?:put|insert|place) the (?:title|text|heading|headline)\b/))
        return undefined;
      // 把“开业”两个字放在中间: what is quoted is new unless it is said to be changed.
      if (
        c.holds("quote") &&
        !c.has("replace") &&
        !c.matches(/\b(?:change|rename|edit|update|make|set|move)\b|改|换|调|移|挪/)
      )
        return undefined;
      const edit: RoughEdit = { op: "change_title" };
      if (c.has("change", "replace", "make") || c.matches(/\b(?:rename|say|read)\b|改|换/)) {
        const text = c.takeAll("quote").at(-1)?.text ?? renamed(c);
        if (text !== undefined && text !== "") edit.text = text;
      }
      Object.assign(edit, look(c), when(c));
      const by = sizeBy(c);
      if (by !== undefined) {
        edit.size_by = by;
        delete edit.size;
      }
      const target = c.take("clip")?.clips[0];
      if (Object.keys(edit).length === 1) return undefined;
      if (
        !c.has("change", "make", "move", "replace", "scale", "shrink", "increase", "decrease", "title") &&
        context.titles === undefined
      )
        return undefined;
      return target === undefined ? edit : { ...edit, target };
    },
    examples: [
      ["make the title bigger", { op: "change_title", size_by: 1.33 }],
      ['change the title to "Day 2"', { op: "change_title", text: "Day 2" }],
      ["move the text to the bottom", { op: "change_title", position: "bottom" }],
      ["the text is too small, make it bigger", { op: "change_title", size_by: 1.33 }],
      ["make the title red", { op: "change_title", color: "red" }],
      ["把标题改成黄色", { op: "change_title", color: "yellow" }],
      ["标题小一点", { op: "change_title", size_by: 0.75 }],
    ],
  },
  {
    name: "captions",
    heads: ["captions", "captionsStrong", "captionFile"],
    form: SPOKEN_WORDS_SHOWN,
    about: [
      "add",
      "automatic",
      "captionFile",
      "speech",
      "make",
      "video",
      "picture",
      "sound",
      "black",
      "convert",
      "start",
      "title",
      "extract",
    ],
    read(c, context) {
      if (c.holds("quote") || c.has("remove", "filmCredits")) return undefined;
      if (c.matches(/\b(?:translate|translation)\b|翻译/)) return undefined;
      const isShown = c.claim(SPOKEN_WORDS_SHOWN);
      const isStrong = isShown || c.has("captionsStrong", "captionFile") || c.matches(/字幕/);
      if (!isStrong && !c.has("automatic")) return undefined;
      if (isChangeOfLook(c)) return undefined;
      const file = c.all("file").find((one) => one.type === "captions");
      const language = c.choice("language");
      const isFile =
        file !== undefined ||
        c.matches(
          /\b(?:uploaded|attached|provided|sent you|gave you|handed over|my own|from (?:the|my|a) file|from file)\b|上传的|我传的|给你的/,
        ) ||
        (c.has("captionFile") && !c.matches(/\b(?:create|generate|make|export) (?:an? )?(?:srt|vtt)\b|生成/)) ||
        // Whoever has handed a file over means it, unless the words say otherwise.
        (context.assets?.some((name) => SUBTITLE_FILE.test(name)) === true &&
          language === undefined &&
          !c.has("automatic", "speech") &&
          !c.matches(/\b(?:auto|generate|transcribe|create)|生成|自动|识别/));
      c.takeAll("file");
      const style = c.matches(/\b(?:box|bar|background(?! (?:music|track|song))|boxed)\b|底色|背景(?!音)|黑底/)
        ? "box"
        : c.matches(/\boutline/)
          ? "outline"
          : undefined;
      const { position, color, size } = look(c);
      return {
        op: "captions",
        source: isFile ? "file" : "auto",
        ...(language === undefined ? {} : { language }),
        ...(file === undefined ? {} : { asset: file.name }),
        ...(style === undefined ? {} : { style }),
        ...(position === undefined ? {} : { position }),
        ...(color === undefined ? {} : { color }),
        ...(size === undefined ? {} : { size }),
      };
    },
    examples: [
      ["auto captions", { op: "captions", source: "auto" }],
      ["add subtitles from talk.srt", { op: "captions", source: "file", asset: "talk.srt" }],
      ["add Spanish subtitles", { op: "captions", source: "auto", language: "es" }],
      ["自动加字幕", { op: "captions", source: "auto" }],
      ["加上中文字幕", { op: "captions", source: "auto", language: "zh" }],
      ["加字幕文件 talk.srt", { op: "captions", source: "file", asset: "talk.srt" }],
    ],
  },
  {
    name: "change the captions",
    heads: ["captions", "captionsStrong"],
    about: ["change", "make", "move", "scale", "shrink", "increase", "decrease", "more", "tie:into"],
    read(c) {
      if (c.holds("quote", "file") || !(c.has("captionsStrong") || c.matches(/字幕/)) || !isChangeOfLook(c))
        return undefined;
      const edit: RoughEdit = { op: "change_captions", ...look(c) };
      if (c.matches(/\boutlined?\b|\bstroke\b/)) edit.style = "outline";
      else if (c.matches(/\b(?:box|boxed|background bar)\b/)) edit.style = "box";
      const by = sizeBy(c);
      if (by !== undefined) {
        edit.size_by = by;
        delete edit.size;
      }
      const time = c.take("time");
      if (time !== undefined)
        edit.shift = c.matches(/\b(?:earlier|forward|sooner|advance)\b|提前|早/) ? -time.ms : time.ms;
      return Object.keys(edit).length > 1 ? edit : undefined;
    },
    examples: [
      ["make the subtitles bigger", { op: "change_captions", size_by: 1.33 }],
      ["move the captions to the top", { op: "change_captions", position: "top" }],
      ["delay the subtitles by 2 seconds", { op: "change_captions", shift: 2000 }],
      ["字幕改成黄色", { op: "change_captions", color: "yellow" }],
    ],
  },
  {
    name: "logo or picture on top",
    heads: ["logo", "picture", "pictureFile"],
    about: [
      "add",
      "edges",
      "whole",
      "start",
      "end",
      "video",
      "make",
      "export",
      "move",
      "logo",
      "picture",
      "tie:at",
      "tie:lasting",
      "small" as never,
    ],
    read(c) {
      const file = c.all("file").find((one) => one.type === "picture");
      const isNamed =
        c.has("logo") ||
        (c.has("picture") &&
          c.matches(
            /\b(?:image|picture|photo|graphic|png|pic) (?:on|in|at|over|to|as)\b|\b(?:my|an?|the) (?:image|picture|photo|graphic|png)\b|图/,
          ));
      if (file === undefined && !(isNamed && c.has("add", "export", "logo"))) return undefined;
      if (c.has("remove", "bars", "poster", "title") && file === undefined && !c.has("logo")) return undefined;
      if (
        c.has("remove") ||
        c.holds("quote") ||
        (c.has("enhanceStrong", "colour") && file === undefined && !c.has("logo"))
      )
        return undefined;
      if (c.has("grain", "noise", "music") || (file === undefined && !c.has("logo") && !c.choice("position")))
        return undefined;
      if (isOverlayChange(c) && file === undefined) return undefined;
      c.takeAll("file");
      const asset =
        file?.name ??
        (c.matches(/\b(?:watermark)\b|水印/) && !c.matches(/\blogo\b/)
          ? "watermark"
          : c.matches(/\blogo|brand/) || c.matches(/标志|标识|[图台商店队公]标|徽|印章|品牌/)
            ? "logo"
            : c.matches(/\bsticker\b|贴纸/)
              ? "sticker"
              : "image");
      return { op: "overlay", asset, ...overlayLook(c), ...when(c) };
    },
    examples: [
      ["put my logo in the top right", { op: "overlay", asset: "logo", position: "top_right" }],
      [
        "add logo.png bottom left at 50% opacity",
        { op: "overlay", asset: "logo.png", position: "bottom_left", opacity: 0.5 },
      ],
      ["Export the logo at the end", { op: "overlay", asset: "logo", start: -3000, end: null }],
      ["右上角加个logo", { op: "overlay", asset: "logo", position: "top_right" }],
      ["加上半透明水印在左下角", { op: "overlay", asset: "watermark", position: "bottom_left", opacity: 0.5 }],
    ],
  },
  {
    name: "change the logo",
    heads: ["logo"],
    about: ["change", "make", "move", "scale", "shrink", "more", "increase", "decrease", "edges", "tie:into"],
    read(c) {
      if (c.has("remove") || c.holds("file") || !isOverlayChange(c)) return undefined;
      const edit: RoughEdit = { op: "change_overlay", ...overlayLook(c), ...when(c) };
      const by = sizeBy(c);
      if (by !== undefined) {
        edit.scale_by = by;
        delete edit.scale;
      }
      return Object.keys(edit).length > 1 ? edit : undefined;
    },
    examples: [
      ["make the logo smaller", { op: "change_overlay", scale_by: 0.75 }],
      ["move the watermark to the top left", { op: "change_overlay", position: "top_left" }],
      ["把logo放大一点", { op: "change_overlay", scale_by: 1.33 }],
    ],
  },
  {
    name: "take text or a logo away",
    heads: ["remove"],
    about: [
      "title",
      "captions",
      "logo",
      "clipNoun",
      "transition",
      "fade",
      "music",
      "shake",
      "crop" as never,
      "colour",
      "captionsStrong",
      "own",
      "make",
      "start",
      "end",
    ],
    read(c) {
      if (
        !c.has("remove") ||
        c.holds("span", "time", "quote") ||
        c.has("start", "end", "video", "noise", "soundNoise", "sound", "silences", "grain", "blocks", "bars")
      ) {
        if (
          !c.has("title", "captionsStrong", "transition", "fade", "logo") ||
          c.holds("span", "time") ||
          c.has("noise", "sound")
        )
          return undefined;
      }
      // «remove the subtitles that are burned into the picture»
      if (
        c.matches(
          /\b(?:burn(?:ed|t)|bak(?:ed|ing)|hard ?cod\w+|baked)\b.*\b(?:in|into|on|onto)\b|\bpart of the (?:picture|video|footage|image)\b/,
        )
      )
        return { impossible: "removeObject" };
      const kinds = GONE.filter(([, words]) => c.matches(words)).map(([what]) => what);
      const target = kinds.length === 1 ? c.take("clip")?.clips[0] : undefined;
      if (kinds.length === 0) return undefined;
      for (const [index, token] of c.tokens.entries())
        if (GONE.some(([, words]) => words.test(token.text))) c.use(index);
      return kinds.map((what) => ({ op: "remove" as const, what, ...(target === undefined ? {} : { target }) }));
    },
    examples: [
      ["remove the title", { op: "remove", what: "title" }],
      ["remove the subtitles that are burned into the picture", "unsupported"],
      ["delete the subtitles", { op: "remove", what: "captions" }],
      ["去掉字幕", { op: "remove", what: "captions" }],
      ["get rid of the transitions", { op: "remove", what: "transition" }],
    ],
  },
];

/** What can be taken away again, and its names. */
const GONE: readonly (readonly [what: string, words: RegExp])[] = [
  ["captions", /\b(?:subtitles?|captions|subs|cc)\b|字幕/],
  ["title", /\b(?:titles?|text|heading|headline|caption)\b|标题|文字|字$/],
  ["overlay", /\b(?:logo|sticker|overlay)\b|贴纸|logo|图标/],
  ["transition", /\btransitions?\b|转场|过渡/],
  ["fade", /\bfades?\b|淡入|淡出/],
  ["color", /\bfilters?\b|滤镜/],
];

/** Where and how it looks. */
function look(c: Clause): { position?: string; size?: string; color?: string } {
  const size = c.choice("size");
  const color = colourOf(c);
  const position = positionOf(c);
  return {
    ...(position === undefined ? {} : { position }),
    ...(size === undefined ? {} : { size }),
    ...(color === undefined ? {} : { color }),
  };
}

function positionOf(c: Clause): string | undefined {
  let found: string | undefined;
  // «put the heading lower»
  if (c.matches(/\b(?:put|move|place|bring|shift|set|push)\b.*\b(?:lower|down|further down|downwards?)\b/))
    found = "bottom";
  else if (c.matches(/\b(?:put|move|place|bring|shift|set|push)\b.*\b(?:higher|up|further up|upwards?)\b/))
    found = "top";
  // 上面写“…”
  if (/^(?:在)?上面写[着上]?$/.test(c.tokens.find((token) => token.meanings.has("says"))?.text ?? "")) found = "top";
  for (const [index, token] of c.tokens.entries()) {
    const position = token.choices.get("position");
    if (position === undefined || token.value !== undefined) continue;
    // «in», «up», «down» belong to verbs more often than to places.
    if (/^(?:up|down|above|below|upper)$/.test(token.text)) continue;
    // «in the middle of the video» is a time.
    if (
      /^(?:middle|中间)$/.test(token.text) &&
      /^(?:of the video|of it)/.test(
        c.tokens
          .slice(index + 1, index + 4)
          .map((one) => one.text)
          .join(" "),
      )
    )
      continue;
    c.use(index);
    // A corner or an edge says more than «corner».
    if (found === "center" && /^(?:top|bottom|left|right)$/.test(position)) found = position;
    if (
      found === undefined ||
      (/^(?:top|bottom)$/.test(found) && position !== "center") ||
      (found === "bottom_right" && token.text !== "corner")
    )
      found = position;
  }
  return found;
}

/** The colour of the letters, not that of their background or outline. */
function colourOf(c: Clause): string | undefined {
  const text = c.text();
  const hex = /#\s?([0-9a-f]{6})\b/.exec(text)?.[1];
  if (hex !== undefined) return `#${hex}`;
  let found: string | undefined;
  for (const [index, token] of c.tokens.entries()) {
    const colour = token.choices.get("color");
    if (colour === undefined) continue;
    c.use(index);
    const next = c.text(index + 1);
    if (
      /^(?:background|outline|box|bar|shadow|border|stroke|背景|描边|底|边)/.test(next) ||
      /^(?:dark|semi)$/.test(next)
    )
      continue;
    found ??= colour;
  }
  return found;
}

/** When it is seen. */
function when(c: Clause): { start?: Moment; end?: Moment } {
  const span = c.take("span");
  const stretch = span?.stretches[0];
  if (stretch !== undefined) {
    if (span?.edge === "after") {
      // 从第5秒开始，持续3秒
      const lasts = c.all("time").find((time) => time.role !== "point");
      c.takeAll("time");
      const isKnown = lasts !== undefined && typeof stretch[0] === "number";
      return { start: stretch[0], ...(isKnown ? { end: Number(stretch[0]) + lasts.ms } : {}) };
    }
    return { start: stretch[0], end: stretch[1] };
  }
  const times = c.all("time");
  const [point, length] = [times.find((time) => time.role === "point"), times.find((time) => time.role === "length")];
  const loose = times.find((time) => time.role === undefined);
  c.takeAll("time");
  const isWhole =
    c.has("whole") &&
    c.matches(/\b(?:whole|entire|throughout|all the way|full length)\b|全程|一直|始终|整个视频|全片|从头到尾/);
  const lasts = length ?? loose;
  if (point !== undefined) return { start: point.ms, ...(lasts === undefined ? {} : { end: point.ms + lasts.ms }) };
  const isEnd = c.matches(
    /\b(?:end|finish|close|wrap up|sign off|conclude)(?: it| this| the video| the clip| things)?(?: off)? (?:with|by)\b|\b(?:at|in|on|to|near|before) the (?:very )?(?:end|ending|outro|last)\b(?! of the title)|\bas an? (?:outro|ending)\b|\bend (?:title|card|screen)\b|片尾|结尾|末尾|最后/,
  );
  const isStart = c.matches(
    /\b(?:start|open|begin|kick off|lead)(?: it| this| the video| the clip| things)?(?: off)? (?:with|by)\b|\b(?:at|in|on|to|from) the (?:very )?(?:start|beginning|intro|opening|front)\b|\b(?:opening|intro) (?:title|text|card)\b|\bas an? intro\b|开头|片头|开始|一开始|开场/,
  );
  if (isEnd) return { start: -(lasts?.ms ?? DEFAULT_MS), end: null };
  if (isStart) return { start: 0, ...(lasts === undefined ? {} : { end: lasts.ms }) };
  if (isWhole) return { start: 0, end: null };
  return lasts === undefined ? {} : { start: 0, end: lasts.ms };
}

/** Notes the words of size, which are this thing's then, not the picture's. */
function noteSizes(c: Clause): void {
  for (const [index, token] of c.tokens.entries())
    if (token.value === undefined && (token.meanings.has("scale") || token.meanings.has("shrink"))) c.use(index);
}

/** «smaller» and «bigger». */
function sizeBy(c: Clause): number | undefined {
  const percent = c.matches(/\b(?:by)\b|[大小]了?/) ? c.all("percent")[0]?.percent : undefined;
  if (
    c.matches(
      /\b(?:bigger|larger|enlarge|increase|scale up|blow up)\b|大一点|大点|大一些|放大|变大|更大|调大|加大|大些/,
    )
  ) {
    noteSizes(c);
    const factor = c.take("factor")?.factor ?? c.take("times")?.count;
    if (factor !== undefined) return factor;
    if (percent !== undefined) {
      c.takeAll("percent");
      return 1 + percent / 100;
    }
    return c.matches(/\b(?:much|way|a lot|lots)\b|大很多|大得多/)
      ? 1.75
      : c.matches(/\b(?:a bit|a little|slightly|a tad)\b/)
        ? 1.2
        : 1.33;
  }
  if (
    c.matches(/\b(?:smaller|tinier|shrink|decrease|reduce|scale down)\b|小一点|小点|小一些|缩小|变小|更小|调小|小些/)
  ) {
    noteSizes(c);
    if (percent !== undefined) {
      c.takeAll("percent");
      return Math.max(0.1, 1 - percent / 100);
    }
    return c.matches(/\b(?:much|way|a lot|lots)\b|小很多/)
      ? 0.5
      : c.matches(/\b(?:a bit|a little|slightly|a tad)\b/)
        ? 0.85
        : 0.75;
  }
  return undefined;
}

function overlayLook(c: Clause): { position?: string; opacity?: number; scale?: number } {
  const position = positionOf(c);
  const { scale: wide, opacity: clear } = partsOfPicture(c);
  if (wide !== undefined && clear !== undefined)
    return { ...(position === undefined ? {} : { position }), opacity: clear, scale: Math.min(1, wide) };
  const percent = c.take("percent")?.percent;
  const isSize = c.matches(SIZE_WORD);
  const isClear = c.matches(/\btransparen(?:t|cy)\b|透明/) && !c.matches(/不透明|\bopa/);
  const isFainter = c.matches(
    /\b(?:fainter|lighter|less visible|more transparent|less opaque|subtler|more subtle)\b|淡|透明一?点|透明一些/,
  );
  const half = c.matches(/\b(?:opacity|transparency|opaque)\b|透明/) ? c.take("share")?.share : undefined;
  const isFaint =
    half === 0.5 || c.matches(/\b(?:semi|half)[ -]?transparent|translucent|faint|see through|subtle\b|半透明/);
  const opacity =
    percent !== undefined && !isSize
      ? isClear && !isFaint
        ? 1 - percent / 100
        : percent / 100
      : isFaint || isFainter
        ? 0.5
        : undefined;
  const size = c.choice("size");
  const scale =
    wide !== undefined && percent === undefined
      ? wide
      : percent !== undefined && isSize
        ? percent / 100
        : size === "small"
          ? 0.1
          : size === "large"
            ? 0.3
            : size === "huge"
              ? 0.5
              : undefined;
  return {
    ...(position === undefined ? {} : { position }),
    ...(opacity === undefined ? {} : { opacity: Math.min(1, Math.round(opacity * 100) / 100) }),
    ...(scale === undefined ? {} : { scale: Math.min(1, scale) }),
  };
}

const SIZE_WORD =
  /\b(?:size|sized|width|wide|scale|scaled|shrink|smaller|bigger|larger|enlarge)\b|占|大小|宽|缩小|放大|尺寸/;
const OPACITY_WORD = /\b(?:opacity|opaque|transparen\w*|visible|alpha)\b|透明/;

/** «60 % opacity, a tenth of the width»: each amount belongs to the word that stands nearest to it. */
function partsOfPicture(c: Clause): { scale?: number; opacity?: number } {
  const result: { scale?: number; opacity?: number } = {};
  const places = (pattern: RegExp) => c.tokens.flatMap((token, index) => (pattern.test(token.text) ? [index] : []));
  const [sizes, opacities] = [places(SIZE_WORD), places(OPACITY_WORD)];
  if (sizes.length === 0) return result;
  const far = (from: number, list: readonly number[]) =>
    Math.min(...list.map((index) => (index > from ? index - from : from - index + 0.5)), 99);
  const amounts = c.tokens.flatMap(({ value }, index) =>
    value?.kind === "percent"
      ? [{ index, part: value.percent / 100 }]
      : value?.kind === "share"
        ? [{ index, part: value.share }]
        : [],
  );
  for (const { index, part } of amounts) {
    const isSize = far(index, sizes) < far(index, opacities);
    const isClear = !isSize && /transparen|透明/.test(c.text()) && !/不透明|\bopa/.test(c.text());
    if (isSize) result.scale ??= part;
    else if (opacities.length > 0) result.opacity ??= isClear ? 1 - part : part;
    c.use(index);
  }
  return result;
}

function isOverlayChange(c: Clause): boolean {
  return (
    (sizeBy(c) !== undefined && !c.matches(/加|\b(?:add|put|place|insert)\b/)) ||
    c.matches(/淡一?[点些]|透明一?[点些]|\b(?:fainter|lighter|more transparent|less opaque|less visible|subtler)\b/) ||
    c.matches(/^(?:.*\b)?(?:move|shift)\b|移到|挪到|移动|\b(?:make|change|set) (?:the|my) (?:logo|watermark|sticker)/)
  );
}

function isChangeOfLook(c: Clause): boolean {
  if (c.choiceAt("language") >= 0) return false;
  if (c.matches(/\b(?:add|create|generate|put|insert|burn|include)\b|加(?![大粗])|配(?!色)|添|生成|自动/)) return false;
  if (
    c.matches(
      /\b(?:move|shift|delay|earlier|later|change|position)\b|移|挪|改成|改为|换成|调|提前|延后|推迟|延迟|推后|提早|[早晚]了?(?:\d|[一二两半几])/,
    )
  )
    return true;
  if (sizeBy(c) !== undefined) return true;
  return (
    c.has("change", "make") && (c.choiceAt("color") >= 0 || c.choiceAt("position") >= 0 || c.choiceAt("size") >= 0)
  );
}

/** «change the title to Day Two». */
function renamed(c: Clause): string | undefined {
  const to = c.tokens.findIndex(
    (token, index) =>
      index > 0 &&
      (token.meanings.has("tie:into") || /改成|改为|换成|变成|改到/.test(token.text)) &&
      !/^(?:at|在|=)$/.test(token.text),
  );
  const says = c.find("says");
  const from = says >= 0 && says > to ? says : to;
  if (from < c.find("title")) return undefined;
  if (from < 0) return undefined;
  const rest = c.tokens[from + 1];
  if (
    rest === undefined ||
    (/^text is$/.test(c.text(from)) &&
      (/^(?:too|so|very|a bit|a little|way|hard|not|really|barely|still|cut|much)$/.test(rest.text) ||
        (rest.meanings.has("enhanceWord") && !c.isCapital(from + 1)))) ||
    rest.choices.has("color") ||
    rest.choices.has("size") ||
    rest.choices.has("position") ||
    (rest.meanings.has("tie:filler") && c.tokens[from + 2]?.choices.has("position") === true) ||
    (rest.value !== undefined && rest.value.kind !== "number")
  )
    return undefined;
  return tail(c, from + 1);
}

/** What is said behind «saying», up to where the title's place, time or colour begins. */
function unquoted(c: Clause): string | undefined {
  let marker = lastOf(c, "says");
  // «title card at the start: My Trip to Rome»
  const named = c.find("title");
  const colon = c.tokens.findIndex((token, index) => index > named && named >= 0 && token.text === ":");
  if (marker < 0 && colon > 0 && colon < c.tokens.length - 1 && c.tokens[colon + 1]?.value === undefined)
    return tail(c, colon + 1);
  const shown = shownOnScreen(c);
  if (shown !== undefined) return shown;
  if (marker < 0) {
    // «add the title Summer»
    marker = c.tokens.findIndex(
      (token, index) => token.meanings.has("title") && isTextBehind(c, index + 1) && !isSpokenOf(c, index),
    );
    if (marker < 0) return undefined;
  }
  return tail(c, marker + 1);
}

/** «put Happy Birthday on screen»: what stands between the verb and the screen. */
function shownOnScreen(c: Clause): string | undefined {
  const at = c.tokens.findIndex(
    (token, index) =>
      /^(?:on ?screen|across)$/.test(token.text) ||
      (token.text === "on" && /^screen$/.test(c.text(c.text(index + 1) === "the" ? index + 2 : index + 1))),
  );
  const verb = c.tokens.findIndex((token) => token.meanings.has("add") && token.value === undefined);
  if (verb < 0 || at <= verb + 1) return undefined;
  const between = c.tokens.slice(verb + 1, at);
  const isThing = between.some((token) =>
    (["logo", "picture", "music", "captions", "title", "says", "zoom", "sound"] as const).some((thing) =>
      token.meanings.has(thing),
    ),
  );
  if (between.every((token) => token.meanings.has("pronoun") || token.meanings.has("tie:filler"))) return undefined;
  if (isThing || between.some((token) => token.value !== undefined && token.value.kind !== "number")) return undefined;
  for (let index = verb + 1; index < at; index += 1) c.use(index);
  return c.typed(verb + 1, at - 1).trim();
}

/** 衣服上的字认不出来: the letters are spoken of, nothing is to be written. */
function isSpokenOf(c: Clause, index: number): boolean {
  if (!/^\p{Script=Han}/u.test(c.text(index))) return false;
  const isAsked = c.tokens.slice(0, index).some((token) => token.meanings.has("add") || token.meanings.has("says"));
  return (
    (!isAsked && c.text(index + 1) !== ":" && /^(?:字|文字)$/.test(c.text(index))) ||
    /^(?:认|看|不|太|模|糊|有|没|都|也)/.test(c.text(index + 1))
  );
}

function isTextBehind(c: Clause, index: number): boolean {
  const next = c.tokens[index];
  if (next === undefined) return false;
  if (next.text === ":") return true;
  if (next.isStop === true || next.choices.has("position") || next.choices.has("color") || next.choices.has("size"))
    return false;
  if (next.value !== undefined && next.value.kind !== "number") return false;
  // «add the title Hello»: a word that means something else in small letters.
  return (
    (next.meanings.size === 0 || c.isCapital(index)) &&
    !/^(?:card|to|on|at|in|for|over|with|and|the|that|effect|overlay|animation|from|of|screen|is|as|or|here|there|please|into|onto|about|上|在|吧|呢|了|一下|的|到|来|进去)$/.test(
      next.text,
    )
  );
}

function lastOf(c: Clause, meaning: "says"): number {
  for (let index = 0; index < c.tokens.length; index += 1)
    if (c.tokens[index]?.meanings.has(meaning) === true && c.tokens[index + 1] !== undefined) {
      const text = c.text(index);
      // «text» and «words» name the thing; «called» and 写 say it.
      if (c.is(index + 1, "says")) continue;
      // «I say something stupid there»: somebody speaks, nothing is written.
      if (
        /^(?:i|i'm|im|we|we're|he|he's|hes|she|she's|shes|you|you're|they|they're|theyre|is|are|was|were|who|someone|somebody|everyone|everybody|nobody|anyone|guy|man|woman|girl|boy|kid|host|speaker|boss|client|mom|dad|teacher|people|我|他|她|我们|他们|你)$/.test(
          c.text(index - 1),
        )
      )
        continue;
      if (text === "type" || text === "quote") continue;
      // «the writing on my shirt reads properly»: nobody asks for it to be shown.
      if (text === "writing" && /^(?:the|my|this|that|his|her)$/.test(c.text(index - 1))) continue;
      if (
        /^(?:reads?|says?|to read|to say|called|named)$/.test(text) &&
        !c.has("title") &&
        !c.tokens.slice(0, index).some((token) => token.meanings.has("add"))
      )
        continue;
      // «the text is blurry»
      if (text === "text is" && (c.tokens[index + 1]?.meanings.size ?? 0) > 0) continue;
      if (!c.has("title") && /^(?:type|called|named|message|内容|叫|说|to say)$/.test(text)) continue;
      return index;
    }
  return -1;
}

const TAIL =
  /^(?:at|in|on|over|for|from|during|with|to|using|as|the|a|and|of|near|across|until|about|right|before|after|lasting|letters|font|text|color|colour|screen|video|frame|corner|clip|please|thanks|throughout|starting|that|which|bold|mark|of the screen|字样|这几个字|几个字|字|吧|在|的|，|颜色|字体|用|要|放|放在|显示|位置|出现|就行|，|标题|这行字)$/;

/** From there to the end, without what speaks of place, time and look. */
function tail(c: Clause, from: number): string | undefined {
  let first = from;
  while (
    /^(?:[:：\-,]|"|是|为|个|the words?|一个|words|text|标题|大标题|文字|字幕|大字|一行字)$/.test(c.text(first)) &&
    first < c.tokens.length - 1
  )
    first += 1;
  let last = c.tokens.length - 1;
  for (let index = first; index <= last; index += 1) {
    const token = c.tokens[index];
    if (index === first) continue;
    const isStop = token?.isStop === true && token.text !== "!" && token.text !== "?" && !goesOn(c, index);
    // A comma inside of what is said is kept where more of it follows than a place or a time.
    if (isStop || isNextEdit(c, first, index)) {
      last = index - 1;
      break;
    }
  }
  // «title Summer and»: what follows is another part's.
  if (last > first && c.at(last)?.meanings.has("next") === true && c.at(last)?.value === undefined) last -= 1;
  const end = last;
  while (last > first) {
    const token = c.tokens[last];
    if (token === undefined) break;
    if (!isLook(token) && !TAIL.test(token.text)) break;
    // A little word at the end belongs to the text unless something that is not text stands behind it.
    last -= 1;
  }
  // «Summer in Rome»: what was taken away ends with small words only where a look stood behind them.
  const cut = c.tokens.slice(last + 1);
  if (
    !cut.some(
      (token) =>
        token.choices.has("position") ||
        token.choices.has("color") ||
        token.choices.has("size") ||
        token.value !== undefined ||
        token.meanings.has("start") ||
        token.meanings.has("end") ||
        token.meanings.has("whole"),
    )
  ) {
    last = end;
    while (last > first && /^(?:please|thanks|字样|这几个字|几个字|吧|就行)$/.test(c.text(last))) last -= 1;
  }
  if (first > last) return undefined;
  for (let index = first; index <= last; index += 1) c.use(index);
  return c
    .typed(first, last)
    .trim()
    .replace(/[.。]+$/, "");
}

/** «Apartment 12B, €340,000»: whether what stands behind a comma is more of the text. */
function goesOn(c: Clause, comma: number): boolean {
  if (c.text(comma) !== ",") return false;
  const rest = c.tokens.slice(comma + 1);
  const stop = rest.findIndex((token) => token.isStop === true);
  const more = stop < 0 ? rest : rest.slice(0, stop);
  const [first] = more;
  if (first === undefined || more.length > 6) return false;
  const isShown = c.isCapital(comma + 1) || /^[€$£¥]$/.test(first.text) || first.value?.kind === "number";
  return (
    isShown &&
    more.every(
      (token) =>
        (token.value === undefined || token.value.kind === "number") &&
        token.meanings.size === 0 &&
        token.choices.size === 0,
    )
  );
}

/** Whether a token says where, when or how a text is shown. */
function isLook(token: Token): boolean {
  return (
    token.choices.has("position") ||
    token.choices.has("color") ||
    token.choices.has("size") ||
    token.value?.kind === "span" ||
    token.value?.kind === "time" ||
    token.meanings.has("start") ||
    token.meanings.has("end") ||
    token.meanings.has("whole")
  );
}

/**
 * Whether an edit of its own begins there: «… in yellow and fade out at the end». «Rise and Shine» and «Cut and Run» are
 * texts: the text has its look already, or what the edit is done to is named.
 */
function isNextEdit(c: Clause, first: number, index: number): boolean {
  const [and, verb] = [c.at(index), c.at(index + 1)];
  if (and?.meanings.has("next") !== true || and.value !== undefined || verb === undefined) return false;
  const isStrong = /^(?:and also|also|plus|and then|then|after that|finally|and finally)$/.test(and.text);
  if (isStrong && index > first && c.at(index + 2) !== undefined) return true;
  // «… at 12 seconds in green and run it at 80 %»: how it looks has been said.
  const before = c.at(index - 1);
  if (before !== undefined && index - 1 > first && isLook(before) && (verb.meanings.size > 0 || verb.choices.size > 0))
    return true;
  if (!NEXT_EDITS.some((meaning) => verb.meanings.has(meaning))) return false;
  return (
    /^fade (?:in|out)$/.test(verb.text) ||
    c.tokens.slice(first + 1, index).some(isLook) ||
    c.tokens
      .slice(index + 2)
      .some((token) => (["pronoun", "video", "start", "end"] as const).some((thing) => token.meanings.has(thing)))
  );
}

const NEXT_EDITS: readonly Meaning[] = [
  "add",
  "change",
  "compress",
  "convert",
  "cut",
  "export",
  "fade",
  "loop",
  "make",
  "merge",
  "mute",
  "remove",
  "replace",
  "reverse",
  "split",
  "trim",
];

const SUBTITLE_FILE = /\.(?:srt|vtt|ass|ssa)$/i;
