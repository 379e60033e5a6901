/** What cannot be done, in whatever words it is asked for. */
import type { Clause } from "../grammar/clause.js";
import type { Rule } from "../grammar/rule.js";
import { isUnknown } from "../grammar/unknown.js";
import { IMPOSSIBLE } from "../vocabulary/session.js";
import type { Impossible, Meaning } from "../vocabulary/vocabulary.js";
import { SPOKEN_WORDS_SHOWN } from "./text.js";

/** Words of things that the grammar does not know: a lamp post, a dinosaur. */
function unknownThings(c: Clause): number[] {
  return c.tokens.flatMap((token, index) => (isUnknown(token) ? [index] : []));
}

/** What an edit could be about: where one of these is spoken of, another rule knows better. */
const EDITABLE: readonly Meaning[] = [
  "title",
  "captions",
  "captionFile",
  "logo",
  "sound",
  "music",
  "noise",
  "soundNoise",
  "grain",
  "blocks",
  "sharp",
  "shake",
  "interlace",
  "enhanceStrong",
  "frameRate",
  "bars",
  "transition",
  "fade",
  "silences",
  "colour",
  "speedWord",
  "poster",
  "undo",
  "redo",
  "reset",
  "status",
  "credits",
  "help",
  "merge",
  "filmCredits",
  "duck",
  "mute",
  "normalize",
  "compressStrong",
  "upload",
];

function isAboutAnEdit(c: Clause): boolean {
  return (
    c.has(...EDITABLE) ||
    c.holds(
      "span",
      "clip",
      "quote",
      "file",
      "bytes",
      "aspect",
      "size",
      "rate",
      "percent",
      "factor",
      "degrees",
      "time",
    ) ||
    c.choiceAt("shape") >= 0 ||
    c.choiceAt("look") >= 0 ||
    c.choiceAt("format") >= 0
  );
}

