import { expect, it } from "vitest";
import { emptyDraft } from "../../../src/timeline/draft";
import { doneTo, suggestionsFor } from "./suggestions";

const situation = {
  problems: [] as string[],
  durationMs: 30_000,
  aspect: 16 / 9,
  clips: 1,
  hasMusic: false,
  hasTitle: false,
  done: doneTo(emptyDraft()),
  said: [] as string[],
};

it("suggests nothing while there are no clips", () => {
  expect(suggestionsFor({ ...situation, clips: 0, durationMs: 0 }, "en")).toEqual([]);
});

it("names what is wrong with the clip before anything else but HD", () => {
  expect(suggestionsFor({ ...situation, problems: ["shaky", "dark"] }, "en").slice(0, 3)).toEqual([
    "Enhance it to HD",
    "It's shaky, make it steady",
    "It's too dark, brighten it",
  ]);
});

it("does not offer what is there already", () => {
  const vertical = suggestionsFor({ ...situation, aspect: 9 / 16, hasMusic: true, hasTitle: true }, "en").join();
  expect(vertical).not.toMatch(/vertical|lo-fi|title/);
});

it("does not offer what was done or said", () => {
  const enhanced = { ...emptyDraft(), cv: { tg: "1080p" as const } };
  const now = { ...situation, done: doneTo(enhanced), said: ["Cut the silent parts"] };
  expect(suggestionsFor(now, "en").join()).not.toMatch(/Enhance|silent/);
});

it("speaks Chinese", () => {
  expect(suggestionsFor(situation, "zh")[0]).toBe("提升到高清");
});
