/** Colours by their names. */
import type { Words } from "./words.js";

const NAMED: Readonly<Record<string, string>> = {
  white: "#ffffff",
  black: "#000000",
  gray: "#808080",
  grey: "#808080",
  silver: "#c0c0c0",
  red: "#ff0000",
  orange: "#ffa500",
  yellow: "#ffff00",
  gold: "#ffd700",
  green: "#00c000",
  lime: "#00ff00",
  teal: "#008080",
  cyan: "#00ffff",
  blue: "#0060ff",
  navy: "#000080",
  purple: "#a020f0",
  violet: "#ee82ee",
  magenta: "#ff00ff",
  pink: "#ff69b4",
  brown: "#8b4513",
  beige: "#f5f5dc",
};

const CHINESE: Readonly<Record<string, string>> = {
  white: "白色",
  black: "黑色",
  gray: "灰色",
  silver: "银色",
  red: "红色",
  orange: "橙色",
  yellow: "黄色",
  gold: "金色",
  green: "绿色",
  lime: "亮绿色",
  teal: "蓝绿色",
  cyan: "青色",
  blue: "蓝色",
  navy: "深蓝色",
  purple: "紫色",
  violet: "淡紫色",
  magenta: "洋红色",
  pink: "粉色",
  brown: "棕色",
  beige: "米色",
};

/** What people call a colour; one without a name keeps its number. */
export function colourName(colour: string): Words {
  const [name] = Object.entries(NAMED).find(([, code]) => code === colour) ?? [];
  return { en: name ?? colour, zh: CHINESE[name ?? ""] ?? colour };
}

/** `#rrggbb` of a colour by name, `#rgb` or `#rrggbb`; undefined for what is no colour. */
export function colourOf(text: string): string | undefined {
  const plain = text.trim().toLowerCase();
  if (/^#[0-9a-f]{6}$/.test(plain)) return plain;
  if (/^#[0-9a-f]{3}$/.test(plain)) return `#${[...plain.slice(1)].map((digit) => digit + digit).join("")}`;
  return Object.hasOwn(NAMED, plain) ? NAMED[plain] : undefined;
}
