/** Numbers as they are said: «thirty-five», «a hundred and twenty», 三十五, 一百二十. */
import Nzh from "nzh";

const SMALL: Record<string, number> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};
const TENS: Record<string, number> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

/** The number that begins at the first of these words, and how many words it takes. */
export function spokenNumber(words: readonly string[]): { value: number; count: number } | undefined {
  let index = 0;
  let value: number | undefined;
  const tens = TENS[words[0] ?? ""];
  if (tens !== undefined) {
    value = tens;
    index = 1;
    if (words[index] === "-") index += 1;
    const ones = SMALL[words[index] ?? ""];
    if (ones !== undefined && ones > 0 && ones < 10) {
      value += ones;
      index += 1;
    } else index = 1;
  } else {
    const small = SMALL[words[0] ?? ""];
    if (small !== undefined) {
      value = small;
      index = 1;
    } else if ((words[0] === "a" || words[0] === "an") && words[1] === "hundred") {
      value = 1;
      index = 1;
    }
  }
  if (value === undefined) return undefined;
  if (words[index] === "hundred") {
    value *= 100;
    index += 1;
    const and = words[index] === "and" ? 1 : 0;
    const rest = spokenNumber(words.slice(index + and));
    if (rest !== undefined && rest.value < 100) {
      value += rest.value;
      index += and + rest.count;
    }
  }
  if (words[index] === "point") {
    const digits = SMALL[words[index + 1] ?? ""];
    if (digits !== undefined && digits < 10) return { value: value + digits / 10, count: index + 2 };
  }
  return { value, count: index };
}

export const CHINESE_NUMERAL = /[零〇一二两三四五六七八九十百千万]{1,16}(?:点[零〇一二三四五六七八九]{1,6})?/y;

/** The number that Chinese numerals write. */
export function chineseNumber(numerals: string): number {
  const plain = numerals.replaceAll("两", "二").replaceAll("〇", "零");
  if (/^[零一二三四五六七八九]{2,}$/.test(plain))
    return Number([...plain].map((digit) => Nzh.cn.decodeS(digit)).join(""));
  return Number(Nzh.cn.decodeS(plain));
}

const ORDINALS: Record<string, number> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
};

/** «second» → 2, «last» → −1. */
export function ordinal(word: string): number | undefined {
  if (word === "last" || word === "final" || word === "latest") return -1;
  if (word === "penultimate") return -2;
  const digits = /^(\d+)(?:st|nd|rd|th)$/.exec(word);
  return digits === null ? ORDINALS[word] : Number(digits[1]);
}
