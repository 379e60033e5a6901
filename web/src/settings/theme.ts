/** Light or dark: as the system has it, unless the person chose. `public/theme.js` applies the same before the first paint. */
export type Theme = "system" | "light" | "dark";

const STORAGE_KEY = "hd-local.theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(STORAGE_KEY);
  else localStorage.setItem(STORAGE_KEY, theme);
  applyTheme();
}

function applyTheme(): void {
  const theme = chosenTheme();
  document.documentElement.classList.toggle("dark", theme === "dark" || (theme === "system" && systemIsDark.matches));
}

systemIsDark.addEventListener("change", applyTheme);
