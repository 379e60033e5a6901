/** What will be done, told in one plain sentence of the person's language. */
import type { Language } from "./context.js";
import type { RoughEdit } from "./grammar/rule.js";
import type { Moment, Stretch } from "./language/tokens.js";

/** The fields of an edit, as far as they are told. Each op has some of them: the schema has seen to that. */
interface Told {
  target?: string;
  factor: number;
  value: number;
  clip: number;
  to: number;
  times?: number;
  degrees: number;
  axis: string;
  aspect: string;
  text: string;
  asset: string;
  language?: string;
  type: string;
  percent: number;
  track: string;
  max_bytes: number;
  at: Moment;
}

/** A word in both languages. */
type Both = readonly [en: string, zh: string];

/** «I'll cut the first 5 seconds, make it vertical (9:16) and add lo-fi music at 30 %.» */
export function sayEdits(edits: readonly RoughEdit[], language: Language, isExported: boolean): string {
  const clauses = edits.map((edit) => describe(edit, language));
  if (isExported) clauses.push(language === "zh" ? "然后导出" : "export it");
  if (language === "zh") return `好的，我会${clauses.join("，")}。`;
  return `I'll ${listed(clauses)}.`;
}

function listed(clauses: readonly string[]): string {
  const last = clauses.at(-1) ?? "";
  return clauses.length < 2 ? last : `${clauses.slice(0, -1).join(", ")} and ${last}`;
}

/** One edit as a clause: «cut the first 5 seconds», 剪掉前 5 秒. */
function describe(edit: RoughEdit, language: Language): string {
  const isChinese = language === "zh";
  const where = scopeOf(edit, language);
  const clause = isChinese ? chinese(edit) : english(edit);
  return isChinese ? `${where}${clause}` : `${clause}${where}`;
}

