import { expect, it } from "vitest";
import { languageOf, languageOfLocale } from "./language.js";

it.each([
  ["enhance it", "en"],
  ["变清晰", "zh"],
  ["加标题「Hello」", "zh"],
  ["add the title «你好»", "en"],
  ["「你好」", "zh"],
])("hears that «%s» is %s", (words, language) => expect(languageOf(words)).toBe(language));

it("reads locales", () => {
  expect(languageOfLocale("zh_CN.UTF-8")).toBe("zh");
  expect(languageOfLocale("zh-Hans")).toBe("zh");
  expect(languageOfLocale("en_US.UTF-8")).toBe("en");
  expect(languageOfLocale(undefined)).toBe("en");
});
