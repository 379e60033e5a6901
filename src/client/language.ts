/** The two languages that the product speaks with people. */

export type Language = "en" | "zh";

const HAN = /\p{Script=Han}/u;
/** What stands in quotation marks is to be written into the video: it says nothing of the speaker's language. */
const QUOTED = /«[^»]*»|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|"[^"]*"|'[^']*'/gu;

/** The language that somebody's words are in: Chinese where they hold a Han character, else English. */
export function languageOf(words: string): Language {
  const spoken = words.replace(QUOTED, "");
  return HAN.test(spoken.trim() === "" ? words : spoken) ? "zh" : "en";
}

/** The language of a locale: `zh_CN.UTF-8`, `zh-Hans`. Anything but Chinese is answered in English. */
export function languageOfLocale(locale: string | undefined): Language {
  return /^zh\b|^zh[_-]/i.test(locale ?? "") ? "zh" : "en";
}
