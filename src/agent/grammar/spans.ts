/** Stretches of time as they are said: «the first 5 seconds», «from 0:10 to 0:20», 最后三分之一, «after 1 minute». */
import type { Moment, Stretch, Value } from "../language/tokens.js";
import type { Found, Row, ValueReader } from "./row.js";

type Edge = "first" | "last";

/** A time or a share of the whole, as an amount. */
function amount(row: Row, index: number, unit?: number): { of: (edge: Edge) => Stretch; unit: number } | undefined {
  const time = row.value(index, "time");
  if (time !== undefined)
    return { unit: time.unit, of: (edge) => (edge === "first" ? [0, time.ms] : [-time.ms, null]) };
  const share = row.value(index, "share")?.share ?? percentShare(row, index);
  if (share !== undefined)
    return { unit: 1000, of: (edge) => (edge === "first" ? [0, { share }] : [{ share: 1 - share }, null]) };
  const number = row.number(index);
  if (number !== undefined && unit !== undefined && !row.is(index + 1, "clipNoun"))
    return { unit, of: (edge) => (edge === "first" ? [0, number * unit] : [-number * unit, null]) };
  return undefined;
}

function percentShare(row: Row, index: number): number | undefined {
  const percent = row.value(index, "percent")?.percent;
  return percent === undefined || percent >= 100 ? undefined : percent / 100;
}

function edgeAt(row: Row, index: number): Edge | undefined {
  if (row.at(index)?.value !== undefined) return undefined;
  // «make it last 12 seconds»
  if (
    row.text(index) === "last" &&
    (row.is(index - 1, "pronoun") || /^(?:to|should|must|will|can)$/.test(row.text(index - 1)))
  )
    return undefined;
  if (row.is(index, "tie:first")) return "first";
  return row.is(index, "tie:last") ? "last" : undefined;
}

function span(stretches: readonly Stretch[], edge: Extract<Value, { kind: "span" }>["edge"], count: number): Found {
  return { value: { kind: "span", stretches, edge }, count };
}

/** 掐头去尾各3秒, 两头都剪掉2秒, 头尾各去2秒: the same at both ends. */
function bothEnds(row: Row, index: number): Found | undefined {
  if (!/^(?:[掐去砍剪切]头[掐去砍剪切]尾|两头|两端|头尾|首尾|一头一尾|开头结尾|片头片尾)$/.test(row.text(index)))
    return undefined;
  let at = index + 1;
  while (
    (row.is(at, "tie:filler", "tie:each", "remove", "cut", "trim", "keep", "please") &&
      row.at(at)?.value === undefined) ||
    /^[,去减掐留]$/.test(row.text(at))
  )
    at += 1;
  const found = amount(row, at, 1000);
  return found === undefined ? undefined : span([found.of("first"), found.of("last")], "both", at + 1 - index);
}

