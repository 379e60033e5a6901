/** Light and colour. */
import type { Clause } from "../grammar/clause.js";
import type { RoughEdit, Rule } from "../grammar/rule.js";

type Field = "brightness" | "contrast" | "saturation" | "temperature";

/** 太暗, 偏黄, 有点发灰, 暗得看不清: how it is and should not be. */
const complains = (words: string): string =>
  `(?:太|过于?|偏|有一?点|有些|好|很|挺|特别|非常|超|十分|略|比较|那么|这么|越来越|一片|全是|发|怪)(?:偏|发|过)?(?:${words})(?![一点些])|(?:${words})(?:得|死了|成一片|不拉几|乎乎|蒙蒙|巴巴|沉沉)`;
/** 亮一点, 更亮, 调亮, 提亮, 偏暖一些: how it should be. */
const wishes = (words: string): string =>
  `(?:更|再|往|朝|向|调|弄|变|提|加|搞|整|打|增|拉|压|改|做|处理|校|修)(?:得|的|成|为)?(?:更|再|稍微|偏|明)?(?:${words})(?!色|光|调(?![零一二两三四五六七八九十\\d到至高低整]))|偏?(?:${words})(?:一点|一些|点|些|起来|一丢丢|一丝)`;
const also = (english: RegExp, ...patterns: string[]): RegExp => new RegExp([english.source, ...patterns].join("|"));

