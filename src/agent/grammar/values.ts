/** Numbers with what they count: times, percentages, factors, sizes, clips. */
import type { Value } from "../language/tokens.js";
import type { Meaning } from "../vocabulary/vocabulary.js";
import type { Found, Row, ValueReader } from "./row.js";

const TIME_UNITS: readonly (readonly [Meaning, number])[] = [
  ["unit:millisecond", 1],
  ["unit:second", 1000],
  ["unit:minute", 60_000],
  ["unit:hour", 3_600_000],
];

/** The ms of the unit of time that stands there. */
function timeUnit(row: Row, index: number): number | undefined {
  if (row.at(index)?.value !== undefined) return undefined;
  return TIME_UNITS.find(([meaning]) => row.is(index, meaning))?.[1];
}

/** «a», «half a», «a couple of», «a few»; 半, 几. */
function looseNumber(row: Row, index: number): { number: number; count: number; isVague?: boolean } | undefined {
  const number = row.number(index);
  const text = row.text(index);
  if (number !== undefined) {
    // 两三秒: the larger of the two.
    const [low = "", high = ""] = /^[一两二三四五六七八九]{2}$/.test(text) ? text.replace("两", "二") : [];
    if (high !== "" && isRising(low + high) && timeUnit(row, index + 1) !== undefined)
      return { number: "一二三四五六七八九".indexOf(high) + 1, count: 1, isVague: true };
    // «two and a half seconds», «2 1/2».
    if (row.text(index + 1) === "and" && row.text(index + 2) === "a" && row.text(index + 3) === "half")
      return { number: number + 0.5, count: 4 };
    // 三十来秒, 十几秒, 两个小时
    if (/^[多几来个]$/.test(row.text(index + 1)) && timeUnit(row, index + 2) !== undefined) return { number, count: 2 };
    if (row.text(index + 1) === "个半" || (row.text(index + 1) === "个" && row.text(index + 2) === "半"))
      return { number: number + 0.5, count: row.text(index + 1) === "个半" ? 2 : 3 };
    return { number, count: 1 };
  }
  if (text === "half") return { number: 0.5, count: /^an?$/.test(row.text(index + 1)) ? 2 : 1 };
  if (text === "半") return { number: 0.5, count: row.text(index + 1) === "个" ? 2 : 1 };
  if (text === "几") return { number: 3, count: 1, isVague: true };
  if (text === "a" || text === "an" || text === "one") {
    const next = row.text(index + 1);
    if (next === "half") return { number: 0.5, count: 2 };
    if (next === "couple") return { number: 2, count: row.text(index + 2) === "of" ? 3 : 2 };
    if (next === "few") return { number: 3, count: 2, isVague: true };
    return { number: 1, count: 1 };
  }
  if (text === "couple") return { number: 2, count: row.text(index + 1) === "of" ? 2 : 1 };
  if (text === "few" || text === "several") return { number: 3, count: 1, isVague: true };
  return undefined;
}

/** «90 s», «a minute and a half», «1m30s», 一分三十秒, 半分钟, 一分半. */
function time(row: Row, index: number): Found | undefined {
  const loose = looseNumber(row, index);
  if (loose === undefined) return undefined;
  let next = index + loose.count;
  if (row.text(next) === "-") next += 1;
  let unit = timeUnit(row, next);
  if (unit === undefined || row.is(next, "clipNoun")) return undefined;
  const isLetter = row.text(next) === "m";
  if (isLetter && isMegabyte(row, next)) return undefined;
  const biggest = unit;
  // «second clip» after a number is not a length: «2 second clip» is.
  let ms = loose.number * unit;
  next += 1;
  for (;;) {
    if (/^[钟的]$/.test(row.text(next)) && row.text(next) === "钟") next += 1;
    if (row.text(next) === "半") {
      ms += unit / 2;
      next += row.text(next + 1) === "钟" ? 2 : 1;
      break;
    }
    if (row.text(next) === "and" && row.text(next + 1) === "a" && row.text(next + 2) === "half") {
      ms += unit / 2;
      next += 3;
      break;
    }
    const and = row.is(next, "tie:and") && row.text(next) !== "," ? 1 : row.text(next) === "零" ? 1 : 0;
    const number = row.number(next + and);
    if (number === undefined) break;
    const smaller = timeUnit(row, next + and + 1);
    if (smaller !== undefined && smaller < unit) {
      ms += number * smaller;
      unit = smaller;
      next += and + 2;
    } else if (and === 0 && unit === 60_000 && number < 60 && smaller === undefined && isBareTail(row, next)) {
      // «1 min 30», 1分30
      ms += number * 1000;
      unit = 1000;
      next += 1;
    } else break;
  }
  const value: Value = { kind: "time", ms: Math.round(ms), unit: biggest };
  return {
    value: { ...value, ...(loose.isVague === true ? { isVague: true } : {}), ...(isLetter ? { isLetter: true } : {}) },
    count: next - index,
  };
}

