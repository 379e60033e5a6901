/** What is said to the program rather than about the picture: export, status, undo, help, a greeting. */
import type { Clause } from "../grammar/clause.js";
import type { Rule } from "../grammar/rule.js";
import { IMPOSSIBLE } from "../vocabulary/session.js";
import type { Impossible, Meaning } from "../vocabulary/vocabulary.js";

/** Only words of these meanings, besides those that mean nothing here. */
function isOnly(c: Clause, ...meanings: Meaning[]): boolean {
  const allowed = new Set<Meaning>([
    ...meanings,
    "please",
    "next",
    "pronoun",
    "video",
    "tie:filler",
    "clipNoun",
    "not",
    "again",
    "make",
  ]);
  return c.tokens.every(
    (token) =>
      token.value === undefined &&
      (token.meanings.size === 0 || [...token.meanings].some((meaning) => allowed.has(meaning))),
  );
}

const EDITED: Meaning[] = [
  "title",
  "captions",
  "logo",
  "sound",
  "music",
  "poster",
  "transition",
  "fade",
  "silences",
  "bars",
  "colour",
  "noise",
  "soundNoise",
  "speedWord",
];

export const SESSION_RULES: readonly Rule[] = [
  {
    name: "export",
    heads: ["export"],
    about: [
      "exportObject",
      "video",
      "make",
      "convert",
      "extract",
      "own",
      "enhanceWord",
      "resolutionNoun",
      "add",
      "frameRate",
      "tie:into",
      "keep",
      "end",
      "whole",
      "change",
      "forSending",
    ],
    read(c) {
      if (
        c.has(
          "title",
          "captions",
          "logo",
          "sound",
          "music",
          "poster",
          "audioOnly",
          "speech",
          "transition",
          "status",
          "help",
        )
      )
        return undefined;
      if (
        c.holds("span", "clip", "bytes", "quote", "link") ||
        (c.has("platformUpload") && c.matches(/\b(?:post|publish|share)\b/))
      )
        return undefined;
      if (
        c.matches(/\b(?:how|what|which|why|is it|are you|when)\b/) ||
        (c.matches(/怎么|如何|什么时候|吗$/) && !c.matches(/(?:可以|能|帮我).*吗$/))
      )
        return undefined;
      const format = c.tokens[c.choiceAt("format")]?.choices.get("format");
      if (format !== undefined && format !== "mp4") return undefined;
      c.choice("format");
      c.takeAll("size");
      c.takeAll("rate");
      c.choice("platform");
      return { intent: "export" };
    },
    bonus: 0.3,
    examples: [
      ["export", "export"],
      ["export 1080p MP4", "export"],
      ["send me the video", "export"],
      ["download it please", "export"],
      ["导出", "export"],
      ["把成片发给我", "export"],
    ],
  },
  {
    name: "credits",
    heads: ["credits"],
    about: ["status", "help", "own"],
    read(c) {
      if (
        c.has("filmCredits") ||
        c.holds("span", "time", "quote") ||
        (c.has("colour", "sound") && !c.matches(/credit|积分|余额|额度/))
      )
        return undefined;
      if (c.has("add") && c.matches(/\b(?:add|put|insert|roll)\b/) && !c.matches(/\bhow (?:many|much)\b/))
        return undefined;
      return c.matches(/\b(?:credits?|balance|quota|points|tokens left|usage left)\b|积分|余额|点数|额度/) &&
        !c.matches(/\bwhite balance|balance the (?:audio|colou?r|sound)\b/)
        ? { intent: "credits" }
        : undefined;
    },
    bonus: 1,
    examples: [
      ["how many credits do I have left?", "credits"],
      ["balance", "credits"],
      ["还剩多少积分", "credits"],
    ],
  },
  {
    name: "status",
    heads: ["status", "export"],
    about: [
      "video",
      "own",
      "resolutionNoun",
      "clipNoun",
      "music",
      "frameRate",
      "compress",
      "compressStrong",
      "convert",
      "whole",
      "change",
      "export",
      "tie:long",
      "make",
      "sound",
      "help",
      "title",
      "end",
      "extract",
      "keep",
      "add",
    ],
    read(c) {
      const isAsked = c.matches(
        /\b(?:is|are|has|have) (?:the |my |it |you |we )*(?:export|render|video|file|result|it)?\b.*\b(?:finished|done|ready|complete|completed)\b|(?:导出|渲染|视频|处理).*(?:好了|完了|完成了?)(?:吗|没有?)/,
      );
      if (!c.has("status") && !isAsked) return undefined;
      if (
        (c.has("title") && c.holds("quote")) ||
        (c.has("remove", "move", "swap") && !c.matches(/\b(?:what|show|list|how)\b|什么|多/))
      )
        return undefined;
      if (c.holds("span", "percent", "bytes") || c.matches(/体积太大|太大/)) return undefined;
      if (
        c.has("frameRate", "compress", "split", "cut", "trim") &&
        !c.matches(/\b(?:what|how|is it|which|show|list|status|progress)\b|什么|多少|多长|几个|多大|状态|进度/)
      )
        return undefined;
      return { intent: "status" };
    },
    bonus: 0.6,
    examples: [
      ["status", "status"],
      ["how long is my video?", "status"],
      ["show me the timeline", "status"],
      ["what have we done so far", "status"],
      ["is it done yet?", "status"],
      ["视频有多长", "status"],
      ["现在是什么状态", "status"],
    ],
  },
  {
    name: "upload",
    heads: ["upload"],
    about: ["video", "add", "clipNoun", "own", "extract", "export", "help", "music", "picture"],
    read(c) {
      if (
        c.has("platformUpload") ||
        c.holds("span", "time", "percent", "clip") ||
        c.has("fade", "title", "captions", "logo", "transition") ||
        c.matches(/\b(?:do you|does it|is my|are my)\b.*\bupload/) ||
        c.matches(/会上传|不上传/)
      )
        return undefined;
      if (c.matches(/\b(?:youtube|tiktok|instagram|facebook|drive|dropbox|cloud)\b|抖音|快手|b站|小红书|油管|云/))
        return undefined;
      if (c.matches(/\b(?:before|after|for|when) upload/) || c.matches(/^without upload/)) return undefined;
      return { intent: "upload" };
    },
    bonus: 0.6,
    examples: [
      ["upload a video", "upload"],
      ["I want to add another clip", "upload"],
      ["上传视频", "upload"],
    ],
  },
  {
    name: "undo",
    heads: ["undo"],
    about: [
      "remove",
      "change",
      "own",
      "title",
      "captions",
      "music",
      "cut",
      "trim",
      "speedWord",
      "colour",
      "tie:last",
      "keep",
      "fade",
      "transition",
      "logo",
      "sound",
      "crop" as never,
      "rotate",
      "flip",
      "reverse",
      "split",
      "merge",
      "tie:before",
      "loop",
      "enhanceWord",
    ],
    read(c) {
      if (c.has("speech") && c.has("add")) return undefined;
      for (const kind of ["number", "times", "clip"] as const) c.takeAll(kind);
      return { intent: "undo" };
    },
    bonus: 1.2,
    examples: [
      ["undo", "undo"],
      ["undo that last change", "undo"],
      ["go back to how it was", "undo"],
      ["撤销", "undo"],
      ["取消上一步", "undo"],
    ],
  },
  {
    name: "redo",
    heads: ["redo"],
    about: ["undo", "change", "again"],
    read: () => ({ intent: "redo" }),
    bonus: 1.4,
    examples: [
      ["redo", "redo"],
      ["bring it back", "redo"],
      ["重做", "redo"],
      ["取消撤销", "redo"],
    ],
  },
  {
    name: "reset",
    heads: ["reset"],
    about: ["undo", "whole", "remove", "change", "own", "start", "video", "export"],
    read: (c) =>
      c.holds("span", "percent", "clip") || c.has("colour", "speedWord", "sound") ? undefined : { intent: "reset" },
    bonus: 1.4,
    examples: [
      ["start over", "reset"],
      ["remove all edits", "reset"],
      ["undo everything", "reset"],
      ["重新开始", "reset"],
      ["恢复原样", "reset"],
    ],
  },
  {
    name: "help",
    heads: ["help"],
    about: [
      "status",
      "upload",
      "export",
      "convert",
      "video",
      "change",
      "make",
      "add",
      "own",
      "extract",
      "compress",
      "keep",
      "picture",
    ],
    read(c) {
      const isQuestion = c.matches(
        /\b(?:what|which|how|who|is there|is it|is my|where|do you|does it)\b|什么|哪些|怎么(?!样)|如何|谁|吗|嘛|教|能干|会/,
      );
      const isWord = c.matches(
        /^(?:please )?(?:help|instructions|commands|examples|options|features|help me|help please|i need help|tutorial on)(?: please)?[.!?]?$|帮助|使用说明|教程|指令|用法|使用方法|功能/,
      );
      if (!isQuestion && !isWord) return undefined;
      if (c.matches(/^(?:please )?help me (?:to )?\w+/) && !isWord) return undefined;
      if (
        c.matches(
          /^(?:so |hi |hey |hello |and |,|ok )*(?:how (?:do|can|would|should) (?:i|you|we)|how to|what(?:'s| is) the best way)\b|怎么[^样办]|如何|教我/,
        ) &&
        !c.matches(/怎么(?:这么|那么|回事)/)
      ) {
        // A question about anything at all.
        for (const index of c.tokens.keys()) c.use(index);
        return { intent: "help" };
      }
      if (c.holds("span", "percent", "factor", "quote")) return undefined;
      return { intent: "help" };
    },
    bonus: 1.1,
    examples: [
      ["help", "help"],
      ["what can you do?", "help"],
      ["what formats do you support?", "help"],
      ["how do I add subtitles?", "help"],
      ["你能做什么", "help"],
      ["怎么用", "help"],
    ],
  },
  {
    name: "talk",
    heads: ["greeting", "thanks"],
    about: ["video", "enhanceWord", "own", "look" as never],
    read(c) {
      if (c.tokens.some((token) => token.value !== undefined) || c.has(...EDITED)) return undefined;
      const isTalk = isOnly(
        c,
        "greeting",
        "thanks",
        "export",
        "help",
        "enhanceWord",
        "own",
        "add",
        "change",
        "more",
        "start",
        "end",
        "tie:mark",
        "tie:to",
      );
      return isTalk && !c.has("remove", "cut", "trim", "split", "merge") ? { intent: "chat" } : undefined;
    },
    examples: [
      ["hi there", "chat"],
      ["thanks, looks great!", "chat"],
      ["你好", "chat"],
      ["谢谢，很好", "chat"],
    ],
  },
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
      for (const index of c.tokens.keys()) c.use(index);
      return { impossible: "generateVideo" };
    },
    bonus: 1,
    examples: [
      ["make a video of a cat surfing", "unsupported"],
      ["帮我生成一个关于猫的视频", "unsupported"],
    ],
  },
  ...impossibleRules(),
];

/** One rule for each thing that cannot be done; the words it is asked with are in the vocabulary. */
function impossibleRules(): Rule[] {
  // A background is replaced, removed or blurred in many words.

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
      if (impossible === "publish" && c.holds("aspect")) return undefined;
      if (
        impossible === "background" &&
        (c.has("soundNoise", "sound", "music") ||
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