export const BEYOND_RULES: readonly Rule[] = [
  {
    name: "footage from words",
    heads: ["add", "make", "change"],
    about: ["video", "clipNoun", "picture"],
    read(c) {
      const isEnglish =
        c.matches(
          /\b(?:generate|create|make|produce|imagine)\b.*\b(?:videos?|clip|movie|film|footage|scene|animation)s? (?:about|of|where|showing|featuring|in which)\b/,
        ) && !c.matches(/\b(?:of|about) (?:this|these|it|my|the|them|that|all)\b/);
      const isChinese =
        c.matches(
          /生成(?!字幕|封面|音乐|缩略图|成片|最终|视频文件).*(?:视频|画面|动画|短片|影片|镜头)|(?:做|制作|创作|拍)[一个段条部支]*(?:关于|有关).*(?:视频|短片|动画|影片|片子)/,
        ) && !c.has("captions", "music", "poster");
      if (!isEnglish && !isChinese) return undefined;
      // «make a video of 30 seconds»
      if (c.matches(/\b(?:videos?|clip|movie|film|footage) of (?:about |only |max |just )?\d/)) return undefined;
      c.spend();
      return { impossible: "generateVideo" };
    },
    bonus: 1,
    examples: [
      ["make a video of a cat surfing", "unsupported"],
      ["帮我生成一个关于猫的视频", "unsupported"],
    ],
  },
  {
    name: "hide something in the picture",
    heads: ["hide"],
    about: [
      "add",
      "picture",
      "logo",
      "make",
      "edges",
      "title",
      "each" as never,
      "enhanceWord",
      "enhanceStrong",
      "blocks",
    ],
    read(c) {
      if (c.has("transition", "bars", "silences", "mute", "music") || c.choiceAt("shape") >= 0 || c.holds("aspect"))
        return undefined;
      if (c.matches(/\bblur(?:ry|red)?\b.*\b(?:background|sides?|edges|bars|fill)|背景|两边|两侧|上下|填充/))
        return undefined;
      const things = unknownThings(c);
      const isThing =
        things.length > 0 ||
        c.matches(
          /\b(?:faces?|person|people|logo|sign|names?|text|numbers?|address|screen|him|her|them|his|everyone)\b|脸|人|牌|号|字|头/,
        );
      // «the picture is blurry» is a remark about all of it.
      if (!isThing || c.matches(/\bblurry\b|(?:都|全|满|净|一片|一堆)[是屏]?马赛克/)) return undefined;
      for (const index of things) c.use(index);
      return { impossible: "trackThings" };
    },
    bonus: 0.6,
    examples: [
      ["blur my neighbour's face", "unsupported"],
      ["cover up the brand on his shirt", "unsupported"],
      ["给路边的招牌打码", "unsupported"],
    ],
  },
  {
    name: "choose parts by what happens in them",
    heads: ["remove", "keep", "cut", "extract", "clipNoun", "speedWord"],
    about: ["clipNoun", "video", "only", "whole", "speech", "make"],
    read(c) {
      if (isAboutAnEdit(c) && !c.has("speedWord", "speech")) return undefined;
      if (c.holds("span", "clip", "time", "quote")) return undefined;
      const isChosen = c.matches(
        /\b(?:parts?|bits?|sections?|scenes?|moments?|clips?|shots?|segments?|everything|anything|frames?) (?:that |in which )?(?:where|when|with|in which|without|i|we|he|she|they|that)\b|\b(?:where|when) (?:i|we|he|she|they|the|my|you|somebody|someone|people)\b|的(?:部分|片段|那段|镜头|地方|画面|时候)/,
      );
      const things = unknownThings(c);
      // 切菜快进3倍，快进的地方静音: which parts is said in the phrase that says what is done to them.
      const isOfPhrase = c
        .phrases()
        .some(
          ({ phrase }) =>
            phrase.matches(/的(?:部分|片段|那段|镜头|地方|画面|时候)/) &&
            phrase.has("remove", "keep", "cut", "extract", "speedWord") &&
            unknownThings(phrase).length > 0,
        );
      if (c.matches(/\p{Script=Han}/u) && !isOfPhrase) return undefined;
      if (!isChosen || things.length === 0 || !c.has("remove", "keep", "cut", "extract", "speedWord")) return undefined;
      for (const index of things) c.use(index);
      return { impossible: "understandContent" };
    },
    bonus: -0.2,
    examples: [
      ["cut the part where my dog walks in", "unsupported"],
      ["keep only the shots with the red car", "unsupported"],
      ["把我打喷嚏的部分剪掉", "unsupported"],
    ],
  },
  {
    name: "a watermark that is in the picture",
    heads: ["remove"],
    about: ["logo", "video", "picture"],
    read(c, context) {
      if (!c.matches(/水印|台标|角标|\bwatermarks?\b/) || c.has("add", "title") || !c.has("remove")) return undefined;
      c.choice("position");
      for (const [index, token] of c.tokens.entries()) if (token.meanings.has("logo")) c.use(index);
      return (context.overlays ?? 0) > 0 ? { op: "remove", what: "overlay" } : { impossible: "removeObject" };
    },
    examples: [["去掉右上角的水印", "unsupported"]],
  },
  {
    name: "take a thing out of the picture",
    heads: ["remove"],
    about: ["video", "picture", "people"],
    read(c) {
      if (isAboutAnEdit(c) || c.has("start", "end", "clipNoun", "whole")) return undefined;
      // «toss the rest. Make it louder, I can hardly hear her»: of another clause.
      const verb = c.find("remove");
      const isNear = (index: number) =>
        !c.tokens.slice(Math.min(verb, index), Math.max(verb, index)).some((token) => token.isStop === true);
      const things = unknownThings(c).filter(isNear);
      const person = c.tokens.findIndex((token, index) => token.meanings.has("people") && isNear(index));
      if (person < 0 && things.length === 0) return undefined;
      for (const index of things) c.use(index);
      return { impossible: "removeObject" };
    },
    bonus: -0.4,
    examples: [
      ["remove the lamp post behind her", "unsupported"],
      ["能不能去掉反光", "unsupported"],
    ],
  },
  {
    name: "to the beat",
    heads: ["music", "cut", "musicFamily", "transition", "speedWord"],
    about: ["video", "clipNoun", "make"],
    read(c) {
      if (!c.matches(TO_THE_BEAT)) return undefined;
      c.spend();
      return { impossible: "understandContent" };
    },
    bonus: 1,
    examples: [["sync the cuts with the beat of the song", "unsupported"]],
  },
  {
    name: "show it to others online",
    heads: ["add", "upload", "export", "move", "platformUpload"],
    headChoices: ["platform"],
    about: ["video", "pronoun", "forSending", "exportObject"],
    read(c) {
      if (
        c.holds("quote", "span", "percent", "aspect", "bytes") ||
        c.has("title", "captions", "logo", "music", "transition")
      )
        return undefined;
      if (!c.matches(ONLINE)) return undefined;
      // «make it vertical and post it to TikTok»: from the verb on.
      const verb = c.tokens.findIndex((token) =>
        /^(?:post|publish|share|upload|stream|put|push|tweet|send|broadcast)/.test(token.text),
      );
      for (let index = Math.max(0, verb); index < c.tokens.length; index += 1) c.use(index);
      return { impossible: "publish" };
    },
    bonus: 1,
    examples: [
      ["post it straight to my youtube channel", "unsupported"],
      ["can you put the video on youtube for me", "unsupported"],
    ],
  },
  {
    name: "take a mark out of the picture",
    heads: ["remove"],
    about: ["logo", "video", "picture"],
    read(c) {
      // What was laid over the picture here can be taken away again; somebody else's mark is part of the picture.
      const isTheirs = c.matches(
        /\bwatermarks?\b|水印|\b(?:channel|tv|tiktok|stock|network|station)(?: \w+)? logos?\b|台标/,
      );
      if (!isTheirs || c.holds("span", "time", "file", "quote") || c.has("add")) return undefined;
      for (const index of unknownThings(c)) c.use(index);
      return { impossible: "removeObject" };
    },
    bonus: 0.6,
    examples: [
      ["remove the istock watermark", "unsupported"],
      ["get rid of the tiktok logo", "unsupported"],
    ],
  },
  {
    name: "put a thing into the picture",
    heads: ["add"],
    about: ["video", "picture", "people", "whole", "start", "end", "middle", "automatic"],
    read(c) {
      if (isAboutAnEdit(c) || !c.matches(ADDED) || (c.has("move", "clipNoun") && !c.matches(MADE))) return undefined;
      const things = unknownThings(c);
      if (things.length === 0 || c.matches(/哪|怎么|怎样|如何/)) return undefined;
      for (const index of things) c.use(index);
      return { impossible: c.matches(MADE) ? "generateVideo" : "effects" };
    },
    bonus: -0.4,
    examples: [
      ["add a dragon flying over the house", "unsupported"],
      ["can you generate a drone shot of the beach for the opening", "unsupported"],
      ["加一只恐龙", "unsupported"],
    ],
  },
  {
    name: "put one thing of the picture in the place of another",
    heads: ["replace", "swap", "change"],
    about: ["tie:into", "people", "video", "picture", "make"],
    read(c) {
      if (isAboutAnEdit(c) || c.has("clipNoun", "own")) return undefined;
      if (
        !c.matches(
          /\b(?:replace|swap|substitute|change|turn)\b.*\b(?:with|for|to|into|by)\b|(?:换成|替换成|变成|替换为|改成|换为)/,
        )
      )
        return undefined;
      const things = unknownThings(c);
      if (things.length < 2) return undefined;
      for (const index of things) c.use(index);
      return { impossible: "background" };
    },
    bonus: -0.3,
    examples: [
      ["replace the sky with a sunset", "unsupported"],
      ["把天空换成晚霞", "unsupported"],
    ],
  },
  {
    name: "paint a thing of the picture",
    headChoices: ["color"],
    heads: [],
    about: ["make", "change", "people"],
    read(c) {
      if (isAboutAnEdit(c) || c.has("picture", "video") || !c.has("make", "change")) return undefined;
      // «black hole style» is a look.
      if (c.matches(/\bstyled?\b|风格/)) return undefined;
      const things = unknownThings(c);
      const last = things.at(-1);
      if (last === undefined) return undefined;
      // «make the purple elephant dance»: what is asked of the thing is something else than a colour.
      const isColoured = c.choiceAt("color", last) >= 0;
      const isLast = !c.tokens.slice(last + 1).some((token) => token.isStop !== true && !token.meanings.has("please"));
      if (!isColoured && (things.length > 1 || !isLast)) return undefined;
      for (const index of things) c.use(index);
      c.choice("color");
      return { impossible: "recolorThing" };
    },
    bonus: -0.3,
    examples: [
      ["make the blue car red", "unsupported"],
      ["把那辆车变成红色", "unsupported"],
    ],
  },
  {
    name: "make a person look otherwise",
    heads: ["people"],
    about: ["make", "change", "replace", "swap", "add", "tie:into", "enhanceWord", "remove", "scale", "shrink", "move"],
    read(c) {
      if (isAboutAnEdit(c)) return undefined;
      if (!c.has("make", "change", "replace", "swap", "remove", "scale", "shrink")) return undefined;
      const isFace = c.matches(
        /\b(?:faces?|head|hair|eyes?|skin|teeth|nose|chin|lips?|mouth|body|legs?|waist|arms?|clothes|shirt|dress|look (?:younger|older|thinner|taller|slimmer|prettier|better|like)|younger|thinner|slimmer|taller|older|prettier|smile)\b|脸|头|发|眼|皮肤|牙|嘴|腿|腰|身材|衣服|年轻|瘦|高|笑/,
      );
      if (!isFace) return undefined;
      for (const index of unknownThings(c)) c.use(index);
      return { impossible: c.has("remove") ? "removeObject" : "deepfake" };
    },
    bonus: 0.4,
    examples: [
      ["make me look thinner", "unsupported"],
      ["把我的脸换成明星的脸", "unsupported"],
      ["change her shirt to red", "unsupported"],
    ],
  },
  {
    name: "do something with a thing in the picture",
    heads: ["change", "make", "add", "move", "scale", "shrink", "please", "speech", "people", "mute", "play"],
    about: ["add", "change", "make", "move", "scale", "shrink", "people", "picture", "video"],
    read(c) {
      if (isAboutAnEdit(c) || c.has("remove", "clipNoun", "export")) return undefined;
      const at = c.tokens.findIndex((token) => /^[把将给让使]$/.test(token.text));
      const thing = c.tokens[at + 1];
      // 让它酷一点: of the whole picture, and what is meant has to be asked.
      const isThing = c.tokens.slice(at + 1, at + 4).some((token) => isUnknown(token) || token.meanings.has("people"));
      if (at < 0 || thing === undefined || thing.meanings.has("pronoun") || thing.meanings.has("video") || !isThing)
        return undefined;
      for (const index of unknownThings(c)) c.use(index);
      return { impossible: "effects" };
    },
    bonus: -0.4,
    examples: [["让小狗站起来", "unsupported"]],
  },
  ...impossibleRules(),
];