function english(edit: RoughEdit): string {
  const e = edit as unknown as Told;
  switch (edit.op) {
    case "enhance":
      return e.target !== undefined
        ? `bring the picture to ${e.target}`
        : e.factor !== undefined
          ? `enlarge the picture ${e.factor}×`
          : "enhance the picture";
    case "denoise":
      return `${strongly(edit)}remove the grain`;
    case "deblock":
      return `${strongly(edit)}clean up the compression artifacts`;
    case "sharpen":
      return `${strongly(edit)}sharpen it`;
    case "stabilize":
      return `${strongly(edit)}steady the shaky picture`;
    case "deinterlace":
      return "deinterlace it";
    case "color":
      return colourClause(edit, "en");
    case "fps":
      return `make it ${e.value} frames per second`;
    case "trim":
      return edit.remove !== undefined
        ? `cut ${stretches(edit.remove, "en")}`
        : `keep only ${stretches(edit.keep, "en")}`;
    case "extend":
      return `show more of ${clipName(e.clip, "en")}`;
    case "split":
      return `split it at ${(edit.at as Moment[]).map((moment) => time(moment, "en")).join(" and ")}`;
    case "remove_clip":
      return `remove ${clipName(e.clip, "en")}`;
    case "move_clip":
      return `move ${clipName(e.clip, "en")} to ${place(e.to, "en")}`;
    case "merge":
      return "join the clips into one video";
    case "speed":
      return e.factor === 1 ? "bring it back to its own speed" : `play it at ${round(e.factor)}× speed`;
    case "reverse":
      return "play it backwards";
    case "loop":
      return `loop it${e.times === undefined ? "" : ` ${e.times} times`}`;
    case "rotate":
      return e.degrees === 180
        ? "turn it by 180°"
        : e.degrees === 270
          ? "rotate it to the left"
          : "rotate it to the right";
    case "flip":
      return e.axis === "vertical" ? "flip it upside down" : "mirror it";
    case "crop":
      return edit.edges === "black" ? "crop out the black bars" : "crop the picture";
    case "reframe":
      return `make it ${shapeName(e.aspect, "en")}${edit.fit === "blur" ? " with a blurred background" : edit.fit === "pad" ? " with bars, without cropping" : ""}`;
    case "title":
      return `add the title "${e.text}"${lookOf(edit, "en")}${whenOf(edit, "en")}`;
    case "change_title":
      return `change the title${edit.text === undefined ? "" : ` to "${e.text}"`}${sizeOf(edit, "en")}${lookOf(edit, "en")}${whenOf(edit, "en")}`;
    case "captions":
      return edit.source === "file"
        ? `add the subtitles${edit.asset === undefined ? " from your file" : ` from ${e.asset}`}`
        : `make captions from the speech${edit.language === undefined ? "" : ` (${e.language})`}`;
    case "change_captions":
      return `change the captions${sizeOf(edit, "en")}${lookOf(edit, "en")}`;
    case "overlay":
      return `put ${/\./.test(e.asset) ? e.asset : `the ${e.asset}`} on the picture${lookOf(edit, "en")}${whenOf(edit, "en")}`;
    case "change_overlay":
      return `change the logo${sizeOf(edit, "en")}${lookOf(edit, "en")}`;
    case "transition":
      return `add ${transitionName(e.type, "en")} between the clips`;
    case "fade":
      return fadeClause(edit, "en");
    case "music":
      return musicClause(edit, "en");
    case "change_music":
      return edit.track === "sound" ? "move the sound" : "move the music";
    case "volume":
      return e.percent === 0
        ? `silence ${trackName(e.track, "en")}`
        : `set ${trackName(e.track, "en")} to ${e.percent} %${edit.relative === true ? " of what it is" : ""}`;
    case "mute":
      return "mute the sound";
    case "replace_audio":
      return `replace the sound${edit.asset === undefined ? " with your file" : ` with ${e.asset}`}`;
    case "normalize_audio":
      return "even out the loudness";
    case "denoise_audio":
      return "remove the background noise from the sound";
    case "silences":
      return "cut the silent parts";
    case "convert":
      return `make it a ${String(edit.format).toUpperCase()} file`;
    case "compress":
      return edit.max_bytes === undefined ? "make the file smaller" : `keep the file under ${size(e.max_bytes)}`;
    case "extract_audio":
      return `save the sound as ${String(edit.format).toUpperCase()}`;
    case "poster":
      return `take a still picture${edit.at === undefined ? "" : ` at ${time(e.at, "en")}`}`;
    case "remove":
      return `remove the ${REMOVED[String(edit.what)]?.[0] ?? edit.what}`;
  }
}

