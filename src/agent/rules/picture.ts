/** How good the picture is: sharper, larger, cleaner, steadier, smoother. */
import type { Clause } from "../grammar/clause.js";
import type { RoughEdit, Rule } from "../grammar/rule.js";
import { isEnlarged } from "./frame.js";

export const PICTURE_RULES: readonly Rule[] = [
  {
    name: "enhance",
    heads: ["enhanceWord", "sharpAdjective", "resolutionNoun", "make", "change", "convert", "increase", "scale"],
    headValues: ["size"],
    about: [
      "sharpAdjective",
      "make",
      "change",
      "convert",
      "increase",
      "resolutionNoun",
      "scale",
      "automatic",
      "decrease",
      "shrink",
      "own",
      "picture",
      "edges",

      "remove",
      "toLength",
    ],
    isScoped: true,
    read(c) {
      if (
        c.has(
          "sound",
          "music",
          "speech",
          "title",
          "compressStrong",
          "soundNoise",
          "captions",
          "poster",
          "fade",
          "frameRate",
          "status",
          "credits",
        ) &&
        !c.matches(/\bvideo quality|picture quality\b|画质/)
      )
        return undefined;
      const times = c.all("factor")[0]?.factor ?? c.all("times")[0]?.count ?? 0;
      if (c.has("logo", "transition", "zoom") && !c.holds("size") && !isEnlarged(c, times)) return undefined;
      // «blur the background» is the contrary of it.
      if (c.matches(/(?<!\b(?:less|no|motion|the|remove|fix|reduce) )\bblur\b/)) return undefined;
      const sizes = c.all("size");
      const size = targetSize(c);
      const isStrong =
        c.has("enhanceStrong") || (c.holds("factor") && c.matches(/\b(?:enlarge|upsize|resize|bigger)\b|放大/));
      const isWord =
        isStrong ||
        (c.has("enhanceWord") &&
          (c.has("make", "change", "increase", "more", "sharp") ||
            c.matches(
              /\b(?:clean up|clean it up|improve|clear|hd|better|quality|resolution|detail|details|ai|nicer|professional|pro)\b|清|画质|质量|好看|优化|提升|改善|美化/,
            )));
      if ((size === undefined && !isWord) || c.matches(/^(?:请|帮我|能不能)*[用让靠] ?ai$/)) return undefined;
      if (
        size !== undefined &&
        !isWord &&
        !c.has("make", "change", "convert", "increase", "resolutionNoun", "scale", "toLength", "decrease") &&
        sizes.length > 0 &&
        c.tokens.filter(
          (token) =>
            token.isStop !== true &&
            !token.meanings.has("please") &&
            !/^(?:need|want|:|and|also|plus|in|at)$/.test(token.text),
        ).length > 3
      )
        return undefined;
      // «export it in full quality»
      if (
        c.has("export") &&
        size === undefined &&
        c.matches(
          /\b(?:in|at|with) (?:the |its )?(?:full|best|highest|high|good|max|maximum|top|original|same|great|decent)(?: possible)? (?:quality|resolution|res|definition)\b/,
        )
      )
        return undefined;
      if (c.has("extract", "export") && !isStrong && !c.has("make", "change", "resolutionNoun")) return undefined;
      const edit: RoughEdit = { op: "enhance" };
      if (size !== undefined) return { ...edit, target: size };
      const factor = c.take("factor")?.factor ?? c.take("times")?.count;
      if (factor !== undefined && factor <= 8) return { ...edit, factor };
      if (c.matches(/\bfull hd\b|\bfhd\b|全高清/)) return { ...edit, target: "1080p" };
      if (c.matches(/\buhd\b|\bultra hd\b|超高清/)) return { ...edit, target: "2160p" };
      if (c.matches(/\b(?:to|in|into|make it|turn it into|an?) (?:an? )?hd\b|\bhd (?:quality|video|version)\b/))
        return { ...edit, target: "1080p" };
      return edit;
    },
    examples: [
      ["enhance this video", { op: "enhance" }],
      ["upscale it to 1080p", { op: "enhance", target: "1080p" }],
      ["make it sharper and clearer", { op: "enhance" }],
      ["the picture is so blurry", { op: "enhance" }],
      ["make it 4k", { op: "enhance", target: "2160p" }],
      ["变清晰", { op: "enhance" }],
      ["提升到1080p", { op: "enhance", target: "1080p" }],
      ["画质太差了，修复一下", { op: "enhance" }],
      ["enlarge 2x", { op: "enhance", factor: 2 }],
    ],
  },
  treatment("denoise", "grain", [
    ["remove the grain", { op: "denoise" }],
    ["it's really noisy footage, clean up the grain strongly", { op: "denoise", strength: "strong" }],
    ["去掉画面的噪点", { op: "denoise" }],
    ["轻微降噪", { op: "denoise", strength: "light" }],
  ]),
  {
    name: "noise, of the picture or of the sound",
    heads: ["noise"],
    about: ["remove", "decrease", "enhanceWord", "sound", "picture"],
    isScoped: true,
    read(c) {
      if (c.has("soundNoise", "grain")) return undefined;
      const strength = strengthOf(c);
      // «remove the noise from both picture and sound»
      if (
        c.has("sound") &&
        c.matches(
          /\b(?:picture|video|image|footage) and (?:the )?(?:sound|audio)|(?:sound|audio) and (?:the )?(?:picture|video|image)\b/,
        )
      )
        return [
          { op: "denoise", ...strength },
          { op: "denoise_audio", ...strength },
        ];
      if (c.has("sound", "speech", "music")) return { op: "denoise_audio", ...strength };
      // «a bit noisy in the shadows»
      if (
        c.matches(
          /\b(?:shadows?|dark (?:areas|parts|spots|bits)|low light|night|iso|sky|dim|blacks|sensor|pixels?|flat areas)\b/,
        )
      )
        return { op: "denoise", ...strength };
      if (c.has("video") && c.matches(/\b(?:video|footage|picture|image|film)\b|画面|视频|影片|图像/))
        return { op: "denoise", ...strength };
      return {
        otherwise: (last) =>
          IN_THE_PICTURE.has(last)
            ? { op: "denoise", ...strength }
            : IN_THE_SOUND.has(last)
              ? { op: "denoise_audio", ...strength }
              : undefined,
        ask: {
          en: "Do you mean the grain in the picture or the noise in the sound?",
          zh: "你指的是画面的噪点，还是声音里的杂音？",
        },
      };
    },
    examples: [
      ["reduce the noise", "clarify"],
      ["remove noise from the audio", { op: "denoise_audio" }],
      ["reduce the noise in this footage", { op: "denoise" }],
    ],
  },
  treatment("deblock", "blocks", [
    ["fix the compression artifacts", { op: "deblock" }],
    ["it looks blocky", { op: "deblock" }],
    ["去掉压缩痕迹", { op: "deblock" }],
  ]),
  treatment("sharpen", "sharp", [
    ["sharpen it a bit", { op: "sharpen", strength: "light" }],
    ["锐化一下", { op: "sharpen" }],
  ]),
  treatment("stabilize", "shake", [
    ["it's shaky", { op: "stabilize" }],
    ["stabilise the second clip", { op: "stabilize", clip: 2 }],
    ["画面太抖了", { op: "stabilize" }],
    ["防抖", { op: "stabilize" }],
  ]),
  treatment("deinterlace", "interlace", [
    ["deinterlace this old tape", { op: "deinterlace" }],
    ["去隔行", { op: "deinterlace" }],
  ]),
  {
    name: "frame rate",
    heads: ["frameRate", "smoothMotion"],
    headValues: ["rate"],
    about: ["make", "change", "convert", "increase", "decrease", "more", "again"],
    isScoped: true,
    read(c) {
      if (
        c.has("shake", "transition", "fade", "music", "sound", "poster") ||
        c.matches(/\bskin|smooth out the camera\b/)
      )
        return undefined;
      const rate = c.all("rate").at(-1)?.fps;
      c.takeAll("rate");
      const smooth = c.has("smoothMotion") ? { smooth: true } : {};
      if (rate !== undefined) return { op: "fps", value: rate, ...smooth };
      const number = c.has("frameRate") ? c.all("number").at(-1)?.number : undefined;
      if (number !== undefined) {
        c.takeAll("number");
        return { op: "fps", value: number, ...smooth };
      }
      if (!c.has("smoothMotion")) return c.matches(/\b(?:double|twice)\b/) ? { op: "fps", value: 60 } : undefined;
      return { op: "fps", value: 60, ...smooth };
    },
    examples: [
      ["make it 60fps", { op: "fps", value: 60 }],
      ["change the frame rate to 24", { op: "fps", value: 24 }],
      ["smoother motion please", { op: "fps", value: 60, smooth: true }],
      ["转成30帧", { op: "fps", value: 30 }],
      ["补帧到60帧每秒", { op: "fps", value: 60, smooth: true }],
    ],
  },
];