const TO_THE_BEAT =
  /\b(?:sync\w*|match\w*|align\w*|line up|time|timed|snap|cut)\b.*\b(?:beats?|rhythm|drops?)\b(?!\.\w)|\b(?:sync\w*|match\w*|align\w*|line up|time)\b.*\b(?:cuts?|edits?|clips?|transitions?|video)\b.*\b(?:to|with) (?:the |my )?(?:music|song|track|tempo)\b|\b(?:to|on|with|at) (?:the|every|each) (?:beat|rhythm|drop)s?\b/;
const ONLINE =
  /\b(?:post|publish|share|upload|stream|put|push|tweet|send|broadcast)\b(?: (?!for\b)[\w']+){0,4} (?:to|on|onto|up on|up to|straight to|via)(?: [\w']+){0,3} (?:youtube|tiktok|instagram|insta|facebook|twitter|linkedin|snapchat|vimeo|twitch|reddit|whatsapp|channel|feed|page|profile|story|website|site|blog|cloud|drive|dropbox|icloud|internet)\b|\b(?:post|publish|put|share|upload) (?:it|this|that|the video|my video) (?:online|to the web|publicly)\b/;
const MADE = /\b(?:generate|create|imagine)\b|生成/;
const ADDED = /\b(?:add|put|insert|include|generate|create|make|place|throw in|give)\b|加|放|生成|来|弄|添/;