/** «at 10, 20 and 30 seconds»: numbers of a list that have their unit behind the last of them. */
function listed(row: Row, index: number): Found | undefined {
  const number = row.number(index);
  const isJoint = (at: number) => /^(?:and|&|or|,)$/.test(row.text(at));
  if (number === undefined || !isJoint(index + 1)) return undefined;
  let begin = index;
  while (isJoint(begin - 1) && row.number(begin - 2) !== undefined) begin -= 2;
  if (!/^(?:at|@|to)$/.test(row.text(begin - 1))) return undefined;
  let next = index;
  while (isJoint(next + 1) && (row.number(next + 2) !== undefined || isJoint(next + 2)))
    next += isJoint(next + 2) ? 3 : 2;
  const unit = timeUnit(row, next + 1);
  if (unit === undefined || next === index || row.number(next) === undefined) return undefined;
  return { value: { kind: "time", ms: Math.round(number * unit), unit, role: "point" }, count: 1 };
}

/** 压到20M以内: among Chinese words a lone m counts bytes, unless seconds follow it or an end of the film stands before it. */
function isMegabyte(row: Row, unit: number): boolean {
  if (row.number(unit + 1) !== undefined || row.is(unit - 2, "tie:first", "tie:last", "tie:from")) return false;
  return row.tokens.some((token) => /\p{Script=Han}/u.test(token.text));
}

/** «minute two», «second 12». */
function namedMoment(row: Row, index: number): Found | undefined {
  const unit = { second: 1000, seconds: 1000, minute: 60_000, minutes: 60_000 }[row.text(index)];
  const number = row.number(index + 1);
  if (unit === undefined || number === undefined || hasUnit(row, index + 1) || row.number(index - 1) !== undefined)
    return undefined;
  if (row.is(index + 2, "tie:to", "clipNoun") || row.is(index - 1, "tie:to")) return undefined;
  return { value: { kind: "time", ms: Math.round(number * unit), unit, role: "point" }, count: 2 };
}

/** Whether a number stands for itself: no unit of its own behind it. */
function isBareTail(row: Row, index: number): boolean {
  // 1分50到2分钟
  if (/^[到至]$/.test(row.text(index + 1))) return true;
  return !row.is(
    index + 1,
    "unit:percent",
    "unit:times",
    "unit:megabyte",
    "unit:framesASecond",
    "unit:degree",
    "tie:to",
  );
}

/** «30 %», «thirty percent», 百分之三十, 三成. */
function percent(row: Row, index: number): Found | undefined {
  if (row.text(index) === "百" && row.text(index + 1) === "分") return undefined;
  const number = row.number(index);
  if (number === undefined) return undefined;
  // 百分之三十: 百 has been read as a hundred.
  if (row.text(index) === "百" && row.text(index + 1) === "分之") return undefined;
  if (row.is(index + 1, "unit:percent")) return { value: { kind: "percent", percent: number }, count: 2 };
  // 一成半
  if (row.text(index + 1) === "成" && row.text(index + 2) === "半" && number < 10)
    return { value: { kind: "percent", percent: number * 10 + 5 }, count: 3 };
  // 两成五
  const half = row.text(index + 1) === "成" ? row.number(index + 2) : undefined;
  if (half !== undefined && number < 10 && half < 10 && Number.isInteger(half))
    return { value: { kind: "percent", percent: number * 10 + half }, count: 3 };
  if (row.text(index + 1) === "成" && number <= 10 && !/^[两段份\d]/.test(row.text(index + 2)))
    return { value: { kind: "percent", percent: number * 10 }, count: 2 };
  return undefined;
}