function chinese(edit: RoughEdit): string {
  const e = edit as unknown as Told;
  switch (edit.op) {
    case "enhance":
      return e.target !== undefined
        ? `把画面提升到 ${e.target}`
        : e.factor !== undefined
          ? `把画面放大 ${e.factor} 倍`
          : "增强画质";
    case "denoise":
      return `${strongly(edit, "zh")}去除噪点`;
    case "deblock":
      return `${strongly(edit, "zh")}去除压缩痕迹`;
    case "sharpen":
      return `${strongly(edit, "zh")}锐化画面`;
    case "stabilize":
      return `${strongly(edit, "zh")}稳定画面`;
    case "deinterlace":
      return "去隔行";
    case "color":
      return colourClause(edit, "zh");
    case "fps":
      return `改成每秒 ${e.value} 帧`;
    case "trim":
      return edit.remove !== undefined ? `剪掉${stretches(edit.remove, "zh")}` : `只保留${stretches(edit.keep, "zh")}`;
    case "extend":
      return `让${clipName(e.clip, "zh")}多显示一些`;
    case "split":
      return `在 ${(edit.at as Moment[]).map((moment) => time(moment, "zh")).join("、")} 处分割`;
    case "remove_clip":
      return `删除${clipName(e.clip, "zh")}`;
    case "move_clip":
      return `把${clipName(e.clip, "zh")}移到${place(e.to, "zh")}`;
    case "merge":
      return "把片段合成一个视频";
    case "speed":
      return e.factor === 1 ? "恢复原速" : `以 ${round(e.factor)} 倍速播放`;
    case "reverse":
      return "倒放";
    case "loop":
      return `循环播放${e.times === undefined ? "" : ` ${e.times} 遍`}`;
    case "rotate":
      return e.degrees === 180 ? "旋转 180 度" : e.degrees === 270 ? "向左旋转 90 度" : "向右旋转 90 度";
    case "flip":
      return e.axis === "vertical" ? "上下翻转" : "左右镜像";
    case "crop":
      return edit.edges === "black" ? "裁掉黑边" : "裁剪画面";
    case "reframe":
      return `改成${shapeName(e.aspect, "zh")}${edit.fit === "blur" ? "，背景模糊填充" : edit.fit === "pad" ? "，留边不裁剪" : ""}`;
    case "title":
      return `加上标题“${e.text}”${lookOf(edit, "zh")}${whenOf(edit, "zh")}`;
    case "change_title":
      return `修改标题${edit.text === undefined ? "" : `为“${e.text}”`}${sizeOf(edit, "zh")}${lookOf(edit, "zh")}${whenOf(edit, "zh")}`;
    case "captions":
      return edit.source === "file"
        ? `加上${edit.asset === undefined ? "你的" : ` ${e.asset} 的`}字幕`
        : "根据语音生成字幕";
    case "change_captions":
      return `修改字幕${sizeOf(edit, "zh")}${lookOf(edit, "zh")}`;
    case "overlay":
      return `在画面上加${ASSETS_ZH[e.asset] ?? ` ${e.asset}`}${lookOf(edit, "zh")}${whenOf(edit, "zh")}`;
    case "change_overlay":
      return `修改贴图${sizeOf(edit, "zh")}${lookOf(edit, "zh")}`;
    case "transition":
      return `在片段之间加${transitionName(e.type, "zh")}`;
    case "fade":
      return fadeClause(edit, "zh");
    case "music":
      return musicClause(edit, "zh");
    case "change_music":
      return edit.track === "sound" ? "移动声音" : "移动音乐";
    case "volume":
      return e.percent === 0
        ? `关掉${trackName(e.track, "zh")}`
        : `把${trackName(e.track, "zh")}调到${edit.relative === true ? "现在的 " : " "}${e.percent}%`;
    case "mute":
      return "静音";
    case "replace_audio":
      return `把声音换成${edit.asset === undefined ? "你的文件" : ` ${e.asset}`}`;
    case "normalize_audio":
      return "均衡响度";
    case "denoise_audio":
      return "去除声音里的杂音";
    case "silences":
      return "剪掉没有声音的部分";
    case "convert":
      return `转成 ${String(edit.format).toUpperCase()}`;
    case "compress":
      return edit.max_bytes === undefined ? "压缩文件" : `把文件压到 ${size(e.max_bytes)} 以内`;
    case "extract_audio":
      return `把声音存成 ${String(edit.format).toUpperCase()}`;
    case "poster":
      return `截取${edit.at === undefined ? "一张画面" : ` ${time(e.at, "zh")} 的画面`}`;
    case "remove":
      return `去掉${REMOVED[String(edit.what)]?.[1] ?? ""}`;
  }
}

/** What is put on the picture without a file's name. */
const ASSETS_ZH: Record<string, string> = { logo: "标志", watermark: "水印", sticker: "贴纸", image: "图片" };

const REMOVED: Record<string, Both> = {
  title: ["title", "标题"],
  captions: ["captions", "字幕"],
  overlay: ["logo", "贴图"],
  music: ["music", "音乐"],
  transition: ["transitions", "转场"],
  fade: ["fades", "淡入淡出"],
  color: ["colour changes", "调色"],
  filters: ["filters", "滤镜"],
  crop: ["crop", "裁剪"],
  reframe: ["reframing", "画幅调整"],
  stabilize: ["stabilisation", "防抖"],
};