/** Words that push a value up, words that push it down, and words that name it. */
const FIELDS: readonly { field: Field; up: RegExp; down: RegExp; name: RegExp }[] = [
  {
    field: "brightness",
    up: also(
      /\b(?:brighter|brighten|brightens?|lighten|lighter|too dark|so dark|very dark|pretty dark|quite dark|really dark|looks dark|is dark|a bit dark|little dark|underexposed|under exposed|light it up|more light|light up|more exposure|dark footage|not bright enough|can't see|dim)\b|\b(?:kinda|kind of|sort of|a bit|bit|so|too|very|pretty|really|super|quite|looks?|is|was|are|it's|its|came out|turned out|way|rather|somewhat|awfully|extremely|all|feels?|seems?|little) (?:\w+ )?dark\b(?! (?:look|mood|theme|background|bar|box))|太暗|偏暗|有点暗|很暗|好暗|暗了|亮一点|亮一些|亮点|更亮|调亮|提亮|变亮|增亮|亮些|亮堂|看不清|太黑|弄亮|加亮/,
      complains("暗|黑|昏暗|昏|曝光不足"),
      wishes("亮|明亮|光亮"),
      "欠曝|曝光不足|光线(?:不足|不够|不好|差)|(?:不够|不太|不)亮|补光|阴沉|黑乎乎|黑漆漆|黑黢黢|看不见",
    ),
    down: also(
      /\bmake (?:it|this|that|everything|the \w+)(?: \w+)? dark\b|\b(?:darker|darken|too bright|so bright|too light|overexposed|over exposed|blown out|dimmer|dim it|less bright|less light|blinding)\b|太亮|过曝|偏亮|有点亮|很亮|亮了|暗一点|暗一些|暗点|更暗|调暗|压暗|变暗|曝光过度|刺眼/,
      complains("亮|白|刺眼|晃眼"),
      wishes("暗"),
      "爆了|过曝|晃眼|曝光(?:太|过)|(?:太|过)曝",
    ),
    name: /\b(?:brightness|exposure|light|luminosity)\b|亮度|曝光|明暗/,
  },
  {
    field: "contrast",
    up: also(
      /\b(?:contrasty|more contrast|flat|hazy|punchier|punchy|deeper blacks)\b|对比强|发灰|灰蒙蒙|太灰|通透/,
      complains("灰|平|雾|朦胧"),
      wishes("通透|有层次|分明|立体"),
      "灰扑扑|雾蒙蒙|不通透|没层次|层次感|不够通透",
    ),
    down: /\b(?:less contrast|too contrasty|lower contrast|too much contrast)\b/,
    name: /\bcontrast\b|对比度|对比|反差/,
  },
  {
    field: "saturation",
    up: also(
      /\bmore punch\b|\b(?:some|more|extra|add) colou?r\b(?! (?:correct|grad))|\bcolou?rs? (?:\w+ )*(?:look |are |too |so |a bit |really )*(?:weak|lifeless|boring|drab|muted|dead|dreary)\b|\b(?:lifeless|drab|vivid|vibrant|vibrancy|more saturated|colou?rful|more colou?r|pop|washed out|dull|richer|pale|faded colou?rs|lively colou?rs|boost the colou?rs?|boost colou?rs?)\b|鲜艳|艳丽|鲜亮|鲜明|色彩丰富|浓郁|浓一点|太淡|褪色|寡淡|艳一点|艳一些|颜色淡/,
      complains("淡(?![入出化])|素|寡淡|苍白|没精神"),
      wishes("艳|鲜艳|浓|鲜|鲜亮|艳丽|浓郁|饱满|丰富"),
      "(?:不够|不太|不)(?:鲜艳|艳|饱满|鲜亮|浓)|没颜色|没什么颜色",
    ),
    down: also(
      /\bcolou?rs? (?:\w+ )*(?:too|so|very|overly|way too) (?:\w+ )?(?:intense|strong|bright|vivid|loud|harsh|much|heavy|saturated|garish)\b|\btoo much colou?r\b|\b(?:garish|gaudy|desaturate|desaturated|less saturated|too saturated|oversaturated|over saturated|muted colou?rs|less colou?rful|too colou?rful|too vivid|tone down the colou?rs?|less vivid|mute the colou?rs|too vibrant)\b|太艳|过于鲜艳|太鲜艳|太浓|淡一点|素一点|太浓|不那么鲜艳/,
      complains("艳|浓|鲜艳|花|艳丽|饱和"),
      wishes("淡(?![入出化])|素|素净|淡雅"),
    ),
    name: /\b(?:saturation|vibrance|colou?r intensity)\b|饱和度|饱和|鲜艳度|色彩浓度/,
  },
  {
    field: "temperature",
    up: also(
      /\b(?:too|so|very|really|how|bit|looks|pretty|quite|all|way|kinda) (?:\w+ )?(?:blue|cold|cool|icy|teal)\b|\b(?:warmer|warm it up|warm up|warm the|too cold|too cool|too blue|bluish|less blue|more warmth)\b|暖一点|暖一些|更暖|调暖|变暖/,
      complains("冷|蓝|青"),
      wishes("暖|温暖|暖和|暖色"),
    ),
    down: also(
      /\b(?:too|so|very|really|how|bit|looks|pretty|quite|all|way|kinda) (?:\w+ )?(?:orange|yellow|red|warm|reddish)\b|\b(?:cooler|colder|cool it down|cool down|too warm|too yellow|too orange|less yellow|less orange|yellowish|reddish|orangish|orangey|more blue)\b|冷一点|冷一些|更冷|调冷|变冷/,
      complains("黄|暖|红|橙"),
      wishes("冷|冷色|蓝|清冷"),
    ),
    name: /\b(?:temperature|colou?r temp|warmth)\b|色温/,
  },
];

const UP =
  /\b(?:increase|increased|raise|boost|bump|more|up|higher|add|crank|turn up|pump|lift|enhance|amp|extra|stronger|push|max)\b|增|提|加|升|高|大|拉满|强/;
const DOWN =
  /\b(?:decrease|reduce|lower|less|down|drop|cut|dial|tone|turn down|take|weaken|bring down|soften|ease|tame|knock|pull back|scale back|back off|remove)\b|降|减|低|小|弱/;