/** The height that is asked for: what stands behind «to», else the last one said. */
function targetSize(c: Clause): string | undefined {
  const places = c.tokens.flatMap((token, index) =>
    token.value?.kind === "size" ? [{ index, value: token.value }] : [],
  );
  if (places.length === 0) return undefined;
  const tied = c.find("tie:into");
  const place = places.find(({ index }) => tied >= 0 && index > tied) ?? places.at(-1);
  if (place === undefined) return undefined;
  const side = place.value.width === undefined ? place.value.height : Math.min(place.value.width, place.value.height);
  for (const { index } of places) c.use(index);
  if (side <= 720) return side < 600 ? undefined : "720p";
  if (side <= 1080) return "1080p";
  return side <= 1440 ? "1440p" : "2160p";
}

const IN_THE_PICTURE: ReadonlySet<string> = new Set(
  "enhance denoise deblock sharpen stabilize deinterlace color fps".split(" "),
);
const IN_THE_SOUND: ReadonlySet<string> = new Set("volume normalize_audio denoise_audio silences music".split(" "));

/** How strongly it is asked for. */
function strengthOf(c: Clause): { strength?: string } {
  const amount = c.choice("amount");
  if (c.matches(/\bmedium|moderate(?:ly)?\b|中等|中度|适中|适度|中档|中级/)) return { strength: "medium" };
  if (amount === "little" || c.matches(LIGHT)) return { strength: "light" };
  const isStrong = (amount === "much" && c.matches(STRONG)) || c.matches(STRONG_CHINESE);
  if (!isStrong) return {};
  // 力度大一点: the force is meant, not the size.
  for (const [index, token] of c.tokens.entries())
    if (token.meanings.has("scale") || token.meanings.has("increase")) c.use(index);
  return { strength: "strong" };
}