/** «first 5 seconds», 最后3秒, «first and last 5 seconds», «the last half», 前三分之一. */
function edgeThenAmount(row: Row, index: number): Found | undefined {
  const edge = edgeAt(row, index);
  if (edge === undefined) return undefined;
  let next = row.past(index + 1, "tie:filler", "tie:each");
  // 片尾最后2秒, «the very last»
  if (edgeAt(row, next) === edge && row.at(next)?.ordinal === undefined) next = row.past(next + 1, "tie:filler");
  // «first and last 5 seconds», 前后各5秒
  const and = row.is(next, "tie:and") ? next + 1 : next;
  const other = edgeAt(row, row.past(and, "tie:filler"));
  if (other !== undefined && other !== edge) {
    let both = row.past(row.past(and, "tie:filler") + 1, "tie:filler", "tie:each", "remove", "cut", "trim", "keep");
    // 前后各去2秒
    if (/^[,去减掐]$/.test(row.text(both))) both = row.past(both + 1, "tie:each");
    const found = amount(row, both, row.is(both + 1, "clipNoun") ? undefined : 1000);
    if (found !== undefined) return span([found.of("first"), found.of("last")], "both", both + 1 - index);
  }
  // «the last third», «first quarter», «second half»
  const share = shareWord(row, next);
  if (share !== undefined) return span([edgeShare(edge, share)], edge, next + 1 - index);
  // 开头去5秒, 片尾剪掉3秒: the verb stands before the amount.
  const verb = HAN.test(row.text(next)) ? row.past(next, "tie:each", "remove", "cut", "trim", "keep") : next;
  const isMere = /^[去减掐]$/.test(row.text(next));
  // 后面30秒到40秒: from when to when, further on.
  if (
    HAN.test(row.text(index)) &&
    row.is(next + 1, "tie:to") &&
    end(row, next + 2)?.moment !== undefined &&
    row.value(next, "time") !== undefined &&
    /[面边头]$/.test(row.text(index))
  )
    return undefined;
  const found = amount(row, next) ?? amount(row, isMere ? next + 1 : verb);
  if (found !== undefined) {
    let end = (amount(row, next) !== undefined ? next : isMere ? next + 1 : verb) + 1;
    end = row.text(end) === "的" ? end + 1 : end;
    return span([found.of(edge)], edge, end - index);
  }
  // «the first second», «the last minute»
  const alone = row.is(next, "unit:second") ? 1000 : row.is(next, "unit:minute") ? 60_000 : undefined;
  if (
    alone !== undefined &&
    !row.is(next + 1, "clipNoun") &&
    row.number(next) === undefined &&
    /^[a-z]{3}/.test(row.text(next))
  ) {
    // «the last minute and a half»
    const isLonger =
      row.text(next + 1) === "and" && row.text(next + 2) === "a" && row.value(next + 3, "share")?.share === 0.5;
    const ms = isLonger ? alone * 1.5 : alone;
    return span([edgeStretch(edge, ms)], edge, next + (isLonger ? 4 : 1) - index);
  }
  // «fade out the last 2»: nothing behind it says what is counted.
  const bare = row.number(next);
  const isBare = row.at(next + 1) === undefined || row.at(next + 1)?.isStop === true;
  if (bare !== undefined && isBare && row.at(index)?.ordinal !== undefined)
    return span([edgeStretch(edge, bare * 1000)], edge, next + 1 - index);
  // «first 5 and last 3 seconds»: the unit stands behind the other one.
  const number = row.number(next);
  if (number !== undefined && row.is(next + 1, "tie:and")) {
    const otherEdge = row.past(next + 2, "tie:filler");
    const second =
      edgeAt(row, otherEdge) === undefined ? undefined : amount(row, row.past(otherEdge + 1, "tie:filler"));
    if (second !== undefined) return span([edgeStretch(edge, number * second.unit)], edge, next + 1 - index);
  }
  // «ninety seconds is plenty, so keep the first ninety and …»
  if (number !== undefined && number >= 5 && row.is(next + 1, "next") && row.at(index)?.ordinal !== undefined)
    return span([edgeStretch(edge, number * 1000)], edge, next + 1 - index);
  return undefined;
}

function edgeStretch(edge: Edge, ms: number): Stretch {
  return edge === "first" ? [0, ms] : [-ms, null];
}

function edgeShare(edge: Edge, share: number): Stretch {
  return edge === "first" ? [0, { share }] : [{ share: 1 - share }, null];
}

function shareWord(row: Row, index: number): number | undefined {
  if (row.is(index + 1, "clipNoun") && row.text(index) === "third") return undefined;
  if (row.text(index) === "third") return 1 / 3;
  if (row.text(index) === "fourth") return 1 / 4;
  return undefined;
}

/** «second half», 后半段, 前半段. */
function halves(row: Row, index: number): Found | undefined {
  const text = row.text(index);
  const next = row.at(index + 1);
  const nextText = next?.text ?? "";
  if (/^(?:前|上|头)$/.test(text) && /^半/.test(nextText))
    return span([[0, { share: 0.5 }]], "first", /^(?:部分|段|截|部|片)$/.test(row.text(index + 2)) ? 3 : 2);
  if (/^(?:后|下)$/.test(text) && /^半/.test(nextText))
    return span([[{ share: 0.5 }, null]], "last", /^(?:部分|段|截|部|片)$/.test(row.text(index + 2)) ? 3 : 2);
  if (row.ordinal(index) === 2 && row.value(index + 1, "share")?.share === 0.5)
    return span([[{ share: 0.5 }, null]], "last", 2);
  // 中间三分之一
  const middle = /^(?:中间|正中间|中段|最中间)$/.test(text)
    ? row.value(index + (nextText === "的" ? 2 : 1), "share")?.share
    : undefined;
  if (middle !== undefined && middle < 1)
    return span([[{ share: (1 - middle) / 2 }, { share: (1 + middle) / 2 }]], "between", nextText === "的" ? 3 : 2);
  if (text === "middle" && nextText === "third") return span([[{ share: 1 / 3 }, { share: 2 / 3 }]], "between", 2);
  return undefined;
}