export const COLOUR_RULES: readonly Rule[] = [
  {
    name: "light and colour",
    heads: ["colour"],
    headChoices: ["look"],
    about: [
      "make",
      "change",
      "increase",
      "decrease",
      "add",
      "more",
      "enhanceWord",
      "own",
      "scale",
      "shrink",
      "automatic",
      "convert",
      "apply" as never,
      "resolutionNoun",
      "grain",
    ],
    isScoped: true,
    read(c, context) {
      if (
        c.has("title", "captions", "logo", "transition", "fade", "fadeOut", "bars", "music", "sound", "speech") &&
        !c.has("colourNoun")
      )
        return undefined;
      const edit: RoughEdit = { op: "color" };
      Object.assign(edit, levelsOf(c));
      const lookAt = c.choiceAt("look");
      const look = c.tokens[lookAt]?.choices.get("look");
      // 调成暖色: a look, not a bit warmer.
      const isTone =
        /^(?:warm|cool)$/.test(look ?? "") &&
        c.matches(/[暖冷]色/) &&
        !c.matches(/一[点些]|[点些] ?[,.]?$|更|偏|太|有点|调[暖冷]/);
      if (isTone && edit.temperature !== undefined && c.indexOf("number", "percent") < 0) delete edit.temperature;
      const hasLevel = Object.keys(edit).length > 1;
      if (look !== undefined && isLook(c, look) && !(hasLevel && (look === "warm" || look === "cool"))) {
        c.use(lookAt);
        edit.look = look;
      }
      if (edit.look === undefined && !hasLevel && isAuto(c)) edit.auto = true;
      if (Object.keys(edit).length === 1) return undefined;
      const isMore =
        c.matches(/\b(?:even|a bit more|some more|more still)\b|再/) && context.lastEdits?.at(-1)?.op === "color";
      if (hasLevel && isMore) edit.relative = true;
      return edit;
    },
    examples: [
      ["brighten it", { op: "color", brightness: 20 }],
      ["decrease brightness by 20%", { op: "color", brightness: -20 }],
      ["it's too dark", { op: "color", brightness: 20 }],
      ["more vivid and a bit more contrast", { op: "color", contrast: 10, saturation: 20 }],
      ["make it black and white", { op: "color", look: "bw" }],
      ["fix the colors", { op: "color", auto: true }],
      ["fix the lighting", { op: "color", auto: true }],
      ["her skin looks orange", { op: "color", temperature: -20 }],
      ["make it warmer", { op: "color", temperature: 20 }],
      ["give it a cinematic look", { op: "color", look: "cinematic" }],
      ["亮度提高20%", { op: "color", brightness: 20 }],
      ["画面太暗了", { op: "color", brightness: 20 }],
      ["颜色鲜艳一点", { op: "color", saturation: 15 }],
      ["复古风", { op: "color", look: "vintage" }],
      ["自动调色", { op: "color", auto: true }],
    ],
  },
];

/** Every value that is said, phrase by phrase: «raise the contrast by 10 and lower the brightness». */
function levelsOf(c: Clause): Partial<Record<Field, number>> {
  const levels: Partial<Record<Field, number>> = {};
  let sign = 1;
  let pending: Field[] = [];
  for (const { phrase, from } of c.phrases()) {
    const isDown = phrase.matches(DOWN) && !phrase.matches(UP);
    if (phrase.matches(UP) || phrase.matches(DOWN)) sign = isDown ? -1 : 1;
    let isFound = false;
    for (const { field, ...words } of FIELDS) {
      const level = levelOf(phrase, words, sign, c);
      if (level === undefined) {
        if (phrase.matches(words.name)) pending.push(field);
        continue;
      }
      levels[field] ??= level;
      isFound = true;
      // «brightness and contrast up 10»
      for (const other of pending) levels[other] ??= level;
    }
    if (isFound) pending = [];
    for (const index of phrase.used) c.use(index + from);
  }
  return levels;
}

