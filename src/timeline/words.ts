/** Sentences for the person, in both languages that the product speaks. */

export type Language = "en" | "zh";

export type Words = Record<Language, string>;

/** Why an edit was not made; stable, for programs. */
export type RefusalCode =
  | "no-clip"
  | "no-such-clip"
  | "beyond-end"
  | "empty-range"
  | "nothing-left"
  | "nothing-there"
  | "no-change"
  | "asset-missing"
  | "asset-unfit"
  | "colour-unknown"
  | "too-long"
  | "too-much"
  | "needs-analysis"
  | "needs-speech-model"
  | "incomplete";

/** An edit that cannot be made, with one sentence that says why. */
export interface Refusal extends Words {
  code: RefusalCode;
}

export function refusal(code: RefusalCode, en: string, zh: string): Refusal {
  return { code, en, zh };
}

/** Milliseconds as seconds with two places at most: `9.5`. */
export function secondsText(milliseconds: number): string {
  return String(Math.round(milliseconds / 10) / 100);
}

/** A number as a person says it: `26`, `1.33`, `0.5`. */
export function roundedText(value: number): string {
  return String(Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value));
}

/** `26%`, `7.5%`. */
export function percentText(percent: number): string {
  return `${Math.abs(percent) < 10 ? Math.round(percent * 10) / 10 : Math.round(percent)}%`;
}

/** A moment as a person writes it: `0:20`, `1:02:03.5`. */
export function clockText(milliseconds: number): string {
  const total = Math.round(milliseconds / 10) / 100;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = Math.round((total % 60) * 100) / 100;
  const padded = seconds < 10 ? `0${seconds}` : String(seconds);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${padded}` : `${minutes}:${padded}`;
}

/** «1 clip», «3 clips». */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