/** What two stretches have in common where they are told one after the other: «5 s from the start and 3 from the end». */
function bareThenEdge(row: Row, index: number): Found | undefined {
  const number = row.number(index);
  if (number === undefined || !/^(?:from|off)$/.test(row.text(index + 1))) return undefined;
  const next = row.past(index + 2, "tie:filler", "tie:off");
  const edge = row.is(next, "start") ? "first" : row.is(next, "end") ? "last" : undefined;
  if (edge === undefined || row.at(next)?.value !== undefined) return undefined;
  return span([edgeStretch(edge, number * 1000)], edge, next + 1 - index);
}

/** «15 seconds starting at 0:30», «from 0:30 for 15 seconds»: where it begins, and how long it is. */
function lengthFromPoint(row: Row, index: number): Found | undefined {
  const length = row.value(index, "time");
  if (length !== undefined) {
    let next = row.is(index + 1, "clipNoun", "video") && row.at(index + 1)?.value === undefined ? index + 2 : index + 1;
    if (row.text(next) === "long") next += 1;
    const isBegun = /^(?:starting at|starting from|beginning at|starting|beginning|from)$/.test(row.text(next));
    if (!isBegun) return undefined;
    next += 1;
    while (/^(?:at|from|the|on|around)$/.test(row.text(next)) && row.at(next)?.value === undefined) next += 1;
    const point = row.value(next, "time");
    if (point === undefined || row.is(next + 1, "tie:to")) return undefined;
    return span([[point.ms, point.ms + length.ms]], "between", next + 1 - index);
  }
  if (!/^(?:starting at|starting from|beginning at|from|at)$/.test(row.text(index))) return undefined;
  const point = row.value(row.past(index + 1, "tie:filler"), "time");
  if (point === undefined) return undefined;
  const next = row.past(index + 1, "tie:filler") + 1;
  const after = row.text(next) === "," ? next + 1 : next;
  const lasting = row.text(after) === "for" ? row.value(row.past(after + 1, "tie:filler"), "time") : undefined;
  if (lasting === undefined || point.unit > 60_000) return undefined;
  return span([[point.ms, point.ms + lasting.ms]], "between", row.past(after + 1, "tie:filler") + 1 - index);
}

/** «starting at 0:15»: from there to the end. */
function begunAt(row: Row, index: number): Found | undefined {
  const word = row.text(index);
  if (!/^(?:starting|beginning)(?: at| from)?$/.test(word)) return undefined;
  let next = index + 1;
  while (/^(?:at|from|the|on|around)$/.test(row.text(next)) && row.at(next)?.value === undefined) next += 1;
  const point = row.value(next, "time");
  if (point === undefined || (next === index + 1 && !word.includes(" "))) return undefined;
  if (row.is(next + 1, "tie:to", "tie:lasting") || row.text(next + 1) === "for") return undefined;
  return span([[point.ms, null]], "after", next + 1 - index);
}

/** «start at 0:08 and stop at 0:52». */
function startAndStop(row: Row, index: number): Found | undefined {
  if (!/^(?:start|begin)(?:s|ning|ing)?(?: at| from)?$/.test(row.text(index))) return undefined;
  const point = (from: number): number => {
    let next = from;
    while (
      /^(?:it|at|from|on|around|the|video|clip|playing)$/.test(row.text(next)) &&
      row.at(next)?.value === undefined
    )
      next += 1;
    return row.value(next, "time") === undefined ? -1 : next;
  };
  const first = point(index + 1);
  if (first < 0) return undefined;
  let next = first + 1;
  if (row.text(next) === "mark") next += 1;
  while (/^(?:and|,|then|to|until|it|should|but|-)$/.test(row.text(next))) next += 1;
  if (next === first + 1 || !/^(?:end|stop|finish)(?:s|es|ping|ing)?(?: at| on)?$/.test(row.text(next)))
    return undefined;
  const second = point(next + 1);
  const [from, to] = [row.value(first, "time"), row.value(second, "time")];
  if (from === undefined || to === undefined || to.ms <= from.ms) return undefined;
  return span([[from.ms, to.ms]], "between", second + 1 - index);
}

const AFTER_AMOUNT = new Set([
  "from",
  "off",
  "at",
  "of",
  "the",
  "very",
  "in",
  "on",
  "both",
  "each",
  "either",
  "in the",
  "worth",
]);

