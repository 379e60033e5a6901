/** What is said to the program rather than about the picture: export, status, undo, help, a greeting. */
import type { Clause } from "../grammar/clause.js";
import type { Rule } from "../grammar/rule.js";
import type { Meaning } from "../vocabulary/vocabulary.js";

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

/** What was undone is wanted again. */
function isOfUndone(c: Clause): boolean {
  return c.matches(
    /\b(?:bring|put|get|want|restore|reapply|give)\b.*\b(?:undid|undone|took back|reverted|removed again)\b|\b(?:bring|put|get|want|give|take|have)(?: me)? (?:that|the|my|this|your|those)(?: last| latest| previous)? (?:change|edit|step|effect|version|modification)s? back\b|\b(?:shouldn't have|shouldnt have|should not have|should never have|didn't mean to|didnt mean to|did not mean to|wish i hadn't|wish i had not|regret|changed my mind about)\b.*\b(?:undo|undoing|undone|undid|revert|reverting|reverted|going back)\b|\bundo (?:the|that|my|your|this) undo|(?:恢复|还原|找回|要回|重新).*(?:撤销|撤回|撤消)|(?:撤销|撤回|撤消)(?:的|掉的|了的).*(?:恢复|还原|找回|加回|要|回来)/,
  );
}

/** «every change we made», «everything I did». */
const ALL_CHANGES =
  /\b(?:all|every|everything|any|each)\b.*\b(?:edits?|changes?|steps?|modifications?|adjustments?|effects?|filters?|(?:i|we|you)(?: have|'ve)? (?:just )?(?:did|done|made|changed|edited))\b/;

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
        c.has("title", "captions", "logo", "sound", "music", "poster", "audioOnly", "speech", "transition", "help") ||
        (c.has("status") && !c.matches(/\b(?:when|once|after|if|as soon as)\b.*\b(?:done|ready|finished)\b/))
      )
        return undefined;
      if (
        c.holds("span", "clip", "bytes", "quote", "link") ||
        (c.has("platformUpload") && c.matches(/\b(?:post|publish|share)\b/))
      )
        return undefined;
      if (
        c.matches(/\b(?:how|what|which|why|is it|are you)\b|^(?:when|so when)\b/) ||
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
      return c.matches(
        /\b(?:credits?|balance|quota|points|tokens left|usage left|allowance|tokens|exports|renders|account|afford|plan)\b|积分|余额|点数|额度/,
      ) && !c.matches(/\bwhite balance|balance the (?:audio|colou?r|sound)\b/)
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
    heads: ["status", "help", "export", "resolutionNoun", "frameRate", "compressStrong", "clipNoun"],
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
        /\b(?:is|are|has|have) (?:the |my |it |you |we )*(?:export|render|video|file|result|it)?\b.*\b(?:finished|done|ready|complete|completed)\b|(?:导出|渲染|视频|处理).*(?:好了|完了|完成了?)(?:吗|没有?)|(?:改|做|加|剪|弄|动|调)[了过]+[^，,]{0,4}(?:哪些|哪儿|什么|啥|几)|(?:哪些|什么|啥)[^，,]{0,6}(?:改|做|加|剪|弄|动|调)[了过]/,
      );
      const isFact = c.matches(
        /\b(?:tell me|what(?:'s| is| are| was)?|which|let me know|how (?:big|large|long|many|much)|check|know)\b.*\b(?:resolution|length|duration|size|fps|frame ?rate|aspect|format|codec|bitrate|clips|shots|project|timeline|long|big|large)\b|(?:多少|多大|多长|几个?|什么).*(?:分辨率|帧率|时长|长度|大小|格式|比例|片段)|(?:分辨率|帧率|时长|长度|大小|格式|比例|片段)(?:现在|目前)?(?:是|有)?(?:多少|多大|多长|几|什么)/,
      );
      if (!c.has("status") && !isAsked && !isFact) return undefined;
      // «can I have the finished version»
      if (
        c.has("export") &&
        c.matches(/\b(?:can|could|may) (?:i|we) (?:have|get|see|download)\b|\b(?:give|send|get) me\b/)
      )
        return undefined;
      if (isFact && c.matches(/\b(?:support|accept|can you (?:read|open|handle))|支持|能用|可以用/)) return undefined;
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
        c.has("platformUpload", "credits") ||
        c.holds("span", "time", "percent", "clip") ||
        c.has("fade", "title", "captions", "logo", "transition") ||
        c.matches(/\b(?:do you|does it|is my|are my)\b.*\bupload/) ||
        c.matches(/会上传|不上传/) ||
        // 我上传的那首歌: which one, not what to do.
        c.matches(/(?:上传|传)(?:上来|上去|过来|好|完)?(?:的|过的|了的|那[个首张段条份])/) ||
        c.matches(/刚上传|(?:上传|传)(?:的时候|时|前|之前|那会儿?|那时)/)
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
    name: "another file",
    heads: ["upload", "clipNoun", "add", "forSending", "own"],
    headValues: ["file"],
    about: ["video", "own", "extract", "start", "end", "help", "move"],
    read(c) {
      const file = c.all("file")[0];
      const isFile =
        file?.type === "video" &&
        c.matches(
          /\b(?:add|append|insert|attach|include|put|bring in|import|use|open|load|here(?:'s| is)|start with|work on)\b/,
        ) &&
        !c.has("convert", "merge", "replace");
      const isNamed = c.matches(
        /\b(?:another|second|third|one more|new|more|other|next|extra|additional|different) (?:\w+ )?(?:file|clip|video|footage|recording|shot|take)s?\b/,
      );
      const isHanded = c.matches(
        /\b(?:here(?:'s| is| comes| are)|got|have|has|send(?:ing)?|give|giving|hand|drop|upload|load|from my (?:phone|camera|computer|laptop|desktop|drive|card)|to add)\b/,
      );
      const isOffered = c.matches(
        /\b(?:let me|can i|could i|may i|i'd like to|i would like to|i want to|i need to|i'll|i will|want to|going to|how do i|time to) (?:\w+ )?(?:add|upload|send|give|drop|import|load|bring|put|attach|share|include|use)\b/,
      );
      // «open the file from my desktop»
      const isInstead = c.matches(
        /\b(?:use|open|load|take|try|edit) (?:this|that|another|a different|my other|the other) (?:video|clip|file|footage)(?: instead)?$/,
      );
      const isFromDevice =
        isInstead ||
        c.matches(
          /\b(?:open|load|import|pull|get|bring|grab|use|add|take|fetch|upload)\b.*\b(?:videos?|files?|clips?|footage|recordings?|movies?|shots|photos)\b.*\b(?:from|on|off|in) (?:my|the|our) (?:\w+ )?(?:desktop|computer|phone|laptop|gallery|camera roll|camera|drive|card|folder|downloads|gopro|ipad|iphone|tablet|usb|disk|stick|mac|pc)\b/,
        );
      if ((!isFile && !isFromDevice && !(isNamed && (isHanded || isOffered))) || c.has("credits")) return undefined;
      if (
        c.holds("span", "percent", "clip", "quote", "factor") ||
        c.has("title", "captions", "logo", "music", "transition", "speedWord", "export", "compress", "remove", "poster")
      )
        return undefined;
      c.spend();
      return { intent: "upload" };
    },
    bonus: 0.4,
    examples: [
      ["I've got another file to add, where do I drop it", "upload"],
      ["let me send you one more video", "upload"],
      ["add intro.mp4 at the beginning", "upload"],
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
      if ((c.has("speech") && c.has("add")) || isOfUndone(c)) return undefined;
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
    name: "take back what was done last",
    heads: ["remove", "change", "reverse", "tie:last", "preferred", "add", "undo"],
    about: [
      "undo",
      "change",
      "tie:last",
      "tie:before",
      "enhanceWord",
      "fade",
      "transition",
      "colour",
      "add",
      "make",
      "own",
    ],
    read: (c) =>
      c.matches(
        /\b(?:put|bring|get|give|restore|want)\b.*\bback\b.*\b(?:removed|deleted|cut|took|dropped)\b|\brestore (?:what|the \w+) (?:i|we|you) (?:just )?(?:removed|deleted|cut)|\b(?:scratch|forget|cancel|discard|ditch|drop|revert|reverse|remove|delete|get rid of|take (?:back|away|out)|lose|kill|nix|roll back)\b(?: \w+)? (?:the |that |this |my |your |what )*(?:last|latest|previous|recent)(?: \w+)? (?:thing|change|edit|step|action|move|effect|modification|bit|one you (?:did|made))s?\b|\b(?:liked|preferred)\b.*\b(?:better|more|before|other|old|previous)\b|\b(?:you|i|we) just (?:did|made|added|changed|applied|put)\b|(?:刚才|刚刚|上一次|上次|上一个|前一个|最近)的?(?:那个|那次|那步|那一步|一步|所做)?的?(?:操作|修改|改动|编辑|步骤|效果|调整)?(?:不要|取消|撤|去掉|删|不算)|(?:不要|取消|撤|去掉|删掉?)(?:刚才|刚刚|上一次|上次|上一个|最近)的?(?:那个|那次|一次)?(?:操作|修改|改动|编辑|步骤|效果|调整)/,
      ) &&
      !c.holds("span", "clip", "time", "quote") &&
      c.has("remove", "reverse", "undo", "change", "preferred", "add") &&
      !isOfUndone(c)
        ? { intent: "undo" }
        : undefined,
    bonus: 1.2,
    examples: [
      ["get rid of the last effect", "undo"],
      ["remove what you just added", "undo"],
      ["把刚才的修改取消", "undo"],
    ],
  },
  {
    name: "redo",
    heads: ["redo", "undo", "change", "add", "keep", "undone"],
    about: ["undo", "change", "again", "tie:last"],
    read(c) {
      if (!c.has("redo") && !isOfUndone(c)) return undefined;
      for (const kind of ["number", "times", "clip"] as const) c.takeAll(kind);
      return { intent: "redo" };
    },
    bonus: 1.4,
    examples: [
      ["redo", "redo"],
      ["bring it back", "redo"],
      ["重做", "redo"],
      ["bring back what I just undid", "redo"],
      ["I shouldn't have undone that", "redo"],
      ["把刚才撤销的那一步恢复", "redo"],
      ["取消撤销", "redo"],
    ],
  },
  {
    name: "reset",
    heads: ["reset", "undo", "remove", "trim"],
    about: ["undo", "whole", "remove", "change", "own", "start", "video", "export"],
    read: (c) =>
      c.holds("span", "percent", "clip") ||
      c.has("colour", "speedWord", "sound") ||
      (!c.has("reset", "undo") && !c.matches(ALL_CHANGES)) ||
      (!c.has("reset") && !c.matches(/\b(?:all|everything|every (?:change|edit)|the lot)\b|都|全部|所有|一切/))
        ? undefined
        : { intent: "reset" },
    bonus: 1.4,
    examples: [
      ["start over", "reset"],
      ["remove all edits", "reset"],
      ["throw out every change we made today", "reset"],
      ["get rid of everything I did", "reset"],
      ["undo everything", "reset"],
      ["重新开始", "reset"],
      ["恢复原样", "reset"],
    ],
  },
  {
    name: "help",
    heads: ["help", "please", "music", "shake", "sharp", "grain", "transition", "colour", "captions", "enhanceWord"],
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
      const isPhrase = c.tokens.some((token) => token.meanings.has("help") && token.text.includes(" "));
      const isWord =
        isPhrase ||
        c.matches(
          /\b(?:list|show|see|give me|tell me|what)\b.*\b(?:commands|options|features|functions|capabilities|abilities|examples)\b|^(?:please )?(?:help|instructions|commands|examples|options|features|help me|help please|i need help|tutorial on)(?: please)?[.!?]?$|帮助|使用说明|教程|指令|用法|使用方法|功能/,
        );
      // «can you handle 4k files», «what does stabilize do», «what kinds of music are there»: whatever it is about.
      const isGeneral = c.matches(
        /^(?:\w+ )?(?:can|do|does) (?:you|it|this) (?:handle|support|read|accept|work with|deal with|edit multiple)\b|^(?:so |and |hey )?what (?:does|do) .* (?:do|mean)\b|^(?:so |and |hey )?(?:what|which) (?:kinds?|sorts?|types?|styles?) (?:of )?.*\b(?:can|do|are|is)\b/,
      );
      if (isGeneral) {
        c.spend();
        return { intent: "help" };
      }
      if (!c.has("help") || (!isQuestion && !isWord)) return undefined;
      // «I don't like how orange it is»
      if (c.matches(/\b(?:like|hate|love|see|notice|mind) how\b/)) return undefined;
      if (c.matches(/\bhow about\b/)) return undefined;
      if (c.matches(/^(?:please )?help me (?:to )?\w+/) && !isWord) return undefined;
      if (
        c.matches(
          /^(?:so |hi |hey |hello |and |,|ok )*(?:how (?:do|can|would|should|could) (?:i|you|we|one)|how (?:i|you|we|one) (?:do|can|could|should|would)|how to|what(?:'s| is) the best way)\b|怎么(?![样办]|[还都也又老一直]*[没不])|如何|教我/,
        ) &&
        !c.matches(/怎么(?:这么|那么|回事)/)
      ) {
        // A question about anything at all.
        c.spend();
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
        "colourNoun",
      );
      return isTalk &&
        !c.matches(/更|一点|一些|[做弄搞调]得|[把让]/) &&
        !c.has("remove", "cut", "trim", "split", "merge")
        ? { intent: "chat" }
        : undefined;
    },
    bonus: 0.1,
    examples: [
      ["hi there", "chat"],
      ["thanks, looks great!", "chat"],
      ["你好", "chat"],
      ["谢谢，很好", "chat"],
    ],
  },
];
