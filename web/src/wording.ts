/** Numbers as people read them, the same in both languages. */

/** `1:02:03.4`, `1:45`, `0:07.5`: hours only where there are some, tenths where asked for. */
export function clock(ms: number, tenths = false): string {
  const units = tenths ? Math.round(ms / 100) : Math.round(ms / 1000) * 10;
  const seconds = Math.floor(units / 10);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const two = (value: number): string => String(value).padStart(2, "0");
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${head}:${two(seconds % 60)}${tenths ? `.${units % 10}` : ""}`;
}

/** `532 B`, `14 kB`, `3.2 MB`, `1.4 GB`: powers of a thousand, as file managers show them. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** step;
  return `${step < 2 || value >= 100 ? Math.round(value) : value.toFixed(1)}\u00a0${units[step]}`;
}

/** Frames a second without needless digits: `30`, `29.97`, `0.8`. */
export function rate(fps: number): string {
  return String(Math.round(fps * 100) / 100);
}