/** «2 seconds off the end», «5 seconds from the beginning», «3 seconds at both ends». */
function amountThenEdge(row: Row, index: number): Found | undefined {
  const found = amount(row, index);
  if (found === undefined) return undefined;
  let next = index + 1;
  while (AFTER_AMOUNT.has(row.text(next)) && row.at(next)?.value === undefined) next += 1;
  if (next === index + 1) return undefined;
  const tied = row.text(index + 1);
  const isEnds =
    /^ends?$/.test(row.text(next)) || (/^sides?$/.test(row.text(next)) && row.value(index, "time") !== undefined);
  if (isEnds && /both|each|either/.test(row.text(next - 1)))
    return span([found.of("first"), found.of("last")], "both", next + 1 - index);
  // «5 secs off the top»
  const isTop = row.text(next) === "top" && /^(?:off|from)$/.test(tied) && row.value(index, "time") !== undefined;
  const edge = row.is(next, "start") || isTop ? "first" : row.is(next, "end") ? "last" : undefined;
  if (edge === undefined || tied === "the") return undefined;
  // «from the start and the end», «off the beginning and end»
  const and = row.is(next + 1, "tie:and") ? row.past(next + 2, "tie:filler") : -1;
  if (and > 0 && (row.is(and, "start") || row.is(and, "end")) && row.is(and, edge === "first" ? "end" : "start"))
    return span([found.of("first"), found.of("last")], "both", and + 1 - index);
  return span([found.of(edge)], edge, next + 1 - index);
}

/** One end of «from … to …»: a time, a bare number that takes the other's unit, or the start or end of it all. */
function end(row: Row, index: number): { moment?: Moment; number?: number; unit?: number; next: number } | undefined {
  let next = index;
  if (row.text(next) === "第" || row.text(next) === "the") next += 1;
  // «second 5», «minute 2»
  const spoken = /^(?:seconds?|minutes?)$/.test(row.text(next))
    ? /^s/.test(row.text(next))
      ? 1000
      : 60_000
    : undefined;
  if (spoken !== undefined && row.number(next + 1) !== undefined)
    return { moment: Math.round((row.number(next + 1) ?? 0) * spoken), next: next + 2 };
  const time = row.value(next, "time");
  if (time !== undefined) {
    const after = row.text(next + 1) === "mark" ? next + 2 : next + 1;
    return { moment: time.ms, unit: time.unit, next: after };
  }
  const clockMs = row.value(next, "aspect")?.clockMs;
  if (clockMs !== undefined) return { moment: clockMs, unit: 1000, next: next + 1 };
  const percent = percentShare(row, next) ?? row.value(next, "share")?.share;
  if (percent !== undefined) return { moment: { share: percent }, next: next + 1 };
  const number = row.number(next);
  if (
    number !== undefined &&
    !row.is(next + 1, "unit:times", "unit:megabyte", "unit:framesASecond", "unit:degree", "unit:pixel")
  )
    return { number, next: next + 1 };
  if (row.is(next, "start") && row.at(next)?.value === undefined) return { moment: 0, next: next + 1 };
  if (row.is(next, "end") && row.at(next)?.value === undefined) return { moment: null, next: next + 1 };
  if (row.is(next, "middle") || /^halfway$/.test(row.text(next))) return { moment: { share: 0.5 }, next: next + 1 };
  return undefined;
}