/** A treatment that is asked for by its name, or by the ailment. */
function treatment(
  op: RoughEdit["op"],
  head: "grain" | "blocks" | "sharp" | "shake" | "interlace",
  examples: Rule["examples"],
): Rule {
  return {
    name: op,
    heads: [head],
    about: ["remove", "decrease", "make", "enhanceWord", "increase", "noise", "add", "more", "edges"],
    isScoped: true,
    read(c) {
      if (op === "denoise" && c.matches(/\b(?:add|apply|put)\b.*\bgrain\b/)) return undefined;
      if (op === "stabilize" && c.has("sound", "music")) return undefined;
      if (op === "denoise" && c.has("sound", "speech") && !c.matches(/\b(?:video|picture|image|footage|grain)|画|视频/))
        return { op: "denoise_audio" };
      return { op, ...strengthOf(c) };
    },
    examples,
  };
}

const STRONG =
  /\b(?:strong|strongly|heavy|heavily|aggressive|aggressively|max|maximum|a lot|hard|extra|lots|massively)\b|强|大幅|重度|拉满|最大|狠/;
const STRONG_CHINESE =
  /强档|高档|最高档|强力|强效|强一?[点些]|大幅|大力|重度|重一?[点些]|拉满|最大|最强|狠|猛|使劲|用力|高强度|加大力度|(?:力度|强度|程度|幅度)(?:再|要|得|给|开|调|拉|用|弄|到|加)*(?:更|最)?(?:大|强|高|重|满)|(?:大|强|高|重)一?[点些]?的?(?:力度|强度)/;
const LIGHT =
  /弱档|低档|轻|稍|略|微微|一点点|一丢丢|少许|一点儿|(?:力度|强度|程度|幅度)(?:再|要|得|给|开|调|弄|用|到|减)*(?:更)?(?:小|弱|低|轻)|(?:别|不要|不用)(?:太|过|那么)(?:强|狠|过|重|猛|厉害)|弱一?[点些]|低强度/;
