/** Colours by their names. */
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

/** `#rrggbb` of a colour by name, `#rgb` or `#rrggbb`; undefined for what is no colour. */
export function colourOf(text: string): string | undefined {
  const plain = text.trim().toLowerCase();
  if (/^#[0-9a-f]{6}$/.test(plain)) return plain;
  if (/^#[0-9a-f]{3}$/.test(plain)) return `#${[...plain.slice(1)].map((digit) => digit + digit).join("")}`;
  return Object.hasOwn(NAMED, plain) ? NAMED[plain] : undefined;
}