function in_(language: Language, [en, zh]: Both): string {
  return language === "zh" ? zh : en;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function strongly(edit: RoughEdit, language: Language = "en"): string {
  if (edit.strength === "strong") return in_(language, ["strongly ", "强力"]);
  return edit.strength === "light" ? in_(language, ["gently ", "轻度"]) : "";
}

/** A length: «5 seconds», «1 min 30 s», 5 秒. */
function length(ms: number, language: Language): string {
  const seconds = round(ms / 1000);
  if (language === "zh") return seconds < 60 ? ` ${seconds} 秒` : ` ${clock(ms)}`;
  if (seconds < 60) return seconds === 1 ? "second" : `${seconds} seconds`;
  return seconds === 60 ? "minute" : `${clock(ms)} minutes`;
}

function clock(ms: number): string {
  const total = Math.round(ms / 10) / 100;
  const [minutes, seconds] = [Math.floor(total / 60), round(total % 60)];
  return `${minutes}:${seconds < 10 ? "0" : ""}${seconds}`;
}

/** A place on the timeline. */
function time(moment: Moment, language: Language): string {
  if (moment === null) return in_(language, ["the end", "结尾"]);
  if (typeof moment === "object")
    return in_(language, [`${Math.round(moment.share * 100)} % of the way`, `${Math.round(moment.share * 100)}%`]);
  return moment < 0
    ? in_(language, [`${round(-moment / 1000)} s before the end`, `结尾前 ${round(-moment / 1000)} 秒`])
    : clock(moment);
}

function stretches(list: unknown, language: Language): string {
  const all = (list as Stretch[]).map((stretch) => stretchName(stretch, language));
  return language === "zh" ? all.join("和") : all.join(" and ");
}

function stretchName([start, end]: Stretch, language: Language): string {
  if (start === 0 && typeof end === "number" && end > 0)
    return in_(language, [`the first ${length(end, "en")}`, `前${length(end, "zh")}`]);
  if (end === null && typeof start === "number" && start < 0)
    return in_(language, [`the last ${length(-start, "en")}`, `最后${length(-start, "zh")}`]);
  if (start === 0 && typeof end === "object" && end !== null)
    return in_(language, [`the first ${Math.round(end.share * 100)} %`, `前 ${Math.round(end.share * 100)}%`]);
  if (end === null && typeof start === "object" && start !== null)
    return in_(language, [
      `the last ${Math.round((1 - start.share) * 100)} %`,
      `后 ${Math.round((1 - start.share) * 100)}%`,
    ]);
  if (end === null) return in_(language, [`everything after ${time(start, "en")}`, ` ${time(start, "zh")} 之后的部分`]);
  return in_(language, [`${time(start, "en")} to ${time(end, "en")}`, ` ${time(start, "zh")} 到 ${time(end, "zh")}`]);
}

function scopeOf(edit: RoughEdit, language: Language): string {
  let scope = "";
  if (edit.range !== undefined)
    scope += in_(language, [` for ${stretches([edit.range], "en")}`, `${stretches([edit.range], "zh").trim()}`]);
  if (edit.clip !== undefined && edit.op !== "remove_clip" && edit.op !== "move_clip")
    scope += in_(language, [` in ${clipName(Number(edit.clip), "en")}`, `在${clipName(Number(edit.clip), "zh")}`]);
  return scope;
}

function clipName(clip: number, language: Language): string {
  if (clip < 0)
    return clip === -1
      ? in_(language, ["the last clip", "最后一段"])
      : in_(language, [`clip ${-clip} from the end`, `倒数第 ${-clip} 段`]);
  return in_(language, [`clip ${clip}`, `第 ${clip} 段`]);
}

function place(to: number, language: Language): string {
  if (to === 1) return in_(language, ["the front", "最前面"]);
  return to === -1 ? in_(language, ["the end", "最后"]) : in_(language, [`place ${to}`, `第 ${to} 位`]);
}

function shapeName(aspect: string, language: Language): string {
  const names: Record<string, Both> = {
    "9:16": ["vertical (9:16)", "竖屏（9:16）"],
    "16:9": ["widescreen (16:9)", "横屏（16:9）"],
    "1:1": ["square (1:1)", "方形（1:1）"],
  };
  const name = names[aspect];
  return name === undefined ? aspect : in_(language, name);
}

function sizeOf(edit: RoughEdit, language: Language): string {
  const by = edit.size_by ?? edit.scale_by;
  if (by === undefined) return "";
  return Number(by) > 1 ? in_(language, [", bigger", "，放大"]) : in_(language, [", smaller", "，缩小"]);
}

function lookOf(edit: RoughEdit, language: Language): string {
  const parts: string[] = [];
  if (edit.color !== undefined) parts.push(in_(language, [`in ${edit.color}`, colourInChinese(String(edit.color))]));
  if (edit.position !== undefined) {
    const position = String(edit.position);
    parts.push(
      in_(language, [
        position.includes("_")
          ? `in the ${position.replace("_", " ")} corner`
          : position === "center"
            ? "in the center"
            : `at the ${position}`,
        POSITIONS_ZH[position] ?? position,
      ]),
    );
  }
  if (parts.length === 0) return "";
  return language === "zh" ? `（${parts.join("，")}）` : ` ${parts.join(" ")}`;
}

/** 红色; a colour that has no name here is told as it was said. */
function colourInChinese(colour: string): string {
  return COLOURS_ZH[colour] ?? colour;
}

const COLOURS_ZH: Record<string, string> = {
  white: "白色",
  black: "黑色",
  red: "红色",
  yellow: "黄色",
  blue: "蓝色",
  green: "绿色",
  orange: "橙色",
  purple: "紫色",
  pink: "粉色",
  gold: "金色",
  gray: "灰色",
  silver: "银色",
  cyan: "青色",
  magenta: "洋红色",
  brown: "棕色",
};

const POSITIONS_ZH: Record<string, string> = {
  top: "上方",
  center: "中间",
  bottom: "下方",
  left: "左侧",
  right: "右侧",
  top_left: "左上角",
  top_right: "右上角",
  bottom_left: "左下角",
  bottom_right: "右下角",
};

function whenOf(edit: RoughEdit, language: Language): string {
  if (edit.start === undefined && edit.end === undefined) return "";
  const [start, end] = [edit.start as Moment, edit.end as Moment | undefined];
  if (end === undefined) return in_(language, [` from ${time(start, "en")}`, `，从 ${time(start, "zh")} 开始`]);
  if (start === 0 && end === null) return in_(language, [" for the whole video", "，全程显示"]);
  return in_(language, [` for ${stretchName([start, end], "en")}`, `，${stretchName([start, end], "zh").trim()}`]);
}

function colourClause(edit: RoughEdit, language: Language): string {
  const parts: string[] = [];
  const names: Record<string, Both> = {
    brightness: ["brightness", "亮度"],
    contrast: ["contrast", "对比度"],
    saturation: ["saturation", "饱和度"],
    temperature: ["warmth", "色温"],
  };
  for (const [field, name] of Object.entries(names)) {
    const value = edit[field];
    if (typeof value === "number") parts.push(`${in_(language, name)} ${value > 0 ? "+" : "−"}${Math.abs(value)}`);
  }
  const looks: Record<string, Both> = {
    bw: ["make it black and white", "改成黑白"],
    vintage: ["give it a vintage look", "加复古风格"],
    cinematic: ["give it a cinematic look", "加电影感"],
    warm: ["give it a warm look", "加暖色调"],
    cool: ["give it a cool look", "加冷色调"],
  };
  const look = looks[String(edit.look)];
  const clauses: string[] = [];
  if (look !== undefined) clauses.push(in_(language, look));
  if (parts.length > 0) clauses.push(in_(language, [`set ${parts.join(" and ")}`, `调整${parts.join("、")}`]));
  if (edit.auto === true) clauses.push(in_(language, ["correct the colours", "自动校正颜色"]));
  return clauses.join(in_(language, [" and ", "，"]));
}

function transitionName(type: string, language: Language): string {
  const names: Record<string, Both> = {
    crossfade: ["a crossfade", "叠化转场"],
    fade_black: ["a fade through black", "黑场转场"],
    fade_white: ["a fade through white", "闪白转场"],
    wipe: ["a wipe", "擦除转场"],
    slide: ["a slide", "滑动转场"],
    zoom: ["a zoom", "缩放转场"],
    circle: ["a circle transition", "圆形转场"],
    blur: ["a blur transition", "模糊转场"],
    pixelize: ["a pixelize transition", "像素转场"],
  };
  return in_(language, names[type] ?? [`a ${type} transition`, "转场"]);
}

function fadeClause(edit: RoughEdit, language: Language): string {
  const what: Record<string, Both> = {
    video: ["the picture", "画面"],
    audio: ["the sound", "声音"],
    both: ["picture and sound", "画面和声音"],
  };
  const parts: string[] = [];
  if (edit.in !== undefined)
    parts.push(
      in_(language, [`in over ${round(Number(edit.in) / 1000)} s`, `淡入 ${round(Number(edit.in) / 1000)} 秒`]),
    );
  if (edit.out !== undefined)
    parts.push(
      in_(language, [`out over ${round(Number(edit.out) / 1000)} s`, `淡出 ${round(Number(edit.out) / 1000)} 秒`]),
    );
  const name = in_(language, what[String(edit.what)] ?? ["it", ""]);
  return language === "zh" ? `${name}${parts.join("、")}` : `fade ${name} ${parts.join(" and ")}`;
}

const STYLES: Record<string, Both> = {
  lofi: ["lo-fi", "低保真"],
  upbeat: ["upbeat", "欢快的"],
  ambient: ["calm ambient", "舒缓的"],
  cinematic: ["cinematic", "电影感的"],
  acoustic: ["acoustic", "原声吉他"],
  corporate: ["corporate", "商务"],
  electronic: ["electronic", "电子"],
  epic: ["epic", "史诗"],
  hiphop: ["hip-hop", "嘻哈"],
  jazz: ["jazz", "爵士"],
  piano: ["piano", "钢琴"],
};

function musicClause(edit: RoughEdit, language: Language): string {
  const style = STYLES[String(edit.style)];
  const extras: string[] = [];
  if (edit.volume !== undefined) extras.push(in_(language, [`at ${edit.volume} %`, `音量 ${edit.volume}%`]));
  if (edit.duck === true) extras.push(in_(language, ["quieter under speech", "说话时压低"]));
  if (edit.fade_in !== undefined)
    extras.push(
      in_(language, [
        `fading in over ${round(Number(edit.fade_in) / 1000)} s`,
        `淡入 ${round(Number(edit.fade_in) / 1000)} 秒`,
      ]),
    );
  if (edit.fade_out !== undefined)
    extras.push(
      in_(language, [
        `fading out over ${round(Number(edit.fade_out) / 1000)} s`,
        `淡出 ${round(Number(edit.fade_out) / 1000)} 秒`,
      ]),
    );
  if (edit.source === undefined && style === undefined)
    return in_(language, [`have the music ${extras.join(", ")}`, `让音乐${extras.join("，")}`]);
  const what =
    edit.source === "asset"
      ? edit.asset === undefined
        ? in_(language, ["your music", "你的音乐"])
        : String(edit.asset)
      : in_(language, [`${style?.[0] ?? "background"} music`, `${style?.[1] ?? "背景"}音乐`]);
  const head = in_(language, [`add ${what}`, `加上${what}`]);
  return extras.length === 0 ? head : `${head}${in_(language, [" ", "，"])}${extras.join(in_(language, [", ", "，"]))}`;
}

function trackName(track: string, language: Language): string {
  const names: Record<string, Both> = {
    original: ["the original sound", "原声"],
    music: ["the music", "音乐音量"],
    all: ["the volume", "音量"],
  };
  return in_(language, names[track] ?? ["the volume", "音量"]);
}

function size(bytes: number): string {
  return bytes >= 1e9
    ? `${round(bytes / 1e9)} GB`
    : bytes >= 1e6
      ? `${round(bytes / 1e6)} MB`
      : `${round(bytes / 1e3)} kB`;
}