/** 百分之三十, 三分之一. */
function chineseShare(row: Row, index: number): Found | undefined {
  const whole = row.number(index);
  if (whole === undefined) return undefined;
  const parted = row.text(index + 1) === "分" && row.text(index + 2) === "之" ? 3 : 0;
  const part = parted === 0 ? undefined : row.number(index + parted);
  if (part === undefined || whole === 0) return undefined;
  if (whole === 100) return { value: { kind: "percent", percent: part }, count: parted + 1 };
  return { value: { kind: "share", share: part / whole }, count: parted + 1 };
}

const FACTOR_WORDS: Record<string, number> = {
  halve: 0.5,
  halving: 0.5,
  halved: 0.5,
  double: 2,
  twice: 2,
  thrice: 3,
  triple: 3,
  quadruple: 4,
  双: 2,
  翻: 2,
};

/** «2x», «x2», «twice», 两倍速, 双倍, «half speed», «a quarter of the speed». */
function factor(row: Row, index: number): Found | undefined {
  const number = row.number(index);
  // «one and a half times»
  if (number !== undefined && row.text(index + 1) === "and" && row.value(index + 3, "share") === undefined) {
    const behind = row.text(index + 2) === "a" && row.text(index + 3) === "half" ? index + 4 : -1;
    if (behind > 0 && (row.is(behind, "unit:times") || row.text(behind) === "times"))
      return { value: { kind: "factor", factor: number + 0.5 }, count: behind + 1 - index };
  }
  if (number !== undefined) {
    if (row.text(index + 1) === "times" || row.text(index + 1) === "time")
      return { value: { kind: "times", count: number }, count: 2 };
    // 两倍半
    if (row.is(index + 1, "unit:times") && row.text(index + 2) === "半")
      return { value: { kind: "factor", factor: number + 0.5 }, count: 3 };
    if (row.is(index + 1, "unit:times")) {
      const isDouble = row.text(index + 2) === "速" ? 3 : 2;
      return { value: { kind: "factor", factor: number }, count: isDouble };
    }
    if (/^[次遍回]$/.test(row.text(index + 1))) return { value: { kind: "times", count: number }, count: 2 };
  }
  if (row.text(index) === "x" && row.number(index + 1) !== undefined && row.at(index)?.end === row.at(index + 1)?.start)
    return { value: { kind: "factor", factor: row.number(index + 1) ?? 1 }, count: 2 };
  const text = row.text(index);
  // 速度加倍, 音量翻一番
  if (/^(?:加倍|翻倍|翻番|翻一番|翻一倍|倍增)$/.test(text))
    return { value: { kind: "factor", factor: 2, isSpoken: true }, count: 1 };
  const named = FACTOR_WORDS[text];
  if (named !== undefined && (/^[a-z]/.test(text) || row.is(index + 1, "unit:times")))
    return { value: { kind: "factor", factor: named, isSpoken: true }, count: /^[a-z]/.test(text) ? 1 : 2 };
  if (row.text(index) === "半" && row.is(index + 1, "unit:times"))
    return { value: { kind: "factor", factor: 0.5 }, count: 2 };
  return undefined;
}

const BYTES: readonly (readonly [Meaning, number])[] = [
  ["unit:kilobyte", 1e3],
  ["unit:megabyte", 1e6],
  ["unit:gigabyte", 1e9],
];