/** «from 0:10 to 0:20», «between 5 and 8 s», «2-5秒», 第3秒到第5秒, «1:00 to the end». */
function fromTo(row: Row, index: number): Found | undefined {
  let next = index;
  const isFrom = row.is(next, "tie:from");
  const isBetween = row.is(next, "tie:between");
  if (isFrom || isBetween) next += 1;
  else if (row.text(next) === "在" && row.at(next + 1)?.value !== undefined) next += 1;
  const first = end(row, next);
  if (first === undefined) return undefined;
  // 从第8秒开始到第12秒结束
  if (/^(?:开始|起|处)$/.test(row.text(first.next)) && row.is(first.next + 1, "tie:to")) first.next += 1;
  const isTied = isBetween ? row.is(first.next, "tie:and", "tie:to") : row.is(first.next, "tie:to");
  if (!isTied) return isFrom ? onwards(row, index, first) : undefined;
  const second = end(row, first.next + 1);
  if (second === undefined) return undefined;
  // A minus that touches neither side is punctuation; «3 to 5» alone is a time only where «from» says so.
  const isNumbers = first.moment === undefined && second.moment === undefined;
  if (isNumbers && !isFrom && !isBetween) return undefined;
  // «cut to the end», «fade to black»: one side at least is a time.
  if (
    typeof first.moment !== "number" &&
    typeof second.moment !== "number" &&
    !isNumbers &&
    first.number === undefined &&
    second.number === undefined &&
    typeof first.moment !== "object" &&
    typeof second.moment !== "object"
  )
    return undefined;
  if (first.moment === 0 && second.moment === null && !isFrom) return undefined;
  if (row.is(second.next, "clipNoun") && isNumbers) return undefined;
  const unit = second.unit ?? first.unit ?? 1000;
  const start = first.moment === undefined ? (first.number ?? 0) * unit : first.moment;
  const finish = second.moment === undefined ? (second.number ?? 0) * (first.unit ?? unit) : second.moment;
  let count = second.next - index;
  while (
    /^(?:的|之间|秒|mark|那段|那一段|这段|这一段|部分|结束|为止|停|处|内容)$/.test(row.text(index + count)) &&
    row.at(index + count)?.value === undefined
  )
    count += 1;
  if (typeof start === "number" && typeof finish === "number" && start >= finish) return undefined;
  return span([[start, finish]], "between", count);
}

/** «from 0:30 on», 从10秒开始. */
function onwards(
  row: Row,
  index: number,
  first: { moment?: Moment; number?: number; unit?: number; next: number },
): Found | undefined {
  if (typeof first.moment !== "number" || first.moment === 0) return undefined;
  // 从1分20才开始
  while (/^(?:才|再|正式|真正|就|那里|那儿|那|这里|这儿|处|左右)$/.test(row.text(first.next))) first.next += 1;
  if (!row.is(first.next, "tie:onwards") || (row.text(first.next) === "on" && row.is(first.next + 1, "tie:filler")))
    return undefined;
  const after = row.is(first.next + 1, "tie:onwards") ? first.next + 2 : first.next + 1;
  return span([[first.moment, null]], "after", after - index);
}

/** «after 1 minute», «everything past 0:45», 10秒之后, «before 0:05», 5秒以前, «1:20 onwards». */
function afterOrBefore(row: Row, index: number): Found | undefined {
  const isAfter =
    (row.is(index, "tie:after") || row.text(index) === "and after") && !/\p{Script=Han}/u.test(row.text(index));
  const isBefore = row.is(index, "tie:before") && !/\p{Script=Han}/u.test(row.text(index));
  if (isAfter || isBefore) {
    const next = row.past(index + 1, "tie:filler");
    const time = row.value(next, "time");
    const share = row.value(next, "share")?.share ?? percentShare(row, next);
    const moment: Moment | undefined = time?.ms ?? (share === undefined ? undefined : { share });
    if (moment === undefined) return undefined;
    const end = row.text(next + 1) === "mark" ? next + 2 : next + 1;
    return isAfter ? span([[moment, null]], "after", end - index) : span([[0, moment]], "before", end - index);
  }
  const from = row.text(index) === "从" || row.text(index) === "第" ? index + 1 : index;
  const time = row.value(from, "time");
  if (time === undefined) return undefined;
  const behind = row.at(from + 1);
  if (behind === undefined || behind.value !== undefined) return undefined;
  if (
    row.is(from + 1, "tie:after") &&
    /\p{Script=Han}/u.test(behind.text) &&
    !(behind.text === "后" && row.at(from + 2)?.value !== undefined && row.value(from + 2, "time") !== undefined)
  )
    return span([[time.ms, null]], "after", from + 2 - index);
  if (row.is(from + 1, "tie:before") && /\p{Script=Han}/u.test(behind.text))
    return span([[0, time.ms]], "before", from + 2 - index);
  if (/^(?:onwards?|forward|and after)$|^(?:一?直)?到(?:结尾|最后|末尾|结束|片尾)/.test(behind.text))
    return span([[time.ms, null]], "after", from + 2 - index);
  return undefined;
}

const HAN = /^\p{Script=Han}/u;

export const SPAN_READERS: readonly ValueReader[] = [
  bothEnds,
  halves,
  startAndStop,
  lengthFromPoint,
  fromTo,
  begunAt,
  edgeThenAmount,
  amountThenEdge,
  bareThenEdge,
  afterOrBefore,
];