const WHICH_BIT = { en: "From when to when does that part go?", zh: "那一段是从几秒到几秒？" };

/** One rule for each thing that cannot be done; the words it is asked with are in the vocabulary. */
function impossibleRules(): Rule[] {
  const examples: Partial<Record<Impossible, Rule["examples"]>> = {
    generateVideo: [
      ["generate a video of a dragon over a castle", "unsupported"],
      ["帮我生成一个关于猫的视频", "unsupported"],
    ],
    background: [
      ["replace the background with a beach", "unsupported"],
      ["把背景换成海边", "unsupported"],
    ],
    imitateVoice: [["clone my voice", "unsupported"]],
    speakWords: [["add a voiceover saying welcome", "unsupported"]],
    translateSpeech: [
      ["dub it into French", "unsupported"],
      ["把语音翻译成英文", "unsupported"],
    ],
    deepfake: [["swap my face with his", "unsupported"]],
    removeObject: [["remove the person in the background", "unsupported"]],
    trackThings: [["blur the faces", "unsupported"]],
    understandContent: [["cut the boring parts", "unsupported"]],
    effects: [["add an explosion", "unsupported"]],
    transcript: [["what's the weather like", "unsupported"]],
    publish: [["post it to youtube", "unsupported"]],
  };
  return (Object.keys(IMPOSSIBLE) as Impossible[]).map((impossible) => ({
    name: `cannot: ${impossible}`,
    heads:
      impossible === "background" ? ["impossible:background", "background"] : [`impossible:${impossible}` as Meaning],
    about: [
      "add",
      "remove",
      "make",
      "change",
      "replace",
      "speech",
      "sound",
      "logo",
      "title",
      "picture",
      "fade",
      "upload",
      "export",
      "cut",
      "keep",
      "start",
      "end",
      "music",
      "captions",
      "says",
      "automatic",
      "compress" as never,
      "black",
      "tie:into",
      "extract",
    ],
    read(c: Clause) {
      if (impossible === "generateVideo" && c.has("music", "captions", "poster")) return undefined;
      if (impossible === "publish" && c.holds("aspect")) return undefined;
      // «it's pixelated»: how it looks.
      if (impossible === "trackThings" && c.has("blocks") && !c.matches(/\b(?:pixelate|censor|blur|hide|pixelating)\b/))
        return undefined;
      // «remove the boring bit»: which, has to be asked.
      if (
        impossible === "understandContent" &&
        c.matches(
          /\b(?:remove|cut|delete|lose|drop|get rid of|trim|take out) (?:out )?(?:the|that) (?:\w+ )?(?:bit|part|section|piece|moment)$/,
        )
      )
        return { ask: WHICH_BIT };
      // «the video stutters»
      if (impossible === "understandContent" && c.has("smoothMotion") && !c.has("remove", "cut")) return undefined;
      if ((impossible === "imitateVoice" || impossible === "speakWords") && c.holds("file")) return undefined;
      // 把讲的话转成文字放画面下面: captions.
      if (impossible === "transcript" && SPOKEN_WORDS_SHOWN.test(c.text())) return undefined;
      if (
        impossible === "background" &&
        (c.has("soundNoise", "sound", "music", "audioFile") ||
          (c.choiceAt("fit") >= 0 && c.matches(/[填铺补边]|两侧|左右|上下/)) ||
          c.matches(/竖|横|方|比例|9:16|16:9|噪|音/) ||
          c.choiceAt("shape") >= 0)
      )
        return undefined;
      if (impossible === "trackThings" && c.choiceAt("shape") >= 0) return undefined;
      if (impossible === "removeObject" && c.has("add") && !c.has("remove")) return undefined;
      if (
        impossible === "background" &&
        !c.has("impossible:background") &&
        !c.has("remove", "replace", "change", "swap") &&
        !c.matches(/\bblur|虚化|模糊|抠/)
      )
        return undefined;
      if (impossible === "background" && c.has("title", "captions", "noise")) return undefined;
      // «something upbeat as background»
      if (
        impossible === "background" &&
        c.choiceAt("style") >= 0 &&
        c.matches(/\b(?:as|in the|for the) (?:a )?background\b/)
      )
        return undefined;
      c.choice("language");
      c.takeAll("quote");
      c.takeAll("link");
      c.takeAll("file");
      c.choice("platform");
      return { impossible };
    },
    bonus: 0.5,
    examples: examples[impossible] ?? [],
  }));
}