function counted(row: Row, index: number): Found | undefined {
  const number = row.number(index);
  if (number === undefined) return undefined;
  // A lone «m» is a minute unless it is asked for as a size: the rule on size knows.
  for (const [meaning, factor] of BYTES)
    if (row.is(index + 1, meaning) && (!row.is(index + 1, "unit:minute") || isMegabyte(row, index + 1)))
      return { value: { kind: "bytes", bytes: Math.round(number * factor) }, count: 2 };
  // 1个G
  if (row.text(index + 1) === "个")
    for (const [meaning, factor] of BYTES)
      if (row.is(index + 2, meaning)) return { value: { kind: "bytes", bytes: Math.round(number * factor) }, count: 3 };
  // «scale up to 720»
  if (
    [720, 1080, 1440, 2160].includes(number) &&
    /^(?:to|into|at|up to)$|[到成为至]$/.test(row.text(index - 1)) &&
    !row.is(index + 1, "unit:pixel", "unit:percent")
  )
    return { value: { kind: "size", height: number }, count: 1 };
  // «24p»
  if (
    row.text(index + 1) === "p" &&
    [24, 25, 30, 48, 50, 60, 120].includes(number) &&
    row.at(index)?.end === row.at(index + 1)?.start
  )
    return { value: { kind: "rate", fps: number }, count: 2 };
  // «24 frames»: what films are made at, and not so many pictures.
  if (
    row.text(index + 1) === "frames" &&
    [24, 25, 30, 48, 50, 60, 120].includes(number) &&
    !row.is(index - 1, "tie:first", "tie:last")
  )
    return { value: { kind: "rate", fps: number }, count: 2 };
  // 第一帧 is a picture.
  const isPlace = row.text(index + 1) === "帧" && /^(?:第|那|这|最后|哪)$/.test(row.text(index - 1));
  if (row.is(index + 1, "unit:framesASecond") && !isPlace) return { value: { kind: "rate", fps: number }, count: 2 };
  if (row.is(index + 1, "unit:degree")) return { value: { kind: "degrees", degrees: number }, count: 2 };
  if (row.is(index + 1, "unit:pixel")) return { value: { kind: "pixels", pixels: number }, count: 2 };
  if (row.is(index + 1, "unit:decibel")) return { value: { kind: "decibels", decibels: number }, count: 2 };
  return undefined;
}

const PARTS: Record<string, number> = { third: 3, quarter: 4, fourth: 4, fifth: 5, sixth: 6, eighth: 8, tenth: 10 };

/** «half», «a third», «two thirds», 一半: how much of the whole. */
function share(row: Row, index: number): Found | undefined {
  const number = row.number(index);
  const text = row.text(index);
  if (text === "一" && row.text(index + 1) === "半") return { value: { kind: "share", share: 0.5 }, count: 2 };
  if (text === "一半" || /^[减折砍]半$/.test(text) || text === "half" || text === "halves")
    return { value: { kind: "share", share: 0.5 }, count: 1 };
  if (text === "quarter" || text === "quarters") return { value: { kind: "share", share: 0.25 }, count: 1 };
  // «a third of its speed», «a tenth of the width»
  if ((text === "a" || text === "an" || number === 1) && row.text(index + 2) === "of") {
    const part = PARTS[row.text(index + 1)];
    if (part !== undefined) return { value: { kind: "share", share: 1 / part }, count: 2 };
  }
  // «two thirds», «three quarter speed»
  const whole = PARTS[row.text(index + 1).replace(/s$/, "")];
  if (number !== undefined && number > 1 && whole !== undefined && number < whole)
    return { value: { kind: "share", share: number / whole }, count: 2 };
  if (number !== undefined && row.text(index + 1) === "/" && (row.number(index + 2) ?? 0) > number)
    return { value: { kind: "share", share: number / (row.number(index + 2) ?? 1) }, count: 3 };
  return undefined;
}

/** «the second clip», «clip 3», «the last one», 第二段, 倒数第二个. */
function clip(row: Row, index: number): Found | undefined {
  const named =
    clipByClause(row, index) ?? clipByNumber(row, index) ?? clipByOrdinal(row, index) ?? chineseClip(row, index);
  if (named === undefined) return undefined;
  return { value: { kind: "clip", clips: named.clips }, count: named.count };
}

interface Named {
  clips: number[];
  count: number;
}