function levelOf(
  c: Clause,
  { up, down, name }: { up: RegExp; down: RegExp; name: RegExp },
  carried: number,
  whole: Clause,
): number | undefined {
  const isDown = c.matches(down);
  const isUp = !isDown && c.matches(up);
  const isNamed = c.matches(name);
  if (!isUp && !isDown && !isNamed) return undefined;
  const text = c.text();
  const hasDirection = c.matches(UP) || c.matches(DOWN);
  const amount = nearestNumber(c, name);
  if (!isUp && !isDown && !hasDirection && amount === undefined) {
    // «increase brightness and contrast»: the verb stands before the first of them.
    if (!whole.matches(UP) && !whole.matches(DOWN)) return undefined;
    // «brightness and contrast up 10», 亮度、对比度各加10: the amount stands behind the last of them.
    if (whole !== c && whole.holds("number", "percent")) return undefined;
    if (/\blight\b/.test(text) || c.tokens.length > 4) return undefined;
  }
  if (/^(?:light|colou?r temp)$/.test(name.exec(text)?.[0] ?? "") && !hasDirection && !isUp && !isDown)
    return undefined;
  const sign = isDown ? -1 : isUp ? 1 : carried;
  if (amount !== undefined) return Math.max(-100, Math.min(100, amount < 0 ? amount : sign * amount));
  const isChinese = /\p{Script=Han}/u.test(text);
  return sign * c.amount(isChinese ? 15 : 10, 20, 40);
}

/** The number or percentage that stands nearest to the name. */
function nearestNumber(c: Clause, name: RegExp): number | undefined {
  const numbers = c.tokens.flatMap((token, index) =>
    token.value?.kind === "percent"
      ? [{ index, number: token.value.percent }]
      : token.value?.kind === "number" && !/^(?:one|一)$/.test(token.text)
        ? [{ index, number: token.value.number }]
        : [],
  );
  const place = c.tokens.findIndex((token) => name.test(token.text));
  const after = numbers.find(({ index }) => index > place) ?? numbers.at(-1);
  if (after === undefined) return undefined;
  c.use(after.index);
  const isMinus = c.tokens[after.index - 1]?.text === "-" || c.tokens[after.index - 1]?.text === "minus";
  return isMinus ? -after.number : after.number;
}

/** «warm» and «retro» are looks where a look is being given. */
function isLook(c: Clause, look: string): boolean {
  // 80年代的家庭录像: what it is, not how it shall look.
  if (
    look === "vintage" &&
    c.matches(
      /(?:年代|年前|老|旧)的?[^,，]{0,4}(?:录像|视频|片子|影片|带子?|照片|dv|磁带|素材)(?!风|感|的?滤镜|的?效果|味|的?感觉|那种|的?质感)/,
    )
  )
    return false;
  if (look === "bw") return !c.matches(/\bcolou?ri[sz]e\b|上色/);
  if (c.has("colourNoun")) return true;
  if (
    c.matches(
      /\b(?:make|set|switch|give|look|looks|apply|add|filter|style|feel|vibe|effect|grade|grading|tone|tones|want|turn|go|like|aesthetic|put)\b|滤镜|风格|风|感|调|色|加|做|变|弄|转|改|换|味|来|整|搞|要|给|成/,
    )
  )
    return true;
  // «old family vhs»: what it was taken from.
  return c.tokens.length <= 4 && !c.matches(/\b(?:vhs|super 8|16mm|8mm|old film|old movie|antique|aged)\b/);
}

function isAuto(c: Clause): boolean {
  // 画面发绿: what is wrong with the colour is no single value.
  if (
    c.matches(
      /\b(?:looks?|too|so|very|bit|kinda|really|all|is|are) (?:green|pink|magenta|purple)\b|\b(?:greenish|pinkish|purplish)\b/,
    )
  )
    return true;
  if (
    c.matches(
      /\b(?:fix|correct|improve|even out|balance|adjust|sort out|repair)\b.*\b(?:lighting|light|exposure|tones?)\b/,
    )
  )
    return true;
  if (c.matches(/(?:发|偏|太|泛)(?:绿|紫|青|粉|怪)|偏色|色偏|色差/)) return true;
  return (
    c.has("colourNoun") &&
    c.matches(
      /\b(?:fix|correct|correction|auto|automatic|automatically|balance|adjust|improve|better|grade|grading|enhance|off|wrong|weird|bad|natural|even out|match|ugly|true to life|touch up|tweak)\b|自动|校正|修正|调色|不对|奇怪|矫正|优化|平衡|还原|修|不好|怪|偏|调一下|美化|一键/,
    )
  );
}
