/** What comes out: another format, a smaller file, only the sound, a single picture. */
import type { RoughEdit, Rule } from "../grammar/rule.js";

const AUDIO = new Set(["mp3", "m4a", "aac", "wav", "flac", "ogg"]);

export const OUTPUT_RULES: readonly Rule[] = [
  {
    name: "another format",
    heads: ["convert", "change", "make"],
    headChoices: ["format"],
    about: [
      "convert",
      "change",
      "make",
      "video",
      "export",
      "extract",
      "tie:into",
      "compress",
      "exportObject",
      "clipNoun",
      "own",
      "upload",
    ],
    read(c) {
      const at = targetFormat(c.tokens);
      const format = c.tokens[at]?.choices.get("format");
      if (format === undefined) {
        // «convert my local video files»
        const isPlain = c.matches(
          /^(?:please )?(?:convert|transcode)(?: all)?(?: of)?(?: my| this| these| the| a)?(?: local)? (?:videos?|clips?|files?|video files?|movies?)(?: files?)?$|^转换?(?:一下)?(?:我的)?(?:本地)?视频(?:格式)?$/,
        );
        return isPlain && c.choiceAt("otherFormat") < 0 ? { op: "convert", format: "mp4" } : undefined;
      }
      if (c.has("captions", "merge", "poster", "title", "music") || c.holds("bytes")) return undefined;
      // «720p, mp4, at most 8 MB»: named in a list, and nothing more.
      const isNamed = c.tokens.every(
        (token) =>
          token.isStop === true ||
          token.choices.has("format") ||
          token.meanings.has("please") ||
          (token.value === undefined &&
            /^(?:just|an?|as|the|file|format|and|in|plus|thanks|needed|under|below|max|at|at most)$/.test(token.text)),
      );
      // «gif of 0:02-0:05»
      const isOfPart = c.matches(
        /^(?:please |and |, |an? )*(?:animated )?(?:gif|webm|mov|mkv|mp4)s? (?:of|from|out of|version|copy)\b/,
      );
      const isMade =
        isNamed ||
        isOfPart ||
        c.has("convert", "change", "make") ||
        c.matches(
          /\b(?:to|as|into|in|a|an) (?:an? )?(?:animated )?(?:mp4|mov|mkv|webm|gif)\b|成|为|转|要|格式|文件|存|用|只(?:收|认|支持|能)/,
        );
      if (!isMade) return undefined;
      // «export 1080p MP4» is the plain way out.
      const isExport = c.has("export") && !c.matches(/\b(?:convert|turn|change|transcode)\b|转|改/);
      if (isExport && format === "mp4") return undefined;
      c.use(at);
      c.takeAll("file");
      if (AUDIO.has(format)) return { op: "extract_audio", format };
      const span = c.take("span");
      const kept: RoughEdit[] = span === undefined ? [] : [{ op: "trim", keep: span.stretches }];
      return [...kept, { op: "convert", format }];
    },
    examples: [
      ["make a gif out of seconds 4 to 7", { op: "trim", keep: [[4000, 7000]] }, { op: "convert", format: "gif" }],
      ["convert this mov to mp4", { op: "convert", format: "mp4" }],
      ["make a gif", { op: "convert", format: "gif" }],
      ["webm under 10mb", { op: "convert", format: "webm" }, { op: "compress", max_bytes: 10_000_000 }],
      ["just mp4", { op: "convert", format: "mp4" }],
      ["save it as webm", { op: "convert", format: "webm" }],
      ["转成mkv格式", { op: "convert", format: "mkv" }],
      ["convert my local video files", { op: "convert", format: "mp4" }],
    ],
  },
  {
    name: "a smaller file",
    heads: ["compress", "compressStrong", "toLength", "shrink", "decrease", "forSending"],
    headValues: ["bytes"],
    about: [
      "compress",
      "compressStrong",
      "make",
      "forSending",
      "decrease",
      "shrink",
      "toLength",
      "change",
      "upload",
      "tie:into",
      "video",
      "extract",
      "own",
      "enhanceWord",
      "export",
      "tie:before",
      "convert",
    ],
    read(c) {
      const bytes = c.all("bytes").at(-1)?.bytes ?? bytesOfLetter(c.text());
      if (bytes !== undefined && !c.has("sound", "status")) {
        c.takeAll("bytes");
        if (!c.holds("bytes")) c.takeAll("time");
        return { op: "compress", max_bytes: bytes };
      }
      if (
        c.has("title", "captions", "logo", "music", "sound", "zoom", "blocks", "picture", "upload") &&
        !c.has("compressStrong")
      )
        return undefined;
      const isPlain =
        c.has("compressStrong") ||
        c.matches(
          /\b(?:make|get|shrink|reduce)\b.*\b(?:smaller|size|down)\b|\bsmaller\b|\bcompress|小一点|变小|压缩|越小越好/,
        );
      if (!isPlain || (c.holds("percent", "factor") && !c.matches(/\b(?:size|compress)|体积|压缩/))) return undefined;
      // 风太大: not the file.
      if (c.matches(/[风雨声音噪字雾光脸]太大/) && !c.matches(/文件|体积|压|视频太大/)) return undefined;
      if (c.matches(/artifacts?|artefacts?|痕迹/) || (c.has("colour", "shake") && !c.has("compressStrong")))
        return undefined;
      c.takeAll("percent");
      c.takeAll("share");
      const quality = c.matches(
        /\b(?:without losing|lossless|no quality loss|keep(?:ing)? (?:the )?quality|high quality)\b|不损失|无损|高质量|不影响画质|画质不变/,
      )
        ? "high"
        : c.matches(
              /\b(?:as small as possible|smallest|tiny|low quality|maximum compression|super small)\b|尽量小|最小|越小越好|压到最低|能多小/,
            )
          ? "low"
          : undefined;
      return { op: "compress", ...(quality === undefined ? {} : { quality }) };
    },
    examples: [
      ["get it under 25 MB", { op: "compress", max_bytes: 25000000 }],
      ["compress to 8 megabytes for discord", { op: "compress", max_bytes: 8000000 }],
      ["make the file smaller", { op: "compress" }],
      ["it's too big to email", { op: "compress" }],
      ["压缩到10兆以内", { op: "compress", max_bytes: 10000000 }],
      ["压缩一下", { op: "compress" }],
    ],
  },
  {
    name: "only the sound",
    heads: ["extract", "audioOnly", "sound", "convert", "speech"],
    headChoices: ["format"],
    about: [
      "sound",
      "extract",
      "export",
      "convert",
      "remove",
      "only",
      "audioOnly",
      "video",
      "make",
      "music",
      "speech",
      "keep",
    ],
    read(c) {
      const at = targetFormat(c.tokens);
      const format = c.tokens[at]?.choices.get("format");
      const isSound =
        c.has("audioOnly") ||
        c.matches(/^(?:please |and |, |an? )*(?:mp3|wav|m4a|aac|flac|ogg)s? (?:of|from|out of|version|copy)\b/) ||
        c.matches(
          /\b(?:mp3|wav|m4a|aac|flac|ogg) (?:file )?(?:of|from|with) (?:\w+ )?(?:the |my |all )?(?:speech|audio|sound|voice|talk|interview|dialogue)/,
        ) ||
        c.matches(/\b(?:just|only) (?:want|need) the (?:audio|sound)\b/) ||
        (c.has("sound", "speech") && c.has("extract"));
      if (
        format !== undefined &&
        AUDIO.has(format) &&
        (isSound || c.has("extract", "convert", "export", "change", "audioOnly", "sound", "speech"))
      ) {
        c.use(at);
        c.takeAll("file");
        return { op: "extract_audio", format };
      }
      if (
        !isSound ||
        (c.has(
          "noise",
          "soundNoise",
          "mute",
          "replace",
          "normalize",
          "loud",
          "quiet",
          "fade",
          "silences",
          "increase",
          "decrease",
          "captions",
          "music",
        ) &&
          !c.has("audioOnly"))
      )
        return undefined;
      // «a fade out on the audio only»
      if (c.has("fade", "normalize") && !c.has("export", "extract")) return undefined;
      if (c.holds("percent", "decibels", "span", "clip") || (format !== undefined && !AUDIO.has(format)))
        return undefined;
      if (
        !c.has("audioOnly") &&
        !c.matches(
          /\b(?:just|only) (?:want|need)|\b(?:extract|pull|rip|save|export|get|grab|separate|take|isolate|download|give me|send me)\b|提取|导出|分离|保存|单独|抽|拿出|只要|提出来/,
        )
      )
        return undefined;
      if (c.matches(/\b(?:take|get|pull)\b.*\b(?:off|rid|down|out of)\b/)) return undefined;
      c.takeAll("file");
      return { op: "extract_audio", format: "mp3" };
    },
    bonus: 0.4,
    examples: [
      ["save the sound as mp3", { op: "extract_audio", format: "mp3" }],
      ["extract audio as wav", { op: "extract_audio", format: "wav" }],
      ["I just want the audio", { op: "extract_audio", format: "mp3" }],
      ["提取音频", { op: "extract_audio", format: "mp3" }],
      ["把视频转成mp3", { op: "extract_audio", format: "mp3" }],
    ],
  },
  {
    name: "a still picture",
    heads: ["poster"],
    // 截10秒和20秒的图
    form: /[截抓取存抠][^,，]{0,16}(?:图片?|封面|一帧|那帧|照片|画面)(?!字|文)/,
    about: [
      "add",
      "extract",
      "keep",
      "export",
      "make",
      "start",
      "end",
      "middle",
      "tie:at",
      "tie:mark",
      "convert",
      "video",
      "picture",
      "cut",
    ],
    read(c) {
      // «take a screenshot»
      const isTaken =
        c.matches(/\b(?:take|snip|clip|get|pull|grab)\b/) && !c.matches(/\b(?:take|get) (?:out|off|away|rid)\b/);
      if ((c.has("remove") && !isTaken) || c.matches(/加[^入]*(?:到|在)(?:开头|结尾|片头|片尾)/)) return undefined;
      const edit: RoughEdit = { op: "poster" };
      const times = c.takeAll("time");
      if (times.length > 1 && /\p{Script=Han}/u.test(c.text())) return times.map(({ ms }) => ({ ...edit, at: ms }));
      const [time] = times;
      const span = c.take("span")?.stretches[0]?.[0];
      c.choice("position");
      c.choice("otherFormat");
      c.takeAll("rate");
      c.takeAll("number");
      if (time !== undefined) return { ...edit, at: time.ms };
      if (typeof span === "number") return { ...edit, at: span };
      if (c.matches(/\b(?:first frame|at the start|from the start|beginning)\b|第一帧|第1帧|首帧|头一帧|开头|最开始/))
        return { ...edit, at: 0 };
      if (c.matches(/\b(?:last frame|at the end|final frame)\b|最后一帧|最后那一?帧|末帧|尾帧|结尾/))
        return { ...edit, at: -1 };
      if (c.matches(/\b(?:middle|halfway)\b|中间/)) return { ...edit, at: { share: 0.5 } };
      return edit;
    },
    bonus: 0.3,
    examples: [
      ["grab a thumbnail", { op: "poster" }],
      ["take a screenshot at 0:12", { op: "poster", at: 12000 }],
      ["截一张第5秒的图做封面", { op: "poster", at: 5000 }],
    ],
  },
];

/** The format that is meant: the one behind «to», else the last. */
function targetFormat(
  tokens: readonly { choices: ReadonlyMap<string, string>; meanings: ReadonlySet<string> }[],
): number {
  const places = tokens.flatMap((token, index) => (token.choices.has("format") ? [index] : []));
  const tied = tokens.findIndex((token) => token.meanings.has("tie:into"));
  return places.find((place) => tied >= 0 && place > tied) ?? places.at(-1) ?? -1;
}

/** «under 10m»: where a size is asked for, a lone m is a megabyte. */
function bytesOfLetter(text: string): number | undefined {
  const found = /\b(\d+(?:\.\d+)?) ?m\b/.exec(text);
  const isSize = /\b(?:under|below|compress|shrink|size|less than|at most|max)\b|压|小于|以内|不超过|以下/.test(text);
  return found !== null && isSize ? Math.round(Number(found[1]) * 1e6) : undefined;
}