/** «clip 3», «clips 2 and 3», «clip #2», «clip number two», «clips 1-3». */
function clipByNumber(row: Row, index: number): Named | undefined {
  // «the beach clip, that's number 5»
  const isNumbered =
    /^(?:number|#|nr)$/.test(row.text(index)) &&
    (/^(?:that's|is|it's|which is|put|move|bring|delete|remove|swap)$/.test(row.text(index - 1)) ||
      /^(?:should|must|goes|comes|needs|first|last)/.test(row.text(index + 2)));
  if (isNumbered && row.number(index + 1) !== undefined && !hasUnit(row, index + 1))
    return { clips: [row.number(index + 1) ?? 1], count: 2 };
  if (!row.is(index, "clipNoun") || !/^[a-z]/.test(row.text(index))) return undefined;
  if (/^(?:piece|video|videos|vid|track|file)s?$/.test(row.text(index)) && row.number(index + 1) === undefined)
    return undefined;
  let next = index + 1;
  if (/^(?:#|no|number|nr)$/.test(row.text(next))) next += row.text(next + 1) === "." ? 2 : 1;
  const first = row.number(next);
  if (first === undefined || first < 1 || !Number.isInteger(first) || hasUnit(row, next)) return undefined;
  const clips = [first];
  next += 1;
  // «clip 1 and clip 3»
  if (row.is(next, "tie:and") || row.text(next) === ",") {
    const more = clipByNumber(row, row.is(next + 1, "tie:and") ? next + 2 : next + 1);
    if (more !== undefined)
      return {
        clips: [first, ...more.clips],
        count: (row.is(next + 1, "tie:and") ? next + 2 : next + 1) + more.count - index,
      };
  }
  const isRange = row.text(next) === "-" || row.text(next) === "to" || row.text(next) === "through";
  const second = isRange || row.is(next, "tie:and") || row.text(next) === "," ? row.number(next + 1) : undefined;
  if (second !== undefined && !hasUnit(row, next + 1) && (isRange ? /s$/.test(row.text(index)) : true)) {
    if (isRange) for (let clip = first + 1; clip < second; clip += 1) clips.push(clip);
    clips.push(second);
    next += 2;
    // «clips 2, 3 and 6»
    while (!isRange && (row.is(next, "tie:and") || row.text(next) === ",")) {
      const after = row.is(next + 1, "tie:and") ? next + 2 : next + 1;
      const more = row.number(after);
      if (more === undefined || !Number.isInteger(more) || more < 1 || hasUnit(row, after)) break;
      clips.push(more);
      next = after + 1;
    }
  }
  return { clips, count: next - index };
}

function hasUnit(row: Row, index: number): boolean {
  return (
    timeUnit(row, index + 1) !== undefined ||
    row.is(index + 1, "unit:percent", "unit:times", "unit:megabyte", "unit:framesASecond", "unit:degree") ||
    row.text(index + 1) === ":"
  );
}

/** «the clip that's first», «the scene which is last now». */
function clipByClause(row: Row, index: number): Named | undefined {
  if (!row.is(index, "clipNoun") || !/^[a-z]/.test(row.text(index))) return undefined;
  let next = index + 1;
  if (/^(?:that's|thats|that is|which is|who's)$/.test(row.text(next))) next += 1;
  else if (/^(?:that|which)$/.test(row.text(next)) && row.text(next + 1) === "is") next += 2;
  else return undefined;
  while (/^(?:currently|now|in|at|the|right|placed|playing)$/.test(row.text(next))) next += 1;
  const place = row.ordinal(next);
  return place === undefined ? undefined : { clips: [place], count: next + 1 - index };
}

/** «second clip», «the last two shots», «first and third clips», «the third one», «second to last clip». */
function clipByOrdinal(row: Row, index: number): Named | undefined {
  // «the opening shot», «the ending clip»
  const edge = row.is(index + 1, "clipNoun")
    ? ({ opening: 1, beginning: 1, closing: -1, ending: -1 } as Record<string, number>)[row.text(index)]
    : undefined;
  const first = row.ordinal(index) ?? edge;
  if (first === undefined) return undefined;
  let next = index + 1;
  if (first > 0 && row.text(next) === "to" && row.ordinal(next + 1) === -1) return noun(row, next + 2, [-first], index);
  if (first > 0 && row.text(next) === "-" && row.text(next + 1) === "to" && row.ordinal(next + 3) === -1)
    return noun(row, next + 4, [-first], index);
  const counted = row.number(next);
  if (counted !== undefined && counted >= 2 && counted < 20 && row.is(next + 1, "clipNoun") && Math.abs(first) === 1) {
    const clips = Array.from({ length: counted }, (_, place) => (first > 0 ? place + 1 : place - counted));
    return { clips, count: next + 2 - index };
  }
  // «swap the first two»
  const isPair =
    counted === 2 &&
    first > 0 &&
    row.tokens.slice(0, index).some((token) => token.meanings.has("swap") || token.meanings.has("merge"));
  if (isPair && timeUnit(row, next + 1) === undefined) return { clips: [1, 2], count: next + 1 - index };
  const clips = [first];
  while (row.is(next, "tie:and") || row.text(next) === ",") {
    const after = row.past(next + 1, "tie:filler");
    const another = row.ordinal(after);
    if (another === undefined) break;
    clips.push(another);
    next = after + 1;
  }
  return noun(row, next, clips, index);
}

/** The noun that makes a clip of an ordinal. */
function noun(row: Row, index: number, clips: number[], from: number): Named | undefined {
  // «delete the fourth»
  const isNamedBefore = row.tokens
    .slice(0, from)
    .some((token) => token.meanings.has("clipNoun") || token.value?.kind === "clip");
  const isLast =
    row.at(index) === undefined ||
    row.at(index)?.isStop === true ||
    row.is(index, "next") ||
    // «reverse the second clip and play the third at half speed»
    (isNamedBefore && /^(?:at|to|in|is|should|by|twice|a bit|black|muted)$/.test(row.text(index)));
  if (isLast && row.text(from - 1) === "the" && clips.length === 1) return { clips, count: index - from };
  const isNoun = row.is(index, "clipNoun") || row.text(index) === "one" || row.text(index) === "ones";
  if (!isNoun || !/^[a-z]/.test(row.text(index))) return undefined;
  // «the first part» of a single video is a time that nobody knows.
  return { clips, count: index + 1 - from };
}

/** 第二段, 第2个片段, 第一和第三段, 第二到第四段, 最后一个, 倒数第二个, 前两段, 三号片段, 镜头3. */
function chineseClip(row: Row, index: number): Named | undefined {
  return chineseOrdinals(row, index) ?? chineseEdgeClips(row, index) ?? chineseClipNumber(row, index);
}

/** 第二段, 第一和第三段, 第一、三段, 第二到第四段, 倒数第二个. */
function chineseOrdinals(row: Row, index: number): Named | undefined {
  const sign = row.text(index) === "倒数" ? -1 : 1;
  let next = sign < 0 ? index + 1 : index;
  if (row.text(next) !== "第") return undefined;
  const clips: number[] = [];
  for (;;) {
    const at = row.text(next) === "第" ? next + 1 : next;
    const number = row.number(at);
    // 第10到15秒
    if (row.is(at + 1, "tie:to") && row.number(at + 2) !== undefined && timeUnit(row, at + 3) !== undefined) break;
    if (number === undefined || number < 1 || isCounted(row, at + 1)) break;
    const before = clips.at(-1);
    const isRange = before !== undefined && row.is(next - 1, "tie:to") && row.text(next - 1) !== "在";
    if (isRange) for (let clip = Math.abs(before) + 1; clip < number; clip += 1) clips.push(sign * clip);
    clips.push(sign * number);
    next = at + 1;
    if (isClipNoun(row, next)) next += 1;
    const isJoined =
      row.is(next, "tie:and") || row.text(next) === "," || (row.is(next, "tie:to") && isPlainTo(row, next));
    // 第一、三段: without 第 only where the noun stands behind it.
    const another = row.text(next + 1) === "第" ? next + 2 : next + 1;
    const isNamed = another === next + 2 || isListOfClips(row, another);
    if (!isJoined || !isNamed || row.number(another) === undefined || isCounted(row, another + 1)) break;
    next += 1;
  }
  return clips.length === 0 ? undefined : { clips, count: next - index };
}

/** 二、五段: numbers, and the noun behind the last of them. */
function isListOfClips(row: Row, index: number): boolean {
  let at = index;
  while (row.number(at) !== undefined && (row.is(at + 1, "tie:and") || row.text(at + 1) === ",")) at += 2;
  return row.number(at) !== undefined && isClipNoun(row, at + 1);
}

/** 第二段到第四段 is a row of clips; 第一段移到第三段 is not. */
function isPlainTo(row: Row, index: number): boolean {
  return (
    /^[到至~-]$/.test(row.text(index)) &&
    !row.tokens.slice(index).some((token) => token.text === "前面" || token.text === "后面")
  );
}

/** Whether a number has a unit of its own behind it, and counts no clips. */
function isCounted(row: Row, index: number): boolean {
  return timeUnit(row, index) !== undefined || row.is(index, "unit:framesASecond", "unit:times", "unit:percent");
}

function isClipNoun(row: Row, index: number): boolean {
  return row.is(index, "clipNoun") && /^\p{Script=Han}/u.test(row.text(index));
}

/** 最后一个, 前两段, 后三个镜头, 头一段. */
function chineseEdgeClips(row: Row, index: number): Named | undefined {
  const text = row.text(index);
  const isFirst = /^(?:前|前面|头|开头|最前面)$/.test(text);
  if (!isFirst && !/^(?:最后|最末|后|后面|末尾|结尾)$/.test(text)) return undefined;
  const at = /^(?:的|那|这)$/.test(row.text(index + 1)) ? index + 2 : index + 1;
  const number = row.number(at);
  if (number !== undefined && number <= 20) {
    if (!isClipNoun(row, at + 1) || timeUnit(row, at + 1) !== undefined || row.text(at + 1) === "部分")
      return undefined;
    const clips = Array.from({ length: number }, (_, place) => (isFirst ? place + 1 : place - number));
    return { clips, count: at + 2 - index };
  }
  // 结尾那段挪到开头
  const isMoved = row.tokens.some(({ meanings }) => meanings.has("move") || meanings.has("swap"));
  if (text !== "最后" && isMoved && at > index + 1 && /^(?:[个段条截]|镜头|片段|视频)$/.test(row.text(at)))
    return { clips: [isFirst ? 1 : -1], count: at + 1 - index };
  if (text !== "最后" || !/^那?(?:[个段条]|[个段条]?(?:镜头|片段|视频))$/.test(row.text(at))) return undefined;
  return { clips: [-1], count: at + 1 - index };
}

/** 一二, 二三四: one after the other. */
function isRising(digits: string): boolean {
  return "一二三四五六七八九".includes(digits);
}

/** 三号片段, 2号镜头; 片段3, 镜头二. */
function chineseClipNumber(row: Row, index: number): Named | undefined {
  const number = row.number(index);
  // 一二两段, 二三段
  const digits = /^([一二三四五六七八九]{2,3}?)[两三]?$/.exec(row.text(index))?.[1];
  if (digits !== undefined && digits.length > 1 && isClipNoun(row, index + 1) && isRising(digits))
    return { clips: [...digits].map((digit) => "一二三四五六七八九".indexOf(digit) + 1), count: 2 };
  if (number !== undefined && row.text(index + 1) === "号")
    return { clips: [number], count: isClipNoun(row, index + 2) ? 3 : 2 };
  const behind = row.number(index + 1);
  if (behind === undefined || behind < 1 || behind > 50 || isCounted(row, index + 2) || hasUnit(row, index + 1))
    return undefined;
  // 视频2倍速, 片段3个: the number counts something else.
  const isNamed = /^(?:片段|镜头|分镜|素材|视频|段落|场景)$/.test(row.text(index));
  const isFree = row.number(index - 1) === undefined && row.text(index - 1) !== "个" && row.text(index - 1) !== "段";
  return isNamed && isFree && !isClipNoun(row, index + 2) && !row.is(index + 2, "tie:to", "unit:degree", "unit:pixel")
    ? { clips: [behind], count: 2 }
    : undefined;
}

/** What makes a time a place or a length: the word before it or behind it. */
function role(row: Row, index: number): Found | undefined {
  const value = row.value(index, "time");
  if (value === undefined || value.role !== undefined) return undefined;
  const before = index - 1;
  const skipped = row.is(before, "tie:filler") ? before - 1 : before;
  if (row.is(index + 1, "tie:long") || row.is(skipped, "tie:lasting"))
    return { value: { ...value, role: "length" }, count: 1 };
  if (row.is(skipped, "tie:at") || row.is(index + 1, "tie:mark") || /^(?:mark|in)$/.test(row.text(index + 1)))
    return { value: { ...value, role: "point" }, count: 1 };
  return undefined;
}

/** In this order: a longer reading comes before a shorter one. */
export const VALUE_READERS: readonly ValueReader[] = [
  chineseShare,
  percent,
  clip,
  listed,
  time,
  namedMoment,
  factor,
  counted,
  share,
];
export const ROLE_READERS: readonly ValueReader[] = [role];
